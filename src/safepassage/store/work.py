"""One transaction: entries and tables change together or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connections

from safepassage.ledger.model import ActorHead, Checkpoint, Entry, Head
from safepassage.store import statements
from safepassage.store.models import LedgerActor, LedgerCheckpoint, LedgerEntry, LedgerHead, LedgerKey
from safepassage.store.tables import DjangoTables

PAGE = 1_000
"""Entries read or written at once."""
_ENTRIES = """
SELECT e."index", e.header, e.signature, e.body, k.key FROM ledger_entry e LEFT JOIN ledger_key k ON k."index" = e."index"
WHERE e."index" >= %s AND e."index" < %s ORDER BY e."index" LIMIT %s"""
_NEWEST = "SELECT size, root FROM ledger_checkpoint ORDER BY size DESC LIMIT 1"
_NO_END = 2**62


class DjangoWork:
    """The port `operations.ports.Work` on a database, inside the transaction that is open on an alias."""

    def __init__(self, alias: str, tables: DjangoTables | None = None) -> None:
        """Read where the ledger stands: with this first question the view is fixed. `tables` is what is known already."""
        self._alias = alias
        self._tables = tables or DjangoTables(alias)
        self._pending: list[tuple[Entry, bytes | None]] = []
        self._kept = self._latest = _read_head(alias)
        self._seen: tuple[int, str] | None = None
        self._notes: dict[int, Checkpoint] = {}
        self._in_piece = False
        self.destroyed = False

    @property
    def tables(self) -> DjangoTables:
        """The rebuilt tables, inside this transaction."""
        return self._tables

    def head(self) -> Head:
        """Where the ledger stands, with what this transaction appended."""
        return self._latest

    def append(self, entry: Entry, key: bytes | None, head: Head) -> None:
        """Add an entry, the key of its body, and the head that results.

        Raises:
            ValueError: the entry's place is not the next one.
        """
        if entry.index != self._latest.size:
            raise ValueError(f"entry {entry.index} does not follow a ledger of {self._latest.size}")
        self._pending.append((entry, key))
        self._latest = head
        self._write_full_page()

    def entries(self, start: int = 0, stop: int | None = None) -> Iterator[tuple[Entry, bytes | None]]:
        """Entries in order with their keys, read a page at a time; None for a key that was destroyed."""
        end = _NO_END if stop is None else stop
        pending = [(entry, key) for entry, key in self._pending if start <= entry.index < end]
        kept = min([end, *(entry.index for entry, _ in pending[:1])])
        while page := self._page(start, kept):
            for index, header, signature, body, key in page:
                entry = Entry(index, bytes(header), bytes(signature), bytes(body))
                yield entry, None if key is None else bytes(key)
            start = page[-1][0] + 1
        yield from pending

    def _page(self, start: int, end: int) -> list[tuple[Any, ...]]:
        with connections[self._alias].cursor() as cursor:
            cursor.execute(_ENTRIES, [start, end, PAGE])
            return list(cursor.fetchall())

    def destroy_key(self, index: int) -> None:
        """Destroy the key of an entry's body: nobody can read the body again. The entry stays.

        Raises:
            LookupError: there is no such key, or none any more.
            RuntimeError: this is a piece of a batch; erasing a person is a work of its own.
        """
        if self._in_piece:
            raise RuntimeError("a key is destroyed in a work of its own, not in a piece of one")
        self._write_entries()
        gone, _ = LedgerKey.objects.using(self._alias).filter(pk=index).delete()
        if not gone:
            raise LookupError(f"entry {index} has no key")
        self.destroyed = True

    def seen(self) -> tuple[int, str]:
        """Size and root (hex) of the newest checkpoint kept; (0, "") before the first."""
        if self._seen is None:
            with connections[self._alias].cursor() as cursor:
                cursor.execute(_NEWEST)
                found = cursor.fetchone()
            self._seen = (found[0], bytes(found[1]).hex()) if found else (0, "")
        newest = max(self._notes, default=-1)
        return (newest, self._notes[newest].root.hex()) if newest >= self._seen[0] else self._seen

    def keep_checkpoint(self, checkpoint: Checkpoint) -> None:
        """Keep a checkpoint; one of the same size is replaced (it gathered signatures)."""
        self._notes[checkpoint.size] = checkpoint

    def checkpoints(self) -> Sequence[Checkpoint]:
        """Every checkpoint kept, smallest first."""
        found = statements.read(self._alias, LedgerCheckpoint, {})
        notes = {size: Checkpoint(origin, size, bytes(root), note) for size, origin, root, note in found}
        notes.update(self._notes)
        return [notes[size] for size in sorted(notes)]

    @contextmanager
    def piece(self) -> Iterator[None]:
        """A part that is undone alone if it raises; what came before it stays.

        Until it ends nothing of it reaches the database, so undoing it costs nothing, and many pieces reach it together.
        """
        if self._in_piece:
            raise RuntimeError("a piece is open already: end it first")
        latest, count, notes = self._latest, len(self._pending), dict(self._notes)
        self._in_piece = True
        self._tables.begin()
        try:
            yield
        except BaseException:
            self._tables.end(undo=True)
            self._latest, self._notes = latest, notes
            del self._pending[count:]
            raise
        else:
            self._tables.end(undo=False)
        finally:
            self._in_piece = False
        self._write_full_page()

    def flush(self) -> None:
        """Hand everything to the database; the commit follows."""
        self._write_entries()
        self._tables.flush()
        notes = [(note.size, note.origin, note.root, note.note) for note in self._notes.values()]
        statements.write(self._alias, LedgerCheckpoint, notes)
        _write_head(self._alias, self._kept, self._latest)

    def _write_full_page(self) -> None:
        if len(self._pending) >= PAGE and not self._in_piece:
            self._write_entries()

    def _write_entries(self) -> None:
        added, self._pending = self._pending, []
        entries = ((entry.index, entry.header, entry.signature, entry.body) for entry, _ in added)
        statements.write(self._alias, LedgerEntry, entries, once=True)
        statements.write(
            self._alias, LedgerKey, ((entry.index, key) for entry, key in added if key is not None), once=True
        )


def _read_head(alias: str) -> Head:
    found = statements.read_one(alias, LedgerHead, (1,))
    _, size, frontier = found or (1, 0, "[]")
    actors = {actor: ActorHead(sequence, last) for actor, sequence, last in statements.read(alias, LedgerActor, {})}
    return Head(size, tuple(map(bytes.fromhex, json.loads(frontier))), actors)


def _write_head(alias: str, old: Head, new: Head) -> None:
    if new == old:
        return
    frontier = json.dumps([root.hex() for root in new.frontier])
    statements.write(alias, LedgerHead, [(1, new.size, frontier)])
    changed = [
        (actor, stand.sequence, stand.last) for actor, stand in new.actors.items() if old.actors.get(actor) != stand
    ]
    statements.write(alias, LedgerActor, changed)
    statements.drop(alias, LedgerActor, [(actor,) for actor in old.actors if actor not in new.actors])
