"""A program that is there to be killed: for each line on its input it forks a child that works on real files until it dies.

It says on its output, in lines that a pipe never cuts in two, what was acknowledged.
"""

import os
import sys
import threading
from dataclasses import replace
from pathlib import Path

sys.path[:0] = [
    str(Path(__file__).parent),
    str(Path(__file__).parents[2] / "src"),
    str(Path(__file__).parents[1] / "store"),
]

from power_work import entry_of  # noqa: E402 - the path above finds it
from sim_world import at, world  # noqa: E402 - the path above finds it
from store_entries import stand  # noqa: E402 - the path above finds it

from safepassage.operations.post import Post  # noqa: E402 - the path above finds it
from safepassage.store.batching import BatchingWriter  # noqa: E402 - the path above finds it
from safepassage.store.store import DjangoStore  # noqa: E402 - the path above finds it

CLIENTS = 6


def tell(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def write_together(location: str) -> None:
    """Several clients of the one writer, each waiting for its answer before it asks again."""
    writer = BatchingWriter(DjangoStore.open(location))

    def client(name: int) -> None:
        number = 0
        while True:
            number += 1
            row = stand(f"client-{os.getpid()}-{name}-{number}")

            def piece(work, row=row):
                entry, head = entry_of(work.head().size)
                work.append(entry, b"k" * 32, head)
                work.tables.put(replace(row, entry=entry.index))

            writer.submit(piece).result()
            tell("kept", row.person_id)

    for name in range(CLIENTS):
        threading.Thread(target=client, args=(name,), daemon=True).start()
    threading.Event().wait()


def scan_for_ever(location: str) -> None:
    """A gate's desk: the barrier opens when a scan returns."""
    made = world()
    house = replace(made.house(f"gate {os.getpid()}"), store=DjangoStore.open(location))
    posts = {side: Post(house, side, at("11-01T09:10")) for side in ("gaza", "egypt")}
    number = 0
    while True:
        number += 1
        post = posts[("gaza", "egypt")[number // 8 % 2]]
        paper = made.papers[number % len(made.papers)]
        post.scan(paper.text, paper.number, at("11-01T09:10").plus(seconds=number), "officer 1")
        tell("kept", post.records[paper.pass_id][-1].record)


if __name__ == "__main__":
    world()
    tell("ready")
    for line in sys.stdin:
        kind, location = line.split()
        child = os.fork()
        if child == 0:
            {"writer": write_together, "gate": scan_for_ever}[kind](location)
        tell("child", child)
        os.waitpid(child, 0)
        tell("gone", child)
