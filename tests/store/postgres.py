"""A PostgreSQL of the tests' own: one server for each test process, gone with it, however it ends."""

from __future__ import annotations

import atexit
import contextlib
import functools
import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest

from safepassage.store.setup import forget
from safepassage.store.store import DjangoStore

MISSING = "No PostgreSQL server (15 or newer) is installed: run `make system`, which installs it"
OLDEST = 15
# Names in a language's order would hide a column that forgot its collation: the server sorts as an English dictionary does.
INITDB = ["--no-sync", "--auth=trust", "-U", "safepassage", "-E", "UTF8", "--locale=C.UTF-8"]
ENGLISH = ["--locale-provider=icu", "--icu-locale=en"]
# The shell outlives nobody: when the tests end, even by a kill, its input ends, and it stops the server and removes it.
KEEPER = '"$1/postgres" -D "$2/data" -k "$2" -c listen_addresses= -c fsync="$3" & pid=$!; read -r _; kill -QUIT $pid; wait $pid; rm -rf "$2"'


def binaries(root: Path = Path("/usr/lib/postgresql")) -> Path:
    """The newest server's folder of programs.

    Raises:
        FileNotFoundError: none is installed.
    """
    found = [folder for folder in root.glob("*/bin") if folder.parent.name.isdigit() and (folder / "initdb").exists()]
    new = [folder for folder in found if int(folder.parent.name) >= OLDEST]
    if not new:
        raise FileNotFoundError(MISSING)
    return max(new, key=lambda folder: int(folder.parent.name))


@dataclass
class Server:
    """A running server: `socket` is the folder of its socket; it listens nowhere else."""

    socket: Path
    numbers: Iterator[int] = field(default_factory=itertools.count)
    free: list[str] = field(default_factory=list)

    def url(self, name: str) -> str:
        return f"postgresql://safepassage@/{name}?host={self.socket}"

    def connect(self, name: str = "postgres") -> psycopg.Connection:
        return psycopg.connect(self.url(name), autocommit=True)

    def new(self) -> str:
        """The address of a new database with nothing in it."""
        name = f"operation_{next(self.numbers)}"
        with self.connect() as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return self.url(name)

    def borrow(self) -> str:
        """The address of an empty operation: making a database takes long, so what is given back is used again."""
        if not self.free:
            url = self.new()
            forget(DjangoStore.open(url, create=True).database)
            self.free.append(url)
        return self.free.pop()

    def give_back(self, url: str) -> None:
        """Empty an operation that nobody is connected to any more."""
        with psycopg.connect(url, autocommit=True) as connection:
            tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            names = sorted({name for (name,) in tables} - {"django_migrations"}, reverse=True)
            assert "ledger_entry" in names
            # Keys come before the entries they point to.
            connection.execute("; ".join(f'DELETE FROM "{name}"' for name in names))
        self.free.append(url)


@contextlib.contextmanager
def running(*, fsync: bool = False) -> Iterator[Server]:
    """A server that lives as long as the block."""
    programs = binaries()
    folder = Path(tempfile.mkdtemp(prefix="safepassage-pg-"))
    folder.chmod(0o755)
    owner = {}
    if os.geteuid() == 0:
        # The server refuses to run as root.
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
        owner = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    initdb = [programs / "initdb", "-D", folder / "data", *INITDB, *ENGLISH]
    subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, cwd="/", **owner)
    keeper = ["sh", "-c", KEEPER, "sh", programs, folder, "on" if fsync else "off"]
    with subprocess.Popen(keeper, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", **owner) as process:  # fmt: skip
        server = Server(folder)
        try:
            _wait(server)
            yield server
        finally:
            process.stdin.close()
            process.wait(timeout=30)
            shutil.rmtree(folder, ignore_errors=True)


def _wait(server: Server) -> None:
    until = time.monotonic() + 30
    while True:
        try:
            server.connect().close()
        except psycopg.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return


@functools.cache
def shared() -> Server:
    """The one server of this process, for every folder of tests that asks."""
    try:
        binaries()
    except FileNotFoundError:
        pytest.fail(MISSING, pytrace=False)
    stack = contextlib.ExitStack()
    atexit.register(stack.close)
    return stack.enter_context(running())


@pytest.fixture(scope="session")
def postgres() -> Server:
    """A running server; a machine without one fails, it does not skip."""
    return shared()


@pytest.fixture
def operation(postgres: Server) -> Iterator[str]:
    """The address of an empty operation on it."""
    url = postgres.borrow()
    yield url
    postgres.give_back(url)
