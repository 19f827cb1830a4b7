"""Fourteen days on which need declines, planned day by day, against a bound of any plan over all of them.

By the minute t of day D, no plan has more through than a linear program that may split cases and knows everything: each day has its own
resources, a case is through on one day at most and counts with its weight of that day. Any prices of that program give a bound at every day and
minute at once; they are sought at a few, and the least counts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from safepassage.plan import rules
from safepassage.plan.engine.certify import curve, in_start_order, places
from safepassage.plan.engine.choose import choose
from safepassage.plan.engine.day import run
from safepassage.plan.engine.table import tabulate
from safepassage.plan.engine.uses import kinds_of
from safepassage.plan.model import CaseToPlan, Problem

DAY = 1440
CRITICAL, SERIOUS = 15, 7
HALF_LIVES = ((CRITICAL, 600), (SERIOUS, 2 * DAY))
EARLY, POINTS = 5, (60, 120, 180, 300)
LATER = (120, 300)
NEAR = 0.3
Policy = Callable[[Problem, dict[str, int], int], tuple[str, ...]]


def half_life(case: CaseToPlan) -> int:
    """Minutes in which half of an injured case's weight is lost; 0 where it does not decline."""
    if case.category != "injured":
        return 0
    return next((minutes for least, minutes in HALF_LIVES if case.weight >= least * case.units), 0)


def weights(problem: Problem, days: int) -> np.ndarray:
    """What each case is worth on each day, `[case, day]`."""
    return np.array(
        [[rules.declined(case.weight, half_life(case), DAY * day) for day in range(days)] for case in problem.cases]
    )


def robust_alone(problem: Problem, _tomorrow: dict[str, int], _through: int) -> tuple[str, ...]:
    """The planner, each day for itself."""
    return tuple(one.case for one in rules.solve(problem).order)


def robust(problem: Problem, _tomorrow: dict[str, int], through: int) -> tuple[str, ...]:
    """The planner: what is through since earlier days counts."""
    return tuple(one.case for one in rules.solve(problem, through=through).order)


def less_tomorrow(problem: Problem, tomorrow: dict[str, int], through: int) -> tuple[str, ...]:
    """The same, with half of what a case would be worth tomorrow taken off today's weight."""
    return robust(rules.multi_day(problem, tomorrow, 500), tomorrow, through)


def baseline(name: str) -> Policy:
    """One of the simple orders, with the weights of the day."""
    return lambda problem, _tomorrow, _through: tuple(rules.BASELINES[name](problem))


@dataclass(frozen=True)
class Run:
    """`through[d, t]`: weight through by minute t of day d, the days before it included."""

    through: np.ndarray


def play(problem: Problem, days: int, policy: Policy) -> Run:
    """The days one after the other, each planned on what is left, everybody called shows up."""
    worth = weights(problem, days + 1)
    at = {case.id: row for row, case in enumerate(problem.cases)}
    left = problem.cases
    rows, total = [], 0
    for day in range(days):
        today = replace(problem, cases=tuple(replace(one, weight=int(worth[at[one.id], day])) for one in left))
        tomorrow = {one.id: int(worth[at[one.id], day + 1]) for one in left}
        table = tabulate(today)
        known = set(table.ids)
        asked = places(table, [one for one in policy(today, tomorrow, total) if one in known])
        order = in_start_order(table, choose(table, asked, np.ones(table.size)).listed)
        start = run(table, order.tolist())
        rows.append(total + curve(table, order, start))
        total = int(rows[-1][-1])
        through = (start >= 0) & (start + table.minutes[order] <= problem.day.minutes)
        gone = {table.ids[one] for one in order[through].tolist()}
        left = tuple(one for one in left if one.id not in gone)
    return Run(np.array(rows))


