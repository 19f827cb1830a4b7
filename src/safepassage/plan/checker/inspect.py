"""The independent check of a plan against its problem: every fault found, none of the planner's code used."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator

from safepassage.kernel.problems import Problem as Fault
from safepassage.plan.checker.able import callable_cases
from safepassage.plan.checker.proof import unproved
from safepassage.plan.checker.replay import Replay, replay
from safepassage.plan.model import WAVE_MINUTES, CaseToPlan, Plan, Problem

GRAIN = 10_000
CLOSE = 1.5 / GRAIN
SMALL = 1e-9


def inspect(problem: Problem, plan: Plan) -> tuple[Fault, ...]:
    """Everything that is wrong with a plan; nothing if it keeps the terms and its certificate is true."""
    return tuple(_faults(problem, plan))


def _fault(what: str, do: str, column: str, code: str) -> Fault:
    return Fault("plan", what, do, column=column, code=code)


def _faults(problem: Problem, plan: Plan) -> Iterator[Fault]:
    yield from _names(problem, plan)
    yield from _calls(problem, plan)
    yield from _turned_away(problem, plan)
    run = replay(problem, plan)
    yield from _values(problem, plan, run)
    yield from _bounds(problem, plan)
    yield from _shares_of_bound(plan)
    yield from _vain(problem, plan, run)
    yield from _lists(problem, plan)


def _names(problem: Problem, plan: Plan) -> Iterator[Fault]:
    cases = {case.id: case for case in problem.cases}
    seen: set[str] = set()
    names = [(f"order[{at}].case", one.case) for at, one in enumerate(plan.order)]
    names += [(f"standby[{at}]", one) for at, one in enumerate(plan.standby)]
    for column, name in names:
        if name not in cases:
            yield _fault("the case is not in the problem", "list only cases of the problem", column, "unknown-case")
        if name in seen:
            yield _fault("the case stands on the plan twice", "list each case once", column, "double-case")
        seen.add(name)
    for at, one in enumerate(plan.order):
        if one.case in cases and cases[one.case].lane != one.lane:
            yield _fault(
                "the case is called to another lane than its own", "name its lane", f"order[{at}].lane", "wrong-lane"
            )


def _calls(problem: Problem, plan: Plan) -> Iterator[Fault]:
    """Nobody is called who cannot pass, and nobody is called before those who stand before them in the lane."""
    cases = {case.id: case for case in problem.cases}
    able = {case.id for case in callable_cases(problem)}
    last: dict[str, int] = {}
    for at, one in enumerate(plan.order):
        case = cases.get(one.case)
        if case is None:
            continue
        if case.id not in able:
            yield _fault(
                "a case is called that can never pass", "take it off the order", f"order[{at}]", "never-callable"
            )
        if one.wave < last.get(one.lane, 0) or one.wave * WAVE_MINUTES >= problem.day.minutes:
            yield _fault(
                "the wave is before its lane's last or after the day", "call in order", f"order[{at}].wave", "wave"
            )
        last[one.lane] = one.wave


def _turned_away(problem: Problem, plan: Plan) -> Iterator[Fault]:
    called: dict[str, list[CaseToPlan]] = defaultdict(list)
    cases = {case.id: case for case in problem.cases}
    for one in plan.order:
        if one.case in cases:
            called[cases[one.case].category].append(cases[one.case])
    for at, category in enumerate(problem.categories):
        risk = chance_above(called[category.id], category.quota)
        if risk > problem.turn_away_risk + SMALL:
            yield _fault(
                f"so many are called that somebody is turned away with chance {risk:.4f}",
                "call fewer of this category",
                f"categories[{at}]",
                "turn-away",
            )


def chance_above(cases: list[CaseToPlan], quota: int) -> float:
    """Chance that the cases that come use more than the quota: the law of their sum, built up from nobody."""
    if sum(case.units for case in cases) <= quota:
        return 0.0
    law = {0: 1.0}
    above = 0.0
    for case in cases:
        grown: dict[int, float] = defaultdict(float)
        for units, chance in law.items():
            grown[units] += chance * (1 - case.show)
            if units + case.units > quota:
                above += chance * case.show
            else:
                grown[units + case.units] += chance * case.show
        law = grown
    return above


def _values(problem: Problem, plan: Plan, run: Replay) -> Iterator[Fault]:
    expected = list(range(max(1, problem.day.protect_from), problem.day.minutes + 1))
    if [one.minute for one in plan.certificate] != expected:
        yield _fault(
            "the certificate leaves out protected minutes, or names others",
            "certify every minute",
            "certificate",
            "minutes",
        )
    gained = Counter[int]()
    cases = {case.id: case for case in problem.cases}
    for name in run.starts:
        minute = run.through_at(cases[name])
        if minute is not None:
            gained[minute] += cases[name].weight
    value = [0] * (problem.day.minutes + 1)
    for minute in range(1, len(value)):
        value[minute] = value[minute - 1] + gained[minute]
    for at, one in enumerate(plan.certificate):
        if one.minute < len(value) and one.value != value[one.minute]:
            yield _fault(
                "the order gives another value by this minute", "run the day again", f"certificate[{at}].value", "value"
            )


def _bounds(problem: Problem, plan: Plan) -> Iterator[Fault]:
    claims = [(one.minute, one.bound) for one in plan.certificate if one.minute <= problem.day.minutes]
    faults, left = unproved(problem, claims)
    place = {one.minute: at for at, one in enumerate(plan.certificate)}
    for minute in faults:
        yield _fault(
            "the bound is under what the linear program of this minute allows",
            "publish a bound that can be proved",
            f"certificate[{place[minute]}].bound",
            "bound",
        )
    if left:
        yield _fault(f"{left} more bounds are not proved", "see those named before", "certificate", "bound")


def _shares_of_bound(plan: Plan) -> Iterator[Fault]:
    shares = [one.value / one.bound if one.bound else 1.0 for one in plan.certificate] or [1.0]
    for at, share in enumerate(shares):
        if share > 1:
            yield _fault(
                "a plan cannot be worth more than its bound", "compute both again", f"certificate[{at}]", "bound"
            )
    if not 0 <= min(shares) - plan.worst < CLOSE:
        yield _fault("it is not the least share of the certificate, rounded down", "compute it again", "worst", "worst")
    if not 0 <= math.fsum(shares) / len(shares) - plan.mean < CLOSE:
        yield _fault("it is not the mean share of the certificate, rounded down", "compute it again", "mean", "mean")
    if not plan.worst <= plan.limit <= 1:
        yield _fault("it is under the share that this plan keeps, or over one", "compute it again", "limit", "limit")


def _vain(problem: Problem, plan: Plan, run: Replay) -> Iterator[Fault]:
    """Count at each closing minute who was called for a wave that has begun and is not through."""
    cases = {case.id: case for case in problem.cases}
    minutes = range(max(1, problem.day.protect_from), problem.day.minutes + 1)
    stranded = Counter[int]()
    for one in plan.order:
        if one.case not in cases:
            continue
        through = run.through_at(cases[one.case])
        stranded[max(one.wave * WAVE_MINUTES, minutes[0])] += cases[one.case].persons
        if through is not None:
            stranded[max(through, minutes[0], one.wave * WAVE_MINUTES)] -= cases[one.case].persons
    total = standing = 0
    for minute in minutes:
        standing += stranded[minute]
        total += standing
    if plan.calls_in_vain != -(-total // len(minutes)):
        yield _fault("it is not the mean of persons called and not through", "count again", "calls_in_vain", "vain")


def _lists(problem: Problem, plan: Plan) -> Iterator[Fault]:
    if problem.shares is None:
        if plan.shares:
            yield _fault("the problem asks for no shares", "leave them out", "shares", "shares")
        return
    expected = worst_shortfalls(problem, plan)
    if {one.list: one.shortfall for one in plan.shares} != expected or len(plan.shares) != len(expected):
        yield _fault("these are not the worst shortfalls of the order's prefixes", "count again", "shares", "shares")


def worst_shortfalls(problem: Problem, plan: Plan) -> dict[str, int]:
    """Each list's worst shortfall in persons, over categories and prefixes, rounded up."""
    assert problem.shares is not None
    able = callable_cases(problem)
    waiting: dict[str, Counter[str]] = defaultdict(Counter)
    for case in able:
        waiting[case.category][case.list] += case.persons
    cases = {case.id: case for case in problem.cases}
    worst = {case.list: 0.0 for case in able}
    got: dict[str, Counter[str]] = defaultdict(Counter)
    for one in plan.order:
        if one.case not in cases:
            continue
        case = cases[one.case]
        here = got[case.category]
        here[case.list] += case.persons
        total, all_waiting = here.total(), waiting[case.category].total()
        for name, persons in waiting[case.category].items():
            due = (1 - problem.shares.epsilon) * persons / all_waiting * total
            worst[name] = max(worst[name], due - here[name])
    return {name: math.ceil(lag - 1e-6) for name, lag in worst.items()}
