"""The tables of the report, figure by figure."""

from dataclasses import replace

from safepassage.account.model import STATES
from safepassage.account.report import CategoryCount, DayDifference, Overdue, PartyAnswers
from safepassage.adapters.pictures import ENGLISH
from safepassage.adapters.report import words
from safepassage.adapters.report.tables import (
    between_table,
    contradictions_table,
    differences_table,
    every_table,
    onward_table,
    parties_table,
    people_table,
    states_table,
)
from safepassage.adapters.report.view import sentence, verdict, view_of


def test_people_are_in_one_line_each_in_the_order_of_the_states(data):
    counts = tuple(range(1, 13))
    table = people_table(replace(data, categories=(CategoryCount("foreign", counts),)))
    assert [row[0] for row in table.rows] == [*(words.STATES[state] for state in STATES), "All"]
    assert [row[2:] for row in table.rows] == [*((one, one) for one in counts), (78, 78)]
    assert table.total


def test_people_of_no_operation_are_nought_in_every_state(empty):
    assert [row[2:] for row in people_table(empty).rows] == [(0,)] * 13


def test_reasons_have_their_columns_in_one_order_whichever_day_named_them_first(data):
    days = (
        DayDifference("2023-11-01", 5, 1, (("entered", 1), ("no-show", 4))),
        DayDifference("2023-11-02", 6, 0, (("call still open", 2), ("presented", 1), ("turned-back", 2), ("died", 1))),
    )
    table = differences_table(replace(data, differences=days))
    assert table.head[3:] == ("Held at the gate", "Turned back", "Did not come", "Died", "Call still open")
    assert table.rows == (
        ("2023-11-01", 5, 1, 0, 0, 4, 0, 0),
        ("2023-11-02", 6, 0, 1, 2, 0, 1, 2),
    )


def test_the_states_of_a_day_are_in_the_order_of_the_states(data):
    table = states_table(data)
    assert table.head == ("Day", *(words.STATES[state] for state in STATES), "All")
    assert table.rows[0] == ("2023-11-01", *data.states[0].counts, 11_500)


def test_a_party_that_never_answered_has_dashes_and_not_noughts(data):
    silent = PartyAnswers("egy", (1, 2, 3, 4), 200, 0, None, None, None)
    (row,) = parties_table(replace(data, parties=(silent,))).rows
    assert row == ("Egypt", 1, 2, 3, 4, 10, 200, 0, None, None, None)


def test_who_is_in_between_is_named_by_id_and_since(data):
    table = between_table(replace(data, between=(Overdue("p-1", "2023-11-10T15:02:00Z", 3_028),)))
    assert table.rows == (("p-1", "2023-11-10T15:02:00Z", 3_028),)
    assert "more than 120 minutes" in table.note


def test_onward_and_contradictions_are_in_words(data):
    assert onward_table(data).rows == (("Foreign passport holders", 72, 1_514, 2_052),)
    assert contradictions_table(data).rows == (
        ("In between the gates, without every yes", 1),
        ("Refused, while called", 3),
    )


def test_every_table_has_its_own_name_and_a_note(data, empty):
    for one in (data, empty):
        made = every_table(one)
        assert len({table.name for table in made}) == len(made) == 9
        assert all(table.caption and table.note.endswith(".") for table in made)


def test_the_view_shows_moments_in_the_readers_time_and_the_csv_in_universal_time(data):
    view = view_of(data, replace(ENGLISH, timezone="Africa/Cairo"))
    assert view.between.rows[0] == ("p-01f3", "10 Nov 2023, 17:02", 3_028)
    assert between_table(data).rows[0][1] == "2023-11-10T15:02:00Z"


def test_the_sentence_and_the_verdict_agree(data, empty):
    assert (sentence(data, ENGLISH), verdict(data)) == (
        "11,500 people, 11,500 accounted for",
        "Everybody is in exactly one state",
    )
    assert (sentence(empty, ENGLISH), verdict(empty)) == ("0 people, 0 accounted for", "Nobody has been listed yet")
    short = replace(data, accounted=replace(data.accounted, accounted=11_498, missing=("p-1", "p-2")))
    assert (sentence(short, ENGLISH), verdict(short)) == (
        "11,500 people, 11,498 accounted for",
        "The count does not hold: see below",
    )


def test_the_promise_is_said_in_numbers(data):
    (plan,) = view_of(data, ENGLISH).plans
    assert plan.promise == (
        "Whenever the crossing closes from minute 60 on, the people already through are worth at least 85.0% of the best that any "
        "plan could have had knowing the minute, 89.0% on the mean. No published order could promise more than 95.1%."
    )
    assert (plan.day, plan.planner) == ("12 Nov", "robust 1")


def test_a_plan_without_a_certificate_promises_nothing(data):
    bare = replace(data.frame.plans[0], certificate=None)
    empty_curve = replace(data.frame.plans[0], certificate=replace(data.frame.plans[0].certificate, curve=()))
    view = view_of(replace(data, frame=replace(data.frame, plans=(bare, empty_curve))), ENGLISH)
    assert [(one.promise, one.certificate) for one in view.plans] == [("", ""), ("", "")]
