"""The store in memory: the conformance suite's reference, and what rules are tried on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import cast

from safepassage.kernel.columns import check_equal, check_key, checked_values
from safepassage.kernel.rows import R, Row
from safepassage.ledger.model import EMPTY, Checkpoint, Entry, Head

Key = tuple[str | int, ...]


class MemoryTables:
    """Rows in dictionaries."""

    def __init__(self) -> None:
        """Start empty."""
        self.rows: dict[str, dict[Key, Row]] = {}

    def get(self, kind: type[R], *key: str | int) -> R | None:
        """The row with that key, or None."""
        check_key(kind, key)
        return cast("R | None", self.rows.get(kind.TABLE, {}).get(key))

    def select(self, kind: type[R], **equal: str | int | bool | None) -> Iterator[R]:
        """Rows whose fields equal what is given, ordered by key: those there are now, whatever is changed meanwhile."""
        check_equal(kind, equal)
        held = self.rows.get(kind.TABLE, {})
        wanted = equal.items()
        found = [key for key, row in held.items() if all(getattr(row, name) == value for name, value in wanted)]
        return iter([cast("R", held[key]) for key in sorted(found)])

    def every(self, kind: type[R]) -> Iterator[R]:
        """Every row, ordered by key."""
        return self.select(kind)

    def put(self, row: Row) -> None:
        """Insert the row, or replace the one with its key."""
        checked_values(row)
        self.rows.setdefault(row.TABLE, {})[row.key()] = row

    def drop(self, kind: type[R], *key: str | int) -> None:
        """Remove the row with that key, if it is there."""
        check_key(kind, key)
        self.rows.get(kind.TABLE, {}).pop(key, None)

    def copy(self) -> MemoryTables:
        """The same rows, apart."""
        other = MemoryTables()
        other.rows = {table: dict(rows) for table, rows in self.rows.items()}
        return other


class MemoryWork:
    """One transaction on copies."""

    def __init__(
        self, tables: MemoryTables, entries: list[tuple[Entry, bytes | None]], head: Head, notes: dict[int, Checkpoint]
    ) -> None:
        """Work on what is given."""
        self.tables = tables
        self.kept = entries
        self.latest = head
        self.notes = notes

    def head(self) -> Head:
        """Where the ledger stands, with what this transaction appended."""
        return self.latest

    def append(self, entry: Entry, key: bytes | None, head: Head) -> None:
        """Add an entry, the key of its body, and the head that results."""
        if entry.index != self.latest.size:
            raise ValueError(f"entry {entry.index} does not follow a ledger of {self.latest.size}")
        self.kept.append((entry, key))
        self.latest = head

    def entries(self, start: int = 0, stop: int | None = None) -> Iterator[tuple[Entry, bytes | None]]:
        """Entries in order with their keys."""
        yield from self.kept[start:stop]

    def seen(self) -> tuple[int, str]:
        """Size and root (hex) of the newest checkpoint kept."""
        if not self.notes:
            return (0, "")
        latest = self.notes[max(self.notes)]
        return (latest.size, latest.root.hex())

    def destroy_key(self, index: int) -> None:
        """Destroy the key of an entry's body.

        Raises:
            LookupError: there is no such key, or none any more.
        """
        if not 0 <= index < len(self.kept) or self.kept[index][1] is None:
            raise LookupError(f"entry {index} has no key")
        self.kept[index] = (self.kept[index][0], None)

    def keep_checkpoint(self, checkpoint: Checkpoint) -> None:
        """Keep a checkpoint; one of the same size is replaced."""
        self.notes[checkpoint.size] = checkpoint

    def checkpoints(self) -> Sequence[Checkpoint]:
        """Every checkpoint kept, smallest first."""
        return [self.notes[size] for size in sorted(self.notes)]


class MemoryStore:
    """An operation that lives in this process only."""

    def __init__(self) -> None:
        """Start empty."""
        self.tables = MemoryTables()
        self.kept: list[tuple[Entry, bytes | None]] = []
        self.latest = EMPTY
        self.notes: dict[int, Checkpoint] = {}

    @contextmanager
    def work(self) -> Iterator[MemoryWork]:
        """A transaction: kept when the block ends, forgotten if it raises."""
        work = MemoryWork(self.tables.copy(), list(self.kept), self.latest, dict(self.notes))
        yield work
        self.tables, self.kept, self.latest, self.notes = work.tables, work.kept, work.latest, work.notes

    @contextmanager
    def reading(self) -> Iterator[MemoryWork]:
        """A view; what is written in it is forgotten."""
        yield MemoryWork(self.tables.copy(), list(self.kept), self.latest, dict(self.notes))

    def clear_tables(self) -> None:
        """Empty the rebuilt tables, never the ledger."""
        self.tables = MemoryTables()
