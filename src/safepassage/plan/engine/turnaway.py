"""How many to call when some will not come: the exact distribution of the units that show up."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from safepassage.plan.engine.table import Real, Whole


def turn_away_risk(units: Whole, shows: Real, quota: int) -> float:
    """Chance that more units show up than the quota holds, if cases come or not independently of each other."""
    *_, last = _risks(units, shows, quota)
    return last


def how_many(units: Whole, shows: Real, quota: int, risk: float, least: int) -> int:
    """How many of the cases, from the first on, can be called with no more than `risk` of turning somebody away.

    Never fewer than `least`, which fit if everybody comes.
    """
    for called, one in enumerate(_risks(units, shows, quota)):
        if called > least and one > risk:
            return called - 1
    return len(units)


def _risks(units: Whole, shows: Real, quota: int) -> Iterator[float]:
    """The risk after none, one, two, ... cases: the law of the units that came grows case by case."""
    total = np.cumsum(units)
    room = min(quota, int(total[-1])) if len(total) else 0
    law = np.zeros(room + 1)
    law[0] = 1.0
    yield 0.0
    for unit, show, most in zip(units.tolist(), shows.tolist(), total.tolist(), strict=True):
        came = law[: max(room + 1 - unit, 0)] * show
        law *= 1.0 - show
        law[room + 1 - len(came) :] += came
        yield 0.0 if most <= quota else max(0.0, 1.0 - float(law.sum()))


def law_of(units: Whole, shows: Real) -> Real:
    """Probabilities of 0, 1, ... all units showing up."""
    law = np.zeros(int(units.sum()) + 1)
    law[0] = 1.0
    for unit, show in zip(units.tolist(), shows.tolist(), strict=True):
        came = law[: len(law) - unit] * show
        law *= 1.0 - show
        law[unit:] += came
    return law
