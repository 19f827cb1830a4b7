from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plan_made import case, drawn, drawn_alike, problem, problems

from safepassage.plan import rules, wire
from safepassage.plan.model import (
    Ambulances,
    CategoryQuota,
    CouplingRule,
    Day,
    Event,
    Inside,
    LaneDesks,
    Placed,
    Plan,
    Standing,
)

MADE = drawn(200)
PLAN = rules.solve(MADE)
ORDER = [one.case for one in PLAN.order]
CASES = {one.id: one for one in MADE.cases}
NOW = Standing(60, tuple(ORDER[:8]), (Inside(ORDER[8], 3), Inside(ORDER[9], 5)), tuple(ORDER[10:14]), (12,))


def sentences(made: object, plan: object) -> list[str]:
    return [one.sentence() for one in rules.check(made, plan)]


def test_the_rest_of_the_day_counts_what_is_through() -> None:
    rest = rules.after(MADE, PLAN, (), NOW)
    used = sum(CASES[name].units for name in ORDER[:8] if CASES[name].category == "foreign")
    assert rest.day == Day(240, 30)
    assert rest.categories[0].quota == 120 - used
    assert rest.ambulances == Ambulances(3, 40, (12,))
    assert [(one.id, one.minutes) for one in rest.cases[:2]] == [(ORDER[8], 3), (ORDER[9], 5)]
    assert not {one.id for one in rest.cases} & set(ORDER[:8])
    assert {one.id for one in rest.cases} == {*ORDER[8:], *PLAN.standby}


def test_everyone_may_be_asked_for() -> None:
    rest = rules.reconsider(MADE, PLAN, (), NOW, everyone=True).problem
    assert len(rest.cases) == 200 - 8


def test_those_inside_and_called_come_first_in_their_lanes_and_the_plan_holds() -> None:
    rest = rules.after(MADE, PLAN, (), NOW)
    plan = rules.replan(MADE, PLAN, (), NOW)
    assert sentences(rest, plan) == []
    for lane in ("hall", "bay"):
        frozen = [name for name in ORDER[8:14] if CASES[name].lane == lane]
        assert [one.case for one in plan.order if one.lane == lane][: len(frozen)] == frozen


def test_a_case_that_does_not_come_leaves_the_list() -> None:
    plan = rules.replan(MADE, PLAN, [Event("no-show", ORDER[12])], NOW)
    assert ORDER[12] not in {*(one.case for one in plan.order), *plan.standby}


def test_closed_calls_nobody_and_reopened_calls_again() -> None:
    closed = rules.reconsider(MADE, PLAN, [Event("closed")], NOW)
    assert (closed.plan.order, closed.plan.standby) == ((), ())
    assert sentences(closed.problem, closed.plan) == []
    again = rules.replan(MADE, PLAN, [Event("closed"), Event("reopened")], NOW)
    assert again == rules.replan(MADE, PLAN, (), NOW)


def test_known_minutes_are_planned_for_alone() -> None:
    looked = rules.reconsider(MADE, PLAN, [Event("minutes-known", count=45)], NOW)
    assert looked.problem.day == Day(45, 45)
    assert [one.minute for one in looked.plan.certificate] == [45]
    assert looked.plan.worst >= looked.kept.worst
    assert sentences(looked.problem, looked.plan) == []


def test_an_urgent_case_of_great_weight_is_called_next() -> None:
    urgent = case("urgent", category="injured", lane="bay", persons=1, units=1, weight=500, minutes=5, ambulance=True)
    looked = rules.reconsider(MADE, PLAN, [Event("urgent", case=urgent)], NOW)
    frozen = set(ORDER[8:14])
    assert next(one.case for one in looked.plan.order if one.lane == "bay" and one.case not in frozen) == "urgent"
    assert looked.publish
    assert sentences(looked.problem, looked.plan) == []


