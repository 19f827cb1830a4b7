"""Call lists, where their bodies can be read: is the list what its inputs give, within the quota, in the agreed order, by registration?

Nothing of Safe Passage is used: the day is run again here from the recorded problem.
"""

from __future__ import annotations

import json
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from safepassage_audit.day import Day, TooLargeError, minutes_of
from safepassage_audit.problem import UnformedError, hold_to_form

AGREED, MADE, PUBLISHED = "terms.agreed/1", "plan.made/1", "plan.published/1"
ALIKE = ("category", "list", "lane", "persons", "units", "weight", "minutes", "ambulance", "show")
THOUSAND = 1000
# Larger than anything that is made (docs/adr/0143): an export must not fill its reader's memory or time
MOST_CASES, MOST_RULES, MOST_DAY = 20_000, 100, 100
MOST_TERMS, MOST_DOTS = 1_000_000, 4_000_000
Found = Iterator[tuple[str, str]]  # stable code, sentence
UNREAD_LIST = "a list or the terms it rests on cannot be read as what they say they are"
TOO_LARGE = "a list or the terms it rests on are larger than any that are made: it was not computed again"
# Why a published list was not computed again, or not with everything it rests on
LIST_CLOSED, PLAN_CLOSED, TERMS_CLOSED, UNREAD = "list-closed", "plan-closed", "terms-closed", "unread"
PLAN_DROPPED = "plan-dropped"
MOST_NAMED = 20
MOST_HELD = 3  # days whose last list is remembered: one is made again on its day, while the next is published
MOST_PLANS = 67_108_864  # bytes of plans that are made and not published, held as they are written: the oldest go first


@dataclass
class Unchecked:
    """Published lists that were not computed again for one reason: how many, and place and day of the first."""

    lists: int = 0
    first: list[tuple[int, str]] = field(default_factory=list)


