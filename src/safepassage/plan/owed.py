"""Who goes first tomorrow because smaller families took the places over their heads today."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from safepassage.plan.model import CaseToPlan, Plan, Problem
from safepassage.plan.several import not_again, passed_over

AHEAD = 2


def owed(problem: Problem, plan: Plan) -> tuple[str, ...]:
    """Of the cases passed over, the first in line of each category, for as many units as were given over their heads.

    Where thousands wait, nearly all of them have seen somebody smaller and later being called for a remainder of the quota; were they all to
    go first tomorrow, the small ones would starve instead. So only as many go first as lost a place.
    """
    cases = {case.id: case for case in problem.cases}
    passed = [cases[name] for name in passed_over(problem, plan)]
    called = [cases[one.case] for one in plan.order if one.case in cases]
    found = [name for category in problem.categories for name in _first_in_line(category.id, passed, called)]
    return tuple(sorted(found))


def owed_first(problem: Problem, before: Collection[str]) -> Problem:
    """The next day's problem in which those owed a place weigh twice the best of their category for each unit.

    `not_again` makes them its equals; where all weigh alike, small ones that are through sooner would still go over their heads.
    """
    chosen = set(before)
    equal = not_again(problem, before)
    cases = tuple(replace(one, weight=AHEAD * one.weight) if one.id in chosen else one for one in equal.cases)
    return replace(problem, cases=cases)


def _first_in_line(category: str, passed: list[CaseToPlan], called: list[CaseToPlan]) -> Iterator[str]:
    line = sorted(
        (one for one in passed if one.category == category), key=lambda one: (_falling(one), one.registered, one.id)
    )
    over = [one for one in called if one.category == category]
    taken = 0
    for one in line:
        given = sum(other.units for other in over if _went_over(one, other))
        if taken >= given:
            return
        taken += max(one.units, 1)
        yield one.id


def _falling(case: CaseToPlan) -> float:
    return -case.weight / max(case.units, 1)


def _went_over(case: CaseToPlan, other: CaseToPlan) -> bool:
    """Whether the other is smaller, came later, and is worth no more for each unit."""
    later = (other.registered, other.id) > (case.registered, case.id)
    no_better = other.weight * max(case.units, 1) <= case.weight * max(other.units, 1)
    return other.units < case.units and later and no_better
