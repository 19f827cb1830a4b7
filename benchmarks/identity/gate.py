"""One name against one, and one new name against a list, in milliseconds: `python -m benchmarks.identity.gate WHAT COUNT`."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any

from benchmarks.identity.data import dev
from benchmarks.identity.metrics import rounded
from benchmarks.identity.tasks import t50k

from safepassage.identity.compare import compare
from safepassage.identity.single import Standing


def timed(work: list[tuple[str, ...]], call: Callable[..., Any]) -> dict[str, float]:
    """Milliseconds: the first call, and of the others the median, 99th percentile and largest; and of processor time."""
    found, used = [], []
    for words in work:
        start, cpu = time.perf_counter(), time.process_time()
        call(*words)
        found.append(1000 * (time.perf_counter() - start))
        used.append(1000 * (time.process_time() - cpu))
    first, *rest = found
    rest.sort()
    busy = sorted(used[1:])
    return {
        "median": rest[len(rest) // 2],
        "p99": rest[int(len(rest) * 0.99)],
        "largest": rest[-1],
        "first": first,
        "cpu_p99": busy[int(len(busy) * 0.99)],
    }


def main() -> None:
    """Measure one of the two; the first call reads the model, or makes the index of the list."""
    what, count = sys.argv[1], int(sys.argv[2])
    people = dev()[: count + 1]
    if what == "gate":
        found = timed([(one.arabic, one.labels[0]) for one in people], compare)
    else:
        standing = Standing(t50k().right)
        found = timed([(one.arabic,) for one in people], standing.nearest)
    sys.stdout.write(json.dumps(rounded(found)) + "\n")


if __name__ == "__main__":
    main()
