"""Making a database ready: its file, and its tables in the newest shape."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from safepassage.kernel.problems import Problem
from safepassage.store.errors import READ_ONLY, StoreError
from safepassage.store.setup import Database

UPGRADE = 0x5AFE_7A56
"""The number of PostgreSQL's advisory lock held while the tables are made; a connection that ends gives it back."""


def make_file(database: Database, *, create: bool) -> None:
    """See that an SQLite file is there, made so that only its owner can read it.

    Raises:
        StoreError: it is not there and may not be created, or cannot be, or may only be read.
    """
    path = database.path
    if path is None:
        return
    if path.exists():
        # SQLite would only say that it cannot open a file: its journal stands beside the database.
        if not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK | os.X_OK)):
            raise StoreError(Problem(database.name, READ_ONLY.what, READ_ONLY.do, code=READ_ONLY.code))
        return
    if not create:
        raise _none_here(database)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            # Without this a power cut may take the file's name away, and with it everything kept since.
            os.fsync(folder)
        finally:
            os.close(folder)
    except OSError as error:
        what = f"it cannot be made ({type(error).__name__})"
        raise StoreError(
            Problem(database.name, what, "See that its folder is there and can be written", code="store-unreachable")
        ) from None


def remove_file(database: Database) -> None:
    """Overwrite an SQLite file and remove it: a removed file's bytes stay on the disk, and these are about people."""
    if database.path is not None:
        size = database.path.stat().st_size
        with database.path.open("r+b") as file:
            for start in range(0, size, 1 << 20):
                file.write(bytes(min(1 << 20, size - start)))
            file.flush()
            os.fsync(file.fileno())
        database.path.unlink()


def upgrade(database: Database, *, create: bool) -> None:
    """Bring the tables to the newest shape; of several that try at the same moment one does, the others wait.

    Raises:
        StoreError: there are none and none may be made, or they were made by a newer version of this program.
    """
    with _alone_in_folder(database):
        executor = MigrationExecutor(connections[database.writing])
        _refuse_newer(database, executor)
        if not executor.loader.applied_migrations and not create:
            raise _none_here(database)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            with _alone_on_server(database):
                _migrate(MigrationExecutor(connections[database.writing]))


def _migrate(executor: MigrationExecutor) -> None:
    targets = executor.loader.graph.leaf_nodes()
    if executor.migration_plan(targets):
        executor.migrate(targets)


@contextmanager
def _alone_in_folder(database: Database) -> Iterator[None]:
    """Hold SQLite's folder: turning a new file to its journal fails, instead of waiting, where two do it at once.

    The folder and not the file, because closing the file a second time in a process gives up SQLite's own locks on it.
    """
    if database.path is None:
        yield
        return
    folder = os.open(database.path.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


@contextmanager
def _alone_on_server(database: Database) -> Iterator[None]:
    if database.path is not None:
        yield
        return
    with connections[database.writing].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [UPGRADE])
        yield
        cursor.execute("SELECT pg_advisory_unlock(%s)", [UPGRADE])


def _refuse_newer(database: Database, executor: MigrationExecutor) -> None:
    known = executor.loader.disk_migrations or {}
    if any(label == "store" and (label, name) not in known for label, name in executor.loader.applied_migrations):
        raise StoreError(
            Problem(
                database.name, "it was made by a newer version of this program", "Use that version", code="store-newer"
            )
        )


def _none_here(database: Database) -> StoreError:
    return StoreError(
        Problem(database.name, "there is no operation here", "Start one with `safepassage init`", code="store-missing")
    )
