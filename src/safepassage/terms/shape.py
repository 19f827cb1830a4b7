"""From what `tomllib` read to nouns, table by table and key by key, with every fault on the way."""

from __future__ import annotations

import functools
import re
import zoneinfo
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

from safepassage.terms.lines import KeyPath
from safepassage.terms.model import WEEKDAYS
from safepassage.terms.schema import REQUIRED, TABLES, TOP, Key, Table

_ID = re.compile(r"[a-z0-9][a-z0-9-]*")
_CLAUSE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]*")
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong at a key: what it is, and what to do about it; `code` is stable."""

    path: KeyPath
    what: str
    do: str
    code: str


@dataclass(frozen=True, slots=True)
class Shaped:
    """What was read: each table's nouns by its path (one, or a list where there may be many), and the faults."""

    nouns: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def guess(word: str, known: tuple[str, ...]) -> str:
    """` (did you mean ...?)`, where a known word is near; else nothing."""
    near = get_close_matches(word, known, n=1, cutoff=0.6)
    return f" (did you mean {near[0]!r}?)" if near else ""


def read_shape(data: dict[str, Any]) -> Shaped:
    """Every table of the schema, read from the file's data. A table with a fault leaves no noun.

    The top's noun is a dict of its own keys, because the whole is put together only when everything is sound.
    """
    shaped = Shaped()
    for table in TABLES:
        _read_table(table, data, shaped)
    return shaped


def entries(data: Any, table: Table) -> Iterator[tuple[KeyPath, dict[str, Any]]]:
    """Each entry of a table as it stands in the file, with its path; whatever is no table is passed over."""
    path: KeyPath = tuple(table.path.split(".")) if table.path else ()
    for key in path:
        data = data.get(key) if isinstance(data, dict) else None
    if table.many:
        items = data if isinstance(data, list) else []
        yield from (((*path, at), one) for at, one in enumerate(items) if isinstance(one, dict))
    elif isinstance(data, dict):
        yield path, data


def _read_table(table: Table, data: dict[str, Any], shaped: Shaped) -> None:
    found = list(entries(data, table))
    path: KeyPath = tuple(table.path.split(".")) if table.path else ()
    no_tables = list(_no_tables(table, path, data))
    shaped.faults.extend(no_tables)
    if not found and not no_tables and (table.required or _present(data, path)):
        bracket = f"[[{table.path}]]" if table.many else f"[{table.path}]"
        shaped.faults.append(Fault(path, f"there is no {bracket}: {table.says}", f"add {bracket}", "missing-table"))
    nouns = []
    for at, entry in found:
        before = len(shaped.faults)
        values = _read_entry(table, at, entry, shaped.faults)
        if len(shaped.faults) == before:
            nouns.append(values if table.path in ("", "crossing") else table.noun(**values))
    shaped.nouns[table.path] = tuple(nouns) if table.many else next(iter(nouns), None)


def _no_tables(table: Table, path: KeyPath, data: Any) -> Iterator[Fault]:
    for key in path:
        data = data.get(key) if isinstance(data, dict) else None
    for at, one in enumerate(data if table.many and isinstance(data, list) else []):
        if not isinstance(one, dict):
            do = f"write it under a [[{table.path}]] of its own"
            yield Fault((*path, at), f"this entry of {table.path} is no table", do, "wrong-value")


def _present(data: Any, path: KeyPath) -> bool:
    for key in path:
        if not isinstance(data, dict) or key not in data:
            return False
        data = data[key]
    return bool(data != [])


def _read_entry(table: Table, at: KeyPath, entry: dict[str, Any], faults: list[Fault]) -> dict[str, Any]:
    known = {key.name: key for key in table.keys}
    inner = _inner_tables(table)
    for name in entry:
        if name not in known and name not in inner:
            do = f"take it out, or use one of {', '.join((*known, *inner))}"
            faults.append(Fault((*at, name), f"unknown key {name!r}{guess(name, (*known, *inner))}", do, "unknown-key"))
    values = {}
    for key in table.keys:
        if key.name in entry:
            values[key.field or key.name] = _read_value(key, (*at, key.name), entry[key.name], faults)
        elif key.default is REQUIRED:
            faults.append(Fault(at, f"{key.name!r} is missing: {key.says}", f"add {key.name} = ...", "missing-key"))
        else:
            values[key.field or key.name] = key.default
    return values


def _inner_tables(table: Table) -> tuple[str, ...]:
    inside = f"{table.path}." if table.path else ""
    rest = (one.path.removeprefix(inside) for one in TABLES if one is not TOP and one.path.startswith(inside))
    return tuple(dict.fromkeys(path.split(".")[0] for path in rest if path))


