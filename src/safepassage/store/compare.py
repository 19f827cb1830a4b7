"""The live tables against those rebuilt from the ledger: the same rows, the same values, or where they differ."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from safepassage.kernel.columns import Shape, shape_of
from safepassage.kernel.rows import Row
from safepassage.store import statements
from safepassage.store.models import MODELS
from safepassage.store.store import DjangoStore

Values = tuple[Any, ...]
Place = tuple[Any, ...]


class Difference(NamedTuple):
    """One difference. `column` is empty where the whole row is missing on one side; values are not told, they may be names."""

    table: str
    key: tuple[str | int, ...]
    column: str
    what: str


def compare(live: DjangoStore, rebuilt: DjangoStore) -> Iterator[Difference]:
    """Every difference between the rebuilt tables of two stores, table by table and in the order of keys.

    Each side is read as it was at one moment, a page at a time: memory does not grow with the operation.

    Raises:
        StoreError: a side cannot be read.
    """
    with live.reading(), rebuilt.reading():
        for kind, model in MODELS.items():
            ours = _placed(kind, statements.pages(live.database.reading, model))
            theirs = _placed(kind, statements.pages(rebuilt.database.reading, model))
            yield from _merge(kind, ours, theirs)


def _placed(kind: type[Row], rows: Iterator[Values]) -> Iterator[tuple[Place, Values]]:
    shape = shape_of(kind)
    keys = [shape.columns.index(column) for column in shape.key]
    for values in rows:
        yield tuple(_rank(values[at]) for at in keys), values


def _rank(value: Any) -> tuple[int, Any]:
    # A hand may have put another type into a column of SQLite, which orders types so; Python would refuse to.
    return (
        (0, 0)
        if value is None
        else (1 if isinstance(value, int | float) else 2 if isinstance(value, str) else 3, value)
    )


def _merge(
    kind: type[Row], ours: Iterator[tuple[Place, Values]], theirs: Iterator[tuple[Place, Values]]
) -> Iterator[Difference]:
    shape = shape_of(kind)
    mine, other = next(ours, None), next(theirs, None)
    while mine is not None or other is not None:
        if other is None or (mine is not None and mine[0] < other[0]):
            assert mine is not None  # the loop goes on only while one side has a row
            yield Difference(kind.TABLE, _key(mine[0]), "", "only in the live tables")
            mine = next(ours, None)
        elif mine is None or other[0] < mine[0]:
            yield Difference(kind.TABLE, _key(other[0]), "", "only in the rebuilt tables")
            other = next(theirs, None)
        else:
            yield from _columns(kind.TABLE, shape, mine, other[1])
            mine, other = next(ours, None), next(theirs, None)


def _columns(table: str, shape: Shape, mine: tuple[Place, Values], other: Values) -> Iterator[Difference]:
    if mine[1] == other and all(type(one) is type(two) for one, two in zip(mine[1], other, strict=True)):
        return
    for column, one, two in zip(shape.columns, mine[1], other, strict=True):
        if one != two or type(one) is not type(two):
            yield Difference(table, _key(mine[0]), column.name, "differs")


def _key(place: Place) -> tuple[str | int, ...]:
    return tuple(value for _, value in place)
