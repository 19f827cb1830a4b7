"""Cases that no plan of the day can call, each with the reason."""

from __future__ import annotations

from safepassage.plan.model import CaseToPlan, Problem


def never_callable(problem: Problem) -> tuple[tuple[str, str], ...]:
    """`(case, reason)` of every case that can never be called today, in the order of the cases' ids.

    Reasons: `quota` (the category's quota is nothing), `too-large` (the case alone needs more than the quota), `lane-time`
    (its lane has no desk), `too-long` (longer than the day), `missing-ambulance` (there is none), `order-or-coupling`
    (even if everybody of the other category were through, the coupling would not let it start).
    """
    quota = {one.id: one.quota for one in problem.categories}
    desks = {one.id: one.desks for one in problem.lanes}
    plain = {one.id: _own_reason(problem, one, quota[one.category], desks[one.lane]) for one in problem.cases}
    left = [one for one in problem.cases if not plain[one.id]]
    blocked = most_persons(problem, left)
    for one in left:
        if one.persons > blocked.get(one.category, one.persons):
            plain[one.id] = "order-or-coupling"
    return tuple(sorted((case, reason) for case, reason in plain.items() if reason))


def _own_reason(problem: Problem, case: CaseToPlan, quota: int, desks: int) -> str:
    if case.units > quota:
        return "too-large" if quota else "quota"
    if not desks:
        return "lane-time"
    if case.minutes > problem.day.minutes and not problem.day.grace:
        return "too-long"
    if case.ambulance and not problem.ambulances.count:
        return "missing-ambulance"
    return ""


def most_persons(problem: Problem, cases: list[CaseToPlan]) -> dict[str, int]:
    """Most persons that a case of a coupled category may have, were all that can ever pass of the other through.

    Starts from nobody through and lets in what the allowance admits, until no more can follow: two categories that wait
    for each other stay outside.
    """
    quota = {one.id: one.quota for one in problem.categories}
    through = dict.fromkeys(quota, 0)
    while problem.coupling:
        most: dict[str, int] = {}
        for rule in problem.coupling:
            limit = rule.ratio * through[rule.needs] + rule.allowance
            most[rule.category] = min(limit, most.get(rule.category, limit))
        grown = dict.fromkeys(quota, 0)
        for case in cases:
            if case.persons <= most.get(case.category, case.persons):
                grown[case.category] += case.units
        grown = {name: min(units, quota[name]) for name, units in grown.items()}
        if grown == through:
            return most
        through = grown
    return {}
