"""Which call lists were computed again, which could not be and why, and that none keeps its reader busy for ever."""

from __future__ import annotations

import json
import random
import time

import pytest
from safepassage_audit import command
from safepassage_audit.day import Day
from safepassage_audit.lists import Lists

TERMS = (
    '[[orders]]\nfirst = "injured"\nthen = "foreign"\n[[quotas]]\ncategory = "foreign"\nunit = "persons"\nper_day = 9\n'
)
TIGHT = TERMS.replace("9", "1")
AGREED, MADE, PUBLISHED = "terms.agreed/1", "plan.made/1", "plan.published/1"


def counted(category, quota, unit="persons"):
    return {"id": category, "quota": quota, "unit": unit}


def planned(count=2, **more):
    """A plan of so many cases of one invented person each, the injured behind the others."""
    cases = [
        {"id": f"c{at}", "category": "foreign", "list": 0, "lane": "hall", "persons": 1, "units": 1, "weight": 1, "minutes": 5,
         "ambulance": False, "show": 1, "registered": at} for at in range(count)
    ]  # fmt: skip
    return {
        "cases": cases, "categories": [counted("foreign", 9), counted("injured", 9)], "lanes": [{"id": "hall", "desks": 1}],
        "ambulances": {"count": 0, "return_minutes": 0}, "day": {"minutes": 30, "grace": True},
        "order": [{"first": "injured", "then": "foreign"}],
    } | more  # fmt: skip


def made(problem, day="2023-11-02", draft=1):
    order = [one["id"] for one in problem["cases"]]
    rules = problem.get("order") or []
    called = sorted(problem["cases"], key=lambda one: bool(rules) and one["category"] != rules[0]["first"])
    calls = [
        {"case_id": one["id"], "position": at, "category": one["category"], "persons": ["p"] * one["persons"]}
        for at, one in enumerate(called)
    ]
    result = {"order": [{"case": one} for one in order], "certificate": []}
    return {
        "day": day,
        "draft": draft,
        "problem": json.dumps(problem),
        "result": json.dumps(result),
        "calls": calls,
    }


def learnt(lists, *facts):
    """What is wrong with these facts, each told with its body."""
    return [one for kind, fact in facts for one in lists.learn(kind, fact, body=json.dumps({"fact": fact}))]


def publish(operation, problem, *, terms=TERMS, day="2023-11-02"):
    """Terms, a plan and its list as the desk writes them; the places of the three."""
    size = operation.pen.head.size
    plan = made(problem, day)
    if terms is not None:
        operation.write("desk", {"toml": terms}, kind=AGREED, deltas={})
    operation.write("desk", plan, kind=MADE, deltas={})
    called = len(plan["calls"])
    persons = sum(len(call["persons"]) for call in plan["calls"])
    published = {"day": day, "draft": 1, "cases": called, "persons": persons}
    operation.write("desk", published, kind=PUBLISHED, deltas={"called": called})
    operation.sign()
    return range(size, operation.pen.head.size)


def closed(lines, *places):
    """The export where these entries are closed to the reader."""

    def shut(line):
        data = json.loads(line)
        if data.get("entry") in places:
            del data["body"], data["key"]
        return json.dumps(data, ensure_ascii=False) + "\n"

    return [shut(line) for line in lines]


# What was computed again, and what was not


def test_what_is_open_is_computed_again_and_counted(program, operation):
    for number in range(3):
        publish(operation, planned(), day=f"2023-11-0{number + 2}")
        assert program(operation.lines("desk")) == []
        assert (program.told["lists"], program.told["unchecked"]) == (number + 1, {})


def test_a_quota_beyond_closed_terms_is_not_said_to_have_been_checked(program, operation):
    terms, _, published = publish(operation, planned(), terms=TIGHT)
    assert program(operation.lines("desk")) == [(published, "quota")]
    assert program(closed(operation.lines("desk"), terms)) == []
    assert program.told["lists"] == 0
    assert program.told["unchecked"] == {"terms-closed": {"lists": 1, "first": [[published, "2023-11-02"]]}}


