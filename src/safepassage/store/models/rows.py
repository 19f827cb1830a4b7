"""One model for each row of each room, made from the row itself: the same name, fields, types and key."""

from __future__ import annotations

from types import ModuleType
from typing import Any, cast

from django.db import models

from safepassage.account import state as account
from safepassage.clearance import state as clearance
from safepassage.gate import state as gate
from safepassage.identity import state as identity
from safepassage.kernel.columns import Column, shape_of
from safepassage.kernel.rows import Row
from safepassage.ledger import state as ledger
from safepassage.passes import state as passes
from safepassage.people import state as people
from safepassage.plan import state as plan
from safepassage.store.models.fields import Text, Whole
from safepassage.terms import state as terms

ROOMS = (ledger, terms, people, identity, clearance, plan, passes, gate, account)
"""The modules whose rows get a table. A new room is added here, then `makemigrations`."""

INDEXES: dict[str, tuple[tuple[str, ...], ...]] = {
    "call": (("case_id",),),  # the day is the first part of its key, which is an index already
    "clearance": (("party", "status"),),  # likewise the person
    "entry": (("list_id",), ("person_id",)),
    "list": (("digest",),),
    "pair": (("right",), ("kept",)),  # likewise the left one
    "pass": (("person_id",), ("day",)),
    "person": (("case_id",), ("listed_case",), ("birth",), ("category",)),
    "move": (("state",),),  # likewise the person
    "session": (("side",),),
    "scan": (("pass_id",), ("session",), ("device",), ("drawn",)),
    "document": (("entry_id",),),  # likewise the tag
    "request": (("act", "subject"),),
    "view": (("subject",),),
    "stand": (("state",),),
}
"""What is asked for beside the key, by table."""


def rows_of(module: ModuleType) -> list[type[Row]]:
    """The rows a module defines, in its order."""
    return [
        kind
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, Row) and kind.__module__ == module.__name__
    ]


def _field(column: Column, *, key: bool) -> models.Field[Any, Any]:
    kinds: dict[type, type[models.Field[Any, Any]]] = {str: Text, int: Whole, bool: models.BooleanField}
    return kinds[column.type](null=column.optional, primary_key=key)


def _model(kind: type[Row]) -> type[models.Model]:
    single = kind.KEY if len(kind.KEY) == 1 else ()
    fields: dict[str, Any] = {
        column.name: _field(column, key=column.name in single) for column in shape_of(kind).columns
    }
    if not single:
        fields["pk"] = models.CompositePrimaryKey(*kind.KEY)
    indexes = [models.Index(fields=list(names)) for names in INDEXES.get(kind.TABLE, ())]
    meta = type("Meta", (), {"app_label": "store", "db_table": kind.TABLE, "indexes": indexes})
    made = type(
        kind.__name__, (models.Model,), {"__module__": __name__, "__doc__": kind.__doc__, "Meta": meta, **fields}
    )
    return cast("type[models.Model]", made)


MODELS: dict[type[Row], type[models.Model]] = {kind: _model(kind) for room in ROOMS for kind in rows_of(room)}
"""The model of each row."""
