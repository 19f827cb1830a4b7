"""Something happens in the middle of a day: the list is looked at again, left as it is or published anew, and nothing is lost."""

from __future__ import annotations

import pytest

from safepassage.kernel.canonical import read_canonical
from safepassage.kernel.problems import ProblemsError
from safepassage.operations import explaining, gate, passes, plan, replanning
from safepassage.operations.happened import read_reported
from safepassage.operations.terms import agreement_in_force
from safepassage.operations.today import look_at_the_day
from safepassage.passes.state import PassRow
from safepassage.people.state import PersonRow
from safepassage.plan.state import CallListRow, CallRow, ReconsideredRow

DAY = "2023-11-01"
CLEARING = ("gaza-crossings", "isr", "egy")
NABULSI = ["JX100001", "JX100002", "JX100003"]
DAJANI = ["CX200001", "CX200002", "CX200003", "CX200004"]
PATIENTS = ["900000001", "900000002", "900000003"]


def case_of(story, name: str) -> str:
    with story.house.store.reading() as work:
        return next(row.case_id for row in work.tables.select(PersonRow) if row.full_name == name)


def look(story, when: str, *words: str) -> replanning.Replanned:
    return replanning.replan(story.house, DAY, read_reported(words), story.at(when))


def rows(story, kind, **where):
    with story.house.store.reading() as work:
        return list(work.tables.select(kind, **where))


def cleared(story, *numbers: str, when: str = "10-31T15:00") -> None:
    for party in CLEARING:
        story.answers(party, list(numbers), when=when)


def a_morning_before_dajani_is_cleared(story) -> None:
    """The Dajani family gets its last answer after the list is out."""
    story.begin(changed=(("publish_margin_permille = 20", "publish_margin_permille = 5"),))
    cleared(story, *NABULSI, "JX100004", *PATIENTS)
    story.called()
    cleared(story, *DAJANI, when="11-01T04:00")


def test_an_event_that_changes_nothing_is_looked_at_and_written_down(story):
    story.begin()
    story.everybody_cleared()
    story.called()
    done = look(story, "11-01T08:00", "ambulances=30")
    assert (done.draft, done.why, done.notices, done.number, done.minute) == (0, "too-little", (), 1, 0)
    again = look(story, "11-01T08:30", "desks:hall=4", "ambulances=40")
    assert again.number == 2
    (first, second) = rows(story, ReconsideredRow, day=DAY)
    assert [one["kind"] for one in read_canonical(first.reported)] == ["ambulances"]
    assert [one["about"] for one in read_canonical(second.reported)] == ["hall", ""]
    assert [row.status for row in rows(story, CallListRow, day=DAY)] == ["published"]
    assert story.verify() == []


def test_a_closure_publishes_nothing_and_everybody_keeps_the_place(story):
    story.begin()
    story.everybody_cleared()
    story.called()
    done = look(story, "11-01T06:00", "closed")
    assert (done.draft, done.why, done.found) == (0, "closed", (1000, 1000))
    called = {row.case_id for row in rows(story, CallRow, day=DAY)}
    assert {(one.case_id, one.what) for one in done.notices} == {(one, "closed") for one in called}
    after = look(story, "11-01T08:00", "reopened")
    assert after.why == "too-little"
    assert {(one.case_id, one.what) for one in after.notices} == {(one, "reopened") for one in called}
    assert {story.state(one) for one in (*NABULSI, *PATIENTS)} == {"called"}
    assert story.verify() == []


def test_an_urgent_family_is_called_and_those_without_room_are_told(story):
    a_morning_before_dajani_is_cleared(story)
    dajani, nabulsi = case_of(story, "Omar Dajani"), case_of(story, "Yazan Nabulsi")
    done = look(story, "11-01T06:00", f"urgent:{dajani}", "desks:hall=1", "minutes-known=20")
    assert (done.draft, done.why) == (2, "gains")
    assert {(one.case_id, one.what) for one in done.notices} >= {(dajani, "called"), (nabulsi, "withdrawn")}
    assert {story.state(one) for one in DAJANI} == {"called"}
    assert {story.state(one) for one in NABULSI} == {"cleared"}
    withdrawn = {row.person_id for row in rows(story, PassRow) if row.revoked}
    with story.house.store.reading() as work:
        assert withdrawn >= {row.person_id for row in work.tables.select(PersonRow, case_id=nabulsi)}
    issued = passes.issue(story.house, DAY, story.at("11-01T06:05"))
    assert issued.passes == len(DAJANI), "only who has none gets a pass"
    assert [row.status for row in rows(story, CallListRow, day=DAY)] == ["replaced", "published"]
    assert story.verify() == []


def test_who_was_withdrawn_keeps_the_place_for_the_next_day(story):
    a_morning_before_dajani_is_cleared(story)
    dajani, nabulsi = case_of(story, "Omar Dajani"), case_of(story, "Yazan Nabulsi")
    assert look(story, "11-01T06:00", f"urgent:{dajani}", "desks:hall=1", "minutes-known=20").draft == 2
    plan.end_day(story.house, DAY, story.at("11-01T22:00"))
    made = story.called("2023-11-02", "11-01T23:00", "11-02T02:00")
    kept = {row.case_id: row.carried_from for row in rows(story, CallRow, day="2023-11-02") if row.carried_from}
    assert kept[nabulsi] == DAY
    assert made.carried == len(kept)
    assert story.verify() == []


