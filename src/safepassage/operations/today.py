"""Where a day stands: who is through, who is inside, whose window has begun, from the gate's records and the clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from safepassage.account.state import StandRow
from safepassage.gate.state import ScanRow
from safepassage.kernel.canonical import read_canonical
from safepassage.kernel.moment import Moment
from safepassage.kernel.problems import Problem as Fault
from safepassage.kernel.problems import ProblemsError
from safepassage.kernel.rows import Tables
from safepassage.operations.station import local_day
from safepassage.passes.rules import local_moment
from safepassage.passes.state import PassRow
from safepassage.plan.model import CaseToPlan, Inside, Standing
from safepassage.plan.state import CallListRow, CallRow
from safepassage.plan.wire import read_problem
from safepassage.terms.model import Agreement

WAITS = ("called", "presented")
OUT = ("in-between", "entered")


@dataclass(frozen=True, slots=True)
class Today:
    """The day's list in force and where each of its cases stands at `minute` after the usual opening.

    `window` is the call window that runs now, -1 before the first. `gone`: cases of the list that will not pass today, turned back or no longer
    whole. `unseen`: cases whose window has passed and whom nobody has seen.
    """

    day: str
    row: CallListRow
    calls: Mapping[str, CallRow]
    minute: int
    window: int
    standing: Standing
    gone: tuple[str, ...]
    unseen: tuple[str, ...]

    @property
    def kept(self) -> frozenset[str]:
        """Cases whose call no new list may touch."""
        inside = (one.case for one in self.standing.inside)
        return frozenset({*self.standing.through, *inside, *self.standing.called, *self.gone})


@dataclass(frozen=True, slots=True)
class _Seen:
    """A case's persons at the gate: states now, and the first and the last exit in minutes after the opening; None: nobody went out."""

    states: tuple[str, ...]
    first: int | None
    last: int | None


def look_at_the_day(tables: Tables, agreement: Agreement, day: str, at: Moment) -> Today:
    """Where the day's list stands at a moment.

    Raises:
        ProblemsError: no list is in force for the day, it has ended, or the moment is after the day.
    """
    row = next((one for one in tables.select(CallListRow, day=day) if one.status == "published"), None)
    if row is None or row.ended:
        what = "has ended" if row is not None else "has no published list"
        raise ProblemsError([Fault("day", f"{day} {what}", f"Make a list: safepassage plan make --day {day}")])
    here = local_day(agreement, at)
    if here > day:
        raise ProblemsError([Fault("day", f"{day} is over", f"End it: safepassage plan end --day {day}")])
    clock = _clock(agreement, at) if here == day else -1
    calls = {call.case_id: call for call in tables.select(CallRow, day=day, draft=row.draft)}
    planned = _planned(lists_of_the_day(tables, row))
    window = _window(agreement, clock)
    opens = agreement.crossing.opens_minute
    minute = min(max(clock - opens, 0), agreement.crossing.closes_minute - opens)
    seen = _seen(tables, agreement, day, calls.values())
    sorting = _Sorting(minute, window, agreement.crossing.ambulance_return_minutes)
    for case_id, call in sorted(calls.items(), key=lambda item: item[1].position):
        sorting.take(call, seen[case_id], planned[case_id])
    standing = Standing(
        minute, tuple(sorting.through), tuple(sorting.inside), tuple(sorting.called), tuple(sorting.away)
    )
    return Today(day, row, calls, minute, window, standing, tuple(sorting.gone), tuple(sorting.unseen))


@dataclass(slots=True)
class _Sorting:
    """The cases of the list by where they stand."""

    minute: int
    window: int
    ambulance_return: int
    through: list[str] = field(default_factory=list)
    inside: list[Inside] = field(default_factory=list)
    called: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    away: list[int] = field(default_factory=list)

    def take(self, call: CallRow, seen: _Seen, planned: CaseToPlan) -> None:
        """Put one case where it stands."""
        out = sum(state in OUT for state in seen.states)
        if out == len(seen.states):
            self.through.append(call.case_id)
            back = (seen.last or 0) + self.ambulance_return - self.minute
            self.away += [back] if planned.ambulance and back > 0 else []
        elif out:
            self.inside.append(Inside(call.case_id, max(planned.minutes - self.minute + (seen.first or 0), 1)))
        elif not all(state in WAITS for state in seen.states):
            self.gone.append(call.case_id)
        elif call.wave <= self.window or "presented" in seen.states:
            self.called.append(call.case_id)
            self.unseen += [call.case_id] if call.wave < self.window and "presented" not in seen.states else []


def _clock(agreement: Agreement, at: Moment) -> int:
    """Local minutes after midnight."""
    local = datetime.fromtimestamp(at.seconds, UTC).astimezone(ZoneInfo(agreement.crossing.timezone))
    return local.hour * 60 + local.minute


def _window(agreement: Agreement, clock: int) -> int:
    """The window that has begun last by the clock; -1 before the first."""
    begun = clock - agreement.publication.present_from
    return begun // agreement.planning.wave_minutes if begun >= 0 else -1


def lists_of_the_day(tables: Tables, row: CallListRow) -> list[CallListRow]:
    """This list and those that it comes after, back to the one of the whole day, newest first."""
    rows = [row]
    while rows[-1].before and (earlier := tables.get(CallListRow, row.day, rows[-1].before)) is not None:
        rows.append(earlier)
    return rows


def _planned(rows: Iterable[CallListRow]) -> dict[str, CaseToPlan]:
    """Every case of the day's lists as it was planned first: a later list counts only the minutes that one inside still needs."""
    return {case.id: case for row in rows for case in read_problem(row.problem).cases}


def _seen(tables: Tables, agreement: Agreement, day: str, calls: Iterable[CallRow]) -> dict[str, _Seen]:
    """Where each case's persons are, and when they went out today."""
    exit_side = agreement.side("exit").id
    opens = local_moment(day, agreement.crossing.opens_minute, agreement.crossing.timezone)
    bearers = {row.pass_id: row.person_id for row in tables.select(PassRow)}
    exits: dict[str, int] = {}
    for scan in tables.select(ScanRow):
        if scan.step == "exited" and scan.session.startswith(f"{exit_side}/{day}/") and scan.pass_id in bearers:
            exits[bearers[scan.pass_id]] = (Moment.parse(scan.at).seconds - opens.seconds) // 60
    found = {}
    for call in calls:
        persons = read_canonical(call.persons)
        stands = [tables.get(StandRow, one) for one in persons]
        times = [exits[one] for one in persons if one in exits]
        states = tuple(one.state if one is not None else "" for one in stands)
        found[call.case_id] = _Seen(states, min(times, default=None), max(times, default=None))
    return found
