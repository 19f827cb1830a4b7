"""Fair queueing of lists: the preferred sequence, changed only where some list would otherwise fall behind by more than allowed."""

from __future__ import annotations

import heapq
from collections.abc import Sequence

AHEAD = 3
SMALL = 1e-9


class Queue:
    """How many persons each list has had, and when it must have more.

    A list of rate r that has had g persons may wait until r x (persons so far) exceeds g by `lag`: its deadline is (g + lag) / r.
    """

    def __init__(self, rates: Sequence[float], lag: int) -> None:
        self.rates = rates
        self.lag = lag
        self.got = [0] * len(rates)
        self.total = 0

    def take(self, which: int, persons: int) -> None:
        """Count a case of a list."""
        self.got[which] += persons
        self.total += persons

    def sequence(self, lists: Sequence[int], persons: Sequence[int]) -> list[int]:
        """Places of all cases, in the sequence to call them; `lists` and `persons` are in the preferred sequence."""
        waiting: list[list[int]] = [[] for _ in self.rates]
        for at in reversed(range(len(lists))):
            waiting[lists[at]].append(at)
        placed = [False] * len(lists)
        result: list[int] = []
        for preferred in range(len(lists)):
            while not placed[preferred]:
                which = lists[preferred]
                if not self._safe(which, waiting, persons):
                    urgent = [(self._deadline(one, self.got[one]), one) for one, left in enumerate(waiting) if left]
                    which = min(urgent)[1]
                at = waiting[which].pop()
                placed[at] = True
                result.append(at)
                self.take(which, persons[at])
        return result

    def _deadline(self, which: int, got: int) -> float:
        return (got + self.lag) / self.rates[which] if self.rates[which] > 0 else float("inf")

    def _safe(self, which: int, waiting: list[list[int]], persons: Sequence[int]) -> bool:
        """Whether all deadlines can be kept after the next case of `which`: a few rounds of earliest deadline first are run ahead."""
        total = self.total + persons[waiting[which][-1]]
        heap = []
        for one, left in enumerate(waiting):
            had = self.got[one] + (persons[left[-1]] if one == which else 0)
            next_ = len(left) - 1 - (one == which)
            if next_ >= 0:
                heap.append((self._deadline(one, had), one, next_, had))
        heapq.heapify(heap)
        for _ in range(AHEAD * len(heap) + AHEAD):
            if not heap:
                return True
            deadline, one, next_, had = heap[0]
            if total > deadline + SMALL:
                return False
            size = persons[waiting[one][next_]]
            total += size
            if next_:
                heapq.heapreplace(heap, (self._deadline(one, had + size), one, next_ - 1, had + size))
            else:
                heapq.heappop(heap)
        return True
