"""Making a database ready: its file, and its tables in the newest shape."""

from __future__ import annotations

import os

from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor

from safepassage.kernel.problems import Problem
from safepassage.store.errors import StoreError
from safepassage.store.setup import Database


def make_file(database: Database, *, create: bool) -> None:
    """See that an SQLite file is there, made so that only its owner can read it.

    Raises:
        StoreError: it is not there and may not be created, or cannot be.
    """
    path = database.path
    if path is None or path.exists():
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
    """Bring the tables to the newest shape.

    Raises:
        StoreError: there are none and none may be made, or they were made by a newer version of this program.
    """
    connection = connections[database.writing]
    executor = MigrationExecutor(connection)
    _refuse_newer(database, executor)
    if not executor.loader.applied_migrations and not create:
        raise _none_here(database)
    targets = executor.loader.graph.leaf_nodes()
    if not executor.migration_plan(targets):
        return
    try:
        executor.migrate(targets)
    except DatabaseError:
        # Another process may have done the same at the same moment: then nothing is left to do.
        if MigrationExecutor(connection).migration_plan(targets):
            raise


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
