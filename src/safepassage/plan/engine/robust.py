"""Prices that protect against every closing minute at once: one linear program over classes of like cases and periods of the day.

Its value is the limit: no published order, not even one that could split cases, keeps a larger share of the bounds at every minute.
Megow and Mestre (ITCS 2013) show that the best factor of an instance can be approached where no constant factor exists.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from safepassage.plan.engine.table import Real, Table, Whole
from safepassage.plan.engine.uses import Kinds

CLASSES = 800
STEPS = (0.0, 0.03, 0.06, 0.1, 0.15, 0.2, 0.3, 0.45, 0.7, 1.0, 2.0, 50.0)
WORST = 0.5


@dataclass(frozen=True, eq=False)
class Prices:
    """What a case is worth, and what its uses cost, in each period; period k ends at minute `grid[k]`.

    A case's net worth in period k is `worth[k] * weight - cost[k] @ uses`.
    """

    grid: Whole
    worth: Real
    cost: Real


@dataclass(frozen=True, eq=False)
class Classes:
    """Classes of like cases, with the means of their kinds."""

    weight: Real
    uses: Real
    count: Real


def classes_of(kinds: Kinds) -> Classes:
    """At most `CLASSES` classes, or as few as there are shapes."""
    place = kinds.shape
    for step in STEPS:
        place = _binned(kinds, step)
        if int(place.max(initial=-1)) < CLASSES:
            break
    count = np.bincount(place, kinds.count).astype(np.float64)
    weight = np.bincount(place, kinds.count * kinds.weight) / count
    uses = np.array([np.bincount(place, kinds.count * one) / count for one in kinds.uses.T]).T
    return Classes(weight, uses, count)


def _binned(kinds: Kinds, step: float) -> Whole:
    weight, minutes = kinds.weight, kinds.minutes.astype(np.float64)
    if step:
        weight = np.round(np.log(np.maximum(weight, 0.5)) / step)
        minutes = np.round(np.log(minutes) / step)
    _, place = np.unique(np.column_stack([kinds.shape, weight, minutes]), axis=0, return_inverse=True)
    return np.asarray(place, np.int64)


class _Rows:
    """A sparse matrix of rows `values @ columns <= room` while it grows."""

    def __init__(self) -> None:
        self.row: list[Whole] = []
        self.column: list[Whole] = []
        self.value: list[Real] = []
        self.room: list[float] = []

    def add(self, column: Whole, value: Real, room: float) -> int:
        """Add one row; its place."""
        place = len(self.room)
        self.row.append(np.full(len(column), place))
        self.column.append(column)
        self.value.append(value)
        self.room.append(room)
        return place


def robust_prices(kinds: Kinds, grid: Whole, bound: Real) -> Prices:
    """Prices of the day; `bound[k]` is the best value by `grid[k]`; minutes at which nothing can be through are left out.

    Columns are x[class, period], then value[period], then the share.

    Raises:
        ArithmeticError: the linear program has no optimum, which its shape excludes.
    """
    grid, bound = grid[bound > 0], bound[bound > 0]
    if not len(grid):
        return Prices(grid, np.zeros(0), np.zeros((0, kinds.uses.shape[1])))
    classes = classes_of(kinds)
    periods, columns = len(grid), len(classes.weight) * len(grid)
    rows = _Rows()
    priced = [_resource(rows, kinds, classes, grid, at) for at in range(kinds.uses.shape[1])]
    for at, count in enumerate(classes.count):
        rows.add(at * periods + np.arange(periods), np.ones(periods), float(count))
    gains = [_value(rows, classes, columns, periods, k) for k in range(periods)]
    for k in range(periods):
        rows.add(np.array([columns + k, columns + periods]), np.array([-1.0, bound[k]]), 0.0)
    aim = np.zeros(columns + periods + 1)
    aim[-1] = -WORST
    aim[columns:-1] = -(1 - WORST) / bound / periods
    dual = _dual(rows, aim)
    return Prices(grid, dual[gains], np.array([dual_of(dual, periods) for dual_of in priced]).T)


def _dual(rows: _Rows, aim: Real) -> Real:
    from scipy.optimize import linprog  # noqa: PLC0415 - seconds of import that only planning pays for
    from scipy.sparse import csr_array  # noqa: PLC0415 - as above

    place = (np.concatenate(rows.row), np.concatenate(rows.column))
    matrix = csr_array((np.concatenate(rows.value), place), shape=(len(rows.room), len(aim)))
    found = linprog(aim, A_ub=matrix, b_ub=rows.room, bounds=(0, None), method="highs")
    if found.x is None:
        raise ArithmeticError(f"the robust linear program ended with status {found.status}")
    return np.asarray(-found.ineqlin.marginals, np.float64)


class _Cost:
    """A resource's price in each period, read from the rows that hold it.

    Rows that count from the day's start charge every period before their end.
    """

    def __init__(self, rows: list[int], *, summed: bool) -> None:
        self.rows = rows
        self.summed = summed

    def __call__(self, dual: Real, periods: int) -> Real:
        one = dual[self.rows]
        if len(one) == 1:
            return np.full(periods, one[0])
        return np.cumsum(one[::-1])[::-1] if self.summed else one


def _resource(rows: _Rows, kinds: Kinds, classes: Classes, grid: Whole, at: int) -> _Cost:
    """A lane's desks work period by period; a quota counts once; ambulances and couplings count up to each period's end."""
    uses = classes.uses[:, at]
    users = np.flatnonzero(uses)
    base, slope = float(kinds.base[at]), float(kinds.slope[at])
    periods = len(grid)

    def row(first: int, last: int, room: float) -> int:
        column = (users[:, None] * periods + np.arange(first, last)).ravel()
        return rows.add(column, np.repeat(uses[users], last - first), room)

    if slope and not base:
        lengths = np.diff(grid, prepend=0)
        return _Cost([row(k, k + 1, slope * float(lengths[k])) for k in range(periods)], summed=False)
    if not slope and not (uses < 0).any():
        return _Cost([row(0, periods, base)], summed=True)
    return _Cost([row(0, k + 1, base + slope * float(grid[k])) for k in range(periods)], summed=True)


def _value(rows: _Rows, classes: Classes, columns: int, periods: int, k: int) -> int:
    """value[k] - value[k-1] <= what period k brings."""
    column = np.arange(len(classes.weight)) * periods + k
    column = np.append(column, columns + k)
    value = np.append(-classes.weight, 1.0)
    if k:
        column = np.append(column, columns + k - 1)
        value = np.append(value, -1.0)
    return rows.add(column, value, 0.0)


def net_worth(kinds: Kinds, prices: Prices) -> tuple[Real, Whole]:
    """Each kind's best net worth over the periods, and the period; a case is not through before its own minutes are over."""
    if not len(prices.grid):
        return np.zeros(len(kinds.weight)), np.zeros(len(kinds.weight), np.int64)
    net = prices.worth * kinds.weight[:, None] - kinds.uses @ prices.cost.T
    net[kinds.minutes[:, None] > prices.grid] = -np.inf
    best = np.asarray(net.argmax(axis=1), np.int64)
    return net[np.arange(len(net)), best], best


