"""Killed without warning in the middle of its work, a store has what it acknowledged, and nothing half-done."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from killed import ENTRIES
from store_entries import whole

from safepassage.store.store import DjangoStore

KILLS = 20


@pytest.fixture(scope="module")
def killed():
    """The program that forks children to kill."""
    program = [sys.executable, str(Path(__file__).with_name("killed.py"))]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.stdin.close()


def kill_one(killed, location: str, delay: float) -> tuple[int, int]:
    """Let a child write, kill it that many seconds after its first acknowledgement; the last sizes it began from and kept."""
    print(location, file=killed.stdin, flush=True)
    last = {}
    while not {"child", "kept"} <= set(last):
        read(killed, last)
    time.sleep(delay)
    os.kill(last["child"], signal.SIGKILL)
    while "gone" not in last:
        read(killed, last)
    return last["begin"], last["kept"]


def read(killed, last: dict[str, int]) -> None:
    word, number = killed.stdout.readline().split()
    last[word] = int(number)


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
def test_kill_after_kill_nothing_acknowledged_is_lost(backend, killed, tmp_path, request):
    location = str(tmp_path / "a.sqlite3") if backend == "sqlite" else request.getfixturevalue("operation")
    store = DjangoStore.open(location, create=True)
    store.close()
    dice, in_the_middle, size = random.Random(2), 0, 0
    for _ in range(KILLS):
        began, kept = kill_one(killed, location, dice.uniform(0, 0.04))
        before, size = size, whole(store)
        store.close()
        assert size % ENTRIES == 0
        assert before < kept <= size <= began + ENTRIES
        in_the_middle += began == kept
    # A kill that never falls into a work would show nothing.
    assert in_the_middle >= KILLS // 2
    if backend == "sqlite":
        with sqlite3.connect(location) as raw:
            assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        raw.close()
