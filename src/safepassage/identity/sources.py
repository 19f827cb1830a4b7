"""A small calibration per pair of sources, fitted on what humans judged: how much a weight is worth between these two lists.

Platt (1999) scaling of natural log-odds, drawn towards changing nothing, so that a handful of judgements changes little.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

ROUNDS = 50
FIRM = 4.0  # how many judgements the assumption of no change counts as
ENOUGH = 20  # judgements of either kind together from which a fit is made
STEEPEST, FLATTEST = 2.0, 0.25  # how far a fit may bend


@dataclass(frozen=True, slots=True)
class SourceFit:
    """`scale * odds + shift` in natural units; `judged` is how many judgements it rests on."""

    scale: float = 1.0
    shift: float = 0.0
    judged: int = 0

    def odds(self, odds: float) -> float:
        """Log-odds as they are worth between these sources."""
        return self.scale * odds + self.shift


def fit(examples: Sequence[tuple[float, bool]]) -> SourceFit:
    """From pairs of log-odds and whether a human said `same`: by Newton's method, the same for any order of the examples.

    Fewer than `ENOUGH` examples, or all of one kind, give a fit that changes nothing.
    """
    rows = sorted(examples)
    if len(rows) < ENOUGH or len({same for _, same in rows}) == 1:
        return SourceFit(judged=len(rows))
    scale, shift = 1.0, 0.0
    for _ in range(ROUNDS):
        slope = [FIRM * (scale - 1.0), FIRM * shift / 10]
        bend = [[FIRM, 0.0], [0.0, FIRM / 10]]
        for odds, same in rows:
            chance = 1.0 / (1.0 + math.exp(-max(-300.0, min(300.0, scale * odds + shift))))
            error, spread = chance - same, chance * (1.0 - chance)
            slope = [slope[0] + error * odds, slope[1] + error]
            bend[0] = [bend[0][0] + spread * odds * odds, bend[0][1] + spread * odds]
            bend[1] = [bend[0][1], bend[1][1] + spread]
        area = bend[0][0] * bend[1][1] - bend[0][1] ** 2
        scale -= (bend[1][1] * slope[0] - bend[0][1] * slope[1]) / area
        shift -= (bend[0][0] * slope[1] - bend[0][1] * slope[0]) / area
        scale = min(STEEPEST, max(FLATTEST, scale))
    return SourceFit(round(scale, 4), round(shift, 4), len(rows))
