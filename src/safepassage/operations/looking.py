"""The decision about the day's list after something happened, from the tables alone: the same for whoever computes it again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from safepassage.kernel.canonical import read_canonical
from safepassage.kernel.moment import Moment
from safepassage.kernel.problems import Problem as Fault
from safepassage.kernel.problems import ProblemsError
from safepassage.kernel.rows import Tables
from safepassage.operations.candidates import Barred, Candidate, some_candidates
from safepassage.operations.happened import as_event, as_text, check_reported, earlier_events
from safepassage.operations.learning import shows_so_far
from safepassage.operations.plan import in_order_of_terms, kept_places
from safepassage.operations.today import Today, lists_of_the_day
from safepassage.plan.facts import Call, Reconsidered, Reported
from safepassage.plan.model import Event, Placed, Plan, Problem
from safepassage.plan.rules import check, reconsider, window_at
from safepassage.plan.state import CallRow, ReconsideredRow
from safepassage.plan.wire import read_plan, read_problem
from safepassage.terms.model import Agreement


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look came to: the fact to write but for draft and notices, the rest of the day, its plan, and the calls that it means.

    There are calls only where the new list is to be published.
    """

    look: Reconsidered
    problem: Problem
    plan: Plan
    calls: tuple[Call, ...]


def look_again(tables: Tables, agreement: Agreement, today: Today, reported: Sequence[Reported], at: Moment) -> Looked:
    """What is reported added to what was before, the rest of the day solved, the new list held against the old.

    Raises:
        ProblemsError: what is reported speaks of what the day does not have, or may not be.
    """
    return _Look(tables, agreement, today, at).again(reported)


@dataclass(slots=True)
class _Look:
    tables: Tables
    agreement: Agreement
    today: Today
    at: Moment
    kept: dict[str, str] = field(default_factory=dict)

    def again(self, reported: Sequence[Reported]) -> Looked:
        today = self.today
        rows = list(self.tables.select(ReconsideredRow, day=today.day))
        base = lists_of_the_day(self.tables, today.row)[-1]
        problem, first = read_problem(base.problem), read_plan(base.result)
        told = {*(one.case for one in first.order), *first.standby, *today.calls}
        faults = [*check_reported(reported, problem, told)]
        if faults:
            raise ProblemsError(faults)
        said = tuple(self._urgent(one) for one in self._named(reported))
        events = [*earlier_events(rows, today.minute), *(as_event(one) for one in said)]
        told |= {event.case.id for event in events if event.case is not None}
        callable_ = self._callable(told - set(today.calls))
        gone = sorted((told - set(today.calls) - set(callable_)) | set(today.gone))
        absent = [Event("no-show", one) for one in gone]
        margin = self.agreement.planning.publish_margin_permille
        found = reconsider(problem, self._current(first, told), [*events, *absent], today.standing, margin=margin)
        why = _why(events, found.publish)
        if why == "gains" and check(found.problem, found.plan):
            why = "not-proved"
        calls = self._calls(found.problem, found.plan, callable_) if why == "gains" else ()
        kept, new = _shares(found.kept), _shares(found.plan)
        look = Reconsidered(today.day, len(rows) + 1, today.minute, said, kept, new, margin, 0, why)
        return Looked(look, found.problem, found.plan, calls)

    def _named(self, reported: Sequence[Reported]) -> list[Reported]:
        """What is reported, with `no-show` of nobody in particular said of each case whose window has passed unseen."""
        found: list[Reported] = []
        for one in reported:
            unseen = self.today.unseen if one.kind == "no-show" and not one.about else (one.about,)
            found += [replace(one, about=about) for about in unseen]
        return found

    def _urgent(self, one: Reported) -> Reported:
        """An urgent case with all that the planner must know of it.

        Raises:
            ProblemsError: it may not be called as things stand, or stands on the list already.
        """
        if one.kind != "urgent":
            return one
        if one.about in self.today.calls:
            raise ProblemsError([Fault("--event", "the urgent case is on the list already", "Nothing is to be done")])
        found = self._candidates({one.about}).get(one.about)
        if not isinstance(found, Candidate):
            why = found.says if found is not None else "nobody of it waits to be called"
            what = f"the urgent case may not be called: {why}"
            raise ProblemsError([Fault("--event", what, "See: safepassage plan explain CASE")])
        return replace(one, case=as_text(found.planned))

    def _candidates(self, cases: Collection[str]) -> dict[str, Candidate | Barred]:
        if not cases:
            return {}
        self.kept = kept_places(self.tables, self.today.day)
        day, shows = date.fromisoformat(self.today.day), shows_so_far(self.tables, self.agreement)
        return some_candidates(self.tables, self.agreement, day, self.at, shows, self.kept, cases)

    def _callable(self, cases: Collection[str]) -> dict[str, Candidate]:
        """Those of the cases that may still be called."""
        return {one: found for one, found in self._candidates(cases).items() if isinstance(found, Candidate)}

    def _current(self, first: Plan, told: set[str]) -> Plan:
        """The list in force as a plan, with everybody else who was told to stand by."""
        order = read_plan(self.today.row.result).order
        listed = {one.case for one in order}
        order += tuple(
            Placed(call.case_id, call.lane, call.wave)
            for call in sorted(self.today.calls.values(), key=lambda call: call.position)
            if call.case_id not in listed
        )
        return replace(first, order=order, standby=tuple(sorted(told - {one.case for one in order})))

    def _calls(self, problem: Problem, plan: Plan, callable_: Mapping[str, Candidate]) -> tuple[Call, ...]:
        """Those whose call stands, as they are, and the new list after them; nobody is called for a window that has passed."""
        today, minutes = self.today, self.agreement.planning.wave_minutes
        categories = {case.id: case.category for case in problem.cases}
        old = {one: call_of(row) for one, row in today.calls.items()}
        calls = [old[one] for one in sorted(today.kept, key=lambda one: old[one].position)]
        for placed in plan.order:
            if placed.case in today.kept:
                continue
            wave = max(window_at(placed.wave, minutes, today.minute), today.window, 0)
            if placed.case in old:
                calls.append(replace(old[placed.case], wave=wave))
                continue
            name, persons = placed.case, callable_[placed.case].persons
            calls.append(Call(name, categories[name], placed.lane, 0, wave, persons, self.kept.get(name, "")))
        return in_order_of_terms(self.agreement, calls)


def call_of(row: CallRow) -> Call:
    """A row of a list as the call it records."""
    persons = tuple(read_canonical(row.persons))
    return Call(row.case_id, row.category, row.lane, row.position, row.wave, persons, row.carried_from)


def _shares(plan: Plan) -> tuple[int, int]:
    return round(1000 * plan.worst), round(1000 * plan.mean)


def _why(events: Sequence[Event], gains: bool) -> str:
    """Why a list was published or left: while the crossing is closed there is no order to publish, and everybody keeps the place."""
    if [event.kind for event in events if event.kind in ("closed", "reopened")][-1:] == ["closed"]:
        return "closed"
    return "gains" if gains else "too-little"