def worth(table: Table, kinds: Kinds, prices: Prices) -> Real:
    """Each kind's net worth without the price of its own quota: cases of one category compare by it per unit."""
    net, _ = net_worth(kinds, prices)
    if not len(prices.grid):
        return net
    first = len(table.desks)
    quotas = slice(first, first + len(table.quota))
    return np.asarray(net + kinds.uses[:, quotas] @ prices.cost[-1, quotas], np.float64)


def limit(kinds: Kinds, prices: Prices) -> float:
    """No published order has a larger worst share of the bounds at the grid's minutes: the dual's value, over every single kind.

    The worst share is at most the mean of the shares under the prices' own weights, which sum to one; for any prices that mean is at
    most what all there is costs plus every case's best net worth (weak duality).
    """
    if not len(prices.grid):
        return 1.0
    net, _ = net_worth(kinds, prices)
    room = kinds.base + kinds.slope * prices.grid[:, None]
    lanes = (kinds.slope > 0) & (kinds.base == 0)
    lengths = np.diff(prices.grid, prepend=0)[:, None]
    later = np.vstack([prices.cost[1:], np.zeros(len(lanes))])
    worth = np.where(lanes, prices.cost * kinds.slope * lengths, (prices.cost - later) * room)
    return min(1.0, float(worth.sum() + np.maximum(net, 0.0) @ kinds.count))
