"""What is reported in the day: read from words, kept as facts, handed to the planner as it stands later."""

from __future__ import annotations

import pytest

from safepassage.kernel.canonical import canonical
from safepassage.kernel.plain import to_plain
from safepassage.kernel.problems import ProblemsError
from safepassage.operations.happened import as_event, as_text, check_reported, earlier_events, read_reported
from safepassage.plan.facts import Reported
from safepassage.plan.model import Ambulances, CaseToPlan, CategoryQuota, Day, Event, LaneDesks, Problem
from safepassage.plan.state import ReconsideredRow

CASE = CaseToPlan("c1", "foreign", "jo", "hall", 3, 3, 9, 9, ambulance=False, show=0.8, registered=4)
PROBLEM = Problem(
    1, 1, Day(480, 60), (CategoryQuota("foreign", 500, "persons"),), (LaneDesks("hall", 5),), Ambulances(4, 90), (), None, 0.1, (CASE,)
)  # fmt: skip


@pytest.mark.parametrize(
    ("word", "reported"),
    [
        ("closed", Reported("closed")),
        ("reopened", Reported("reopened")),
        ("minutes-known=120", Reported("minutes-known", "", 120)),
        ("no-show", Reported("no-show")),
        ("no-show:c1", Reported("no-show", "c1")),
        ("desks:hall=3", Reported("desks", "hall", 3)),
        ("desks:hall=0", Reported("desks", "hall", 0)),
        ("ambulances=2", Reported("ambulances", "", 2)),
        ("quota:foreign=300", Reported("quota", "foreign", 300)),
        ("urgent:c1", Reported("urgent", "c1")),
        ("coupling-blocked:foreign", Reported("coupling-blocked", "foreign")),
        ("coupling-free:foreign", Reported("coupling-free", "foreign")),
    ],
)
def test_every_event_has_its_words(word, reported):
    assert read_reported([word]) == (reported,)
    assert list(check_reported([reported], PROBLEM, ["c1"])) == []


@pytest.mark.parametrize(
    "word",
    [
        "",
        "closed=1",
        "minutes-known",
        "desks=3",
        "desks:hall",
        "ambulances:x=2",
        "urgent",
        "quota:foreign",
        "war",
        "no-show=3",
        "desks:hall=-1",
    ],
)
def test_other_words_are_refused_without_being_repeated(word):
    with pytest.raises(ProblemsError) as refused:
        read_reported([word])
    assert [one.what for one in refused.value.problems] == ["this is none of the things that can happen"]


def a_look(number: int, minute: int, *reported: Reported) -> ReconsideredRow:
    return ReconsideredRow("2023-11-01", number, minute, canonical(to_plain(reported)), "[]", "[]", 20, 0, "", "[]", "")


def test_minutes_known_run_down_and_the_rest_stays_as_it_was_said():
    looks = [a_look(2, 60, Reported("desks", "hall", 2)), a_look(1, 10, Reported("minutes-known", "", 120))]
    assert earlier_events(looks, 70) == [Event("minutes-known", "", 60), Event("desks", "hall", 2)]
    assert earlier_events([], 70) == []


def test_an_urgent_case_comes_back_from_the_ledger_whole():
    said = Reported("urgent", "c1", 0, as_text(CASE))
    assert as_event(said) == Event("urgent", "c1", 0, CASE)
    assert earlier_events([a_look(1, 5, said)], 5) == [Event("urgent", "c1", 0, CASE)]
