"""The day again, minute by minute, in plain Python: what the published order gives if everybody in it shows up.

Written apart from the planner on purpose: nothing here but the nouns of `model` is shared with it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from safepassage.plan.model import CaseToPlan, Plan, Problem


@dataclass
class Replay:
    """What happened: the start minute of each case that started."""

    problem: Problem
    starts: dict[str, int] = field(default_factory=dict)

    def through_at(self, case: CaseToPlan) -> int | None:
        """From which closing minute on the case counts as through; None if it never does."""
        start = self.starts.get(case.id)
        if start is None:
            return None
        minute = start + 1 if self.problem.day.grace else start + case.minutes
        return minute if minute <= self.problem.day.minutes else None


def replay(problem: Problem, plan: Plan) -> Replay:
    """Run the order through the day."""
    cases = {case.id: case for case in problem.cases}
    return _Crossing(problem, [cases[placed.case] for placed in plan.order if placed.case in cases]).day()


class _Crossing:
    def __init__(self, problem: Problem, order: list[CaseToPlan]) -> None:
        self.problem = problem
        self.result = Replay(problem)
        self.waiting = {lane.id: [case for case in order if case.lane == lane.id] for lane in problem.lanes}
        self.desks = {lane.id: lane.desks for lane in problem.lanes}
        self.room = {category.id: category.quota for category in problem.categories}
        self.ambulances = problem.ambulances.count - len(problem.ambulances.away)
        self.patients_through: dict[str, int] = defaultdict(int)
        self.persons_begun: dict[str, int] = defaultdict(int)
        self.ends: dict[int, list[CaseToPlan]] = defaultdict(list)
        self.returns: dict[int, int] = defaultdict(int)
        for minute in problem.ambulances.away:
            self.returns[minute] += 1

    def day(self) -> Replay:
        for minute in range(self.problem.day.minutes):
            for case in self.ends.pop(minute, []):
                self.desks[case.lane] += 1
                self.patients_through[case.category] += case.units
            self.ambulances += self.returns.pop(minute, 0)
            while self._call(minute):
                pass
        return self.result

    def _call(self, minute: int) -> bool:
        """Every lane in turn lets in what it can; true if anybody moved or was turned away."""
        moved = False
        for lane in self.problem.lanes:
            queue = self.waiting[lane.id]
            at = 0
            while self.desks[lane.id] and at < len(queue):
                case = queue[at]
                if case.units > self.room[case.category]:
                    del queue[at]
                    moved = True
                elif self._can_start(case):
                    del queue[at]
                    self._begin(case, minute)
                    moved = True
                    at = 0
                else:
                    at += 1
        return moved

    def _can_start(self, case: CaseToPlan) -> bool:
        if case.ambulance and not self.ambulances:
            return False
        for rule in self.problem.coupling:
            allowed = rule.ratio * self.patients_through[rule.needs] + rule.allowance
            if rule.category == case.category and self.persons_begun[case.category] + case.persons > allowed:
                return False
        return not any(
            rule.then == case.category
            and any(other.category == rule.first for q in self.waiting.values() for other in q)
            for rule in self.problem.order
        )

    def _begin(self, case: CaseToPlan, minute: int) -> None:
        self.result.starts[case.id] = minute
        self.desks[case.lane] -= 1
        self.room[case.category] -= case.units
        self.persons_begun[case.category] += case.persons
        self.ends[minute + case.minutes].append(case)
        if case.ambulance:
            self.ambulances -= 1
            self.returns[minute + case.minutes + self.problem.ambulances.return_minutes] += 1
