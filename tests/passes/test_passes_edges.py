"""The edges of the rules on passes, and what is left of a pass when its holder may not be named any more."""

import pytest
from test_passes_rules import HEAD, NOON, row, tag_of

from safepassage.adapters.memory import MemoryTables
from safepassage.kernel.facts import Recorded
from safepassage.kernel.problems import ProblemsError
from safepassage.kernel.wording import WITHHELD
from safepassage.operations.issuing import IssuerKey, read_with
from safepassage.passes import manifest, wire
from safepassage.passes.erasing import blank, left_of
from safepassage.passes.facts import Issued, ManifestMade, Revoked
from safepassage.passes.manifest import read_manifest
from safepassage.passes.model import Bearer, CallDay, CalledCase, Said, SlipPerson, Window
from safepassage.passes.rules import in_force, manifest_of, pass_for, slips_for
from safepassage.passes.slips import clock_time
from safepassage.passes.state import PassRow, apply
from safepassage.passes.wire import read_pass
from safepassage.seal.keys import public_key, sign

ISSUED = Issued("0a" * 10, "p1", "2023-11-01", "1c" * 16, NOON, NOON.plus(days=1))


class SeededSigner:
    """An issuer's key of a test."""

    def __init__(self, number=1):
        self.seed = bytes([number]) * 32
        self.public = public_key(self.seed)

    def sign(self, message):
        return sign(self.seed, message)


MOST = 64 * 1024 * 1024


def test_a_time_on_a_slip_is_of_its_day():
    assert (clock_time(0), clock_time(61), clock_time(1439)) == ("00:00", "01:01", "23:59")
    for minute in (-1, 1440):
        with pytest.raises(ValueError, match="of the day it names"):
            clock_time(minute)


def test_a_familys_wave_is_counted_from_the_days_first():
    day = CallDay("2023-11-02", "2023-11-04", 7 * 60, 30, first_wave=3)
    person = SlipPerson("Nada Invented", "1990-01-01", "EV1:X")
    cases = [CalledCase(f"c{wave}", Said("Hall", ()), wave, "code", (person,), ()) for wave in (3, 4, 7)]
    assert [(slip.wave, slip.present_at) for slip in slips_for(day, cases)] == [
        (1, "07:00"),
        (2, "07:30"),
        (5, "09:00"),
    ]


def test_a_pass_that_ends_at_this_moment_is_in_no_set_unless_it_was_withdrawn():
    ends, after = NOON.iso(), NOON.plus(seconds=1).iso()
    rows = [
        row(1, expires=ends),
        row(2, expires=ends, revoked="lost"),
        row(3, expires=after),
        row(4, expires=after, revoked="lost"),
    ]
    assert [one.pass_id for one in in_force(rows, NOON)] == [rows[2].pass_id]
    made = manifest_of(HEAD, rows, tag_of)
    assert (made.tags, made.revoked) == ((tag_of(rows[2].pass_id),), tuple(tag_of(rows[at].pass_id) for at in (1, 3)))


def test_two_passes_under_one_tag_are_found_whichever_is_withdrawn():
    for revoked in ("", "lost"):
        rows = [row(1), row(2, revoked=revoked)]
        with pytest.raises(ValueError, match="one tag"):
            manifest_of(HEAD, rows, lambda _: "ab" * 8)


def test_a_manifest_has_a_length_and_beyond_it_is_not_read():
    assert manifest.MOST_CHARACTERS == MOST
    for length, what in ((MOST, "it is no manifest"), (MOST + 1, "it is longer than")):
        with pytest.raises(ProblemsError) as caught:
            read_manifest("x" * length)
        assert caught.value.problems[0].what.startswith(what)


def test_a_pass_of_the_greatest_length_is_looked_at_and_a_longer_one_is_not():
    for length, other in ((wire.MOST_CHARACTERS, True), (wire.MOST_CHARACTERS + 1, False)):
        text = wire.PREFIX + "0" * (length - len(wire.PREFIX))
        assert (read_pass(text, {}, "invented-2023").code != "length") is other


