"""Who will come? Chances to show up by list, distance and notice, learnt from the days so far.

Counts are beta-binomial: a sort with few calls is drawn towards what is expected of it, with a strength estimated from how much the sorts
differ (method of moments). What is expected of a sort is the product of odds of its list, its distance and its notice, each drawn towards the
whole in the same way.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from safepassage.plan.model import ShowCount, ShowRate

Sort = tuple[str, str, str]
UNKNOWN = (4, 5)
WEAKEST, STRONGEST = 5.0, 500.0


def show_rates(history: Iterable[ShowCount]) -> tuple[ShowRate, ...]:
    """A chance for every list, distance and notice known, also where they never met; in the order of their names.

    Raises:
        ValueError: somebody came who was not called, or a count is negative.
    """
    counts: dict[Sort, list[int]] = defaultdict(lambda: [0, 0])
    for one in history:
        if not 0 <= one.came <= one.called:
            raise ValueError("those who came are not among those called")
        counts[one.list, one.distance, one.notice][0] += one.called
        counts[one.list, one.distance, one.notice][1] += one.came
    lists, distances, notices = (_drawn([(key[side], *counts[key]) for key in sorted(counts)]) for side in range(3))
    mean = _mean(counts.values())
    expected: dict[Sort, float] = {
        (one, far, soon): _combined(mean, lists[one], distances[far], notices[soon])
        for one in sorted(lists)
        for far in sorted(distances)
        for soon in sorted(notices)
    }
    strength = _strength([(*counts[key], expected[key]) for key in sorted(counts)])
    rates = []
    for key, chance in expected.items():
        called, came = counts.get(key, (0, 0))
        rates.append(ShowRate(*key, round(1000 * _towards(called, came, chance, strength)), called))
    return tuple(rates)


def _mean(pairs: Iterable[Sequence[int]]) -> float:
    """The share that came, as if five more had been called and four of them had come."""
    both = list(pairs)
    return (sum(came for _, came in both) + UNKNOWN[0]) / (sum(called for called, _ in both) + UNKNOWN[1])


def _drawn(rows: Iterable[Sequence[Any]]) -> dict[str, float]:
    """Chance by name, drawn towards the mean of all."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for name, called, came in rows:
        sums[name][0] += called
        sums[name][1] += came
    mean = _mean(sums.values())
    strength = _strength((called, came, mean) for called, came in sums.values())
    return {name: _towards(called, came, mean, strength) for name, (called, came) in sums.items()}


def _towards(called: float, came: float, expected: float, strength: float) -> float:
    return (came + strength * expected) / (called + strength)


def _strength(rows: Iterable[Sequence[float]]) -> float:
    """How many calls the expectation is worth: from how much more the shares differ than chance alone would make them (moments)."""
    spread = chance = 0.0
    for called, came, expected in rows:
        if called > 1:
            plain = expected * (1 - expected)
            spread += called * (came / called - expected) ** 2 - plain
            chance += plain * (called - 1)
    if chance <= 0 or spread <= 0:
        return STRONGEST
    return min(max(chance / spread - 1, WEAKEST), STRONGEST)


def _combined(mean: float, *sides: float) -> float:
    odds = mean / (1 - mean)
    whole = odds
    for side in sides:
        whole *= side / (1 - side) / odds
    return whole / (1 + whole)
