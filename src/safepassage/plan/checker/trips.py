"""What ambulances allow by a closing minute, as the checker proves it: each part with its own reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from safepassage.plan.checker.able import callable_cases
from safepassage.plan.model import CaseToPlan, Problem

OFTEN = 6


@dataclass(frozen=True)
class Limits:
    """Resources that only cases with an ambulance use: `use` of a case, and the room by each minute 0..end."""

    away: int
    lengths: tuple[int, ...]
    rooms: tuple[tuple[int, ...], ...]

    def use(self, case: CaseToPlan) -> tuple[int, ...]:
        """What the case uses of each."""
        if not case.ambulance:
            return (0,) * len(self.rooms)
        return (case.minutes + self.away, 1, *(int(case.minutes >= length) for length in self.lengths))


def limits_of(problem: Problem) -> Limits:
    """Time of the ambulances, number of trips, number of long trips."""
    served = [case for case in callable_cases(problem) if case.ambulance]
    away, cars, end = problem.ambulances.return_minutes, problem.ambulances.count, problem.day.minutes
    if not served:
        return Limits(away, (), ())
    desks = sum(lane.desks for lane in problem.lanes if any(case.lane == lane.id for case in served))
    shortest = sorted(case.minutes for case in served)
    sums = (0, *accumulate(shortest))
    lengths = tuple(sorted(set(shortest[: OFTEN * cars + 1])))
    return Limits(
        away,
        lengths,
        (
            tuple(_time(minute, sums, desks, cars, away) for minute in range(end + 1)),
            _trips(end, sums, desks, cars, away),
            *(_long_trips(end, length, desks, cars, away) for length in lengths),
        ),
    )


def _time(minute: int, sums: Sequence[int], desks: int, cars: int, away: int) -> int:
    """Ambulance minutes of cases through by the minute.

    The k-th ambulance to begin (k from 0) begins after at least k // desks services one after the other; likewise the k-th last to finish
    its last service; it returns within `away` after that.
    """
    total = 0
    for car in range(min(cars, len(sums) - 1)):
        total += max(0, minute + away - 2 * sums[min(car // desks, len(sums) - 1)])
    return total


def _trips(end: int, sums: Sequence[int], desks: int, cars: int, away: int) -> tuple[int, ...]:
    """Trips over by each minute.

    Before the n-th begins, n - 1 have begun. Go back from it: each step leads over an ambulance's return (at most `cars` places back) or a
    desk's service (at most `desks` places back), always over another case.
    """
    room = []
    trips = 0
    for minute in range(end + 1):
        while trips < len(sums) - 1 and _least(trips + 1, sums, desks, cars, away) <= minute:
            trips += 1
        room.append(trips)
    return tuple(room)


def _least(trips: int, sums: Sequence[int], desks: int, cars: int, away: int) -> int:
    returns = range((trips - 1) // cars + 1)
    return max(away * back + sums[back + (trips - 1 - back * cars) // desks + 1] for back in returns)


def _long_trips(end: int, length: int, desks: int, cars: int, away: int) -> tuple[int, ...]:
    """Trips of at least `length` over by each minute.

    In a window of away + length each ambulance begins at most one of them; after so many windows each desk ends one in each `length` minutes.
    """
    window = away + length
    return tuple(
        min(
            windows * cars + desks * (max(0, minute - windows * window) // length)
            for windows in range(-(-minute // window) + 1)
        )
        for minute in range(end + 1)
    )
