"""Which part of one name is which part of the other: one to one, in any order, neighbours joined where that fits better.

The plain form of what `kernels.align` does for whole lists; both give the same numbers, and a test holds them together.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

from safepassage.identity.spelling import Spelling
from safepassage.identity.tokens import Name

CAP = 10.0  # bits beyond which one part's agreement counts as rare rather than as more certain
MOST_INFO = 20.0  # bits that one part left over can cost
TIE = 1e-9  # bits within which two alignments are equal
JOIN = 1.0  # bits that two parts written as one must exceed


@dataclass(frozen=True, slots=True)
class Match:
    """Parts `left` of one name written as words `right` of the other: their places, the bits, the bits short of the best."""

    left: tuple[int, ...]
    right: tuple[int, ...]
    bits: float
    loss: float


@dataclass(frozen=True, slots=True)
class Alignment:
    """Matches in the order of the left name, and the places left over on both sides."""

    matches: tuple[Match, ...]
    left_over: tuple[int, ...]
    right_over: tuple[int, ...]


def align(left: Name, right: Name, spelling: Spelling) -> Alignment:
    """The alignment with the most bits, the earlier part matched among equals; left in the spelling's source script, right in its target."""
    options = _options(left, right, spelling)
    matches = _best(options, len(left.parts))
    used_left = {i for one in matches for i in one.left}
    used_right = {j for one in matches for j in one.right}
    return Alignment(
        matches,
        tuple(i for i in range(len(left.parts)) if i not in used_left),
        tuple(j for j in range(len(right.parts)) if j not in used_right),
    )


def _options(left: Name, right: Name, spelling: Spelling) -> dict[int, list[Match]]:
    """Every pair with bits above nothing, single or joined, by the first left part."""
    found: dict[int, list[Match]] = {}
    n, m = len(left.parts), len(right.parts)
    spans: list[tuple[tuple[int, ...], tuple[int, ...]]] = [((i,), (j,)) for i in range(n) for j in range(m)]
    spans += [((i,), (j, j + 1)) for i in range(n) for j in range(m - 1)]
    spans += [((i, i + 1), (j,)) for i in range(n - 1) for j in range(m)]
    spans.sort(key=lambda span: (span[0][0], span[1][0], len(span[0]), len(span[1])))
    for these, those in spans:
        part = "".join(left.parts[i] for i in these)
        words = tuple(right.parts[j] for j in those)
        info = spelling.info(words)
        bits = spelling.bits(part, "".join(words), info)
        if bits > (0.0 if len(these) == len(those) == 1 else JOIN):
            found.setdefault(these[0], []).append(Match(these, those, bits, spelling.best(part) - bits + info))
    return found


def _best(options: dict[int, list[Match]], n: int) -> tuple[Match, ...]:
    @functools.cache
    def best(i: int, taken: int) -> tuple[float, tuple[Match, ...]]:
        if i >= n:
            return 0.0, ()
        found = best(i + 1, taken)
        least = found[0] - TIE
        for one in options.get(i, ()):
            mask = sum(1 << j for j in one.right)
            if taken & mask:
                continue
            bits, rest = best(i + len(one.left), taken | mask)
            if one.bits + bits > least:
                found = (one.bits + bits, (one, *rest))
                least = found[0] + TIE
        return found

    return best(0, 0)[1]
