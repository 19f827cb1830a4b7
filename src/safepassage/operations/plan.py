"""Use cases of the plan: make a day's call list, publish it, end the day, explain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from safepassage import __version__
from safepassage.account.state import StandRow
from safepassage.gate.state import SessionRow
from safepassage.kernel.canonical import read_canonical
from safepassage.kernel.moment import Moment
from safepassage.kernel.plain import from_plain
from safepassage.kernel.problems import Problem as Fault
from safepassage.kernel.problems import ProblemsError
from safepassage.kernel.rows import Tables
from safepassage.operations.candidates import CALLABLE, Barred, Candidates, called_for, candidates
from safepassage.operations.clearance import lapse
from safepassage.operations.house import DESK, House
from safepassage.operations.learning import Shows, shows_so_far
from safepassage.operations.manifests import Heeded
from safepassage.operations.planning import dial_of, known_planner, windows_of
from safepassage.operations.record import Scribe
from safepassage.operations.terms import agreement_in_force
from safepassage.people.state import PersonRow
from safepassage.plan.ending import Called, end_of_day
from safepassage.plan.facts import Call, DayEnded, ListMade, ListPublished
from safepassage.plan.model import Dial, Plan, Problem, Window
from safepassage.plan.rules import check, solve, window_at
from safepassage.plan.state import CallListRow, CallRow, ReconsideredRow
from safepassage.plan.wire import read_plan, read_problem, write_plan, write_problem
from safepassage.terms.model import Agreement

PLANNER = "robust"


@dataclass(frozen=True, slots=True)
class Made:
    """A draft call list: its plan, who was called from which kept place, who may not be called and why.

    `windows` are the waves in the terms' minutes, `dial` what other risks would have meant, `shows` what was known of who comes; `owed` cases weigh
    more because smaller ones took places over their heads on the last list. `gates`: what grants that ran out meant for passes in force.
    """

    day: str
    draft: int
    planner: str
    problem: Problem
    plan: Plan
    persons: int
    carried: int
    barred: tuple[Barred, ...]
    windows: tuple[Window, ...]
    dial: tuple[Dial, ...]
    shows: Shows
    owed: tuple[str, ...]
    gates: Heeded


def make(house: House, day: str, at: Moment, *, planner: str = PLANNER, seed: int = 1) -> Made:
    """Make a draft call list for a day from everything known at the moment.

    Raises:
        ProblemsError: the day is none, before the terms, or already ended.
    """
    with house.store.work() as work:
        agreement = agreement_in_force(work.tables)
        _refuse_day(work.tables, agreement, day)
        desk = Scribe(house, work, DESK, at)
        gates = lapse(work, desk)
        carried = kept_places(work.tables, day)
        shows = shows_so_far(work.tables, agreement)
        found = candidates(work.tables, agreement, date.fromisoformat(day), at, shows, carried, seed)
        plan = solve(found.problem, known_planner(planner), through=found.through)
        draft = 1 + sum(1 for _ in work.tables.select(CallListRow, day=day))
        calls = calls_of(agreement, found, plan)
        dialled = dial_of(found.problem, plan)
        desk.write(
            ListMade(
                day,
                draft,
                planner,
                write_problem(found.problem),
                write_plan(plan),
                calls,
                plan.standby,
                dialled,
                software=__version__,
            ),
            agreement.cite(agreement.planning.clause),
        )
        return Made(
            day,
            draft,
            planner,
            found.problem,
            plan,
            sum(len(call.persons) for call in calls),
            sum(bool(call.carried_from) for call in calls),
            found.barred,
            windows_of(agreement, found.problem, plan),
            dialled,
            shows,
            found.owed,
            gates,
        )


def calls_of(agreement: Agreement, found: Candidates, plan: Plan) -> tuple[Call, ...]:
    """The calls that a plan of a whole day means: the same from the same inputs, for whoever computes them."""
    minutes = agreement.planning.wave_minutes
    categories = {case.id: case.category for case in found.problem.cases}
    return in_order_of_terms(
        agreement,
        (
            Call(
                placed.case,
                categories[placed.case],
                placed.lane,
                0,
                window_at(placed.wave, minutes),
                found.members[placed.case],
                found.carried.get(placed.case, ""),
            )
            for placed in plan.order
        ),
    )


def in_order_of_terms(agreement: Agreement, calls: Iterable[Call]) -> tuple[Call, ...]:
    """The calls with each order rule applied and their places: lanes keep their own order, the named category stands first on the list."""
    order = list(calls)
    for rule in agreement.orders:
        order.sort(key=lambda call, first=rule.first: call.category != first)  # type: ignore[misc] # a stable sort by one rule after the other
    return tuple(replace(call, position=position) for position, call in enumerate(order))


def dialled(house: House, day: str, risks: tuple[int, ...] = ()) -> tuple[Dial, ...]:
    """What each risk of turning somebody away means for the day's newest list; without `risks`, as it was stored with the list.

    Raises:
        ProblemsError: there is no list for the day.
    """
    with house.store.reading() as work:
        row = newest_list(work.tables, day)
        if risks:
            return dial_of(read_problem(row.problem), read_plan(row.result), risks)
        return from_plain(tuple[Dial, ...], read_canonical(row.dial))


def newest_list(tables: Tables, day: str | None) -> CallListRow:
    """The list of the day, or of the latest day: the published one, else the newest draft.

    Raises:
        ProblemsError: there is none.
    """
    rows = [row for row in tables.select(CallListRow) if day in (None, row.day)]
    if not rows:
        what = "there is no list yet" + (f" for {day}" if day else "")
        raise ProblemsError([Fault("day", what, "Make one: safepassage plan make --day D")])
    return max(rows, key=lambda one: (one.day, one.status == "published", one.draft))


def _refuse_day(tables: Tables, agreement: Agreement, day: str) -> None:
    try:
        when = date.fromisoformat(day)
    except ValueError:
        raise ProblemsError([Fault("day", f"{day!r} is no day", "Write it as 2023-11-01")]) from None
    if when < agreement.concluded or (agreement.ends is not None and when > agreement.ends):
        raise ProblemsError(
            [
                Fault(
                    "day",
                    f"no terms are in force on {day}",
                    "Plan a day from the conclusion of the terms on, or amend them",
                )
            ]
        )
    if any(row.ended for row in tables.select(CallListRow, day=day)):
        raise ProblemsError([Fault("day", f"{day} has ended", "Plan a later day")])


def kept_places(tables: Tables, day: str) -> dict[str, str]:
    """Cases whose call was carried over or withdrawn in the middle of its day, with the day they were first called for."""
    kept = _withdrawn(tables, day) if agreement_in_force(tables).validity.carry_over else {}
    for stand in tables.select(StandRow, state="carried-over"):
        person = tables.get(PersonRow, stand.person_id)
        if person is None:
            continue
        calls = [row for row in tables.select(CallRow, case_id=person.case_id) if row.day < day]
        if calls:
            latest = max(calls, key=lambda row: (row.day, row.draft))
            kept[person.case_id] = latest.carried_from or latest.day
    return kept


def _withdrawn(tables: Tables, day: str) -> dict[str, str]:
    """Cases whom a list made in the middle of an earlier day no longer called, and whom no list has called since."""
    kept: dict[str, str] = {}
    for row in tables.select(ReconsideredRow):
        for notice in read_canonical(row.notices) if row.day < day else ():
            if notice["what"] == "withdrawn":
                kept[notice["case_id"]] = row.day
    drafts = {(row.day, row.draft) for row in tables.select(CallListRow) if row.status == "published"}
    for case_id, since in list(kept.items()):
        calls = [row for row in tables.select(CallRow, case_id=case_id) if row.day < day]
        if any(row.day >= since and (row.day, row.draft) in drafts for row in calls):
            del kept[case_id]
        else:
            kept[case_id] = next((row.carried_from for row in calls if row.day == since and row.carried_from), since)
    return kept


@dataclass(frozen=True, slots=True)
class Published:
    """A published list."""

    day: str
    draft: int
    valid_until: str
    cases: int
    persons: int
    standby: int


def publish(house: House, day: str, at: Moment, draft: int | None = None) -> Published:
    """Make a draft the day's call list, after an independent check of it.

    Raises:
        ProblemsError: there is no such draft, the day has ended, or the check found faults.
    """
    with house.store.work() as work:
        agreement = agreement_in_force(work.tables)
        _refuse_day(work.tables, agreement, day)
        rows = list(work.tables.select(CallListRow, day=day))
        row = next((one for one in reversed(rows) if draft in (None, one.draft)), None)
        if row is None:
            raise ProblemsError(
                [Fault("day", f"there is no draft for {day}", f"Make one: safepassage plan make --day {day}")]
            )
        calls = list(work.tables.select(CallRow, day=day, draft=row.draft))
        faults = [*_faults(work.tables, row, calls)]
        if faults:
            raise ProblemsError(faults)
        valid_until = (date.fromisoformat(day) + timedelta(days=agreement.validity.days - 1)).isoformat()
        persons = sum(len(read_canonical(call.persons)) for call in calls)
        desk = Scribe(house, work, DESK, at)
        desk.write(
            ListPublished(day, row.draft, valid_until, len(calls), persons),
            agreement.cite(agreement.publication.clause),
        )
        return Published(day, row.draft, valid_until, len(calls), persons, len(read_canonical(row.standby)))


def _faults(tables: Tables, row: CallListRow, calls: Sequence[CallRow]) -> Iterator[Fault]:
    """Whatever forbids publishing: the independent check, and cases that are no longer whole since the draft was made."""
    problem, plan = read_problem(row.problem), read_plan(row.result)
    yield from check(problem, plan)
    again = called_for(tables, row.day)
    for call in calls:
        named = set(read_canonical(call.persons))
        for person_id in named:
            stand = tables.get(StandRow, person_id)
            if stand is None or not (stand.state in CALLABLE or (stand.state == "called" and person_id in again)):
                yield Fault(
                    f"case {call.case_id}",
                    "a member is no longer cleared since the draft was made",
                    f"Make a new draft: safepassage plan make --day {row.day}",
                )


def end_day(house: House, day: str, at: Moment) -> DayEnded:
    """End a day: no-shows, kept places, lapsed calls, from the sessions of the exit side.

    Raises:
        ProblemsError: no list was published for the day, a side is still open, or the day has ended before.
    """
    with house.store.work() as work:
        agreement = agreement_in_force(work.tables)
        row = next((one for one in work.tables.select(CallListRow, day=day) if one.status == "published"), None)
        if row is None or row.ended:
            what = "has ended before" if row is not None else "has no published list"
            raise ProblemsError([Fault("day", f"{day} {what}", "See: safepassage account status")])
        still = [one.session for one in work.tables.select(SessionRow) if not one.closed]
        if still:
            raise ProblemsError(
                [
                    Fault("gate", f"session {one} is still open", "Close it: safepassage gate close SIDE")
                    for one in still
                ]
            )
        called = []
        for call in work.tables.select(CallRow, day=day, draft=row.draft):
            for person_id in read_canonical(call.persons):
                stand = work.tables.get(StandRow, person_id)
                if stand is not None:
                    called.append(Called(person_id, call.wave, stand.state))
        fact = end_of_day(
            day,
            called,
            open_minutes=_open_minutes(work.tables, agreement, day),
            wave_minutes=agreement.planning.wave_minutes,
            carry_over=agreement.validity.carry_over,
        )
        Scribe(house, work, DESK, at).write(fact, agreement.cite(agreement.validity.clause))
        return fact


def _open_minutes(tables: Tables, agreement: Agreement, day: str) -> int:
    side = agreement.side("exit").id
    sessions = [one for one in tables.select(SessionRow, side=side) if one.session.split("/")[1] == day]
    return sum((Moment.parse(one.closed).seconds - Moment.parse(one.opened).seconds) // 60 for one in sessions)
