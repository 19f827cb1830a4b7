"""Is an explanation true? Everything it says is worked out again from problem and plan, without the planner's and the explainer's code."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from safepassage.kernel.problems import Problem as Fault
from safepassage.plan.checker.able import callable_cases
from safepassage.plan.model import CaseToPlan, Change, Explanation, Plan, Problem

WAYS = ("quota", "lane-time", "order-or-coupling", "missing-ambulance")
NEVER = {*WAYS, "too-large", "too-long"}
NUMBER = re.compile(r"\d+(?:\.\d+)?")
Solver = Callable[[Problem], Plan]


def verify_explanation(
    problem: Problem, plan: Plan, explanation: Explanation, solve: Solver | None = None
) -> tuple[Fault, ...]:
    """Everything an explanation says that is not so, or that it must not say; nothing where it may be shown.

    With `solve`, each change it names is tried: the plan of the changed problem must call the case. Without, a change is only held against what
    stands in the way.
    """
    return tuple(_Claim(problem, plan, explanation, solve).faults())


def _fault(what: str, column: str) -> Fault:
    return Fault("explanation", what, "explain the case anew; do not show this one", column=column, code="untrue")


class _Claim:
    """One explanation held against problem and plan."""

    def __init__(self, problem: Problem, plan: Plan, said: Explanation, solve: Solver | None) -> None:
        self.problem, self.plan, self.said, self.solve = problem, plan, said, solve
        self.cases = {one.id: one for one in problem.cases}
        self.order = [one.case for one in plan.order]
        self.called = [self.cases[one] for one in self.order if one in self.cases]

    def faults(self) -> Iterator[Fault]:
        case = self.cases.get(self.said.case)
        yield from self._words()
        if case is None:
            yield from self._expect("missing-answer", ())
            yield from self._empty(0)
        elif case.id in self.order:
            yield from self._listed(case)
        elif case.id not in {one.id for one in callable_cases(self.problem)}:
            yield from self._never(case)
        else:
            yield from self._waiting(case)

    def _expect(self, reason: str, also: tuple[str, ...]) -> Iterator[Fault]:
        if self.said.reason != reason:
            yield _fault(f"the reason given is {self.said.reason}, and it is {reason}", "reason")
        if tuple(self.said.also) != also:
            yield _fault("what else stands in the way is not what is said", "also")

    def _empty(self, weight: int) -> Iterator[Fault]:
        said = self.said
        if (said.position, said.wave, said.slots, said.tenths_of_days, said.cutoff) != (0, -1, 0, 0, -1):
            yield _fault("a place, slots or a cut-off are named where there are none", "position")
        if said.weight != weight or said.changes:
            yield _fault("a weight or a change is named that is not the case's", "weight")

    def _listed(self, case: CaseToPlan) -> Iterator[Fault]:
        said, at = self.said, self.order.index(case.id)
        yield from self._expect("listed", ())
        if (said.position, said.wave) != (at + 1, self.plan.order[at].wave):
            yield _fault("the place or the wave is not the plan's", "position")
        if (said.weight, said.slots, said.tenths_of_days, said.cutoff) != (case.weight, 0, 0, -1) or said.changes:
            yield _fault("a called case needs no slots and no change", "slots")

    def _never(self, case: CaseToPlan) -> Iterator[Fault]:
        yield from self._expect(self.said.reason if self.said.reason in self._bars(case) else "another", ())
        yield from self._empty(case.weight)

    def _bars(self, case: CaseToPlan) -> set[str]:
        """Reasons for which no plan could call the case; where nothing of its own bars it, the coupling does."""
        quota, desks = self._quota(case), self._desks(case)
        own = {
            "quota": quota == 0 and case.units > 0,
            "too-large": case.units > quota > 0,
            "lane-time": desks == 0,
            "too-long": case.minutes > self.problem.day.minutes and not self.problem.day.grace,
            "missing-ambulance": case.ambulance and not self.problem.ambulances.count,
        }
        return {reason for reason, holds in own.items() if holds} or {"order-or-coupling"}

    def _quota(self, case: CaseToPlan) -> int:
        return next(one.quota for one in self.problem.categories if one.id == case.category)

    def _desks(self, case: CaseToPlan) -> int:
        return next(one.desks for one in self.problem.lanes if one.id == case.lane)

    def _waiting(self, case: CaseToPlan) -> Iterator[Fault]:
        said = self.said
        ways = self.in_the_way(case) or (("share",) if self.problem.shares else ("lane-time",))
        place = self.plan.standby.index(case.id) + 1 if case.id in self.plan.standby else 0
        yield from self._expect("standby" if place else ways[0], ways if place else ways[1:])
        if (said.position, said.wave, said.weight) != (place, -1, case.weight):
            yield _fault("place, wave or weight is not the case's", "position")
        yield from self._slots(case)
        yield from self._changes(case, ways)

    def in_the_way(self, case: CaseToPlan) -> tuple[str, ...]:
        """What the called leave no room for: quota, minutes of its lane's desks, the coupling, ambulances."""
        quota = sum(one.units for one in self.called if one.category == case.category) + case.units
        time = sum(one.minutes for one in self.called if one.lane == case.lane) + case.minutes
        full = {
            "quota": quota > self._quota(case),
            "lane-time": time > self._desks(case) * self.problem.day.minutes,
            "order-or-coupling": self._coupled(case),
            "missing-ambulance": case.ambulance and self._no_ambulance(case),
        }
        return tuple(way for way in WAYS if full[way])

    def _coupled(self, case: CaseToPlan) -> bool:
        persons = sum(one.persons for one in self.called if one.category == case.category) + case.persons
        return any(
            persons > rule.allowance + rule.ratio * sum(one.units for one in self.called if one.category == rule.needs)
            for rule in self.problem.coupling
            if rule.category == case.category
        )

    def _no_ambulance(self, case: CaseToPlan) -> bool:
        fleet = self.problem.ambulances
        used = sum(one.minutes + fleet.return_minutes for one in (*self.called, case) if one.ambulance)
        return used > fleet.count * (self.problem.day.minutes + fleet.return_minutes)

    def _slots(self, case: CaseToPlan) -> Iterator[Fault]:
        """Slots are its own units and those of cases not called before it: all alike that were registered earlier, none alike that were later."""
        said, listed = self.said, set(self.order)
        waiting = [one for one in self.problem.cases if one.category == case.category and one.id not in listed]
        twins = [one for one in waiting if _alike(one, case)]
        mine = (case.registered, case.id)
        least = case.units + sum(one.units for one in twins if (one.registered, one.id) < mine)
        most = sum(one.units for one in waiting) - sum(one.units for one in twins if (one.registered, one.id) > mine)
        if not least <= said.slots <= most:
            yield _fault("so many slots are not before the case", "slots")
        pace = sum(one.units for one in self.called if one.category == case.category)
        if said.tenths_of_days != (-(-said.slots * 10 // pace) if pace else 0):
            yield _fault("the days are not the slots at this day's pace", "tenths_of_days")

    def _changes(self, case: CaseToPlan, ways: tuple[str, ...]) -> Iterator[Fault]:
        for at, change in enumerate(self.said.changes):
            column = f"changes[{at}]"
            changed = self._changed(case, change, ways)
            if changed is None:
                yield _fault("the change begins from a value that is not the problem's, or does not help", column)
            elif self.solve is not None and case.id not in {one.case for one in self.solve(changed).order}:
                yield _fault("with this change the case is not called", column)
        weights = [one.then for one in self.said.changes if one.what == "weight"]
        if self.said.cutoff != (weights[0] if weights else -1) or len(weights) > 1:
            yield _fault("the cut-off is not the weight that would change it", "cutoff")

    def _changed(self, case: CaseToPlan, change: Change, ways: tuple[str, ...]) -> Problem | None:
        """The problem with the change; None where it could not be, or is none."""
        problem, now, then = self.problem, change.now, change.then
        match change.what:
            case "quota" if now == self._quota(case) and then >= now + self.said.slots and "quota" in ways:
                more = tuple(replace(one, quota=then) if one.id == case.category else one for one in problem.categories)
                return replace(problem, categories=more)
            case "desks" if now == self._desks(case) < then and "lane-time" in ways:
                more_desks = tuple(replace(one, desks=then) if one.id == case.lane else one for one in problem.lanes)
                return replace(problem, lanes=more_desks)
            case "ambulance" if case.ambulance and (now, then) == (1, 0):
                return self._with(replace(case, ambulance=False))
            case "weight" if now == case.weight < then:
                return self._with(replace(case, weight=then))
        return None

    def _with(self, case: CaseToPlan) -> Problem:
        return replace(self.problem, cases=tuple(case if one.id == case.id else one for one in self.problem.cases))

    def _words(self) -> Iterator[Fault]:
        """The sentences name no other case, and no number that the explanation does not state."""
        said = self.said
        own = {said.case, *(one.id for one in self.problem.lanes), *(one.id for one in self.problem.categories)}
        stated = {said.position, said.wave, said.weight, said.cutoff, said.slots}
        stated |= {number for one in said.changes for number in (one.now, one.then)}
        numbers = {str(one) for one in stated} | {f"{said.tenths_of_days / 10:.1f}"}
        others = self.cases.keys() - own
        for at, sentence in enumerate(said.sentences):
            text = sentence
            for name in sorted(own, key=len, reverse=True):
                text = re.sub(rf"(?<![\w-]){re.escape(name)}(?![\w-])", " ", text)
            if any(word in others for word in re.findall(r"[^\s,;:()]+", text.replace(". ", " ").rstrip("."))):
                yield _fault("another case is named", f"sentences[{at}]")
            elif any(number not in numbers for number in NUMBER.findall(text)):
                yield _fault("a number is said that the explanation does not state", f"sentences[{at}]")


def _alike(one: CaseToPlan, case: CaseToPlan) -> bool:
    return replace(one, id=case.id, registered=case.registered, show=case.show) == case
