"""Work for the store to do while the power may go: entries and rows, erased keys, and a gate's scans, all invented."""

from __future__ import annotations

import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path

from power_trace import Trace, played
from sim_world import World, at, world

from safepassage.account.state import StandRow
from safepassage.ledger.entries import follow, leaf_hash, read_header
from safepassage.ledger.model import EMPTY, ActorHead, Entry, Head
from safepassage.operations import gate
from safepassage.operations.post import Post
from safepassage.store import setup
from safepassage.store.store import DjangoStore

PRAGMAS = f"{setup._DURABLE}; {setup._CAREFUL}"  # what the store itself sets; a change there is tried here
WORKS = 20


class Traced:
    """A store whose statements are written down as its driver sends them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.store = DjangoStore.open(path, create=True)
        self.statements: list[tuple[str, int | None]] = []

    def begin(self, copy: Path) -> None:
        """From here on everything counts; the file as it stands is the base."""
        from django.db import connections  # noqa: PLC0415 - the store has set Django up by now

        self.store.close()
        shutil.copy(self.path, copy)
        connection = connections[self.store.database.writing]
        connection.ensure_connection()
        connection.connection.set_trace_callback(lambda text: self.statements.append((text, None)))

    def promise(self, value: int) -> None:
        """The last commit was acknowledged with this value."""
        place = max(place for place, (text, _) in enumerate(self.statements) if text == "COMMIT")
        self.statements[place] = ("COMMIT", value)

    def end(self) -> list[tuple[str, int | None]]:
        self.store.close()
        return [(text, value) for text, value in self.statements if not text.startswith("--")]


def entry_of(index: int) -> tuple[Entry, Head]:
    """An invented entry, and the head with it."""
    body = bytes((index % 251,)) * (200 + index % 3 * 900)
    entry = Entry(index, f"header {index}".encode(), bytes((index % 256,)) * 64, body)
    return entry, Head(index + 1, (bytes(32),), {"operator": ActorHead(index + 1, f"{index:064x}")})


def ledger_work(folder: Path, part: int) -> list[tuple[str, int | None]]:
    """Works of one to twelve entries with rows; now and then a key is destroyed, which empties the journal at once."""
    traced = Traced(folder / "live.sqlite3")
    for number in range((part + 1) * WORKS):
        if number == part * WORKS:
            traced.begin(folder / "base.sqlite3")
        with traced.store.work() as work:
            for _ in range(1 + number * 7 % 12):
                index = work.head().size
                entry, head = entry_of(index)
                work.append(entry, b"k" * 32, head)
                work.tables.put(
                    StandRow(f"invented-{index:06d}", "pending", "2023-11-01T05:00:00Z", index, "foreign", "")
                )
            if number % 10 == 9:
                work.destroy_key(work.head().size - 1)
            size = work.head().size
        if number >= part * WORKS:
            traced.promise(size)
    return traced.end()


def gate_work(folder: Path, part: int) -> list[tuple[str, int | None]]:
    """A gate's morning on a computer of its own: each scan is a record that is durable before the barrier opens."""
    traced = Traced(folder / "live.sqlite3")
    made: World = world()
    house = replace(made.house("a gate"), store=traced.store)
    move(made, traced.store)
    for side in ("gaza", "egypt"):
        gate.open_side(house, side, at("11-01T09:00"))
    traced.begin(folder / "base.sqlite3")
    for number in range(part, part + WORKS):
        side = ("gaza", "egypt")[number // len(made.papers) % 2]
        paper = made.papers[number % len(made.papers)]
        moment = at("11-01T09:10").plus(minutes=number)
        Post(house, side, moment).scan(paper.text, paper.number, moment, "officer 1")
        with traced.store.reading() as work:
            traced.promise(work.head().size)
    return traced.end()


def move(made: World, store: DjangoStore) -> None:
    """The common past of the simulator into a real store."""
    tables, kept, _, notes = made.image
    with store.work() as work:
        head = EMPTY
        for entry, key in kept:
            head = follow(head, read_header(entry.header).actor, leaf_hash(entry))
            work.append(entry, key, head)
        for rows in tables.rows.values():
            for row in rows.values():
                work.tables.put(row)
        for note in notes.values():
            work.keep_checkpoint(note)


def traced(kind: str, part: int, folder: Path, pragmas: str = PRAGMAS) -> Trace:
    """The trace of a part of one of the two works under these pragmas."""
    statements = {"ledger": ledger_work, "gate": gate_work}[kind](folder, part)
    path = folder / "replayed.sqlite3"
    shutil.copy(folder / "base.sqlite3", path)
    return played(path, statements, pragmas)


def recovered(path: Path, image: dict[str, bytes]) -> tuple[str, int]:
    """What a restart makes of an image: what is wrong with the file, empty if nothing; how many entries it holds."""
    for suffix in ("", "-wal", "-journal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
    for suffix, content in image.items():
        Path(f"{path}{suffix}").write_bytes(content)
    raw = sqlite3.connect(path)
    try:
        raw.execute("PRAGMA journal_mode")
        said = raw.execute("PRAGMA integrity_check(3)").fetchall()
        wrong = "" if said == [("ok",)] else str(said)
        (count, highest) = raw.execute('SELECT count(*), max("index") FROM ledger_entry').fetchone()
        head = raw.execute("SELECT size FROM ledger_head").fetchone()
        if (highest is None) != (count == 0) or (count and highest + 1 != count) or (head or (0,))[0] != count:
            wrong = wrong or f"{count} entries, the last {highest}, the head {head}"
    except sqlite3.DatabaseError as error:
        return type(error).__name__, 0
    finally:
        raw.close()
    return wrong, count
