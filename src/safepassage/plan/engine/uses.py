"""What each case uses of what is scarce, and how much of it there is by a closing minute.

Resources, in this order: minutes of each lane's desks, each category's quota, what ambulances allow (`fleet`), each coupling rule's room.
Cases alike in all that matters here are one kind with a count, so that 100,000 cases become a few thousand columns.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from safepassage.plan.engine.fleet import Fleet, fleet
from safepassage.plan.engine.table import Real, Table, Whole


@dataclass(frozen=True, eq=False)
class Kinds:
    """Kinds of like cases: `count[i]` cases weigh `weight[i]`, last `minutes[i]` and use `uses[i, resource]` each.

    Kinds of one `shape` differ in weight and minutes only; `of_case` gives each case's kind. `room[t, resource]` is what there is by minute
    t. The first `lanes` resources are desk time, which passes; the next `quotas` are quotas, which do not grow.
    """

    weight: Real
    minutes: Whole
    count: Real
    lane: Whole
    shape: Whole
    uses: Real
    room: Real
    of_case: Whole
    lanes: int
    quotas: int
    after: int

    @property
    def ambulance(self) -> slice:
        """The resources that only cases with an ambulance use."""
        return slice(self.lanes + self.quotas, self.after)


def kinds_of(table: Table) -> Kinds:
    """The kinds among the cases and the resources of the problem."""
    first, of_case, count = _alike(table)
    problem = table.problem
    lanes, quotas, rules = len(table.desks), len(table.quota), problem.coupling
    cars = fleet(table)
    after = lanes + quotas + len(cars.room)
    uses = np.zeros((len(first), after + len(rules)))
    rows = np.arange(len(first))
    minutes, units, persons = table.minutes[first], table.units[first], table.persons[first]
    category = table.category[first]
    uses[rows, table.lane[first]] = minutes
    uses[rows, lanes + category] = units
    uses[:, lanes + quotas : after] = cars.uses(minutes, table.ambulance[first])
    places = {one.id: at for at, one in enumerate(problem.categories)}
    for at, rule in enumerate(rules):
        uses[:, after + at] += np.where(category == places[rule.category], persons, 0)
        uses[:, after + at] -= np.where(category == places[rule.needs], rule.ratio * units, 0)
    same = np.column_stack(
        [table.lane[first], uses[:, lanes : lanes + quotas], table.ambulance[first], uses[:, after:]]
    )
    _, shape = np.unique(same, axis=0, return_inverse=True)
    weight = table.weight[first].astype(np.float64)
    room = room_of(table, cars)
    return Kinds(
        weight, minutes, count.astype(np.float64), table.lane[first], shape, uses, room, of_case, lanes, quotas, after
    )


def _alike(table: Table) -> tuple[Whole, Whole, Whole]:
    """First case of each kind, each case's kind, how many there are of each."""
    columns = [table.category, table.lane, table.ambulance.astype(np.int64), table.units, table.weight, table.minutes]
    if table.problem.coupling:
        columns.append(table.persons)
    key = np.zeros(table.size, np.int64)
    for column in columns:
        width = int(column.max(initial=0)) + 1
        if width * (int(key.max(initial=0)) + 1) >= 1 << 62:
            _, key = np.unique(key, return_inverse=True)
        key = key * width + column
    _, first, of_case, count = np.unique(key, return_index=True, return_inverse=True, return_counts=True)
    return first, of_case, count


def room_of(table: Table, cars: Fleet) -> Real:
    """What there is of each resource by each minute 0..end, `[minute, resource]`."""
    problem = table.problem
    time = np.arange(problem.day.minutes + 1, dtype=np.float64)
    columns = [float(desks) * time for desks in table.desks]
    columns += [np.full(len(time), float(quota)) for quota in table.quota]
    columns += list(cars.room)
    columns += [np.full(len(time), float(rule.allowance)) for rule in problem.coupling]
    return np.array(columns).T
