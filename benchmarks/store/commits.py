"""Commits a second: one at a time, and grouped; beside what the disk itself can flush, in the same minute.

Usage: python benchmarks/store/commits.py [--seconds 2] [--folder DIR] [--postgresql] [--json FILE]
Each piece of work appends one entry of about 1 kB and writes two rows. Absolute figures mean nothing away from their
machine: the calibration (append 256 bytes, flush) and the grouped rate are measured in turns, and the ratio is reported.
The processor time a piece takes in this process does not depend on what else the machine is doing: a million divided by it
is the rate one free core would reach on a disk that costs nothing.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "src"))
sys.path.insert(0, str(Path(__file__).parents[2] / "tests" / "store"))

import postgres

from safepassage.account.state import MoveRow, StandRow
from safepassage.ledger.model import ActorHead, Entry, Head
from safepassage.store.batching import BatchingWriter
from safepassage.store.store import DjangoStore

CLIENTS = (1, 8, 32, 128)
ROUNDS = 5
CEILING = 5_000
"""What one writing process is expected to reach at most, however fast the disk."""


def piece(work):
    """One entry and two rows, as a scan at a gate makes."""
    index = work.head().size
    head = Head(
        index + 1, (b"r" * 32,) * 12, {f"gate-{number}": ActorHead(index + 1, "ab" * 32) for number in range(8)}
    )
    work.append(Entry(index, b"h" * 420, b"s" * 64, b"b" * 500), b"k" * 32, head)
    person = f"invented-{index % 5000:06d}"
    work.tables.put(StandRow(person, "in-between", "2023-11-01T05:00:00Z", index, "foreign", ""))
    work.tables.put(MoveRow(person, index, "in-between", "2023-11-01T05:00:00Z", ""))


def flushes(folder: Path, seconds: float) -> float:
    """Appends of 256 bytes, each flushed to the disk, a second."""
    path, count = folder / "calibration", 0
    file = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND)
    until = time.perf_counter() + seconds
    started = time.perf_counter()
    while time.perf_counter() < until:
        os.write(file, bytes(256))
        os.fdatasync(file)
        count += 1
    took = time.perf_counter() - started
    os.close(file)
    path.unlink()
    return count / took


def single(store, seconds: float):
    """Works a second, each committed alone; how long each took; pieces to a commit; processor time of one."""
    times, worked = [], time.process_time()
    started = time.perf_counter()
    while time.perf_counter() - started < seconds:
        began = time.perf_counter()
        with store.work() as work:
            piece(work)
        times.append(time.perf_counter() - began)
    worked = time.process_time() - worked
    return len(times) / (time.perf_counter() - started), times, 1, worked / len(times)


def grouped(store, clients: int, seconds: float):
    """The same from so many callers that each wait for their own piece."""
    times, lock = [], threading.Lock()
    worked = time.process_time()

    def ask():
        mine = []
        while time.perf_counter() < until:
            began = time.perf_counter()
            writer.submit(piece).result()
            mine.append(time.perf_counter() - began)
        with lock:
            times.extend(mine)

    with BatchingWriter(store) as writer:
        started = time.perf_counter()
        until = started + seconds
        threads = [threading.Thread(target=ask) for _ in range(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took = time.perf_counter() - started
    worked = time.process_time() - worked
    return len(times) / took, times, len(times) / writer.batches, worked / len(times)


def row(name, disk, measured):
    rate, times, batch, worked = measured
    bound = min(CEILING, disk * batch)
    return {
        "what": name,
        "per_s": round(rate),
        "p50_ms": round(statistics.median(times) * 1000, 2),
        "p99_ms": round(statistics.quantiles(times, n=100)[98] * 1000, 2),
        "batch": round(batch, 1),
        "processor_us": round(worked * 1e6),
        "flushes_per_s": round(disk),
        "of_bound": round(rate / bound, 2),
    }


def measure(location, folder: Path, seconds: float):
    store = DjangoStore.open(location, create=True)
    # The first work opens connections and files.
    single(store, 0.2)
    yield in_turns("one at a time", folder, seconds, lambda span: single(store, span))
    for clients in CLIENTS:
        yield in_turns(f"grouped, {clients} callers", folder, seconds, lambda span, n=clients: grouped(store, n, span))
    store.close()


def in_turns(name, folder, seconds, work):
    """The round with the median ratio of five: the disk of a shared machine is another one each second."""
    rounds = []
    for _ in range(ROUNDS):
        before = flushes(folder, seconds / ROUNDS / 4)
        measured = work(seconds / ROUNDS)
        rounds.append(row(name, (before + flushes(folder, seconds / ROUNDS / 4)) / 2, measured))
    return sorted(rounds, key=lambda one: one["of_bound"])[ROUNDS // 2]


def show(title, rows):
    print(
        f"\n{title}\n| what | per s | p50 ms | p99 ms | pieces a commit | processor us a piece | flushes per s | of min({CEILING}, flushes x pieces) |"
    )
    print("|---|---|---|---|---|---|---|---|")
    kept = []
    for one in rows:
        print("|", " | ".join(str(value) for value in one.values()), "|", flush=True)
        kept.append(one)
    return kept


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=float, default=2)
    options.add_argument("--folder", type=Path)
    options.add_argument("--postgresql", action="store_true")
    options.add_argument("--json", type=Path)
    asked = options.parse_args()
    found = {"load": os.getloadavg()[0]}
    with tempfile.TemporaryDirectory(dir=asked.folder) as folder:
        found["sqlite"] = show("SQLite", measure(Path(folder) / "a.sqlite3", Path(folder), asked.seconds))
        if asked.postgresql:
            with postgres.running(fsync=True) as server:
                found["postgresql"] = show("PostgreSQL", measure(server.new(), Path(folder), asked.seconds))
    print(
        f"\nload of the machine {found['load']:.1f} before, {os.getloadavg()[0]:.1f} after, on {os.cpu_count()} cores"
    )
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