def test_who_is_through_or_waits_at_the_gate_is_left_alone(story):
    a_morning_before_dajani_is_cleared(story)
    for side in ("gaza", "egypt"):
        gate.open_side(story.house, side, story.at("11-01T09:00"))
    story.scan("gaza", PATIENTS[2], "11-01T09:05")
    story.scan("gaza", "JX100001", "11-01T09:10")  # one of the family is out, the others stand at the desk
    before = {row.case_id: row.wave for row in rows(story, CallRow, day=DAY)}
    states = {one: story.state(one) for one in (*PATIENTS, *NABULSI)}
    dajani = case_of(story, "Omar Dajani")
    done = look(story, "11-01T09:11", f"urgent:{dajani}")
    assert (done.through, done.inside, done.frozen) == (1, 1, 2)
    assert done.minute == 11
    assert [(one.case_id, one.what) for one in done.notices] == [(dajani, "called")]
    after = {row.case_id: row.wave for row in rows(story, CallRow, day=DAY, draft=done.draft)}
    assert after == before | {dajani: after[dajani]}
    assert {one: story.state(one) for one in states} == states
    assert story.state("900000003") == "in-between"
    passes.issue(story.house, DAY, story.at("11-01T09:12"))
    assert story.scan("gaza", "JX100002", "11-01T09:15") == "admit in-order"
    assert story.verify() == []


def test_a_place_that_nobody_took_is_said_for_all_at_once(story):
    story.begin()
    story.everybody_cleared()
    story.called()
    for side in ("gaza", "egypt"):
        gate.open_side(story.house, side, story.at("11-01T09:00"))
    story.scan("gaza", PATIENTS[2], "11-01T09:05")
    done = look(story, "11-01T10:30", "no-show")
    (row,) = rows(story, ReconsideredRow, day=DAY)
    said = {one["about"] for one in read_canonical(row.reported)}
    assert said == {case_of(story, name) for name in ("Yazan Nabulsi", "Suha Karmi", "Omar Dajani", "Salim Habash")}
    assert done.draft == 0
    assert story.verify() == []


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("desks:tunnel=2",), "no such lane"),
        (("quota:foreign=600",), "terms do not allow"),
        (("quota:guests=1",), "no such category"),
        (("no-show:nobody",), "not on the day's list"),
        (("urgent:nobody",), "nobody of it waits"),
    ],
)
def test_an_event_of_something_the_day_does_not_have_is_refused_and_nothing_is_written(story, words, says):
    story.begin()
    story.everybody_cleared()
    story.called()
    with pytest.raises(ProblemsError, match=says):
        look(story, "11-01T08:00", *words)
    assert rows(story, ReconsideredRow) == []


def test_words_that_are_no_event_are_all_named_at_once():
    with pytest.raises(ProblemsError) as refused:
        read_reported(["closed=3", "desks=3", "closed", "flood", "minutes-known"])
    assert [one.row for one in refused.value.problems] == [1, 2, 4, 5]
    with pytest.raises(ProblemsError, match="nothing is reported"):
        read_reported([])


def test_a_day_without_a_list_or_past_has_nothing_to_look_at(story):
    story.begin()
    with pytest.raises(ProblemsError, match="no published list"):
        look(story, "11-01T08:00", "closed")
    story.everybody_cleared()
    story.called()
    with pytest.raises(ProblemsError, match="is over"):
        look(story, "11-02T08:00", "closed")


def test_a_case_through_before_the_new_list_is_told_so(story):
    a_morning_before_dajani_is_cleared(story)
    for side in ("gaza", "egypt"):
        gate.open_side(story.house, side, story.at("11-01T09:00"))
    story.scan("gaza", PATIENTS[2], "11-01T09:05")
    dajani = case_of(story, "Omar Dajani")
    assert look(story, "11-01T09:11", f"urgent:{dajani}").draft
    told = explaining.explain_case(story.house, case_of(story, "Karim Qasim"), DAY, story.at("11-01T09:12"))
    assert (told.reason, told.sentences) == ("through", ("The case was called and had passed the gate.",))
    listed = explaining.explain_case(story.house, dajani, DAY, story.at("11-01T09:12"))
    assert listed.reason == "listed"
    assert "It presents itself from 09:00 to 10:00 (wave 3)." in listed.sentences[0]


def test_the_day_stands_where_the_gate_has_it(story):
    """Through with the ambulance still out, inside at the desk, waiting, turned back and gone."""
    story.begin()
    story.everybody_cleared()
    story.called()
    for side in ("gaza", "egypt"):
        gate.open_side(story.house, side, story.at("11-01T09:00"))
    story.scan("gaza", PATIENTS[2], "11-01T09:05")
    story.scan("gaza", "JX100004", "11-01T09:10")
    story.scan("egypt", "JX100004", "11-01T09:30", turned_away=True)
    story.scan("gaza", "JX100004", "11-01T09:50", comes_back=True)
    story.scan("gaza", NABULSI[0], "11-01T09:56")
    with story.house.store.reading() as work:
        today = look_at_the_day(work.tables, agreement_in_force(work.tables), DAY, story.at("11-01T10:00"))
    standing = today.standing
    assert (today.minute, today.window) == (60, 3)
    assert standing.through == (case_of(story, "Karim Qasim"),)
    assert standing.away == (5 + 90 - 60,)
    assert [(one.case, one.minutes) for one in standing.inside] == [(case_of(story, "Yazan Nabulsi"), 9 - 4)]
    assert set(standing.called) == {case_of(story, "Omar Dajani"), case_of(story, "Salim Habash")}
    assert today.gone == (case_of(story, "Suha Karmi"),)
    assert set(today.unseen) == set(standing.called)
    assert today.kept == set(today.calls)


def test_before_the_day_nobody_is_frozen(story):
    story.begin()
    story.everybody_cleared()
    story.called()
    with story.house.store.reading() as work:
        today = look_at_the_day(work.tables, agreement_in_force(work.tables), DAY, story.at("10-31T23:00"))
    assert (today.minute, today.window, today.kept) == (0, -1, frozenset())
