"""Columns that mean the same on every backend: text in the order of its code points, whole numbers of 64 bits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

if TYPE_CHECKING:
    # Only the stubs know these as generic; at run time the classes cannot be subscripted.
    TextField = models.TextField[str, str]
    BigIntegerField = models.BigIntegerField[int, int]
else:
    from django.db.models import BigIntegerField, TextField


class Text(TextField):
    """Text ordered as Python orders it; a database's own language would sort names differently on each machine."""

    def db_parameters(self, connection: BaseDatabaseWrapper) -> Any:
        """The column's type and collation for this backend."""
        found: dict[str, Any] = dict(super().db_parameters(connection))
        found["collation"] = "C" if connection.vendor == "postgresql" else None
        return found


class Whole(BigIntegerField):
    """A whole number of 64 bits; as a key on SQLite it is the row's own number and needs no second index."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        """The column's type for this backend."""
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)
