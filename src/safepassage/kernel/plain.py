"""Frozen nouns to and from plain data: dicts, lists, strings, whole numbers, booleans, nothing else.

Floats are refused: they print differently from machine to machine, and what is signed must be the same to the byte.
How a noun is read and written is worked out once from its annotations, because an import does it tens of thousands of times.
"""

from __future__ import annotations

import functools
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from safepassage.kernel.moment import Moment

T = TypeVar("T")
Plain = None | bool | int | str | list["Plain"] | dict[str, "Plain"]
Reader = Callable[[Any, str], Any]
SCALARS = frozenset({type(None), bool, int, str})


def to_plain(value: object) -> Plain:
    """Plain data of a frozen noun.

    Raises:
        TypeError: the noun holds something plain data cannot.
    """
    kind = type(value)
    if kind in SCALARS:
        return cast("Plain", value)
    if kind is tuple or kind is list:
        return [cast("Plain", item) if type(item) in SCALARS else to_plain(item) for item in cast("list[Any]", value)]
    if kind is Moment:
        return cast("Moment", value).iso()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): to_plain(item) for key, item in value.items()}
    if is_dataclass(kind):
        held = ((name, getattr(value, name)) for name in _names(kind))
        return {name: item if type(item) in SCALARS else to_plain(item) for name, item in held}
    raise TypeError(f"{kind.__name__} has no plain form")


@functools.cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def from_plain(kind: type[T], data: Any) -> T:
    """The frozen noun of `kind` that the plain data describes.

    Raises:
        TypeError: a value is not of the declared type, a field is missing, or a field is unknown.
        ValueError: a moment or a date is none.
    """
    return cast("T", _reader(cast("Any", kind))(data, getattr(kind, "__name__", str(kind))))


@functools.cache
def _reader(kind: Any) -> Reader:
    """How a value of an annotation is read; the second argument says where it stands."""
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        (some,) = (one for one in get_args(kind) if one is not type(None))
        inner = _reader(some)
        return lambda data, where: None if data is None else inner(data, where)
    if origin is tuple:
        return _tuple_reader(get_args(kind))
    if origin in (dict, Mapping):
        inner = _reader(get_args(kind)[1])
        return lambda data, where: {
            str(key): inner(one, f"{where}.{key}") for key, one in _mapping(data, where).items()
        }
    if kind is Moment:
        return lambda data, _: Moment.parse(data)
    if kind is date:
        return lambda data, _: date.fromisoformat(data)
    if kind is Any:
        return lambda data, _: data
    return _noun_reader(kind) if is_dataclass(kind) else _scalar_reader(kind)


def _scalar_reader(kind: Any) -> Reader:
    def read(data: Any, where: str) -> Any:
        if type(data) is not kind:
            raise TypeError(f"{where} is {type(data).__name__}, not {kind.__name__}")
        return data

    return read


def _tuple_reader(items: tuple[Any, ...]) -> Reader:
    if items[-1] is ...:
        inner = _reader(items[0])
        return lambda data, where: tuple([inner(one, where) for one in _list(data, where)])
    readers = [_reader(one) for one in items]
    return lambda data, where: tuple([read(one, where) for read, one in zip(readers, _list(data, where), strict=True)])


def _noun_reader(kind: Any) -> Reader:
    hints = get_type_hints(kind)
    readers = {field.name: _reader(hints[field.name]) for field in fields(kind)}
    needed = {field.name for field in fields(kind) if field.default is MISSING and field.default_factory is MISSING}

    def read(data: Any, where: str) -> Any:
        given = _mapping(data, where).keys()
        if not (needed <= given <= readers.keys()):
            raise TypeError(f"{where}: unknown {sorted(given - readers.keys())}, missing {sorted(needed - given)}")
        return kind(**{name: readers[name](one, name) for name, one in data.items()})

    return read


def _mapping(data: Any, where: str) -> Mapping[Any, Any]:
    if not isinstance(data, Mapping):
        raise TypeError(f"{where} is not a mapping")
    return data


def _list(data: Any, where: str) -> list[Any] | tuple[Any, ...]:
    if not isinstance(data, list | tuple):
        raise TypeError(f"{where} is not a list")
    return data