def test_a_lost_lane_a_lost_ambulance_and_a_cut_quota_change_the_rest() -> None:
    events = [Event("desks", "hall", 1), Event("ambulances", count=1), Event("quota", "injured", 9)]
    looked = rules.reconsider(MADE, PLAN, events, NOW)
    injured = sum(CASES[name].units for name in ORDER[:8] if CASES[name].category == "injured")
    assert looked.problem.lanes == (LaneDesks("hall", 1), LaneDesks("bay", 1))
    assert looked.problem.categories[1].quota == 9 - injured
    assert looked.problem.ambulances.count == 1
    assert sentences(looked.problem, looked.plan) == []


def test_a_blocked_category_stands_still_until_it_is_free() -> None:
    blocked = rules.replan(MADE, PLAN, [Event("coupling-blocked", "foreign")], NOW)
    inside = {one.case for one in NOW.inside}
    assert {one.case for one in blocked.order if CASES[one.case].category == "foreign"} <= inside
    free = [Event("coupling-blocked", "foreign"), Event("coupling-free", "foreign")]
    assert rules.replan(MADE, PLAN, free, NOW) == rules.replan(MADE, PLAN, (), NOW)


def test_coupling_counts_those_through() -> None:
    made = problem(
        *(case(f"f{at}") for at in range(3)),
        *(case(f"i{at}", category="injured", units=1) for at in range(3)),
        coupling=(CouplingRule("foreign", "injured", 2, 2),),
    )
    plan = Plan(1, tuple(Placed(one.id, "hall", 0) for one in made.cases), (), (), 1.0, 1.0, 1.0, 0, ())
    rest = rules.after(made, plan, (), Standing(20, ("f0", "i0"), (Inside("f1", 4),)))
    assert rest.coupling[0].allowance == 2 + 2 * 1 - 2


def test_nothing_is_published_for_a_small_gain() -> None:
    assert not rules.worth_publishing(PLAN, PLAN, 0)
    better = rules.solve(MADE, "simple")
    assert rules.worth_publishing(better, PLAN, 20)
    assert not rules.worth_publishing(better, PLAN, 1000)


def test_the_old_list_is_certified_as_it_stands() -> None:
    looked = rules.reconsider(MADE, PLAN, (), NOW)
    assert [one.case for one in looked.kept.order if one.lane == "hall"] == [
        name for name in ORDER[8:] if CASES[name].lane == "hall"
    ]
    assert looked.plan.mean >= looked.kept.mean - 0.02


@pytest.mark.parametrize(
    "event", [Event("rain"), Event("desks", "nowhere", 1), Event("quota", "nobody", 1), Event("urgent")]
)
def test_an_event_that_makes_no_sense_is_refused(event: Event) -> None:
    with pytest.raises(ValueError, match="event"):
        rules.replan(MADE, PLAN, [event], NOW)


@drawn_alike
@given(problems(), st.integers(0, 40), st.integers(0, 4))
def test_any_rest_of_a_day_gets_a_plan_that_holds(made: object, minute: int, done: int) -> None:
    plan = rules.solve(made)
    names = [one.case for one in plan.order]
    standing = Standing(minute, tuple(names[:done]), (), tuple(names[done : done + 1]))
    looked = rules.reconsider(made, plan, (), standing)
    assert sentences(looked.problem, looked.plan) == []
    assert wire.read_problem(wire.write_problem(looked.problem)) == looked.problem


def test_a_category_of_none_left_is_no_fault() -> None:
    made = problem(case("c1"), categories=(CategoryQuota("foreign", 2, "persons"),))
    plan = rules.solve(made)
    assert rules.replan(made, plan, (), Standing(30, ("c1",))).order == ()


def test_many_cases_left_are_planned_with_less_effort_and_the_plan_holds() -> None:
    made = drawn(1300)
    plan = rules.solve(made)
    done = tuple(one.case for one in plan.order[:8])
    looked = rules.reconsider(made, plan, [Event("desks", "hall", 2)], Standing(60, done), everyone=True)
    assert len(looked.problem.cases) == 1292
    assert looked.plan.limit == 1.0
    assert looked.plan.worst > looked.kept.worst
    assert sentences(looked.problem, looked.plan) == []
