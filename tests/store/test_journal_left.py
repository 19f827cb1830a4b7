"""A journal that another process could not empty after an erasure is emptied by the next that writes."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from store_entries import KEY, append

from safepassage.store import store as module
from safepassage.store.store import DjangoStore

READER = """
import sqlite3, sys
found = sqlite3.connect(sys.argv[1], isolation_level=None)
found.execute("begin"); found.execute("select count(*) from ledger_entry").fetchone(); print("in", flush=True)
sys.stdin.readline(); found.execute("commit"); print("out", flush=True); sys.stdin.readline()
"""
WRITER = """
import sys; sys.path.insert(0, sys.argv[2])
from store_entries import append
from safepassage.store.store import DjangoStore
store = DjangoStore.open(sys.argv[1])
with store.work() as work:
    append(work, 1)
"""


@contextmanager
def reader(path):
    """Another process that reads, as a gate's does: in a transaction first, then only with its connection open."""
    there = subprocess.Popen(
        [sys.executable, "-c", READER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert there.stdout.readline() == "in\n"
    try:
        yield there
    finally:
        there.kill()
        there.communicate()


def keys_in(path) -> int:
    return path.with_name(path.name + "-wal").read_bytes().count(KEY)


@pytest.fixture
def operation(tmp_path):
    path = tmp_path / "a.sqlite3"
    store = DjangoStore.open(path, create=True)
    with store.work() as work:
        append(work, 3)
    yield store, path
    store.close()


def test_the_next_process_empties_what_an_erasure_had_to_leave(operation, monkeypatch):
    """Found by a review: only the process that erased knew of it, and a command line's process ends."""
    store, path = operation
    monkeypatch.setattr(module, "PATIENT_MILLISECONDS", 0)
    with reader(path) as there:
        with store.work() as work:
            work.destroy_key(1)
        assert keys_in(path) > 0
        there.stdin.write("\n")
        there.stdin.flush()
        assert there.stdout.readline() == "out\n"
        here = str(Path(__file__).parent)
        subprocess.run([sys.executable, "-c", WRITER, str(path), here], check=True)
        assert keys_in(path) == 0


def test_who_erases_waits_for_a_reader_that_is_soon_done(operation):
    store, path = operation
    with reader(path) as there:
        there.stdin.write("\n")
        there.stdin.flush()
        with store.work() as work:
            work.destroy_key(1)
        assert keys_in(path) == 0
