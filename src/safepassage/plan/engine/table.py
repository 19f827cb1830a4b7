"""The problem as columns of numbers, its cases in one order whatever the file's order was."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter

import numpy as np
import numpy.typing as npt

from safepassage.plan.model import Problem
from safepassage.plan.never import never_callable

Whole = npt.NDArray[np.int64]
Real = npt.NDArray[np.float64]
Truth = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Table:
    """Cases that can be called, ordered by registration, then id; one array of length n per column.

    `category`, `lane` and `list` are places in the problem's own lists (`lists` is sorted). `desks` and `quota` are per
    lane and per category.
    """

    problem: Problem
    ids: tuple[str, ...]
    lists: tuple[str, ...]
    weight: Whole
    minutes: Whole
    units: Whole
    persons: Whole
    category: Whole
    lane: Whole
    list: Whole
    ambulance: Truth
    show: Real
    desks: Whole
    quota: Whole

    @property
    def size(self) -> int:
        """How many cases."""
        return len(self.ids)


def tabulate(problem: Problem) -> Table:
    """Columns of every case that can be called at all."""
    never = {case for case, _ in never_callable(problem)}
    cases = sorted((one for one in problem.cases if one.id not in never), key=attrgetter("registered", "id"))
    category = {one.id: at for at, one in enumerate(problem.categories)}
    lane = {one.id: at for at, one in enumerate(problem.lanes)}
    lists = tuple(sorted({one.list for one in cases}))
    known = {name: at for at, name in enumerate(lists)}

    def whole(name: str) -> Whole:
        return np.fromiter(map(attrgetter(name), cases), np.int64, len(cases))

    return Table(
        problem=problem,
        ids=tuple(one.id for one in cases),
        lists=lists,
        weight=whole("weight"),
        minutes=whole("minutes"),
        units=whole("units"),
        persons=whole("persons"),
        category=np.fromiter((category[one.category] for one in cases), np.int64, len(cases)),
        lane=np.fromiter((lane[one.lane] for one in cases), np.int64, len(cases)),
        list=np.fromiter((known[one.list] for one in cases), np.int64, len(cases)),
        ambulance=np.fromiter((one.ambulance for one in cases), np.bool_, len(cases)),
        show=np.fromiter((one.show for one in cases), np.float64, len(cases)),
        desks=np.array([one.desks for one in problem.lanes], np.int64),
        quota=np.array([one.quota for one in problem.categories], np.int64),
    )
