"""A list made from what is no problem could call more than its quota and look within it; and how many plans a reader must hold."""

from __future__ import annotations

import json
import tracemalloc
from copy import deepcopy

import pytest
from safepassage_audit import lists as lists_module
from safepassage_audit.lists import Lists
from test_lists_open import AGREED, MADE, PUBLISHED, TERMS, TIGHT, counted, learnt, made, planned, publish

from safepassage.kernel.problems import ProblemsError
from safepassage.plan.wire import read_problem

WHOLE = {"version": 1, "seed": 1, "turn_away_risk": 0}


def whole(count=3):
    """A problem that the planner itself reads, with every sort of rule."""
    problem = planned(count, **WHOLE)
    for one in problem["cases"]:
        one["list"] = "a"
    problem["day"]["protect_from"] = 0
    problem["ambulances"] = {"count": 1, "return_minutes": 3, "away": [2]}
    problem["coupling"] = [{"category": "injured", "needs": "foreign", "ratio": 1, "allowance": 1}]
    return problem


def steps(problem, path):
    *holders, last = path
    for name in holders:
        problem = problem[name]
    return problem, last


PLACES = [
    ("categories", 0, "id"), ("categories", 0, "quota"), ("categories", 0, "unit"), ("lanes", 0, "id"), ("lanes", 0, "desks"), ("day", "minutes"),
    ("ambulances", "count"), ("ambulances", "return_minutes"), ("ambulances", "away", 0), ("order", 0, "first"), ("order", 0, "then"),
    ("coupling", 0, "category"), ("coupling", 0, "needs"), ("coupling", 0, "ratio"), ("coupling", 0, "allowance"),
    *(("cases", 1, name) for name in ("id", "category", "lane", "persons", "units", "weight", "minutes", "ambulance", "show", "registered")),
]  # fmt: skip
VALUES = [None, True, -1, 1.5, -0.5, "x", "", [], {}, float("nan"), float("inf")]


@pytest.mark.parametrize("path", PLACES, ids=lambda path: ".".join(map(str, path)))
def test_what_the_planner_refuses_is_a_finding(path):
    """Each value is put there; what the planner itself does not read is told by the auditor too."""
    refused = 0
    for value in VALUES:
        problem = whole()
        holder, last = steps(problem, path)
        holder[last] = value
        try:
            read_problem(json.dumps(problem))
        except (ProblemsError, ValueError):
            refused += 1
            plan = made(whole()) | {"problem": json.dumps(problem)}
            assert codes(plan)[:1] == ["list"], (path, value)
    assert refused >= 4


def codes(plan, *, terms=TERMS):
    called = len(plan["calls"])
    published = {"day": plan["day"], "draft": plan["draft"], "cases": called, "persons": called}
    found = learnt(Lists(), (AGREED, {"toml": terms}), (MADE, plan), (PUBLISHED, published))
    return [code for code, _ in found]


def test_a_whole_problem_is_nothing_wrong():
    read_problem(json.dumps(whole()))
    assert codes(made(whole())) == []


@pytest.mark.parametrize("name", ["categories", "lanes", "cases"])
def test_an_id_that_stands_twice_is_a_finding(name):
    problem = whole()
    problem[name].append(deepcopy(problem[name][0]))
    with pytest.raises(ProblemsError):
        read_problem(json.dumps(problem))
    assert codes(made(whole()) | {"problem": json.dumps(problem)}) == ["list"]


SENSELESS = {
    "a category that goes before itself": ("order", 0, "first", "foreign"),
    "more ambulances out than there are": ("ambulances", "away", [1, 2]),
    "an ambulance out of none": ("ambulances", "count", 0),
}


@pytest.mark.parametrize("name", sorted(SENSELESS))
def test_a_rule_that_contradicts_itself_is_a_finding(program, operation, name):
    """Each value is in its range; together they make no sense, and the planner refuses them."""
    *path, value = SENSELESS[name]
    problem = whole()
    holder, last = steps(problem, path)
    assert holder[last] != value
    holder[last] = value
    with pytest.raises(ProblemsError):
        read_problem(json.dumps(problem))
    plan = made(whole()) | {"problem": json.dumps(problem)}
    assert codes(plan) == ["list"]


HIDDEN = {
    "category and lane left out": {"categories": [counted("injured", 9)], "lanes": []},
    "a negative chance": {"show": -4},
    "negative units": {"units": -4},
    "units of nobody": {"units": 0},
}


