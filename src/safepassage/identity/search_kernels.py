"""Compiled loops: every word of a list that a part may be written as, by walking the list's prefix tree once."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from safepassage.identity.compiled import compiled

Array = npt.NDArray[Any]
LONGEST = 4  # letters one symbol may be written with


class Spelled(NamedTuple):
    """Rows of different lengths in one array: row r is values[start[r] : start[r + 1]]."""

    start: Array
    values: Array


class Trie(NamedTuple):
    """A prefix tree in preorder: what ends in each node, its depth, the node past its subtree, its word or -1.

    Word w stands for the words listed[start[w] : start[w + 1]] of the list: itself, and those that may be meant for it. `node` is
    where it ends. Per node the node above it (-1 under the root), its letter, the letters below it as bits (`top`: below the
    root), and how many letters deep the tree goes on; `deepest` of all.
    """

    segments: Array
    prefixes: Array
    depth: Array
    end: Array
    word: Array
    start: Array
    listed: Array
    node: Array
    above: Array
    letter: Array
    below: Array
    height: Array
    top: int
    deepest: int


class Letters(NamedTuple):
    """A channel's tables: P(segment | context), the best segment that begins so, the best of all; the empty segment."""

    table: Array
    prefixes: Array
    peak: Array
    empty: int


@compiled
def build_trie(letters: Array, start: Array) -> tuple[Array, Array, Array, Array]:
    """The prefix tree of sorted, distinct words: letter, depth, index past the subtree, word or -1 per node."""
    letter = np.empty(len(letters) + 1, np.int64)
    depth = np.empty(len(letters) + 1, np.int64)
    word = np.full(len(letters) + 1, -1, np.int64)
    n = 0
    for at in range(len(start) - 1):
        first, size = start[at], start[at + 1] - start[at]
        common = 0
        if at:
            before, other = start[at - 1], start[at] - start[at - 1]
            while common < size and common < other and letters[before + common] == letters[first + common]:
                common += 1
        for k in range(common, size):
            letter[n], depth[n] = letters[first + k], k + 1
            n += 1
        word[n - 1] = at
    return letter[:n].copy(), depth[:n].copy(), subtree_ends(depth[:n]), word[:n].copy()


@compiled
def subtree_ends(depth: Array) -> Array:
    """Per node in preorder, the first node after it that is no deeper."""
    end = np.full(len(depth), len(depth), np.int64)
    open_ = np.empty(len(depth), np.int64)
    top = 0
    for node in range(len(depth)):
        while top and depth[open_[top - 1]] >= depth[node]:
            top -= 1
            end[open_[top]] = node
        open_[top] = node
        top += 1
    return end


@compiled
def family(letter: Array, depth: Array) -> tuple[Array, Array, Array, int]:
    """Per node the node above it, the letters of those below it as bits, and how many letters deep it goes on; the root's letters."""
    above, below, height = (
        np.full(len(depth), -1, np.int64),
        np.zeros(len(depth), np.int64),
        np.zeros(len(depth), np.int64),
    )
    path, top = np.zeros(depth.max() + 1 if len(depth) else 1, np.int64), 0
    for node in range(len(depth)):
        path[depth[node]] = node
        if depth[node] > 1:
            above[node] = path[depth[node] - 1]
            below[above[node]] |= 1 << letter[node]
        else:
            top |= 1 << letter[node]
    for node in range(len(depth) - 1, -1, -1):
        if above[node] >= 0:
            height[above[node]] = max(height[above[node]], height[node] + 1)
    return above, below, height, top


@compiled
def endings(letter: Array, depth: Array, number_of: Array, base: int, none: int) -> Array:
    """Per node (or letter of a word) the numbers of the 1 to 4 letters that end there; `none` where they have no number."""
    found = np.full((len(letter), LONGEST), none, np.int16)
    path = np.zeros(depth.max() + 1 if len(depth) else 1, np.int64)
    for node in range(len(letter)):
        d = depth[node]
        path[d] = letter[node]
        code, power = 0, 1
        for k in range(min(LONGEST, d)):
            code += path[d - k] * power
            power *= base
            if number_of[code] >= 0:
                found[node, k] = number_of[code]
    return found


