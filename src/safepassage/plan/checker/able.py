"""Who could be called at all: the checker's own answer."""

from __future__ import annotations

from collections import Counter

from safepassage.plan.model import CaseToPlan, Problem


def callable_cases(problem: Problem) -> list[CaseToPlan]:
    """Cases that some plan of the day could call: they fit the quota, a desk, the day, an ambulance and the coupling."""
    quota = {one.id: one.quota for one in problem.categories}
    desks = {one.id: one.desks for one in problem.lanes}
    left = [
        case
        for case in problem.cases
        if case.units <= quota[case.category]
        and desks[case.lane]
        and (problem.day.grace or case.minutes <= problem.day.minutes)
        and (problem.ambulances.count or not case.ambulance)
    ]
    patients = Counter[str]()
    while True:
        inside = [case for case in left if _coupling_could(problem, case, patients)]
        more = Counter[str]()
        for case in inside:
            more[case.category] = min(quota[case.category], more[case.category] + case.units)
        if more == patients:
            return inside
        patients = more


def _coupling_could(problem: Problem, case: CaseToPlan, patients: Counter[str]) -> bool:
    return all(
        case.persons <= rule.ratio * patients[rule.needs] + rule.allowance
        for rule in problem.coupling
        if rule.category == case.category
    )
