"""Holds a reader to the bytes a file had before: a list that is saved anew meanwhile would be known by one content and read as another."""

from __future__ import annotations

from pathlib import Path, PurePath

from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.operations.ports import ListReader
from safepassage.people.model import Sheet


class Unchanged:
    """Fits `operations.ports.ListReader` for one file whose bytes are known."""

    def __init__(self, reader: ListReader, content: bytes) -> None:
        """Read with this reader, and believe it where the file still holds these bytes."""
        self._reader = reader
        self._content = content

    def read(self, path: PurePath) -> tuple[Sheet, ...]:
        """Every sheet of the file.

        Raises:
            ProblemsError: it cannot be read, or was changed since.
        """
        sheets = self._reader.read(path)
        try:
            same = Path(path).read_bytes() == self._content
        except OSError:
            same = False
        if not same:
            what = "the file was changed while it was taken in; nothing of it was"
            raise ProblemsError([Problem(path.name, what, "Close it in other programs, and give the command again")])
        return sheets
