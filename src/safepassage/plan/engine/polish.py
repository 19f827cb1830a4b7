"""The climb around a first order: which cases may come in, who may change places with whom, how many tries."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from safepassage.plan.engine import kernels
from safepassage.plan.engine.certify import curve, protected
from safepassage.plan.engine.compiled import compiled
from safepassage.plan.engine.day import case_rows, day_row, run
from safepassage.plan.engine.kernels import WIDTH, parts
from safepassage.plan.engine.program import LATER
from safepassage.plan.engine.shares import largest, share_of
from safepassage.plan.engine.table import Real, Table, Truth, Whole

MOST = 200_000
EACH = 400  # tries for each case of a short list: more of them change nothing any more
FINER = 4  # with shares fewer exchanges are allowed, so more are tried; twice as many changed no list of ours by a hundredth
PLAIN = 300_000
AIM = 0.97
LEAST_SPARE = 30
OPENING = 3  # what a minute costs beside a case
SERVICE = 12


@dataclass(frozen=True, slots=True)
class Aim:
    """What a climb goes for: shares of these bounds, none under the limit; so much work for it, about a nanosecond each.

    `before` is what is through since earlier days.
    """

    bound: Whole
    limit: float
    work: int
    before: int = 0


def polish(table: Table, order: Whole, waiting: Whole, aim: Aim, held: Whole) -> Whole:
    """A better order of the same lanes and quotas; `waiting` are the cases not on it, best first; `held` ones keep their places.

    Lanes that cannot hinder each other are looked at one after the other, each beside what is through in the others.
    """
    spare = _spare(table, order, waiting)
    left = table.quota - np.bincount(table.category[order], table.units[order], minlength=len(table.quota)).astype(
        np.int64
    )
    parts = apart(table)
    for lanes in parts:
        mine = np.isin(table.lane[order], lanes)
        work = aim.work // len(parts)
        order, spare = _climb(table, order, mine, spare, np.isin(table.lane[spare], lanes), left, aim, work, held)
    return order


def apart(table: Table) -> list[list[int]]:
    """Lanes in groups that share no ambulance, no coupling and no rule of who goes first: all that is left is the quotas, which the list keeps.

    Shares hold in every prefix of the whole order: with them all lanes are one group.
    """
    every = list(range(len(table.desks)))
    if table.problem.coupling or table.problem.order or table.problem.shares is not None:
        return [every]
    driven = sorted(set(table.lane[table.ambulance].tolist()))
    return [*([driven] if driven else []), *([one] for one in every if one not in driven)]


def _climb(
    table: Table,
    order: Whole,
    mine: Truth,
    spare: Whole,
    others: Truth,
    left: Whole,
    aim: Aim,
    work: int,
    held: Whole,
) -> tuple[Whole, Whole]:
    """Climb among the cases `mine` of the order and `others` of the spare ones: the order and the spare cases after it."""
    pool = np.concatenate([order[mine], spare[others]])
    count, size = int(mine.sum()), len(pool)
    if count < 2:  # noqa: PLR2004 - one case has nobody to change places with
        return order, spare
    minutes = table.problem.day.minutes
    cost = OPENING * minutes + SERVICE * count
    tries = (1 if table.problem.shares is None else FINER) * min(MOST, work // cost, 4 * count * size, EACH * count)
    day = day_row(table)
    beside = curve(table, order[~mine], run(table, order.tolist())[~mine])
    first = int(protected(table)[0])
    later = LATER * (minutes + 1 - first) if aim.before else 0
    aims = np.array([first, int(table.problem.day.grace), aim.limit * AIM, later])
    sizes = (WIDTH * count, parts(count, day.tolist())[-1], count, minutes + 1)
    given = (
        groups(table, pool, held),
        table.list[pool],
        fairness(table),
        left,
        tries,
        table.problem.seed,
        case_rows(table, pool),
        table.weight[pool],
        day,
        np.concatenate([aims, aim.bound + aim.before, beside + aim.before]),
        *(np.zeros(size, np.int64) for size in sizes),
    )
    places, reserve = np.arange(count), np.arange(count, size)
    if tries * cost < PLAIN:
        listed, free, *rest = (
            part.tolist() if isinstance(part, np.ndarray) else part for part in (places, reserve, *given)
        )
        kernels.climb(listed, free, *rest)
        left[:] = rest[3]
        places, reserve = np.array(listed, np.int64), np.array(free, np.int64)
    else:
        compiled()["climb"](places, reserve, *given)
    order, spare = order.copy(), spare.copy()
    order[mine], spare[others] = pool[places], pool[reserve]
    return order, spare


def _spare(table: Table, order: Whole, waiting: Whole) -> Whole:
    """Of each category as many of the first waiting as are on the order."""
    listed = np.bincount(table.category[order], minlength=len(table.quota))
    mine = [
        waiting[table.category[waiting] == one][: max(LEAST_SPARE, most)] for one, most in enumerate(listed.tolist())
    ]
    return np.concatenate(mine)


def groups(table: Table, cases: Whole, held: Whole) -> Whole:
    """Who may change places: anybody, or with shares only cases of one category and size, so that every prefix keeps its persons.

    Nobody changes places with a `held` case.
    """
    own = np.zeros(table.size, np.int64)
    own[held] = np.arange(1, len(held) + 1)
    columns = [own[cases]]
    if table.problem.shares is not None:
        columns += [table.category[cases], table.persons[cases]]
    _, group = np.unique(np.column_stack(columns), axis=0, return_inverse=True)
    return np.asarray(group, np.int64)


def fairness(table: Table) -> Real:
    """The number of lists, each category's allowed lag, each category's rates by list; the number alone where there are no shares."""
    shares = table.problem.shares
    if shares is None:
        return np.zeros(1)
    lags = [largest(table, one) for one in range(len(table.quota))]
    return np.concatenate([[len(table.lists)], lags, (share_of(table) * (1 - shares.epsilon)).ravel()])


def first_come(order: Whole, cases: Whole, kind: Whole) -> Whole:
    """The same places, held within each kind by those registered first: among equals the earlier goes first, whatever was tried.

    `cases` are all that are like one on the order, by registration, and `kind` the number of each.
    """
    members = cases[np.argsort(kind, kind="stable")]
    start = np.searchsorted(np.sort(kind), np.arange(int(kind.max(initial=-1)) + 2))
    number = dict(zip(cases.tolist(), kind.tolist(), strict=True))
    taken: dict[int, int] = {}
    fair = order.copy()
    for at, case in enumerate(order.tolist()):
        one = number[case]
        fair[at] = members[start[one] + taken.get(one, 0)]
        taken[one] = taken.get(one, 0) + 1
    return fair
