"""Simple orders to measure the planner against; `simple` is the spine's own and stays selectable."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from fractions import Fraction

from safepassage.plan.model import CaseToPlan, Problem

Key = tuple[object, ...]


def _first_come(_problem: Problem, case: CaseToPlan) -> Key:
    return (case.registered, case.id)


def _lottery(problem: Problem, case: CaseToPlan) -> Key:
    """A draw that anyone can repeat: the hash of seed and id."""
    return (hashlib.sha256(f"{problem.seed}/{case.id}".encode()).digest(),)


def _category_blocks(problem: Problem, case: CaseToPlan) -> Key:
    """One category after the other, the smallest quota first; first come inside."""
    blocks = sorted(problem.categories, key=lambda one: (one.quota, one.id))
    place = {one.id: at for at, one in enumerate(blocks)}
    return (place[case.category], case.registered, case.id)


def _urgency_tier(_problem: Problem, case: CaseToPlan) -> Key:
    """Highest whole weight per person first, first come inside a tier."""
    return (-(case.weight // case.persons), case.registered, case.id)


def _weight_density(_problem: Problem, case: CaseToPlan) -> Key:
    """Most weight per minute at a desk first."""
    return (-Fraction(case.weight, case.minutes), case.registered, case.id)


def _order(key: Callable[[Problem, CaseToPlan], Key]) -> Callable[[Problem], tuple[str, ...]]:
    def order(problem: Problem) -> tuple[str, ...]:
        """Ids of all cases in this baseline's order."""
        ranked = sorted(problem.cases, key=lambda case: key(problem, case))
        return tuple(case.id for case in ranked)

    return order


BASELINES: Mapping[str, Callable[[Problem], tuple[str, ...]]] = {
    "simple": _order(_urgency_tier),
    "first-come": _order(_first_come),
    "lottery": _order(_lottery),
    "category-blocks": _order(_category_blocks),
    "urgency-tier": _order(_urgency_tier),
    "weight-density": _order(_weight_density),
}
"""Each gives every case of a problem, best first; quotas are applied to it afterwards."""
