from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from plan_made import case, drawn, drawn_alike, problem, problems

from safepassage.plan import rules
from safepassage.plan.model import CategoryQuota, Day, ShowCount


def test_need_halves_in_its_half_life_and_falls_straight_between() -> None:
    assert [rules.declined(80, 600, minutes) for minutes in (0, 300, 600, 1200, 1500)] == [80, 60, 40, 20, 15]
    assert rules.declined(80, 0, 10_000) == 80


@drawn_alike
@given(st.integers(0, 10**9), st.integers(1, 5000), st.integers(0, 10**7), st.integers(0, 1000))
def test_need_never_grows_and_never_falls_under_nothing(weight: int, half: int, minutes: int, more: int) -> None:
    assert weight >= rules.declined(weight, half, minutes) >= rules.declined(weight, half, minutes + more) >= 0


def test_what_waiting_costs_is_what_a_case_is_worth_today() -> None:
    made = problem(case("c1", weight=20), case("c2", weight=20), day=Day(600, 60))
    first = rules.multi_day(made, {"c1": 10, "c2": 20}, 500)
    assert (first.day, [one.weight for one in first.cases]) == (Day(600, 60), [15, 10])
    assert rules.multi_day(made, {"c1": 20}) == made


def test_what_is_through_already_lets_the_day_be_filled_to_its_end() -> None:
    made = drawn(400)
    alone, later = rules.solve(made), rules.solve(made, through=2 * rules.solve(made).certificate[-1].value)
    assert later.certificate[-1].value > alone.certificate[-1].value
    assert [one.bound for one in later.certificate] == [one.bound for one in alone.certificate]
    assert rules.check(made, later) == ()
    assert rules.solve(made, through=0) == alone


@drawn_alike
@given(problems(), st.integers(0, 200))
def test_the_checker_accepts_a_later_day(made: object, through: int) -> None:
    assert rules.check(made, rules.solve(made, through=through)) == ()


def test_a_large_family_passed_over_goes_first_the_next_day() -> None:
    made = problem(
        case("small1", persons=2, units=2, weight=6, registered=1),
        case("large", persons=8, units=8, weight=24, registered=2),
        case("small2", persons=3, units=3, weight=8, registered=3),
        categories=(CategoryQuota("foreign", 9, "persons"),),
    )
    plan = rules.solve(made, "simple")
    assert [one.case for one in plan.order] == ["small1", "small2"]
    assert rules.passed_over(made, plan) == ("large",)
    raised = rules.not_again(made, ["large"])
    assert [one.weight for one in raised.cases] == [6, 24, 8]


def rates(*rows: tuple[str, str, str, int, int]) -> dict[tuple[str, str, str], int]:
    return {
        (one.list, one.distance, one.notice): one.permille
        for one in rules.show_rates([ShowCount(*row) for row in rows])
    }


def test_many_calls_speak_for_themselves_and_few_are_drawn_to_the_rest() -> None:
    found = rates(("jo", "near", "day", 1000, 900), ("eg", "near", "day", 1000, 500), ("tr", "near", "day", 2, 0))
    assert 880 <= found["jo", "near", "day"] <= 900
    assert 500 <= found["eg", "near", "day"] <= 530
    assert 300 <= found["tr", "near", "day"] <= 690


def test_sorts_that_never_met_are_told_from_their_parts() -> None:
    found = rates(("jo", "near", "day", 400, 380), ("jo", "far", "day", 400, 280), ("eg", "near", "day", 400, 300))
    assert found["eg", "far", "day"] < min(found["eg", "near", "day"], found["jo", "far", "day"])


def test_without_any_day_nothing_is_claimed_and_bad_counts_are_refused() -> None:
    assert rules.show_rates(()) == ()
    with pytest.raises(ValueError, match="came"):
        rules.show_rates([ShowCount("jo", "near", "day", 1, 2)])


@drawn_alike
@given(
    st.lists(
        st.tuples(
            st.sampled_from("abc"), st.sampled_from("nf"), st.sampled_from("de"), st.integers(0, 50), st.integers(0, 50)
        ),
        max_size=12,
    )
)
def test_chances_lie_between_nothing_and_all_whatever_the_order_of_the_days(
    rows: list[tuple[str, str, str, int, int]],
) -> None:
    fair = [(one, far, soon, max(a, b), min(a, b)) for one, far, soon, a, b in rows]
    found = rates(*fair)
    assert all(0 < one < 1000 for one in found.values())
    assert rates(*reversed(fair)) == found


def test_waves_hold_every_called_case_once_in_its_half_hour() -> None:
    made = drawn(150)
    plan = rules.solve(made)
    called = rules.waves(made, plan)
    assert [case for wave in called for case in wave.cases] == [
        one.case for one in sorted(plan.order, key=lambda one: one.wave)
    ]
    assert [(wave.begins, wave.ends) for wave in called][:2] == [(0, 30), (30, 60)]
    assert sum(wave.persons for wave in called) == sum(
        one.persons for one in made.cases if one.id in {p.case for p in plan.order}
    )


def test_the_curve_tells_the_certificate_and_the_mean_of_calls_in_vain() -> None:
    made = drawn(150)
    plan = rules.solve(made)
    points = rules.curve(made, plan)
    assert [(one.minute, one.value, one.bound) for one in points] == [
        (one.minute, one.value, one.bound) for one in plan.certificate
    ]
    assert plan.worst == pytest.approx(min(one.permille for one in points) / 1000, abs=0.001)
    assert -(-sum(one.in_vain for one in points) // len(points)) == plan.calls_in_vain


def test_the_dial_shows_that_more_risk_uses_more_of_the_quota() -> None:
    made = drawn(300, risk=0.2)
    plan = rules.solve(made)
    low, high = (one for one in rules.dial(made, plan, (20, 300)) if one.category == "foreign")
    assert low.risk <= 20 < high.risk <= 300
    assert low.called < high.called
    assert low.used < high.used <= 1000
    assert low.turned_away <= high.turned_away
