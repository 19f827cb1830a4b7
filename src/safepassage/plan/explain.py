"""Why is this case on the list, or why not? From the plan's own facts, with changes tried by solving again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from safepassage.plan.engine.choose import rank
from safepassage.plan.engine.solve import Prepared, prepare, solve_robust
from safepassage.plan.model import CaseToPlan, Change, Explanation, Plan, Problem
from safepassage.plan.never import never_callable

SAYS = {
    "quota": "the quota of its category is filled by cases that stand before it",
    "lane-time": "the desks of its lane have no time left for it today",
    "share": "its list has had its share, and others wait for theirs",
    "order-or-coupling": "its category may not go further until more of the other category are through",
    "missing-answer": "it was not offered to the planner: an answer is missing, or no such case is known",
    "missing-ambulance": "no ambulance is free for it today",
    "too-large": "it alone needs more than the whole quota of its category",
    "too-long": "its time at the desk is longer than the day",
}


def explain(problem: Problem, plan: Plan, case_id: str) -> Explanation:
    """Why the case is or is not on the list, the cut-off, how many slots until it, and what would change it."""
    case = next((one for one in problem.cases if one.id == case_id), None)
    if case is None:
        return _unlisted(case_id, "missing-answer", (), 0)
    never = dict(never_callable(problem))
    if case_id in never:
        return _unlisted(case_id, never[case_id], (), case.weight)
    for position, placed in enumerate(plan.order, 1):
        if placed.case == case_id:
            says = (f"The case is called: place {position} of the order, wave {placed.wave}, lane {placed.lane}.",)
            return Explanation(case_id, "listed", (), position, placed.wave, case.weight, -1, 0, 0, (), says)
    return _waiting(problem, plan, case)


def _unlisted(case: str, reason: str, also: tuple[str, ...], weight: int) -> Explanation:
    says = tuple(f"The case is not called: {SAYS[one]}." for one in (reason, *also))
    return Explanation(case, reason, also, 0, -1, weight, -1, 0, 0, (), says)


def in_the_way(problem: Problem, plan: Plan, case: CaseToPlan) -> tuple[str, ...]:
    """What has no room for the case on this plan, in the order in which people ask."""
    cases = {one.id: one for one in problem.cases}
    called = [cases[placed.case] for placed in plan.order if placed.case in cases]
    quota = next(one.quota for one in problem.categories if one.id == case.category)
    desks = next(one.desks for one in problem.lanes if one.id == case.lane)
    found = []
    if sum(one.units for one in called if one.category == case.category) + case.units > quota:
        found.append("quota")
    if sum(one.minutes for one in called if one.lane == case.lane) + case.minutes > desks * problem.day.minutes:
        found.append("lane-time")
    if any(
        _coupling_full(rule.needs, rule.ratio, rule.allowance, case, called)
        for rule in problem.coupling
        if rule.category == case.category
    ):
        found.append("order-or-coupling")
    if case.ambulance:
        away = problem.ambulances.return_minutes
        used = sum(one.minutes + away for one in called if one.ambulance)
        if used + case.minutes + away > problem.ambulances.count * (problem.day.minutes + away):
            found.append("missing-ambulance")
    return tuple(found)


def _coupling_full(needs: str, ratio: int, allowance: int, case: CaseToPlan, called: list[CaseToPlan]) -> bool:
    through = sum(one.units for one in called if one.category == needs)
    persons = sum(one.persons for one in called if one.category == case.category)
    return persons + case.persons > ratio * through + allowance


def _waiting(problem: Problem, plan: Plan, case: CaseToPlan) -> Explanation:
    ready = prepare(problem)
    ways = in_the_way(problem, plan, case) or (("share",) if problem.shares else ("lane-time",))
    slots = _slots(ready, plan, case)
    pace = _pace(problem, plan, case)
    tenths = -(-slots * 10 // pace) if pace else 0
    changes = tuple(_changes(problem, case, ways, slots))
    cutoff = next((one.then for one in changes if one.what == "weight"), -1)
    position = plan.standby.index(case.id) + 1 if case.id in plan.standby else 0
    reason = "standby" if position else ways[0]
    says = [f"The case is not called: {SAYS[one]}." for one in ways]
    if position:
        says.insert(0, f"The case stands by: place {position} of those called when others do not come.")
    says.append(f"Slots until it: {slots}" + (f", about {tenths / 10:.1f} days at this day's pace." if pace else "."))
    says.extend(_sentence(one) for one in changes)
    also = ways if position else ways[1:]
    return Explanation(case.id, reason, also, position, -1, case.weight, cutoff, slots, tenths, changes, tuple(says))


def _sentence(change: Change) -> str:
    return f"With {change.what} {change.then} instead of {change.now} it would be called."


def _pace(problem: Problem, plan: Plan, case: CaseToPlan) -> int:
    cases = {one.id: one for one in problem.cases}
    called = (cases[one.case] for one in plan.order if one.case in cases)
    return sum(one.units for one in called if one.category == case.category)


def _slots(ready: Prepared, plan: Plan, case: CaseToPlan) -> int:
    """Units of the quota that cases of its category need which are not called and stand before it, and its own."""
    table = ready.table
    called = {one.case for one in plan.order}
    place = table.ids.index(case.id)
    slots = case.units
    for at in rank(table, ready.worth()).tolist():
        if at == place:
            break
        if table.category[at] == table.category[place] and table.ids[at] not in called:
            slots += int(table.units[at])
    return slots


def _changes(problem: Problem, case: CaseToPlan, ways: tuple[str, ...], slots: int) -> Iterator[Change]:
    """Changes that were tried and put the case on the order."""
    quota = next(one for one in problem.categories if one.id == case.category)
    lane = next(one for one in problem.lanes if one.id == case.lane)
    if "quota" in ways:
        more = replace(quota, quota=quota.quota + slots)
        changed = replace(problem, categories=tuple(more if one == quota else one for one in problem.categories))
        if _lists(changed, case):
            yield Change("quota", quota.quota, more.quota)
    if "lane-time" in ways:
        desk = replace(lane, desks=lane.desks + 1)
        changed = replace(problem, lanes=tuple(desk if one == lane else one for one in problem.lanes))
        if _lists(changed, case):
            yield Change("desks", lane.desks, desk.desks)
    if case.ambulance and _lists(_with(problem, replace(case, ambulance=False)), case):
        yield Change("ambulance", 1, 0)
    weight = max(case.weight, 1)
    for _ in range(5):
        weight *= 2
        if _lists(_with(problem, replace(case, weight=weight)), case):
            yield Change("weight", case.weight, weight)
            return


def _with(problem: Problem, case: CaseToPlan) -> Problem:
    return replace(problem, cases=tuple(case if one.id == case.id else one for one in problem.cases))


def _lists(problem: Problem, case: CaseToPlan) -> bool:
    return any(one.case == case.id for one in solve_robust(problem).order)
