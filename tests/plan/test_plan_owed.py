"""Large families do not starve on small remainders, and small ones do not starve on large families."""

from __future__ import annotations

from dataclasses import replace

from plan_made import case, problem

from safepassage.plan import rules
from safepassage.plan.model import CategoryQuota, Day, Problem


def a_day(*families: tuple[str, int, int], quota: int = 10) -> Problem:
    """Families of (id, persons, registered), one point for each person and like minutes for each, with time for all."""
    cases = [
        case(name, persons=size, units=size, weight=size, minutes=size, registered=at) for name, size, at in families
    ]
    return problem(*cases, day=Day(200, 10), categories=(CategoryQuota("foreign", quota, "persons"),))


def called(made: Problem) -> set[str]:
    return {one.case for one in rules.solve(made).order}


def test_a_family_passed_over_by_a_smaller_later_one_is_owed_a_place():
    made = a_day(("c1", 6, 1), ("c2", 6, 2), ("c3", 4, 3))
    plan = rules.solve(made)
    assert {one.case for one in plan.order} == {"c1", "c3"}
    assert rules.owed(made, plan) == ("c2",)
    tomorrow = replace(a_day(("c2", 6, 2), *((f"s{at}", 2, 4 + at) for at in range(6))), seed=2)
    assert "c2" in called(rules.owed_first(tomorrow, rules.owed(made, plan)))


def test_only_as_many_are_owed_as_lost_a_place():
    made = a_day(("c1", 6, 1), *((f"f{at}", 6, 2 + at) for at in range(5)), ("s1", 4, 9))
    assert called(made) == {"c1", "s1"}
    assert rules.owed(made, rules.solve(made)) == ("f0",)


def test_nobody_is_owed_where_all_are_called_or_the_called_came_earlier():
    everybody = a_day(("c1", 4, 1), ("c2", 6, 2))
    assert rules.owed(everybody, rules.solve(everybody)) == ()
    earlier = a_day(("c1", 6, 5), ("c2", 4, 1), ("c3", 4, 2), quota=9)
    assert called(earlier) == {"c2", "c3"}
    assert rules.owed(earlier, rules.solve(earlier)) == ()


def test_a_family_worth_less_for_each_person_is_owed_nothing():
    made = a_day(("c1", 6, 1), ("c2", 6, 2), ("c3", 4, 3))
    poorer = replace(made, cases=tuple(replace(one, weight=3) if one.id == "c2" else one for one in made.cases))
    assert rules.owed(poorer, rules.solve(poorer)) == ()


def test_a_large_family_is_called_within_a_few_days_and_so_are_single_persons():
    """Each day brings singles enough to fill whatever is left; a family of seven still goes, and no single waits for ever."""
    waiting = {"big": ("big", 7, 0)} | {f"old{at}": (f"old{at}", 1, 1 + at) for at in range(6)}
    owed: tuple[str, ...] = ()
    left: dict[str, int] = {}
    for day in range(8):
        waiting |= {f"d{day}-{at}": (f"d{day}-{at}", 1 + at % 2, 10 + 20 * day + at) for at in range(9)}
        made = rules.owed_first(a_day(*waiting.values()), owed)
        plan = rules.solve(made)
        owed = rules.owed(made, plan)
        for one in plan.order:
            left[one.case] = day
            del waiting[one.case]
    assert left["big"] <= 2
    assert all(left[f"old{at}"] <= 3 for at in range(6))
