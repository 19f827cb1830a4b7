"""Use cases of the account: where everybody is, and the report as data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields

from safepassage.account.evidence import Evidence
from safepassage.account.report import (
    Accounted,
    CategoryCount,
    Frame,
    ReportData,
    ReportDay,
)
from safepassage.account.rules import accounted, contradictions, overdue_between, report_data, tally
from safepassage.account.state import MoveRow, StandRow
from safepassage.clearance.state import ClearanceRow
from safepassage.gate.state import ScanRow
from safepassage.kernel.moment import Moment
from safepassage.ledger import merkle
from safepassage.operations import doubles
from safepassage.operations.doubles import PlantedFound
from safepassage.operations.erasing import overdue
from safepassage.operations.house import House
from safepassage.operations.promised import pictures
from safepassage.operations.terms import agreement_in_force
from safepassage.operations.witnessing import Standing, standing
from safepassage.passes.rules import local_moment
from safepassage.passes.state import PassRow
from safepassage.people.state import EntryRow, PersonRow
from safepassage.plan.state import CallListRow, CallRow
from safepassage.terms.model import Agreement


@dataclass(frozen=True, slots=True)
class Status:
    """Where everybody is now: people by category and state, held rows, who is between the gates too long, what contradicts.

    `kept_too_long`: people whose data the terms keep no longer, and who were not erased yet.
    """

    accounted: Accounted
    categories: tuple[CategoryCount, ...]
    held_rows: int
    between_too_long: tuple[str, ...]
    contradictions: tuple[tuple[str, int], ...]
    record: Standing
    kept_too_long: int = 0


def status(house: House, at: Moment) -> Status:
    """Where everybody is."""
    with house.store.reading() as work:
        agreement = agreement_in_force(work.tables)
        stands = list(work.tables.select(StandRow))
        late = overdue_between(stands, at, agreement.between.minutes)
        held = sum(1 for _ in work.tables.select(EntryRow, status="held"))
        sums = accounted(work.tables.select(PersonRow), stands)
        return Status(
            sums,
            tally(stands),
            held,
            tuple(one.person_id for one in late),
            contradictions(stands),
            standing(house, work),
            len(overdue(work.tables, at)),
        )


@dataclass(frozen=True, slots=True)
class RecordedReality:
    """What others reported of a day: its status, how many were listed and crossed. Stands beside our counts, never added."""

    status: str = ""
    listed: int | None = None
    crossed: int | None = None


def report(
    house: House,
    at: Moment,
    recorded: Mapping[str, RecordedReality] | None = None,
    recorded_source: str = "",
    planted: PlantedFound | None = None,
) -> ReportData:
    """The report as of a moment: counts and ids, no names. `planted` is what was found of what an example planted."""
    with house.store.reading() as work:
        tables = work.tables
        agreement = agreement_in_force(tables)
        head = work.head()
        evidence = Evidence(
            persons=tuple(tables.select(PersonRow)),
            stands=tuple(tables.select(StandRow)),
            moves=tuple(tables.select(MoveRow)),
            lists=tuple(tables.select(CallListRow)),
            calls=tuple(tables.select(CallRow)),
            passes=tuple(tables.select(PassRow)),
            scans=tuple(tables.select(ScanRow)),
        )
        merged = {row.person_id for row in evidence.persons if row.merged_into}
        asked = (row for row in tables.select(ClearanceRow) if row.person_id not in merged)
        waiting, answered = _answer_times(asked, at)
        frame = Frame(
            title=agreement.name,
            as_of=at.iso(),
            timezone=agreement.crossing.timezone,
            entries=head.size,
            root=merkle.root(head.frontier).hex(),
            days=_days(agreement, evidence.lists, recorded or {}),
            names=_names(agreement),
            recorded_source=recorded_source,
            between_minutes=agreement.between.minutes,
            onward=tuple((category, rule.hours) for rule in agreement.onward for category in rule.categories),
            waiting_hours=waiting,
            answer_hours=answered,
            agreed_hours=_agreed_hours(agreement),
            plans=pictures(tables, agreement, evidence.lists),
            doubles=(*doubles.counts(tables), *_planted(planted)),
        )
        return report_data(evidence, frame)


def _planted(found: PlantedFound | None) -> tuple[tuple[str, int], ...]:
    if found is None:
        return ()
    return tuple((f"planted-{field.name}", getattr(found, field.name)) for field in fields(found))


Times = tuple[tuple[str, tuple[int, ...]], ...]


def _answer_times(rows: Iterable[ClearanceRow], at: Moment) -> tuple[Times, Times]:
    """By party: for each person waiting, since how many whole hours; for each first answer, after how many."""
    waiting: dict[str, list[int]] = defaultdict(list)
    answered: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        asked = Moment.parse(row.asked).seconds
        if row.answered:
            answered[row.party].append(max(0, Moment.parse(row.answered).seconds - asked) // 3600)
        else:
            waiting[row.party].append(max(0, at.seconds - asked) // 3600)
    return _sorted_times(waiting), _sorted_times(answered)


def _sorted_times(times: Mapping[str, Sequence[int]]) -> Times:
    return tuple((party, tuple(sorted(hours))) for party, hours in sorted(times.items()))


def _agreed_hours(agreement: Agreement) -> tuple[tuple[str, int], ...]:
    agreed: dict[str, int] = {}
    for category in agreement.categories:
        for party in category.clearances:
            agreed[party] = min(category.answer_hours, agreed.get(party, category.answer_hours))
    return tuple(sorted(agreed.items()))


def _names(agreement: Agreement) -> tuple[tuple[str, str], ...]:
    categories = tuple((one.id, one.name) for one in agreement.categories)
    return (*categories, *((one.id, one.name) for one in agreement.parties))


def _days(
    agreement: Agreement, lists: Iterable[CallListRow], recorded: Mapping[str, RecordedReality]
) -> tuple[ReportDay, ...]:
    ours = sorted({row.day for row in lists if row.status == "published"})
    days = sorted({*ours, *(day for day in recorded if ours and ours[0] <= day <= ours[-1])})
    return tuple(
        ReportDay(
            day, local_moment(day, 24 * 60, agreement.crossing.timezone).iso(), real.status, real.listed, real.crossed
        )
        for day in days
        for real in [recorded.get(day, RecordedReality())]
    )
