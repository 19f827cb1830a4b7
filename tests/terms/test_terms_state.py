"""Versions of the terms as facts and rows."""

from __future__ import annotations

from safepassage.adapters.memory import MemoryTables
from safepassage.kernel.facts import Recorded
from safepassage.kernel.moment import Moment
from safepassage.kernel.plain import from_plain, to_plain
from safepassage.terms.facts import FACTS, Agreed
from safepassage.terms.model import Agreement
from safepassage.terms.reading import read_terms
from safepassage.terms.state import TermsRow, apply

AT = Moment.parse("2030-01-01T12:00:00Z")


def test_each_version_is_kept_as_it_was_written(small: Agreement, small_text: str) -> None:
    second = small_text.replace("version = 1", "version = 2")
    tables = MemoryTables()
    apply(Recorded(Agreed(1, small_text, "the first text"), AT, "blue", 0), tables)
    apply(Recorded(Agreed(2, second, "two companions"), AT.plus(days=3), "blue", 7, "1/P1"), tables)
    rows = list(tables.select(TermsRow))
    assert [(row.version, row.reason, row.at, row.entry) for row in rows] == [
        (1, "the first text", "2030-01-01T12:00:00Z", 0),
        (2, "two companions", "2030-01-04T12:00:00Z", 7),
    ]
    assert read_terms(rows[0].toml, "ledger") == small
    assert read_terms(rows[1].toml, "ledger").version == 2


def test_the_fact_goes_to_plain_data_and_back(small_text: str) -> None:
    fact = Agreed(1, small_text, "the first text")
    assert {"terms.agreed/1": Agreed} == FACTS
    assert from_plain(Agreed, to_plain(fact)) == fact
    assert fact.deltas() == {}
