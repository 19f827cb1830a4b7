"""Two whole lists of names against each other, in one pair of scripts: candidates, and how well each fits.

Time and memory grow with the lists and with the number of candidates kept, never with left times right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from safepassage.identity.features import COUNT
from safepassage.identity.list_kernels import MOST, Pairs, Side, retrieve, score
from safepassage.identity.roster import Roster, left_side, right_side, roster
from safepassage.identity.search import BLOCK, Index, each_block, found, index, seen_together, written_as
from safepassage.identity.search_kernels import Spelled
from safepassage.identity.spelling import LEAST, Spelling
from safepassage.identity.tokens import Name
from safepassage.identity.weigh_kernels import Typing, written_all

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

CANDIDATES = 100  # right names looked at for each left name
BUDGET = 40_000  # entries of the index read for one part
LIKELY = 1.0  # bits from which a pair of part and word is kept


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """Two lists ready to be compared: left in the spelling's source script, right in its target."""

    spelling: Spelling
    left: Side
    right: Side
    pairs: Pairs  # by word
    by_bits: Pairs
    posted: Spelled
    typing: Typing
    threads: int
    all_letters: bool = False  # joined parts are weighed by their letters too, not only as a search found them


def prepare(left: Sequence[Name], right: Sequence[Name] | Index, spelling: Spelling, threads: int = 2) -> Prepared:
    """Both lists, and every pair of part and word that is worth at least `LIKELY` bits."""
    listed = right if isinstance(right, Index) else index(right, spelling)
    these = roster(left, spelling.source)
    one = left_side(these, spelling)
    typing = _typing(these, spelling)
    part, word, bits = _all_pairs(these, one, listed, typing, threads)
    surest = np.lexsort((word, -bits, part))
    pairs = _by_part(these, part, word, bits)
    by_bits = Pairs(pairs.at, word[surest], bits[surest])
    return Prepared(spelling, one, listed.side, pairs, by_bits, listed.posted, typing, threads)


def side_by_side(left: Sequence[Name], right: Sequence[Name], spelling: Spelling, threads: int = 2) -> Prepared:
    """Both lists for pairs of names that are given: nothing is searched, the letters of each pair are weighed when it is."""
    these, those = roster(left, spelling.source), roster(right, spelling.target)
    one, other = left_side(these, spelling), right_side(those, spelling)
    typing = _typing(these, spelling)
    written = written_as(those.words, spelling)
    part, word, seen = seen_together(these, written, spelling)
    bits = _bits(part, word, seen, _letters(part, word, one, other, typing), typing, other).clip(min=LEAST)
    pairs = _by_part(these, part, word, bits)
    nobody = Spelled(np.zeros(1, dtype=np.int64), np.zeros(0, dtype=np.int64))
    return Prepared(spelling, one, other, pairs, pairs, nobody, typing, threads, all_letters=True)


def _typing(these: Roster, spelling: Spelling) -> Typing:
    tables = spelling.tables
    best = np.array([spelling.best(word) for word in these.words], dtype=np.float64)
    rest = np.array([spelling.mixture(word)[2] for word in these.words], dtype=np.float64)
    return Typing(tables.slipping32, tables.empty, tables.slip, best, rest)


def _by_part(these: Roster, part: Ints, word: Ints, bits: npt.NDArray[np.float32]) -> Pairs:
    return Pairs(np.searchsorted(part, np.arange(len(these.words) + 1)), word, bits)


def candidates(lists: Prepared, most: int = CANDIDATES) -> Ints:
    """For each left name up to `most` right names that come into question, -1 past the end, in no order."""
    slots = np.concatenate([lists.left.parts, lists.left.joins], axis=1)
    out = np.full((len(slots), most), -1, dtype=np.int64)
    size = len(lists.right.parts)

    def some(first: int) -> None:
        last = first + BLOCK
        retrieve(slots[first:last], lists.by_bits, lists.posted, BUDGET, size, out[first:last])

    each_block(some, len(slots), lists.threads)
    return out


def scores(lists: Prepared, names: Ints, others: Ints, weights: Floats) -> Floats:
    """How well names[row] fits others[row, k], in natural units; minus infinity where others is -1."""
    out = np.full(others.shape, -np.inf)
    order = np.lexsort(lists.left.parts[names].T[::-1])  # names that share parts together: what was weighed is at hand

    def some(first: int) -> None:
        rows = order[first : first + BLOCK]
        block = out[rows]
        _score(lists, names[rows], others[rows], weights, block)
        out[rows] = block

    each_block(some, len(names), lists.threads)
    return out


def features_of(lists: Prepared, names: Ints, others: Ints) -> Floats:
    """The features of each pair, shape (names, candidates, features): what calibration learns from."""
    found = np.zeros((*others.shape, COUNT))
    _score(lists, names, others, np.zeros(COUNT + 1), np.zeros(others.shape), features=found)
    return found


def alignments(lists: Prepared, names: Ints, others: Ints) -> tuple[Ints, Floats]:
    """How names[row] aligns with others[row]: per part the step of `list_kernels.best_moves`, and the bits it gave."""
    _, steps, shares = described(lists, names, others, np.zeros(COUNT + 1))
    return steps, shares


def described(lists: Prepared, names: Ints, others: Ints, weights: Floats) -> tuple[Floats, Ints, Floats]:
    """How well names[row] fits others[row], in natural units, and what `alignments` says of the two."""
    out = np.zeros((len(names), 1))
    steps = np.full((len(names), MOST), -1, dtype=np.int64)
    shares = np.zeros((len(names), MOST))

    def some(first: int) -> None:
        rows = slice(first, first + BLOCK)
        _score(lists, names[rows], others[rows, None], weights, out[rows], steps=steps[rows], shares=shares[rows])

    each_block(some, len(names), lists.threads)
    return out[:, 0], steps, shares


def _score(
    lists: Prepared,
    names: Ints,
    others: Ints,
    weights: Floats,
    out: Floats,
    *,
    features: Floats | None = None,
    steps: Ints | None = None,
    shares: Floats | None = None,
) -> None:
    score(
        names,
        others,
        lists.left,
        lists.right,
        lists.pairs,
        lists.typing,
        weights,
        lists.all_letters,
        out,
        np.zeros((0, 0, 0)) if features is None else features,
        np.zeros((0, 0), dtype=np.int64) if steps is None else steps,
        np.zeros((0, 0)) if shares is None else shares,
    )


def _all_pairs(
    these: Roster, left: Side, listed: Index, typing: Typing, threads: int
) -> tuple[Ints, Ints, npt.NDArray[np.float32]]:
    """Parts, words and bits of every pair worth keeping, ordered by part and word."""
    part, word, share = found(these, left.spelled, listed, threads)

    def some(first: int) -> Floats:
        rows = slice(first, first + BLOCK)
        return _letters(part[rows], word[rows], left, listed.side, typing)

    letters = np.concatenate([np.zeros(0), *each_block(some, len(part), threads)])
    bits = _bits(part, word, share, letters, typing, listed.side)
    kept = bits > LIKELY
    return part[kept], word[kept], bits[kept]


def _letters(part: Ints, word: Ints, left: Side, right: Side, typing: Typing) -> Floats:
    """The probability of each pair of part and word by letters alone, slips included."""
    return written_all(part, word, left.spelled, right.spelled, typing)


def _bits(
    part: Ints, word: Ints, share: Floats, letters: Floats, typing: Typing, right: Side
) -> npt.NDArray[np.float32]:
    bits = np.log2(share + typing.rest[part] * letters + 1e-30) + right.info[word]
    return np.asarray(bits, dtype=np.float32)