def bound(problem: Problem, days: int) -> np.ndarray:
    """At least what any plan has through by minute t of day d, `[d, t]`."""
    table = tabulate(problem)
    kinds = kinds_of(table)
    first = np.unique(kinds.of_case, return_index=True)[1]
    row = {case.id: at for at, case in enumerate(problem.cases)}
    worth = weights(problem, days)[[row[table.ids[at]] for at in first.tolist()]].astype(float)
    best = np.full((days, problem.day.minutes + 1), np.inf)
    horizons = [(day, problem.day.minutes) for day in range(days)]
    horizons += [(day, minute) for day in range(days) for minute in (POINTS if day < EARLY else LATER)]
    near = np.ones(worth.shape, bool)
    for day, minute in sorted(horizons, reverse=True):
        price, near = _prices(kinds, worth, day, minute, near)
        best = np.minimum(best, _line(kinds, worth, price))
    # Another day adds no more than its own best with the weights of the first: by minute t, day d is at most what day d - 1 ended with and that.
    one = rules.solve(replace(problem, day=replace(problem.day, protect_from=1))).certificate
    alone = np.array([0, *(minute.bound for minute in one)])
    best[0] = np.minimum(best[0], alone)
    for day in range(1, days):
        best[day] = np.minimum(best[day], best[day - 1, -1] + alone)
    return best


def _prices(kinds, worth: np.ndarray, day: int, minute: int, near: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Prices of each day's resources, `[day, resource]`, from HiGHS, and which columns nearly pay at them."""
    fits = np.ones((len(kinds.minutes), day + 1), bool)
    fits[:, day] = kinds.minutes <= minute
    fits &= near[:, : day + 1]
    kind, when = np.nonzero(fits)
    resources = kinds.uses.shape[1]
    entry, resource = np.nonzero(kinds.uses[kind])
    supply, place = np.unique(kind, return_inverse=True)
    height = (day + 1) * resources
    rows = np.concatenate([when[entry] * resources + resource, height + place])
    columns = np.concatenate([entry, np.arange(len(kind))])
    values = np.concatenate([kinds.uses[kind][entry, resource], np.ones(len(kind))])
    room = np.tile(kinds.room[-1], (day + 1, 1))
    room[day] = kinds.room[minute]
    found = linprog(
        -worth[kind, when],
        A_ub=csr_array((values, (rows, columns)), shape=(height + len(supply), len(kind))),
        b_ub=np.concatenate([room.ravel(), kinds.count[supply]]),
        bounds=(0, None),
        method="highs",
    )
    price = np.maximum(-found.ineqlin.marginals[:height].reshape(day + 1, resources), 0.0)
    gain = worth[:, : day + 1] - kinds.uses @ price.T
    paid = np.maximum(gain.max(axis=1, keepdims=True), 0.0)
    kept = gain > paid - NEAR * np.maximum(worth[:, : day + 1], 1)
    wider = np.zeros(worth.shape, bool)
    wider[:, : day + 1] = kept
    return price, wider


def _line(kinds, worth: np.ndarray, price: np.ndarray) -> np.ndarray:
    """The bound of one set of prices at every day it has prices for and every minute."""
    days, end = len(price), len(kinds.room) - 1
    result = np.full((worth.shape[1], end + 1), np.inf)
    gain = worth[:, :days] - kinds.uses @ price.T
    full = 0.0
    before = np.zeros(len(worth))
    for day in range(days):
        with_today = np.maximum(before, gain[:, day])
        more = np.bincount(kinds.minutes, kinds.count * (with_today - before), minlength=end + 1)[: end + 1]
        result[day] = full + kinds.room @ price[day] + float(before @ kinds.count) + np.cumsum(more)
        full += float(kinds.room[-1] @ price[day])
        before = with_today
    return result


def by_day(played: Run, most: np.ndarray, protect_from: int) -> list[np.ndarray]:
    """Share of the bound at each minute of each day, from the first protected one of day 1 on."""
    share = played.through / np.maximum(most, 1)
    return [share[0, protect_from:], *share[1:]]


def shares(played: Run, most: np.ndarray, protect_from: int) -> np.ndarray:
    """The same, all days in one row."""
    return np.concatenate(by_day(played, most, protect_from))
