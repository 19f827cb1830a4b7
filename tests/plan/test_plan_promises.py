"""What the planner promises of any problem: shares in every prefix, every case accounted for, nothing that depends on chance."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from plan_made import case, drawn, drawn_alike, problem, problems

from safepassage.plan import rules, wire
from safepassage.plan.model import CategoryQuota, Problem, Shares


def worst_lags(made: Problem, plan: object) -> dict[str, float]:
    """By how many persons each list was behind (1 - epsilon) of its share in its worst prefix, counted from the published order alone."""
    never = dict(rules.never_callable(made))
    able = [one for one in made.cases if one.id not in never]
    cases = {one.id: one for one in able}
    there, of_list = Counter[str](), Counter[tuple[str, str]]()
    for one in able:
        there[one.category] += one.persons
        of_list[one.category, one.list] += one.persons
    worst = {one.list: 0.0 for one in able}
    total, got = Counter[str](), Counter[tuple[str, str]]()
    for placed in plan.order:
        one = cases[placed.case]
        total[one.category] += one.persons
        got[one.category, one.list] += one.persons
        for (category, name), persons in of_list.items():
            due = (1 - made.shares.epsilon) * persons / there[category] * total[category]
            worst[name] = max(worst[name], due - got[category, name])
    return worst


@drawn_alike
@given(problems(), st.sampled_from((0.0, 0.1, 0.5)))
def test_the_stated_shortfall_is_the_worst_of_every_prefix(made: Problem, epsilon: float) -> None:
    made = replace(made, shares=Shares(epsilon))
    plan = rules.solve(made)
    lags = worst_lags(made, plan)
    assert {one.list for one in plan.shares} == set(lags)
    for one in plan.shares:
        assert lags[one.list] <= one.shortfall + 1e-6
        assert one.shortfall < lags[one.list] + 1


@pytest.mark.parametrize("epsilon", [0.0, 0.1, 0.5])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_list_falls_behind_by_more_than_the_largest_family(seed: int, epsilon: float) -> None:
    made = drawn(400, seed, epsilon=epsilon)
    plan = rules.solve(made)
    assert max(worst_lags(made, plan).values()) <= max(one.persons for one in made.cases)


@drawn_alike
@given(problems(most=6))
def test_a_case_is_never_callable_exactly_if_it_is_not_called_when_it_has_the_day_to_itself(made: Problem) -> None:
    """Without couplings and rules of who goes first nobody needs another."""
    made = replace(made, coupling=(), order=(), shares=None)
    never = dict(rules.never_callable(made))
    for one in made.cases:
        alone = rules.solve(replace(made, cases=(one,)))
        assert [placed.case for placed in alone.order] == ([] if one.id in never else [one.id])


@drawn_alike
@given(problems(), st.randoms(use_true_random=False))
def test_nothing_depends_on_the_file_order_whatever_the_planner(made: Problem, dice: random.Random) -> None:
    cases, lists = list(made.cases), list(rules.BASELINES)
    dice.shuffle(cases)
    mixed = replace(made, cases=tuple(cases))
    assert rules.never_callable(mixed) == rules.never_callable(made)
    for name in lists:
        assert wire.write_plan(rules.solve(mixed, name)) == wire.write_plan(rules.solve(made, name))


@pytest.mark.parametrize("seed", [1, 2])
def test_a_crowded_day_is_the_same_whatever_the_file_order(seed: int) -> None:
    made = drawn(1500, seed)
    mixed = list(made.cases)
    random.Random(seed).shuffle(mixed)
    plan = rules.solve(made)
    assert wire.write_plan(rules.solve(replace(made, cases=tuple(mixed)))) == wire.write_plan(plan)
    assert rules.check(made, plan) == ()


@drawn_alike
@given(problems(), st.integers(2, 9))
def test_the_promise_does_not_depend_on_the_unit_of_weight(made: Problem, times: int) -> None:
    """Weights times a whole number: values and bounds grow alike, up to the bound's rounding to whole numbers."""
    plan = rules.solve(made)
    assume(plan.certificate[-1].bound > 0)
    more = replace(made, cases=tuple(replace(one, weight=one.weight * times) for one in made.cases))
    grown = rules.solve(more).certificate
    for one, other in zip(plan.certificate, grown, strict=True):
        assert other.bound <= times * (one.bound + 1)


def test_a_family_that_fits_no_remainder_is_named_and_goes_first_the_next_day() -> None:
    made = problem(
        case("small", persons=2, units=2, weight=2),
        case("large", persons=9, units=9, weight=10, registered=1),
        categories=(CategoryQuota("foreign", 9, "persons"),),
    )
    simple = rules.solve(made, "first-come")
    assert [one.case for one in simple.order] == ["small"]
    assert rules.passed_over(made, simple) == ("large",)
    tomorrow = rules.not_again(made, rules.passed_over(made, simple))
    assert [one.case for one in rules.solve(tomorrow).order] == ["large"]


@pytest.mark.parametrize(
    ("shares", "told"),
    [
        ((1.0, 1.0, 1.0), (1000, 1000, 1000)),
        (
            (0.9999, 0.9996, 0.9981),
            (999, 999, 999),
        ),  # all is said of all alone, and a bound may be said too high, never too low
        ((0.8814, 0.8815, 0.8816), (881, 881, 882)),
        ((0.57, 0.29, 0.583), (570, 290, 583)),  # 1000 * 0.57 is 569.9999...
        ((0.0, 0.0, 0.0), (0, 0, 0)),
    ],
)
def test_a_promise_is_rounded_down_and_what_bounds_it_up(
    shares: tuple[float, float, float], told: tuple[int, int, int]
) -> None:
    plan = replace(rules.solve(problem()), worst=shares[0], mean=shares[1], limit=shares[2])
    assert plan.in_thousandths() == told
