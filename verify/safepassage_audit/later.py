"""Signatures checked by other processes while the reading goes on, in batches, with so many under way that memory does not grow."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor

from safepassage_audit.signatures import signed

BATCH = 2000
Case = tuple[int, bytes, bytes, bytes]  # place, public key, message, signature


def wrong_of(batch: list[Case]) -> list[int]:
    """The places whose signature does not hold."""
    return [place for place, public, message, signature in batch if not signed(public, message, signature)]


class Later:
    """Give signatures in; take the places that do not hold out."""

    def __init__(self, workers: int) -> None:
        """Use so many processes."""
        self._workers = workers
        self._pool: ProcessPoolExecutor | None = None
        self._most = 2 * workers
        self._batch: list[Case] = []
        self._under_way: deque[Future[list[int]]] = deque()

    def give(self, case: Case) -> Iterator[int]:
        """Have one checked; places found wrong meanwhile."""
        self._batch.append(case)
        if len(self._batch) >= BATCH:
            yield from self._send()

    def _send(self) -> Iterator[int]:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(self._workers)
        self._under_way.append(self._pool.submit(wrong_of, self._batch))
        self._batch = []
        while len(self._under_way) > self._most:
            yield from self._under_way.popleft().result()

    def end(self) -> Iterator[int]:
        """The places found wrong among the rest."""
        if self._pool is None:
            yield from wrong_of(self._batch)
            return
        yield from self._send()
        while self._under_way:
            yield from self._under_way.popleft().result()
        self._pool.shutdown()
