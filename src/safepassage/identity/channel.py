"""How the letters of one script are written in another: a table of probabilities that training fills.

A part is a row of symbols: a marker (`+` with the article, `^` without), then its letters. Each symbol is written with a
segment of 0 to 4 letters, independently of the others, given what stands before it and after it.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from safepassage.identity.letters import ALPHABETS, ARTICLE, MARKS, VOWELS

Ints = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]

START = "^"
LONGEST = 4  # letters one symbol may be written with
AFTER = 4  # what may follow a symbol: the end, a vowel letter, a consonant, a mark
BEFORE = 3  # what may stand before it: the marker, a vowel letter, something else


@functools.cache
def source_symbols(script: str) -> str:
    """Every symbol a part of this script is read as; its place is its number."""
    return START + ARTICLE + ALPHABETS[script]


@functools.cache
def target_letters(script: str) -> dict[str, int]:
    """The number of every letter that a segment may hold, from 1."""
    return {letter: at for at, letter in enumerate(ALPHABETS[script] + ARTICLE, start=1)}


def base_of(script: str) -> int:
    """The base in which a segment's letters are one number."""
    return len(target_letters(script)) + 1


@functools.cache
def _classes(script: str) -> tuple[dict[str, int], dict[str, int]]:
    after = {one: 1 if one in VOWELS[script] else 3 if one in MARKS else 2 for one in source_symbols(script)}
    before = {one: 1 if one in VOWELS[script] else 2 for one in source_symbols(script)}
    return before, after


@functools.lru_cache(maxsize=200_000)
def contexts(part: str, script: str) -> tuple[int, ...]:
    """The context of each symbol of the part: its number, what stands before it, what follows it."""
    symbols = part if part.startswith(ARTICLE) else START + part
    number = source_symbols(script).index
    before, after = _classes(script)
    found = []
    for at, symbol in enumerate(symbols):
        left = before[symbols[at - 1]] if at > 1 else 0
        right = after[symbols[at + 1]] if at + 1 < len(symbols) else 0
        found.append((number(symbol) * BEFORE + left) * AFTER + right)
    return tuple(found)


def context_count(script: str) -> int:
    """How many contexts there are."""
    return len(source_symbols(script)) * BEFORE * AFTER


@functools.lru_cache(maxsize=200_000)
def letter_numbers(part: str, script: str) -> tuple[int, ...]:
    """The part's letters as the numbers segments are made of, from 1."""
    table = target_letters(script)
    return tuple(table[letter] for letter in part)


@dataclass(frozen=True, slots=True, eq=False)
class Channel:
    """P(segment | context). `table[context, segment]`; `segment_of[code]` is a segment's number, -1 where it has none."""

    source: str
    target: str
    segments: tuple[str, ...]
    table: Floats
    segment_of: Ints

    @classmethod
    def of(cls, source: str, target: str, segments: tuple[str, ...], table: Floats) -> Channel:
        """A channel from its segments' texts and their probabilities, shape (contexts, segments)."""
        base = base_of(target)
        codes = [segment_code(letter_numbers(one, target), base) for one in segments]
        segment_of = np.full(base**LONGEST, -1, dtype=np.int32)
        segment_of[codes] = np.arange(len(segments), dtype=np.int32)
        return cls(source, target, segments, table, segment_of)


def segment_code(numbers: tuple[int, ...], base: int) -> int:
    """A segment's letters as one number."""
    code = 0
    for number in numbers:
        code = code * base + number
    return code
