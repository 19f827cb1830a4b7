"""Each published list as the report shows it: the promise, the waves, what happened in the day, one case called and one not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from safepassage.account.report import Certificate, PlanPicture, WavePicture
from safepassage.kernel.canonical import read_canonical
from safepassage.kernel.rows import Tables
from safepassage.kernel.wording import counted
from safepassage.operations.explaining import Shown, shown_explanations
from safepassage.operations.planning import how_shares_hold, windows_of
from safepassage.operations.today import lists_of_the_day
from safepassage.passes.model import CallDay
from safepassage.passes.rules import wave_times
from safepassage.plan.model import Plan, Problem, Window
from safepassage.plan.state import CallListRow, CallRow, ReconsideredRow
from safepassage.plan.wire import read_plan, read_problem
from safepassage.terms.model import Agreement

LEFT = {
    "too-little": "a new one gained no more than the margin",
    "closed": "the crossing was closed and everybody kept the place",
    "not-proved": "what a new one promised could not be proved",
}


def pictures(tables: Tables, agreement: Agreement, lists: Sequence[CallListRow]) -> tuple[PlanPicture, ...]:
    """Each published list; only the newest on which somebody waits with explanations, for a counterfactual solves the day again."""
    published = sorted((row for row in lists if row.status == "published"), key=lambda row: row.day)
    read = {row.day: _whole_day(tables, row) for row in published}
    waiting = [day for day, (_, problem, plan) in read.items() if len(problem.cases) > len(plan.order)]
    told = (waiting or list(read))[-1:]
    return tuple(_picture(tables, agreement, row, *read[row.day], explained=row.day in told) for row in published)


def _whole_day(tables: Tables, row: CallListRow) -> tuple[CallListRow, Problem, Plan]:
    """The list of the whole day, before anything happened in it: its promise speaks of every minute."""
    first = lists_of_the_day(tables, row)[-1]
    return first, read_problem(first.problem), read_plan(first.result)


def _picture(
    tables: Tables,
    agreement: Agreement,
    row: CallListRow,
    first: CallListRow,
    problem: Problem,
    plan: Plan,
    *,
    explained: bool,
) -> PlanPicture:
    told = shown_explanations(tables, agreement, first) if explained else Shown()
    found = windows_of(agreement, problem, plan)
    return PlanPicture(
        row.day,
        row.planner,
        _certificate(problem, plan),
        _waves(tables, agreement, row, {one.window: one for one in found}),
        told.called,
        told.uncalled,
        (*_notes(problem, plan, found), *_looks(tables, row.day)),
    )


def _certificate(problem: Problem, plan: Plan) -> Certificate | None:
    if not plan.certificate:
        return None
    curve = tuple((one.minute, one.value, one.bound) for one in plan.certificate)
    return Certificate(curve, *plan.in_thousandths(), problem.day.protect_from)


def _waves(
    tables: Tables, agreement: Agreement, row: CallListRow, windows: Mapping[int, Window]
) -> tuple[WavePicture, ...]:
    cases: Counter[int] = Counter()
    persons: Counter[int] = Counter()
    for call in tables.select(CallRow, day=row.day, draft=row.draft):
        cases[call.wave] += 1
        persons[call.wave] += len(read_canonical(call.persons))
    day = CallDay(row.day, row.valid_until, agreement.publication.present_from, agreement.planning.wave_minutes)
    return tuple(
        WavePicture(wave, wave_times(day, wave)[0], cases[wave], persons[wave], vain)
        for wave in sorted(cases)
        for vain in [windows[wave].in_vain if wave in windows else 0]
    )


def _notes(problem: Problem, plan: Plan, windows: Iterable[Window]) -> Iterator[str]:
    vain = sum(one.in_vain for one in windows)
    yield (
        f"{counted(len(plan.standby), 'case')} stood by in the list's order; the terms accept a risk of {100 * problem.turn_away_risk:g} % that somebody of a "
        f"category finds its quota full. A closing would find about {counted(round(vain / 10), 'person')} at the gate in vain, in the mean over the minutes of the promise."
    )
    if problem.shares is not None:
        yield how_shares_hold(problem, plan)


def _looks(tables: Tables, day: str) -> Iterator[str]:
    """Each look at the list in the course of the day, and what came of it."""
    for row in sorted(tables.select(ReconsideredRow, day=day), key=lambda one: one.number):
        said = Counter(_said(one) for one in read_canonical(row.reported))
        what = (
            ", ".join(f"{kind} ({counted(count, 'time')})" if count > 1 else kind for kind, count in said.items())
            or "nobody unseen"
        )
        (_, before), (_, after) = read_canonical(row.kept), read_canonical(row.found)
        told = Counter(one["what"] for one in read_canonical(row.notices))
        notices = ", ".join(f"{count} {kind}" for kind, count in sorted(told.items())) or "nobody"
        if row.draft:
            came = f"a new list was published, worth {after / 10:.1f} % in the mean instead of {before / 10:.1f} %"
        else:
            came = f"the list was left as it was: {LEFT[row.why]}"
        yield f"Minute {row.minute} after the usual opening: {what}; {came}. Told: {notices}."


def _said(one: Mapping[str, Any]) -> str:
    """What was reported, without the case it may be about."""
    about = "" if one["kind"] in ("no-show", "urgent") else one["about"]
    count = f" {one['count']}" if one["count"] else ""
    return f"{one['kind']}{' ' if about else ''}{about}{count}"
