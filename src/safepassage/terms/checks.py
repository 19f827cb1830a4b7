"""What a terms file may say in every key and still be wrong: names of nothing, two of one, rules that cannot all be kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from safepassage.terms.condition_faults import faults as condition_faults
from safepassage.terms.lines import KeyPath
from safepassage.terms.model import LONGEST_CATEGORY, PAPER_KINDS, STEPS
from safepassage.terms.schema import (
    CATEGORIES,
    COMPANIONS,
    COUPLINGS,
    CROSSING,
    LANES,
    ORDERS,
    PAPERS,
    PARTIES,
    PLANNING,
    PUBLICATION,
    QUOTAS,
    SIDES,
    TABLES,
    TOP,
    Key,
)
from safepassage.terms.shape import Fault, entries, guess

Data = dict[str, Any]
Edge = tuple[KeyPath, str, str]


def check(data: Data) -> Iterator[Fault]:
    """Every fault between keys. Works on the file as it stands, so that one wrong key hides no other fault."""
    for one in (
        _twice,
        _lengths,
        _references,
        _conditions,
        _sides,
        _lanes,
        _quotas,
        _companions,
        _times,
        _order_against_coupling,
        _coupling_deadlock,
    ):
        yield from one(data)


def _declared(data: Data) -> dict[str, dict[str, Data]]:
    papers = {**dict.fromkeys(PAPER_KINDS, Data()), **_by_id(data, PAPERS)}
    return {"party": _by_id(data, PARTIES), "category": _by_id(data, CATEGORIES), "paper": papers}


def _by_id(data: Data, table: Any) -> dict[str, Data]:
    return {one["id"]: one for _, one in entries(data, table) if isinstance(one.get("id"), str)}


def _twice(data: Data) -> Iterator[Fault]:
    clauses: set[str] = set()
    for table in TABLES:
        ids: set[str] = set(PAPER_KINDS) if table is PAPERS else set()
        for path, entry in entries(data, table):
            for name, seen in (("clause", clauses), ("id", ids)):
                value = entry.get(name)
                if isinstance(value, str) and value in seen:
                    yield Fault((*path, name), f"{name} {value!r} is there twice", "give this one another", "twice")
                if isinstance(value, str):
                    seen.add(value)


def _lengths(data: Data) -> Iterator[Fault]:
    for path, category in entries(data, CATEGORIES):
        value = category.get("id")
        if isinstance(value, str) and len(value) > LONGEST_CATEGORY:
            what = f"id: {value!r} is {len(value)} signs long, and a pass has room for {LONGEST_CATEGORY}"
            yield Fault(
                (*path, "id"), what, f"use at most {LONGEST_CATEGORY} signs; the name may be longer", "too-long"
            )


def _references(data: Data) -> Iterator[Fault]:
    declared = _declared(data)
    for table in TABLES:
        for path, entry in entries(data, table):
            for key in table.keys:
                value = entry.get(key.name)
                if key.kind == "reference" and isinstance(value, str):
                    yield from _reference(key, (*path, key.name), value, declared)
                elif key.kind == "references" and isinstance(value, list):
                    for at, one in enumerate(value):
                        if isinstance(one, str):
                            yield from _reference(key, (*path, key.name, at), one, declared)


def _reference(key: Key, path: KeyPath, value: str, declared: dict[str, dict[str, Data]]) -> Iterator[Fault]:
    kind, _, role = key.of.partition(" ")
    known = declared[kind]
    table = {"party": "parties", "category": "categories", "paper": "papers"}[kind]
    if value not in known:
        what = f"{key.name}: there is no {kind} {value!r}{guess(value, tuple(known))}"
        yield Fault(path, what, f"add it under [[{table}]], or name one that is there", "unknown-reference")
    elif role and role not in known[value].get("roles", ()):
        what = f"{key.name}: {value!r} has not the role {role!r}"
        yield Fault(path, what, f"add {role!r} to the roles of {value!r}, or name another party", "wrong-role")


def _conditions(data: Data) -> Iterator[Fault]:
    papers = tuple(_declared(data)["paper"])
    for table in TABLES:
        for path, entry in entries(data, table):
            condition = entry.get("condition")
            if isinstance(condition, str) and any(key.kind == "condition" for key in table.keys):
                for what, do in condition_faults(condition, papers):
                    yield Fault((*path, "condition"), what, do, "condition")


def _sides(data: Data) -> Iterator[Fault]:
    sides = list(entries(data, SIDES))
    for step in STEPS:
        there = [path for path, one in sides if one.get("step") == step]
        if sides and not there:
            yield Fault(("crossing", "sides"), f"no side is the {step}", f'give one side step = "{step}"', "sides")
        for path in there[1:]:
            yield Fault((*path, "step"), f"a second side is the {step}", "one crossing has one of each", "sides")


def _lanes(data: Data) -> Iterator[Fault]:
    lanes = list(entries(data, LANES))
    served = {name for _, lane in lanes for name in _list(lane.get("categories")) if isinstance(name, str)}
    for path, category in entries(data, CATEGORIES):
        if lanes and isinstance(category.get("id"), str) and category["id"] not in served:
            what = f"no lane serves the category {category['id']!r}"
            yield Fault(path, what, "name it in the categories of a lane", "no-lane")
    for _, crossing in entries(data, CROSSING):
        for path, lane in lanes:
            if lane.get("ambulance") is True and crossing.get("ambulances", 0) == 0:
                do = "say under [crossing] how many ambulances there are"
                yield Fault((*path, "ambulance"), "an ambulance lane, but no ambulances", do, "no-ambulance")


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _quotas(data: Data) -> Iterator[Fault]:
    cases = {name: one.get("case") for name, one in _by_id(data, CATEGORIES).items()}
    seen: set[str] = set()
    for path, quota in entries(data, QUOTAS):
        category = quota.get("category")
        if not isinstance(category, str):
            continue
        if category in seen:
            what, do = f"a second quota for {category!r}", "keep one, with per_day, total and on_days together"
            yield Fault(path, what, do, "second-quota")
        seen.add(category)
        if quota.get("unit") == "patients" and cases.get(category) == "family":
            do = 'count persons or cases, or give the category case = "patient"'
            yield Fault((*path, "unit"), f"{category!r} has families, not patients", do, "unit")
        if not {"per_day", "total", "on_days"} & quota.keys():
            yield Fault(
                path, "the quota bounds nothing", "add per_day, total or on_days, or take it out", "empty-quota"
            )


def _companions(data: Data) -> Iterator[Fault]:
    cases = {name: one.get("case") for name, one in _by_id(data, CATEGORIES).items()}
    ruled: set[str] = set()
    for path, rule in entries(data, COMPANIONS):
        category = rule.get("category")
        if not isinstance(category, str):
            continue
        if category in ruled:
            yield Fault(path, f"a second rule on companions of {category!r}", "keep one", "companions")
        if cases.get(category) == "family":
            do = 'take the rule out, or give the category case = "patient"'
            yield Fault(path, f"{category!r} has families, whose members are no companions", do, "companions")
        ruled.add(category)
    for path, one in entries(data, CATEGORIES):
        if one.get("case") == "patient" and isinstance(one.get("id"), str) and one["id"] not in ruled:
            what = f"nothing says how many companions go with a patient of {one['id']!r}"
            yield Fault(path, what, "add it under [[companions]]; most = 0 for none", "companions")


def _times(data: Data) -> Iterator[Fault]:
    def text(entry: Data, name: str) -> str:
        value = entry.get(name)
        return value if isinstance(value, str) else ""

    for path, top in entries(data, TOP):
        concluded, ends = top.get("concluded"), top.get("ends")
        if type(concluded) is date and type(ends) is date and ends < concluded:
            yield Fault((*path, "ends"), "ends before it was concluded", "mend one of the two days", "times")
    closes = ""
    for path, crossing in entries(data, CROSSING):
        closes = text(crossing, "closes")
        if closes and text(crossing, "opens") >= closes:
            yield Fault((*path, "closes"), "closes before it opens", "mend opens or closes", "times")
        yield from _left_of_the_day(data, text(crossing, "opens"), closes)
    for path, publication in entries(data, PUBLICATION):
        if closes and text(publication, "present_from") >= closes:
            what, do = "people present themselves after the crossing closed", "mend present_from, or closes"
            yield Fault((*path, "present_from"), what, do, "times")


def _left_of_the_day(data: Data, opens: str, closes: str) -> Iterator[Fault]:
    """Convoys may not take the whole day from people."""
    clock = re.compile("([0-9]{2}):([0-9]{2})")
    begins, ends = clock.fullmatch(opens), clock.fullmatch(closes)
    if begins is None or ends is None:
        return
    minutes = 60 * (int(ends[1]) - int(begins[1])) + int(ends[2]) - int(begins[2])
    for path, planning in entries(data, PLANNING):
        convoys = planning.get("convoy_minutes")
        if type(convoys) is int and 0 < minutes <= convoys:
            what, do = "convoys take the whole day", "leave people some of its minutes"
            yield Fault((*path, "convoy_minutes"), what, do, "times")


def _edges(data: Data, table: Any, before: str, after: str) -> Iterator[Edge]:
    for path, one in entries(data, table):
        if isinstance(one.get(before), str) and isinstance(one.get(after), str):
            yield path, one[before], one[after]


def _order_against_coupling(data: Data) -> Iterator[Fault]:
    orders = list(_edges(data, ORDERS, "first", "then"))
    known = [*orders, *_edges(data, COUPLINGS, "needs", "category")]
    for path, first, then in orders:
        if _leads(then, first, known):
            what = f"{first!r} goes before {then!r} here, and other rules of order or coupling say the reverse"
            yield Fault(path, what, "take one of the rules out: nobody of either could ever be called", "contradiction")


def _coupling_deadlock(data: Data) -> Iterator[Fault]:
    strict = [
        (path, needs, category)
        for path, needs, category in _edges(data, COUPLINGS, "needs", "category")
        if not entries_value(data, path, "allowance")
    ]
    for path, needs, category in strict:
        if _leads(category, needs, strict):
            what = f"{category!r} waits for {needs!r}, which waits for {category!r}: nobody could ever go first"
            yield Fault(path, what, "give one of the couplings an allowance", "contradiction")


def entries_value(data: Any, path: KeyPath, name: str) -> Any:
    """What stands under a name in the table at a path that `entries` gave; None where nothing does."""
    for key in path:
        data = data[key]
    return data.get(name)


def _leads(start: str, goal: str, edges: list[Edge]) -> bool:
    reached, front = {start}, [start]
    while front:
        here = front.pop()
        new = {after for _, before, after in edges if before == here} - reached
        reached |= new
        front.extend(new)
    return goal in reached
