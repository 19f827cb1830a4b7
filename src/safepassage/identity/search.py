"""A list in its script, ready to be searched, and the search: which of its words every part of another list may be written as."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from safepassage.identity.channel import base_of, letter_numbers, target_letters
from safepassage.identity.letters import ARTICLE
from safepassage.identity.list_kernels import MOST, Side
from safepassage.identity.roster import Roster, right_side, roster, spelled
from safepassage.identity.search_kernels import (
    LONGEST,
    Letters,
    Spelled,
    Trie,
    build_trie,
    confirmed,
    endings,
    family,
    search,
)
from safepassage.identity.slip_kernels import near_all
from safepassage.identity.slips import Known
from safepassage.identity.spelling import Spelling
from safepassage.identity.tokens import Name
from safepassage.identity.walk_kernels import Channel, reach_of, tree_of, walk

T = TypeVar("T")
Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Written = Mapping[
    str, tuple[tuple[int, float], ...]
]  # per word, or word meant: numbers on the list, and how likely it becomes each

RAREST = 1e-4  # probability of a spelling of no letters under which it is not looked for ...
PER_SYMBOL = 0.45  # ... and the factor on it for each symbol
MOST_WORDS = 20_000  # spellings found for one part
BLOCK = 2048  # names worked on at a time
TOGETHER = 1024  # parts looked for in one walk
FEW = 10  # parts up to which each is looked for by itself
MANY = 4096  # words from which their slips are looked for together


@dataclass(frozen=True, slots=True, eq=False)
class Index:
    """A list in the spelling's target script, ready to be searched: once for many questions."""

    spelling: Spelling
    written: Written
    side: Side
    trie: Trie
    alone: Trie  # of words that stand alone, for two parts that may be one word: two with two never come to be joined
    posted: Spelled


def index(right: Sequence[Name], spelling: Spelling) -> Index:
    """The right list as a prefix tree of its words, and of those they may be meant for, with the names each word stands in."""
    those = roster(right, spelling.target)
    look_up(those.words, spelling)
    written = written_as(those.words, spelling)
    by_itself = _standing_alone(those)
    trie, alone = (_trie(written, kept, spelling) for kept in (np.ones_like(by_itself), by_itself))
    side = right_side(those, spelling)
    look_up((), spelling)
    return Index(spelling, written, side, trie, alone, _posted(those))


def found(these: Roster, of_part: Spelled, listed: Index, threads: int) -> tuple[Ints, Ints, Floats]:
    """Every part and word that the letters allow or that were seen together, ordered; how often, as a probability."""
    alone, size = _standing_alone(these), max(1, len(listed.side.info))
    part, word, share = seen_together(these, listed.written, listed.spelling)
    keys = part * size + word
    by_letters = [
        _searched(np.flatnonzero(group), of_part, trie, listed.spelling, size, threads)
        for group, trie in ((alone, listed.trie), (~alone, listed.alone))
    ]
    both = np.unique(np.concatenate([keys, *by_letters]))
    shares = np.zeros(len(both))
    shares[np.searchsorted(both, keys)] = share
    return both // size, both % size, shares


def _searched(parts: Ints, of_part: Spelled, trie: Trie, spelling: Spelling, size: int, threads: int) -> Ints:
    """Every part of some and every word it may be written as, as part * size + word."""
    if len(parts) <= FEW:
        return _one_by_one(parts, of_part, trie, spelling, size)
    rows = [tuple(of_part.values[of_part.start[part] : of_part.start[part + 1]].tolist()) for part in parts.tolist()]
    order = sorted(range(len(rows)), key=rows.__getitem__)
    letters, channel = Letters(*spelling.tables.letters32), _channel(spelling)

    def some(first: int) -> Ints:
        chosen = order[first : first + TOGETHER]
        asked = spelled(rows[at] for at in chosen)
        symbols = np.diff(asked.start)
        least = RAREST * PER_SYMBOL ** symbols.astype(np.float64)
        letter, depth, _, word = build_trie(asked.values, asked.start)
        tree = tree_of(letter, depth, word)
        pairs = walk(tree, reach_of(tree, least, symbols, channel), channel, trie, 2 * MOST_WORDS)
        surest = np.lexsort((pairs[1], pairs[0]))
        part, listed = confirmed(pairs[0][surest], pairs[1][surest], asked, letters, trie, least, MOST_WORDS)
        return parts[np.array(chosen, dtype=np.int64)][part] * size + listed

    return np.concatenate([np.zeros(0, dtype=np.int64), *each_block(some, len(rows), threads, TOGETHER)])


def _one_by_one(parts: Ints, of_part: Spelled, trie: Trie, spelling: Spelling, size: int) -> Ints:
    """The same without a walk: the name that is asked about has too few parts to share anything."""
    letters, room = Letters(*spelling.tables.letters32), np.empty(MOST_WORDS, dtype=np.int64)
    found = [np.zeros(0, dtype=np.int64)]
    for part in parts.tolist():
        symbols = of_part.values[of_part.start[part] : of_part.start[part + 1]]
        n = search(symbols, letters, trie, RAREST * PER_SYMBOL ** len(symbols), room)
        found.append(part * size + room[:n])
    return np.concatenate(found)


