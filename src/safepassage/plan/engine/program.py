"""The linear program behind robust prices: how much of each kind in each period of the day, so that every closing minute keeps its share.

Columns are pairs (kind, period), then the value through by each period's end, then the worst share of the bounds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from safepassage.plan.engine.table import Real, Whole

LATE = 0.8
LATER = 2.0
PASSING, FIXED, GROWING = 0, 1, 2


@dataclass(frozen=True, eq=False)
class Offer:
    """What may be chosen: `count[i]` like cases of `weight[i]`, `minutes[i]`, `uses[i, resource]`.

    `room[k, resource]` is what there is by the end of period k, at minute `grid[k]`. `form` says of each resource whether it passes with time
    (`PASSING`: what one period leaves is lost), never grows (`FIXED`), or is there for all that is through by then (`GROWING`). `bound[k]` is
    the best value by then, above zero; `before` is what is through since earlier days, and counts in what is through and in the bound.
    """

    weight: Real
    minutes: Real
    count: Real
    uses: Real
    room: Real
    grid: Whole
    bound: Real
    form: Whole
    before: int = 0


@dataclass(frozen=True, eq=False)
class Prices:
    """What a case is worth, and what its uses cost, in each period; period k ends at minute `grid[k]`.

    A case's net worth in period k is `worth[k] * weight - cost[k] @ uses`.
    """

    grid: Whole
    worth: Real
    cost: Real

    def net(self, weight: Real, minutes: Real, uses: Real, lost: Real) -> Real:
        """Net worth `[case, period]`; a case is not through before its own minutes are over, and `lost` of it counts a period later."""
        later = np.append(self.worth[1:], 0.0)
        net = (self.worth * (1 - lost) + later * lost) * weight[:, None] - uses @ self.cost.T
        net[minutes[:, None] > self.grid] = -np.inf
        return net


@dataclass(frozen=True, eq=False)
class Solved:
    """Prices, how much of each column, and the program's value."""

    prices: Prices
    amount: Real
    value: float


def lost_share(minutes: Real, grid: Whole) -> Real:
    """Share of a kind's weight that counts one period later, `[kind, period]`: what is in service when a period ends is not through.

    A case served about minute s is through half its minutes later; with `LATE` a little over a half the first order came out best.
    """
    return np.minimum(LATE * minutes[:, None] / np.diff(grid, prepend=0), 1.0)


class _Rows:
    """A sparse matrix of rows `values @ columns <= room` while it grows."""

    def __init__(self) -> None:
        self.row: list[Whole] = []
        self.column: list[Whole] = []
        self.value: list[Real] = []
        self.room: list[Real] = []
        self.height = 0

    def add(self, row: Whole, column: Whole, value: Real, room: Real) -> Whole:
        """Add rows; `row` counts from 0. Their places."""
        self.row.append(row + self.height)
        self.column.append(column)
        self.value.append(value)
        self.room.append(room)
        first, self.height = self.height, self.height + len(room)
        return np.arange(first, self.height)


class Program:
    """One linear program. `kind` and `period` name its columns; `lost` is `[kind, period]` as in `lost_share`."""

    def __init__(self, offer: Offer, kind: Whole, period: Whole, lost: Real) -> None:
        self.offer, self.kind, self.period = offer, kind, period
        self.lost = lost[kind, period] * offer.weight[kind]
        self.pairs, self.periods = len(kind), len(offer.grid)
        self.rows = _Rows()
        self.priced = [self._resource(at) for at in range(offer.uses.shape[1])]
        self._supply()
        self.gains = self._values()
        ends = np.arange(self.periods)
        share = np.full(self.periods, self.pairs + self.periods)
        column, value = (
            np.concatenate([self.pairs + ends, share]),
            np.append(np.full(self.periods, -1.0), offer.bound + offer.before),
        )
        self.rows.add(np.tile(ends, 2), column, value, np.full(self.periods, float(offer.before)))

    def _resource(self, at: int) -> Whole:
        """What passes counts period by period; what never grows, once; what grows, up to each period's end."""
        offer = self.offer
        uses = offer.uses[self.kind, at]
        users = np.flatnonzero(uses)
        room = offer.room[:, at]
        if offer.form[at] == PASSING:
            return self.rows.add(self.period[users], users, uses[users], np.diff(room, prepend=0.0))
        if offer.form[at] == FIXED:
            return self.rows.add(np.zeros(len(users), np.int64), users, uses[users], room[:1])
        last, which = np.nonzero(self.period[users] <= np.arange(self.periods)[:, None])
        return self.rows.add(last, users[which], uses[users[which]], room)

    def _supply(self) -> None:
        kinds, place = np.unique(self.kind, return_inverse=True)
        self.rows.add(place, np.arange(self.pairs), np.ones(self.pairs), self.offer.count[kinds])

    def _values(self) -> Whole:
        """value[k] - value[k-1] <= what period k brings, and what was still in service at its start."""
        ends = np.arange(self.periods)
        late = np.flatnonzero(self.period < self.periods - 1)
        row = np.concatenate([self.period, self.period[late] + 1, ends, ends[1:]])
        column = np.concatenate([np.arange(self.pairs), late, self.pairs + ends, self.pairs + ends[:-1]])
        now = self.offer.weight[self.kind] - self.lost
        value = np.concatenate([-now, -self.lost[late], np.ones(self.periods), -np.ones(self.periods - 1)])
        return self.rows.add(row, column, value, np.zeros(self.periods))

    def solve(self, worst: float) -> Solved:
        """Maximise `worst` x the worst share + (1 - `worst`) x the mean share.

        Raises:
            ArithmeticError: the program has no optimum, which its shape excludes.
        """
        from scipy.optimize import linprog  # noqa: PLC0415 - seconds of import that only planning pays for
        from scipy.sparse import csr_array  # noqa: PLC0415 - as above

        aim = np.zeros(self.pairs + self.periods + 1)
        aim[-1] = -worst
        aim[self.pairs : -1] = -(1 - worst) / (self.offer.bound + self.offer.before) / self.periods
        if self.offer.before:
            aim[-2] *= 1 + LATER * self.periods
        rows = self.rows
        place = (np.concatenate(rows.row), np.concatenate(rows.column))
        matrix = csr_array((np.concatenate(rows.value), place), shape=(rows.height, len(aim)))
        # Presolving takes longer than it saves on programs of a few thousand columns.
        found = linprog(
            aim,
            A_ub=matrix,
            b_ub=np.concatenate(rows.room),
            bounds=(0, None),
            method="highs",
            options={"presolve": False},
        )
        if found.x is None:
            raise ArithmeticError(f"the robust linear program ended with status {found.status}")
        dual = -found.ineqlin.marginals
        prices = Prices(self.offer.grid, dual[self.gains], self._costs(dual))
        return Solved(prices, np.asarray(found.x[: self.pairs], np.float64), -float(found.fun))

    def _costs(self, dual: Real) -> Real:
        """Each resource's price in each period: rows that count from the day's start charge every period before their end."""
        costs = []
        for at, rows in enumerate(self.priced):
            one = dual[rows]
            costs.append(one if self.offer.form[at] == PASSING else np.cumsum(one[::-1])[::-1])
        return np.array([np.full(self.periods, one[0]) if len(one) == 1 else one for one in costs]).T
