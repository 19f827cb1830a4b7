"""One name against one, and one new name against a list, in milliseconds."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from benchmarks.identity.data import dev
from benchmarks.identity.tasks import t50k

from safepassage.identity.compare import compare
from safepassage.identity.single import Standing


def spread(times: list[float]) -> str:
    """Median, 99th percentile and largest."""
    ranked = sorted(times)
    at = (len(ranked) // 2, int(len(ranked) * 0.99), len(ranked) - 1)
    return " / ".join(f"{1000 * ranked[one]:.1f}" for one in at)


def timed(work: list[tuple[str, ...]], call: Callable[..., Any]) -> list[float]:
    """Seconds of each call."""
    found = []
    for words in work:
        start = time.perf_counter()
        call(*words)
        found.append(time.perf_counter() - start)
    return found


def show() -> None:
    """Print both."""
    people = dev()[:1000]
    start = time.perf_counter()
    compare(people[0].arabic, people[0].labels[0])
    first = time.perf_counter() - start
    pairs = [(one.arabic, one.labels[0]) for one in people]
    print("\n### One against one at the gate (ms: median / 99th percentile / largest of 1,000)")
    print(f"{spread(timed(pairs, compare))}; the first, which reads the model: {1000 * first:.0f}")
    standing = Standing(t50k().right)
    standing.nearest("محمد عمر")
    print("\n### One new name against 50,000 (ms: median / 99th percentile / largest of 1,000)")
    print(spread(timed([(one.arabic,) for one in people], standing.nearest)), flush=True)
