"""Killed without warning at any moment, real processes leave what they acknowledged and nothing half-done."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from power_work import move
from sim_disk import CrashingStore
from sim_world import OPERATION, ROOT, at, world
from sweep import dice, note, size

from safepassage.account.state import StandRow
from safepassage.gate.records import place_of
from safepassage.gate.state import ScanRow
from safepassage.operations import gate, ledger
from safepassage.store import store as module
from safepassage.store.store import DjangoStore

KILLS = {"writer": size(22, 950), "gate": size(23, 950)}
COMMANDS = size(5, 100)
RACES = size(2, 40)
DESKS = 2


@pytest.fixture(autouse=True)
def nothing_stopped(monkeypatch):
    monkeypatch.setattr(module, "_STOPPED", {})


@pytest.fixture(scope="module")
def program():
    """The program that forks children to kill."""
    command = [sys.executable, str(Path(__file__).with_name("kill_program.py"))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "ready\n"
        yield process
        process.stdin.close()


def killed(program, kind: str, location: Path, delay: float) -> list[str]:
    """Let a child work, kill it so many seconds after its first acknowledgement; what it acknowledged."""
    print(kind, location, file=program.stdin, flush=True)
    kept, child = [], 0
    while not (child and kept):
        word, said = program.stdout.readline().split()
        child = int(said) if word == "child" else child
        kept += [said] if word == "kept" else []
    time.sleep(delay)
    os.kill(child, signal.SIGKILL)
    while (said := program.stdout.readline().split())[0] != "gone":
        kept.append(said[1])
    return kept


def sound(path: Path) -> None:
    with sqlite3.connect(path) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    raw.close()


def test_clients_of_the_one_writer_lose_nothing_they_were_told_is_kept(program, tmp_path):
    drawn, path = random.Random(dice(11)), tmp_path / "a.sqlite3"
    store = DjangoStore.open(path, create=True)
    store.close()
    promised: list[str] = []
    for _ in range(KILLS["writer"]):
        promised += killed(program, "writer", path, drawn.uniform(0, 0.08))
        with store.reading() as work:
            rows = {row.person_id: row.entry for row in work.tables.select(StandRow)}
            assert sorted(rows.values()) == list(range(work.head().size))
            assert [entry.index for entry, _ in work.entries()] == list(range(work.head().size))
        store.close()
        assert set(promised) <= set(rows)
    assert len(promised) == len(set(promised)) > 3 * KILLS["writer"]
    note("kill -9", "six clients of the one writer", tried=KILLS["writer"], found=0, acknowledged=len(promised))
    sound(path)


def a_gate(folder: Path) -> DjangoStore:
    """The common past of the simulator in a real store, both sides open."""
    made = world()
    store = DjangoStore.open(folder / "operation.sqlite3", create=True)
    move(made, store)
    house = replace(made.house("the day"), store=store)
    for side in ("gaza", "egypt"):
        gate.open_side(house, side, at("11-01T09:00"))
    store.close()
    return store


def test_a_gate_that_dies_keeps_every_scan_it_answered_once(program, tmp_path):
    drawn, store = random.Random(dice(12)), a_gate(tmp_path)
    promised: list[str] = []
    for _ in range(KILLS["gate"]):
        promised += killed(program, "gate", tmp_path / "operation.sqlite3", drawn.uniform(0, 0.05))
        with store.reading() as work:
            records = Counter(row.record for row in work.tables.select(ScanRow))
            exits = Counter(row.pass_id for row in work.tables.select(ScanRow) if row.step == "exited")
        store.close()
        assert set(promised) <= set(records)
        # One desk never lets a pass out twice, however often it dies.
        assert set(exits.values()) <= {1}
    assert len(promised) == len(set(promised)) > KILLS["gate"]
    note("kill -9", "a gate's desk", tried=KILLS["gate"], found=0, acknowledged=len(promised))
    verdict = ledger.verify(replace(world().house("again"), store=store), CrashingStore())
    assert verdict.flaws == ()
    assert verdict.sums["exited"] == sum(exits.values()) > 0
    store.close()
    sound(tmp_path / "operation.sqlite3")


def test_two_desks_of_one_side_never_both_admit_a_pass(tmp_path):
    """Loaded at once in processes of their own, they scan the same passes at the same time: one place and one admission each."""
    program = str(Path(__file__).with_name("desk_program.py"))
    admitted = 0
    for race in range(RACES):
        folder = tmp_path / str(race)
        folder.mkdir()
        store = a_gate(folder)
        begin = str(time.time() + 4)
        desks = [
            subprocess.Popen(
                [sys.executable, program, str(folder / "operation.sqlite3"), "gaza", f"officer {desk}", begin],
                stdout=subprocess.PIPE,
                text=True,
            )
            for desk in range(DESKS)
        ]
        said = [desk.communicate()[0].splitlines() for desk in desks]
        assert [lines[0] for lines in said] == ["loaded"] * DESKS
        let_out = Counter(one[0] for lines in said for one in json.loads(lines[1]) if one[2] == "exited")
        with store.reading() as work:
            rows = list(work.tables.select(ScanRow))
        store.close()
        # Nobody else wrote, so a pass that one desk admitted is out: the other says no, and stands at a place of its own.
        assert set(let_out.values()) == {1}
        assert Counter(row.pass_id for row in rows if row.step == "exited") == let_out
        assert sorted(place_of(row.record) for row in rows) == [("gaza-desk", one + 1) for one in range(len(rows))]
        assert len(rows) == DESKS * len(world().papers)
        assert ledger.verify(replace(world().house("again"), store=store), CrashingStore()).flaws == ()
        store.close()
        admitted += sum(let_out.values())
    note("two processes", "two desks of one side", tried=RACES, found=0, admitted=admitted)


def command(folder: Path, number: int) -> list[str]:
    paper = world().papers[number % len(world().papers)]
    scan = [
        "gate",
        "scan",
        paper.text,
        "--side",
        "gaza",
        "--document",
        paper.number,
        "--at",
        f"2023-11-01T09:{10 + number % 50}:00+02:00",
    ]
    return [sys.executable, "-m", "safepassage", *scan, "--operation", str(folder), "--json"]


def test_a_command_that_dies_has_done_what_it_said_or_nothing(tmp_path):
    store = a_gate(tmp_path)
    (tmp_path / "operation.json").write_text(json.dumps({"name": OPERATION, "format": 1}))
    (tmp_path / "keys").mkdir(mode=0o700)
    for actor, seed in {**world().keys.seeds, "pepper": world().keys.pepper()}.items():
        (tmp_path / "keys" / f"{actor}.key").write_text(seed.hex() + "\n")
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    whole = 1e9
    for _ in range(2):  # the first start is slower than those that follow
        begun = time.monotonic()
        done = subprocess.run(command(tmp_path, 0), env=environment, capture_output=True, text=True, check=False)
        whole = min(whole, time.monotonic() - begun)
        assert "verdict" in json.loads(done.stdout)
    known, drawn, died = 2, random.Random(dice(13)), 0
    for number in range(1, COMMANDS + 1):
        process = subprocess.Popen(
            command(tmp_path, number), env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        time.sleep(whole * drawn.uniform(0.4, 1.1))
        process.kill()
        said, _ = process.communicate()
        died += process.returncode == -signal.SIGKILL
        with store.reading() as work:
            count = sum(1 for _ in work.tables.select(ScanRow))
        store.close()
        assert count - known in ((1,) if said else (0, 1))
        known = count
    assert died > 0
    note("kill -9", "the command line", tried=COMMANDS, found=0, died=died)
    assert ledger.verify(replace(world().house("again"), store=store), CrashingStore()).flaws == ()
    store.close()
