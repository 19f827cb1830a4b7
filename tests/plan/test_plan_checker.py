from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from plan_made import case, drawn, drawn_alike, problem, problems

from safepassage.plan import rules
from safepassage.plan.checker.inspect import chance_above
from safepassage.plan.checker.proof import ONE, allowed, dual_prices, program_of
from safepassage.plan.engine.turnaway import how_many
from safepassage.plan.model import CategoryQuota, CertifiedMinute, ListShare, Placed

MADE = drawn(120, epsilon=0.1, coupling=True)
PLAN = rules.solve(MADE)
FIRST = PLAN.certificate[0]


def codes(plan: object, made: object = MADE) -> set[str]:
    return {one.code for one in rules.check(made, plan)}


def with_first(**changed: int) -> object:
    return replace(PLAN, certificate=(replace(FIRST, **changed), *PLAN.certificate[1:]))


def test_the_plan_itself_is_accepted() -> None:
    assert codes(PLAN) == set()


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        (replace(PLAN, order=PLAN.order[::-1]), "value"),
        (replace(PLAN, order=PLAN.order[1:]), "value"),
        (replace(PLAN, order=(*PLAN.order, PLAN.order[0])), "double-case"),
        (replace(PLAN, order=(*PLAN.order, Placed("nobody", "hall", 9))), "unknown-case"),
        (replace(PLAN, standby=(PLAN.order[0].case,)), "double-case"),
        (replace(PLAN, order=(replace(PLAN.order[0], lane="elsewhere"), *PLAN.order[1:])), "wrong-lane"),
        (replace(PLAN, order=(replace(PLAN.order[0], wave=8), *PLAN.order[1:])), "wave"),
        (with_first(value=FIRST.value + 1), "value"),
        (with_first(bound=FIRST.bound - 1), "bound"),
        (with_first(bound=FIRST.value - 1), "bound"),
        (replace(PLAN, certificate=PLAN.certificate[1:]), "minutes"),
        (replace(PLAN, certificate=(*PLAN.certificate, CertifiedMinute(301, 1, 1))), "minutes"),
        (replace(PLAN, worst=PLAN.worst + 0.001), "worst"),
        (replace(PLAN, mean=PLAN.mean - 0.001), "mean"),
        (replace(PLAN, limit=PLAN.worst - 0.001), "limit"),
        (replace(PLAN, calls_in_vain=PLAN.calls_in_vain + 1), "vain"),
        (replace(PLAN, shares=()), "shares"),
        (replace(PLAN, shares=(ListShare("jo", 0), *PLAN.shares[1:])), "shares"),
    ],
)
def test_a_changed_plan_is_refused(changed: object, code: str) -> None:
    assert code in codes(changed)


def test_too_many_calls_for_the_risk_are_refused() -> None:
    made = drawn(200, risk=0.1)
    assert codes(rules.solve(made), made) == set()
    assert "turn-away" in codes(rules.solve(replace(made, turn_away_risk=0.5)), made)


def test_a_case_that_can_never_pass_must_not_be_called() -> None:
    made = problem(case("c1", units=21), case("c2"))
    plan = rules.solve(made)
    assert "never-callable" in codes(replace(plan, order=(*plan.order, Placed("c1", "hall", 1))), made)


@drawn_alike
@given(problems())
def test_a_bound_that_is_one_less_than_what_a_plan_reaches_is_refused(made: object) -> None:
    plan = rules.solve(made)
    top = plan.certificate[-1]
    if top.value:
        lowered = replace(plan, certificate=(*plan.certificate[:-1], replace(top, bound=top.value - 1)))
        assert "bound" in codes(lowered, made)


def test_any_prices_give_a_bound() -> None:
    program = program_of(MADE)
    best = allowed(program, dual_prices(program, 150))
    rough = allowed(program, ([ONE // 3] * len(program.room), [0, 0]))
    for one in PLAN.certificate:
        assert one.value * ONE <= best[one.minute]
        assert one.value * ONE <= rough[one.minute]


def test_planner_and_checker_agree_on_the_risk() -> None:
    made = [case(f"c{at}", units=1 + at % 3, show=0.5 + 0.04 * at) for at in range(10)]
    units, shows = [one.units for one in made], [one.show for one in made]
    import numpy as np  # noqa: PLC0415 - only this test needs it

    for risk in (0.05, 0.2, 0.6):
        called = how_many(np.array(units), np.array(shows), 8, risk, 0)
        assert chance_above(made[:called], 8) <= risk
        assert called == len(made) or chance_above(made[: called + 1], 8) > risk


def test_a_category_without_cases_is_no_matter() -> None:
    made = problem(case("c1"), categories=(CategoryQuota("foreign", 20, "persons"), CategoryQuota("none", 0, "cases")))
    assert codes(rules.solve(made), made) == set()
