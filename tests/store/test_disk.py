"""A disk that fills up, that may only be read, that fails: for real, as far as this machine lets a test do it."""

import contextlib
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connections
from store_entries import append, whole

from safepassage.store import store as module
from safepassage.store.errors import StoreError
from safepassage.store.store import DjangoStore


@pytest.fixture(autouse=True)
def nothing_stopped(monkeypatch):
    monkeypatch.setattr(module, "_STOPPED", {})


def mount(folder: Path, options: str) -> bool:
    """Whether a disk in memory could be mounted there: it takes a right that not every root has."""
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder]
    return os.geteuid() == 0 and shutil.which("mount") and subprocess.run(command, check=False, capture_output=True).returncode == 0  # fmt: skip


class Mounted:
    """A disk of two megabytes that can be filled."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.ballast = folder, folder / "ballast"
        self.ballast.write_bytes(bytes(600_000))

    def limit(self, _store: DjangoStore) -> None:
        """Nothing to do: the disk is small."""

    def free(self, _store: DjangoStore) -> None:
        self.ballast.unlink()

    def refuse_writing(self) -> None:
        subprocess.run(["mount", "-o", "remount,ro", self.folder], check=True)


class Limited:
    """Where nothing can be mounted, SQLite itself is told how large its file may grow, and the folder is shut."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def limit(self, store: DjangoStore) -> None:
        self._pages(store, 250)

    def free(self, store: DjangoStore) -> None:
        self._pages(store, 2**30)

    def _pages(self, store: DjangoStore, count: int) -> None:
        with connections[store.database.writing].cursor() as cursor:
            cursor.execute(f"PRAGMA max_page_count={count}")

    def refuse_writing(self) -> None:
        for place in [*self.folder.iterdir(), self.folder]:
            place.chmod(place.stat().st_mode & ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))


@pytest.fixture(params=["mounted", "limited"])
def disk(request, tmp_path):
    folder = tmp_path / "disk"
    folder.mkdir()
    if request.param == "mounted" and mount(folder, "size=2m"):
        yield Mounted(folder)
        subprocess.run(["umount", "-l", folder], check=True)
    else:
        yield Limited(folder)
        folder.chmod(0o700)


def fill(store) -> tuple[int, StoreError]:
    """Write until the disk is full: what was acknowledged, and what was said."""
    kept = 0
    while kept < 10_000:
        try:
            with store.work() as work:
                size = append(work, 20, body=b"b" * 1000)
        except StoreError as error:
            return kept, error
        kept = size
    raise AssertionError("the disk did not fill up")


def test_a_disk_that_fills_up_keeps_what_was_acknowledged_and_goes_on_when_there_is_room(disk):
    store = DjangoStore.open(disk.folder / "a.sqlite3", create=True)
    disk.limit(store)
    kept, error = fill(store)
    assert (error.problem.code, error.stopped) == ("store-full", False)
    assert error.problem.sentence() == (
        "a.sqlite3: the disk is full (SQLITE_FULL). Nothing was kept; free some space, then do it again."
    )
    assert kept >= 100
    assert whole(store) == kept
    disk.free(store)
    with store.work() as work:
        append(work, 3)
    assert whole(store) == kept + 3
    store.close()
    with contextlib.closing(sqlite3.connect(disk.folder / "a.sqlite3")) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_an_import_too_large_for_the_disk_leaves_nothing_of_itself(disk):
    store = DjangoStore.open(disk.folder / "a.sqlite3", create=True)
    disk.limit(store)
    with store.work() as work:
        append(work, 3)
    with pytest.raises(StoreError) as caught, store.work() as work:
        append(work, 12_000, body=b"b" * 1000)
    assert caught.value.problem.code == "store-full"
    assert whole(store) == 3
    store.close()
    assert whole(DjangoStore.open(disk.folder / "a.sqlite3")) == 3


# A first store brings in everything the program needs while it may still read its own folder.
READ_ONLY = """
import os, sys, tempfile
from safepassage.store.store import DjangoStore
from safepassage.store.errors import StoreError
from store_entries import append
with tempfile.TemporaryDirectory() as warm:
    DjangoStore.open(warm + '/a.sqlite3', create=True).close()
if os.geteuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
try:
    store = DjangoStore.open(sys.argv[1])
    with store.work() as work:
        append(work)
except StoreError as error:
    print(error.problem.code, error.stopped)
"""


def test_a_disk_that_may_only_be_read_says_so(disk):
    """In a process of an ordinary user: to root no folder is shut."""
    location = disk.folder / "a.sqlite3"
    store = DjangoStore.open(location, create=True)
    with store.work() as work:
        append(work, 3)
    store.close()
    before = location.read_bytes()
    location.chmod(0o644)
    for folder in list(location.parents)[:5]:
        folder.chmod(folder.stat().st_mode | 0o055)
    disk.refuse_writing()
    assert child(READ_ONLY, location) == "store-read-only False"
    assert location.read_bytes() == before


FAILING = """
import resource, sys
from safepassage.store.store import DjangoStore
from safepassage.store.errors import StoreError
from store_entries import append, whole
store = DjangoStore.open(sys.argv[1])
size = whole(store)
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, resource.RLIM_INFINITY))
for attempt in range(2):
    try:
        with store.work() as work:
            append(work, 3000, body=b'b' * 1000)
    except StoreError as error:
        print(error.problem.code, error.stopped, end=' ')
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
try:
    with store.work() as work:
        append(work)
except StoreError as error:
    print(error.problem.code, error.stopped, end=' ')
print(whole(store) == size)
"""


def test_a_write_that_fails_stops_the_writer_for_the_life_of_its_process(tmp_path):
    """The operating system refuses to let a file grow: SQLite sees a failed write, as on a broken disk."""
    location = tmp_path / "a.sqlite3"
    store = DjangoStore.open(location, create=True)
    with store.work() as work:
        append(work, 3)
    store.close()
    assert child(FAILING, location) == "store-io True store-stopped True store-stopped True True"
    again = DjangoStore.open(location)
    with again.work() as work:
        append(work)
    assert whole(again) == 4


def child(code: str, location: Path) -> str:
    here = Path(__file__).parent
    path = os.pathsep.join([str(here.parents[1] / "src"), str(here)])
    told = subprocess.run([sys.executable, "-B", "-c", code, location], env={**os.environ, "PYTHONPATH": path}, check=True, capture_output=True, text=True)  # fmt: skip
    return told.stdout.strip()
