"""One list's names as arrays of numbers, as the compiled loops want them."""

from __future__ import annotations

import functools
import itertools
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from safepassage.identity.channel import base_of, contexts, letter_numbers
from safepassage.identity.list_kernels import MOST, Side
from safepassage.identity.search_kernels import Spelled, endings
from safepassage.identity.spelling import Lexicon, Spelling
from safepassage.identity.tokens import Name, joined

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Roster:
    """Names in one script. `words` holds every part and every two neighbours as one, in the order of their letters."""

    words: tuple[str, ...]
    parts: Ints  # (names, MOST), -1 past the end
    joins: Ints  # (names, MOST): neighbours i and i + 1 as one
    light: npt.NDArray[np.bool_]


def roster(names: Sequence[Name], script: str) -> Roster:
    """The names as numbers; only the first parts of a very long name are kept."""
    cut = [name.parts[:MOST] for name in names]
    known = {part for parts in cut for part in parts}
    known |= {joined(*pair) for parts in cut for pair in itertools.pairwise(parts)}
    words = tuple(sorted(known, key=lambda word: letter_numbers(word, script)))
    number = {word: at for at, word in enumerate(words)}
    parts = np.full((len(names), MOST), -1, dtype=np.int64)
    joins = np.full((len(names), MOST), -1, dtype=np.int64)
    light = np.zeros((len(names), MOST), dtype=np.bool_)
    for row, (name, some) in enumerate(zip(names, cut, strict=True)):
        parts[row, : len(some)] = [number[part] for part in some]
        light[row, : len(some)] = name.light[: len(some)]
        joins[row, : max(0, len(some) - 1)] = [number[joined(*pair)] for pair in itertools.pairwise(some)]
    return Roster(words, parts, joins, light)


def spelled(rows: Iterable[Sequence[int]]) -> Spelled:
    """Rows of numbers in one array."""
    values, start = array("q"), array("q", [0])
    for row in rows:
        values.extend(row)
        start.append(len(values))
    return Spelled(np.array(start, dtype=np.int64), np.array(values, dtype=np.int64))


def info(lexicon: Lexicon, words: Sequence[str]) -> npt.NDArray[np.float64]:
    """How many bits each word holds."""
    return np.array([-_log2(lexicon, word) for word in words], dtype=np.float64)


@functools.lru_cache(maxsize=200_000)
def _log2(lexicon: Lexicon, word: str) -> float:
    return lexicon.log2(word)


def left_side(some: Roster, spelling: Spelling) -> Side:
    """The list whose script is the spelling's source; parts are spelled as contexts."""
    letters = spelled(contexts(word, spelling.source) for word in some.words)
    return Side(some.parts, some.joins, some.light, info(spelling.parts, some.words), letters)


def right_side(some: Roster, spelling: Spelling) -> Side:
    """The list whose script is the spelling's target; words are spelled as the segments that end with each letter."""
    letters = spelled(letter_numbers(word, spelling.target) for word in some.words)
    depth = np.arange(len(letters.values), dtype=np.int64) - np.repeat(letters.start[:-1], np.diff(letters.start)) + 1
    channel = spelling.channel
    segments = endings(letters.values, depth, channel.segment_of, base_of(spelling.target), len(channel.segments))
    return Side(some.parts, some.joins, some.light, info(spelling.words, some.words), Spelled(letters.start, segments))