def test_newer_terms_that_are_closed_are_not_replaced_by_the_older_ones(program, operation):
    publish(operation, planned())
    terms, _, published = publish(operation, planned(), terms=TIGHT, day="2023-11-03")
    assert program(closed(operation.lines("desk"), terms)) == []
    assert program.told["lists"] == 1
    assert program.told["unchecked"] == {"terms-closed": {"lists": 1, "first": [[published, "2023-11-03"]]}}


def test_under_closed_terms_a_list_is_still_held_to_its_own_plan(program, operation):
    """Its own order rules put the injured first; the list of it that does so is no reordered one."""
    problem = planned(3)
    problem["cases"][2]["category"] = "injured"
    terms, _, published = publish(operation, problem)
    lines = closed(operation.lines("desk"), terms)
    assert program(operation.lines("desk")) == program(lines) == []
    terms, _, published = publish(operation, problem | {"order": []}, day="2023-11-03")
    assert program(operation.lines("desk")) == [(published, "list-order"), (published, "order")]
    terms, _, published = publish(operation, planned(10), day="2023-11-04")
    assert (published, "quota") in program(closed(operation.lines("desk"), terms))


def test_a_list_whose_plan_is_withheld_is_named(program, operation, kept, capsys):
    _, plan, published = publish(operation, planned(), terms=TIGHT)
    assert program(closed(operation.lines("desk"), plan)) == []
    assert program.told["lists"] == 0
    assert program.told["unchecked"] == {"plan-closed": {"lists": 1, "first": [[published, "2023-11-02"]]}}
    assert program(closed(operation.lines("desk"), plan, published)) == []
    assert program.told["unchecked"] == {"list-closed": {"lists": 1, "first": [[published, ""]]}}
    path = kept("e.jsonl", "".join(closed(operation.lines("desk"), plan)))
    assert command.main([path, "--log", operation.log.text()]) == 0
    assert capsys.readouterr().out.splitlines()[1] == (
        "Not computed again, because no plan for the list is open to you: 1 call lists, published by entries 32 2023-11-02."
    )


def test_of_many_lists_the_first_twenty_are_named_and_all_are_counted(program, operation, kept, capsys):
    places = [publish(operation, planned(1), terms=None, day=f"2023-12-{day:02}")[-1] for day in range(1, 24)]
    assert program(operation.lines("nobody")) == []
    named = program.told["unchecked"]["list-closed"]
    assert (named["lists"], named["first"]) == (23, [[place, ""] for place in places[:20]])
    assert command.main([kept("e.jsonl", "".join(operation.lines("nobody"))), "--log", operation.log.text()]) == 0
    line = capsys.readouterr().out.splitlines()[1]
    assert line.startswith("Not computed again, because the list is not open to you: 23 call lists")
    assert line.endswith(f"{places[19]}, ....")


def test_lists_without_any_terms_are_not_said_to_keep_them(program, operation):
    *_, published = publish(operation, planned(), terms=None)
    assert program(operation.lines("desk")) == []
    assert program.told["unchecked"] == {"terms-closed": {"lists": 1, "first": [[published, "2023-11-02"]]}}


# What would fill memory or time


def odd(**fields):
    problem = planned()
    problem["cases"][0] |= fields
    return problem


@pytest.mark.parametrize(
    "problem",
    [odd(units="x", show=10**14), odd(units="x", show=1), odd(show="x"), odd(units=[1], show=10**14), odd(show=[1]), odd(show=None),
     planned(categories=[counted("foreign", "x")]), planned(categories=[counted("foreign", [1])]),
     planned(coupling=[{"category": "foreign", "needs": "injured", "ratio": "x" * 1000, "allowance": "y"}]),
     planned(coupling=[{"category": "foreign", "needs": "injured", "ratio": ["x"], "allowance": []}])],
)  # fmt: skip
def test_what_is_no_number_is_not_multiplied(program, operation, problem):
    *_, published = publish(operation, problem)
    assert program(operation.lines("desk"))[-1] == (published, "list")
    assert program.told["findings"][-1]["says"].startswith("a list was planned from what is no problem of its form")
    assert program.told["lists"] == 0
    assert program.told["unchecked"] == {"unread": {"lists": 1, "first": [[published, "2023-11-02"]]}}


