"""What a plan means for those called: waves, the picture's numbers, the dial for those who will not come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from safepassage.plan.engine.certify import in_vain_by_minute, places
from safepassage.plan.engine.day import run
from safepassage.plan.engine.table import tabulate
from safepassage.plan.engine.turnaway import how_many, law_of
from safepassage.plan.model import WAVE_MINUTES, Dial, Plan, Point, Problem, Wave


def waves(problem: Problem, plan: Plan) -> tuple[Wave, ...]:
    """The plan's waves in the order of time, each with its cases in the order of the list."""
    persons = {case.id: case.persons for case in problem.cases}
    called: dict[int, list[str]] = defaultdict(list)
    for one in plan.order:
        called[one.wave].append(one.case)
    return tuple(
        Wave(
            wave,
            wave * WAVE_MINUTES,
            min((wave + 1) * WAVE_MINUTES, problem.day.minutes),
            tuple(called[wave]),
            sum(persons[case] for case in called[wave]),
        )
        for wave in sorted(called)
    )


def curve(problem: Problem, plan: Plan) -> tuple[Point, ...]:
    """The promise minute by minute, for a picture: value, bound, ratio, persons called in vain if it closes then."""
    table = tabulate(problem)
    order = places(table, [one.case for one in plan.order])
    wave = np.array([one.wave for one in plan.order], np.int64)
    vain = in_vain_by_minute(table, order, run(table, order.tolist()), wave)
    return tuple(
        Point(
            one.minute,
            one.value,
            one.bound,
            one.value * 1000 // one.bound if one.bound else 1000,
            int(vain[one.minute]),
        )
        for one in plan.certificate
    )


def dial(problem: Problem, plan: Plan, risks: Sequence[int]) -> tuple[Dial, ...]:
    """What each risk (in thousandths) of turning somebody away would mean, by category: calls follow the order, then the standby list."""
    cases = {case.id: case for case in problem.cases}
    ahead = [cases[name] for name in (*(one.case for one in plan.order), *plan.standby)]
    rows = []
    for category in problem.categories:
        mine = [case for case in ahead if case.category == category.id]
        units = np.array([case.units for case in mine], np.int64)
        shows = np.array([case.show for case in mine], np.float64)
        sure = int(np.searchsorted(np.cumsum(units), category.quota, side="right"))
        for risk in risks:
            called = how_many(units, shows, category.quota, risk / 1000, sure)
            rows.append(_dial(category.id, units[:called], shows[:called], category.quota))
    return tuple(rows)


def _dial(category: str, units: np.ndarray, shows: np.ndarray, quota: int) -> Dial:
    law = law_of(units, shows)
    came = np.arange(len(law))
    inside = np.minimum(came, quota)
    used = round(1000 * float(law @ inside) / quota) if quota else 1000
    mean = float(law @ came)
    away = round(1000 * (mean - float(law @ inside)) / mean) if mean > 0 else 0
    return Dial(category, round(1000 * float(law[quota + 1 :].sum())), len(units), used, away)
