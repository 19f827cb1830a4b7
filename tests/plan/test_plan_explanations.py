"""Explanations worked out again: every one of a generated problem verifies, and a tampered one is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from plan_made import case, drawn, drawn_alike, problem, problems

from safepassage.plan import rules
from safepassage.plan.checker.explanations import verify_explanation
from safepassage.plan.model import CategoryQuota, Change, CouplingRule, Plan, Problem


@given(problems(most=8))
@drawn_alike
def test_every_explanation_of_a_drawn_day_verifies_with_its_changes_tried(made: Problem) -> None:
    plan = rules.solve(made)
    for name in [*(one.id for one in made.cases), "nobody"]:
        said = rules.explain(made, plan, name)
        assert verify_explanation(made, plan, said, rules.solve) == ()


@pytest.mark.parametrize("planner", rules.PLANNERS)
def test_explanations_of_every_planner_verify(planner: str) -> None:
    made = drawn(60, seed=3, risk=0.1)
    plan = rules.solve(made, planner)
    for one in made.cases[::6]:
        assert verify_explanation(made, plan, rules.explain(made, plan, one.id)) == ()


def waiting_day() -> Problem:
    """Nine like families of two for ten places: the last ones wait."""
    quota = (CategoryQuota("foreign", 10, "persons"), CategoryQuota("injured", 5, "patients"))
    return problem(*(case(f"c{at}", registered=at) for at in range(9)), categories=quota)


TAMPERED = [
    {"reason": "lane-time"},
    {"also": ("missing-ambulance",)},
    {"position": 1},
    {"wave": 0},
    {"weight": 6},
    {"slots": 2},
    {"slots": 10},
    {"tenths_of_days": 1},
    {"cutoff": 6},
    {"changes": (Change("quota", 10, 11),)},
    {"changes": (Change("quota", 9, 18),)},
    {"changes": (Change("weight", 5, 4),)},
    {"changes": (Change("ambulance", 1, 0),)},
    {"changes": (Change("desks", 2, 3),)},
    {"sentences": ("The family c3 stands before it.",)},
    {"sentences": ("Slots until it: 3.",)},
    {"case": "c0"},
    {"case": "nobody"},
]


@pytest.mark.parametrize("changed", TAMPERED, ids=repr)
def test_a_tampered_explanation_is_refused(changed: dict[str, object]) -> None:
    made = waiting_day()
    plan = rules.solve(made)
    said = rules.explain(made, plan, "c7")
    assert said.slots == 6
    assert verify_explanation(made, plan, said) == ()
    faults = verify_explanation(made, plan, replace(said, **changed))
    assert faults
    assert {one.code for one in faults} == {"untrue"}


def test_a_called_case_told_that_it_waits_is_refused() -> None:
    made = waiting_day()
    plan = rules.solve(made)
    listed, waits = rules.explain(made, plan, "c0"), rules.explain(made, plan, "c7")
    assert verify_explanation(made, plan, replace(waits, case="c0", sentences=()))
    assert verify_explanation(made, plan, replace(listed, case="c7", sentences=()))
    assert verify_explanation(made, plan, replace(listed, position=2))


def test_a_change_that_does_not_help_is_found_by_trying_it() -> None:
    made = waiting_day()
    plan = rules.solve(made)
    said = rules.explain(made, plan, "c8")
    useless = replace(said, changes=(Change("weight", 5, 6),), cutoff=6, sentences=())

    def solve(changed: Problem) -> Plan:
        return plan

    assert verify_explanation(made, plan, useless) == ()
    assert [one.column for one in verify_explanation(made, plan, useless, solve)] == ["changes[0]"]


@pytest.mark.parametrize(
    ("one", "changed", "reason"),
    [
        (case("c1", minutes=61), {}, "too-long"),
        (case("c1", persons=30, units=30), {}, "too-large"),
        (case("c1"), {"categories": (CategoryQuota("foreign", 0, "persons"),)}, "quota"),
        (case("c1"), {"coupling": (CouplingRule("foreign", "injured", 1, 0),)}, "order-or-coupling"),
    ],
)
def test_a_case_that_can_never_pass_is_told_the_true_reason_only(one, changed, reason) -> None:
    made = problem(one, **changed)
    plan = rules.solve(made)
    said = rules.explain(made, plan, "c1")
    assert said.reason == reason
    assert verify_explanation(made, plan, said) == ()
    for other in {"quota", "lane-time", "share", "missing-ambulance", "missing-answer"} - {reason}:
        assert verify_explanation(made, plan, replace(said, reason=other))
