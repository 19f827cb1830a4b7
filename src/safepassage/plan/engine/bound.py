"""For every closing minute, at least the value of any plan: Lagrange's bound from prices of what is scarce.

For any prices y >= 0 of the resources, no set of cases through by minute t is worth more than y x (what there is by t) plus the sum
over cases of max(0, weight - y x uses); cases longer than t cannot be among them. So each set of prices gives a bound at every
minute at once, and the least of a few dozen of them is close to the linear program's value at all minutes (it is concave in t).
With `grace` a desk may hold one case more that started before t: it uses one minute of the lane and no ambulance time by then.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from safepassage.plan.engine import pricing
from safepassage.plan.engine.compiled import compiled_pricing
from safepassage.plan.engine.table import Real, Table, Whole
from safepassage.plan.engine.uses import Kinds

SLACK = 1e-6
FEW = 40  # so few kinds are priced sooner than compiled code is loaded


@dataclass(frozen=True, eq=False)
class Bounds:
    """`value[t]` bounds what any plan has through by minute t, for t from 0 to the day's end; `line` holds the prices used."""

    value: Whole
    exact: Real
    prices: Real


def bounds(table: Table, kinds: Kinds, grid: Whole) -> Bounds:
    """Bounds for every minute of the day, from prices found at the grid's minutes; each bound counts every kind."""
    prices = prices_at(kinds, grid)
    exact = lines(table, kinds, prices).min(axis=0)
    return Bounds(np.floor(exact * (1 + SLACK) + SLACK).astype(np.int64), exact, prices)


def prices_at(kinds: Kinds, grid: Whole) -> Real:
    """Prices of the resources at each minute of the grid, `[minute, resource]`; any would be valid."""
    many, resources = kinds.uses.shape
    row, at = np.nonzero(kinds.uses)
    ptr = np.searchsorted(row, np.arange(many + 1))
    columns = (kinds.weight, kinds.minutes, kinds.count, ptr, at, kinds.uses[row, at])
    some = (np.zeros(many + 1, np.int64), np.zeros(len(at), np.int64), np.zeros(len(at)))
    room = kinds.room.ravel()
    work = (np.zeros((pricing.COLUMNS, many)), np.zeros((pricing.ROWS, resources)), np.zeros(resources * resources))
    near, found = np.ones(many, np.int64), np.zeros(len(grid) * resources)
    if many > FEW:
        compiled_pricing()["sweep"](grid, columns, room, near, some, *work, found)
        return found.reshape(len(grid), resources)
    listed = found.tolist()
    kept_columns, kept_rows, normal = (one.tolist() for one in work)
    plain_columns, plain_some = ([one.tolist() for one in part] for part in (columns, some))
    given = (plain_columns, room.tolist(), near.tolist(), plain_some, kept_columns, kept_rows, normal)
    pricing.sweep(grid.tolist(), *given, listed)
    return np.array(listed, np.float64).reshape(len(grid), resources)


def lines(table: Table, kinds: Kinds, prices: Real) -> Real:
    """The bound of each set of prices at every minute 0..end, `[prices, minute]`."""
    end = table.problem.day.minutes
    room = _cost(prices, kinds.room)
    by_length = np.argsort(kinds.minutes, kind="stable")
    gain = np.maximum(kinds.weight[by_length] - _cost(prices, kinds.uses[by_length]), 0.0) * kinds.count[by_length]
    if table.problem.day.grace:
        return np.asarray(room + gain.sum(axis=1, keepdims=True) + _inside(table, kinds, prices), np.float64)
    sums = np.concatenate([np.zeros((len(prices), 1)), np.cumsum(gain, axis=1)], axis=1)
    until = np.searchsorted(kinds.minutes[by_length], np.arange(end + 1), side="right")
    return np.asarray(room + sums[:, until], np.float64)


def _cost(prices: Real, uses: Real) -> Real:
    """What each row of uses costs at each set of prices; no library with threads of its own takes part in it."""
    return np.asarray(np.einsum("pr,ur->pu", prices, uses), np.float64)


def _inside(table: Table, kinds: Kinds, prices: Real) -> Real:
    """What the cases still at the desks can add under `grace`, by each set of prices: the best so many extra gains of each lane."""
    uses = kinds.uses.copy()
    uses[np.arange(len(uses)), kinds.lane] = 1.0
    uses[:, kinds.ambulance] = 0.0
    gain = np.maximum(kinds.weight - _cost(prices, kinds.uses), 0.0)
    extra = np.maximum(kinds.weight - _cost(prices, uses), 0.0) - gain
    total = np.zeros((len(prices), 1))
    for lane, desks in enumerate(table.desks):
        mine = kinds.lane == lane
        for which, row in enumerate(extra[:, mine]):
            best = np.argsort(-row, kind="stable")
            taken = np.minimum(np.cumsum(kinds.count[mine][best]), desks)
            total[which] += float(row[best] @ np.diff(taken, prepend=0.0))
    return total


def closing_grid(table: Table, steps: int) -> Whole:
    """Minutes at which prices are sought: the first protected minute, the day's end, and equal steps between."""
    day = table.problem.day
    first = max(1, day.protect_from)
    return np.unique(np.linspace(first, day.minutes, min(steps, day.minutes - first) + 1).round().astype(np.int64))
