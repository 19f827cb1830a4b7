"""Where is everybody? Counts, their differences, and the report as data: pure, from rows and a moment."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from safepassage.account.counting import day_counts, difference, funnel, party_answers, state_at, states_by_day
from safepassage.account.evidence import Book, Evidence
from safepassage.account.model import STATES
from safepassage.account.report import (
    Accounted,
    CategoryCount,
    DayDifference,
    Frame,
    OnwardDue,
    Overdue,
    ReportData,
    ReportDay,
)
from safepassage.account.state import StandRow
from safepassage.kernel.moment import Moment
from safepassage.people.state import PersonRow

__all__ = [
    "accounted",
    "contradictions",
    "differences",
    "onward_overdue",
    "overdue_between",
    "party_answers",
    "report_data",
    "state_at",
    "tally",
]


def tally(stands: Iterable[StandRow]) -> tuple[CategoryCount, ...]:
    """People by category and state, categories in the order of their ids."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for stand in stands:
        counts[stand.category][stand.state] += 1
    return tuple(CategoryCount(one, tuple(counts[one][state] for state in STATES)) for one in sorted(counts))


def accounted(persons: Iterable[PersonRow], stands: Iterable[StandRow]) -> Accounted:
    """Whether every person who stands for itself is in exactly one state, and nobody else is counted."""
    people = {row.person_id for row in persons if not row.merged_into}
    held = Counter(stand.person_id for stand in stands if stand.state in STATES)
    missing = sorted(people - set(held))
    doubled = sorted(one for one, times in held.items() if times > 1 or one not in people)
    return Accounted(len(people), len(people & set(held)), tuple(missing), tuple(doubled))


def differences(evidence: Evidence, days: Iterable[ReportDay]) -> tuple[DayDifference, ...]:
    """Of each day with a published list: who on it crossed, and what became of the others."""
    book = Book(evidence)
    return tuple(difference(book, day) for day in days if day.day in book.listed)


def overdue_between(stands: Iterable[StandRow], now: Moment, minutes: int) -> tuple[Overdue, ...]:
    """Who has been in between for longer than so many minutes, the longest first."""
    found = []
    for stand in stands:
        if stand.state == "in-between":
            spent = (now.seconds - Moment.parse(stand.since).seconds) // 60
            if spent > minutes:
                found.append(Overdue(stand.person_id, stand.since, spent))
    return tuple(sorted(found, key=lambda one: (-one.minutes, one.person_id)))


def onward_overdue(stands: Iterable[StandRow], hours: Mapping[str, int], now: Moment) -> tuple[OnwardDue, ...]:
    """Of each category with an onward deadline: people who entered less and more than so many hours ago."""
    spent: dict[str, list[int]] = {category: [] for category in hours}
    for stand in stands:
        if stand.state == "entered" and stand.category in hours:
            spent[stand.category].append(now.seconds - Moment.parse(stand.since).seconds)
    return tuple(
        OnwardDue(
            category,
            most,
            sum(one <= most * 3600 for one in spent[category]),
            sum(one > most * 3600 for one in spent[category]),
        )
        for category, most in sorted(hours.items())
    )


def contradictions(stands: Iterable[StandRow]) -> tuple[tuple[str, int], ...]:
    """What contradicts the state of how many people: `in-between, without every yes`."""
    found = Counter(f"{stand.state}, {against}" for stand in stands if (against := stand.why.partition("; ")[2]))
    return tuple(sorted(found.items()))


def report_data(evidence: Evidence, frame: Frame) -> ReportData:
    """The whole report. Everything in it is a count or an id; what it says is as of `frame.as_of`."""
    book = Book(evidence)
    now = Moment.parse(frame.as_of)
    people = sorted(row.person_id for row in evidence.persons if not row.merged_into)
    waiting, answered, agreed = dict(frame.waiting_hours), dict(frame.answer_hours), dict(frame.agreed_hours)
    return ReportData(
        frame=frame,
        accounted=accounted(evidence.persons, evidence.stands),
        categories=tally(evidence.stands),
        days=tuple(day_counts(book, day) for day in frame.days),
        states=states_by_day(book, people, frame.days),
        differences=tuple(difference(book, day) for day in frame.days if day.day in book.listed),
        funnel=funnel(book, people),
        parties=tuple(
            party_answers(one, waiting.get(one, ()), answered.get(one, ()), agreed.get(one))
            for one in sorted(set(waiting) | set(answered) | set(agreed))
        ),
        between=overdue_between(evidence.stands, now, frame.between_minutes),
        onward=onward_overdue(evidence.stands, dict(frame.onward), now),
        contradictions=contradictions(evidence.stands),
    )
