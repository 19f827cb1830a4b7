"""Several days: what may be through tomorrow counts, need declines, what is through already protects.

Each day is a problem of its own; these functions change it before it is solved.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from safepassage.plan.model import CaseToPlan, Plan, Problem

PERMILLE = 1000


def declined(weight: int, half_life: int, minutes: int) -> int:
    """A weight after so many minutes of waiting, if half of it is lost in each `half_life` (minutes; 0: it does not decline).

    Whole numbers in, whole numbers out: between two halvings it falls in a straight line.
    """
    if not half_life:
        return weight
    halvings, rest = divmod(minutes, half_life)
    value = weight >> min(halvings, 63)
    return value - value * rest // (2 * half_life)


def today_against_tomorrow(now: int, tomorrow: int, permille: int) -> int:
    """The weight to plan today with: what the case is worth now, less that part of what it would still be worth tomorrow.

    With 0 every day stands for itself; with 1000 only what waiting costs counts. It never falls under nothing.
    """
    return max(now - tomorrow * permille // PERMILLE, 0)


def multi_day(problem: Problem, tomorrow: Mapping[str, int], permille: int = 0) -> Problem:
    """The problem of one day among several: today's weights less a part of what each case would be worth tomorrow.

    `tomorrow` holds that worth, 0 where nothing is said. What is through since earlier days is for `solve` to know (`through`).
    """
    cases = tuple(
        replace(case, weight=today_against_tomorrow(case.weight, tomorrow.get(case.id, 0), permille))
        for case in problem.cases
    )
    return replace(problem, cases=cases)


def passed_over(problem: Problem, plan: Plan) -> tuple[str, ...]:
    """Cases that were not called although a smaller case of the same weight per unit or less was, for want of room in the quota.

    Such a case is at risk of being passed over every day by small ones that fit what is left.
    """
    cases = {case.id: case for case in problem.cases}
    called = {one.case for one in plan.order}
    least: dict[str, CaseToPlan] = {}
    for name in called & set(cases):
        case = cases[name]
        known = least.get(case.category)
        if known is None or case.weight * max(known.units, 1) < known.weight * max(case.units, 1):
            least[case.category] = case
    return tuple(
        case.id
        for case in sorted(problem.cases, key=lambda one: (one.registered, one.id))
        if case.id not in called and case.category in least and _stands_before(case, least[case.category])
    )


def _stands_before(case: CaseToPlan, called: CaseToPlan) -> bool:
    return case.units > called.units and case.weight * max(called.units, 1) >= called.weight * case.units


def not_again(problem: Problem, before: Collection[str]) -> Problem:
    """The next day's problem in which cases passed over before go first: they get the highest weight per unit of their category.

    A family that did not fit what was left of a quota yesterday must not lose to smaller ones again.
    """
    best: dict[str, tuple[int, int]] = {}
    for case in problem.cases:
        share = (case.weight, max(case.units, 1))
        known = best.get(case.category, (0, 1))
        best[case.category] = share if share[0] * known[1] > known[0] * share[1] else known
    chosen = set(before)

    def raised(case: CaseToPlan) -> CaseToPlan:
        weight, units = best[case.category]
        return replace(case, weight=max(case.weight, -(-weight * case.units // units)))

    return replace(problem, cases=tuple(raised(case) if case.id in chosen else case for case in problem.cases))
