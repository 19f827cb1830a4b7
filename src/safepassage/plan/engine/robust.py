"""Prices that protect against every closing minute at once, and the limit of what any published order can promise.

Megow and Mestre (ITCS 2013) show that the best factor of an instance can be approached where no constant factor exists. Prices come first
from a few classes of like kinds, then from the kinds themselves, with the columns that pay at those prices (column generation).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from safepassage.plan.engine.program import FIXED, GROWING, PASSING, Offer, Prices, Program, lost_share
from safepassage.plan.engine.table import Real, Whole
from safepassage.plan.engine.uses import Kinds

CLASSES = 150
STEPS = (0.0, 0.03, 0.06, 0.1, 0.15, 0.2, 0.3, 0.45, 0.7, 1.0, 2.0, 50.0)
WORST = 0.7
NEAR = 0.10
COLUMNS = 6000
ROUNDS = 3
CLOSE = 5e-4
SMALL = 1e-9


@dataclass(frozen=True, eq=False)
class Robust:
    """Prices of the day, and the columns chosen at them: `amount[j]` cases of `kind[j]` in `period[j]`."""

    prices: Prices
    kind: Whole
    period: Whole
    amount: Real


def robust_prices(kinds: Kinds, grid: Whole, bound: Real, before: int = 0) -> Robust:
    """Prices of the day; `bound[k]` is the best value by `grid[k]`; minutes at which nothing can be through are left out.

    `before`: weight that is through since earlier days, of what was planned and of the bound alike.
    """
    grid, bound = grid[bound > 0], bound[bound > 0]
    if not len(grid):
        nothing = Prices(grid, np.zeros(0), np.zeros((0, kinds.uses.shape[1])))
        return Robust(nothing, np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
    offer = offer_of(kinds, grid, bound, PASSING, before)
    lost = lost_share(offer.minutes, grid)
    if len(kinds.weight) <= CLASSES:
        kind, period = np.nonzero(offer.minutes[:, None] <= grid)
    else:
        kind, period = columns_near(offer, coarse_prices(kinds, offer), lost, NEAR)
    solved = Program(offer, kind, period, lost).solve(WORST)
    return Robust(solved.prices, kind, period, solved.amount)


def offer_of(kinds: Kinds, grid: Whole, bound: Real, lane_form: int, before: int = 0) -> Offer:
    """All kinds, over the periods that end at the grid's minutes; `lane_form` is the form of the lanes' time."""
    minutes = kinds.minutes.astype(np.float64)
    form = np.full(kinds.uses.shape[1], GROWING)
    form[: kinds.lanes] = lane_form
    form[kinds.lanes : kinds.lanes + kinds.quotas] = FIXED
    return Offer(kinds.weight, minutes, kinds.count, kinds.uses, kinds.room[grid], grid, bound, form, before)


def coarse_prices(kinds: Kinds, offer: Offer) -> Prices:
    """Prices of a few classes, each with the means of its kinds."""
    place = kinds.shape
    for step in STEPS:
        place = _binned(kinds, step)
        if int(place.max(initial=-1)) < CLASSES:
            break
    count = np.bincount(place, kinds.count).astype(np.float64)

    def mean(column: Real) -> Real:
        return np.asarray(np.bincount(place, kinds.count * column) / count, np.float64)

    uses = np.array([mean(one) for one in kinds.uses.T]).T
    classes = Offer(
        mean(kinds.weight),
        mean(offer.minutes),
        count,
        uses,
        offer.room,
        offer.grid,
        offer.bound,
        offer.form,
        offer.before,
    )
    kind, period = np.nonzero(classes.minutes[:, None] <= classes.grid)
    return Program(classes, kind, period, lost_share(classes.minutes, classes.grid)).solve(WORST).prices


def _binned(kinds: Kinds, step: float) -> Whole:
    weight, minutes = kinds.weight, kinds.minutes.astype(np.float64)
    if step:
        weight = np.round(np.log(np.maximum(weight, 0.5)) / step)
        minutes = np.round(np.log(minutes) / step)
    _, place = np.unique(np.column_stack([kinds.shape, weight, minutes]), axis=0, return_inverse=True)
    return np.asarray(place, np.int64)


def columns_near(offer: Offer, prices: Prices, lost: Real, near: float) -> tuple[Whole, Whole]:
    """Columns whose net worth is not further below zero than `near` of their worth; no more than `COLUMNS`, the best."""
    net = prices.net(offer.weight, offer.minutes, offer.uses, lost)
    worth = np.maximum(prices.worth * offer.weight[:, None], 1e-12)
    share = np.where(np.isfinite(net), net / worth, -np.inf)
    most = np.sort(share, axis=None)[-COLUMNS:][0]
    kind, period = np.nonzero(share >= max(-near, float(most)))
    return kind, period


def limit(kinds: Kinds, start: Prices, bound: Real, periods: int) -> float:
    """No published order keeps a larger share of the bounds at every minute.

    A linear program for the worst share at so many `periods` of the minutes, where cases may be split: whatever is through by such a minute has used no more
    than there was by then. Its prices prove the limit over every single kind (`proved`), however few columns the program was given; columns
    that pay at its prices are added until they agree.
    """
    if not len(start.grid):
        return 1.0
    some = np.unique(np.linspace(0, len(start.grid) - 1, periods).round().astype(np.int64))
    offer = offer_of(kinds, start.grid[some], bound[some], GROWING)
    lost = np.zeros((len(kinds.weight), len(some)))
    near = columns_near(offer, Prices(offer.grid, start.worth[some], start.cost[some]), lost, NEAR)
    chosen = np.zeros(lost.shape, np.bool_)
    chosen[near] = True
    best = 1.0
    for _ in range(ROUNDS):
        kind, period = np.nonzero(chosen)
        solved = Program(offer, kind, period, lost).solve(1.0)
        net = solved.prices.net(offer.weight, offer.minutes, offer.uses, lost)
        best = min(best, proved(offer, solved.prices, net))
        if best - solved.value < CLOSE:
            break
        paid = np.where(chosen, net, 0.0).max(axis=1, initial=0.0)
        chosen |= net > paid[:, None] + SMALL
    return best


def proved(offer: Offer, prices: Prices, net: Real) -> float:
    """The dual's value at these prices.

    The worst share is at most the mean of the shares under the prices' own weights, which sum to one, and that mean is at most what all
    there is costs plus every case's best net worth (weak duality).
    """
    later = np.vstack([prices.cost[1:], np.zeros(offer.room.shape[1])])
    room = (prices.cost - later) * offer.room
    return float(room.sum() + np.maximum(net.max(axis=1), 0.0) @ offer.count)


def worth(kinds: Kinds, prices: Prices) -> Real:
    """Each kind's best net worth without the price of its own quota: cases of one category compare by it per unit."""
    if not len(prices.grid):
        return np.zeros(len(kinds.weight))
    quotas = slice(kinds.lanes, kinds.lanes + kinds.quotas)
    return np.asarray(_net(kinds, prices).max(axis=1) + kinds.uses[:, quotas] @ prices.cost[-1, quotas], np.float64)


def best_period(kinds: Kinds, prices: Prices) -> Whole:
    """The period in which each kind's net worth is best; the last where it is never worth anything."""
    if not len(prices.grid):
        return np.zeros(len(kinds.weight), np.int64)
    net = _net(kinds, prices)
    best = np.asarray(net.argmax(axis=1), np.int64)
    return np.where(np.isfinite(net.max(axis=1)), best, len(prices.grid))


def _net(kinds: Kinds, prices: Prices) -> Real:
    minutes = kinds.minutes.astype(np.float64)
    return prices.net(kinds.weight, minutes, kinds.uses, lost_share(minutes, prices.grid))
