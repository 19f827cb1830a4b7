"""Who must answer, what stands, whether a case is whole. Silence is never a yes."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from safepassage.clearance.answers import Find
from safepassage.clearance.facts import Lapsed
from safepassage.clearance.files import read_answers
from safepassage.clearance.model import (
    STATUSES,
    Answer,
    Consent,
    Counts,
    Member,
    NotWhole,
    ResponseTimes,
    Whole,
)
from safepassage.clearance.signed import cells_of, given_of, line_of, whom, why_held
from safepassage.clearance.state import ClearanceRow
from safepassage.kernel.moment import Moment

__all__ = [
    "Find",
    "cells_of",
    "counts",
    "due",
    "given_of",
    "line_of",
    "read_answers",
    "response_times",
    "standing",
    "status_now",
    "wholeness",
    "whom",
    "why_held",
]

WORST_FIRST = ("refused", "withdrawn", "expired", "pending")
HOUR_SECONDS = 3600


def status_now(answer: Answer, now: Moment) -> str:
    """What an answer is worth at a moment: a grant is over at the very second of its `until`."""
    if answer.status == "granted" and answer.until is not None and answer.until <= now:
        return "expired"
    return answer.status


def standing(answers: Iterable[Answer], required: Iterable[str], now: Moment) -> str:
    """One person's clearance as a whole.

    Args:
        answers: what each party said of this person; a party that is not among them has not answered.
        required: the parties whose yes is needed.
        now: the moment that is asked about.

    Returns:
        `cleared` where every required party's grant stands, else the worst of refused, withdrawn, expired, pending.

    Raises:
        ValueError: no party is required: a clearance that nobody gives is none.
    """
    said = {answer.party: status_now(answer, now) for answer in answers}
    statuses = {said.get(party, "pending") for party in required}
    if not statuses:
        raise ValueError("no party is required to answer, so nobody can be cleared")
    return next((status for status in WORST_FIRST if status in statuses), "cleared")


def wholeness(
    members: Sequence[Member], answers: Iterable[Answer], consents: Iterable[Consent], now: Moment
) -> Whole | NotWhole:
    """Whether a case can be called (W1: the family is the unit).

    It can when every member has every yes. It can in part when each adult who leaves or stays agreed to the same people
    staying behind, those who go have every yes, and no minor is left, or travels, without an adult of the case. Who
    withdrew stays by own decision, and the others' consent is still needed; who died is no longer asked about.

    Raises:
        ValueError: the case has no member, or a member needs no party's answer.
    """
    present = [one for one in members if one.withdrawn != "died"]
    if not present:
        raise ValueError("a case without members cannot be called")
    missing = _missing(present, answers, now)
    lacking = {person_id for person_id, _, _ in missing}
    gone = {one.person_id for one in present if one.withdrawn}
    if not lacking and not gone:
        return Whole(tuple(one.person_id for one in present))
    if len(gone) == len(present):
        return NotWhole(())
    return _in_part(present, missing, lacking | gone, consents)


def _missing(present: Sequence[Member], answers: Iterable[Answer], now: Moment) -> tuple[tuple[str, str, str], ...]:
    said = {(answer.person_id, answer.party): status_now(answer, now) for answer in answers}
    for one in present:
        if not one.required:
            raise ValueError("a member needs no party's answer, so nobody can say yes")
    stands = [
        (one.person_id, party, said.get((one.person_id, party), "pending"))
        for one in present
        if not one.withdrawn
        for party in one.required
    ]
    return tuple(one for one in stands if one[2] != "granted")


def _in_part(
    present: Sequence[Member],
    missing: tuple[tuple[str, str, str], ...],
    must_stay: set[str],
    consents: Iterable[Consent],
) -> Whole | NotWhole:
    everybody = {one.person_id for one in present}
    agreed = {consent.person_id: frozenset(consent.without) & everybody for consent in consents}
    # Who withdrew has said so in person; everybody else must have agreed to exactly who stays.
    asked = [one.person_id for one in present if one.adult and one.withdrawn != "own-wish"]
    if not asked:
        return NotWhole(missing, (), tuple(one.person_id for one in present if not one.withdrawn))
    fitting = {agreed[one] for one in asked if one in agreed and must_stay <= agreed[one] < everybody}
    staying = next(iter(fitting)) if len(fitting) == 1 else frozenset()
    unheard = tuple(one for one in asked if not staying or agreed.get(one) != staying)
    if unheard or not staying:
        return NotWhole(missing, unheard)
    alone = _alone(present, staying)
    if alone:
        return NotWhole(missing, (), alone)
    return Whole(
        tuple(one.person_id for one in present if one.person_id not in staying),
        tuple(one.person_id for one in present if one.person_id in staying),
    )


def _alone(present: Sequence[Member], staying: frozenset[str]) -> tuple[str, ...]:
    alone: list[str] = []
    for there in (True, False):
        group = [one for one in present if (one.person_id in staying) is there]
        if not any(one.adult for one in group):
            alone.extend(one.person_id for one in group)
    return tuple(alone)


def due(answers: Iterable[Answer], now: Moment) -> tuple[Lapsed, ...]:
    """Grants whose time has run out and of which nothing was written yet: one fact a party, parties and persons in order."""
    lapsed: Mapping[str, list[str]] = defaultdict(list)
    for answer in answers:
        if answer.status == "granted" and status_now(answer, now) == "expired":
            lapsed[answer.party].append(answer.person_id)
    return tuple(Lapsed(party, tuple(sorted(lapsed[party]))) for party in sorted(lapsed))


def counts(rows: Iterable[ClearanceRow]) -> Counts:
    """How many stand where; every row in exactly one.

    Raises:
        ValueError: a row has a status that is none.
    """
    by_status = Counter(row.status for row in rows)
    unknown = sorted(set(by_status) - set(STATUSES))
    if unknown:
        raise ValueError(f"no such status: {unknown}")
    return Counts(submitted=by_status.total(), **{status: by_status[status] for status in STATUSES})


def response_times(rows: Iterable[ClearanceRow], now: Moment) -> tuple[ResponseTimes, ...]:
    """Each party's pace, parties in order (W7). Median and 90th percentile by nearest rank, of first answers."""
    by_party: dict[str, list[ClearanceRow]] = defaultdict(list)
    for row in rows:
        by_party[row.party].append(row)
    return tuple(_pace(party, by_party[party], now) for party in sorted(by_party))


def _pace(party: str, rows: Sequence[ClearanceRow], now: Moment) -> ResponseTimes:
    taken = sorted(Moment.parse(row.answered).seconds - Moment.parse(row.asked).seconds for row in rows if row.answered)
    waiting = [now.seconds - Moment.parse(row.asked).seconds for row in rows if row.status == "pending"]
    return ResponseTimes(
        party=party,
        asked=len(rows),
        answered=len(taken),
        median_hours=_rank(taken, 50),
        ninetieth_hours=_rank(taken, 90),
        oldest_pending_hours=max(waiting) // HOUR_SECONDS if waiting else None,
    )


def _rank(seconds: Sequence[int], percent: int) -> int | None:
    """The nearest-rank percentile in whole hours: the smallest value that so many percent do not exceed."""
    if not seconds:
        return None
    return seconds[(len(seconds) * percent + 99) // 100 - 1] // HOUR_SECONDS
