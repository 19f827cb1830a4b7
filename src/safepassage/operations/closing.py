"""Use case of a day's end with all that belongs to it: who came, whose call lapsed, and whose data the terms keep no longer."""

from __future__ import annotations

from dataclasses import dataclass

from safepassage.kernel.moment import Moment
from safepassage.operations.erasing import Erasure, retain
from safepassage.operations.house import House
from safepassage.operations.plan import end_day
from safepassage.operations.ports import Swept, Traces
from safepassage.plan.facts import DayEnded


@dataclass(frozen=True, slots=True)
class Closed:
    """What a day's end did: the day's own fact, who was erased because the terms' time was over, and what became of the files."""

    ended: DayEnded
    erased: tuple[Erasure, ...]
    files: Swept


def close_day(house: House, day: str, at: Moment, traces: Traces) -> Closed:
    """End a day, then erase whose time is over: the terms, which the parties agreed to, ask for it, and nobody else need do so.

    Two works: a crash between them leaves the day ended and the data for the next day's end, or `people retain`.

    Raises:
        ProblemsError: no list was published for the day, a side is still open, or the day has ended before; then nobody is erased.
    """
    ended = end_day(house, day, at)
    done = retain(house, at, traces)
    return Closed(ended, done.erased, done.files)
