"""The robust planner: bounds, prices, list, order, extra calls, certificate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from safepassage.plan.engine.bound import Bounds, bounds, closing_grid
from safepassage.plan.engine.certify import Draft, in_start_order, places, plan_of
from safepassage.plan.engine.choose import by_density, choose, chosen_by, rank
from safepassage.plan.engine.fill import call_more
from safepassage.plan.engine.polish import Aim, first_come, polish
from safepassage.plan.engine.robust import Robust, best_period, limit, robust_prices, worth
from safepassage.plan.engine.shares import keep_shares, with_shares
from safepassage.plan.engine.table import Real, Table, Whole, tabulate
from safepassage.plan.engine.uses import Kinds, kinds_of
from safepassage.plan.model import Plan, Problem


@dataclass(frozen=True, slots=True)
class Effort:
    """How much work a plan is worth: closing minutes priced, periods of the day, periods of the limit's program, work of the climb.

    Without `limit` none is sought, and the plan states that no order promises more than 1. `climb` counts about nanoseconds.
    """

    closings: int
    periods: int
    limit: int
    climb: int


FULL = Effort(closings=40, periods=20, limit=10, climb=80_000_000)
QUICK = Effort(closings=16, periods=10, limit=0, climb=3_000_000)


@dataclass(frozen=True, eq=False)
class Prepared:
    """Everything about a problem that does not depend on the order: columns, bounds, prices, limit; `before`: through since earlier days."""

    table: Table
    kinds: Kinds
    bounds: Bounds
    robust: Robust
    limit: float
    effort: Effort = FULL
    before: int = 0

    def worth(self) -> Real:
        """What each case is worth at the best time for it, less what it takes of everything but its quota."""
        return worth(self.kinds, self.robust.prices)[self.kinds.of_case]

    def period(self) -> Whole:
        """The period of the day in which each case is worth most."""
        return best_period(self.kinds, self.robust.prices)[self.kinds.of_case]


def prepare(problem: Problem, effort: Effort = FULL, before: int = 0) -> Prepared:
    """Bounds, prices and limit of a problem; the prices protect what is through since earlier days and today, together."""
    table = tabulate(problem)
    kinds = kinds_of(table)
    grid = closing_grid(table, effort.periods)
    found = bounds(table, kinds, closing_grid(table, effort.closings))
    best = found.value[grid].astype(np.float64)
    priced = robust_prices(kinds, grid, best, before)
    known = effort.limit and not problem.day.grace
    most = limit(kinds, priced.prices, best[best > 0], effort.limit) if known else 1.0
    return Prepared(table, kinds, found, priced, most, effort, before)


def robust(ready: Prepared, held: Whole) -> Draft:
    """The order that protects against every closing minute: by the period that the prices give each case, then by weight per minute.

    `held` cases come first in their lanes, in the sequence given; those the quotas have no room for stand by first.
    """
    table = ready.table
    value = ready.worth()
    sure, period = chosen_by(ready.kinds, ready.robust)
    sure, period = sure[~np.isin(sure, held)], period[~np.isin(sure, held)]
    ranked = rank(table, value)
    ahead = np.concatenate([held, sure, ranked[~np.isin(ranked, np.concatenate([held, sure]))]])
    value[held] = np.inf
    value[sure] = np.inf
    choice = choose(table, ahead, value)
    held = held[np.isin(held, choice.listed)]
    when = ready.period()
    when[sure] = period
    listed = by_density(table, with_shares(table, choice.listed, choice.waiting))
    listed = listed[~np.isin(listed, held)]
    preferred = keep_shares(table, held, listed[np.argsort(when[listed], kind="stable")])
    order = in_start_order(table, np.concatenate([held, preferred]))
    waiting = ranked[~np.isin(ranked, order)]
    aim = Aim(ready.bounds.value, ready.limit, ready.effort.climb, ready.before)
    order = polish(table, order, waiting, aim, held)
    order = in_start_order(table, first_come(order, *alike(ready, order, held)))
    return call_more(table, order, ranked[~np.isin(ranked, order)])


def alike(ready: Prepared, order: Whole, held: Whole) -> tuple[Whole, Whole]:
    """Cases that share their kind with one on the order, and a number for each.

    It is the same for cases that differ in nothing but id, registration and the chance to show up. Each `held` case is like no other.
    """
    table = ready.table
    listed = np.zeros(len(ready.kinds.weight), np.bool_)
    listed[ready.kinds.of_case[order]] = True
    cases = np.flatnonzero(listed[ready.kinds.of_case])
    own = np.zeros(table.size, np.int64)
    own[held] = np.arange(1, len(held) + 1)
    columns = np.column_stack([one[cases] for one in (ready.kinds.of_case, table.persons, table.list, own)])
    _, kind = np.unique(columns, axis=0, return_inverse=True)
    return cases, np.asarray(kind, np.int64)


def solve_robust(problem: Problem, before: int = 0) -> Plan:
    """The robust plan of a problem."""
    return solve_after(prepare(problem, before=before), ())


def solve_after(ready: Prepared, held: Sequence[str]) -> Plan:
    """The robust plan with some cases first, in the sequence given; such a case that can never be called is left out."""
    draft = robust(ready, _known(ready.table, held))
    return plan_of(ready.table, draft, ready.bounds, ready.limit)


def solve_order(ready: Prepared, ids: Sequence[str]) -> Plan:
    """The plan that follows a given order of cases within the quotas, with the same certificate."""
    table = ready.table
    choice = choose(table, places(table, ids), np.ones(table.size))
    order = in_start_order(table, choice.listed)
    return plan_of(table, call_more(table, order, choice.waiting), ready.bounds, ready.limit)


def solve_kept(ready: Prepared, ids: Sequence[str]) -> Plan:
    """The certificate of a list as it is, in the given sequence."""
    order = in_start_order(ready.table, _known(ready.table, ids))
    return plan_of(ready.table, Draft(order, order[:0]), ready.bounds, ready.limit)


def _known(table: Table, ids: Sequence[str]) -> Whole:
    """Places of those that can be called."""
    if not ids:
        return np.zeros(0, np.int64)
    callable_ = set(table.ids)
    return places(table, [one for one in ids if one in callable_])
