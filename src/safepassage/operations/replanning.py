"""The day's list looked at again after something happened: left as it is, or published anew with notices to those whose place changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from safepassage import __version__
from safepassage.kernel.canonical import read_canonical
from safepassage.kernel.moment import Moment
from safepassage.kernel.wording import counted
from safepassage.operations.house import DESK, House
from safepassage.operations.looking import Looked, look_again
from safepassage.operations.manifests import fix_manifest
from safepassage.operations.plan import PLANNER
from safepassage.operations.planning import dial_of
from safepassage.operations.ports import Work
from safepassage.operations.record import Scribe
from safepassage.operations.terms import agreement_in_force
from safepassage.operations.today import Today, look_at_the_day
from safepassage.passes.rules import revoke_for
from safepassage.passes.state import PassRow
from safepassage.plan.facts import Call, ListMade, ListPublished, Notice, Reconsidered, Reported
from safepassage.plan.state import CallListRow, CallRow
from safepassage.plan.wire import write_plan, write_problem
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
        today = look_at_the_day(work.tables, agreement, day, at)
        looked = look_again(work.tables, agreement, today, reported, at)
        return _Pen(house, work, agreement, today, at).write(looked)


@dataclass(slots=True)
class _Pen:
    """Writes what a look came to."""

    house: House
    work: Work
    agreement: Agreement
    today: Today
    at: Moment

    def write(self, looked: Looked) -> Replanned:
        look, draft = looked.look, 0
        notices: tuple[Notice, ...] = ()
        if look.why == "gains":
            draft = self._publish(looked)
            notices = tuple(_notices(self.today.calls, looked.calls))
            self._withdraw({one.case_id for one in notices if one.what == "withdrawn"})
        look = replace(look, draft=draft, notices=(*notices, *_of_the_crossing(look, self.today, notices)))
        self._scribe().write(look, self.agreement.cite(self.agreement.planning.clause))
        return _told(look, self.today)

    def _scribe(self) -> Scribe:
        return Scribe(self.house, self.work, DESK, self.at)

    def _publish(self, looked: Looked) -> int:
        """The new list made and published; its draft's number."""
        today, agreement, calls = self.today, self.agreement, looked.calls
        draft = 1 + sum(1 for _ in self.work.tables.select(CallListRow, day=today.day))
        made = ListMade(
            today.day,
            draft,
            PLANNER,
            write_problem(looked.problem),
            write_plan(looked.plan),
            calls,
            looked.plan.standby,
            dial_of(looked.problem, looked.plan),
            today.minute,
            today.row.draft,
            __version__,
        )
        self._scribe().write(made, agreement.cite(agreement.planning.clause))
        persons = sum(len(call.persons) for call in calls)
        published = ListPublished(today.day, draft, today.row.valid_until, len(calls), persons)
        self._scribe().write(published, agreement.cite(agreement.publication.clause))
        return draft

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


def _told(look: Reconsidered, today: Today) -> Replanned:
    standing = today.standing
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
        len(standing.through),
        len(standing.inside),
        len(standing.called),
    )


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


def _of_the_crossing(look: Reconsidered, today: Today, told: Sequence[Notice]) -> Iterator[Notice]:
    """A closure and a reopening are told to everybody called who is not through, so that nobody waits or stays away for nothing."""
    kinds = [one.kind for one in look.reported if one.kind in ("closed", "reopened")]
    done = {*today.standing.through, *today.gone, *(one.case_id for one in told)}
    for case_id, call in sorted(today.calls.items()) if kinds else ():
        if case_id not in done:
            yield Notice(case_id, kinds[-1], call.wave, call.wave)


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
        f"Minute {done.minute} of {done.day}: {counted(done.through, 'case is', 'cases are')} through, {done.inside:,} inside, {done.frozen:,} called for a window that has begun.",
        f"For the rest of the day a new list would promise {worst} at the worst minute and {mean} on the mean.",
    ]
    told = Counter(one.what for one in done.notices)
    counts = ", ".join(f"{count:,} {what}" for what, count in sorted(told.items())) or "nobody"
    if not done.draft:
        return [*says, f"The list is left as it is: {LEFT[done.why]}. To be told: {counts}."]
    return [
        *says,
        f"Draft {done.draft} is published. To be told: {counts}.",
        f"Next: safepassage passes issue --day {done.day} --out DIR",
    ]
