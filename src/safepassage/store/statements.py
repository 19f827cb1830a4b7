"""The SQL of the hot paths, made from the models.

Django's own way builds an object and a query for each row: an import asks and writes tens of thousands of rows, and spent
most of its time there (ADR 0080 has the figures). So the text is built once for each table, here and nowhere else; every
name in it comes from a model, every value is a parameter.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import connections, models

CHUNK = 2_000
"""Rows handed to the database at once."""
Values = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Statements:
    """The statements of one table on one backend; `places` says where among the columns the key's parts stand."""

    select: str
    order: str
    key: str
    insert: str
    replace: str
    after: str
    drop: str
    many: bool
    places: tuple[int, ...]
    names: dict[str, str]


_MADE: dict[tuple[str, type[models.Model]], Statements] = {}


def statements(alias: str, model: type[models.Model]) -> Statements:
    """The statements of a model's table on an alias."""
    place = (connections[alias].vendor, model)
    if place not in _MADE:
        _MADE[place] = _make(alias, model)
    return _MADE[place]


def _make(alias: str, model: type[models.Model]) -> Statements:
    connection = connections[alias]
    quote = connection.ops.quote_name
    fields = model._meta.concrete_fields  # noqa: SLF001 - Django's documented way to ask a model about itself
    # A composite key is a field without a column.
    held = [field for field in fields if field.column]
    keys = [quote(field.column) for field in model._meta.pk_fields]  # noqa: SLF001 - as above
    names = {field.attname: quote(field.column) for field in held}
    table, columns = quote(model._meta.db_table), ", ".join(names.values())  # noqa: SLF001 - as above
    many = connection.vendor == "postgresql"
    # One statement with an array for each column: a row for each parameter set would be a round trip each.
    arrays, marks = ", ".join(f"%s::{field.db_type(connection)}[]" for field in held), ", ".join(["%s"] * len(held))
    values = f"SELECT * FROM unnest({arrays})" if many else f"VALUES ({marks})"  # noqa: S608 - names from the models only
    changed = [name for name in names.values() if name not in keys]
    change = f"UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in changed)}" if changed else "NOTHING"
    key = " AND ".join(f"{name} = %s" for name in keys)
    return Statements(
        select=f"SELECT {columns} FROM {table}",  # noqa: S608 - as above
        order=f" ORDER BY {', '.join(keys)}",
        key=f" WHERE {key}",
        after=f" WHERE ({', '.join(keys)}) > ({', '.join(['%s'] * len(keys))})",
        insert=f"INSERT INTO {table} ({columns}) {values}",
        replace=f" ON CONFLICT ({', '.join(keys)}) DO {change}",
        drop=f"DELETE FROM {table} WHERE {key}",  # noqa: S608 - as above
        many=many,
        names=names,
        places=tuple(list(names.values()).index(key) for key in keys),
    )


def write(alias: str, model: type[models.Model], rows: Iterable[Values], *, once: bool = False) -> None:
    """Insert rows, each with the values of the model's columns in their order, or replace those with their keys.

    With `once` a key that is there already is an error: what is in the ledger is never replaced.
    """
    made = statements(alias, model)
    text = made.insert if once else made.insert + made.replace
    pending = iter(rows)
    with connections[alias].cursor() as cursor:
        while chunk := list(islice(pending, CHUNK)):
            if made.many:
                cursor.execute(text, [list(column) for column in zip(*chunk, strict=True)])
            else:
                cursor.executemany(text, chunk)


def drop(alias: str, model: type[models.Model], keys: Sequence[Values]) -> None:
    """Remove the rows with these keys."""
    if keys:
        with connections[alias].cursor() as cursor:
            cursor.executemany(statements(alias, model).drop, keys)


def read_one(alias: str, model: type[models.Model], key: Values) -> Values | None:
    """The values of the row with that key."""
    made = statements(alias, model)
    found = _ask(alias, made.select + made.key, key)
    return found[0] if found else None


@functools.cache
def _marks(text: str) -> str:
    return text.replace("%s", "?")


def _ask(alias: str, text: str, values: Sequence[Any]) -> list[Values]:
    """The rows that answer a question. SQLite is asked directly: Django's cursor rewrites the text each time, and takes longer than the answer."""
    connection = connections[alias]
    if connection.vendor == "sqlite" and connection.connection is not None and not connection.execute_wrappers:
        with connection.wrap_database_errors:
            return list(connection.connection.execute(_marks(text), values).fetchall())
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return list(cursor.fetchall())


def read(alias: str, model: type[models.Model], equal: dict[str, Any]) -> list[Values]:
    """The values of the rows whose fields equal what is given, ordered by key."""
    made = statements(alias, model)
    tests = [
        f"{made.names[name]} IS NULL" if value is None else f"{made.names[name]} = %s" for name, value in equal.items()
    ]
    where = f" WHERE {' AND '.join(tests)}" if tests else ""
    return _ask(alias, made.select + where + made.order, [value for value in equal.values() if value is not None])


def pages(alias: str, model: type[models.Model]) -> Iterator[Values]:
    """The values of every row, ordered by key and read a chunk at a time."""
    made = statements(alias, model)
    after, last = "", ()
    while True:
        with connections[alias].cursor() as cursor:
            cursor.execute(f"{made.select}{after}{made.order} LIMIT {CHUNK}", last)
            found = cursor.fetchall()
        yield from found
        if len(found) < CHUNK:
            return
        after, last = made.after, tuple(found[-1][at] for at in made.places)
