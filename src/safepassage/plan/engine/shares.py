"""Shares between lists: what each may count on in every prefix, and the guard that keeps it.

A list is a flow and a case a packet that must not be split (Parekh and Gallager, IEEE/ACM Trans. Networking 1(3), 1993): fair queueing keeps
every list within one largest case of its share. The guard leaves the planner's own sequence alone as long as that can still be kept, which it
sees by running the lists' deadlines ahead, and otherwise takes the list whose deadline comes first.
"""

from __future__ import annotations

import math

import numpy as np

from safepassage.plan.engine.queueing import Queue
from safepassage.plan.engine.table import Real, Table, Whole
from safepassage.plan.model import ListShare


def share_of(table: Table) -> Real:
    """Each list's share of each category, `[category, list]`: its persons among the category's persons who can be called."""
    persons = np.zeros((len(table.quota), len(table.lists)))
    np.add.at(persons, (table.category, table.list), table.persons)
    return np.asarray(persons / np.maximum(persons.sum(axis=1, keepdims=True), 1), np.float64)


def shortfalls(table: Table, order: Whole) -> tuple[ListShare, ...]:
    """By how many persons each list fell short of (1 - epsilon) of its share in its worst prefix, over all categories, rounded up."""
    shares = table.problem.shares
    if shares is None:
        return ()
    due = share_of(table) * (1 - shares.epsilon)
    worst = np.zeros(len(table.lists))
    for category in range(len(table.quota)):
        mine = order[table.category[order] == category]
        got = np.zeros((len(mine), len(table.lists)))
        got[np.arange(len(mine)), table.list[mine]] = table.persons[mine]
        lag = np.cumsum(table.persons[mine])[:, None] * due[category] - np.cumsum(got, axis=0)
        worst = np.maximum(worst, lag.max(axis=0, initial=0.0))
    return tuple(ListShare(name, math.ceil(lag - 1e-6)) for name, lag in zip(table.lists, worst.tolist(), strict=True))


def with_shares(table: Table, listed: Whole, waiting: Whole) -> Whole:
    """A list of about the same size on which each list has its share: first of each its best up to its share, then the best of all.

    `listed` and `waiting` are best first; the result is too.
    """
    shares = table.problem.shares
    if shares is None:
        return listed
    ranked = np.concatenate([listed, waiting])
    kept = []
    for category in range(len(table.quota)):
        mine = ranked[table.category[ranked] == category]
        persons = int(table.persons[listed[table.category[listed] == category]].sum())
        due = share_of(table)[category] * (1 - shares.epsilon) * persons - largest(table, category)
        kept.append(_filled(table, mine, due, int(table.quota[category]), persons))
    chosen = np.zeros(table.size, np.bool_)
    chosen[np.concatenate(kept)] = True
    return np.asarray(ranked[chosen[ranked]], np.int64)


def largest(table: Table, category: int) -> int:
    """Persons of the category's largest case."""
    return int(table.persons[table.category == category].max(initial=0))


def _filled(table: Table, ranked: Whole, due: Real, quota: int, persons: int) -> Whole:
    got = np.zeros(len(table.lists))
    left, most = quota, persons
    first, second = [], []
    for at in ranked.tolist():
        if got[table.list[at]] < due[table.list[at]] and table.units[at] <= left:
            got[table.list[at]] += table.persons[at]
            left -= int(table.units[at])
            most -= int(table.persons[at])
            first.append(at)
        else:
            second.append(at)
    for at in second:
        if table.units[at] <= left and most > 0:
            left -= int(table.units[at])
            most -= int(table.persons[at])
            first.append(at)
        if left <= 0 or most <= 0:
            break
    return np.array(first, np.int64)


def keep_shares(table: Table, before: Whole, preferred: Whole) -> Whole:
    """The preferred cases in a sequence that keeps every list's share in every prefix, after the cases `before`.

    Each category's cases change places among themselves only.
    """
    shares = table.problem.shares
    if shares is None:
        return preferred
    rates = share_of(table) * (1 - shares.epsilon)
    result = preferred.copy()
    for category in range(len(table.quota)):
        slots = np.flatnonzero(table.category[preferred] == category)
        queue = Queue(rates[category].tolist(), largest(table, category))
        for at in before[table.category[before] == category].tolist():
            queue.take(int(table.list[at]), int(table.persons[at]))
        mine = preferred[slots]
        result[slots] = mine[queue.sequence(table.list[mine].tolist(), table.persons[mine].tolist())]
    return result