@compiled
def search(contexts: Array, letters: Letters, trie: Trie, least: float, words: Array) -> int:
    """Every word that one part is written as with a probability of at least `least`, into `words`; how many were found.

    A branch is left when nothing below it can reach `least`, as in `confirmed`.
    """
    n = len(contexts)
    alpha, rest = np.zeros((trie.deepest + 1, n + 1)), np.ones(n + 1)
    begin(contexts, letters, alpha, rest)
    found = node = 0
    while node < len(trie.depth):
        d = trie.depth[node]
        if step(alpha, d, contexts, letters, trie.segments[node], trie.prefixes[node], rest) < least:
            node = trie.end[node]
            continue
        word = trie.word[node]
        if word >= 0 and alpha[d, n] >= least:
            for k in range(trie.start[word], min(trie.start[word + 1], trie.start[word] + len(words) - found)):
                words[found] = trie.listed[k]
                found += 1
        node += 1
    return found


@compiled
def confirmed(
    parts: Array, words: Array, of_part: Spelled, letters: Letters, trie: Trie, least: Array, most: int
) -> tuple[Array, Array]:
    """Of pairs of part and word, ordered, those with at least the part's `least`: the part and every word that is listed for the word.

    A pair counts when every beginning of the word too leads to `least` at best: what is written so far, or with a segment still
    open (at best the likeliest segment that begins so), times the best that each symbol to come can do. Of each part the first
    `most` are kept.
    """
    found, of, n, count = np.empty(2 * len(parts) + 1024, np.int64), np.empty(2 * len(parts) + 1024, np.int64), 0, 0
    symbols = np.diff(of_part.start).max() if len(of_part.start) > 1 else 0
    alpha, rest = np.zeros((trie.deepest + 1, symbols + 1)), np.ones(symbols + 1)
    path, known = np.full(len(alpha), -1, np.int64), np.zeros(len(alpha), np.bool_)
    part = -1
    for at in range(len(parts)):
        contexts = of_part.values[of_part.start[parts[at]] : of_part.start[parts[at] + 1]]
        if parts[at] != part:
            part, count = parts[at], 0
            path[:] = -1
            begin(contexts, letters, alpha, rest)
        node = trie.node[words[at]]
        if not reaches(node, contexts, letters, trie, least[part], alpha, rest, path, known):
            continue
        if alpha[trie.depth[node], len(contexts)] < least[part]:
            continue
        for k in range(trie.start[words[at]], min(trie.start[words[at] + 1], trie.start[words[at]] + most - count)):
            if n == len(found):
                found, of = np.concatenate((found, found)), np.concatenate((of, of))
            found[n], of[n] = trie.listed[k], part
            n, count = n + 1, count + 1
    return of[:n], found[:n]


@compiled
def begin(contexts: Array, letters: Letters, alpha: Array, rest: Array) -> None:
    """Fill alpha[0], the symbols written as nothing, and the best that all symbols from each one on can do."""
    n = len(contexts)
    rest[n] = alpha[0, 0] = 1.0
    for i in range(n - 1, -1, -1):
        rest[i] = rest[i + 1] * letters.peak[contexts[i]]
    for i in range(n):
        alpha[0, i + 1] = alpha[0, i] * letters.table[contexts[i], letters.empty]


@compiled
def reaches(
    node: int,
    contexts: Array,
    letters: Letters,
    trie: Trie,
    least: float,
    alpha: Array,
    rest: Array,
    path: Array,
    known: Array,
) -> bool:
    """Fill alpha down to the node, keeping what is known of the nodes above it; whether all of them can reach `least`."""
    d = trie.depth[node]
    while node >= 0 and path[trie.depth[node]] != node:
        path[trie.depth[node]] = node
        node = trie.above[node]
    first = trie.depth[node] + 1 if node >= 0 else 1
    for deep in range(first, d + 1):
        here = path[deep]
        bound = step(alpha, deep, contexts, letters, trie.segments[here], trie.prefixes[here], rest)
        known[deep] = bound >= least
    return bool(known[1 : d + 1].all())


@compiled
def step(
    alpha: Array, d: int, contexts: Array, letters: Letters, segments: Array, prefixes: Array, rest: Array
) -> float:
    """Fill alpha[d]: the part's first i symbols written as the d letters down to this node; the most any branch can reach."""
    bound = 0.0
    alpha[d, 0] = 0.0
    reach = min(LONGEST, d)
    for i in range((d - 1) // LONGEST, len(contexts)):  # fewer symbols cannot be written with as many letters
        row = letters.table[contexts[i]]
        start = letters.prefixes[contexts[i]]
        value = alpha[d, i] * row[letters.empty]
        pending = 0.0
        for k in range(reach):
            before = alpha[d - 1 - k, i]
            value += before * row[segments[k]]
            pending += before * start[prefixes[k]]
        alpha[d, i + 1] = value
        bound = max(bound, (value + pending) * rest[i + 1])
    return bound
