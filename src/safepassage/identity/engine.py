"""Two whole lists of names against each other, in one pair of scripts: candidates, and how well each fits.

Time and memory grow with the lists and with the number of candidates kept, never with left times right.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from safepassage.identity.channel import base_of, letter_numbers
from safepassage.identity.features import COUNT
from safepassage.identity.list_kernels import MOST, Pairs, Side, Typing, retrieve, score
from safepassage.identity.roster import Roster, left_side, right_side, roster, spelled
from safepassage.identity.search_kernels import Letters, Spelled, Trie, build_trie, endings, search, written_all
from safepassage.identity.spelling import LEAST, Spelling
from safepassage.identity.tokens import Name

T = TypeVar("T")
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Written = Mapping[
    str, tuple[tuple[int, float], ...]
]  # per word, or word meant: numbers on the list, and how likely it becomes each

CANDIDATES = 100  # right names looked at for each left name
BUDGET = 40_000  # entries of the index read for one part
LIKELY = 1.0  # bits from which a pair of part and word is kept
RAREST = 1e-4  # probability of a spelling of no letters under which it is not looked for ...
PER_SYMBOL = 0.45  # ... and the factor on it for each symbol
MOST_WORDS = 20_000  # spellings found for one part
BLOCK = 2048  # names worked on at a time


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """A list in the spelling's target script, ready to be searched: once for many questions."""

    spelling: Spelling
    written: Written
    side: Side
    trie: Trie
    alone: Trie  # of words that stand alone, for two parts that may be one word: two with two never come to be joined
    posted: Spelled


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


def index(right: Sequence[Name], spelling: Spelling) -> Index:
    """The right list as a prefix tree of its words, and of those they may be meant for, with the names each word stands in."""
    those = roster(right, spelling.target)
    written = _written(those.words, spelling)
    by_itself = _standing_alone(those)
    words = sorted(written, key=lambda word: letter_numbers(word, spelling.target))
    listed = [[at for at, _ in written[word]] for word in words]
    singly = [[at for at in some if by_itself[at]] for some in listed]
    trie, alone = (
        _trie([word for word, some in zip(words, each, strict=True) if some], [some for some in each if some], spelling)
        for each in (listed, singly)
    )
    return Index(spelling, written, right_side(those, spelling), trie, alone, _posted(those))


def _standing_alone(some: Roster) -> npt.NDArray[np.bool_]:
    """Per word, whether it is one part of a name, and not only two written as one."""
    alone = np.zeros(len(some.words), dtype=np.bool_)
    alone[some.parts[some.parts >= 0]] = True
    return alone


def _written(words: Sequence[str], spelling: Spelling) -> Written:
    """Every word of a list with its number and certainty; every word that one of them may be a slip of, with its numbers."""
    found: dict[str, tuple[tuple[int, float], ...]] = {word: ((at, 1.0),) for at, word in enumerate(words)}
    for at, word in enumerate(words):
        for other, chance in spelling.words.meant(word):
            found[other] = (*found.get(other, ()), (at, chance))
    return found


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
    one, other, typing = left_side(these, spelling), right_side(those, spelling), _typing(these, spelling)
    written = _written(those.words, spelling)
    shares = [_share(part, written, spelling) for part in these.words]
    part = np.array([row for row, share in enumerate(shares) for _ in share], dtype=np.int64)
    word = np.array([at for share in shares for at in sorted(share)], dtype=np.int64)
    seen = np.array([share[at] for share in shares for at in sorted(share)], dtype=np.float64)
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

    _each_block(some, len(slots), lists.threads)
    return out


def scores(lists: Prepared, names: Ints, others: Ints, weights: Floats) -> Floats:
    """How well names[row] fits others[row, k], in natural units; minus infinity where others is -1."""
    out = np.full(others.shape, -np.inf)

    def some(first: int) -> None:
        rows = slice(first, first + BLOCK)
        _score(lists, names[rows], others[rows], weights, out[rows])

    _each_block(some, len(names), lists.threads)
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

    _each_block(some, len(names), lists.threads)
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


def _each_block(work: Callable[[int], T], size: int, threads: int) -> list[T]:
    if size <= BLOCK:
        return [work(0)] if size else []
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(work, range(0, size, BLOCK)))


