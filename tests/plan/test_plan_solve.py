from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plan_made import case, drawn, drawn_alike, problem, problems

from safepassage.plan import rules, wire
from safepassage.plan.model import Ambulances, CategoryQuota, CouplingRule, Day, LaneDesks


def sentences(made: object, plan: object) -> list[str]:
    return [one.sentence() for one in rules.check(made, plan)]


@drawn_alike
@given(problems())
def test_the_checker_accepts_every_plan(made: object) -> None:
    assert sentences(made, rules.solve(made)) == []


@drawn_alike
@given(problems(), st.sampled_from(sorted(rules.BASELINES)))
def test_the_checker_accepts_every_baseline(made: object, name: str) -> None:
    assert sentences(made, rules.solve(made, name)) == []


@drawn_alike
@given(problems(), st.randoms(use_true_random=False))
def test_the_order_of_the_file_does_not_matter(made: object, dice: random.Random) -> None:
    mixed = list(made.cases)
    dice.shuffle(mixed)
    assert wire.write_plan(rules.solve(replace(made, cases=tuple(mixed)))) == wire.write_plan(rules.solve(made))


@drawn_alike
@given(problems())
def test_each_case_is_called_stands_by_waits_or_is_named_as_never_callable(made: object) -> None:
    plan = rules.solve(made)
    never = [name for name, _ in rules.never_callable(made)]
    on_plan = [one.case for one in plan.order] + list(plan.standby)
    assert len(set(on_plan)) == len(on_plan)
    assert not set(on_plan) & set(never)
    assert set(on_plan) | set(never) <= {one.id for one in made.cases}


@pytest.mark.parametrize("changed", [{}, {"risk": 0.2}, {"epsilon": 0.1}, {"coupling": True}])
def test_a_crowded_day_is_planned_well_and_checked(changed: dict[str, object]) -> None:
    made = drawn(400, **changed)
    plan = rules.solve(made)
    assert sentences(made, plan) == []
    simple = rules.solve(made, "simple")
    assert plan.worst > simple.worst
    assert plan.mean > simple.mean
    assert plan.worst <= plan.limit


def test_the_same_problem_gives_the_same_bytes() -> None:
    assert wire.write_plan(rules.solve(drawn(200))) == wire.write_plan(rules.solve(drawn(200)))


def test_among_equal_cases_the_earlier_registered_goes_first() -> None:
    made = problem(
        *(case(f"c{at}", registered=9 - at) for at in range(9)), categories=(CategoryQuota("foreign", 10, "persons"),)
    )
    assert [one.case for one in rules.solve(made).order] == ["c8", "c7", "c6", "c5", "c4"]


BAD = {
    "no cases": problem(),
    "weights of zero": problem(*(case(f"c{at}", weight=0) for at in range(3))),
    "all equal": problem(*(case(f"c{at}") for at in range(30))),
    "longer than the day": problem(case("c1", minutes=61), case("c2")),
    "quota of zero": problem(case("c1"), categories=(CategoryQuota("foreign", 0, "persons"),)),
    "lane without desks": problem(case("c1"), lanes=(LaneDesks("hall", 0),)),
    "lane without cases": problem(case("c1"), lanes=(LaneDesks("hall", 1), LaneDesks("empty", 3))),
    "family larger than the quota": problem(case("c1", units=21), case("c2")),
    "contradictory coupling": problem(
        case("c1"),
        case("c2", category="injured"),
        coupling=(CouplingRule("foreign", "injured", 1, 0), CouplingRule("injured", "foreign", 1, 0)),
    ),
    "no ambulance": problem(case("c1", ambulance=True), ambulances=Ambulances(0, 0)),
    "a day of one minute": problem(case("c1", minutes=1), day=Day(1, 0)),
    "nobody ever shows": problem(case("c1", show=0.0), turn_away_risk=0.5),
    "huge numbers": problem(
        case("c1", weight=10**9, units=10**9, persons=10**5), categories=(CategoryQuota("foreign", 10**9, "persons"),)
    ),
}


@pytest.mark.parametrize("name", sorted(BAD))
@pytest.mark.parametrize("planner", ["robust", "simple"])
def test_bad_input_gets_a_plan_that_holds(name: str, planner: str) -> None:
    made = wire.read_problem(wire.write_problem(BAD[name]))
    assert sentences(made, rules.solve(made, planner)) == []


@pytest.mark.parametrize(
    ("name", "never"),
    [
        ("longer than the day", (("c1", "too-long"),)),
        ("quota of zero", (("c1", "quota"),)),
        ("lane without desks", (("c1", "lane-time"),)),
        ("family larger than the quota", (("c1", "too-large"),)),
        ("contradictory coupling", (("c1", "order-or-coupling"), ("c2", "order-or-coupling"))),
        ("no ambulance", (("c1", "missing-ambulance"),)),
        ("all equal", ()),
    ],
)
def test_who_can_never_be_called_is_named_with_the_reason(name: str, never: tuple[tuple[str, str], ...]) -> None:
    assert rules.never_callable(BAD[name]) == never


def test_an_unknown_planner_is_refused() -> None:
    with pytest.raises(KeyError):
        rules.solve(problem(), "wishes")
