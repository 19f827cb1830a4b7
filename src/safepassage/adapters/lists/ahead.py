"""Reads the next list while the one before is being taken in: the sandbox works on another core."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import PurePath

from safepassage.operations.ports import ListReader
from safepassage.people.model import Sheet


class ReadAhead:
    """Fits `operations.ports.ListReader` for files whose order is known beforehand; any other file is read when asked for."""

    def __init__(self, reader: ListReader, paths: Iterable[PurePath]) -> None:
        """Read these files in this order, one ahead of who asks."""
        self._reader = reader
        self._pool = ThreadPoolExecutor(max_workers=1)  # the sandbox serves one thread at a time
        self._paths: Iterator[PurePath] = iter(list(paths))
        self._next: tuple[PurePath, Future[tuple[Sheet, ...]]] | None = None
        self._start()

    def _start(self) -> None:
        path = next(self._paths, None)
        self._next = None if path is None else (path, self._pool.submit(self._reader.read, path))

    def read(self, path: PurePath) -> tuple[Sheet, ...]:
        """Every sheet of the file, read already where it is the next one."""
        if self._next is not None and self._next[0] == path:
            future = self._next[1]
            sheets = future.result()
            self._start()
            return sheets
        return self._pool.submit(self._reader.read, path).result()
