"""The climb around a first order: which cases may come in, who may change places with whom, how many tries."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from safepassage.plan.engine import kernels
from safepassage.plan.engine.certify import protected
from safepassage.plan.engine.compiled import compiled
from safepassage.plan.engine.day import case_rows, day_row
from safepassage.plan.engine.kernels import WIDTH, parts
from safepassage.plan.engine.shares import largest, share_of
from safepassage.plan.engine.table import Real, Table, Whole

TRIES = 30_000
EACH = 40  # for each case of a short list: more of them change nothing any more
FINER = 8
PLAIN = 300_000
AIM = 0.97
LEAST_SPARE = 30


@dataclass(frozen=True, slots=True)
class Aim:
    """What a climb goes for: shares of these bounds, none under the limit; so many tries for a list of one case."""

    bound: Whole
    limit: float
    tries: int


def polish(table: Table, order: Whole, waiting: Whole, aim: Aim, held: Whole) -> Whole:
    """A better order of the same lanes and quotas; `waiting` are the cases not on it, best first; `held` ones keep their places."""
    if len(order) < 2:  # noqa: PLR2004 - one case has nobody to change places with
        return order
    spare = _spare(table, order, waiting)
    pool = np.concatenate([order, spare])
    tries = (1 if table.problem.shares is None else FINER) * min(
        TRIES, aim.tries // len(order) ** 2, 4 * len(order) * len(pool), EACH * len(order)
    )
    first = int(protected(table)[0])
    left = table.quota - np.bincount(table.category[order], table.units[order], minlength=len(table.quota)).astype(
        np.int64
    )
    day = day_row(table)
    aims = np.concatenate([[first, int(table.problem.day.grace), aim.limit * AIM], aim.bound]).astype(np.float64)
    count = len(order)
    sizes = (WIDTH * count, parts(count, day.tolist())[-1], count, table.problem.day.minutes + 1)
    room = [np.zeros(size, np.int64) for size in sizes]
    places, others = np.arange(count), np.arange(count, len(pool))
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
        aims,
        *room,
    )
    if tries * (3 * table.problem.day.minutes + 12 * count) < PLAIN:
        listed, *others_and_given = (
            part.tolist() if isinstance(part, np.ndarray) else part for part in (places, others, *given)
        )
        kernels.climb(listed, *others_and_given)
        places = np.array(listed, np.int64)
    else:
        compiled()["climb"](places, others, *given)
    return np.asarray(pool[places], np.int64)


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
