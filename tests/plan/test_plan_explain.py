from __future__ import annotations

from dataclasses import replace

from plan_made import case, drawn, problem

from safepassage.plan import rules
from safepassage.plan.model import CategoryQuota


def test_a_called_case_learns_its_place_and_wave() -> None:
    made = drawn(100)
    plan = rules.solve(made)
    told = rules.explain(made, plan, plan.order[2].case)
    assert (told.listed, told.position, told.wave, told.changes) == (True, 3, plan.order[2].wave, ())


def test_a_case_that_was_not_offered_misses_an_answer() -> None:
    assert rules.explain(problem(), rules.solve(problem()), "c1").reason == "missing-answer"


def test_a_case_that_can_never_pass_learns_why() -> None:
    made = problem(case("c1", minutes=61), case("c2"))
    assert rules.explain(made, rules.solve(made), "c1").reason == "too-long"


def test_a_full_quota_is_named_with_the_slots_until_it_and_a_change_that_works() -> None:
    made = problem(
        *(case(f"c{at}", weight=9 - at) for at in range(9)), categories=(CategoryQuota("foreign", 10, "persons"),)
    )
    plan = rules.solve(made)
    told = rules.explain(made, plan, "c7")
    assert (told.reason, told.also, told.slots) == ("standby", ("quota",), 6) or (told.reason, told.slots) == (
        "quota",
        6,
    )
    quota = next(one for one in told.changes if one.what == "quota")
    assert (quota.now, quota.then) == (10, 16)
    raised = replace(made, categories=(CategoryQuota("foreign", 16, "persons"),))
    assert "c7" in {one.case for one in rules.solve(raised).order}


def test_an_explanation_names_no_other_case() -> None:
    made = drawn(60)
    plan = rules.solve(made)
    uncalled = [one.id for one in made.cases if one.id not in {placed.case for placed in plan.order}]
    for name in uncalled[:3]:
        told = repr(rules.explain(made, plan, name))
        assert [other.id for other in made.cases if other.id != name and other.id in told] == []
