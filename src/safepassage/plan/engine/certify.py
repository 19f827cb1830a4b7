"""From an order to a plan: run the day, set value against bound at every minute, call in waves, count shares."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from safepassage.plan.engine.bound import Bounds
from safepassage.plan.engine.day import NEVER, run
from safepassage.plan.engine.shares import shortfalls
from safepassage.plan.engine.table import Real, Table, Whole
from safepassage.plan.model import WAVE_MINUTES, CertifiedMinute, Placed, Plan

GRAIN = 10_000


@dataclass(frozen=True, eq=False)
class Draft:
    """Cases in the order in which they would start, and those that wait in reserve, best first."""

    order: Whole
    standby: Whole


def in_start_order(table: Table, order: Whole) -> Whole:
    """The same cases in the order in which they start; those that do not start keep their sequence, at the end.

    A desk that follows this order passes nobody over: running it again gives the same starts.
    """
    start = run(table, order.tolist())
    late = np.where(start == NEVER, table.problem.day.minutes + 1, start)
    return order[np.lexsort((np.arange(len(order)), table.lane[order], late))]


def curve(table: Table, order: Whole, start: Whole) -> Whole:
    """Weight through by every minute 0..end if all in the order show up."""
    end = table.problem.day.minutes
    done = start + (1 if table.problem.day.grace else table.minutes[order])
    through = (start != NEVER) & (done <= end)
    gained = np.bincount(done[through], table.weight[order][through], minlength=end + 1)
    return np.cumsum(gained).round().astype(np.int64)


def shares_of_bound(table: Table, value: Whole, bound: Whole) -> Real:
    """Value over bound at every protected minute; 1 where nothing could be through by then."""
    minutes = protected(table)
    return np.where(bound[minutes] > 0, value[minutes] / np.maximum(bound[minutes], 1), 1.0)


def protected(table: Table) -> Whole:
    """The minutes the certificate speaks of: every one from `protect_from` (at least 1) to the day's end."""
    day = table.problem.day
    return np.arange(max(1, day.protect_from), day.minutes + 1)


def expected_starts(table: Table, order: Whole, start: Whole) -> Whole:
    """When each case would be at a desk if cases fail to show as often as expected; waits scale with those before in the lane."""
    expected = np.zeros(len(order), np.int64)
    for lane, desks in enumerate(table.desks):
        mine = np.flatnonzero(table.lane[order] == lane)
        minutes = table.minutes[order[mine]].astype(np.float64)
        full = np.cumsum(minutes) - minutes
        likely = np.cumsum(minutes * table.show[order[mine]]) - minutes * table.show[order[mine]]
        rate = np.where(full > 0, likely / np.maximum(full, 1), 1.0)
        soon = np.where(start[mine] == NEVER, likely / max(int(desks), 1), start[mine] * rate)
        expected[mine] = np.maximum.accumulate(np.floor(soon + 1e-9).astype(np.int64)) if len(mine) else soon
    return expected


def in_vain_by_minute(table: Table, order: Whole, start: Whole, wave: Whole) -> Whole:
    """Persons whose window has begun and who are not through, if the crossing closes at each minute 0..end."""
    end = table.problem.day.minutes
    length = np.ones(len(order), np.int64) if table.problem.day.grace else table.minutes[order]
    done = np.minimum(np.where(start == NEVER, end + 1, start + length), end + 1)
    begun = np.minimum(wave * WAVE_MINUTES, end + 1)
    persons = table.persons[order]
    more = np.bincount(begun, persons, minlength=end + 2) - np.bincount(
        np.maximum(done, begun), persons, minlength=end + 2
    )
    return np.cumsum(more).round().astype(np.int64)[: end + 1]


def in_vain(table: Table, order: Whole, start: Whole, wave: Whole) -> int:
    """Persons called in vain, in the mean over the protected closing minutes, rounded up."""
    standing = in_vain_by_minute(table, order, start, wave)[protected(table)]
    return -(-int(standing.sum()) // len(standing))


def plan_of(table: Table, draft: Draft, bounds: Bounds, limit: float) -> Plan:
    """The plan with its certificate. `worst` and `mean` are rounded down, `limit` up, to four decimals."""
    order = draft.order
    start = run(table, order.tolist())
    value = curve(table, order, start)
    ratio = shares_of_bound(table, value, bounds.value)
    wave = expected_starts(table, order, start) // WAVE_MINUTES
    lanes = [one.id for one in table.problem.lanes]
    worst = _down(float(ratio.min()))
    minutes = protected(table)
    return Plan(
        version=1,
        order=tuple(
            map(
                Placed,
                [table.ids[case] for case in order.tolist()],
                [lanes[lane] for lane in table.lane[order].tolist()],
                wave.tolist(),
            )
        ),
        standby=tuple(table.ids[case] for case in draft.standby.tolist()),
        certificate=tuple(
            map(CertifiedMinute, minutes.tolist(), value[minutes].tolist(), bounds.value[minutes].tolist())
        ),
        worst=worst,
        mean=_down(math.fsum(ratio.tolist()) / len(ratio)),
        limit=max(worst, min(1.0, math.ceil(limit * GRAIN - 1e-9) / GRAIN)),
        calls_in_vain=in_vain(table, order, start, wave),
        shares=shortfalls(table, order),
    )


def _down(share: float) -> float:
    return math.floor(share * GRAIN + 1e-9) / GRAIN


def places(table: Table, ids: Sequence[str]) -> Whole:
    """Where cases stand in the table."""
    wanted = set(ids)
    known = {one: at for at, one in enumerate(table.ids) if one in wanted}
    return np.array([known[one] for one in ids], np.int64)
