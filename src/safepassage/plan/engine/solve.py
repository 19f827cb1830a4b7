"""The robust planner: bounds, prices, list, order, extra calls, certificate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from safepassage.plan.engine.bound import Bounds, bounds, closing_grid
from safepassage.plan.engine.certify import Draft, in_start_order, places, plan_of
from safepassage.plan.engine.choose import by_density, choose, rank
from safepassage.plan.engine.fill import call_more
from safepassage.plan.engine.robust import Prices, limit, robust_prices, worth
from safepassage.plan.engine.table import Real, Table, tabulate
from safepassage.plan.engine.uses import Kinds, kinds_of
from safepassage.plan.model import Plan, Problem


@dataclass(frozen=True, eq=False)
class Prepared:
    """Everything about a problem that does not depend on the order: columns, bounds, prices, limit."""

    table: Table
    kinds: Kinds
    bounds: Bounds
    prices: Prices
    limit: float

    def worth(self) -> Real:
        """What each case is worth at the best time for it, less what it takes of everything but its quota."""
        return worth(self.table, self.kinds, self.prices)[self.kinds.of_case]


def prepare(problem: Problem) -> Prepared:
    """Bounds, prices and limit of a problem."""
    table = tabulate(problem)
    kinds = kinds_of(table)
    grid = closing_grid(table)
    found = bounds(table, kinds, grid)
    prices = robust_prices(kinds, grid, found.value[grid].astype(np.float64))
    return Prepared(table, kinds, found, prices, 1.0 if problem.day.grace else limit(kinds, prices))


def robust(ready: Prepared) -> Draft:
    """The order that protects against every closing minute."""
    table = ready.table
    value = ready.worth()
    choice = choose(table, rank(table, value), value)
    order = in_start_order(table, by_density(table, choice.listed))
    return call_more(table, order, choice.waiting)


def solve_robust(problem: Problem) -> Plan:
    """The robust plan of a problem."""
    ready = prepare(problem)
    return plan_of(ready.table, robust(ready), ready.bounds, ready.limit)


def solve_order(ready: Prepared, ids: Sequence[str]) -> Plan:
    """The plan that follows a given order of cases within the quotas, with the same certificate."""
    table = ready.table
    choice = choose(table, places(table, ids), np.ones(table.size))
    order = in_start_order(table, choice.listed)
    return plan_of(table, call_more(table, order, choice.waiting), ready.bounds, ready.limit)
