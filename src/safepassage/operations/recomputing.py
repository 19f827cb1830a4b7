"""A call list computed again from the ledger alone: whoever may read the entries finds a family that was put in, left out or moved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date

from safepassage.kernel.facts import Recorded
from safepassage.kernel.moment import Moment
from safepassage.kernel.problems import Problem as Fault
from safepassage.kernel.problems import ProblemsError
from safepassage.kernel.rows import Tables
from safepassage.ledger.entries import read_header
from safepassage.ledger.model import Entry
from safepassage.operations.candidates import candidates
from safepassage.operations.house import House, unwatched
from safepassage.operations.learning import shows_so_far
from safepassage.operations.ledger import Progress
from safepassage.operations.looking import look_again
from safepassage.operations.plan import calls_of, kept_places
from safepassage.operations.ports import Store, Work
from safepassage.operations.project import project
from safepassage.operations.record import read_recorded
from safepassage.operations.terms import agreement_in_force
from safepassage.operations.today import look_at_the_day
from safepassage.plan.facts import Call, ListMade, ListPublished, Reconsidered, Reported
from safepassage.plan.model import CaseToPlan, Plan, Problem
from safepassage.plan.rules import solve
from safepassage.plan.wire import read_plan, read_problem, write_plan


@dataclass(frozen=True, slots=True)
class Recomputed:
    """A list held against what its inputs make it. `entry` is its place in the ledger, `clause` the terms' version and clause it rests on."""

    day: str
    draft: int
    entry: int
    clause: str
    planner: str
    software: str
    cases: int
    calls: int
    faults: tuple[Fault, ...]


def recompute(
    house: House, scratch: Store, day: str, draft: int | None = None, progress: Progress = unwatched
) -> Recomputed:
    """Play the ledger up to the list into an empty store, take the inputs from there, and compute the list again.

    `draft`: which one; else the one published last, or the newest.

    Raises:
        ProblemsError: there is no such list, or an entry that it rests on cannot be read any more.
    """
    with house.store.reading() as live, scratch.work() as again:
        size = live.head().size
        wanted, made, reported = _wanted(live, day, draft)
        for entry, key in live.entries(0, wanted.index):
            if entry.index % 1000 == 0:
                progress(entry.index, size)
            project(_opened(entry, key), again.tables)
        progress(size, size)
        computed = _again(again.tables, made, wanted.at, reported)
        found = tuple(_faults(made, computed))
        cases = len(read_problem(made.problem).cases)
        return Recomputed(
            made.day,
            made.draft,
            wanted.index,
            wanted.clause,
            made.planner,
            made.software,
            cases,
            len(made.calls),
            found,
        )


def _opened(entry: Entry, key: bytes | None) -> Recorded:
    """What an entry records.

    Raises:
        ProblemsError: its body was erased, so that nobody can compute the list again.
    """
    if key is None:
        what = f"entry {entry.index} was erased, and the list rests on it"
        raise ProblemsError([Fault("ledger", what, "Nothing can be done: see who decided on the erasure")])
    return read_recorded(entry, key)


def _wanted(live: Work, day: str, draft: int | None) -> tuple[Recorded, ListMade, tuple[Reported, ...]]:
    """The entry of the list, the list, and what had been reported when it was made in the middle of the day.

    Raises:
        ProblemsError: there is no such list.
    """
    made: dict[int, Recorded] = {}
    published = 0
    reported: dict[int, tuple[Reported, ...]] = {}
    for entry, key in live.entries():
        if not read_header(entry.header).kind.startswith("plan."):
            continue
        recorded = _opened(entry, key)
        match recorded.fact:
            case ListMade() as fact if fact.day == day:
                made[fact.draft] = recorded
            case ListPublished() as fact if fact.day == day:
                published = fact.draft
            case Reconsidered() as fact if fact.day == day:
                reported[fact.draft] = fact.reported
    number = draft or published or max(made, default=0)
    found = made.get(number)
    if found is None or not isinstance(found.fact, ListMade):
        raise ProblemsError(
            [Fault("day", f"there is no such list of {day}", "Make one: safepassage plan make --day D")]
        )
    return found, found.fact, reported.get(number, ())


@dataclass(frozen=True, slots=True)
class _Computed:
    """The list as its inputs make it."""

    problem: Problem
    plan: Plan
    calls: tuple[Call, ...]


def _again(tables: Tables, made: ListMade, at: Moment, reported: tuple[Reported, ...]) -> _Computed:
    agreement = agreement_in_force(tables)
    if made.before:
        today = look_at_the_day(tables, agreement, made.day, at)
        looked = look_again(tables, agreement, today, reported, at)
        return _Computed(looked.problem, looked.plan, looked.calls)
    seed = read_problem(made.problem).seed
    kept, shows = kept_places(tables, made.day), shows_so_far(tables, agreement)
    found = candidates(tables, agreement, date.fromisoformat(made.day), at, shows, kept, seed)
    plan = solve(found.problem, made.planner, through=found.through)
    return _Computed(found.problem, plan, calls_of(agreement, found, plan))


def _faults(made: ListMade, computed: _Computed) -> Iterator[Fault]:
    yield from _inputs(read_problem(made.problem), computed.problem)
    if read_plan(made.result) != read_plan(write_plan(computed.plan)):
        yield _fault("the plan is not the one that the planner makes of these inputs", "plan")
    yield from _called(made.calls, computed.calls)
    if made.standby != computed.plan.standby:
        yield _fault("the standby list is not the plan's", "standby")


def _fault(what: str, code: str) -> Fault:
    return Fault("list", what, "Ask who signed the list, and do not publish it", code=code)


def _inputs(said: Problem, found: Problem) -> Iterator[Fault]:
    """What the planner was given, against what the ledger held at the moment."""
    ours, theirs = {one.id: one for one in said.cases}, {one.id: one for one in found.cases}
    for name in sorted(ours.keys() | theirs.keys()):
        if name not in theirs:
            yield _fault(f"case {name} was put in: the ledger did not have it to call", "inserted")
        elif name not in ours:
            yield _fault(f"case {name} was left out: the ledger had it to call", "removed")
        elif ours[name] != theirs[name]:
            yield _fault(f"case {name} was ranked with another {_differing(ours[name], theirs[name])}", "altered")
    for field in fields(said):
        if field.name != "cases" and getattr(said, field.name) != getattr(found, field.name):
            yield _fault(f"the list was made with another {field.name} than the terms give", "terms")


def _differing(one: CaseToPlan, other: CaseToPlan) -> str:
    return ", ".join(field.name for field in fields(one) if getattr(one, field.name) != getattr(other, field.name))


def _called(said: tuple[Call, ...], found: tuple[Call, ...]) -> Iterator[Fault]:
    """Who was called and where, against the list computed again."""
    ours, theirs = {one.case_id: one for one in said}, {one.case_id: one for one in found}
    for name in sorted(ours.keys() | theirs.keys()):
        if name not in theirs:
            yield _fault(f"case {name} was called, and the inputs do not call it", "inserted")
        elif name not in ours:
            yield _fault(f"case {name} was not called, and the inputs call it", "removed")
        elif ours[name] != theirs[name]:
            yield _fault(f"case {name} was called at another place, wave or lane, or with others of it", "moved")
