"""Compiled loops: every word of a list that any of many parts may be written as, by walking two prefix trees together.

Parts that begin alike share the work of their beginning, words that begin alike too. Where in both trees two beginnings meet is a
cell, with the probability that the one is written as the other. A cell that can lead to no pair worth having is dropped, so that
the work grows with what is found; what is found is then weighed once more, exactly, by `search_kernels.confirmed`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from safepassage.identity.compiled import compiled
from safepassage.identity.search_kernels import LONGEST, Array, Trie

FURTHEST = 16  # how many letters may still come, from 0; the last stands for any number
DROPPED = (
    0.5  # a cell is dropped when all it can still reach is this share of one symbol's share of the least probability
)
MARGIN = 0.75  # share of the least probability from which a pair is weighed exactly


class Channel(NamedTuple):
    """A channel's tables by segment, then context; the best of each length; per context the first letters, likeliest first."""

    table: Array
    prefixes: Array
    peak: Array
    peaks: Array
    starts: Array
    likely: Array
    empty: int


class Tree(NamedTuple):
    """The prefix tree of some parts, level by level from the root, so that a node's children are neighbours; its part or -1."""

    context: Array
    level: Array
    first: Array
    end: Array
    part: Array


class Reach(NamedTuple):
    """What can still come of a node, as a multiple of the least probability of the part it helps most.

    `rest`: the best writing of every symbol to come. `far[h]`: the sum of all writings with so many letters or fewer, whichever number gives most, times the part's symbols; the last
    row stands for its number and all beyond together.
    """

    least: Array
    rest: Array
    far: Array


class Cells(NamedTuple):
    """Per depth and level of the walk, node and probability: entries at[depth, level] : at[depth, level + 1]."""

    node: Array
    share: Array
    at: Array


class Open(NamedTuple):
    """Per depth, symbols in the middle of a segment: the node they lead to, the probability before, the letters taken."""

    node: Array
    share: Array
    taken: Array
    at: Array


class Begun(NamedTuple):
    """Per depth and letter, symbols whose segment begins with that letter, as a chain from `head`, by level."""

    node: Array
    share: Array
    chain: Array
    at: Array
    head: Array


class Sums(NamedTuple):
    """Of the step in hand: per node the probability, what is still open, and when they were last set; the nodes touched."""

    share: Array
    open: Array
    clock: Array
    touched: Array


@compiled
def tree_of(letter: Array, depth: Array, word: Array) -> Tree:
    """A tree in preorder, without its root, in the order of its levels."""
    place = np.zeros(depth.max() + 2, np.int64)
    for one in depth:
        place[one + 1] += 1
    place[1] += 1
    place = np.cumsum(place)
    context, level = np.zeros(len(depth) + 1, np.int64), np.zeros(len(depth) + 1, np.int64)
    first, end = np.zeros(len(depth) + 1, np.int64), np.zeros(len(depth) + 1, np.int64)
    part = np.full(len(depth) + 1, -1, np.int64)
    path = np.zeros(len(place), np.int64)
    for node in range(len(depth)):
        d = depth[node]
        at = place[d]
        place[d] += 1
        path[d] = at
        context[at], level[at], part[at] = letter[node], d, word[node]
        if first[path[d - 1]] == 0:
            first[path[d - 1]] = at
        end[path[d - 1]] = at + 1
    return Tree(context, level, first, end, part)


@compiled
def reach_of(tree: Tree, least: Array, size: Array, channel: Channel) -> Reach:
    """From the leaves up. All writings of a symbol count, so that `far` is never too small; the larger of two parts stands."""
    rest = np.zeros(len(tree.part))
    far, last = np.zeros((FURTHEST, len(tree.part))), FURTHEST - 1
    for node in range(len(tree.part) - 1, -1, -1):
        part = tree.part[node]
        if part >= 0:
            rest[node] = 1.0 / least[part]
            far[0, node] = size[part] / least[part]
        for child in range(tree.first[node], tree.end[node]):
            context = tree.context[child]
            rest[node] = max(rest[node], channel.peak[context] * rest[child])
            beyond = 0.0
            for k in range(LONGEST + 1):
                beyond += channel.peaks[k, context] * far[last - k :, child].sum()
            far[last, node] = max(far[last, node], beyond)
            for more in range(last):
                value = 0.0
                for k in range(min(LONGEST, more) + 1):
                    value += channel.peaks[k, context] * far[more - k, child]
                far[more, node] = max(far[more, node], value)
    for more in range(1, FURTHEST):
        far[more] = np.maximum(far[more], far[more - 1])
    return Reach(least, rest, far)


