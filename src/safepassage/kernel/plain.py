"""Frozen nouns to and from plain data: dicts, lists, strings, whole numbers, booleans, nothing else.

Floats are refused: they print differently from machine to machine, and what is signed must be the same to the byte.
"""

from __future__ import annotations

import functools
import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from safepassage.kernel.moment import Moment

T = TypeVar("T")
Plain = None | bool | int | str | list["Plain"] | dict[str, "Plain"]


def to_plain(value: object) -> Plain:
    """Plain data of a frozen noun.

    Raises:
        TypeError: the noun holds something plain data cannot.
    """
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Moment):
        return value.iso()
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value):
        return {field.name: to_plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [to_plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no plain form")


@functools.cache
def _shape(kind: type) -> tuple[tuple[str, Any, bool], ...]:
    hints = get_type_hints(kind)
    return tuple(
        (field.name, hints[field.name], field.default is not MISSING or field.default_factory is not MISSING)
        for field in fields(kind)
    )


def from_plain(kind: type[T], data: Any) -> T:
    """The frozen noun of `kind` that the plain data describes.

    Raises:
        TypeError: a value is not of the declared type, a field is missing, or a field is unknown.
    """
    return cast("T", _read(kind, data, kind.__name__))


def _read(kind: Any, data: Any, where: str) -> Any:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        if data is None and type(None) in get_args(kind):
            return None
        (kind,) = (one for one in get_args(kind) if one is not type(None))
        return _read(kind, data, where)
    if origin is tuple:
        (item, *rest) = get_args(kind)
        if not isinstance(data, list | tuple):
            raise TypeError(f"{where} is not a list")
        if rest == [...]:
            return tuple(_read(item, one, f"{where}[{at}]") for at, one in enumerate(data))
        return tuple(
            _read(one_kind, one, f"{where}[{at}]")
            for at, (one_kind, one) in enumerate(zip((item, *rest), data, strict=True))
        )
    if origin in (dict, Mapping):
        return {str(key): _read(get_args(kind)[1], one, f"{where}.{key}") for key, one in data.items()}
    return _read_single(kind, data, where)


def _read_single(kind: Any, data: Any, where: str) -> Any:
    if kind is Moment:
        return Moment.parse(data)
    if kind is date:
        return date.fromisoformat(data)
    if is_dataclass(kind):
        return _read_noun(cast("type", kind), data, where)
    if kind is Any:
        return data
    if type(data) is not kind:
        raise TypeError(f"{where} is {type(data).__name__}, not {kind.__name__}")
    return data


def _read_noun(kind: type, data: Any, where: str) -> Any:
    if not isinstance(data, Mapping):
        raise TypeError(f"{where} is not a mapping")
    shape = _shape(kind)
    unknown = set(data) - {name for name, _, _ in shape}
    missing = {name for name, _, optional in shape if not optional and name not in data}
    if unknown or missing:
        raise TypeError(f"{where}: unknown {sorted(unknown)}, missing {sorted(missing)}")
    return kind(**{name: _read(hint, data[name], f"{where}.{name}") for name, hint, _ in shape if name in data})
