"""Lists that would be slow or huge if work grew with left times right: `python -m benchmarks.identity.hard WHAT` prints JSON."""

from __future__ import annotations

import json
import random
import sys
import time
from dataclasses import dataclass

from benchmarks.identity.metrics import memory, rounded
from benchmarks.identity.tasks import t50k

from safepassage.adapters.matching.engine import duckdb_engine
from safepassage.identity.linking import match
from safepassage.identity.model import ListPerson


@dataclass(frozen=True, slots=True)
class Lists:
    """Two lists."""

    left: list[ListPerson]
    right: list[ListPerson]


def same(count: int = 10_000) -> Lists:
    """So many identical names on both lists, born on one day."""
    names = ("محمد علي", "Mohammed Ali")
    return Lists(
        *(
            [ListPerson(f"{side}{at}", name, birth="1990-01-01") for at in range(count)]
            for side, name in enumerate(names)
        )
    )


def endless(count: int = 2_000) -> Lists:
    """Names of forty tokens, with digits and emoji."""
    dice = random.Random(3)
    words = [word for name in t50k().left[:500] for word in name.split(" ")]

    def row(side: str, at: int) -> ListPerson:
        return ListPerson(f"{side}{at}", " ".join([*dice.choices(words, k=39), "٤٢🙂"]))

    return Lists(*([row(side, at) for at in range(count)] for side in "ab"))


def mixed(count: int = 5_000) -> Lists:
    """Scripts mixed inside a token, empty names, one token, a birth date in the future."""
    task, dice = t50k(), random.Random(5)

    def row(side: str, at: int) -> ListPerson:
        one, other = task.left[at], task.right[at]
        text = dice.choice([one[:2] + other[:3] + one[2:], "", other.split(" ")[0], "12345", "🙂🙂", one])
        return ListPerson(f"{side}{at}", text, birth=dice.choice(["", "2199-05-05", "1984-03-05"]))

    return Lists(*([row(side, at) for at in range(count)] for side in "ab"))


def million(count: int = 1_000_000) -> Lists:
    """A thousand rows against a million."""
    task, dice = t50k(), random.Random(9)
    words = [name.split(" ") for name in task.right]

    def name() -> str:
        return f"{dice.choice(words)[0]} {dice.choice(words)[-1]} {dice.choice(words)[-1]}"

    right = [
        ListPerson(f"b{at}", name(), birth=f"{dice.randint(1940, 2020)}-0{dice.randint(1, 9)}-1{dice.randint(0, 9)}")
        for at in range(count)
    ]
    return Lists([ListPerson(f"a{at}", one) for at, one in enumerate(task.left[:1_000])], right)


def main() -> None:
    """Match one pair of lists by the product's whole matcher."""
    lists = {"same": same, "endless": endless, "mixed": mixed, "million": million}[sys.argv[1]]()
    match(lists.left[:3], lists.right[:3], duckdb_engine())
    start = time.perf_counter()
    links = match(lists.left, lists.right, duckdb_engine())
    seconds = time.perf_counter() - start
    answered = len({one.left_id for one in links})
    alone = sum(not one.right_id for one in links)
    answer = f"{len(lists.left):,} x {len(lists.right):,}: {answered:,} rows answered, {alone:,} without a partner"
    sys.stdout.write(
        json.dumps(rounded({"seconds": seconds, "cpu": time.process_time(), "mb": memory(), "answer": answer})) + "\n"
    )


if __name__ == "__main__":
    main()
