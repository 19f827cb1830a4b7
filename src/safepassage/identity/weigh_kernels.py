"""Compiled loops: how likely a part of a name is written as a word, letter by letter, with slips; and what was weighed already."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from safepassage.identity.compiled import compiled
from safepassage.identity.search_kernels import LONGEST, Array, Spelled
from safepassage.identity.spelling import LEAST

SURELY = 1.0 - 1e-9  # a bound must be under what it is held against by more than rounding


class Typing(NamedTuple):
    """What is needed to weigh a pair by its letters: slips included."""

    table: Array
    empty: int
    slip: float
    ahead: Array  # per part and symbol, and past its last: the most that the symbols from there on can be written as
    best: Array  # per part: the binary logarithm of its likeliest writing
    rest: Array  # per part: what spellings seen leave to the letters


class Memo(NamedTuple):
    """Pairs that were weighed, each at the place its number falls on, and their bits: a later pair takes the place of an earlier."""

    key: Array
    bits: Array


@compiled
def ahead_of(parts: Spelled, peaks: Array, slip: float) -> Array:
    """For part p from start[p] + p on: the most that its symbols from each one on can be written as, whatever the word.

    peaks[k, context] is the likeliest segment of k letters. All ways to write a number of letters count, and the number that
    gives the most: no word can have more.
    """
    found = np.empty(len(parts.values) + len(parts.start) - 1)
    longest = np.diff(parts.start).max() if len(parts.start) > 1 else 0
    here, after = np.empty(LONGEST * longest + 2), np.empty(LONGEST * longest + 2)
    for part in range(len(parts.start) - 1):
        first, size = parts.start[part], parts.start[part + 1] - parts.start[part]
        most = LONGEST * size + 1  # beyond this many letters every one more is a slip, and makes less of it
        after[0] = 1.0
        for more in range(1, most + 1):
            after[more] = after[more - 1] * slip
        found[first + part + size] = 1.0
        for i in range(size - 1, -1, -1):
            context = parts.values[first + i]
            for more in range(most + 1):
                value = slip * here[more - 1] if more else 0.0
                for k in range(min(LONGEST, more) + 1):
                    value += peaks[k, context] * after[more - k]
                here[more] = value
            found[first + part + i] = here[: most + 1].max()
            here, after = after, here
    return found


@compiled
def written(part: int, word: int, parts: Spelled, words: Spelled, typing: Typing, least: float, alpha: Array) -> float:
    """The probability that a part is written as a word, one letter too many costing `slip`; or any number where it is under `least`.

    words.values[start + j, k] is the number of the segment of k + 1 letters that ends with the word's letter j. `alpha` is room
    for the part's symbols and the word's letters, and one more of each.
    """
    contexts, first, table, slip = parts.values, parts.start[part], typing.table, typing.slip
    n, start = parts.start[part + 1] - first, words.start[word]
    m, segments, ahead, at = words.start[word + 1] - start, words.values, typing.ahead, first + part
    none, empty = table.shape[1] - 1, typing.empty
    alpha[0, 0], mass = 1.0, ahead[at]
    for i in range(n):
        alpha[0, i + 1] = alpha[0, i] * table[contexts[first + i], empty]
        mass += alpha[0, i + 1] * ahead[at + i + 1]
    before = two_before = three_before = 0.0
    for j in range(1, m + 1):
        if mass + before + two_before + three_before < least:  # every way on leaves one of the last four rows
            return 0.0
        three_before, two_before, before = two_before, before, mass
        one, two, three, four = segments[start + j - 1]
        alpha[j, 0] = slip * alpha[j - 1, 0]
        mass = alpha[j, 0] * ahead[at]
        for i in range(n):
            context = contexts[first + i]
            value = alpha[j, i] * table[context, empty] + alpha[j - 1, i] * table[context, one]
            if two != none and j > 1:
                value += alpha[j - 2, i] * table[context, two]
            if three != none and j > 2:  # noqa: PLR2004 - as many letters as the segment has
                value += alpha[j - 3, i] * table[context, three]
            if four != none and j >= LONGEST:
                value += alpha[j - 4, i] * table[context, four]
            alpha[j, i + 1] = value + slip * alpha[j - 1, i + 1]
            mass += alpha[j, i + 1] * ahead[at + i + 1]
    return float(alpha[m, n])


@compiled
def room(parts: Spelled, words: Spelled) -> Array:
    """Room for `written` to work in, for the longest part and word."""
    symbols = np.diff(parts.start).max() if len(parts.start) > 1 else 0
    letters = np.diff(words.start).max() if len(words.start) > 1 else 0
    return np.zeros((letters + 1, symbols + 1))


@compiled
def written_all(parts: Array, words: Array, of_part: Spelled, of_word: Spelled, typing: Typing) -> Array:
    """`written` for each pair of part and word numbers."""
    found, alpha = np.empty(len(parts)), room(of_part, of_word)
    for at in range(len(parts)):
        found[at] = written(parts[at], words[at], of_part, of_word, typing, 0.0, alpha)
    return found


@compiled
def bits_by_letters(
    part: int, word: int, parts: Spelled, words: Spelled, info: float, typing: Typing, alpha: Array
) -> float:
    """The weight of a pair in bits by its letters alone, at least `LEAST`."""
    rest = typing.rest[part]
    least = (2.0 ** (LEAST - info) - 1e-30) / rest * SURELY
    probability = written(part, word, parts, words, typing, least, alpha)
    return float(max(LEAST, np.log2(probability * rest + 1e-30) + info))