class Lists:
    """What was agreed and planned so far, in so far as the reader may read it."""

    def __init__(self) -> None:
        """Know nothing."""
        self._terms: dict[str, Any] | None = None
        self._made: dict[tuple[Any, Any], bytes] = {}  # bodies of plans not published yet, the oldest first
        self._size = 0  # of these bodies
        self._dropped: set[tuple[Any, Any]] = set()
        self._numbers: set[tuple[Any, Any]] = set()  # of every list made, published or not
        # Of the days published last their last list: its draft, and whom it called; None where it could not be read
        self._called: dict[Any, tuple[Any, dict[str, Any] | None]] = {}
        self.checked = 0
        self.unchecked: dict[str, Unchecked] = {}

    def learn(self, kind: str, fact: dict[str, Any] | None, place: int = 0, body: str = "") -> Found:
        """Take a fact in, None where it is closed to the reader, and the body that it was read from; what is wrong with a list that it publishes."""
        try:
            if kind == AGREED:
                self._terms = None  # what was agreed before is in force no more, whether or not this can be read
                self._terms = read_terms(fact["toml"]) if fact is not None else None
            elif kind == MADE and fact is not None:
                yield from self._learn_made(fact, body)
            elif kind == PUBLISHED:
                yield from self._learn_list(fact, place)
        except TooLargeError:
            yield "list", TOO_LARGE
        except UnformedError as error:
            yield "list", f"a list was planned from what is no problem of its form, and was not computed again: {error}"
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError, OverflowError, IndexError):
            yield "list", UNREAD_LIST

    def _learn_made(self, fact: dict[str, Any], body: str) -> Found:
        number = fact["day"], fact["draft"]
        if isinstance(fact["day"], str) and len(fact["day"]) > MOST_DAY:
            raise TooLargeError
        if number in self._numbers:
            yield (
                "list",
                f"list {number[1]} of {number[0]} is made a second time: what is called by that number is exchanged",
            )
        self._numbers.add(number)
        self._size -= len(self._made.pop(number, b""))
        self._made[number] = body.encode()
        self._size += len(self._made[number])
        while self._size > MOST_PLANS:
            oldest = next(iter(self._made))
            self._size -= len(self._made.pop(oldest))
            self._dropped.add(oldest)

    def _take_made(self, number: tuple[Any, Any]) -> dict[str, Any] | None:
        body = self._made.pop(number, b"")
        self._size -= len(body)
        return json.loads(body)["fact"] if body else None

    def _learn_list(self, fact: dict[str, Any] | None, place: int) -> Found:
        why, day = UNREAD, ""
        try:
            if fact is None:
                why = LIST_CLOSED
                return
            number = fact["day"], fact["draft"]
            made = self._take_made(number)
            before = self._called.pop(fact["day"], (0, {}))
            self._called[fact["day"]] = fact["draft"], None
            if len(self._called) > MOST_HELD:
                del self._called[next(iter(self._called))]
            if isinstance(fact["day"], str) and len(fact["day"]) > MOST_DAY:
                raise TooLargeError
            day = str(fact["day"])
            goes_on = bool(made) and bool(made.get("before", 0)) and made["before"] == before[0]
            if made is None or (goes_on and before[1] is None):
                why = PLAN_DROPPED if made is None and number in self._dropped else PLAN_CLOSED
                return
            yield from self._published(fact, made, (before[1] or {}) if goes_on else {})
            why = TERMS_CLOSED if self._terms is None else ""
        finally:
            if why:
                self._skipped(why, place, day)
            else:
                self.checked += 1

    def _skipped(self, why: str, place: int, day: str) -> None:
        held = self.unchecked.setdefault(why, Unchecked())
        held.lists += 1
        if len(held.first) < MOST_NAMED:
            held.first.append((place, day))

    def _published(self, fact: dict[str, Any], made: dict[str, Any], before: dict[str, Any]) -> Found:
        """`before` is whom the list before it called, where this one was made in the middle of the day: it plans for the rest of them."""
        problem, result = json.loads(made["problem"]), json.loads(made["result"])
        # Closed terms say nothing: then the list is held to the order rules that its own plan names.
        own = {"orders": problem.get("order") or [], "quotas": []}
        terms = own if self._terms is None else self._terms
        rules, quotas = terms.get("orders", []), terms.get("quotas", [])
        for held in (problem["cases"], result["order"], made["calls"]):
            _no_more(held, MOST_CASES)
        for held in (
            problem["categories"],
            problem["lanes"],
            own["orders"],
            problem.get("coupling") or [],
            rules,
            quotas,
        ):
            _no_more(held, MOST_RULES)
        hold_to_form(problem)
        calls = sorted(made["calls"], key=lambda call: call["position"])
        cases = {case["id"]: case for case in problem["cases"]}
        day = fact["day"]
        self._called[day] = fact["draft"], {call["case_id"]: _said(call) for call in calls}
        planned = {one["case"] for one in result["order"]}
        taken = {name: said for name, said in before.items() if name not in planned}
        fresh = [call for call in calls if call["case_id"] not in taken]
        yield from _families(day, fact, calls, cases, taken)
        yield from _order(day, calls, fresh, result, rules)
        yield from _quota(day, fresh, cases, problem, quotas)
        yield from _registration(day, [one["case"] for one in result["order"]], cases)
        yield from _worth(day, problem, result, cases)


def read_terms(text: Any) -> dict[str, Any]:
    """The terms. Python's own reader takes time with the square of a key's parts, so the dots are counted first."""
    if not isinstance(text, str):
        raise TypeError("terms are a text")
    work = above = 0
    for line in text.split("\n"):
        dots = line.count(".")
        if line.lstrip(" \t").startswith("["):
            above = max(above, dots)
        work += (dots + above) ** 2
    if work > MOST_DOTS or len(text.encode(errors="surrogatepass")) > MOST_TERMS:
        raise TooLargeError
    return tomllib.loads(text)


def _no_more(held: Any, most: int) -> None:
    if len(held) > most:
        raise TooLargeError


def _said(call: dict[str, Any]) -> tuple[Any, Any]:
    """What a call says of a case, that a list made later in the day takes over as it is."""
    return call["category"], call["persons"]


