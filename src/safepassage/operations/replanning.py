"""The day's list looked at again after something happened: left as it is, or published anew with notices to those whose place changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from safepassage import __version__
from safepassage.kernel.canonical import read_canonical
from safepassage.kernel.moment import Moment
from safepassage.kernel.problems import Problem as Fault
from safepassage.kernel.problems import ProblemsError
from safepassage.operations.candidates import Barred, Candidate, some_candidates
from safepassage.operations.happened import as_event, as_text, check_reported, earlier_events
from safepassage.operations.house import DESK, House
from safepassage.operations.learning import shows_so_far
from safepassage.operations.passes import fix_manifest
from safepassage.operations.plan import PLANNER, in_order_of_terms, kept_places
from safepassage.operations.planning import dial_of
from safepassage.operations.ports import Work
from safepassage.operations.record import Scribe
from safepassage.operations.terms import agreement_in_force
from safepassage.operations.today import Today, lists_of_the_day, look_at_the_day
from safepassage.passes.rules import revoke_for
from safepassage.passes.state import PassRow
from safepassage.plan.facts import Call, ListMade, ListPublished, Notice, Reconsidered, Reported
from safepassage.plan.model import Event, Placed, Plan, Problem
from safepassage.plan.rules import check, reconsider, window_at
from safepassage.plan.state import CallListRow, CallRow, ReconsideredRow
from safepassage.plan.wire import read_plan, read_problem, write_plan, write_problem
from safepassage.terms.model import Agreement


@dataclass(frozen=True, slots=True)
class Replanned:
    """What a look at the day's list came to. `kept` and `found`: worst and mean share in thousandths of the old list and of the new one.

    `draft` is 0 where the list was left as it is; `through`, `inside` and `frozen` count cases that no new list may touch.
    """

    day: str
    number: int
    minute: int
    draft: int
    why: str
    kept: tuple[int, int]
    found: tuple[int, int]
    margin: int
    notices: tuple[Notice, ...]
    through: int
    inside: int
    frozen: int


def replan(house: House, day: str, reported: Sequence[Reported], at: Moment) -> Replanned:
    """Look at the day's list again because of what was reported, and publish a new one if it gains more than the terms' margin.

    Who is inside or has been called for a window that has begun keeps the place. The look is recorded whatever comes of it.

    Raises:
        ProblemsError: the day has no list in force, or what is reported speaks of what the day does not have.
    """
    with house.store.work() as work:
        agreement = agreement_in_force(work.tables)
        return _Look(house, work, agreement, look_at_the_day(work.tables, agreement, day, at), at).again(reported)


@dataclass(slots=True)
class _Look:
    house: House
    work: Work
    agreement: Agreement
    today: Today
    at: Moment

    def again(self, reported: Sequence[Reported]) -> Replanned:
        """The look: what is reported added to what was before, the rest of the day solved, the outcome written."""
        today = self.today
        rows = list(self.work.tables.select(ReconsideredRow, day=today.day))
        base = lists_of_the_day(self.work.tables, today.row)[-1]
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
        current = self._current(first, told)
        absent = [Event("no-show", one) for one in gone]
        margin = self.agreement.planning.publish_margin_permille
        found = reconsider(problem, current, [*events, *absent], today.standing, margin=margin)
        look = Reconsidered(
            today.day,
            len(rows) + 1,
            today.minute,
            said,
            _shares(found.kept),
            _shares(found.plan),
            margin,
            0,
            _why(events, found.publish),
        )
        if not found.publish:
            return self._seen(look)
        if check(found.problem, found.plan):
            return self._seen(replace(look, why="not-proved"))
        return self._published(look, found.problem, found.plan, callable_)

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
        tables, day = self.work.tables, self.today.day
        shows, kept = shows_so_far(tables, self.agreement), kept_places(tables, day)
        return some_candidates(tables, self.agreement, date.fromisoformat(day), self.at, shows, kept, cases)

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

    def _seen(self, look: Reconsidered) -> Replanned:
        self._scribe().write(look, self.agreement.cite(self.agreement.planning.clause))
        standing = self.today.standing
        counts = (len(standing.through), len(standing.inside), len(standing.called))
        return Replanned(
            look.day,
            look.number,
            look.minute,
            look.draft,
            look.why,
            look.kept,
            look.found,
            look.margin,
            look.notices,
            *counts,
        )

    def _scribe(self) -> Scribe:
        return Scribe(self.house, self.work, DESK, self.at)

    def _published(
        self, look: Reconsidered, problem: Problem, plan: Plan, callable_: Mapping[str, Candidate]
    ) -> Replanned:
        """Publish the new list, withdraw the passes of those who are no longer on it, and say whom to tell."""
        today, agreement, desk = self.today, self.agreement, self._scribe()
        calls = self._calls(problem, plan, callable_)
        draft = 1 + sum(1 for _ in self.work.tables.select(CallListRow, day=today.day))
        made = ListMade(
            today.day,
            draft,
            PLANNER,
            write_problem(problem),
            write_plan(plan),
            calls,
            plan.standby,
            dial_of(problem, plan),
            today.minute,
            today.row.draft,
            __version__,
        )
        desk.write(made, agreement.cite(agreement.planning.clause))
        persons = sum(len(call.persons) for call in calls)
        published = ListPublished(today.day, draft, today.row.valid_until, len(calls), persons)
        desk.write(published, agreement.cite(agreement.publication.clause))
        notices = tuple(_notices(today.calls, calls))
        self._withdraw({one.case_id for one in notices if one.what == "withdrawn"})
        return self._seen(replace(look, draft=draft, notices=notices))

    def _calls(self, problem: Problem, plan: Plan, callable_: Mapping[str, Candidate]) -> tuple[Call, ...]:
        """Those whose call stands, as they are, and the new list after them; nobody is called for a window that has passed."""
        today, minutes = self.today, self.agreement.planning.wave_minutes
        categories = {case.id: case.category for case in problem.cases}
        old = {one: call_of(row) for one, row in today.calls.items()}
        calls = [old[one] for one in sorted(today.kept, key=lambda one: old[one].position)]
        for placed in plan.order:
            if placed.case in today.kept:
                continue
            wave = max(window_at(placed.wave, minutes, today.minute), today.window)
            if placed.case in old:
                calls.append(replace(old[placed.case], wave=wave))
            else:
                persons = callable_[placed.case].persons
                calls.append(Call(placed.case, categories[placed.case], placed.lane, 0, wave, persons))
        return in_order_of_terms(self.agreement, calls)

    def _withdraw(self, cases: Collection[str]) -> None:
        """A pass of somebody who is no longer called opens no gate."""
        persons = {one for case in cases for one in read_canonical(self.today.calls[case].persons)}
        why = dict.fromkeys(persons, f"not on the new list of {self.today.day}")
        rows = [row for one in sorted(persons) for row in self.work.tables.select(PassRow, person_id=one)]
        facts = revoke_for((row for row in rows if row.day == self.today.day), why, self.at)
        for fact in facts:
            self._scribe().write(fact)
        if facts:
            fix_manifest(self.house, self.work, self.at)


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


def _notices(before: Mapping[str, CallRow], calls: Sequence[Call]) -> Iterator[Notice]:
    """Whom to tell what: who is called now, whose window is another, who is no longer called."""
    now = {call.case_id: call for call in calls}
    for case_id in sorted({*before, *now}):
        old, new = before.get(case_id), now.get(case_id)
        if old is None and new is not None:
            yield Notice(case_id, "called", new.wave, -1)
        elif old is not None and new is None:
            yield Notice(case_id, "withdrawn", -1, old.wave)
        elif old is not None and new is not None and old.wave != new.wave:
            yield Notice(case_id, "changed", new.wave, old.wave)


LEFT = {
    "closed": "the crossing is closed, and everybody keeps the place",
    "too-little": "a new one gains no more than the margin",
    "not-proved": "the check could not prove what a new one promises",
}


def in_words(done: Replanned) -> list[str]:
    """What a look came to, in sentences."""
    worst, mean = (
        f"{one / 10:.1f} % instead of {before / 10:.1f} %" for one, before in zip(done.found, done.kept, strict=True)
    )
    says = [
        f"Minute {done.minute} of {done.day}: {done.through:,} cases are through, {done.inside:,} inside, {done.frozen:,} called for a window that has begun.",
        f"For the rest of the day a new list would promise {worst} at the worst minute and {mean} on the mean.",
    ]
    if not done.draft:
        return [*says, f"The list is left as it is: {LEFT[done.why]}."]
    told = Counter(one.what for one in done.notices)
    counts = ", ".join(f"{count:,} {what}" for what, count in sorted(told.items())) or "nobody"
    return [
        *says,
        f"Draft {done.draft} is published. To be told: {counts}.",
        f"Next: safepassage passes issue --day {done.day} --out DIR",
    ]
