"""The day as it would run: who starts when, if everybody in the order shows up.

A free desk takes the first case of its lane's order that can start now: its category's quota has room for its units (those
inside count), an ambulance is free where it needs one, its coupling admits its persons with everybody of the category who is
through or inside, and no case of a category that goes first still waits. If none can, the desk waits until something changes.
What finishes at a minute is through at that minute, before anything starts in it; lanes take their turn as the problem names them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from safepassage.plan.engine.compiled import compiled
from safepassage.plan.engine.kernels import parts, simulate
from safepassage.plan.engine.table import Table, Whole

NEVER = -1
MANY = 1000


def run(table: Table, order: Sequence[int]) -> Whole:
    """Start minute of each case of the order, in the order's sequence; -1 where it does not start before the day ends."""
    count = len(order)
    if count > MANY:
        row, begun = day_row(table), np.zeros(count, np.int64)
        compiled()["simulate"](
            count, case_rows(table, np.array(order)), row, np.zeros(parts(count, row)[-1], np.int64), begun
        )
        return begun
    day = day_row(table).tolist()
    start = [NEVER] * count
    simulate(count, case_rows(table, np.array(order, np.int64)).tolist(), day, [0] * parts(count, day)[-1], start)
    return np.array(start, np.int64)


def case_rows(table: Table, order: Whole) -> Whole:
    """The six numbers of each case of an order, one case after the other."""
    columns = (table.lane, table.minutes, table.units, table.persons, table.category, table.ambulance)
    return np.column_stack([column[order].astype(np.int64) for column in columns]).ravel()


def day_row(table: Table) -> Whole:
    """The day's numbers and rules in the sequence that `kernels` reads."""
    problem = table.problem
    places = {one.id: at for at, one in enumerate(problem.categories)}
    coupling = [n for r in problem.coupling for n in (places[r.category], places[r.needs], r.ratio, r.allowance)]
    before = [n for r in problem.order for n in (places[r.first], places[r.then])]
    ambulances = problem.ambulances
    fixed = [problem.day.minutes, ambulances.count - len(ambulances.away), ambulances.return_minutes]
    sizes = [len(table.desks), len(table.quota), len(problem.coupling), len(problem.order), len(ambulances.away)]
    parts = (fixed, sizes, table.desks.tolist(), table.quota.tolist(), coupling, before, ambulances.away)
    return np.concatenate([np.array(part, np.int64) for part in parts])
