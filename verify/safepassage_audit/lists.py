"""Call lists, where their bodies can be read: is the list what its inputs give, within the quota, in the agreed order, by registration?

Nothing of Safe Passage is used: the day is run again here from the recorded problem.
"""

from __future__ import annotations

import json
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

AGREED, MADE, PUBLISHED = "terms.agreed/1", "plan.made/1", "plan.published/1"
ALIKE = ("category", "list", "lane", "persons", "units", "weight", "minutes", "ambulance", "show")
THOUSAND = 1000
MOST_MINUTES = 25 * 60  # the longest day there is: an export must not make its reader run for ever
Found = Iterator[tuple[str, str]]  # stable code, sentence


class Lists:
    """What was agreed and planned so far, in so far as the reader may read it."""

    def __init__(self) -> None:
        """Know nothing."""
        self._terms: dict[str, Any] = {}
        self._made: dict[tuple[str, int], dict[str, Any]] = {}
        self.checked = 0

    def learn(self, kind: str, fact: dict[str, Any]) -> Found:
        """Take a readable fact in; what is wrong with a list that it publishes."""
        try:
            if kind == AGREED:
                self._terms = tomllib.loads(fact["toml"])
            elif kind == MADE:
                self._made[fact["day"], fact["draft"]] = fact
            elif kind == PUBLISHED:
                made = self._made.pop((fact["day"], fact["draft"]), None)
                if made is not None:
                    yield from self._published(fact, made)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError):
            yield "list", "a list or the terms it rests on cannot be read as what they say they are"

    def _published(self, fact: dict[str, Any], made: dict[str, Any]) -> Found:
        self.checked += 1
        problem, result = json.loads(made["problem"]), json.loads(made["result"])
        calls = sorted(made["calls"], key=lambda call: call["position"])
        cases = {case["id"]: case for case in problem["cases"]}
        day = fact["day"]
        yield from _families(day, fact, calls, cases)
        yield from self._order(day, calls, result)
        yield from self._quota(day, calls, cases, problem)
        yield from _registration(day, [one["case"] for one in result["order"]], cases)
        yield from _worth(day, problem, result, cases)

    def _order(self, day: str, calls: list[dict[str, Any]], result: dict[str, Any]) -> Found:
        """The list stands in the order that the plan gave, with each order rule of the terms applied."""
        category = {call["case_id"]: call["category"] for call in calls}
        expected = [one["case"] for one in result["order"]]
        rules = self._terms.get("orders", [])
        for rule in rules:
            expected.sort(key=lambda case, first=rule["first"]: category.get(case) != first)
        if [call["case_id"] for call in calls] != expected:
            yield "list-order", f"the list of {day} is not in the order that its plan gave: reordered, added to or cut"
        for rule in rules:
            places = [place for place, call in enumerate(calls) if call["category"] == rule["first"]]
            if any(call["category"] == rule["then"] for call in calls[: max(places, default=0)]):
                yield "order", f"{rule['then']} stands before {rule['first']} on the list of {day}"

    def _quota(self, day: str, calls: list[dict[str, Any]], cases: dict[str, Any], problem: dict[str, Any]) -> Found:
        agreed = {
            one["category"]: one.get("on_days", {}).get(day, one.get("per_day"))
            for one in self._terms.get("quotas", [])
        }
        expected: Counter[str] = Counter()
        for call in calls:
            case = cases.get(call["case_id"])
            if case is not None:
                expected[case["category"]] += round(THOUSAND * case["units"] * case["show"])
        for one in problem["categories"]:
            ceiling = agreed.get(one["id"])
            if ceiling is not None and one["quota"] > ceiling:
                yield (
                    "quota",
                    f"the list of {day} was made with {one['quota']} of {one['id']}, and the terms allow {ceiling}",
                )
            if expected[one["id"]] > THOUSAND * one["quota"]:
                yield "quota", f"more of {one['id']} are called on {day} than its quota of {one['quota']} lets through"


def _families(day: str, fact: dict[str, Any], calls: list[dict[str, Any]], cases: dict[str, Any]) -> Found:
    """Everybody called was among those who could be, once, and as many persons as were counted."""
    times = Counter(call["case_id"] for call in calls)
    for name, count in times.items():
        if name not in cases:
            yield "list-family", f"case {name} is on the list of {day} and was not among those to be planned"
        if count > 1:
            yield "list-family", f"case {name} is on the list of {day} {count} times"
    for call in calls:
        case = cases.get(call["case_id"])
        if case is not None and (len(call["persons"]), call["category"]) != (case["persons"], case["category"]):
            yield "list-family", f"case {call['case_id']} is called on {day} with others than it was planned with"
    persons = sum(len(call["persons"]) for call in calls)
    if (fact["cases"], fact["persons"]) != (len(calls), persons):
        yield "list-family", f"{fact['persons']} persons are published for {day}, and the list holds {persons}"


