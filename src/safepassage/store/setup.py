"""Django without a project: its settings, and databases that are named while the program runs."""

from __future__ import annotations

import itertools
import os
import threading
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any

import django
from django.conf import settings
from django.db import connections
from psycopg import IsolationLevel, ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.store import django_settings

PATIENCE = 20
"""Seconds a writer waits for the one before it."""
_NUMBERS = itertools.count(1)
_LOCK = threading.Lock()


@dataclass(frozen=True, slots=True)
class Database:
    """A database as this process knows it: `name` says which one, without a password.

    `writing` and `reading` are the aliases of two connections (a pair for each thread that uses them): a reader keeps its
    view while a writer goes on. `path` is set for SQLite only.
    """

    name: str
    writing: str
    reading: str
    path: Path | None

    @property
    def aliases(self) -> tuple[str, str]:
        """Both aliases."""
        return self.writing, self.reading


def prepare() -> None:
    """Give Django the store's settings, unless a project around us has given it its own."""
    if settings.configured or "DJANGO_SETTINGS_MODULE" in os.environ:
        return
    settings.configure(**{name: getattr(django_settings, name) for name in dir(django_settings) if name.isupper()})
    django.setup()


def configure(location: str | PurePath, *, scratch: bool = False, patience: int = PATIENCE) -> Database:
    """Make a database known under two new aliases; nothing is opened yet.

    `location` is a path (SQLite) or a `postgresql://` address. `scratch` is for a database that is thrown away: it is not
    made durable. `patience` is in seconds.

    Raises:
        ProblemsError: the address cannot be read.
    """
    if isinstance(location, str) and location.startswith(("postgresql://", "postgres://")):
        path = None
        one, other = _postgresql(location, patience)
        near = one["HOST"] in ("", "localhost") or one["HOST"].startswith("/")
        name = f"{one['NAME']} on {'this machine' if near else one['HOST']}"
    else:
        path = Path(location).absolute()
        one, other = _sqlite(path, patience, scratch=scratch)
        name = path.name
    with _LOCK:
        writing = f"store-{next(_NUMBERS)}"
        reading = f"{writing}-reading"
        for alias, config in ((writing, one), (reading, other)):
            connections.settings[alias] = connections.configure_settings({"default": config})["default"]
    return Database(name, writing, reading, path)


def forget(database: Database) -> None:
    """Close this thread's connections to a database and drop its aliases."""
    for alias in database.aliases:
        connections[alias].close()
        del connections[alias]
        with _LOCK:
            connections.settings.pop(alias, None)


def _sqlite(path: Path, patience: int, *, scratch: bool) -> tuple[dict[str, Any], dict[str, Any]]:
    # A scratch database keeps no journal file, so that removing its one file removes all of it.
    kept = "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF" if scratch else _DURABLE
    shared = {"timeout": patience, "init_command": f"{kept}; {_CAREFUL}"}
    config = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path)}
    return (
        {**config, "OPTIONS": {**shared, "transaction_mode": "IMMEDIATE"}},
        {**config, "OPTIONS": {**shared, "transaction_mode": "DEFERRED"}},
    )


# FULL lost nothing in simulated power cuts, NORMAL lost acknowledged rows (ADR 0081).
_DURABLE = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL"
# Deleted bytes are overwritten, sorting never spills names into a temporary file, and hot tables stay in memory.
_CAREFUL = "PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536"


def _postgresql(url: str, patience: int) -> tuple[dict[str, Any], dict[str, Any]]:
    try:
        parts: dict[str, Any] = dict(conninfo_to_dict(url))
    except ProgrammingError:
        # The driver's own text may quote the address, and with it the password.
        raise ProblemsError(
            [Problem("the database", "its address cannot be read", "Write postgresql://USER@HOST:PORT/NAME")]
        ) from None
    config = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname", "safepassage"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
    }
    asked = parts.pop("options", "")
    options = {
        "connect_timeout": max(patience, 2),
        "application_name": "safepassage",
        **parts,
        "options": f"{asked} -c synchronous_commit=on -c lock_timeout={patience * 1000 or 1}ms".strip(),
    }
    return (
        {**config, "OPTIONS": {**options, "isolation_level": IsolationLevel.READ_COMMITTED}},
        {**config, "OPTIONS": {**options, "isolation_level": IsolationLevel.REPEATABLE_READ}},
    )
