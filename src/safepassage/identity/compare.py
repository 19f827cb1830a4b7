"""One name against one, with the reasons: at the gate, and wherever a human looks at a pair. No list, no compilation."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass

from safepassage.identity.align import Match, align
from safepassage.identity.features import features
from safepassage.identity.shipped import spelling_for, weights_for
from safepassage.identity.spelling import Spelling
from safepassage.identity.tokens import Name, tokenise

PEOPLE = 1_000  # how many others the name on a paper could belong to, where nothing else is known
AGREE = 0.99


@dataclass(frozen=True, slots=True)
class PartMatch:
    """One part of the left name as it is written on the right: bits, letters aligned, how often this spelling was seen."""

    left: str
    right: str
    bits: float
    letters: tuple[tuple[str, str], ...]
    seen: int


@dataclass(frozen=True, slots=True)
class NameComparison:
    """Two names compared: `score` is the weight of the whole in bits, `order` what order, joins and gaps add to the parts.

    `left_over` and `right_over` are parts without a partner; particles are not counted. `comparable` is false where a
    name has no letters, or no model knows the two scripts: then nothing is said.
    """

    score: float
    parts: tuple[PartMatch, ...]
    order: float
    left_over: tuple[str, ...]
    right_over: tuple[str, ...]
    comparable: bool = True

    def probability(self, people: int = PEOPLE) -> float:
        """That both are one person's, when `people` others come into question."""
        return (
            1.0 / (1.0 + math.exp(min(700.0, math.log(people) - self.score * math.log(2)))) if self.comparable else 0.0
        )

    def agrees(self) -> bool:
        """The names are one person's beyond reasonable doubt, as far as names can tell."""
        return self.probability() >= AGREE

    def sentence(self) -> str:
        """The explanation in words, with the names' parts: for the desk, never for a log."""
        if not self.comparable:
            return "The names cannot be compared."
        said = [f"{part.left} is {part.right} ({part.bits:+.1f} bits{_seen(part.seen)})" for part in self.parts]
        over = [f"{one} on the left" for one in self.left_over] + [f"{one} on the right" for one in self.right_over]
        unmatched = f" Without a partner: {', '.join(over)}." if over else ""
        return f"{'; '.join(said) or 'No part agrees'}; order and gaps {self.order:+.1f}; in all {self.score:+.1f} bits.{unmatched}"


def _seen(count: int) -> str:
    return f", seen {count} times" if count > 1 else ", seen once" if count else ""


NOTHING = NameComparison(0.0, (), 0.0, (), (), comparable=False)


@functools.lru_cache(maxsize=50_000)
def compare(left: str, right: str) -> NameComparison:
    """Two names as they are written. Changing sides changes nothing but the sides."""
    return compare_tokens(tokenise(left), tokenise(right))


def compare_tokens(left: Name, right: Name) -> NameComparison:
    """Two names in parts."""
    known = spelling_for(left.script, right.script)
    if known is None or not left.parts or not right.parts:
        return NOTHING
    spelling, turned = known
    if not turned and spelling.source != spelling.target:
        return _directed(left, right, spelling)
    back = _turned(_directed(right, left, spelling))
    if turned:
        return back
    there = _directed(left, right, spelling)
    return _mean(there, back)


def _directed(left: Name, right: Name, spelling: Spelling) -> NameComparison:
    found = align(left, right, spelling)
    weights = weights_for(spelling)
    numbers = features(left, right, found, spelling)
    score = float(weights[:-1] @ numbers + weights[-1]) / math.log(2)
    parts = tuple(_part(one, left, right, spelling) for one in found.matches)
    left_over = tuple(left.parts[i] for i in found.left_over if not left.light[i])
    right_over = tuple(right.parts[j] for j in found.right_over if not right.light[j])
    return NameComparison(score, parts, score - sum(part.bits for part in parts), left_over, right_over)


def _part(one: Match, left: Name, right: Name, spelling: Spelling) -> PartMatch:
    part, word = "".join(left.parts[i] for i in one.left), "".join(right.parts[j] for j in one.right)
    seen = spelling.seen.get(part, {}).get(word, 0)
    return PartMatch(part, word, one.bits, spelling.letters(part, word), seen)


def _turned(one: NameComparison) -> NameComparison:
    parts = tuple(
        PartMatch(part.right, part.left, part.bits, tuple((b, a) for a, b in part.letters), part.seen)
        for part in one.parts
    )
    return NameComparison(one.score, parts, one.order, one.right_over, one.left_over)


def _mean(there: NameComparison, back: NameComparison) -> NameComparison:
    """Within one script the two directions differ a little; the mean does not depend on the side."""
    score = (there.score + back.score) / 2
    shown = there if there.score >= back.score else back
    return NameComparison(
        score, shown.parts, score - sum(part.bits for part in shown.parts), shown.left_over, shown.right_over
    )
