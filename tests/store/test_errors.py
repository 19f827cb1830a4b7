import sqlite3

import psycopg
import pytest
from django.db import DatabaseError, InterfaceError

from safepassage.kernel.problems import ProblemsError
from safepassage.store.errors import StoreError, failure

SQLITE = [
    (sqlite3.SQLITE_BUSY, "store-busy", False),
    (sqlite3.SQLITE_BUSY | (2 << 8), "store-busy", False),
    (sqlite3.SQLITE_LOCKED, "store-busy", False),
    (sqlite3.SQLITE_READONLY | (4 << 8), "store-read-only", False),
    (sqlite3.SQLITE_FULL, "store-full", False),
    (sqlite3.SQLITE_CANTOPEN, "store-unreachable", False),
    (sqlite3.SQLITE_IOERR, "store-io", True),
    (sqlite3.SQLITE_IOERR | (3 << 8), "store-io", True),
    (sqlite3.SQLITE_IOERR | (4 << 8), "store-io", True),
    (sqlite3.SQLITE_CORRUPT | (1 << 8), "store-damaged", True),
    (sqlite3.SQLITE_NOTADB, "store-damaged", True),
    (sqlite3.SQLITE_CONSTRAINT, "store-refused", False),
    (sqlite3.SQLITE_TOOBIG, "store-refused", False),
]
POSTGRESQL = [
    (psycopg.errors.DiskFull, "store-full", False),
    (psycopg.errors.TooManyConnections, "store-busy", False),
    (psycopg.errors.LockNotAvailable, "store-busy", False),
    (psycopg.errors.SerializationFailure, "store-busy", False),
    (psycopg.errors.DeadlockDetected, "store-busy", False),
    (psycopg.errors.ReadOnlySqlTransaction, "store-read-only", False),
    (psycopg.errors.InsufficientPrivilege, "store-read-only", False),
    (psycopg.errors.ProgramLimitExceeded, "store-too-long", False),
    (psycopg.errors.IoError, "store-io", True),
    (psycopg.errors.DataCorrupted, "store-damaged", True),
    (psycopg.errors.InvalidPassword, "store-unreachable", False),
    (psycopg.errors.InvalidCatalogName, "store-unreachable", False),
    (psycopg.errors.AdminShutdown, "store-unreachable", False),
    (psycopg.OperationalError, "store-unreachable", False),
    (psycopg.errors.UniqueViolation, "store-refused", False),
    (psycopg.ProgrammingError, "store-refused", False),
]


def of(cause, *, keeping=False):
    error = DatabaseError("Key (full_name)=(Invented Name) already exists")
    error.__cause__ = cause
    return failure("operation.sqlite3", error, keeping=keeping)


def of_sqlite(code, *, keeping=False):
    cause = sqlite3.OperationalError("Invented Name")
    cause.sqlite_errorcode, cause.sqlite_errorname = code, f"CODE_{code}"
    return of(cause, keeping=keeping)


@pytest.mark.parametrize(("code", "told", "stopped"), SQLITE)
def test_what_sqlite_says(code, told, stopped):
    error = of_sqlite(code)
    assert (error.problem.code, error.stopped) == (told, stopped)
    assert error.problem.what.endswith(f"(CODE_{code})")


@pytest.mark.parametrize(("kind", "told", "stopped"), POSTGRESQL, ids=lambda one: getattr(one, "__name__", None))
def test_what_postgresql_says(kind, told, stopped):
    error = of(kind("Invented Name"))
    assert (error.problem.code, error.stopped) == (told, stopped)
    assert error.problem.what.endswith(f"({kind.sqlstate or kind.__name__})")


@pytest.mark.parametrize("kind", [psycopg.OperationalError, psycopg.errors.AdminShutdown, psycopg.errors.CrashShutdown])
def test_a_connection_lost_while_keeping_leaves_it_unsure(kind):
    error = of(kind("gone"), keeping=True)
    assert (error.problem.code, error.stopped) == ("store-unsure", True)


@pytest.mark.parametrize(("code", "told"), [(sqlite3.SQLITE_FULL, "store-full"), (sqlite3.SQLITE_BUSY, "store-busy")])
def test_what_undoes_a_commit_for_sure_does_not_stop(code, told):
    error = of_sqlite(code, keeping=True)
    assert (error.problem.code, error.stopped) == (told, False)


@pytest.mark.parametrize("error", [DatabaseError("Invented Name"), InterfaceError("Invented Name")])
def test_an_error_without_a_cause_is_told_by_its_kind(error):
    told = failure("operation.sqlite3", error, keeping=False)
    assert told.problem.what == f"it refused the work ({type(error).__name__})"


def test_no_word_of_the_database_is_repeated_and_all_say_what_to_do():
    told = [of_sqlite(code, keeping=keeping) for code, _, _ in SQLITE for keeping in (False, True)]
    told += [of(kind("Invented Name")) for kind, _, _ in POSTGRESQL]
    assert len(told) == 2 * len(SQLITE) + len(POSTGRESQL)
    for error in told:
        assert isinstance(error, StoreError)
        assert isinstance(error, ProblemsError)
        assert "Invented" not in str(error)
        assert error.problems == (error.problem,)
        assert error.problem.source == "operation.sqlite3"
        assert error.problem.do
