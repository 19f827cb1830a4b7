"""The rebuilt tables inside one transaction: what was read or written once is not asked for again."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Any, cast

from django.db import connections, models

from safepassage.kernel.columns import check_equal, check_key, checked_values, shape_of
from safepassage.kernel.rows import R, Row
from safepassage.store import statements
from safepassage.store.models import MODELS

Key = tuple[str | int, ...]
FIRST_LOOK = 64
"""Single questions to one table before it is first considered to read it whole."""
WORTH = 10
"""Reading a table whole pays when it has at most so many rows for each single question asked: one question costs as much as
ten rows of a scan (ADR 0080)."""


class _Unknown(Enum):
    """What is known of a key nobody asked for."""

    YET = 0


class _Held:
    """What is known of one table: rows by key (None: not there), keys still to be written, and whether all is known."""

    __slots__ = ("asked", "changed", "indexes", "look", "rows", "whole")

    def __init__(self) -> None:
        self.rows: dict[Key, Row | None] = {}
        self.changed: dict[Key, None] = {}
        self.indexes: dict[tuple[str, ...], dict[Key, set[Key]]] = {}
        self.whole = False
        self.asked = 0
        self.look = FIRST_LOOK

    def set(self, key: Key, row: Row | None) -> None:
        """Change what is known of one row, in every index too."""
        old = self.rows.get(key)
        self.rows[key] = row
        for names, index in self.indexes.items():
            if old is not None:
                index[_values(old, names)].discard(key)
            if row is not None:
                index.setdefault(_values(row, names), set()).add(key)

    def found(self, equal: dict[str, str | int | bool | None]) -> list[Row]:
        """The rows with these values in the order of their keys; only where the whole table is known."""
        names = tuple(sorted(equal))
        index = self.indexes.get(names)
        if index is None:
            index = self.indexes[names] = {}
            for key, row in self.rows.items():
                if row is not None:
                    index.setdefault(_values(row, names), set()).add(key)
        found = index.get(cast("Key", tuple([equal[name] for name in names])), ())
        keys = sorted(found) if len(found) > 1 else found
        return [row for key in keys if (row := self.rows[key]) is not None]


def _values(row: Row, names: tuple[str, ...]) -> Key:
    return tuple([getattr(row, name) for name in names])


def model_of(kind: type[Row]) -> type[models.Model]:
    """The model of a row.

    Raises:
        LookupError: the row belongs to no room the store knows.
    """
    try:
        return MODELS[kind]
    except KeyError:
        raise LookupError(f"{kind.__name__} has no table: add its room to store/models/rows.py") from None


class DjangoTables:
    """The port `kernel.rows.Tables` on a database. Changes reach it when they are asked about, or at `flush`."""

    def __init__(self, alias: str) -> None:
        """Work in the transaction that is open on this alias."""
        self._alias = alias
        self._tables: dict[type[Row], _Held] = {}
        self._journal: list[tuple[_Held, Key, Row | _Unknown | None, bool]] | None = None

    def get(self, kind: type[R], *key: str | int) -> R | None:
        """The row with that key, or None."""
        held = self._held(kind)
        if key in held.rows:
            return cast("R | None", held.rows[key])
        check_key(kind, key)
        return None if held.whole else cast("R | None", self._ask(kind, held, key))

    def select(self, kind: type[R], **equal: str | int | bool | None) -> Iterator[R]:
        """Rows whose fields equal what is given, ordered by key: those there are now, whatever is changed meanwhile."""
        check_equal(kind, equal)
        held = self._held(kind)
        if equal and not held.whole:
            self._count(kind, held)
        if held.whole:
            return iter(cast("list[R]", held.found(equal)))
        if self._journal is None:
            self._write(kind, held)
        rows = self._rows(kind, held, statements.read(self._alias, model_of(kind), equal))
        return self._overlaid(held, list(rows), equal) if held.changed else rows

    def every(self, kind: type[R]) -> Iterator[R]:
        """Every row, ordered by key, a page at a time and remembered by nobody. Nothing may be changed before it has ended."""
        held = self._held(kind)
        if held.whole or self._journal is not None:
            return self.select(kind)
        self._write(kind, held)
        return (kind(*values) for values in statements.pages(self._alias, model_of(kind)))

    def put(self, row: Row) -> None:
        """Insert the row, or replace the one with its key.

        Raises:
            TypeError, ValueError: the row holds something that would not come back as it is.
        """
        checked_values(row)
        self._set(type(row), row.key(), row)

    def drop(self, kind: type[R], *key: str | int) -> None:
        """Remove the row with that key, if it is there."""
        check_key(kind, key)
        self._set(kind, key, None)

    def begin(self) -> None:
        """From here on nothing reaches the database, so that it can be undone without it."""
        self._journal = []

    def end(self, *, undo: bool) -> None:
        """Keep what was changed since `begin`, or undo it."""
        journal, self._journal = self._journal or [], None
        for held, key, before, changed in reversed(journal) if undo else ():
            if isinstance(before, _Unknown):
                held.set(key, None)
                del held.rows[key]
                # It may be in the database, where nobody has looked.
                held.whole = False
                held.indexes.clear()
            else:
                held.set(key, before)
            if not changed:
                del held.changed[key]

    def preload(self, kind: type[Row]) -> None:
        """Read a whole table at once, so that nothing of it needs asking for again in this transaction."""
        held = self._held(kind)
        for row in self._rows(kind, held, statements.read(self._alias, model_of(kind), {})):
            held.rows.setdefault(row.key(), row)
        held.whole = True

    def size(self) -> int:
        """How many rows are known."""
        return sum(len(held.rows) for held in self._tables.values())

    def forget(self) -> None:
        """Know nothing any more: the database was changed past these tables."""
        self._tables = {}

    def flush(self) -> None:
        """Hand every change to the database."""
        for kind, held in self._tables.items():
            self._write(kind, held)

    def _held(self, kind: type[Row]) -> _Held:
        held = self._tables.get(kind)
        if held is None:
            model_of(kind)
            held = self._tables[kind] = _Held()
        return held

    def _set(self, kind: type[Row], key: Key, row: Row | None) -> None:
        held = self._held(kind)
        if self._journal is not None:
            self._journal.append((held, key, held.rows.get(key, _Unknown.YET), key in held.changed))
        held.set(key, row)
        held.changed[key] = None

    def _ask(self, kind: type[Row], held: _Held, key: Key) -> Row | None:
        self._count(kind, held)
        if held.whole:
            return held.rows.get(key)
        found = statements.read_one(self._alias, model_of(kind), key)
        held.rows[key] = None if found is None else kind(*found)
        return held.rows[key]

    def _count(self, kind: type[Row], held: _Held) -> None:
        """Count a question; after enough of them a small table is read whole, and answers from memory."""
        held.asked += 1
        if held.asked == held.look:
            held.look *= 2
            if self._has_at_most(kind, held.asked * WORTH):
                self.preload(kind)

    def _has_at_most(self, kind: type[Row], count: int) -> bool:
        made = statements.statements(self._alias, model_of(kind))
        with connections[self._alias].cursor() as cursor:
            cursor.execute(f"{made.select} LIMIT 1 OFFSET {count:d}")
            return cursor.fetchone() is None

    def _rows(self, kind: type[R], held: _Held, found: list[tuple[Any, ...]]) -> Iterator[R]:
        for values in found:
            row = kind(*values)
            held.rows.setdefault(row.key(), row)
            yield row

    def _overlaid(self, held: _Held, found: list[R], equal: dict[str, Any]) -> Iterator[R]:
        """What the database holds, with what was changed since in its place."""
        rows = [row for row in found if row.key() not in held.changed]
        changed = (held.rows[key] for key in held.changed)
        rows += [
            cast("R", row)
            for row in changed
            if row is not None and all(getattr(row, name) == equal[name] for name in equal)
        ]
        return iter(sorted(rows, key=Row.key))

    def _write(self, kind: type[Row], held: _Held) -> None:
        if not held.changed:
            return
        model, values = model_of(kind), shape_of(kind).values
        rows = [row for key in held.changed if (row := held.rows[key]) is not None]
        gone = [key for key in held.changed if held.rows[key] is None]
        statements.write(self._alias, model, (values(row) for row in rows))
        statements.drop(self._alias, model, gone)
        held.changed = {}
