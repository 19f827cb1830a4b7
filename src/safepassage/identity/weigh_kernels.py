"""Compiled loops: how likely a part of a name is written as a word, letter by letter, with slips; and what was weighed already."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from safepassage.identity.compiled import compiled
from safepassage.identity.search_kernels import LONGEST, Array, Spelled


class Typing(NamedTuple):
    """What is needed to weigh a pair by its letters: slips included."""

    table: Array
    empty: int
    slip: float
    best: Array  # per part: the binary logarithm of its likeliest writing
    rest: Array  # per part: what spellings seen leave to the letters


class Memo(NamedTuple):
    """Pairs that were weighed, each at the place its number falls on, and their bits: a later pair takes the place of an earlier."""

    key: Array
    bits: Array


@compiled
def written(
    contexts: Array,
    first: int,
    n: int,
    segments: Array,
    start: int,
    m: int,
    table: Array,
    empty: int,
    slip: float,
    alpha: Array,
) -> float:
    """The probability that n symbols, from `first` on, are written as m letters, from `start` on; one letter too many costs `slip`.

    segments[start + j, k] is the number of the segment of k + 1 letters that ends with letter j. `alpha` is room for the letters
    and the symbols, and one more of each. Everything comes as plain arrays: this is run for millions of pairs.
    """
    none = table.shape[1] - 1
    alpha[0, 0] = 1.0
    for i in range(n):
        alpha[0, i + 1] = alpha[0, i] * table[contexts[first + i], empty]
    for j in range(1, m + 1):
        at = start + j - 1
        one, two, three, four = segments[at, 0], segments[at, 1], segments[at, 2], segments[at, 3]
        alpha[j, 0] = slip * alpha[j - 1, 0]
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
    found, alpha, table, empty, slip = (
        np.empty(len(parts)),
        room(of_part, of_word),
        typing.table,
        typing.empty,
        typing.slip,
    )
    symbols, first, letters, start = of_part.values, of_part.start, of_word.values, of_word.start
    for at in range(len(parts)):
        p, w = parts[at], words[at]
        n, m = first[p + 1] - first[p], start[w + 1] - start[w]
        found[at] = written(symbols, first[p], n, letters, start[w], m, table, empty, slip, alpha)
    return found
