"""Clocks that lie, midnight, and a day that is opened again: nobody loses a place by it, and nobody passes who must not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from safepassage.gate.model import Record
from safepassage.gate.records import record_id, said
from safepassage.gate.state import SessionRow
from safepassage.operations import gate, manifests, passes, plan
from safepassage.operations.post import Post
from safepassage.operations.station import latest_session

PATIENT, OTHER, ADULT = "900000003", "900000001", "JX100004"


@pytest.fixture
def ready(story):
    story.begin()
    story.everybody_cleared()
    story.called()
    return story


@pytest.fixture
def opened(ready):
    gate.open_side(ready.house, "gaza", ready.at("11-01T09:00"))
    return ready


def test_a_session_that_was_opened_by_a_clock_ahead_hides_no_later_one(ready):
    gate.open_side(ready.house, "gaza", ready.at("11-05T09:00"))
    gate.close_side(ready.house, "gaza", "the clock was four days ahead", ready.at("11-05T09:01"))
    right = gate.open_side(ready.house, "gaza", ready.at("11-01T09:00"))
    assert ready.scan("gaza", PATIENT, "11-01T09:05") == "admit in-order"
    closed = gate.close_side(ready.house, "gaza", "end of the day", ready.at("11-01T17:00"))
    assert (closed.session, closed.records) == (right.session, 1) == ("gaza/2023-11-01/1", 1)
    ended = plan.end_day(ready.house, "2023-11-01", ready.at("11-01T20:00"))
    assert len(ended.no_show) + len(ended.carried_over) > 0
    assert ready.verify() == []


def test_where_none_is_open_the_latest_that_was_opened_is_the_sides(ready):
    for hour in (9, 11, 13):
        gate.open_side(ready.house, "gaza", ready.at(f"11-01T{hour:02}:00"))
        gate.close_side(ready.house, "gaza", "a pause", ready.at(f"11-01T{hour + 1}:00"))
    with ready.house.store.reading() as work:
        assert latest_session(work.tables, "gaza").session == "gaza/2023-11-01/3"
        assert latest_session(work.tables, "egypt") is None
        assert len(list(work.tables.select(SessionRow))) == 3


def test_past_midnight_an_open_session_counts_for_its_own_day(opened):
    post = Post(opened.house, "gaza", opened.at("11-01T09:01"))
    for number, when in ((PATIENT, "11-01T23:50"), ("900000002", "11-01T23:51"), (OTHER, "11-02T00:01")):
        done = post.scan(opened.texts[number], number, opened.at(when), "officer 1")
        assert (done.verdict, done.reason) == ("admit", "in-order")
    assert (post.day, post.station.journal.out) == ("2023-11-01", {"injured": 3})
    # Foreigners go out while patients did: at one past midnight as at one before.
    assert opened.scan("gaza", ADULT, "11-02T00:02") == "admit in-order"
    gate.close_side(opened.house, "gaza", "end of the night", opened.at("11-02T01:00"))
    gate.open_side(opened.house, "gaza", opened.at("11-02T07:00"))
    later = Post(opened.house, "gaza", opened.at("11-02T07:01"))
    assert (later.day, later.station.journal.out) == ("2023-11-02", {})


def test_past_midnight_a_coupling_still_stops_whom_it_must(story):
    story.begin(changed=(("ratio = 100\nallowance = 0", "ratio = 1\nallowance = 1"),))
    story.everybody_cleared()
    story.called()
    gate.open_side(story.house, "gaza", story.at("11-01T09:00"))
    assert story.scan("gaza", ADULT, "11-01T23:58") == "admit in-order"
    # No patient is out, so one of the category may be, and no second one a minute later.
    assert story.scan("gaza", "JX100001", "11-01T23:59") == "hold coupling"
    assert story.scan("gaza", "JX100001", "11-02T00:01") == "hold coupling"


def test_a_return_by_a_clock_behind_the_exits_ends_the_time_between_the_gates(opened):
    assert opened.scan("gaza", PATIENT, "11-01T10:05") == "admit in-order"
    assert opened.scan("gaza", PATIENT, "11-01T10:00", comes_back=True) == "admit returned"
    assert opened.state(PATIENT) == "turned-back"
    assert opened.scan("gaza", PATIENT, "11-01T10:20") == "admit in-order"
    assert opened.state(PATIENT) == "in-between"
    assert opened.verify() == []


def handed_over(story, at, *, number=PATIENT, under=1, digest=None):
    """The state of somebody whom a device held, as it told the moment."""
    read, _ = passes.verify_text(story.house, story.texts[number], story.at("11-01T09:05"))
    with story.house.store.reading() as work:
        named = manifests.newest(work.tables).digest if digest is None else digest
    bare = Record(
        "", "gaza/2023-11-01/1", "gaza", read.pass_id, "hold", "clock-wrong", "", "officer 1", manifest=under,
        manifest_digest=named, drawn="1" * 16, at=at,
    )  # fmt: skip
    record = replace(bare, record=record_id("gaza-phone", 1, said(bare)))
    text = gate.bundle_text(story.house, "gaza", "gaza-crossings", gate.Bundle((record,)))
    done = gate.sync(story.house, text, story.at("11-01T12:00"))
    assert (done.fresh, done.odd) == (1, ())
    return story.state(number)


def scanned_at(story):
    with story.house.store.reading() as work:
        return [row.at for row in work.tables.select(gate.ScanRow)]


def test_a_clock_that_fell_back_to_1970_takes_nobodys_place(opened):
    assert handed_over(opened, "1970-01-01T00:10:00Z") == "presented"
    # The manifest in the device's hand was fixed at five past two: it was not there before.
    assert scanned_at(opened) == [opened.at("11-01T02:05").iso()]
    gate.close_side(opened.house, "gaza", "end of the day", opened.at("11-01T17:00"))
    ended = plan.end_day(opened.house, "2023-11-01", opened.at("11-01T20:00"))
    assert (opened.state(PATIENT), len(ended.carried_over)) == ("carried-over", 1)
    assert opened.verify() == []


@pytest.mark.parametrize(
    ("at", "kept"),
    [
        ("2023-11-01T08:00:00Z", "2023-11-01T08:00:00Z"),
        ("2023-11-01T18:00:00Z", "2023-11-01T10:00:00Z"),  # not after it was handed over
        ("", "2023-11-01T10:00:00Z"),
    ],
)
def test_a_moment_that_can_be_is_kept(opened, at, kept):
    handed_over(opened, at)
    assert scanned_at(opened) == [kept]


@pytest.mark.parametrize(("under", "digest"), [(0, ""), (7, None), (1, "ab" * 32)])
def test_a_manifest_that_this_record_does_not_hold_says_nothing_of_the_hour(opened, under, digest):
    handed_over(opened, "2023-10-31T20:00:00Z", under=under, digest=digest)
    assert scanned_at(opened) == ["2023-10-31T20:00:00Z"]
