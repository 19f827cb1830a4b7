"""A second process that does work meanwhile: it begins anew, and shares no connection, no thread and no lock with this one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from typing import TypeVar

from safepassage.kernel.problems import Problem, ProblemsError

A = TypeVar("A")
B = TypeVar("B")


class HelperProcess:
    """The port `operations.ports.Elsewhere`: a process that begins with the first work, and is asked through a pipe, never by a file."""

    def __init__(self, pool: ProcessPoolExecutor) -> None:
        """Have work done in this pool."""
        self._pool = pool

    def begin(self, work: Callable[[A], B], given: A) -> Callable[[], B]:
        """Have this done there; what waits for long is done here when its outcome is asked for. The outcome is the same.

        Raises:
            ProblemsError: (also from what comes back) the process ended before its time.
        """
        try:
            future = self._pool.submit(work, given)
        except BrokenProcessPool:
            raise _ended() from None
        return lambda: _outcome(future, work, given)


def _outcome(future: Future[B], work: Callable[[A], B], given: A) -> B:
    if future.cancel():
        return work(given)
    try:
        return future.result()
    except BrokenProcessPool:
        raise _ended() from None


def _ended() -> ProblemsError:
    return ProblemsError(
        [
            Problem(
                "the second process",
                "it ended before its work was done, so nothing is known of what it had to check",
                "See that the machine has memory left, and do it again",
                code="helper-ended",
            )
        ]
    )


@contextmanager
def helper() -> Iterator[HelperProcess]:
    """A second process for as long as the block goes on."""
    pool = ProcessPoolExecutor(1, mp_context=get_context("spawn"))
    try:
        yield HelperProcess(pool)
    finally:
        pool.shutdown(cancel_futures=True)


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
