"""Who is on the list: each category's quota filled in the order of worth per unit, ties by registration."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from safepassage.plan.engine.robust import Robust
from safepassage.plan.engine.table import Real, Table, Truth, Whole
from safepassage.plan.engine.uses import Kinds

SMALL = 1e-9
GRAIN = 9


@dataclass(frozen=True, eq=False)
class Choice:
    """`listed`: cases that fit the quotas if everybody shows up; `waiting`: the others; both best first."""

    listed: Whole
    waiting: Whole


def rank(table: Table, worth: Real) -> Whole:
    """Every case, best first: worth per unit of its quota, then weight, then registration (the table's own order)."""
    per_unit = np.round(worth / np.maximum(table.units, 1), GRAIN)
    return np.lexsort((np.arange(table.size), -table.weight, -per_unit))


def choose(table: Table, ranked: Whole, worth: Real) -> Choice:
    """Fill quotas and desks: first those worth what they use, then those for whom there is still room.

    A case too large for what is left is passed over; a smaller one after it may still fit.
    """
    paying = worth[ranked] > -SMALL
    room = _Room(table)
    for at in np.concatenate([ranked[paying], ranked[~paying]]).tolist():
        if room.take(at):
            break
    taken = np.zeros(table.size, np.bool_)
    taken[room.taken] = True
    return Choice(ranked[taken[ranked]], ranked[~taken[ranked]])


class _Room:
    """What is left of quotas and desk minutes while cases are taken in turn."""

    def __init__(self, table: Table) -> None:
        self.category, self.lane = table.category.tolist(), table.lane.tolist()
        self.units, self.minutes = table.units.tolist(), table.minutes.tolist()
        overtime = int(table.minutes.max(initial=0)) if table.problem.day.grace else 0
        self.left = table.quota.tolist()
        self.time = [desks * (table.problem.day.minutes + overtime) for desks in table.desks.tolist()]
        self.taken: list[int] = []
        self.largest = [int(table.units[table.category == one].max(initial=0)) for one in range(len(table.quota))]
        self.longest = [int(table.minutes[table.lane == one].max(initial=0)) for one in range(len(table.desks))]
        pairs = sorted(set(zip(self.category, self.lane, strict=True)))
        self.least = {
            pair: (
                int(table.units[_of(table, pair)].min()),
                int(table.minutes[_of(table, pair)].min()),
            )
            for pair in pairs
        }

    def take(self, at: int) -> bool:
        """Take the case if it fits; true when nobody can fit any more."""
        category, lane = self.category[at], self.lane[at]
        if (
            (category, lane) not in self.least
            or self.units[at] > self.left[category]
            or self.minutes[at] > self.time[lane]
        ):
            return False
        self.taken.append(at)
        self.left[category] -= self.units[at]
        self.time[lane] -= self.minutes[at]
        if self.left[category] >= self.largest[category] and self.time[lane] >= self.longest[lane]:
            return False
        full = [
            pair
            for pair, (units, minutes) in self.least.items()
            if units > self.left[pair[0]] or minutes > self.time[pair[1]]
        ]
        for pair in full:
            del self.least[pair]
        return not self.least


def _of(table: Table, pair: tuple[int, int]) -> Truth:
    return np.asarray((table.category == pair[0]) & (table.lane == pair[1]), np.bool_)


def chosen_by(kinds: Kinds, robust: Robust) -> tuple[Whole, Whole]:
    """Cases that the linear program chose whole, each with its period: of every kind the first registered, the earliest period first."""
    amount = np.bincount(robust.kind, robust.amount, minlength=len(kinds.weight))
    whole = np.floor(amount + SMALL).astype(np.int64)
    by_kind = np.argsort(kinds.of_case, kind="stable")
    first = np.searchsorted(kinds.of_case[by_kind], np.arange(len(whole) + 1))
    cases, periods = [], []
    for kind in np.flatnonzero(whole).tolist():
        mine = np.flatnonzero(robust.kind == kind)
        until = np.cumsum(robust.amount[mine])
        place = np.searchsorted(until, np.arange(whole[kind]) + 0.5)
        cases.append(by_kind[first[kind] : first[kind] + whole[kind]])
        periods.append(robust.period[mine][np.minimum(place, len(mine) - 1)])
    if not cases:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    return np.concatenate(cases), np.concatenate(periods)


def by_density(table: Table, cases: Whole) -> Whole:
    """Cases in the order of weight per minute, then registration."""
    density = table.weight[cases] / table.minutes[cases]
    return cases[np.lexsort((cases, -density))]
