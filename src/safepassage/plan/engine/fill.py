"""Calls beyond the quota for those who will not come, and the reserve that waits in the same order."""

from __future__ import annotations

import numpy as np

from safepassage.plan.engine.certify import Draft, expected_starts
from safepassage.plan.engine.day import run
from safepassage.plan.engine.shares import keep_shares
from safepassage.plan.engine.table import Table, Whole
from safepassage.plan.engine.turnaway import how_many

RESERVE = 0.15
NEXT = 200


def call_more(table: Table, order: Whole, waiting: Whole) -> Draft:
    """The order with extra calls at its end, up to the problem's risk of turning somebody away, and the standby list.

    Extra calls come last: if everybody shows up, they cost those before them nothing. Cases that could not be through by the
    day's end even with the expected absences wait in reserve.
    """
    risk = table.problem.turn_away_risk
    extra = [_extra(table, order, waiting, one, risk) for one in range(len(table.quota))]
    longer = np.concatenate([order, *extra])
    soon = expected_starts(table, longer, run(table, longer.tolist()))
    length = np.where(table.problem.day.grace, 1, table.minutes[longer])
    inside = soon + length <= table.problem.day.minutes
    back = longer[~inside]
    rest = waiting[~np.isin(waiting, longer)]
    return Draft(longer[inside], _reserve(table, longer[inside], np.concatenate([back, rest])))


def _extra(table: Table, order: Whole, waiting: Whole, category: int, risk: float) -> Whole:
    called: Whole = order[table.category[order] == category]
    more: Whole = waiting[table.category[waiting] == category][: len(called) + NEXT]
    more = keep_shares(table, called, more)
    both = np.concatenate([called, more])
    units, shows = table.units[both], table.show[both]
    if not risk or (shows == 1.0).all():
        return more[:0]
    return more[: how_many(units, shows, int(table.quota[category]), risk, len(called)) - len(called)]


def _reserve(table: Table, order: Whole, waiting: Whole) -> Whole:
    """Of each category the first so many of the waiting: 15 % of those called, at least one."""
    category = table.category[waiting]
    most = np.ceil(RESERVE * np.bincount(table.category[order], minlength=len(table.quota)))
    place = np.zeros(len(waiting), np.int64)
    for one in range(len(table.quota)):
        mine = category == one
        place[mine] = np.arange(int(mine.sum()))
    first: Whole = waiting[place < np.maximum(most, 1)[category]]
    return first
