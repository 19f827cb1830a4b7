"""A row of a table that can be rebuilt from the ledger, and the table as the rooms see it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, ClassVar, Protocol, TypeVar


@dataclass(frozen=True)
class Row:
    """Base of every row. Fields are `str`, `int`, `bool`, `str | None` or `int | None`; richer things are JSON text.

    `TABLE` names the table; `KEY` the fields that identify a row, in order.
    """

    TABLE: ClassVar[str]
    KEY: ClassVar[tuple[str, ...]]

    def key(self) -> tuple[str | int, ...]:
        """The values of the key fields."""
        kind: Any = type(self)
        return _key_of(kind)(self)


@functools.cache
def _key_of(kind: Any) -> Callable[[Row], tuple[str | int, ...]]:
    """How a kind of row tells its key, worked out once: tables ask for it with every row."""
    if len(kind.KEY) == 1:
        (name,) = kind.KEY
        return lambda row: (getattr(row, name),)
    return attrgetter(*kind.KEY)


R = TypeVar("R", bound=Row)


class Tables(Protocol):
    """The rebuilt tables. Every change is part of the transaction that appends the entry it follows from."""

    def get(self, kind: type[R], *key: str | int) -> R | None:
        """The row with that key, or None."""

    def select(self, kind: type[R], **equal: str | int | bool | None) -> Iterator[R]:
        """Rows whose fields equal what is given, ordered by key."""

    def every(self, kind: type[R]) -> Iterator[R]:
        """Every row, ordered by key, a page at a time and remembered by nobody. Nothing may be changed before it has ended."""

    def put(self, row: Row) -> None:
        """Insert the row, or replace the one with its key."""

    def drop(self, kind: type[R], *key: str | int) -> None:
        """Remove the row with that key, if it is there."""
