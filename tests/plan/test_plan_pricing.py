from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from plan_made import case, drawn, drawn_alike, problem, problems
from scipy.optimize import linprog

from safepassage.plan.engine import bound, pricing
from safepassage.plan.engine.table import tabulate
from safepassage.plan.engine.uses import kinds_of
from safepassage.plan.model import Ambulances, CategoryQuota, Day, LaneDesks, Problem


def linear_program(made: Problem, minute: int) -> float:
    """The best value by a minute if cases may be divided, from HiGHS, one column a case."""
    table = tabulate(made)
    kinds = kinds_of(table)
    fits = table.minutes <= minute
    if not fits.any():
        return 0.0
    uses = kinds.uses[kinds.of_case[fits]].T
    found = linprog(-table.weight[fits].astype(float), A_ub=uses, b_ub=kinds.room[minute], bounds=(0, 1))
    return -float(found.fun)


@drawn_alike
@given(problems())
def test_a_bound_is_never_under_the_linear_program_and_close_to_it_where_prices_were_sought(made: Problem) -> None:
    made = replace(made, day=replace(made.day, grace=False))
    table = tabulate(made)
    grid = bound.closing_grid(table, 4)
    found = bound.bounds(table, kinds_of(table), grid)
    for minute in grid.tolist():
        best = linear_program(made, minute)
        assert found.exact[minute] >= best - 1e-6 * (1 + best)
        assert found.exact[minute] <= best + 1e-3 * (1 + best)


@pytest.mark.parametrize("changed", [{}, {"coupling": True}])
def test_a_crowded_day_is_priced_within_a_thousandth_where_prices_were_sought(changed: dict[str, bool]) -> None:
    made = drawn(400, **changed)
    table = tabulate(made)
    found = bound.bounds(table, kinds_of(table), bound.closing_grid(table, 40))
    for minute in range(60, 301, 42):
        best = linear_program(made, minute)
        assert best - 1e-6 * best <= found.exact[minute] <= 1.001 * best


def test_plain_and_compiled_prices_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    table = tabulate(drawn(120))
    kinds = kinds_of(table)
    grid = bound.closing_grid(table, 3)
    assert len(kinds.weight) > bound.FEW
    compiled = bound.prices_at(kinds, grid)
    monkeypatch.setattr(bound, "FEW", 10_000)
    plain = bound.prices_at(kinds, grid)
    assert np.allclose(compiled, plain, rtol=1e-6, atol=1e-9)


def test_nobody_to_choose_from_costs_nothing() -> None:
    table = tabulate(problem())
    assert bound.prices_at(kinds_of(table), np.array([10, 60])).tolist() == [[0.0] * 5] * 2
    worthless = tabulate(problem(case("c1", weight=0), case("c2", weight=0)))
    assert bound.bounds(worthless, kinds_of(worthless), np.array([60])).value.tolist() == [0] * 61


def test_a_kind_left_out_at_first_is_looked_at_again() -> None:
    """Late in the day a heavy long case pays that did not fit the minutes before."""
    made = problem(
        *(case(f"c{at}", weight=2, minutes=4) for at in range(20)),
        case("long", weight=500, minutes=59),
        categories=(CategoryQuota("foreign", 40, "persons"),),
        lanes=(LaneDesks("hall", 1),),
        ambulances=Ambulances(0, 0),
        day=Day(60, 10),
    )
    table = tabulate(made)
    found = bound.bounds(table, kinds_of(table), np.array([10, 20, 60]))
    assert found.value[58] < 100
    assert found.value[60] >= 500


def test_a_row_that_cannot_be_told_apart_ends_the_path() -> None:
    rows = [[1.0] for _ in range(pricing.ROWS)]
    assert not pricing.factor(rows, [float("-2")])
    assert pricing.factor(rows, [3.0])
