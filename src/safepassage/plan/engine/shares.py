"""Shares between lists: what each may count on in every prefix, and the guard that keeps it.

A list is a flow and a case a packet that must not be split (Parekh and Gallager, IEEE/ACM Trans. Networking 1(3), 1993): a list that
waits never lags its share by more than the largest case.
"""

from __future__ import annotations

import math

import numpy as np

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