@compiled
def walk(tree: Tree, reach: Reach, channel: Channel, trie: Trie, most: int) -> tuple[Array, Array]:
    """Parts and words whose probability is about `least` or more: by word in order, of each part the first `most`."""
    size, levels, deepest = len(tree.part), tree.level.max() + 1, trie.deepest + 2
    whole, place = np.zeros((7, LONGEST * size), np.int64), np.zeros((3, deepest + 1), np.int64)
    half, head = np.zeros((5, LONGEST * size)), np.full((deepest, channel.starts.shape[1]), -1, np.int64)
    cells = Cells(whole[0], half[0], np.zeros((deepest, levels + 1), np.int64))
    opened, asked = Open(whole[1], half[1], whole[2], place[0]), Open(whole[3], half[2], whole[4], place[1])
    begun = Begun(whole[5], half[3], whole[6], place[2], head)
    sums = Sums(np.zeros(size), np.zeros(size), np.full(size, -1, np.int64), np.zeros(size, np.int64))
    pairs, counts, n = np.zeros((2, 1024), np.int64), np.zeros(len(reach.least), np.int64), 0
    unwritten(tree, reach, channel, cells)
    node, clock, alive = -1, 0, True
    while node < len(trie.depth):
        if node >= 0:
            d = trie.depth[node]
            if cells.at[d - 1, levels] + size > len(cells.node):
                cells = Cells(larger(cells.node), larger(cells.share), cells.at)
            if opened.at[d] + LONGEST * size > len(opened.node):
                opened = Open(larger(opened.node), larger(opened.share), larger(opened.taken), opened.at)
            count = waiting(tree, trie, node, opened, begun, asked)
            alive = step_down(tree, reach, channel, trie, node, cells, opened, asked, count, sums, clock)
            clock += levels
            if trie.word[node] >= 0:
                if n + size > pairs.shape[1]:
                    pairs = np.concatenate((pairs, np.zeros((2, n + size), np.int64)), axis=1)
                n = written_here(tree, reach, cells, d, trie.word[node], most, counts, pairs, n)
        while alive and not begin(tree, reach, channel, trie, node, cells, begun):
            begun = Begun(larger(begun.node), larger(begun.share), larger(begun.chain), begun.at, begun.head)
        node = node + 1 if alive else trie.end[node]
    return pairs[0, :n], pairs[1, :n]


@compiled
def larger(some: Array) -> Array:
    """The same with twice the room."""
    return np.concatenate((some, np.zeros_like(some)))


@compiled
def unwritten(tree: Tree, reach: Reach, channel: Channel, cells: Cells) -> None:
    """The cells of depth 0: symbols written as nothing."""
    cells.node[0], cells.share[0], n = 0, 1.0, 1
    cells.at[0, 1] = 1
    for level in range(1, cells.at.shape[1] - 1):
        for q in range(cells.at[0, level - 1], cells.at[0, level]):
            for child in range(tree.first[cells.node[q]], tree.end[cells.node[q]]):
                share = cells.share[q] * channel.table[channel.empty, tree.context[child]]
                if share * reach.far[FURTHEST - 1, child] >= DROPPED:
                    cells.node[n], cells.share[n] = child, share
                    n += 1
        cells.at[0, level + 1] = n


@compiled
def begin(tree: Tree, reach: Reach, channel: Channel, trie: Trie, node: int, cells: Cells, begun: Begun) -> bool:
    """From the cells of a node, or of the root (-1), every symbol that may begin with the letter of a child; whether there was room."""
    d, height, letters = (
        (trie.depth[node], trie.height[node], trie.below[node]) if node >= 0 else (0, FURTHEST, trie.top)
    )
    context, first, end, far = tree.context, tree.first, tree.end, reach.far[min(height, FURTHEST) - 1]
    cell, share_of, starts, likely, head = cells.node, cells.share, channel.starts, channel.likely, begun.head[d]
    to_node, to_share, chain, n = begun.node, begun.share, begun.chain, begun.at[d]
    head[:] = -1
    for q in range(cells.at[d, cells.at.shape[1] - 1] - 1, cells.at[d, 0] - 1, -1):
        for child in range(end[cell[q]] - 1, first[cell[q]] - 1, -1):
            worth = share_of[q] * far[child]
            for k in range(starts.shape[1]):
                if worth * starts[context[child], k] < DROPPED:
                    break
                letter = likely[context[child], k]
                if not letters >> letter & 1:
                    continue
                if n == len(to_node):
                    return False
                to_node[n], to_share[n] = child, share_of[q]
                chain[n], head[letter] = head[letter], n
                n += 1
    begun.at[d + 1] = n
    return True


