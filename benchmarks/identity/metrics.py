"""How good a matcher is: the partner ranked first, and links by falling score against the truth."""

from __future__ import annotations

import resource
from collections.abc import Sequence
from typing import Any


def names_only(partner: Sequence[int], best: Sequence[int], score: Sequence[float]) -> dict[str, float]:
    """`best[row]` is the right row ranked first, -1 for none; `score[row]` how sure; `partner[row]` the truth, -1 for none."""
    have = sum(one >= 0 for one in partner)
    right = [one >= 0 and one == found for one, found in zip(partner, best, strict=True)]
    made = [(value, good) for value, good, found in zip(score, right, best, strict=True) if found >= 0]
    return {"top1": sum(right) / have, **by_score(made, have)}


def by_score(made: Sequence[tuple[float, bool]], have: int) -> dict[str, float]:
    """Best F1 over all thresholds, and the recall at precisions; links of equal score stand or fall together."""
    ranked = sorted(made, key=lambda one: -one[0])
    good = count = 0
    found = {"f1": 0.0, "r95": 0.0, "r99": 0.0, "r999": 0.0}
    for at, (value, ok) in enumerate(ranked):
        good, count = good + ok, count + 1
        if at + 1 < len(ranked) and ranked[at + 1][0] == value:
            continue
        precision, recall = good / count, good / have
        found["f1"] = max(found["f1"], 2 * precision * recall / (precision + recall) if good else 0.0)
        for key, least in (("r95", 0.95), ("r99", 0.99), ("r999", 0.999)):
            found[key] = max(found[key], recall if precision >= least else 0.0)
    return found


def memory() -> float:
    """The most memory this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def rounded(numbers: dict[str, Any]) -> dict[str, Any]:
    """Figures as they are printed."""
    return {key: round(value, 4) if isinstance(value, float) else value for key, value in numbers.items()}
