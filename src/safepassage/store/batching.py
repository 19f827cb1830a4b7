"""Group commit: one thread writes, and what several callers asked for meanwhile is committed together.

A flush to the disk costs the same for one piece of work as for a hundred (ADR 0083 has the figures).
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Self, TypeVar

from django.db import Error

from safepassage.kernel.problems import Problem
from safepassage.store.errors import StoreError
from safepassage.store.store import DjangoStore
from safepassage.store.work import DjangoWork

T = TypeVar("T")
Piece = Callable[[DjangoWork], Any]
Asked = tuple[Piece, Future[Any]]
LARGEST_BATCH = 256
"""Pieces committed together at most, so that the first of them does not wait for ever."""


class BatchingWriter:
    """The one writer of a store in this process. A piece counts as done when its future has a result: it is on the disk then."""

    def __init__(self, store: DjangoStore, largest: int = LARGEST_BATCH) -> None:
        """Start the writing thread; `largest` is the most pieces committed together."""
        self._store = store
        self._largest = largest
        self._queue: queue.SimpleQueue[Asked | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._closed: BaseException | None = None
        self.batches = 0
        self._thread = threading.Thread(target=self._run, name="safepassage-writer", daemon=True)
        self._thread.start()

    def submit(self, piece: Callable[[DjangoWork], T]) -> Future[T]:
        """Ask for a piece of work; it is called once, in the writing thread, and undone alone if it raises.

        Raises:
            StoreError: the writer has ended, or its last commit failed.
        """
        future: Future[T] = Future()
        with self._lock:
            if self._closed is not None:
                raise self._closed
            self._queue.put((piece, future))
        return future

    def close(self) -> None:
        """Do what was asked for so far, then end."""
        self._end(
            StoreError(Problem(self._store.database.name, "the writer has ended", "Open it anew", code="store-closed"))
        )
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _end(self, why: BaseException) -> None:
        with self._lock:
            if self._closed is None:
                self._closed = why
                self._queue.put(None)

    def _run(self) -> None:
        try:
            while (batch := self._take()) and self._write(batch):
                pass
        finally:
            self._store.close()

    def _take(self) -> list[Asked]:
        """Wait for a piece, then take with it whatever else has come; nothing: the end."""
        batch: list[Asked] = []
        while len(batch) < self._largest:
            try:
                asked = self._queue.get(block=not batch)
            except queue.Empty:
                break
            if asked is None:
                # The end stays in the queue for the next look.
                self._queue.put(None)
                break
            if asked[1].set_running_or_notify_cancel():
                batch.append(asked)
        return batch

    def _write(self, batch: list[Asked]) -> bool:
        answers: list[Callable[[], None]] = []
        try:
            with self._store.work() as work:
                answers.extend(_do(work, piece, future) for piece, future in batch)
        except BaseException as error:  # noqa: BLE001 - callers wait for their futures: none may be left without an answer
            self._fail(batch, error)
            return False
        self.batches += 1
        for answer in answers:
            answer()
        return True

    def _fail(self, batch: list[Asked], error: BaseException) -> None:
        self._end(error)
        for _, future in batch:
            future.set_exception(error)
        # Nothing can be asked for any more: what still waits is all there will ever be.
        while asked := self._queue.get():
            if asked[1].set_running_or_notify_cancel():
                asked[1].set_exception(error)


def _do(work: DjangoWork, piece: Piece, future: Future[Any]) -> Callable[[], None]:
    """Do one piece; what comes back tells its caller, and is called after the commit."""
    try:
        with work.piece():
            result = piece(work)
    except Error:
        # The database failed, not the piece: the whole batch falls.
        raise
    except Exception as error:  # noqa: BLE001 - whatever a piece raises belongs to its caller, and must not end the writer
        wrong = error
        return lambda: future.set_exception(wrong)
    return lambda: future.set_result(result)