@pytest.mark.parametrize("value", [1, 1.0, 0.5, 0])
def test_a_number_of_any_kind_is_one(program, operation, value):
    publish(operation, odd(show=value))
    assert program(operation.lines("desk")) == []
    assert program.told["lists"] == 1


def blocked(cases, rules):
    """Cases all of another size, all looked at in each minute, and let in by none of so many rules but the last."""
    categories = [counted("foreign", cases * cases, "patients"), counted("injured", 0)]
    problem = planned(cases, day={"minutes": 1500, "grace": True}, categories=categories)
    for units, one in enumerate(problem["cases"]):
        one |= {"persons": cases, "units": units}
    free = {"category": "foreign", "needs": "injured", "ratio": 0, "allowance": 10**9}
    problem["coupling"] = [*[free] * (rules - 1), free | {"allowance": 0}]
    problem["ambulances"] = {"count": 1500, "return_minutes": 0, "away": list(range(1500))}
    return problem


TOO_LARGE = {
    "steps": lambda: blocked(300, 100),
    "rules": lambda: planned(coupling=[{"category": "x", "needs": "x", "ratio": 0, "allowance": 0}] * 101),
    "order": lambda: planned(order=[{"first": "x", "then": "y"}] * 101),
    "lanes": lambda: planned(lanes=[{"id": f"l{at}", "desks": 1} for at in range(101)]),
    "categories": lambda: planned(categories=[counted(f"k{at}", 1) for at in range(101)]),
}


@pytest.mark.parametrize("name", sorted(TOO_LARGE))
def test_a_list_too_large_to_be_computed_again_is_told_within_seconds(program, operation, name):
    *_, published = publish(operation, TOO_LARGE[name](), terms="")
    began = time.process_time()
    found = program(operation.lines("desk"))
    assert time.process_time() - began < 10  # of the processor; without a bound it is minutes to days
    assert found == [(published, "list")]
    assert "larger than any that are made" in program.told["findings"][0]["says"]
    assert program.told["unchecked"]["unread"]["lists"] == 1


@pytest.mark.parametrize(
    ("terms", "fine"),
    [(".".join("a" * 30_000) + " = 1\n", False), (".".join("a" * 1_000) + " = 1\n", True),
     ("[" + ".".join("a" * 900) + "]\n" + "b = [\n[1],\n]\n" + "".join(f"b{at} = 1\n" for at in range(9)), False),
     ("".join(f"b{at} = 1.5\n" for at in range(9_000)), True), ("# " + "x" * 1_000_000, False), ("# " + "\u0645" * 500_000, False),
     ("# " + "x" * 999_000, True),
     ("".join(f'[[orders]]\nfirst = "f{at}"\nthen = "t"\n' for at in range(101)), False),
     ("".join(f'[[quotas]]\ncategory = "f{at}"\nper_day = 1\n' for at in range(101)), False),
     ("".join(f'[[orders]]\nfirst = "f{at}"\nthen = "t"\n' for at in range(100)), True)],
    ids=range(10),
)  # fmt: skip
def test_terms_longer_than_any_are_not_read(program, operation, terms, fine):
    publish(operation, planned(order=[]), terms=terms)
    began = time.process_time()
    found = program(operation.lines("desk"))
    assert time.process_time() - began < 5
    assert (found == [], program.told["lists"]) == (fine, 1 if fine else 0)
    assert fine or "larger than any that are made" in program.told["findings"][0]["says"]