# Erasure
def tables_of(*facts):
    tables = MemoryTables()
    for index, fact in enumerate(facts):
        apply(Recorded(fact, NOON, "coordination", index, "1/validity"), tables)
    return tables


def nobody(_):
    return False


def test_of_a_withdrawal_the_reason_goes_that_names_somebody_and_the_pass_stays_withdrawn():
    told = [Revoked("0a" * 10, "Nada lost it"), Revoked("0a" * 10, "a slip was lost")]
    left = left_of(told[0], (), "Nada lost it".__eq__)
    assert left == Revoked("0a" * 10, WITHHELD)
    assert left_of(told[1], ("p1",), "Nada lost it".__eq__) is None
    tables = tables_of(ISSUED, told[0])
    blank(left, tables)
    assert [(one.revoked, one.tag) for one in tables.select(PassRow)] == [(WITHHELD, ISSUED.tag)]


def test_of_a_pass_the_tag_of_the_document_goes():
    left = left_of(ISSUED, {"p1", "p2"}, nobody)
    assert left == Issued("0a" * 10, "p1", "2023-11-01", "", NOON, NOON.plus(days=1))
    tables = tables_of(ISSUED)
    blank(left, tables)
    assert [(one.tag, one.person_id, one.pass_id) for one in tables.select(PassRow)] == [("", "p1", "0a" * 10)]


def test_the_pass_of_another_stays_as_it_is():
    assert left_of(ISSUED, {"p2"}, nobody) is None
    assert left_of(ISSUED, set(), nobody) is None
    assert left_of(ManifestMade(1, 1, "p1"), {"p1"}, nobody) is None


def test_blanking_touches_the_row_of_its_own_pass_only():
    other = Issued("0b" * 10, "p2", "2023-11-01", "1d" * 16, NOON, NOON.plus(days=1))
    tables = tables_of(ISSUED, other)
    blank(left_of(ISSUED, {"p1"}, nobody), tables)
    blank(Issued("0c" * 10, "p3", "2023-11-01", "", NOON, NOON), tables)
    blank(ManifestMade(1, 1, "ab"), tables)
    assert [one.tag for one in tables.select(PassRow)] == ["", "1d" * 16]


@pytest.mark.parametrize(("lane", "printed"), [("", ""), ("hall", "hall"), ("l" * 16, "l" * 16), ("l" * 17, "")])
def test_a_lane_that_no_pass_can_carry_is_not_on_it(lane, printed):
    bearer = Bearer("Nada Invented", "1990-01-01", "1c" * 16, "foreign", lane)
    made = pass_for("rafah-2023", bearer, "0a" * 10, Window(NOON, NOON.plus(days=1)))
    assert made.lane == printed
    secret = SeededSigner()
    kid = wire.key_id("rafah-2023", secret.public)
    text = wire.pass_text(made, secret.sign, kid)
    assert read_pass(text, {kid: secret.public}, "rafah-2023") == made


def test_of_two_keys_with_one_id_each_is_tried():
    one, other, third = SeededSigner(1), SeededSigner(2), SeededSigner(3)
    bearer = Bearer("Nada Invented", "", "1c" * 16, "foreign", "hall")
    made = pass_for("rafah-2023", bearer, "0a" * 10, Window(NOON, NOON.plus(days=1)))
    kid = wire.key_id("rafah-2023", one.public)
    keys = [IssuerKey(3, wire.key_id("rafah-2023", third.public), third.public, None)]
    keys += [IssuerKey(2, kid, other.public, None), IssuerKey(1, kid, one.public, None)]
    text = wire.pass_text(made, one.sign, kid)
    for order in (keys, keys[::-1]):
        assert read_with(text, order, "rafah-2023") == (made, keys[2])
    forged = wire.pass_text(made, third.sign, kid)
    assert [read_with(forged, order, "rafah-2023")[0].code for order in (keys, keys[1:], keys[::-1])] == [
        "signature"
    ] * 3
    assert read_with(text, keys[:1], "rafah-2023")[0].code == "unknown-key"
    assert read_with(text, [], "rafah-2023")[0].code == "unknown-key"
