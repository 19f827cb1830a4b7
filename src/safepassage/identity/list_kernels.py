"""Compiled loops: which names of a list come into question for a name, and how well each fits."""

# ruff: noqa: FBT003 - compiled functions take their arguments by position only
from __future__ import annotations

from typing import NamedTuple

import numpy as np

from safepassage.identity.align import CAP, JOIN, MOST_INFO, TIE
from safepassage.identity.compiled import compiled
from safepassage.identity.features import COUNT, FAR_APART
from safepassage.identity.search_kernels import Array, Spelled, written
from safepassage.identity.spelling import LEAST

PAIR = 2
MOST = 8  # parts of one name that are compared
SINGLE, RIGHT, LEFT = 0, 1, 2  # kinds of match: one with one, with the next word too, with the next part too
RIGHT_JOIN, LEFT_JOIN = 100, 200  # marks of a step: with the next word too, with the next part too


class Side(NamedTuple):
    """One list's names: part numbers (-1 past the end), numbers of neighbours joined, light parts, bits and letters per part."""

    parts: Array
    joins: Array
    light: Array
    info: Array
    spelled: Spelled


class Pairs(NamedTuple):
    """Which words each part may be written as: for part p at[p] : at[p + 1], by word number."""

    at: Array
    word: Array
    bits: Array


class Typing(NamedTuple):
    """What is needed to weigh a pair by its letters: slips included."""

    table: Array
    empty: int
    slip: float
    best: Array  # per part: the binary logarithm of its likeliest writing
    rest: Array  # per part: what spellings seen leave to the letters


@compiled
def retrieve(slots: Array, pairs: Pairs, posted: Spelled, budget: int, size: int, out: Array) -> None:
    """For each name the right names with the largest sum of their best bits per part, into out[name, :], -1 where none.

    slots[name] holds part numbers or -1; a part's pairs stand by falling bits; `posted` lists the right names of a word.
    No more than `budget` list entries are read per part, the surest spellings first.
    """
    total = np.zeros(size, np.float32)
    stamp = np.full(size, -1, np.int64)
    touched = np.empty(size, np.int64)
    clock = 0
    for name in range(len(slots)):
        n = 0
        for part in slots[name]:
            if part < 0:
                continue
            clock += 1
            read = 0
            for k in range(pairs.at[part], pairs.at[part + 1]):
                word = pairs.word[k]
                read += posted.start[word + 1] - posted.start[word]
                if read > budget:
                    break
                for q in range(posted.start[word], posted.start[word + 1]):
                    other = posted.values[q]
                    if total[other] == 0.0:
                        touched[n] = other
                        n += 1
                    if stamp[other] != clock:
                        stamp[other] = clock
                        total[other] += pairs.bits[k]
        keep_largest(touched[:n], total, out[name])
        for k in range(n):
            total[touched[k]] = 0.0
            stamp[touched[k]] = -1


