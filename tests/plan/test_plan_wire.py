from __future__ import annotations

import json

import pytest
from hypothesis import given
from plan_made import case, drawn_alike, problem, problems

from safepassage.kernel.problems import ProblemsError
from safepassage.plan import rules, wire
from safepassage.plan.model import CertifiedMinute, ListShare, Placed, Plan

FIXED = (
    '{"version":1,"seed":1,"day":{"minutes":600,"protect_from":60,"grace":false},'
    '"categories":[{"id":"foreign","quota":500,"unit":"persons"},{"id":"injured","quota":9,"unit":"patients"}],'
    '"lanes":[{"id":"hall","desks":4}],"ambulances":{"count":8,"return_minutes":70},'
    '"coupling":[{"category":"foreign","needs":"injured","ratio":8,"allowance":50}],"shares":{"epsilon":0.1},"turn_away_risk":0.1,'
    '"cases":[{"id":"c1","category":"foreign","list":"jo","lane":"hall","persons":4,"units":4,"weight":7,"minutes":10,'
    '"ambulance":false,"show":0.8,"registered":12}]}'
)


def faults(text: str) -> dict[str, str]:
    with pytest.raises(ProblemsError) as caught:
        wire.read_problem(text)
    return {one.column: one.what for one in caught.value.problems}


def changed(**parts: object) -> str:
    return json.dumps({**json.loads(FIXED), **parts})


def test_the_fixed_shape_is_read_and_written_back_as_the_same_values() -> None:
    read = wire.read_problem(FIXED)
    assert read.cases[0].show == 0.8
    assert json.loads(wire.write_problem(read)) == json.loads(FIXED)


def test_shares_may_be_null() -> None:
    assert wire.read_problem(changed(shares=None)).shares is None


@drawn_alike
@given(problems())
def test_what_is_written_is_read_back_equal(made: object) -> None:
    assert wire.read_problem(wire.write_problem(made)) == made


@drawn_alike
@given(problems(most=5))
def test_a_plan_is_read_back_equal(made: object) -> None:
    plan = rules.solve(made)
    text = wire.write_plan(plan)
    assert wire.read_plan(text) == plan
    assert wire.write_plan(wire.read_plan(text)) == text


def test_a_plan_has_the_fixed_keys() -> None:
    plan = Plan(
        1,
        (Placed("c1", "hall", 0),),
        ("c9",),
        (CertifiedMinute(60, 123, 140),),
        0.88,
        0.93,
        0.95,
        49,
        (ListShare("jo", 3),),
    )
    assert json.loads(wire.write_plan(plan)) == {
        "version": 1,
        "order": [{"case": "c1", "lane": "hall", "wave": 0}],
        "standby": ["c9"],
        "certificate": [{"minute": 60, "value": 123, "bound": 140}],
        "worst": 0.88,
        "mean": 0.93,
        "limit": 0.95,
        "calls_in_vain": 49,
        "shares": [{"list": "jo", "shortfall": 3}],
    }


def test_all_faults_are_named_at_once_by_their_paths() -> None:
    cases = json.loads(FIXED)["cases"]
    cases[0].update(weight=-1, minutes=0, show=1.5, persons="4", units=True)
    found = faults(changed(cases=cases, seed=1.5, turn_away_risk=1, extra=3))
    assert sorted(found) == [
        "cases[0].minutes",
        "cases[0].persons",
        "cases[0].show",
        "cases[0].units",
        "cases[0].weight",
        "extra",
        "seed",
        "turn_away_risk",
    ]


def test_unknown_and_double_ids_are_named() -> None:
    cases = json.loads(FIXED)["cases"] * 2
    cases[1] = {**cases[1], "category": "nobody", "lane": "nowhere"}
    found = faults(changed(cases=cases, coupling=[{"category": "x", "needs": "y", "ratio": 1, "allowance": 0}]))
    assert sorted(found) == [
        "cases[1].category",
        "cases[1].id",
        "cases[1].lane",
        "coupling[0].category",
        "coupling[0].needs",
    ]


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("", ""),
        ("[]", ""),
        ("[" * 100_000, ""),
        ('{"version":NaN}', ""),
        (changed(version=2), "version"),
        (changed(day={"minutes": 60, "protect_from": 61, "grace": False}), "day.protect_from"),
        (changed(day={"minutes": 10**30, "protect_from": 0, "grace": False}), "day.minutes"),
        (changed(day=3), "day"),
        (changed(lanes=None), "lanes"),
        (changed(lanes=[{"id": "hall", "desks": -1}]), "lanes[0].desks"),
        (
            changed(
                categories=[
                    {"id": "foreign", "quota": 1, "unit": "wagons"},
                    {"id": "injured", "quota": 9, "unit": "cases"},
                ]
            ),
            "categories[0].unit",
        ),
        (changed(order=[{"first": "foreign", "then": "foreign"}]), "order[0]"),
    ],
)
def test_each_bad_text_is_refused_at_its_place(text: str, column: str) -> None:
    assert column in faults(text)


def test_a_missing_key_and_a_double_key_are_faults() -> None:
    whole = json.loads(FIXED)
    del whole["cases"]
    assert faults(json.dumps(whole)) == {"cases": "it is missing"}
    assert faults(FIXED.replace('"seed":1', '"seed":1,"seed":2')) == {"": "a key stands twice in one object"}


def test_no_fault_quotes_a_case() -> None:
    cases = json.loads(FIXED)["cases"]
    cases[0].update(id="SECRET-NAME", category="SECRET-CATEGORY", show="SECRET-SHOW")
    with pytest.raises(ProblemsError) as caught:
        wire.read_problem(changed(cases=cases))
    assert len(caught.value.problems) == 1
    assert "SECRET" not in str(caught.value)


def test_problems_of_one_and_three_cases_keep_their_cases() -> None:
    for count in (1, 3):
        made = problem(*(case(f"c{at}") for at in range(count)))
        assert [one.id for one in wire.read_problem(wire.write_problem(made)).cases] == [
            f"c{at}" for at in range(count)
        ]
