"""Call lists and calls, as tables."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from safepassage.kernel.canonical import canonical
from safepassage.kernel.facts import Recorded
from safepassage.kernel.plain import to_plain
from safepassage.kernel.rows import Row, Tables
from safepassage.plan.facts import DayEnded, ListMade, ListPublished, Reconsidered


@dataclass(frozen=True, slots=True)
class CallListRow(Row):
    """One draft of a day's call list; `status` is draft, published or replaced; `problem`, `result` and `dial` are JSON text.

    `since` is the minute from which problem and result count, `before` the draft that a list made in the middle of the day comes after.
    """

    TABLE: ClassVar[str] = "call_list"
    KEY: ClassVar[tuple[str, ...]] = ("day", "draft")
    day: str
    draft: int
    status: str
    planner: str
    problem: str
    result: str
    standby: str
    calls: int
    valid_until: str
    made: str
    published: str
    ended: str
    dial: str
    since: int
    before: int


@dataclass(frozen=True, slots=True)
class CallRow(Row):
    """One case's place on one draft; `persons` is JSON text."""

    TABLE: ClassVar[str] = "call"
    KEY: ClassVar[tuple[str, ...]] = ("day", "draft", "case_id")
    day: str
    draft: int
    case_id: str
    category: str
    lane: str
    position: int
    wave: int
    persons: str
    carried_from: str


@dataclass(frozen=True, slots=True)
class ReconsideredRow(Row):
    """One look at a day's list after something happened; `reported`, `kept`, `found` and `notices` are JSON text."""

    TABLE: ClassVar[str] = "reconsidered"
    KEY: ClassVar[tuple[str, ...]] = ("day", "number")
    day: str
    number: int
    minute: int
    reported: str
    kept: str
    found: str
    margin: int
    draft: int
    why: str
    notices: str
    at: str


def apply(recorded: Recorded, tables: Tables) -> None:
    """Write what the fact means for this room's tables."""
    at = recorded.at.iso()
    match recorded.fact:
        case ListMade() as fact:
            standby = canonical(to_plain(fact.standby))
            tables.put(
                CallListRow(
                    fact.day,
                    fact.draft,
                    "draft",
                    fact.planner,
                    fact.problem,
                    fact.result,
                    standby,
                    len(fact.calls),
                    "",
                    at,
                    "",
                    "",
                    canonical(to_plain(fact.dial)),
                    fact.since,
                    fact.before,
                )
            )
            for call in fact.calls:
                persons = canonical(to_plain(call.persons))
                tables.put(
                    CallRow(
                        fact.day,
                        fact.draft,
                        call.case_id,
                        call.category,
                        call.lane,
                        call.position,
                        call.wave,
                        persons,
                        call.carried_from,
                    )
                )
        case ListPublished() as fact:
            for other in list(tables.select(CallListRow, day=fact.day, status="published")):
                tables.put(replace(other, status="replaced"))
            made = tables.get(CallListRow, fact.day, fact.draft)
            if made is not None:
                tables.put(replace(made, status="published", valid_until=fact.valid_until, published=at))
        case Reconsidered() as fact:
            tables.put(
                ReconsideredRow(
                    fact.day,
                    fact.number,
                    fact.minute,
                    canonical(to_plain(fact.reported)),
                    canonical(to_plain(fact.kept)),
                    canonical(to_plain(fact.found)),
                    fact.margin,
                    fact.draft,
                    fact.why,
                    canonical(to_plain(fact.notices)),
                    at,
                )
            )
        case DayEnded() as fact:
            for published in list(tables.select(CallListRow, day=fact.day, status="published")):
                tables.put(replace(published, ended=at))
