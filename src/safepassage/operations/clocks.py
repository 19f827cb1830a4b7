"""Erasures by the terms' clause that a later entry's moment speaks against: a clock ahead makes time over that is not.

Verification knows no clock but the record's. Whoever turns the machine's clock forward, erases, and turns it back leaves later
entries of earlier moments; what is written from paper is dated back a little too, so two days say nothing.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass, field

from safepassage.gate.facts import HAPPENED
from safepassage.kernel.facts import Recorded
from safepassage.kernel.moment import Moment
from safepassage.kernel.rows import Tables
from safepassage.ledger.facts import Erased
from safepassage.operations.erasing import over_at
from safepassage.operations.house import DESK

FROM_PAPER_DAYS = 2


@dataclass(slots=True)
class Clocks:
    """Follows a replay; what is left of an erasure is the moment at which the person's time was over."""

    _due: list[tuple[int, int, Moment]] = field(default_factory=list)  # the latest first

    def follow(self, recorded: Recorded, tables: Tables) -> Iterator[tuple[int, str]]:
        """The erasures that this fact speaks against, each once: place and sentence. `tables` are as they stood before it."""
        if isinstance(recorded.fact, Erased):
            over = None if recorded.fact.request else over_at(tables, recorded.fact.subject)
            if over is not None:
                heapq.heappush(self._due, (-over.seconds, recorded.index, recorded.at))
            return
        if recorded.actor != DESK or isinstance(recorded.fact, HAPPENED):  # a gate's moment, whoever wrote it down
            return
        latest = -recorded.at.plus(days=FROM_PAPER_DAYS).seconds
        while self._due and self._due[0][0] < latest:
            due, place, said = heapq.heappop(self._due)
            yield place, _says(said, Moment(-due), recorded)


def _says(said: Moment, over: Moment, later: Recorded) -> str:
    return (
        f"it is dated {said.iso()} and erased whose time was over on {over.iso()}; entry {later.index}, which the cell wrote after it, "
        f"is dated {later.at.iso()}: the clock was ahead, or that entry is dated back"
    )
