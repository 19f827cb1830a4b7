"""The plan after something happened: the rest of the day as a problem of its own, solved with what is frozen in front."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import compress
from operator import attrgetter

from safepassage.plan.engine.solve import FULL, QUICK, prepare, solve_after, solve_kept
from safepassage.plan.model import (
    EVENTS,
    WAVE_MINUTES,
    Ambulances,
    CaseToPlan,
    CategoryQuota,
    CouplingRule,
    Day,
    Event,
    LaneDesks,
    Plan,
    Problem,
    Standing,
)

ID = attrgetter("id")
MARGIN = 20
MANY = 1000  # so many cases left are planned with less effort: those inside wait for the answer


@dataclass(frozen=True, slots=True)
class Reconsidered:
    """The rest of the day as a problem, the old list certified for it, the new one, and whether the new one should be published."""

    problem: Problem
    kept: Plan
    plan: Plan
    publish: bool


@dataclass
class _News:
    """What the events add up to."""

    end: int
    known: bool = False
    closed: bool = False
    desks: dict[str, int] = field(default_factory=dict)
    quota: dict[str, int] = field(default_factory=dict)
    ambulances: int | None = None
    gone: set[str] = field(default_factory=set)
    blocked: set[str] = field(default_factory=set)
    urgent: list[CaseToPlan] = field(default_factory=list)


def replan(problem: Problem, plan: Plan, events: Iterable[Event], frozen: Standing) -> Plan:
    """The new plan for the rest of the day; its minutes count from `frozen.minute`.

    Cases inside and those whose window has begun come first, in their old sequence. Others are taken from the old order and its standby list
    (they know that they may be called) and the urgent cases.

    Raises:
        ValueError: an event is of no kind known, or speaks of something the problem does not have.
    """
    return reconsider(problem, plan, events, frozen).plan


def reconsider(
    problem: Problem,
    plan: Plan,
    events: Iterable[Event],
    frozen: Standing,
    *,
    margin: int = MARGIN,
    everyone: bool = False,
) -> Reconsidered:
    """The old and the new list for the rest of the day, side by side; `everyone`: also cases that were not told to stand by.

    Raises:
        ValueError: an event is of no kind known, or speaks of something the problem does not have.
    """
    rest = after(problem, plan, events, frozen, everyone=everyone)
    ready = prepare(rest, QUICK if len(rest.cases) > MANY else FULL)
    held = [*(one.case for one in frozen.inside), *frozen.called]
    known = {case.id for case in rest.cases}
    held = [name for name in held if name in known]
    old = held + [one.case for one in plan.order if one.case in known and one.case not in held]
    kept = solve_kept(ready, old)
    new = solve_after(ready, held)
    return Reconsidered(rest, kept, new, worth_publishing(kept, new, margin))


def worth_publishing(old: Plan, new: Plan, margin: int) -> bool:
    """Whether the certificate gains more than `margin` thousandths, in the mean of its worst and its mean share."""
    return new.worst + new.mean - old.worst - old.mean > 2 * margin / 1000


def after(
    problem: Problem, plan: Plan, events: Iterable[Event], frozen: Standing, *, everyone: bool = False
) -> Problem:
    """The rest of the day from `frozen.minute` on as a problem: quotas less what is through, cases inside with the minutes they still need.

    While the crossing is closed every quota is nothing.

    Raises:
        ValueError: an event is of no kind known, or speaks of something the problem does not have.
    """
    news = _read(problem, events, frozen)
    told = {*(one.case for one in plan.order), *plan.standby, *(case.id for case in news.urgent), *frozen.called}
    told |= {*frozen.through, *(one.case for one in frozen.inside)}
    known = problem.cases if everyone else compress(problem.cases, map(told.__contains__, map(ID, problem.cases)))
    cases = {case.id: case for case in (*known, *news.urgent)}
    through = [cases[name] for name in frozen.through if name in cases]
    left = max(news.end - frozen.minute, 1)
    first = left if news.known else max(problem.day.protect_from - frozen.minute, min(WAVE_MINUTES, left))
    inside = [
        replace(cases[one.case], minutes=max(one.minutes, 1), show=1.0) for one in frozen.inside if one.case in cases
    ]
    done = {*frozen.through, *news.gone, *(case.id for case in inside)}
    waiting = [case for case in cases.values() if case.id not in done]
    return replace(
        problem,
        day=Day(left, min(first, left), problem.day.grace),
        categories=tuple(_rest_of_quota(one, news, through, inside) for one in problem.categories),
        lanes=tuple(LaneDesks(one.id, news.desks.get(one.id, one.desks)) for one in problem.lanes),
        ambulances=_ambulances(problem, news, frozen, inside),
        coupling=tuple(_rest_of_coupling(rule, through, inside) for rule in problem.coupling),
        cases=(*inside, *waiting),
    )


def _read(problem: Problem, events: Iterable[Event], frozen: Standing) -> _News:
    news = _News(problem.day.minutes)
    lanes, categories = {one.id for one in problem.lanes}, {one.id for one in problem.categories}
    for event in events:
        match event.kind:
            case "closed" | "reopened":
                news.closed = event.kind == "closed"
            case "minutes-known":
                news.end, news.known = min(frozen.minute + event.count, problem.day.minutes), True
            case "no-show":
                news.gone.add(event.about)
            case "desks":
                news.desks[_of(lanes, event)] = event.count
            case "ambulances":
                news.ambulances = event.count
            case "quota":
                news.quota[_of(categories, event)] = event.count
            case "coupling-blocked":
                news.blocked.add(_of(categories, event))
            case "coupling-free":
                news.blocked.discard(_of(categories, event))
            case "urgent":
                news.urgent.append(_urgent(event, lanes, categories))
            case _:
                raise ValueError(f"no event is called {event.kind!r}; there are {', '.join(EVENTS)}")
    return news


def _of(known: Collection[str], event: Event) -> str:
    if event.about not in known:
        raise ValueError(f"the event {event.kind!r} speaks of something the problem does not have")
    return event.about


def _urgent(event: Event, lanes: Collection[str], categories: Collection[str]) -> CaseToPlan:
    if event.case is None or event.case.lane not in lanes or event.case.category not in categories:
        raise ValueError("an urgent event brings a case with a lane and a category of the problem")
    return event.case


def _rest_of_quota(
    category: CategoryQuota, news: _News, through: Sequence[CaseToPlan], inside: Sequence[CaseToPlan]
) -> CategoryQuota:
    """What is left of a quota; a blocked category keeps room for those inside alone."""
    if news.closed:
        return replace(category, quota=0)
    if category.id in news.blocked:
        return replace(category, quota=sum(case.units for case in inside if case.category == category.id))
    used = sum(case.units for case in through if case.category == category.id)
    return replace(category, quota=max(news.quota.get(category.id, category.quota) - used, 0))


def _ambulances(problem: Problem, news: _News, frozen: Standing, inside: Sequence[CaseToPlan]) -> Ambulances:
    count = problem.ambulances.count if news.ambulances is None else news.ambulances
    busy = sum(case.ambulance for case in inside)
    away = tuple(sorted(frozen.away, reverse=True)[: max(count - busy, 0)])
    return Ambulances(count, problem.ambulances.return_minutes, away)


def _rest_of_coupling(rule: CouplingRule, through: Sequence[CaseToPlan], inside: Sequence[CaseToPlan]) -> CouplingRule:
    """The room that those through have made and used; those inside have their room already."""
    made = rule.ratio * sum(case.units for case in through if case.category == rule.needs)
    used = sum(case.persons for case in through if case.category == rule.category)
    begun = sum(case.persons for case in inside if case.category == rule.category)
    return replace(rule, allowance=max(rule.allowance + made - used, begun))
