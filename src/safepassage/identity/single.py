"""One new name against a list that stands: indexed once, asked many times."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from safepassage.identity import engine, search
from safepassage.identity.shipped import spelling_for, weights_for
from safepassage.identity.tokens import Name, tokenise

LARGEST = 300.0  # natural log-odds beyond which nothing more is said


@dataclass(frozen=True, slots=True)
class Nearest:
    """A row of the list, the weight of both names in bits, and the probability against nobody and all the others."""

    row: int
    bits: float
    probability: float


class Standing:
    """Names that stand, in any scripts. The index of a pair of scripts is made at the first question in it."""

    def __init__(self, names: Sequence[str]) -> None:
        """Read the names."""
        self.names = [tokenise(one) for one in names]
        self.prior = math.log(max(2, len(names)))
        self.rows: dict[str, list[int]] = {}
        for row, name in enumerate(self.names):
            self.rows.setdefault(name.script, []).append(row)
        self.indices: dict[tuple[str, str], search.Index] = {}

    def nearest(self, text: str, most: int = 5) -> tuple[Nearest, ...]:
        """The rows that may be this person, best first.

        Quick where the model goes from the question's script to the list's (Arabic, Hebrew or Cyrillic to Latin, or one
        script); the other way round the whole list is weighed for each question.
        """
        name = tokenise(text)
        found = [one for script in sorted(self.rows) for one in self._in_script(name, script)]
        odds = sum(math.exp(min(LARGEST, score)) for _, score in found)
        ranked = sorted(found, key=lambda one: (-one[1], one[0]))[:most]
        return tuple(
            Nearest(row, (score + self.prior) / math.log(2), math.exp(min(LARGEST, score)) / (1.0 + odds))
            for row, score in ranked
        )

    def _in_script(self, name: Name, script: str) -> list[tuple[int, float]]:
        """Rows and natural log-odds against nobody, among the names of one script."""
        known = spelling_for(name.script, script)
        if known is None or not name.parts:
            return []
        spelling, turned = known
        rows, weights = self.rows[script], weights_for(spelling)
        if turned:
            lists = engine.prepare([self.names[row] for row in rows], [name], spelling)
            asked = np.arange(len(rows), dtype=np.int64)
            others = engine.candidates(lists, 1)
            score, places = engine.scores(lists, asked, others, weights)[:, 0], np.where(others[:, 0] < 0, -1, asked)
        else:
            lists = engine.prepare([name], self._index(name.script, script), spelling)
            others = engine.candidates(lists)
            score, places = engine.scores(lists, np.zeros(1, dtype=np.int64), others, weights)[0], others[0]
        kept = places >= 0
        found = zip(places[kept].tolist(), score[kept].tolist(), strict=True)
        return [(rows[at], value - self.prior) for at, value in found]

    def _index(self, asked: str, script: str) -> search.Index:
        if (asked, script) not in self.indices:
            known = spelling_for(asked, script)
            assert known is not None
            self.indices[asked, script] = search.index([self.names[row] for row in self.rows[script]], known[0])
        return self.indices[asked, script]
