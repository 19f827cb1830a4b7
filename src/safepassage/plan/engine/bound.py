"""For every closing minute, at least the value of any plan: Lagrange's bound from prices of what is scarce.

For any prices y >= 0 of the resources, no set of cases through by minute t is worth more than y x (what there is by t) plus the sum
over cases of max(0, weight - y x uses); cases longer than t cannot be among them. So each set of prices gives a bound at every
minute at once, and the least of a few dozen of them is close to the linear program's value at all minutes (it is concave in t).
With `grace` a desk may hold one case more that started before t: it uses one minute of the lane and no ambulance time by then.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from safepassage.plan.engine.interior import solve
from safepassage.plan.engine.table import Real, Table, Truth, Whole
from safepassage.plan.engine.uses import Kinds

SLACK = 1e-6
NEAR = 0.25
AGAIN = 3


@dataclass(frozen=True, eq=False)
class Bounds:
    """`value[t]` bounds what any plan has through by minute t, for t from 0 to the day's end; `line` holds the prices used."""

    value: Whole
    exact: Real
    prices: Real


def bounds(table: Table, kinds: Kinds, grid: Whole) -> Bounds:
    """Bounds for every minute of the day, from prices found at the grid's minutes.

    The prices of one minute are sought among the kinds that nearly paid at the minute before; a kind that pays but was not among them is
    added and the prices are sought again. The bound itself always counts every kind.
    """
    near = np.ones(len(kinds.weight), np.bool_)
    found = []
    for minute in grid.tolist():
        price = _prices(kinds, minute, near)
        for _ in range(AGAIN):
            pays = (_gain(kinds, price) > 0) & ~near & (kinds.minutes <= minute)
            if not pays.any():
                break
            near |= pays
            price = _prices(kinds, minute, near)
        found.append(price)
        near = _gain(kinds, price) > -NEAR * kinds.weight
    curves = np.array([line(table, kinds, one) for one in found])
    exact = curves.min(axis=0)
    return Bounds(np.floor(exact * (1 + SLACK) + SLACK).astype(np.int64), exact, np.array(found))


def _prices(kinds: Kinds, minute: int, among: Truth) -> Real:
    chosen = among & (kinds.minutes <= minute)
    return solve(kinds.weight[chosen], kinds.uses[chosen], kinds.count[chosen], kinds.room[minute])


def _gain(kinds: Kinds, price: Real) -> Real:
    return np.asarray(kinds.weight - kinds.uses @ price, np.float64)


def line(table: Table, kinds: Kinds, price: Real) -> Real:
    """The bound of one set of prices at every minute 0..end."""
    end = table.problem.day.minutes
    room = kinds.room @ price
    gain = np.maximum(_gain(kinds, price), 0.0)
    if table.problem.day.grace:
        return np.asarray(room + float(gain @ kinds.count) + _inside(table, kinds, price, gain), np.float64)
    fits = kinds.minutes <= end
    by_length = np.bincount(kinds.minutes[fits], (gain * kinds.count)[fits], minlength=end + 1)
    return np.asarray(room + np.cumsum(by_length), np.float64)


def _inside(table: Table, kinds: Kinds, price: Real, gain: Real) -> float:
    """What the cases still at the desks can add under `grace`: the best so many extra gains of each lane."""
    uses = kinds.uses.copy()
    uses[np.arange(len(uses)), kinds.lane] = 1.0
    uses[:, kinds.ambulance] = 0.0
    extra = np.maximum(kinds.weight - uses @ price, 0.0) - gain
    total = 0.0
    for lane, desks in enumerate(table.desks):
        mine = kinds.lane == lane
        best = np.argsort(-extra[mine], kind="stable")
        taken = np.minimum(np.cumsum(kinds.count[mine][best]), desks)
        total += float(extra[mine][best] @ np.diff(taken, prepend=0.0))
    return total


def closing_grid(table: Table, steps: int) -> Whole:
    """Minutes at which prices are sought: the first protected minute, the day's end, and equal steps between."""
    day = table.problem.day
    first = max(1, day.protect_from)
    return np.unique(np.linspace(first, day.minutes, min(steps, day.minutes - first) + 1).round().astype(np.int64))