def _read_value(key: Key, path: KeyPath, value: Any, faults: list[Fault]) -> Any:
    try:
        return _READERS[key.kind](key, value)
    except _WrongError as wrong:
        faults.append(Fault(path, f"{key.name}: {wrong.what}", wrong.do, wrong.code))
        return None


class _WrongError(Exception):
    def __init__(self, what: str, do: str, code: str = "wrong-value") -> None:
        super().__init__(what)
        self.what, self.do, self.code = what, do, code


def _text(key: Key, value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _WrongError("is no text", f'write {key.name} = "..."')
    return value


def _matching(pattern: re.Pattern[str], allowed: str) -> Callable[[Key, Any], str]:
    def read(key: Key, value: Any) -> str:
        if not pattern.fullmatch(_text(key, value)):
            raise _WrongError(f"{value!r} holds more than {allowed}", f"use only {allowed}, beginning with no sign")
        return str(value)

    return read


def _whole(key: Key, value: Any) -> int:
    if type(value) is not int:
        raise _WrongError("is no whole number", f"write {key.name} = {max(key.least, 1)}")
    if value < key.least or (key.most is not None and value > key.most):
        bounds = f"{key.least} or more" if key.most is None else f"{key.least} to {key.most}"
        raise _WrongError(f"{value} is out of bounds", f"write a whole number, {bounds}")
    return value


def _flag(key: Key, value: Any) -> bool:
    if not isinstance(value, bool):
        raise _WrongError("is neither true nor false", f"write {key.name} = true, without quotation marks")
    return value


def _date(key: Key, value: Any) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise _WrongError("is no date", f"write {key.name} = 2023-11-01, without quotation marks")
    return value


def _time(key: Key, value: Any) -> int:
    read = _TIME.fullmatch(value) if isinstance(value, str) else None
    if read is None:
        raise _WrongError("is no time of day", f'write {key.name} = "07:00", two digits each, between 00:00 and 23:59')
    return int(read[1]) * 60 + int(read[2])


@functools.cache
def _zones() -> frozenset[str]:
    """Every zone of this machine's database, read once: it lies in hundreds of files."""
    return frozenset(zoneinfo.available_timezones())


def _zone(key: Key, value: Any) -> str:
    name = _text(key, value)
    if name not in _zones():
        raise _WrongError(f"{name!r} is no time zone", "write a zone of the IANA database, as Africa/Cairo")
    return name


def _word(key: Key, value: Any) -> str:
    word = _text(key, value)
    if word not in key.choices:
        raise _WrongError(f"{word!r} is unknown{guess(word, key.choices)}", f"use one of {', '.join(key.choices)}")
    return word


def _list(key: Key, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise _WrongError("is no list of texts", f'write {key.name} = ["...", "..."]')
    if len(value) < key.least:
        raise _WrongError("is empty", f"name {key.least} or more: {key.says}")
    doubled = sorted({one for one in value if value.count(one) > 1})
    if doubled:
        raise _WrongError(f"names {', '.join(doubled)} twice", "name each once")
    return tuple(value)


def _words(key: Key, value: Any) -> tuple[str, ...]:
    return tuple(_word(key, one) for one in _list(key, value))


def _weekdays(key: Key, value: Any) -> tuple[int, ...]:
    return tuple(sorted(WEEKDAYS.index(one) for one in _words(key, value)))


def _names(key: Key, value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(one, str) and one for one in value.values()):
        raise _WrongError("is no table of names by language", f'write {key.name} = {{ ar = "..." }}')
    return dict(value)


def _days(key: Key, value: Any) -> dict[str, int]:
    if not isinstance(value, dict):
        raise _WrongError("is no table of numbers by day", f'write {key.name} = {{ "2023-11-01" = 81 }}')
    for day in value:
        try:
            canonical = date.fromisoformat(day).isoformat() == day
        except ValueError:
            canonical = False
        if not canonical:
            raise _WrongError(f"{day!r} is no day", 'write the day as "2023-11-01"')
    return {day: _whole(key, count) for day, count in value.items()}


_READERS: dict[str, Callable[[Key, Any], Any]] = {
    "text": _text,
    "condition": _text,
    "reference": _text,
    "id": _matching(_ID, "small letters a-z, digits and hyphens"),
    "clause": _matching(_CLAUSE, "letters A-Z a-z, digits, hyphens and points"),
    "whole": _whole,
    "flag": _flag,
    "date": _date,
    "time": _time,
    "zone": _zone,
    "word": _word,
    "words": _words,
    "references": _list,
    "weekdays": _weekdays,
    "names": _names,
    "days": _days,
}
