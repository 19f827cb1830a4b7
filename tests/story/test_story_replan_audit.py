"""A list made again in the middle of a day, read by a party that trusts nobody: whole where it is, and found out where it is used as a cover."""

from __future__ import annotations

import json

import pytest
from test_story_audit import Party, record, written_again
from test_story_replan import PATIENTS, a_morning_before_dajani_is_cleared, case_of, look

from safepassage.kernel.canonical import canonical
from safepassage.operations import gate


def made_again(story) -> None:
    """Who is through and who stands at the gate is taken over; an urgent family is called beside them."""
    a_morning_before_dajani_is_cleared(story)
    for side in ("gaza", "egypt"):
        gate.open_side(story.house, side, story.at("11-01T09:00"))
    story.scan("gaza", PATIENTS[2], "11-01T09:05")
    story.scan("gaza", "JX100001", "11-01T09:10")
    look(story, "11-01T09:11", f"urgent:{case_of(story, 'Omar Dajani')}")


@pytest.fixture
def party(story, capsys):
    made_again(story)
    return Party(story, capsys)


def lists(told) -> list[dict]:
    """What was made, the list before and the one of the day."""
    return [one[5]["fact"] for one in told if one[1] == "plan.made/1"]


def through(told) -> dict:
    """A call that the second list takes over and does not plan for."""
    _, second = lists(told)
    planned = {one["case"] for one in json.loads(second["result"])["order"]}
    return next(call for call in second["calls"] if call["case_id"] not in planned)


def test_an_honest_day_made_again_is_whole(party):
    told = record(party.story)
    first, second = lists(told)
    assert (first["before"], second["before"]) == (0, first["draft"])
    assert through(told)["case_id"] in {call["case_id"] for call in first["calls"]}
    assert party.check(written_again(party.story, told)) == set()
    assert (party.told["lists"], party.told["unchecked"]) == (2, {})


def test_who_was_not_on_the_list_before_is_not_taken_over(party):
    told = record(party.story)
    through(told)["case_id"] = "c0000000000bad"
    assert party.check(written_again(party.story, told)) == {"list-family", "list-order"}


def test_a_call_taken_over_is_as_it_was(party):
    told = record(party.story)
    through(told)["persons"][0] = "p0000000000bad"
    assert party.check(written_again(party.story, told)) == {"list-family"}


def test_only_the_list_before_it_is_taken_over_from(party):
    told = record(party.story)
    lists(told)[1]["before"] = 7
    assert party.check(written_again(party.story, told)) == {"list-family", "list-order"}


def test_what_a_closed_list_called_accuses_nobody_and_is_told(party):
    lines = written_again(party.story, record(party.story))
    at = next(at for at, line in enumerate(lines) if "plan.made/1" in line)
    lines[at] = (
        canonical({name: one for name, one in json.loads(lines[at]).items() if name not in ("body", "key")}) + "\n"
    )
    assert party.check(lines) == set()
    assert party.told["lists"] == 0
    assert party.told["unchecked"]["plan-closed"]["lists"] == 2
