"""The plan's calls in windows of the terms' length, each with the persons expected to come in vain."""

from __future__ import annotations

import numpy as np

from safepassage.plan.engine.certify import places, protected
from safepassage.plan.engine.day import NEVER, run
from safepassage.plan.engine.table import tabulate
from safepassage.plan.model import WAVE_MINUTES, Plan, Problem, Window


def window_at(wave: int, minutes: int, since: int = 0) -> int:
    """The window of `minutes` that holds the first minute of a wave of the plan; `since` is the minute at which the plan's count begins.

    Windows that do not end with the plan's half hours call a case early, never late.
    """
    return (since + wave * WAVE_MINUTES) // minutes


def windows(problem: Problem, plan: Plan, minutes: int, lead: int = 0) -> tuple[Window, ...]:
    """The windows in the order of time. Cases present themselves `lead` minutes before their window is served.

    `in_vain`: persons of the window who have presented themselves and are not through when the crossing closes, in the mean over the protected closing
    minutes, in tenths of a person rounded up; all who are called are taken to come.
    """
    table = tabulate(problem)
    order = places(table, [one.case for one in plan.order])
    if not len(order):
        return ()
    start = run(table, order.tolist())
    length = np.ones(len(order), np.int64) if problem.day.grace else table.minutes[order]
    done = np.where(start == NEVER, problem.day.minutes + 1, start + length)
    window = np.array([window_at(one.wave, minutes) for one in plan.order], np.int64)
    persons = table.persons[order]
    closings = protected(table)
    standing = (window[:, None] * minutes - lead <= closings) & (done[:, None] > closings)
    vain = (persons[:, None] * standing).sum(axis=1)
    found = []
    for one in sorted(set(window.tolist())):
        mine = window == one
        tenths = -(-10 * int(vain[mine].sum()) // len(closings))
        found.append(Window(one, one * minutes, (one + 1) * minutes, int(mine.sum()), int(persons[mine].sum()), tenths))
    return tuple(found)