def _registration(day: str, order: list[str], cases: dict[str, Any]) -> Found:
    """Of cases alike in everything that is weighed, who registered first goes first."""
    place = {name: at for at, name in enumerate(order)}
    alike: dict[tuple[Any, ...], list[dict[str, Any]]] = defaultdict(list)
    for case in cases.values():
        alike[tuple(case[name] for name in ALIKE)].append(case)
    for group in alike.values():
        group.sort(key=lambda case: case["registered"])
        places = [place.get(case["id"], len(order)) for case in group]
        for at in range(1, len(group)):
            if places[at] < max(places[:at]):
                yield (
                    "ranking",
                    f"case {group[at]['id']} goes before a case alike that registered earlier, on the list of {day}",
                )


def _worth(day: str, problem: dict[str, Any], result: dict[str, Any], cases: dict[str, Any]) -> Found:
    """The plan's promise, minute by minute: the day is run again in the plan's order."""
    order = [cases[one["case"]] for one in result["order"] if one["case"] in cases]
    gained: Counter[int] = Counter()
    for name, start in _Day(problem, order).starts.items():
        gained[start + (1 if problem["day"]["grace"] else cases[name]["minutes"])] += cases[name]["weight"]
    told = {one["minute"]: one["value"] for one in result["certificate"]}
    value = 0
    for minute in range(_minutes(problem) + 1):
        value += gained[minute]
        if told.get(minute, value) != value:
            yield "ranking", f"by minute {minute} of {day} the order gives another worth than the plan says: {value}"
            return


def _minutes(problem: dict[str, Any]) -> int:
    minutes: int = problem["day"]["minutes"]
    if minutes > MOST_MINUTES:
        raise ValueError("no day is so long")
    return minutes


class _Day:
    """Everybody on the order comes: lanes let in what they can, minute by minute."""

    def __init__(self, problem: dict[str, Any], order: list[dict[str, Any]]) -> None:
        self.problem = problem
        self.starts: dict[str, int] = {}
        self.waiting = {lane["id"]: [case for case in order if case["lane"] == lane["id"]] for lane in problem["lanes"]}
        self.left = Counter(case["category"] for case in order)
        self.desks = {lane["id"]: lane["desks"] for lane in problem["lanes"]}
        self.room = {one["id"]: one["quota"] for one in problem["categories"]}
        away = problem["ambulances"].get("away", [])
        self.ambulances = problem["ambulances"]["count"] - len(away)
        self.through: Counter[str] = Counter()
        self.begun: Counter[str] = Counter()
        self.ends: dict[int, list[dict[str, Any]]] = defaultdict(list)
        self.returns = Counter(away)
        for minute in range(_minutes(problem)):
            for case in self.ends.pop(minute, []):
                self.desks[case["lane"]] += 1
                self.through[case["category"]] += case["units"]
            self.ambulances += self.returns[minute]
            while self._let_in(minute):
                pass

    def _let_in(self, minute: int) -> bool:
        moved = False
        for lane, queue in self.waiting.items():
            at = 0
            while self.desks[lane] and at < len(queue):
                case = queue[at]
                full = case["units"] > self.room[case["category"]]
                if not full and not self._may(case):
                    at += 1
                    continue
                del queue[at]
                self.left[case["category"]] -= 1
                moved = True
                if not full:
                    self._begin(case, minute)
                    at = 0
        return moved

    def _may(self, case: dict[str, Any]) -> bool:
        if case["ambulance"] and not self.ambulances:
            return False
        for rule in self.problem.get("coupling") or ():
            most = rule["ratio"] * self.through[rule["needs"]] + rule["allowance"]
            if rule["category"] == case["category"] and self.begun[case["category"]] + case["persons"] > most:
                return False
        rules = self.problem.get("order") or ()
        return not any(rule["then"] == case["category"] and self.left[rule["first"]] > 0 for rule in rules)

    def _begin(self, case: dict[str, Any], minute: int) -> None:
        self.starts[case["id"]] = minute
        self.desks[case["lane"]] -= 1
        self.room[case["category"]] -= case["units"]
        self.begun[case["category"]] += case["persons"]
        self.ends[minute + case["minutes"]].append(case)
        if case["ambulance"]:
            self.ambulances -= 1
            self.returns[minute + case["minutes"] + self.problem["ambulances"]["return_minutes"]] += 1
