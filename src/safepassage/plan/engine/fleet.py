"""What ambulances allow by a closing minute, as room that grows with time.

Let A ambulances serve lanes with m desks in all, R be the minutes to return, and S(q) the sum of the q shortest services that need one.

*Minutes.* A trip takes its service and R; an ambulance's last return may lie after t. Of the m cases that started last before another, one is
done when that one starts: so the j-th ambulance to start waits S(j // m) first, and the j-th last to finish does so S(j // m) before t.
*Trips.* In the same way one of the A cases that started last is back. Steps of either sort over distinct cases lead from the first start to the
n-th, so n trips take at least k R + S(k + d + 1) for all k, d with k A + d m <= n - 1.
*Long trips.* In a window of length R + q an ambulance starts at most one case of q minutes or more, then none until the window ends: so of k such
windows each holds at most A starts of them, and what starts after the k windows takes desk time: at most k A + m floor((t - k (R + q)) / q) by t.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from safepassage.plan.engine.table import Real, Table, Truth, Whole

SHORT = (0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0)


@dataclass(frozen=True, eq=False)
class Fleet:
    """`room[i, t]` of each resource of ambulances by minute t; `long` holds the q of each resource of long trips."""

    away: int
    long: tuple[int, ...]
    room: Real

    def uses(self, minutes: Whole, ambulance: Truth) -> Real:
        """What cases use of each resource, `[case, resource]`."""
        columns = [minutes + self.away, np.ones(len(minutes)), *((minutes >= q) for q in self.long)]
        return np.array(columns[: len(self.room)], np.float64).T * ambulance[:, None]


def fleet(table: Table) -> Fleet:
    """The resources of the problem's ambulances; none where no case needs one."""
    problem = table.problem
    away, cars, end = problem.ambulances.return_minutes, problem.ambulances.count, problem.day.minutes
    served = np.sort(table.minutes[table.ambulance])
    if not len(served):
        return Fleet(away, (), np.zeros((0, end + 1)))
    time = np.arange(end + 1)
    desks = int(table.desks[np.unique(table.lane[table.ambulance])].sum())
    most = min(len(served), desks * end)
    shortest = np.concatenate([[0], np.cumsum(served[: most + 1])])
    waits = 2 * shortest[np.minimum(np.arange(min(cars, most)) // desks, len(shortest) - 1)]
    minutes = np.maximum(time[:, None] + away - waits, 0).sum(axis=1)
    trips = np.searchsorted(_least_time(shortest, most, desks, cars, away), time, side="right")
    long = tuple(sorted({int(served[at]) for at in (int(cars * share) for share in SHORT) if at < len(served)}))
    rooms = [_long_trips(time, q, desks, cars, away) for q in long]
    return Fleet(away, long, np.array([minutes, trips, *rooms], np.float64))


def _least_time(shortest: Whole, most: int, desks: int, cars: int, away: int) -> Whole:
    """At least how long 1, 2, ... `most` trips take; it never falls with their number."""
    count = np.arange(1, most + 1)
    least = np.zeros(most, np.int64)
    for jumps in range((most - 1) // cars + 1):
        steps = (count - 1 - jumps * cars) // desks
        length = jumps * away + shortest[np.clip(jumps + steps + 1, 0, len(shortest) - 1)]
        least = np.where(steps >= 0, np.maximum(least, length), least)
    return np.maximum.accumulate(least)


def _long_trips(time: Whole, q: int, desks: int, cars: int, away: int) -> Real:
    """Most trips of `q` minutes or more by each minute; each desk ends whole services after the windows."""
    window = away + q
    room = np.full(len(time), np.inf)
    for windows in range(int(time[-1]) // window + 2):
        after = np.maximum(time - windows * window, 0)
        inside = np.where(time > (windows - 1) * window, windows * cars + desks * (after // q), np.inf)
        room = np.minimum(room, inside)
    return room