def test_a_day_that_is_no_days_name_does_not_multiply_itself(program, operation):
    publish(operation, planned(300), day="d" * 101)
    assert [code for _, code in program(operation.lines("desk"))] == [
        "list",
        "list",
    ]  # as it is made and as it is published
    publish(operation, planned(), day="d" * 100)
    assert program.told["lists"] == 0
    assert [code for _, code in program(operation.lines("desk"))] == ["list", "list"]
    assert program.told["lists"] == 1


def test_what_is_said_of_an_export_is_no_longer_than_a_page(program, operation):
    name = "\u0645" * 999 + "\U0001f54a" * 2_000
    publish(operation, planned(categories=[counted(name, 9), counted("foreign", 1), counted("injured", 0)]))
    assert [code for _, code in program(operation.lines("desk"))] == ["quota"]
    publish(operation, odd(id=name), day="2023-11-03")
    problem = planned(categories=[counted(name, 0), counted("foreign", 9), counted("injured", 0)])
    problem["cases"][0]["category"] = name
    publish(operation, problem, day="2023-11-04")
    program(operation.lines("desk"))
    said = program.told["findings"][-1]["says"]
    assert (len(said), said[-1]) == (1001, "…")
    assert all(len(one["says"]) <= 1001 for one in program.told["findings"])


# Honest days, however large


def large(cases, rules, minutes):
    """The largest day that anybody asked for: six categories, two lanes with fifteen desks, ambulances, cases of one to nine persons."""
    dice = random.Random(7)
    problem = planned(cases, day={"minutes": minutes, "grace": False}, order=[])
    kinds = [f"k{at}" for at in range(6)]
    for one in problem["cases"]:
        persons = dice.randint(1, 9)
        one |= {"category": dice.choice(kinds), "lane": dice.choice(("hall", "bay")), "persons": persons, "units": persons,
                "minutes": dice.randint(1, 12), "ambulance": dice.random() < 0.05}  # fmt: skip
    coupling = [
        {"category": kinds[at % 6], "needs": kinds[(at + 1) % 6], "ratio": 1, "allowance": 20} for at in range(rules)
    ]
    return problem | {
        "categories": [counted(one, 10**6) for one in kinds], "coupling": coupling,
        "lanes": [{"id": "hall", "desks": 15}, {"id": "bay", "desks": 15}], "ambulances": {"count": 5, "return_minutes": 60},
    }  # fmt: skip


@pytest.mark.parametrize("rules", [0, 60])
def test_ten_thousand_cases_and_sixty_rules_are_computed_again(rules):
    problem = large(10_000, rules, 720)
    day = Day(problem, problem["cases"])
    assert len(day.starts) > 100
    plan, lists = made(problem), Lists()
    persons = sum(len(call["persons"]) for call in plan["calls"])
    published = {"day": plan["day"], "draft": 1, "cases": 10_000, "persons": persons}
    began = time.process_time()
    facts = ((AGREED, {"toml": ""}), (MADE, plan), (PUBLISHED, published))
    assert learnt(lists, *facts) == []
    assert time.process_time() - began < 20
    assert (lists.checked, lists.unchecked) == (1, {})


def test_registration_is_compared_in_one_passing():
    """With the time of a square it would be a minute."""
    problem = planned(20_000, order=[], categories=[counted("foreign", 10**6)])
    plan, lists = made(problem), Lists()
    result = json.loads(plan["result"])
    result["order"][0], result["order"][-1] = result["order"][-1], result["order"][0]
    plan["calls"][0] |= {"position": 20_000}
    plan["calls"][-1] |= {"position": -1}
    facts = (
        (AGREED, {"toml": ""}),
        (MADE, plan | {"result": json.dumps(result)}),
        (PUBLISHED, {"day": plan["day"], "draft": 1, "cases": 20_000, "persons": 20_000}),
    )
    began = time.process_time()
    found = learnt(lists, *facts)
    assert time.process_time() - began < 10
    assert [code for code, _ in found] == ["ranking"] * 19_999


