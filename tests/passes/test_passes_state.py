"""What each fact of passes does to the tables."""

from dataclasses import replace

from safepassage.adapters.memory import MemoryTables
from safepassage.kernel.facts import Recorded
from safepassage.kernel.moment import Moment
from safepassage.passes.facts import Issued, ManifestMade, Revoked
from safepassage.passes.state import ManifestRow, PassRow, apply

NOON = Moment.parse("2023-11-01T10:00:00Z")
ISSUED = Issued("0a" * 10, "p1", "2023-11-01", "1c" * 16, NOON, NOON.plus(days=1))
ROW = PassRow("0a" * 10, "p1", "2023-11-01", "1c" * 16, NOON.iso(), NOON.plus(days=1).iso(), "", "1/validity")


def tables_of(*facts):
    tables = MemoryTables()
    for index, fact in enumerate(facts):
        apply(Recorded(fact, NOON, "coordination", index, "1/validity"), tables)
    return tables


def test_a_pass_is_a_row_and_its_withdrawal_the_reason_in_it():
    (row,) = tables_of(ISSUED).select(PassRow)
    assert row == ROW
    # No place comes before it: what is fixed at the very first entry is not yet withdrawn.
    assert (row.signed_with, row.revoked, row.revoked_entry) == ("", "", -1)
    withdrawn = tables_of(ISSUED, Revoked("0a" * 10, "lost"))
    assert list(withdrawn.select(PassRow)) == [replace(ROW, revoked="lost", revoked_entry=1)]


def test_the_withdrawal_of_a_pass_that_nobody_made_changes_nothing():
    assert list(tables_of(Revoked("0b" * 10, "lost")).select(PassRow)) == []
    assert list(tables_of(ISSUED, Revoked("0b" * 10, "lost")).select(PassRow)) == [ROW]


def test_a_manifest_is_a_row():
    assert list(tables_of(ManifestMade(3, 7, "ab")).select(ManifestRow)) == [
        ManifestRow(3, 7, "ab", NOON.iso(), entry=0)
    ]