@compiled
def keep_largest(items: Array, value: Array, out: Array) -> None:
    """The items of largest value (the smaller item among equals), unordered, into `out`: a heap with the least on top."""
    n = 0
    out[:] = -1
    for item in items:
        if n < len(out):
            at = n
            n += 1
            while at and less(item, out[(at - 1) // 2], value):
                out[at] = out[(at - 1) // 2]
                at = (at - 1) // 2
            out[at] = item
        elif less(out[0], item, value):
            at = 0
            while 2 * at + 1 < n:
                child = 2 * at + 1
                if child + 1 < n and less(out[child + 1], out[child], value):
                    child += 1
                if not less(out[child], item, value):
                    break
                out[at] = out[child]
                at = child
            out[at] = item


@compiled
def less(one: int, other: int, value: Array) -> bool:
    """One comes after the other: a smaller value, or the larger number among equals."""
    return bool(value[one] < value[other] or (value[one] == value[other] and one > other))


@compiled
def pair_bits(part: int, word: int, pairs: Pairs, left: Side, right: Side, typing: Typing, by_letters: bool) -> float:
    """The weight of a pair: as found, else by letters where that is asked for, else 0."""
    low, high = pairs.at[part], pairs.at[part + 1]
    end = high
    while low < high:
        middle = (low + high) // 2
        if pairs.word[middle] < word:
            low = middle + 1
        else:
            high = middle
    if low < end and pairs.word[low] == word:
        return float(pairs.bits[low])
    if not by_letters:
        return 0.0
    probability = written(
        left.spelled.values[left.spelled.start[part] : left.spelled.start[part + 1]],
        typing.table, typing.empty, typing.slip,
        right.spelled.values[right.spelled.start[word] : right.spelled.start[word + 1]],
    )  # fmt: skip
    return float(max(LEAST, np.log2(probability * typing.rest[part] + 1e-30) + right.info[word]))


@compiled
def best_moves(single: Array, left_join: Array, right_join: Array, move: Array, best: Array) -> None:
    """The one-to-one alignment with the most bits: move[i, taken] is the step at part i when the words `taken` are taken.

    A step is -1 (left over), j, j + RIGHT_JOIN or j + LEFT_JOIN. Among equals the earlier part is matched, with the earlier
    word: who bears the grandfather's name is found by the first of the two.
    """
    n, m = single.shape
    best[n, :] = 0.0
    best[n + 1, :] = -1e9
    for i in range(n - 1, -1, -1):
        for taken in range(1 << m):
            value, step, least = best[i + 1, taken], -1, best[i + 1, taken] - TIE
            for j in range(m):
                mask = 1 << j
                if taken & mask:
                    continue
                gain = single[i, j] + best[i + 1, taken | mask]
                if single[i, j] > 0.0 and gain > least:
                    value, step, least = gain, j, gain + TIE
                if j + 1 < m and right_join[i, j] > JOIN and not taken & mask << 1:
                    gain = right_join[i, j] + best[i + 1, taken | mask | mask << 1]
                    if gain > least:
                        value, step, least = gain, j + RIGHT_JOIN, gain + TIE
                if i + 1 < n and left_join[i, j] > JOIN:
                    gain = left_join[i, j] + best[i + 2, taken | mask]
                    if gain > least:
                        value, step, least = gain, j + LEFT_JOIN, gain + TIE
            best[i, taken] = value
            move[i, taken] = step


@compiled
def describe(
    bits: Array,
    losses: Array,
    light: Array,
    info: Array,
    size: Array,
    move: Array,
    out: Array,
    steps: Array,
    shares: Array,
) -> None:
    """Follow the moves and write the features in the order of `features.NAMES`.

    bits[kind, i, j] and losses[kind, i, j] for kind single, right join, left join; light[side, place], info[side, place].
    """
    n, m = size[0], size[1]
    used = np.zeros((2, MOST), np.bool_)
    i = taken = matched = joins = 0
    previous, first, last = -1, -1, -1
    out[:] = 0.0
    while i < n:
        step = move[i, taken]
        steps[i] = step
        if step < 0:
            i += 1
            continue
        kind, j = step // 100, step % 100
        value, loss = bits[kind, i, j], losses[kind, i, j]
        end_i, end_j = i + (kind == LEFT), j + (kind == RIGHT)
        used[0, i] = used[0, end_i] = used[1, j] = used[1, end_j] = True
        taken |= 1 << j | 1 << end_j
        steps[end_i] = step
        shares[i] = value
        out[1] += value * (kind > 0)
        joins += kind > 0
        if light[0, i] and light[1, j]:
            out[11] += value
        else:
            out[0] += value
            out[14] += min(value, CAP)
            out[12] += loss
            out[13] = max(out[13], loss)
            matched += 1
        first = j if i == 0 else first
        last = end_j if end_i == n - 1 else last
        if j < previous:
            out[7] = 1.0
        previous = j
        i = end_i + 1
    left_over(bits[0], light, info, size, used, out)
    out[8], out[9] = first == 0, last == m - 1
    out[10], out[16] = matched == 1, matched == PAIR
    out[15] = out[2] == 0.0 and out[3] == 0.0
    out[17] = joins
    out[18] = first == 0 and last == m - 1
    out[19] = n == m and out[15] and not out[7] and joins == 0


@compiled
def left_over(single: Array, light: Array, info: Array, size: Array, used: Array, out: Array) -> None:
    """What stayed without a partner: how many parts, how many bits, and how near the nearest two of them are."""
    nearest = LEAST
    for i in range(size[0]):
        if used[0, i] or light[0, i]:
            continue
        out[2] += 1.0
        out[21] += i == 0
        out[22] += i == size[0] - 1
        out[5] += min(info[0, i], MOST_INFO)
        for j in range(size[1]):
            if not used[1, j] and not light[1, j]:
                nearest = max(nearest, single[i, j])
    for j in range(size[1]):
        if not used[1, j] and not light[1, j]:
            out[3] += 1.0
            out[23] += j == 0
            out[24] += j == size[1] - 1
            out[6] += min(info[1, j], MOST_INFO)
    out[4] = min(out[2], out[3])
    if out[4] > 0.0:
        out[20] = nearest + FAR_APART


@compiled
def weigh(
    name: int,
    other: int,
    left: Side,
    right: Side,
    pairs: Pairs,
    typing: Typing,
    all_letters: bool,
    bits: Array,
    losses: Array,
) -> None:
    """Fill bits and losses of every pair of parts, single and joined."""
    for i in range(MOST):
        part, joined = left.parts[name, i], left.joins[name, i]
        if part < 0:
            break
        for j in range(MOST):
            word, both = right.parts[other, j], right.joins[other, j]
            if word < 0:
                break
            bits[0, i, j] = pair_bits(part, word, pairs, left, right, typing, True)
            losses[0, i, j] = typing.best[part] - bits[0, i, j] + right.info[word]
            bits[1, i, j] = bits[2, i, j] = 0.0
            if both >= 0:
                info = min(right.info[both], right.info[word] + right.info[right.parts[other, j + 1]])
                found = pair_bits(part, both, pairs, left, right, typing, all_letters)
                bits[1, i, j] = found + info - right.info[both] if found else 0.0
                losses[1, i, j] = typing.best[part] - bits[1, i, j] + info
            if joined >= 0:
                bits[2, i, j] = pair_bits(joined, word, pairs, left, right, typing, all_letters)
                losses[2, i, j] = typing.best[joined] - bits[2, i, j] + right.info[word]


@compiled
def score(
    names: Array,
    candidates: Array,
    left: Side,
    right: Side,
    pairs: Pairs,
    typing: Typing,
    weights: Array,
    all_letters: bool,
    out: Array,
    features: Array,
    steps: Array,
    shares: Array,
) -> None:
    """out[row, k] of the name names[row] and the right name candidates[row, k]: weights[:-1] * features + weights[-1].

    `features` (per candidate), `steps` and `shares` (per part of the name, for the first candidate) are filled where they
    have rows.
    """
    bits = np.zeros((3, MOST, MOST))
    losses = np.zeros((3, MOST, MOST))
    light = np.zeros((2, MOST), np.bool_)
    info = np.zeros((2, MOST))
    size = np.zeros(2, np.int64)
    move = np.zeros((MOST + 2, 1 << MOST), np.int64)
    best = np.zeros((MOST + 2, 1 << MOST))
    found = np.zeros(COUNT)
    one = np.zeros(MOST, np.int64)
    gave = np.zeros(MOST)
    for row in range(len(names)):
        name = names[row]
        size[0] = unpack(left, name, light[0], info[0])
        for k in range(candidates.shape[1]):
            other = candidates[row, k]
            if other < 0:
                continue
            size[1] = unpack(right, other, light[1], info[1])
            n, m = size[0], size[1]
            weigh(name, other, left, right, pairs, typing, all_letters, bits, losses)
            best_moves(bits[0, :n, :m], bits[2, :n, :m], bits[1, :n, :m], move[: n + 2], best[: n + 2])
            one[:] = -1
            gave[:] = 0.0
            describe(bits, losses, light, info, size, move, found, one, gave)
            out[row, k] = (found * weights[:-1]).sum() + weights[-1]
            if len(features):
                features[row, k] = found
            if k == 0 and len(steps):
                steps[row] = one
                shares[row] = gave


@compiled
def unpack(side: Side, name: int, light: Array, info: Array) -> int:
    """How many parts the name has; their lightness and bits."""
    n = 0
    while n < MOST and side.parts[name, n] >= 0:
        light[n] = side.light[name, n]
        info[n] = side.info[side.parts[name, n]]
        n += 1
    return n