def _order(
    day: str,
    calls: list[dict[str, Any]],
    own: list[dict[str, Any]],
    result: dict[str, Any],
    rules: list[dict[str, Any]],
) -> Found:
    """The list's own calls stand in the order that the plan gave, with each order rule of the terms applied, which all calls keep."""
    category = {call["case_id"]: call["category"] for call in calls}
    expected = [one["case"] for one in result["order"]]
    for rule in rules:
        first = rule["first"]
        expected = [
            *(case for case in expected if category.get(case) == first),
            *(case for case in expected if category.get(case) != first),
        ]
    if [call["case_id"] for call in own] != expected:
        yield "list-order", f"the list of {day} is not in the order that its plan gave: reordered, added to or cut"
    for rule in rules:
        places = [place for place, call in enumerate(calls) if call["category"] == rule["first"]]
        if any(call["category"] == rule["then"] for call in calls[: max(places, default=0)]):
            yield "order", f"{rule['then']} stands before {rule['first']} on the list of {day}"


def _quota(
    day: str, calls: list[dict[str, Any]], cases: dict[str, Any], problem: dict[str, Any], quotas: list[dict[str, Any]]
) -> Found:
    agreed = {one["category"]: one for one in quotas}
    expected: Counter[str] = Counter()
    for call in calls:
        case = cases.get(call["case_id"])
        if case is not None:
            expected[case["category"]] += round(THOUSAND * case["units"] * case["show"])
    for one in problem["categories"]:
        if one["id"] in agreed:
            yield from _ceilings(day, one, agreed[one["id"]])
        if expected[one["id"]] > THOUSAND * one["quota"]:
            yield "quota", f"more of {one['id']} are called on {day} than its quota of {one['quota']} lets through"


def _ceilings(day: str, one: dict[str, Any], agreed: dict[str, Any]) -> Found:
    """What the list was made with keeps what the terms say of that day and of all days, counted as they count."""
    ceilings = agreed.get("on_days", {}).get(day, agreed.get("per_day")), agreed.get("total")
    ceiling = min((one for one in ceilings if one is not None), default=None)
    if ceiling is not None and one["quota"] > ceiling:
        yield "quota", f"the list of {day} was made with {one['quota']} of {one['id']}, and the terms allow {ceiling}"
    if one["unit"] != agreed["unit"]:
        yield "quota", f"the list of {day} counts {one['id']} in {one['unit']}, and the terms in {agreed['unit']}"


def _families(
    day: str, fact: dict[str, Any], calls: list[dict[str, Any]], cases: dict[str, Any], taken: dict[str, Any]
) -> Found:
    """Everybody called was among those who could be, or is taken over as they were called before, once, and as many persons as were counted."""
    times = Counter(call["case_id"] for call in calls)
    for name, count in times.items():
        if name not in cases and name not in taken:
            yield "list-family", f"case {name} is on the list of {day} and was not among those to be planned"
        if count > 1:
            yield "list-family", f"case {name} is on the list of {day} {count} times"
    for call in calls:
        case, over = cases.get(call["case_id"]), taken.get(call["case_id"])
        others = over is not None and _said(call) != over
        if over is None and case is not None:
            others = (len(call["persons"]), call["category"]) != (case["persons"], case["category"])
        if others:
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
        latest = -1
        for case, at in zip(group, places, strict=True):
            if at < latest:
                yield (
                    "ranking",
                    f"case {case['id']} goes before a case alike that registered earlier, on the list of {day}",
                )
            latest = max(latest, at)


def _worth(day: str, problem: dict[str, Any], result: dict[str, Any], cases: dict[str, Any]) -> Found:
    """The plan's promise, minute by minute: the day is run again in the plan's order."""
    order = [cases[one["case"]] for one in result["order"] if one["case"] in cases]
    gained: Counter[int] = Counter()
    for name, start in Day(problem, order).starts.items():
        gained[start + (1 if problem["day"]["grace"] else cases[name]["minutes"])] += cases[name]["weight"]
    told = {one["minute"]: one["value"] for one in result["certificate"]}
    value = 0
    for minute in range(minutes_of(problem) + 1):
        value += gained[minute]
        if told.get(minute, value) != value:
            yield "ranking", f"by minute {minute} of {day} the order gives another worth than the plan says: {value}"
            return