# The day itself, beside one that looks at each case in its turn


def looked_through(problem, order):
    """The same day as anybody would write it down: every lane looks through all who wait, from the first, after each that begins."""
    starts, ends, waiting = {}, {}, {lane["id"]: [] for lane in problem["lanes"]}
    for case in order:
        waiting[case["lane"]].append(case)
    desks = {lane["id"]: lane["desks"] for lane in problem["lanes"]}
    room = {one["id"]: one["quota"] for one in problem["categories"]}
    left = {name: sum(case["category"] == name for case in order) for name in room}
    through, begun = dict.fromkeys(room, 0), dict.fromkeys(room, 0)
    away = list(problem["ambulances"]["away"])
    free = problem["ambulances"]["count"] - len(away)

    def may(case):
        name = case["category"]
        most = [
            rule["ratio"] * through[rule["needs"]] + rule["allowance"]
            for rule in problem["coupling"]
            if rule["category"] == name
        ]
        waits = any(left[rule["first"]] > 0 for rule in problem["order"] if rule["then"] == name)
        return (
            not (case["ambulance"] and not free)
            and all(begun[name] + case["persons"] <= one for one in most)
            and not waits
        )

    def let_in(lane, minute):
        nonlocal free
        moved, at, queue = False, 0, waiting[lane]
        while desks[lane] and at < len(queue):
            case = queue[at]
            name = case["category"]
            full = case["units"] > room[name]
            if not full and not may(case):
                at += 1
                continue
            del queue[at]
            left[name] -= 1
            moved = True
            if not full:
                starts[case["id"]], at = minute, 0
                desks[lane] -= 1
                room[name] -= case["units"]
                begun[name] += case["persons"]
                ends.setdefault(minute + case["minutes"], []).append(case)
                if case["ambulance"]:
                    free -= 1
                    away.append(minute + case["minutes"] + problem["ambulances"]["return_minutes"])
        return moved

    for minute in range(problem["day"]["minutes"]):
        for case in ends.pop(minute, []):
            desks[case["lane"]] += 1
            through[case["category"]] += case["units"]
        free += away.count(minute)
        while any([let_in(lane, minute) for lane in waiting]):  # noqa: C419 - every lane in its turn, not up to the first
            pass
    return starts


def any_day(dice):
    kinds = [f"k{at}" for at in range(dice.randint(2, 5))]
    lanes = [{"id": f"l{at}", "desks": dice.randint(0, 3)} for at in range(dice.randint(1, 3))]
    cases = [
        {"id": f"c{at}", "category": dice.choice(kinds), "lane": dice.choice(lanes)["id"], "persons": dice.randint(1, 4),
         "units": dice.randint(0, 3), "minutes": dice.randint(1, 9), "ambulance": dice.random() < 0.2}
        for at in range(dice.randint(0, 40))
    ]  # fmt: skip
    rules = [
        {"category": dice.choice(kinds), "needs": dice.choice(kinds), "ratio": dice.randint(0, 2), "allowance": dice.randint(0, 9)}
        for _ in range(dice.randint(0, 2))
    ]  # fmt: skip
    order = [dict(zip(("first", "then"), dice.sample(kinds, 2), strict=True)) for _ in range(dice.randint(0, 2))]
    return {
        "cases": cases, "lanes": lanes, "coupling": rules, "order": order, "day": {"minutes": dice.randint(0, 90)},
        "categories": [counted(one, dice.choice((2, 9, 1000))) for one in kinds],
        "ambulances": {"count": dice.randint(1, 3), "return_minutes": dice.randint(0, 20), "away": [dice.randint(0, 9)]},
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(5))
def test_whose_turn_it_is_is_what_looking_at_each_case_gives(seed):
    dice, begun = random.Random(seed), 0
    for _ in range(60):
        problem = any_day(dice)
        expected = looked_through(problem, problem["cases"])
        assert Day(problem, problem["cases"]).starts == expected, problem
        begun += len(expected)
    assert begun > 200
