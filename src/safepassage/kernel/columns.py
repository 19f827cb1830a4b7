"""What a row may hold, so that every store gives back exactly what it was given: text, whole numbers, yes or no."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from safepassage.kernel.rows import Row

LARGEST = 2**63 - 1
"""The largest whole number of a row; the smallest is -LARGEST - 1."""
LONGEST_KEY = 2_000
"""The most bytes (UTF-8) the text of one key may have together: an index page of PostgreSQL holds no more."""


@dataclass(frozen=True, slots=True)
class Column:
    """One field of a row: `type` is str, int or bool; `optional` where None may stand for it."""

    name: str
    type: type
    optional: bool


@dataclass(frozen=True, slots=True)
class Shape:
    """The columns of a row in the order of its fields, those of its key in the key's order, and how to read its values.

    `types` are the columns' types in their order; `texts` and `numbers` say where among the values those of one type stand.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[Column, ...]
    values: Callable[[Row], tuple[Any, ...]]
    by_name: Mapping[str, Column]
    types: tuple[type, ...]
    texts: tuple[int, ...]
    numbers: tuple[int, ...]


_SHAPES: dict[type[Row], Shape] = {}


def shape_of(kind: type[Row]) -> Shape:
    """The shape of a row.

    Raises:
        TypeError: a field is declared as something a store cannot keep, or the key names no field.
    """
    if kind not in _SHAPES:
        _SHAPES[kind] = _read_shape(kind)
    return _SHAPES[kind]


def _read_shape(kind: type[Row]) -> Shape:
    hints = get_type_hints(kind)
    columns = tuple(_column(kind.__name__, field.name, hints[field.name]) for field in fields(kind))
    by_name = {column.name: column for column in columns if not column.optional}
    if not kind.KEY or any(name not in by_name for name in kind.KEY):
        raise TypeError(f"{kind.__name__}.KEY must name fields that are never None")
    names = [column.name for column in columns]
    # With one name attrgetter gives the bare value, with more a tuple.
    values = attrgetter(*names) if len(names) > 1 else lambda row: (getattr(row, names[0]),)
    return Shape(
        kind.__name__,
        columns,
        tuple(by_name[name] for name in kind.KEY),
        values,
        {column.name: column for column in columns},
        tuple(column.type for column in columns),
        tuple(place for place, column in enumerate(columns) if column.type is str),
        tuple(place for place, column in enumerate(columns) if column.type is int),
    )


def _column(kind: str, name: str, hint: Any) -> Column:
    choices = set(get_args(hint)) if get_origin(hint) in (Union, UnionType) else {hint}
    plain = choices - {NoneType}
    if len(plain) != 1 or not plain <= {str, int, bool}:
        raise TypeError(f"{kind}.{name} is declared as something a store cannot keep")
    return Column(name, plain.pop(), NoneType in choices)


def checked_values(row: Row) -> tuple[Any, ...]:
    """The row's values in the order of its columns, each of which every store keeps as it is.

    Raises:
        TypeError: a value is not exactly of its declared type.
        ValueError: a number or a key is too large, or a text holds a character no store can keep.
    """
    shape = shape_of(type(row))
    values = shape.values(row)
    if not _plain(shape, values):
        for column, value in zip(shape.columns, values, strict=True):
            _check(shape.name, column, value)
        _check_length(shape.name, row.key())
    return values


def _plain(shape: Shape, values: tuple[Any, ...]) -> bool:
    """Whether there is surely nothing to refuse; most rows are so, and each value need not be looked at for itself."""
    if tuple(map(type, values)) != shape.types:
        return False
    text = "".join([values[place] for place in shape.texts])
    if not text.isascii() or "\x00" in text or len(text) > LONGEST_KEY:
        return False
    return all(-LARGEST <= values[place] <= LARGEST for place in shape.numbers)


def check_key(kind: type[Row], key: tuple[str | int, ...]) -> None:
    """Refuse a key that can belong to no row.

    Raises:
        TypeError: a part is missing, too many, or not of its field's type.
        ValueError: the key is too long, a number too large, or a text holds a character no store can keep.
    """
    shape = shape_of(kind)
    if len(key) != len(shape.key):
        raise TypeError(f"a key of {shape.name} has {len(shape.key)} parts, not {len(key)}")
    for column, part in zip(shape.key, key, strict=True):
        _check(shape.name, column, part)
    _check_length(shape.name, key)


def check_equal(kind: type[Row], equal: Mapping[str, str | int | bool | None]) -> None:
    """Refuse a question about a field that is not there, or for a value it can never have.

    Raises:
        TypeError: the field is unknown, or the value not of its type.
        ValueError: as for a row's value.
    """
    shape = shape_of(kind)
    for name, value in equal.items():
        if name not in shape.by_name:
            raise TypeError(f"{shape.name} has no field {name}")
        _check(shape.name, shape.by_name[name], value)


def _check(kind: str, column: Column, value: Any) -> None:
    if type(value) is not column.type:
        if value is None and column.optional:
            return
        raise TypeError(f"{kind}.{column.name} is {type(value).__name__}, not {column.type.__name__}")
    if isinstance(value, str):
        _check_text(kind, column, value)
    elif isinstance(value, int) and not -LARGEST - 1 <= value <= LARGEST:
        raise ValueError(f"{kind}.{column.name} is a number of more than 64 bits")


def _check_text(kind: str, column: Column, value: str) -> None:
    if "\x00" in value:
        raise ValueError(f"{kind}.{column.name} holds a null character")
    if value.isascii():
        return
    try:
        value.encode()
    except UnicodeEncodeError:
        # The error's own text would quote the value, which may be a name.
        raise ValueError(f"{kind}.{column.name} holds half of a character pair") from None


def _check_length(kind: str, key: tuple[str | int, ...]) -> None:
    texts = [part for part in key if isinstance(part, str)]
    # A character takes at most four bytes: most keys need no counting of bytes.
    if sum(map(len, texts)) * 4 > LONGEST_KEY and sum(len(text.encode()) for text in texts) > LONGEST_KEY:
        raise ValueError(f"a key of {kind} is longer than {LONGEST_KEY} bytes")
