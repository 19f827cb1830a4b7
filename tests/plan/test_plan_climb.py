from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from plan_made import case, drawn, drawn_alike, problem, problems

from safepassage.plan import rules
from safepassage.plan.checker.replay import replay
from safepassage.plan.engine import kernels
from safepassage.plan.engine.certify import curve, in_start_order
from safepassage.plan.engine.choose import choose, rank
from safepassage.plan.engine.compiled import compiled
from safepassage.plan.engine.day import case_rows, day_row, run
from safepassage.plan.engine.polish import Aim, apart, polish
from safepassage.plan.engine.solve import QUICK, prepare, solve_after
from safepassage.plan.engine.table import Table, tabulate
from safepassage.plan.model import BeforeRule, CouplingRule, LaneDesks, Placed, Plan, Problem, Shares

NOBODY = np.zeros(0, np.int64)


def plan_of(made: Problem, names: list[str]) -> Plan:
    lanes = {one.id: one.lane for one in made.cases}
    return Plan(1, tuple(Placed(name, lanes[name], 0) for name in names), (), (), 0, 0, 1, 0, ())


@drawn_alike
@given(problems())
def test_the_day_runs_as_the_checker_runs_it(made: Problem) -> None:
    table = tabulate(made)
    start = run(table, range(table.size))
    starts = {name: at for name, at in zip(table.ids, start.tolist(), strict=True) if at >= 0}
    assert starts == replay(made, plan_of(made, list(table.ids))).starts


@pytest.mark.parametrize("changed", [{}, {"coupling": True}])
def test_plain_and_compiled_days_are_the_same(changed: dict[str, bool]) -> None:
    table = tabulate(drawn(200, **changed))
    day, rows = day_row(table), case_rows(table, np.arange(table.size))
    state, begun = np.zeros(kernels.parts(table.size, day)[-1], np.int64), np.zeros(table.size, np.int64)
    compiled()["simulate"](table.size, rows, day, state, begun)
    assert begun.tolist() == run(table, range(table.size)).tolist()
    assert (begun >= 0).sum() > 30


def values(made: Problem, order: tuple[str, ...]) -> list[int]:
    """What is through by every minute, by the checker's own day."""
    done = replay(made, plan_of(made, list(order)))
    weight = {one.id: one for one in made.cases}
    through = [(done.through_at(weight[name]), weight[name].weight) for name in done.starts]
    return [
        sum(one for at, one in through if at is not None and at <= minute) for minute in range(made.day.minutes + 1)
    ]


@drawn_alike
@given(problems(most=4))
def test_no_order_at_all_promises_more_than_the_limit(made: Problem) -> None:
    plan = rules.solve(made)
    able = [one.id for one in made.cases if one.id not in dict(rules.never_callable(made))]
    real = [(one.minute, one.bound) for one in plan.certificate if one.bound]
    for order in permutations(able):
        value = values(made, order)
        assert min((value[minute] / most for minute, most in real), default=0) <= plan.limit + 1e-4


def listed(made: Problem) -> tuple[Table, np.ndarray, np.ndarray]:
    table = tabulate(made)
    ranked = rank(table, table.weight.astype(float))
    choice = choose(table, ranked, table.weight.astype(float))
    return table, in_start_order(table, choice.listed), choice.waiting


@pytest.mark.parametrize("changed", [{}, {"coupling": True}, {"epsilon": 0.1}])
def test_a_climb_keeps_quotas_and_lanes_and_never_gets_worse(changed: dict[str, object]) -> None:
    made = drawn(300, **changed)
    table, order, waiting = listed(made)
    most = prepare(made).bounds.value
    better = polish(table, order, waiting, Aim(most, 1.0, 20_000_000), NOBODY)
    assert len(set(better.tolist())) == len(order)
    assert table.lane[better].tolist() == table.lane[order].tolist()
    used = np.bincount(table.category[better], table.units[better])
    assert (used <= table.quota).all()
    shares = [curve(table, one, run(table, one.tolist()))[60:] / most[60:] for one in (order, better)]
    assert shares[1].mean() > shares[0].mean()


def test_held_cases_keep_their_places_in_a_climb() -> None:
    made = drawn(300)
    table, order, waiting = listed(made)
    held = order[[0, 5, 9]]
    better = polish(table, order, waiting, Aim(prepare(made).bounds.value, 1.0, 20_000_000), held)
    assert better[[0, 5, 9]].tolist() == held.tolist()


def test_lanes_that_share_ambulances_or_rules_are_looked_at_together() -> None:
    lanes = (LaneDesks("hall", 1), LaneDesks("bay", 1), LaneDesks("door", 1))
    walking = [case("c1"), case("c2", lane="bay"), case("c3", lane="door")]
    driven = [*walking, case("c4", lane="bay", ambulance=True), case("c5", lane="door", ambulance=True)]
    assert apart(tabulate(problem(*walking, lanes=lanes))) == [[0], [1], [2]]
    assert apart(tabulate(problem(*driven, lanes=lanes))) == [[1, 2], [0]]
    coupled = problem(*walking, lanes=lanes, coupling=(CouplingRule("foreign", "injured", 1, 9),))
    before = problem(*walking, lanes=lanes, order=(BeforeRule("injured", "foreign"),))
    fair = problem(*walking, lanes=lanes, shares=Shares(0.1))
    assert [apart(tabulate(one)) for one in (coupled, before, fair)] == [[[0, 1, 2]]] * 3


def test_a_quick_plan_holds_and_states_no_limit() -> None:
    made = drawn(400)
    quick = solve_after(prepare(made, QUICK), ())
    assert rules.check(made, quick) == ()
    assert quick.limit == 1.0
    assert quick.worst > rules.solve(made, "simple").worst


def test_a_queue_that_waits_for_ambulances_lets_those_on_foot_pass() -> None:
    made = problem(
        case("ride1", lane="bay", ambulance=True),
        case("ride2", lane="bay", ambulance=True),
        case("walk", lane="bay"),
    )
    assert run(tabulate(made), range(3)).tolist() == [0, 25, 10]
    alone = replace(made, cases=made.cases[:2])
    assert run(tabulate(alone), range(2)).tolist() == [0, 25]