@pytest.mark.parametrize("name", sorted(HIDDEN))
def test_nobody_is_called_over_the_quota_by_a_problem_out_of_form(program, operation, name):
    """Five are called where one may be: the plain way to do it is found, and so is each way that hides it from the sum."""
    problem = planned(5, categories=[counted("foreign", 1), counted("injured", 9)])
    for field, value in HIDDEN[name].items():
        if field in problem:
            problem[field] = value
        else:
            problem["cases"][0][field] = value
    *_, published = publish(operation, problem, terms=TIGHT)
    assert program(operation.lines("desk")) == [(published, "list")]
    assert program.told["unchecked"]["unread"]["lists"] == 1


@pytest.mark.parametrize(
    ("unit", "persons", "units", "fine"),
    [("persons", 3, 3, True), ("persons", 3, 1, False), ("cases", 3, 1, True), ("cases", 3, 3, False), ("cases", 3, 0, False),
     ("patients", 3, 1, True), ("patients", 3, 0, True), ("patients", 3, 4, False)],
)  # fmt: skip
def test_units_are_what_the_category_counts(unit, persons, units, fine):
    problem = planned(1, categories=[counted("foreign", 9, unit), counted("injured", 9)])
    problem["cases"][0] |= {"persons": persons, "units": units}
    found = learnt(
        Lists(),
        (AGREED, {"toml": TERMS.replace('"persons"', f'"{unit}"')}),
        (MADE, made(problem)),
        (PUBLISHED, {"day": "2023-11-02", "draft": 1, "cases": 1, "persons": persons}),
    )
    assert [code for code, _ in found] == ([] if fine else ["list"])


def test_a_list_counts_as_the_terms_count():
    """One unit for each case of nine persons would let nine times as many through."""
    problem = planned(2, categories=[counted("foreign", 9, "cases"), counted("injured", 9)])
    assert codes(made(problem)) == ["quota"]


def test_a_total_is_a_ceiling_of_every_day():
    total = TERMS.replace("per_day = 9", "per_day = 9\ntotal = 3")
    assert codes(made(planned())) == []
    assert codes(made(planned()), terms=total) == ["quota"]
    within = planned(categories=[counted("foreign", 3), counted("injured", 9)])
    assert codes(made(within), terms=total) == []


# Plans that are made and not published


def test_of_plans_never_published_the_newest_are_held(monkeypatch):
    plans = [made(planned(), draft=draft) for draft in range(1, 6)]
    size = len(json.dumps({"fact": plans[0]}))
    monkeypatch.setattr(lists_module, "MOST_PLANS", 3 * size)
    lists = Lists()
    facts = [(AGREED, {"toml": TERMS}), *((MADE, plan) for plan in plans)]
    published = [(PUBLISHED, {"day": "2023-11-02", "draft": draft, "cases": 2, "persons": 2}) for draft in (2, 3, 5, 3)]
    assert learnt(lists, *facts, *published) == []
    assert (
        lists.checked == 2
    )  # the third and the fifth; the second was held no more, the third is published a second time
    assert {why: one.lists for why, one in lists.unchecked.items()} == {"plan-dropped": 1, "plan-closed": 1}


def test_plans_never_published_fill_no_memory():
    """Held as they were read, these took 25 times their size."""
    lists, size = Lists(), 0
    calls = json.dumps([[] for _ in range(300_000)])
    tracemalloc.start()
    try:
        for draft in range(12):
            body = f'{{"fact":{{"calls":{calls},"day":"2023-11-02","draft":{draft},"problem":"","result":""}}}}'
            size += len(body)
            assert list(lists.learn(MADE, json.loads(body)["fact"], body=body)) == []
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held < 2 * size


# Clocks


def test_one_clock_that_was_ahead_speaks_against_one_entry_and_not_against_all_after_it(program, operation):
    """A device dated one entry years ahead; the honest entries behind it were all told to be dated back."""
    ahead = type("Written", (), {"iso": lambda _: "2026-11-01T09:00:00Z"})()
    operation.answer("side-a", 1, at=ahead)
    operation.sign()
    for number in range(5):
        operation.answer(("side-a", "side-b")[number % 2], 10 + number)
        operation.sign()
    assert program(operation.lines()) == [(31, "back-dated")]
    assert "holds entry 30 of 2026-11-01T09:00:00Z" in program.told["findings"][0]["says"]
    assert program.told["findings"][0]["says"].endswith("it was dated back, or that one ahead")


def test_each_entry_that_is_dated_back_is_still_found(program, operation):
    back = type("Written", (), {"iso": lambda _: "2023-10-01T09:00:00Z"})()
    for number in range(3):
        operation.answer("side-a", 20 + number, at=back)
        operation.sign()
    assert program(operation.lines()) == [(30, "back-dated"), (31, "back-dated"), (32, "back-dated")]
