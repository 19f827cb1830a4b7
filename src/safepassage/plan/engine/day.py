"""The day as it would run: who starts when, if everybody in the order shows up.

A free desk takes the first case of its lane's order that can start now: its category's quota has room for its units (those
inside count), an ambulance is free where it needs one, its coupling admits its persons with everybody of the category who is
through or inside, and no case of a category that goes first still waits. If none can, the desk waits until something changes.
What finishes at a minute is through at that minute, before anything starts in it; lanes take their turn as the problem names them.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence

import numpy as np

from safepassage.plan.engine.table import Table, Whole

NEVER = -1


def run(table: Table, order: Sequence[int], *, desks: Sequence[int] | None = None) -> Whole:
    """Start minute of each case of the order, in the order's sequence; -1 where it does not start before the day ends."""
    return _Day(table, order, list(table.desks) if desks is None else list(desks)).run()


class _Day:
    """One day's state while it runs."""

    def __init__(self, table: Table, order: Sequence[int], desks: list[int]) -> None:
        problem = table.problem
        places = {one.id: at for at, one in enumerate(problem.categories)}
        self.end = problem.day.minutes
        self.order = [int(one) for one in order]
        self.lane = [int(one) for one in table.lane[self.order]]
        self.minutes = [int(one) for one in table.minutes[self.order]]
        self.units = [int(one) for one in table.units[self.order]]
        self.persons = [int(one) for one in table.persons[self.order]]
        self.category = [int(one) for one in table.category[self.order]]
        self.ambulance = [bool(one) for one in table.ambulance[self.order]]
        self.left = [int(one) for one in table.quota]
        self.returning = problem.ambulances.return_minutes
        self.cars = problem.ambulances.count
        self.free = desks
        self.rules = [(places[r.category], places[r.needs], r.ratio, r.allowance) for r in problem.coupling]
        self.coupled = {rule[0] for rule in self.rules}
        self.before = [(places[r.first], places[r.then]) for r in problem.order]
        self.after = {then for _, then in self.before}
        self.started = [0] * len(places)
        self.through = [0] * len(places)
        self.waiting = [0] * len(places)
        for one in self.category:
            self.waiting[one] += 1
        self.queues: list[list[int]] = [[] for _ in table.desks]
        for at, lane in enumerate(self.lane):
            self.queues[lane].append(at)
        self.heads = [0] * len(self.queues)
        self.start = np.full(len(self.order), NEVER, np.int64)
        self.events: list[tuple[int, int, int]] = []

    def run(self) -> Whole:
        now = 0
        while now < self.end:
            while self._start_some(now):
                pass
            if not self.events:
                break
            now = self.events[0][0]
            while self.events and self.events[0][0] == now:
                self._happen(*heapq.heappop(self.events)[1:])
        return self.start

    def _happen(self, what: int, at: int) -> None:
        if what:
            self.cars += 1
        else:
            self.free[self.lane[at]] += 1
            self.through[self.category[at]] += self.units[at]

    def _start_some(self, now: int) -> bool:
        """Let every free desk start what it can; true if a category that goes first may have made room for another."""
        waited = sum(self.waiting)
        for lane in range(len(self.queues)):
            while self.free[lane]:
                at = self._first(lane)
                if at == NEVER:
                    break
                self._begin(at, now)
        return bool(self.before) and sum(self.waiting) < waited

    def _begin(self, at: int, now: int) -> None:
        category = self.category[at]
        self.start[at] = now
        self.free[self.lane[at]] -= 1
        self.left[category] -= self.units[at]
        self.started[category] += self.persons[at]
        self.waiting[category] -= 1
        heapq.heappush(self.events, (now + self.minutes[at], 0, at))
        if self.ambulance[at]:
            self.cars -= 1
            heapq.heappush(self.events, (now + self.minutes[at] + self.returning, 1, at))

    def _first(self, lane: int) -> int:
        """Take the first case of the lane that can start now out of its queue; drop those the quota has no room for."""
        queue = self.queues[lane]
        read = self.heads[lane]
        kept: list[int] = []
        found = NEVER
        while read < len(queue):
            at = queue[read]
            category = self.category[at]
            if self.units[at] > self.left[category]:
                self.waiting[category] -= 1
                read += 1
                continue
            if self._may(at, category):
                found = at
                read += 1
                break
            kept.append(at)
            read += 1
        back = read - len(kept)
        queue[back:read] = kept
        self.heads[lane] = back
        return found

    def _may(self, at: int, category: int) -> bool:
        if self.ambulance[at] and not self.cars:
            return False
        if category in self.coupled and not self._coupling_admits(at, category):
            return False
        if category in self.after:
            return not any(then == category and self.waiting[first] for first, then in self.before)
        return True

    def _coupling_admits(self, at: int, category: int) -> bool:
        persons = self.started[category] + self.persons[at]
        return all(
            persons <= ratio * self.through[needs] + allowance
            for coupled, needs, ratio, allowance in self.rules
            if coupled == category
        )
