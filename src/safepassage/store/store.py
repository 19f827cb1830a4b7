"""The port `operations.ports.Store` on SQLite or PostgreSQL: one writer, durable at the end of each work."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePath
from typing import Self

from django.db import Error, connections, transaction

from safepassage.kernel.problems import Problem
from safepassage.store.errors import StoreError, failure
from safepassage.store.models import MODELS
from safepassage.store.opening import make_file, remove_file, upgrade
from safepassage.store.setup import PATIENCE, Database, configure, forget
from safepassage.store.tables import DjangoTables
from safepassage.store.work import DjangoWork

WRITER = 0x5AFE_7A55
"""The number of PostgreSQL's advisory lock that the one writer of a database holds."""
MOST_REMEMBERED = 500_000
"""Rows that may be remembered from one work to the next."""
PATIENT_MILLISECONDS = 3_000
"""How long who erases waits for a reader, so that the journal is empty when the command ends."""
_STOPPED: dict[str, StoreError] = {}


class Remembered(threading.local):
    """What this thread's last work knew of the tables, for its next one: it holds while nobody else changed the database (ADR 0084)."""

    version: int | None = None
    tables: DjangoTables | None = None

    def take(self, version: int | None) -> DjangoTables | None:
        """What is known at this version, if anything; it is given once, and kept again when the work is done."""
        tables, self.tables = self.tables, None
        return tables if version is not None and version == self.version else None

    def keep(self, version: int | None, tables: DjangoTables | None) -> None:
        """Remember for the next work."""
        self.version = version
        self.tables = tables if tables is not None and tables.size() <= MOST_REMEMBERED else None


class DjangoStore:
    """An operation on a database. Each thread that uses it has connections of its own; a forked process must open it anew."""

    def __init__(self, database: Database, *, scratch: bool = False) -> None:
        """Use a database whose tables are there already; see `open`."""
        self.database = database
        self._scratch = scratch
        self._process = os.getpid()
        self._remembered = Remembered()
        self._journal_holds_key = self._journal_is_left()

    @classmethod
    def open(
        cls, location: str | PurePath, *, create: bool = False, scratch: bool = False, patience: int = PATIENCE
    ) -> Self:
        """Open the operation at a path (SQLite) or a `postgresql://` address, with its tables brought up to date.

        `create` allows for an operation that is not there yet. `scratch` is for one that is thrown away by `discard`.
        `patience` is how many seconds to wait for another writer.

        Raises:
            ProblemsError: it is not there, cannot be opened, or was made by a newer version of this program.
        """
        database = configure(location, scratch=scratch, patience=patience)
        make_file(database, create=create)
        store = cls(database, scratch=scratch)
        try:
            with store._told():
                upgrade(database, create=create)
        except BaseException:
            forget(database)
            raise
        return store

    @contextmanager
    def work(self) -> Iterator[DjangoWork]:
        """A transaction with the one write lock; committed durably when the block ends, undone if it raises.

        Raises:
            StoreError: it could not be kept, and nothing of it was; or an earlier one failed in a way that forbids writing on.
        """
        alias = self.database.writing
        self._refuse_where_stopped()
        self._refuse_second(alias)
        with self._told() as phase, transaction.atomic(using=alias, durable=True):
            self._lock()
            version = self._version()
            known = self._remembered.take(version)
            work = DjangoWork(alias, known or self._known(alias))
            yield work
            work.flush()
            phase.append("keeping")
        self._remembered.keep(version, work.tables)
        self._journal_holds_key |= work.destroyed
        if self._journal_holds_key:
            self._empty_journal(PATIENT_MILLISECONDS if work.destroyed else 0)

    @contextmanager
    def reading(self) -> Iterator[DjangoWork]:
        """A consistent view; what is written in it is undone."""
        alias = self.database.reading
        self._refuse_second(alias)
        with self._told(), transaction.atomic(using=alias, durable=True):
            yield DjangoWork(alias, self._known(alias))
            transaction.set_rollback(True, using=alias)

    def clear_tables(self) -> None:
        """Empty the rebuilt tables, never the ledger."""
        with self.work() as work:
            work.tables.forget()
            for model in MODELS.values():
                model._base_manager.using(self.database.writing).all().delete()  # noqa: SLF001 - documented by Django

    def close(self) -> None:
        """Close this thread's connections; the store can be used again."""
        self._remembered.keep(None, None)
        for alias in self.database.aliases:
            connections[alias].close()

    def discard(self) -> None:
        """Close a scratch database and overwrite and remove its file."""
        forget(self.database)
        remove_file(self.database)

    def _known(self, alias: str) -> DjangoTables | None:
        """The tables of a scratch database, read whole: they are empty or small at first, and then nothing is ever asked of it (ADR 0096)."""
        if not self._scratch:
            return None
        tables = DjangoTables(alias)
        for kind in MODELS:
            tables.preload(kind)
        return tables

    def _version(self) -> int | None:
        """A number that changes when another connection changed the database; None where the database tells none."""
        connection = connections[self.database.writing]
        if connection.vendor != "sqlite":
            return None
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA data_version")
            return int(cursor.fetchone()[0])

    def _lock(self) -> None:
        # SQLite's BEGIN IMMEDIATE has taken its lock already.
        if connections[self.database.writing].vendor == "postgresql":
            with connections[self.database.writing].cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITER])

    def _journal_is_left(self) -> bool:
        """Whether SQLite's journal holds anything as it is opened: an erasure by another process may not have been able to empty it."""
        path = self.database.path
        try:
            return path is not None and path.with_name(path.name + "-wal").stat().st_size > 0
        except FileNotFoundError:
            return False

    def _empty_journal(self, patience: int) -> None:
        """Empty SQLite's journal, which may hold the page with a destroyed key; a reader in the way delays it to a later work.

        Who erases waits for that reader so many milliseconds; nobody else is made to.
        """
        if self.database.path is not None:
            connection = connections[self.database.writing]
            with self._told(), connection.cursor() as cursor:
                cursor.execute(f"PRAGMA busy_timeout={patience:d}")
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                (busy, *_) = cursor.fetchone()
                self._journal_holds_key = bool(busy)
                cursor.execute(f"PRAGMA busy_timeout={connection.settings_dict['OPTIONS']['timeout'] * 1000:d}")

    @contextmanager
    def _told(self) -> Iterator[list[str]]:
        phase: list[str] = []
        try:
            yield phase
        except Error as error:
            told = failure(self.database.name, error, keeping=bool(phase))
            if told.stopped:
                _STOPPED[self._place()] = told
            # The database's own text may quote a row.
            raise told from None

    def _place(self) -> str:
        return str(self.database.path or self.database.name)

    def _refuse_where_stopped(self) -> None:
        earlier = _STOPPED.get(self._place())
        if earlier is not None:
            what = f"nothing more is written since an earlier failure: {earlier.problem.what}"
            raise StoreError(Problem(self.database.name, what, earlier.problem.do, code="store-stopped"), stopped=True)

    def _refuse_second(self, alias: str) -> None:
        if os.getpid() != self._process:
            raise RuntimeError("a store does not live on in a forked process: open it anew there")
        if connections[alias].in_atomic_block:
            raise RuntimeError("this thread has a transaction open already: end it first")
