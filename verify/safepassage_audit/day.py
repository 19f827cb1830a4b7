"""A planned day run again from the recorded problem: everybody on the order comes, and lanes let in what they can, minute by minute."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from typing import Any

MOST_MINUTES = 25 * 60  # the longest day there is: an export must not make its reader run for ever
STEPS, STEPS_A_CASE = (
    500_000,
    1_000,
)  # looks at cases and rules; the largest honest day needs a part of them (docs/adr/0143)
Case = dict[str, Any]


class TooLargeError(Exception):
    """Larger than anything that is made: who reads it would do nothing else any more."""


def minutes_of(problem: dict[str, Any]) -> int:
    """How many minutes the planned day has."""
    minutes: int = problem["day"]["minutes"]
    if minutes > MOST_MINUTES:
        raise ValueError("no day is so long")
    return minutes


class Day:
    """The planned day; `starts` says in which minute each case began."""

    def __init__(self, problem: dict[str, Any], order: list[Case]) -> None:
        """Run it."""
        self.starts: dict[Any, int] = {}
        self._problem = problem
        self._order = order
        self._steps = STEPS + STEPS_A_CASE * len(order)
        # Cases alike in all that decides whether they may begin wait in one queue: only its first is looked at.
        self._waiting: dict[Any, dict[Any, list[int]]] = {lane["id"]: {} for lane in problem["lanes"]}
        for place, case in enumerate(order):
            if case["lane"] in self._waiting:
                alike = (case["category"], case["persons"], case["units"], bool(case["ambulance"]))
                self._waiting[case["lane"]].setdefault(alike, []).append(place)
        self._left = Counter(case["category"] for case in order)
        self._desks = {lane["id"]: lane["desks"] for lane in problem["lanes"]}
        self._room = {one["id"]: one["quota"] for one in problem["categories"]}
        self._coupling: dict[Any, list[dict[str, Any]]] = defaultdict(list)
        for rule in problem.get("coupling") or ():
            self._coupling[rule["category"]].append(rule)
        self._before: dict[Any, list[Any]] = defaultdict(list)
        for rule in problem.get("order") or ():
            self._before[rule["then"]].append(rule["first"])
        away = problem["ambulances"].get("away", [])
        self._ambulances = problem["ambulances"]["count"] - len(away)
        self._through: Counter[Any] = Counter()
        self._begun: Counter[Any] = Counter()
        self._ends: dict[Any, list[Case]] = defaultdict(list)
        self._returns = Counter(away)
        for minute in range(minutes_of(problem)):
            self._pass(minute)

    def _spend(self, steps: int) -> None:
        self._steps -= steps
        if self._steps < 0:
            raise TooLargeError

    def _pass(self, minute: int) -> None:
        ended, back = self._ends.pop(minute, []), self._returns[minute]
        for case in ended:
            self._desks[case["lane"]] += 1
            self._through[case["category"]] += case["units"]
        self._ambulances += back
        if minute and not ended and not back:
            return  # nothing has changed since nobody could be let in
        while self._let_in(minute):
            pass

    def _let_in(self, minute: int) -> bool:
        moved = False
        for lane, queues in self._waiting.items():
            self._spend(1)
            at = 0
            while self._desks[lane] and (place := self._next(queues, at)) >= 0:
                moved = True
                case = self._order[place]
                self._left[case["category"]] -= 1
                at = place + 1
                if not self._full(case):
                    self._begin(case, minute)
                    at = 0
        return moved

    def _next(self, queues: dict[Any, list[int]], at: int) -> int:
        """Take the first case from that place on whose turn it is, or for whose category there is no room left; -1 for none."""
        self._spend(len(queues))
        heads = []
        for alike, places in queues.items():
            index = bisect_left(places, at)
            if index < len(places):
                heads.append((places[index], index, alike))
        for place, index, alike in sorted(heads, key=lambda head: head[0]):
            case = self._order[place]
            if self._full(case) or self._may(case):
                del queues[alike][index]
                if not queues[alike]:
                    del queues[alike]
                return place
        return -1

    def _full(self, case: Case) -> bool:
        return bool(case["units"] > self._room[case["category"]])

    def _may(self, case: Case) -> bool:
        category = case["category"]
        coupling, before = self._coupling.get(category, ()), self._before.get(category, ())
        self._spend(1 + len(coupling) + len(before))
        if case["ambulance"] and not self._ambulances:
            return False
        for rule in coupling:
            most = rule["ratio"] * self._through[rule["needs"]] + rule["allowance"]
            if self._begun[category] + case["persons"] > most:
                return False
        return not any(self._left[first] > 0 for first in before)

    def _begin(self, case: Case, minute: int) -> None:
        self.starts[case["id"]] = minute
        self._desks[case["lane"]] -= 1
        self._room[case["category"]] -= case["units"]
        self._begun[case["category"]] += case["persons"]
        self._ends[minute + case["minutes"]].append(case)
        if case["ambulance"]:
            self._ambulances -= 1
            self._returns[minute + case["minutes"] + self._problem["ambulances"]["return_minutes"]] += 1
