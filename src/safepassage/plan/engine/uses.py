"""What each case uses of what is scarce, and how much of it there is by a closing minute.

Resources, in this order: minutes of each lane's desks, each category's quota, ambulance minutes, each coupling rule's room.
Cases alike in all that matters here are one kind with a count, so that 100,000 cases become a few thousand columns.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from safepassage.plan.engine.table import Real, Table, Whole


@dataclass(frozen=True, eq=False)
class Kinds:
    """Kinds of like cases: `count[i]` cases weigh `weight[i]`, last `minutes[i]` and use `uses[i, resource]` each.

    Kinds of one `shape` differ in weight and minutes only. `of_case` gives each case's kind. By minute t there is `base + slope * t` of the resources.
    """

    weight: Real
    minutes: Whole
    count: Real
    lane: Whole
    shape: Whole
    uses: Real
    base: Real
    slope: Real
    of_case: Whole


def kinds_of(table: Table) -> Kinds:
    """The kinds among the cases and the resources of the problem.

    An ambulance that brings its last case through by t needs to be back only later: hence `return_minutes` more of each.
    """
    first, of_case, count = _alike(table)
    problem = table.problem
    lanes, categories = len(table.desks), len(table.quota)
    rules = problem.coupling
    uses = np.zeros((len(first), lanes + categories + 1 + len(rules)))
    rows = np.arange(len(first))
    minutes, units, persons = table.minutes[first], table.units[first], table.persons[first]
    category = table.category[first]
    uses[rows, table.lane[first]] = minutes
    uses[rows, lanes + category] = units
    away = problem.ambulances.return_minutes
    uses[:, lanes + categories] = np.where(table.ambulance[first], minutes + away, 0)
    places = {one.id: at for at, one in enumerate(problem.categories)}
    for at, rule in enumerate(rules):
        column = lanes + categories + 1 + at
        uses[:, column] += np.where(category == places[rule.category], persons, 0)
        uses[:, column] -= np.where(category == places[rule.needs], rule.ratio * units, 0)
    cars = problem.ambulances.count
    base = np.concatenate([np.zeros(lanes), table.quota, [cars * away], [rule.allowance for rule in rules]])
    slope = np.concatenate([table.desks, np.zeros(categories), [cars], np.zeros(len(rules))])
    same = uses.copy()
    same[:, :lanes] = same[:, :lanes] > 0
    same[:, lanes + categories] = table.ambulance[first]
    _, shape = np.unique(same, axis=0, return_inverse=True)
    weight = table.weight[first].astype(np.float64)
    return Kinds(weight, minutes, count.astype(np.float64), table.lane[first], shape, uses, base, slope, of_case)


def _alike(table: Table) -> tuple[Whole, Whole, Whole]:
    """First case of each kind, each case's kind, how many there are of each."""
    columns = [table.category, table.lane, table.ambulance.astype(np.int64), table.units, table.weight, table.minutes]
    if table.problem.coupling:
        columns.append(table.persons)
    key = np.zeros(table.size, np.int64)
    for column in columns:
        _, place = np.unique(column, return_inverse=True)
        width = int(place.max(initial=0)) + 1
        if width * (int(key.max(initial=0)) + 1) > 2**62:
            _, key = np.unique(key, return_inverse=True)
        key = key * width + place
    _, first, of_case, count = np.unique(key, return_index=True, return_inverse=True, return_counts=True)
    return first, of_case, count
