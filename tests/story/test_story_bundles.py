"""Bundles as bad devices make them: whatever one record holds, the others are taken, and what stands for it counts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safepassage.gate.keeping import TEXTS, kept_record, told_moment
from safepassage.gate.model import Bundle, Record
from safepassage.gate.records import record_id, said
from safepassage.gate.state import ScanRow
from safepassage.kernel.canonical import canonical
from safepassage.kernel.plain import to_plain
from safepassage.kernel.problems import ProblemsError
from safepassage.operations import gate, keys, passes

SIDE, PARTY = "gaza", "gaza-crossings"
GOOD, BAD = "900000003", "900000001"


@pytest.fixture
def opened(story):
    story.begin()
    story.everybody_cleared()
    story.called()
    gate.open_side(story.house, SIDE, story.at("11-01T09:00"))
    return story


def record(story, number, place=1, **changes):
    read, _ = passes.verify_text(story.house, story.texts[number], story.at("11-01T09:05"))
    bare = Record(
        "", "gaza/2023-11-01/1", SIDE, read.pass_id, "admit", "in-order", "exited", "officer 1", drawn=f"{place:016x}"
    )
    changed = replace(bare, **changes)
    return replace(changed, record=record_id("gaza-phone", place, said(changed)))


def signed(story, records, closes=(), signer=PARTY):
    body = canonical({"operation": story.house.name, "side": SIDE, "bundle": {"records": records, "closes": closes}})
    signature = story.house.keys.sign(signer, gate.BUNDLE_CONTEXT + body.encode()).hex()
    return canonical({"body": body, "signature": signature})


def synced(story, *records, closes=()):
    plain = [to_plain(one) if isinstance(one, Record) else one for one in records]
    return gate.sync(story.house, signed(story, plain, list(closes)), story.at("11-01T12:00"))


def rows(story):
    with story.house.store.reading() as work:
        return {row.record: row for row in work.tables.select(ScanRow)}


@pytest.mark.parametrize(
    "at", ["yesterday", "0000-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "\x00"]
)
def test_a_moment_that_is_none_is_not_told(opened, at):
    good, bad = record(opened, GOOD, 1, at="2023-11-01T07:05:00Z"), record(opened, BAD, 2, at=at)
    done = synced(opened, good, bad)
    assert (done.fresh, done.mended, done.left_out) == (2, (), ())
    # As if it said nothing of it: the record's own id, at the moment it was handed over.
    assert rows(opened)[good.record].at == "2023-11-01T07:05:00Z"
    assert rows(opened)[bad.record].at == opened.at("11-01T12:00").iso()
    assert opened.verify() == []


def test_what_others_know_of_a_record_is_no_reason_to_stop_it(opened):
    bad = to_plain(record(opened, BAD, 2)) | {"conflict": "\x00", "category": 5, "patient": "yes", "at": None}
    done = synced(opened, record(opened, GOOD), bad)
    assert (done.fresh, done.mended, done.left_out) == (2, (), ())
    assert set(rows(opened)) == {record(opened, GOOD).record, bad["record"]}
    assert opened.verify() == []


UNKEEPABLE = {
    "a number beyond the store's": ({"manifest": 10**30}, "its manifest is a number beyond all counting", True),
    "a number far below": ({"manifest": -(10**30)}, "its manifest is a number beyond all counting", True),
    "a null in the officer": ({"officer": "a\x00b"}, "its officer holds a null character", True),
    "a null in the pass": ({"pass_id": "\x00"}, "its pass_id holds a null character", False),
    "a session as long as a book": ({"session": "gaza/" + "x" * 9_000}, "its session is longer than 500 bytes", True),
    "a pass as long as a book": ({"pass_id": "\u0639" * 9_000}, "its pass_id is longer than 500 bytes", False),
    "a verdict that is none": ({"verdict": "a name"}, "its verdict is no verdict", True),
    "a step that is none": ({"step": "a name"}, "its step is no step", False),
}


@pytest.mark.parametrize("name", UNKEEPABLE)
def test_a_record_that_cannot_be_kept_stops_no_other_and_is_stood_for(opened, name):
    changes, what, counted = UNKEEPABLE[name]
    good, bad = record(opened, GOOD, 1), record(opened, BAD, 2, **changes)
    first = synced(opened, good, bad)
    held = rows(opened)
    (stands,) = held.keys() - {good.record}
    assert (first.fresh, first.known, first.left_out) == (2, 0, ())
    assert first.mended == (f"record 2 of 2 (it stands as {stands}): {what}",)
    assert stands.startswith("gaza-phone/2/")
    assert stands != bad.record
    assert first.gaps == first.forks == ()
    # Handed over again, it is known; and its crossing counts like any other.
    again = synced(opened, bad, good)
    assert (again.fresh, again.known) == (0, 2)
    assert again.mended == (f"record 1 of 2 (it stands as {stands}): {what}",)
    assert len(rows(opened)) == 2
    later = opened.scan(SIDE, BAD, "11-01T12:05")
    assert (later == "refuse already-exited") is counted
    assert "a name" not in str([one for _, one in sorted(opened.verdict().sums.items())] + list(opened.verdict().sums))
    assert not [flaw for flaw in opened.verify() if "own" in flaw or "cannot be read" in flaw]


def test_parts_of_another_kind_missing_and_unknown_are_all_named_at_once(opened):
    bad = to_plain(record(opened, BAD, 2)) | {"officer": None, "session": 5, "manifest": "7", "more": "x"}
    del bad["reason"]
    done = synced(opened, bad, "no record", ["nor this"], record(opened, GOOD))
    faults = "its session is no text; its reason is missing; its officer is no text; its manifest is no number; it has parts that no record has"
    (stands,) = rows(opened).keys() - {record(opened, GOOD).record}
    assert done.mended == (f"record 1 of 4 (it stands as {stands}): {faults}",)
    assert done.left_out == ("record 2 of 4: it is no record", "record 3 of 4: it is no record")
    assert (done.fresh, stands in done.odd) == (2, True)
    assert opened.scan(SIDE, BAD, "11-01T12:05") == "refuse already-exited"


def test_a_close_that_cannot_be_kept_is_left_out_and_named(opened):
    closes = [
        {"session": "gaza/2023-11-01/1", "device": "gaza-phone", "last": 10**30},
        {"session": "gaza/2023-11-01/1", "device": "a\x00", "last": 1},
        {"session": "gaza/2023-11-01/1", "device": "gaza-phone"},
        {"session": "gaza/2023-11-01/1", "device": "gaza-phone", "last": 1},
    ]
    done = synced(opened, record(opened, GOOD), closes=closes)
    assert done.left_out == (
        "close 1 of 4: its last is a number beyond all counting",
        "close 2 of 4: its device holds a null character",
        "close 3 of 4: it is no close",
    )
    assert (done.fresh, done.gaps) == (1, ())
    assert opened.verify() == []


def test_a_device_with_an_endless_name_has_a_short_one_here(opened):
    bare = record(opened, BAD, 2)
    done = synced(opened, replace(bare, record=record_id("d" * 5_000, 2, said(bare))))
    assert (done.fresh, len(done.mended)) == (1, 1)
    (row,) = rows(opened).values()
    assert (row.record.partition("/")[0].startswith("sha256-"), row.step) == (True, "exited")


WORDS = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**40), 10**40), st.text(max_size=12), st.just("x" * 3_000),
    st.lists(st.text(max_size=3), max_size=2), st.sampled_from(["admit", "exited", "in-order", "gaza", "gaza/2023-11-01/1", "a\x00"]),
)  # fmt: skip
PARTS = st.sampled_from([*TEXTS, "manifest", "category", "patient", "at", "conflict", "another"])


@settings(derandomize=True, max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.dictionaries(PARTS, WORDS, max_size=14), min_size=1, max_size=6))
def test_no_bundle_ends_in_an_error_and_the_good_one_is_taken(opened, some):
    try:
        text = signed(opened, [*some, to_plain(record(opened, GOOD))])
        text.encode()
    except UnicodeEncodeError:
        return  # nobody can sign half of a character pair
    done = gate.sync(opened.house, text, opened.at("11-01T12:00"))
    assert done.left_out == ()
    assert record(opened, GOOD).record in rows(opened)
    assert gate.sync(opened.house, text, opened.at("11-01T12:00")).fresh == 0


def test_a_good_record_is_itself(opened):
    good = record(opened, GOOD, manifest=1, second="officer 2", override="known", at="2023-11-01T07:05:00Z")
    assert kept_record(to_plain(good)) == (good, ())
    assert told_moment("2023-11-01T09:05:00+02:00") == opened.at("11-01T09:05")


# The side's keys
def test_what_a_device_signed_before_the_sides_key_was_replaced_is_taken(opened):
    text = signed(opened, [to_plain(record(opened, GOOD))])
    for _ in range(2):
        keys.rotate(opened.house, PARTY, "the yearly one", opened.at("11-01T10:00"))
    done = gate.sync(opened.house, text, opened.at("11-01T12:00"))
    assert (done.fresh, done.earlier_key) == (1, True)
    new = synced(opened, record(opened, BAD, 2))
    assert (new.fresh, new.earlier_key) == (1, False)
    assert opened.verify() == []


def test_a_revoked_key_signs_no_bundle_and_it_is_said_what_to_do(opened):
    text = signed(opened, [to_plain(record(opened, GOOD))])
    keys.rotate(opened.house, PARTY, "taken", opened.at("11-01T10:00"), revoke=True)
    middle = signed(opened, [to_plain(record(opened, GOOD))])
    keys.rotate(opened.house, PARTY, "the yearly one", opened.at("11-01T11:00"))
    with pytest.raises(ProblemsError) as caught:
        gate.sync(opened.house, text, opened.at("11-01T12:00"))
    (problem,) = caught.value.problems
    assert "revoked" in problem.what
    assert problem.do.startswith("Keep this file: it may be the only record of these crossings.")
    assert rows(opened) == {}
    # The side signs the very same records with its key in force; the one between was never revoked.
    assert gate.sync(opened.house, middle, opened.at("11-01T12:00")).fresh == 1


@pytest.mark.parametrize("signer", ["egy", "coordination", "isr"])
def test_no_other_partys_key_will_do(opened, signer):
    text = signed(opened, [to_plain(record(opened, GOOD))], signer=signer)
    with pytest.raises(ProblemsError) as caught:
        gate.sync(opened.house, text, opened.at("11-01T12:00"))
    (problem,) = caught.value.problems
    assert problem.what == f"it is not signed by {PARTY}, who runs {SIDE}"
    assert "Keep this file" in problem.do
    assert rows(opened) == {}


def test_a_bundle_made_here_is_read_back(opened):
    good = record(opened, GOOD)
    text = gate.bundle_text(opened.house, SIDE, PARTY, Bundle((good,)))
    assert gate.sync(opened.house, text, opened.at("11-01T12:00")) == gate.Synced(
        SIDE, 1, 0, (), (), (), (), (), (), ()
    )
