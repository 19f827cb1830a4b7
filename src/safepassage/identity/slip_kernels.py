"""Compiled loops: the known words one typing slip away from each of many words, found in the known words' prefix tree."""

from __future__ import annotations

import numpy as np

from safepassage.identity.compiled import compiled
from safepassage.identity.search_kernels import Array, Spelled

ROOT, NOWHERE = -1, -2  # nodes of no letter
ALPHABET = 64  # letters of a script, at most


@compiled
def near_all(words: Spelled, letter: Array, end: Array, known: Array, mute: int) -> tuple[Array, Array]:
    """Words, and known words one Damerau (1964) edit away, as pairs of numbers; a pair may stand more than once.

    The known words' tree is in preorder: letter, node past the subtree, known word or -1 per node. The letter `mute` is never
    meant where another is written, nor where none is.
    """
    found, n, letters, start = np.zeros((2, 1024), np.int64), 0, words.values, words.start
    for word in range(len(start) - 1):
        node, at, last = ROOT, start[word], start[word + 1]
        while node != NOWHERE:  # the letters so far lead to the node, and here is the slip
            if n + 2 * ALPHABET > found.shape[1]:
                found = np.concatenate((found, np.zeros_like(found)), axis=1)
            before = n
            n = slips_at(letters, at, last, node, letter, end, known, mute, found[1], n)
            found[0, before:n] = word
            node = down(letters, at, at + 1, node, letter, end) if at < last else NOWHERE
            at += 1
    return found[0, :n], found[1, :n]


@compiled
def slips_at(
    letters: Array,
    at: int,
    last: int,
    node: int,
    letter: Array,
    end: Array,
    known: Array,
    mute: int,
    found: Array,
    n: int,
) -> int:
    """Known words below a node that the letters from `at` to `last` are, but for a slip at `at`; how many were found."""
    n = keep(down(letters, at + 1, last, node, letter, end) if at < last else NOWHERE, known, found, n)
    if at + 1 < last:
        turned = down(letters, at, at + 1, down(letters, at + 1, at + 2, node, letter, end), letter, end)
        n = keep(down(letters, at + 2, last, turned, letter, end), known, found, n)
    child, past = node + 1, end[node] if node >= 0 else len(letter)
    while child < past:
        if letter[child] != mute:
            n = keep(down(letters, at, last, child, letter, end), known, found, n)
            n = keep(down(letters, at + 1, last, child, letter, end) if at < last else NOWHERE, known, found, n)
        child = end[child]
    return n


@compiled
def down(letters: Array, first: int, last: int, node: int, letter: Array, end: Array) -> int:
    """The node that the letters lead to from a node, or nowhere."""
    for at in range(first, last):
        if node == NOWHERE:
            return node
        child, past = node + 1, end[node] if node >= 0 else len(letter)
        while child < past and letter[child] != letters[at]:
            child = end[child]
        node = child if child < past else NOWHERE
    return node


@compiled
def keep(node: int, known: Array, found: Array, n: int) -> int:
    """Note the known word that ends in a node, if one does; how many were found."""
    if node >= 0 and known[node] >= 0:
        found[n] = known[node]
        return n + 1
    return n