@functools.lru_cache(maxsize=16)
def _channel(spelling: Spelling) -> Channel:
    """The channel's tables as the walk wants them."""
    table, prefixes, peak, empty = spelling.tables.letters32
    segments = spelling.channel.segments
    starts = np.zeros((len(table), base_of(spelling.target)))
    peaks = np.zeros((LONGEST + 1, len(table)))
    for at, segment in enumerate(segments):
        peaks[len(segment)] = np.maximum(peaks[len(segment)], table[:, at])
        if segment:
            first = letter_numbers(segment, spelling.target)[0]
            starts[:, first] = np.maximum(starts[:, first], table[:, at])
    likely = np.argsort(-starts, axis=1, kind="stable")
    ranked = np.take_along_axis(starts, likely, axis=1)
    rows = np.ascontiguousarray(table.T), np.ascontiguousarray(prefixes.T)
    return Channel(*rows, peak.astype(np.float64), peaks, ranked, likely, empty)


def _standing_alone(some: Roster) -> npt.NDArray[np.bool_]:
    """Per word, whether it is one part of a name, and not only two written as one."""
    alone = np.zeros(len(some.words), dtype=np.bool_)
    alone[some.parts[some.parts >= 0]] = True
    return alone


def written_as(words: Sequence[str], spelling: Spelling) -> Written:
    """Every word of a list with its number and certainty; every word that one of them may be a slip of, with its numbers."""
    found: dict[str, tuple[tuple[int, float], ...]] = {word: ((at, 1.0),) for at, word in enumerate(words)}
    for at, word in enumerate(words):
        for other, chance in spelling.words.meant(word):
            found[other] = (*found.get(other, ()), (at, chance))
    return found


def seen_together(these: Roster, written: Written, spelling: Spelling) -> tuple[Ints, Ints, Floats]:
    """Every part and every word of a list that was seen for it, ordered, and how often, as a probability."""
    shares = ((at, shares_of(part, written, spelling)) for at, part in enumerate(these.words))
    rows = [(at, word, seen[word]) for at, seen in shares for word in sorted(seen)]
    part, word = (np.array([row[column] for row in rows], dtype=np.int64) for column in (0, 1))
    return part, word, np.array([row[2] for row in rows], dtype=np.float64)


def shares_of(part: str, written: Written, spelling: Spelling) -> dict[int, float]:
    """The words of a list that were seen for a part, or are slips of such, with their probability."""
    share: dict[int, float] = {}
    for word, probability in spelling.attested(part).items():
        for at, chance in written.get(word, ()):
            share[at] = share.get(at, 0.0) + probability * chance
    return share


def look_up(words: Sequence[str], spelling: Spelling) -> None:
    """Find the slips of all words together, where there are so many that it is quicker than one by one; forget those of before."""
    known = spelling.words.known
    if known is None:
        return
    asked = known.asked(words)
    near: dict[str, set[str]] = {word: set() for word in asked} if len(asked) >= MANY else {}
    if near:
        every, letter, end, at = _known_tree(known)
        letters = spelled(letter_numbers(word, known.script) for word in asked)
        pairs = near_all(letters, letter, end, at, target_letters(known.script)[ARTICLE])
        for word, other in zip(*(row.tolist() for row in pairs), strict=True):
            near[asked[word]].add(every[other])
    known.remember(near)


@functools.lru_cache(maxsize=16)
def _known_tree(known: Known) -> tuple[tuple[str, ...], Ints, Ints, Ints]:
    """The known words in the order of their letters, and their prefix tree: letter, node past the subtree, word or -1 per node."""
    every = tuple(sorted(known.words, key=lambda word: letter_numbers(word, known.script)))
    letters = spelled(letter_numbers(word, known.script) for word in every)
    letter, _, end, at = build_trie(letters.values, letters.start)
    return every, letter, end, at


def _posted(those: Roster) -> Spelled:
    """Per word, the names it stands in."""
    size = max(1, len(those.parts))
    words = np.concatenate([those.parts.ravel(), those.joins.ravel()])
    names = np.tile(np.repeat(np.arange(len(those.parts)), MOST), 2)
    keys = np.unique(words[words >= 0] * size + names[words >= 0])
    return Spelled(np.searchsorted(keys // size, np.arange(len(those.words) + 1)), keys % size)


def _trie(written: Written, kept: Bools, spelling: Spelling) -> Trie:
    """The words of a list that are kept, and those they may be meant for, as a prefix tree; in half the usual width, for it is large."""
    rows = ((word, [at for at, _ in written[word] if kept[at]]) for word in written)
    chosen = sorted((letter_numbers(word, spelling.target), row) for word, row in rows if row)
    listed, letters = spelled(row for _, row in chosen), spelled(numbers for numbers, _ in chosen)
    letter, depth, end, word = build_trie(letters.values, letters.start)
    base, channel, tables = base_of(spelling.target), spelling.channel, spelling.tables
    segments = endings(letter, depth, channel.segment_of, base, len(channel.segments))
    prefixes = endings(letter, depth, tables.prefix_of, base, tables.prefixes.shape[1] - 1)
    above, below, height, top = family(letter, depth)
    depth, end, word, above, letter, height = (
        one.astype(np.int32) for one in (depth, end, word, above, letter, height)
    )
    node, deepest = np.flatnonzero(word >= 0), int(depth.max(initial=0))
    return Trie(
        segments,
        prefixes,
        depth,
        end,
        word,
        listed.start,
        listed.values,
        node,
        above,
        letter,
        below,
        height,
        top,
        deepest,
    )


def each_block(work: Callable[[int], T], size: int, threads: int, block: int = BLOCK) -> list[T]:
    """What the work gives for the first row of each block, in order."""
    if size <= block:
        return [work(0)] if size else []
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(work, range(0, size, block)))
