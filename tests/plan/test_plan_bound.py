from __future__ import annotations

import ast
from itertools import permutations
from pathlib import Path

from hypothesis import given
from plan_made import drawn_alike, problems

from safepassage.plan import rules
from safepassage.plan.checker import inspect
from safepassage.plan.model import CaseToPlan, Problem


def value_of(made: Problem, order: tuple[CaseToPlan, ...], closing: int) -> int:
    """Every case of the order at its earliest moment not before the one ahead of it started; none that cannot be through by the closing."""
    desks = {one.id: [0] * one.desks for one in made.lanes}
    cars = [0] * made.ambulances.count
    quota = {one.id: one.quota for one in made.categories}
    done: list[tuple[int, CaseToPlan]] = []
    now = value = 0
    for case in order:
        if case.units > quota[case.category] or not desks[case.lane] or (case.ambulance and not cars):
            continue
        start = max(now, min(desks[case.lane]), min(cars) if case.ambulance else 0)
        begun = sum(other.persons for _, other in done if other.category == case.category) + case.persons
        moments = [start, *sorted(end for end, _ in done if end > start)]
        start = next(
            (
                at
                for at in moments
                if all(_room(rule, done, at) >= begun for rule in made.coupling if rule.category == case.category)
            ),
            -1,
        )
        end = start + case.minutes
        if start < 0 or (start >= closing if made.day.grace else end > closing):
            continue
        desks[case.lane][desks[case.lane].index(min(desks[case.lane]))] = end
        if case.ambulance:
            cars[cars.index(min(cars))] = end + made.ambulances.return_minutes
        quota[case.category] -= case.units
        done.append((end, case))
        now = start
        value += case.weight
    return value


def _room(rule: object, done: list[tuple[int, CaseToPlan]], at: int) -> int:
    return (
        rule.ratio * sum(case.units for end, case in done if case.category == rule.needs and end <= at) + rule.allowance
    )


@drawn_alike
@given(problems(most=5))
def test_no_plan_found_by_trying_all_is_worth_more_than_the_bound(made: Problem) -> None:
    certificate = rules.solve(made).certificate
    for one in certificate[:: max(len(certificate) // 4, 1)]:
        best = max(value_of(made, order, one.minute) for order in permutations(made.cases))
        assert best <= one.bound


def test_the_checker_shares_nothing_with_the_planner_but_the_nouns() -> None:
    for path in Path(inspect.__file__).parent.glob("*.py"):
        tree = ast.parse(path.read_text())
        used = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}
        ours = {name for name in used if name.startswith("safepassage.")}
        allowed = {"safepassage.plan.model", "safepassage.kernel.problems"}
        assert {name for name in ours if not name.startswith("safepassage.plan.checker")} <= allowed
