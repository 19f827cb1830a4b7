"""A program that is there to be killed: for each address on its input it forks a child that writes until it dies."""

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "src"))

from store_entries import append

from safepassage.account.state import StandRow
from safepassage.store.store import DjangoStore

ENTRIES = 40


def tell(word: str, number: int) -> None:
    # One short write to a pipe is never cut in two.
    os.write(1, f"{word} {number}\n".encode())


def write_for_ever(location: str) -> None:
    store = DjangoStore.open(location)
    while True:
        with store.work() as work:
            tell("begin", work.head().size)
            append(work, ENTRIES // 2, body=b"b" * 2000)
            # Half of it reaches the database before the work ends.
            assert sum(1 for _ in work.tables.select(StandRow)) == work.head().size
            append(work, ENTRIES // 2, body=b"b" * 2000)
            size = work.head().size
        tell("kept", size)


if __name__ == "__main__":
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            write_for_ever(line.strip())
        tell("child", child)
        os.waitpid(child, 0)
        tell("gone", child)
