"""The problem as columns of numbers, its cases in one order whatever the file's order was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import numpy as np
import numpy.typing as npt

from safepassage.plan.model import Problem
from safepassage.plan.never import most_persons

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
    """Columns of every case that can be called at all, as `never_callable` tells."""
    columns = _columns(problem)
    registered = columns.pop("registered")
    ids: list[str] = columns.pop("id")
    desks = np.array([one.desks for one in problem.lanes], np.int64)
    quota = np.array([one.quota for one in problem.categories], np.int64)
    able = columns["units"] <= quota[columns["category"]]
    able &= desks[columns["lane"]] > 0
    able &= (columns["minutes"] <= problem.day.minutes) | problem.day.grace
    able &= ~columns["ambulance"] | (problem.ambulances.count > 0)
    if problem.coupling:
        left = [case for case, one in zip(problem.cases, able.tolist(), strict=True) if one]
        most = most_persons(problem, left)
        limit = np.array([most.get(one.id, np.iinfo(np.int64).max) for one in problem.categories], np.int64)
        able &= columns["persons"] <= limit[columns["category"]]
    kept = _by_registration(registered, ids, np.flatnonzero(able))
    names: list[str] = columns.pop("list")
    lists = tuple(sorted({names[at] for at in kept.tolist()}))
    known = {name: at for at, name in enumerate(lists)}
    return Table(
        problem=problem,
        ids=tuple(ids[at] for at in kept.tolist()),
        lists=lists,
        list=np.array([known[names[at]] for at in kept.tolist()], np.int64),
        desks=desks,
        quota=quota,
        **{name: column[kept] for name, column in columns.items()},
    )


def _columns(problem: Problem) -> dict[str, Any]:
    """One array for each field of the cases, in the file's sequence; ids and lists as they are."""
    columns: dict[str, Any] = {name: list(map(attrgetter(name), problem.cases)) for name in ("id", "list")}
    for name in ("persons", "units", "weight", "minutes", "registered"):
        columns[name] = np.fromiter(map(attrgetter(name), problem.cases), np.int64, len(problem.cases))
    category = {one.id: at for at, one in enumerate(problem.categories)}
    lane = {one.id: at for at, one in enumerate(problem.lanes)}
    columns["category"] = np.array([category[one.category] for one in problem.cases], np.int64)
    columns["lane"] = np.array([lane[one.lane] for one in problem.cases], np.int64)
    columns["ambulance"] = np.array([one.ambulance for one in problem.cases], np.bool_)
    columns["show"] = np.array([one.show for one in problem.cases], np.float64)
    return columns


def _by_registration(registered: Whole, ids: Sequence[str], some: Whole) -> Whole:
    """Some of the cases by registration, those registered alike by id."""
    order = some[np.argsort(registered[some], kind="stable")]
    first = np.flatnonzero(np.diff(registered[order], prepend=registered[order[:1]] - 1))
    if len(first) == len(order):
        return np.asarray(order, np.int64)
    return np.array(sorted(order.tolist(), key=lambda at: (int(registered[at]), ids[at])), np.int64)
