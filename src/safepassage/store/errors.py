"""What a database says went wrong, in words, and whether one may go on writing.

Never with the database's own text: that may quote a row, and a row may hold a name.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

import psycopg
from django.db import Error

from safepassage.kernel.problems import Problem, ProblemsError


class StoreError(ProblemsError):
    """The store could not do what was asked; nothing of it was kept.

    `stopped` is true where no later write is accepted in this process.
    """

    def __init__(self, problem: Problem, *, stopped: bool = False) -> None:
        super().__init__([problem])
        self.problem = problem
        self.stopped = stopped


@dataclass(frozen=True, slots=True)
class Cause:
    """One kind of failure; `stop` where writing on could lose what was acknowledged."""

    code: str
    what: str
    do: str
    stop: bool = False


BUSY = Cause("store-busy", "somebody else is writing and did not finish in time", "Nothing was kept; try again")
FULL = Cause("store-full", "the disk is full", "Nothing was kept; free some space, then do it again")
READ_ONLY = Cause(
    "store-read-only", "it may be read but not written", "Nothing was kept; give this user the right to write"
)
UNREACHABLE = Cause(
    "store-unreachable",
    "it cannot be reached or opened",
    "Nothing was kept; see that it is there and that this user may use it",
)
BROKEN_DISK = Cause(
    "store-io",
    "the disk failed while it was used, so what it says it kept cannot be relied on",
    "Stop; copy the folder to a sound disk, run `safepassage ledger verify` there, and go on from there",
    stop=True,
)
DAMAGED = Cause(
    "store-damaged",
    "its file is damaged or no database",
    "Stop; restore the last backup and run `safepassage ledger verify`",
    stop=True,
)
UNSURE = Cause(
    "store-unsure",
    "the connection was lost at the moment of keeping, so it is not known whether the last work was kept",
    "Start the program again and look before repeating it",
    stop=True,
)
TOO_LONG = Cause("store-too-long", "a text is longer than an index can hold", "Nothing was kept; shorten ids and codes")
UNREADABLE = Cause(
    "store-unreadable",
    "it holds text that is no text",
    "Somebody changed it by hand, or the disk did: run `safepassage ledger verify`, restore the last backup",
)
OTHER = Cause("store-refused", "it refused the work", "Nothing was kept; report this with the code")

_SQLITE = {
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_PERM: READ_ONLY,
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_CANTOPEN: UNREACHABLE,
    sqlite3.SQLITE_IOERR: BROKEN_DISK,
    sqlite3.SQLITE_CORRUPT: DAMAGED,
    sqlite3.SQLITE_NOTADB: DAMAGED,
}
# By the first two or all five characters of the code (appendix A of PostgreSQL's manual).
_POSTGRESQL = {
    "53100": FULL,
    "53": BUSY,
    "55P03": BUSY,
    "40": BUSY,
    "25006": READ_ONLY,
    "42501": READ_ONLY,
    "54": TOO_LONG,
    "58": BROKEN_DISK,
    "XX": DAMAGED,
    "08": UNREACHABLE,
    "28": UNREACHABLE,
    "3D": UNREACHABLE,
    "57": UNREACHABLE,
}


def failure(source: str, error: Error, *, keeping: bool) -> StoreError:
    """The store's error for a database's; `keeping` says that it came while the work was being committed."""
    cause, code = _cause(error.__cause__ or error)
    if keeping and cause in (UNREACHABLE, OTHER):
        cause = UNSURE
    return StoreError(Problem(source, f"{cause.what} ({code})", cause.do, code=cause.code), stopped=cause.stop)


def _cause(error: BaseException) -> tuple[Cause, str]:
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", None)
        if code is None and isinstance(error, sqlite3.OperationalError):
            # Only the driver itself speaks without a code, and of this only.
            return UNREADABLE, type(error).__name__
        return _SQLITE.get((code or 0) & 0xFF, OTHER), getattr(error, "sqlite_errorname", type(error).__name__)
    if isinstance(error, psycopg.Error):
        state = error.sqlstate or ""
        # Without a code the server said nothing at all: the connection is gone, or never was.
        unknown = UNREACHABLE if isinstance(error, psycopg.OperationalError) and not state else OTHER
        return _POSTGRESQL.get(state, _POSTGRESQL.get(state[:2], unknown)), state or type(error).__name__
    return OTHER, type(error).__name__