def _posted(those: Roster) -> Spelled:
    """Per word, the names it stands in."""
    size = max(1, len(those.parts))
    words = np.concatenate([those.parts.ravel(), those.joins.ravel()])
    names = np.tile(np.repeat(np.arange(len(those.parts)), MOST), 2)
    keys = np.unique(words[words >= 0] * size + names[words >= 0])
    return Spelled(np.searchsorted(keys // size, np.arange(len(those.words) + 1)), keys % size)


def _trie(words: Sequence[str], numbers: Sequence[Sequence[int]], spelling: Spelling) -> Trie:
    listed = spelled(numbers)
    letters = spelled(letter_numbers(word, spelling.target) for word in words)
    letter, depth, end, word = build_trie(letters.values, letters.start)
    base, channel, tables = base_of(spelling.target), spelling.channel, spelling.tables
    segments = endings(letter, depth, channel.segment_of, base, len(channel.segments))
    prefixes = endings(letter, depth, tables.prefix_of, base, tables.prefixes.shape[1] - 1)
    return Trie(segments, prefixes, depth, end, word, listed.start, listed.values)


def _found(these: Roster, left: Side, listed: Index, threads: int) -> tuple[Ints, Ints, Floats]:
    """Every part and word that the letters allow or that were seen together; how often, as a probability."""
    spelling, words, alone = listed.spelling, these.words, _standing_alone(these)
    letters, (start, contexts) = Letters(*spelling.tables.letters32), left.spelled

    def some(first: int) -> tuple[Ints, Ints, Floats]:
        room = np.empty(MOST_WORDS, dtype=np.int64)
        parts, others, shares = [], [], []
        for part in range(first, min(first + BLOCK, len(words))):
            symbols = contexts[start[part] : start[part + 1]]
            trie = listed.trie if alone[part] else listed.alone
            n = search(symbols, letters, trie, RAREST * PER_SYMBOL ** len(symbols), room)
            share = _share(words[part], listed.written, spelling)
            found = np.unique(np.concatenate([room[:n], np.fromiter(share, dtype=np.int64, count=len(share))]))
            parts.append(np.full(len(found), part, dtype=np.int64))
            others.append(found)
            shares.append(np.array([share.get(one, 0.0) for one in found.tolist()], dtype=np.float64))
        return np.concatenate(parts), np.concatenate(others), np.concatenate(shares)

    found = _each_block(some, len(words), threads)
    empty = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0)
    parts, others, shares = (np.concatenate(one) for one in zip(empty, *found, strict=True))
    return parts, others, shares


def _share(part: str, written: Written, spelling: Spelling) -> dict[int, float]:
    """The words of a list that were seen for a part, or are slips of such, with their probability."""
    share: dict[int, float] = {}
    for word, probability in spelling.attested(part).items():
        for at, chance in written.get(word, ()):
            share[at] = share.get(at, 0.0) + probability * chance
    return share


def _all_pairs(
    these: Roster, left: Side, listed: Index, typing: Typing, threads: int
) -> tuple[Ints, Ints, npt.NDArray[np.float32]]:
    """Parts, words and bits of every pair worth keeping, ordered by part and word."""
    part, word, share = _found(these, left, listed, threads)

    def some(first: int) -> Floats:
        rows = slice(first, first + BLOCK)
        return _letters(part[rows], word[rows], left, listed.side, typing)

    letters = np.concatenate([np.zeros(0), *_each_block(some, len(part), threads)])
    bits = _bits(part, word, share, letters, typing, listed.side)
    kept = bits > LIKELY
    return part[kept], word[kept], bits[kept]


def _letters(part: Ints, word: Ints, left: Side, right: Side, typing: Typing) -> Floats:
    """The probability of each pair of part and word by letters alone, slips included."""
    return written_all(part, word, left.spelled, right.spelled, typing.table, typing.empty, typing.slip)


def _bits(
    part: Ints, word: Ints, share: Floats, letters: Floats, typing: Typing, right: Side
) -> npt.NDArray[np.float32]:
    bits = np.log2(share + typing.rest[part] * letters + 1e-30) + right.info[word]
    return np.asarray(bits, dtype=np.float32)