@compiled
def waiting(tree: Tree, trie: Trie, node: int, opened: Open, begun: Begun, asked: Open) -> int:
    """All symbols that a letter is looked for by the node, by level: those that begin with it, and those that are open; how many."""
    level, d = tree.level, trie.depth[node]
    from_node, from_share, chain = begun.node, begun.share, begun.chain
    open_node, open_share, open_taken = opened.node, opened.share, opened.taken
    to_node, to_share, to_taken = asked.node, asked.share, asked.taken
    fresh, above, last, n = begun.head[d - 1, trie.letter[node]], opened.at[d - 1], opened.at[d], 0
    while fresh >= 0 or above < last:
        if above == last or (fresh >= 0 and level[from_node[fresh]] <= level[open_node[above]]):
            to_node[n], to_share[n], to_taken[n] = from_node[fresh], from_share[fresh], 0
            fresh = chain[fresh]
        else:
            to_node[n], to_share[n], to_taken[n] = open_node[above], open_share[above], open_taken[above]
            above += 1
        n += 1
    return n


@compiled
def step_down(
    tree: Tree, reach: Reach, channel: Channel, trie: Trie, node: int,
    cells: Cells, opened: Open, asked: Open, count: int, sums: Sums, clock: int,
) -> bool:  # fmt: skip
    """Fill the cells and the open symbols of a node from those above it; whether anything below can be worth having."""
    d, levels, height = trie.depth[node], cells.at.shape[1] - 1, trie.height[node]
    segments, prefixes, table, begins = trie.segments[node], trie.prefixes[node], channel.table, channel.prefixes
    far, less, rest = reach.far[min(height, FURTHEST - 1)], reach.far[max(0, min(height, FURTHEST) - 1)], reach.rest
    context, level_of, first, end, nothing = tree.context, tree.level, tree.first, tree.end, table[channel.empty]
    cell, share_of, at = cells.node, cells.share, cells.at[d]
    wait, before, taken, touched = asked.node, asked.share, asked.taken, sums.touched
    total, still, seen, open_node, open_share, open_taken = (
        sums.share,
        sums.open,
        sums.clock,
        opened.node,
        opened.share,
        opened.taken,
    )
    n, o, k, rest_enough, far_enough = cells.at[d - 1, levels], opened.at[d], 0, False, False
    at[0] = at[1] = n
    for level in range(1, levels):
        clock += 1
        t = 0
        for q in range(at[level - 1], at[level]):
            for child in range(first[cell[q]], end[cell[q]]):
                share = share_of[q] * nothing[context[child]]
                if share * far[child] >= DROPPED:
                    seen[child], touched[t] = clock, child
                    total[child], still[child] = share, 0.0
                    t += 1
        while k < count and level_of[wait[k]] == level:
            here, segment, prefix = wait[k], segments[taken[k]], prefixes[taken[k]]
            if seen[here] != clock:
                seen[here], touched[t] = clock, here
                total[here] = still[here] = 0.0
                t += 1
            total[here] += before[k] * table[segment, context[here]]
            if height and taken[k] < LONGEST - 1:
                share = before[k] * begins[prefix, context[here]]
                if share * less[here] >= DROPPED:
                    still[here] += share
                    open_node[o], open_share[o], open_taken[o] = here, before[k], taken[k] + 1
                    o += 1
            k += 1
        for q in range(t):
            here = touched[q]
            worth = total[here] * far[here]
            if worth >= DROPPED:
                cell[n], share_of[n] = here, total[here]
                n += 1
            far_enough |= worth + still[here] * less[here] >= MARGIN
            rest_enough |= (total[here] + still[here]) * rest[here] >= MARGIN
        at[level + 1] = n
    opened.at[d + 1] = o
    return rest_enough and far_enough and height > 0


@compiled
def written_here(
    tree: Tree, reach: Reach, cells: Cells, d: int, word: int, most: int, counts: Array, pairs: Array, n: int
) -> int:
    """Note the word for every part that is wholly written; how many pairs there are."""
    for q in range(cells.at[d, 0], cells.at[d, cells.at.shape[1] - 1]):
        part = tree.part[cells.node[q]]
        if part >= 0 and cells.share[q] >= MARGIN * reach.least[part] and counts[part] < most:
            pairs[0, n], pairs[1, n] = part, word
            counts[part] += 1
            n += 1
    return n
