"""Compiled loops: which names of a list come into question for a name, and how well each fits."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from safepassage.identity.align import CAP, JOIN, MOST_INFO, TIE
from safepassage.identity.compiled import compiled
from safepassage.identity.features import COUNT, FAR_APART
from safepassage.identity.search_kernels import Array, Spelled
from safepassage.identity.spelling import LEAST
from safepassage.identity.weigh_kernels import Memo, Typing, room, written

PAIR = 2
MOST = 8  # parts of one name that are compared
SINGLE, RIGHT, LEFT = 0, 1, 2  # kinds of match: one with one, with the next word too, with the next part too
SPREAD, WEIGHED = 0x9E3779B1, 1 << 16  # spreads the numbers of pairs over a memo; the most pairs that it holds
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
def best_moves(bits: Array, n: int, m: int, move: Array, best: Array) -> None:
    """The one-to-one alignment with the most bits: move[i, taken] is the step at part i when the words `taken` are taken.

    bits[kind, i, j] for kind single, right join, left join. A step is -1 (left over), j, j + RIGHT_JOIN or j + LEFT_JOIN. Among
    equals the earlier part is matched, with the earlier word: who bears the grandfather's name is found by the first of the two.
    """
    best[n, : 1 << m] = 0.0
    best[n + 1, : 1 << m] = -1e9
    for i in range(n - 1, -1, -1):
        for taken in range(1 << m):
            value, step, least = best[i + 1, taken], -1, best[i + 1, taken] - TIE
            for j in range(m):
                mask = 1 << j
                if taken & mask:
                    continue
                single = bits[SINGLE, i, j]
                if single > 0.0:
                    gain = single + best[i + 1, taken | mask]
                    if gain > least:
                        value, step, least = gain, j, gain + TIE
                if j + 1 < m and bits[RIGHT, i, j] > JOIN and not taken & mask << 1:
                    gain = bits[RIGHT, i, j] + best[i + 1, taken | mask | mask << 1]
                    if gain > least:
                        value, step, least = gain, j + RIGHT_JOIN, gain + TIE
                if i + 1 < n and bits[LEFT, i, j] > JOIN:
                    gain = bits[LEFT, i, j] + best[i + 2, taken | mask]
                    if gain > least:
                        value, step, least = gain, j + LEFT_JOIN, gain + TIE
            best[i, taken] = value
            move[i, taken] = step


@compiled
def describe(
    bits: Array,
    best: Array,
    light: Array,
    info: Array,
    size: Array,
    move: Array,
    out: Array,
    steps: Array,
    shares: Array,
) -> None:
    """Follow the moves and write the features in the order of `features.NAMES`.

    bits[kind, i, j] for kind single, right join, left join; best[0, i] of a part, best[1, i] of two joined; light[side, place];
    info[0, i] of a part, info[1, j] of a word, info[2, j] of two joined.
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
        value = bits[kind, i, j]
        loss = best[int(kind == LEFT), i] - value + info[1 + (kind == RIGHT), j]
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
    others: Array,
    left: Side,
    right: Side,
    pairs: Pairs,
    typing: Typing,
    all_letters: bool,
    memo: Memo,
    alpha: Array,
    bits: Array,
) -> None:
    """Fill bits[k, kind, i, j] of every pair of parts of a name and each other: as found, else by letters where that is asked for."""
    these, joins, those, their_joins, info = left.parts, left.joins, right.parts, right.joins, right.info
    at, words, worth, key, kept = pairs.at, pairs.word, pairs.bits, memo.key, memo.bits
    symbols, first, letters, start = left.spelled.values, left.spelled.start, right.spelled.values, right.spelled.start
    table, empty, slip, rest = typing.table, typing.empty, typing.slip, typing.rest
    for k in range(len(others)):
        other = others[k]
        for kind in range(3 if other >= 0 else 0):
            for i in range(MOST):
                part = joins[name, i] if kind == LEFT else these[name, i]
                if part < 0:
                    break
                for j in range(MOST):
                    word = their_joins[other, j] if kind == RIGHT else those[other, j]
                    if word < 0:
                        break
                    low, end, value = place_of(words, at[part], at[part + 1], word), at[part + 1], 0.0
                    if low < end and words[low] == word:
                        value = float(worth[low])
                    elif kind == SINGLE or all_letters:
                        number = part * len(info) + word
                        place = (number * SPREAD >> 20) % len(key)
                        if key[place] != number:
                            n, m, key[place] = first[part + 1] - first[part], start[word + 1] - start[word], number
                            chance = written(
                                symbols, first[part], n, letters, start[word], m, table, empty, slip, alpha
                            )
                            kept[place] = max(LEAST, np.log2(chance * rest[part] + 1e-30) + info[word])
                        value = kept[place]
                    if kind == RIGHT and value:
                        value = value + joined_info(info, those[other], j, word) - info[word]
                    bits[k, kind, i, j] = value


@compiled
def place_of(words: Array, low: int, high: int, word: int) -> int:
    """The first place from `low` on, up to `high`, whose word is not smaller."""
    while low < high:
        middle = (low + high) // 2
        if words[middle] < word:
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def joined_info(info: Array, words: Array, j: int, both: int) -> float:
    """The bits that words j and j + 1 hold, written as one: no more than each of them alone."""
    return float(min(info[both], info[words[j]] + info[words[j + 1]]))


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
    bits, best_part = np.zeros((candidates.shape[1], 3, MOST, MOST)), np.zeros((2, MOST))
    light, info, size = np.zeros((2, MOST), np.bool_), np.zeros((3, MOST)), np.zeros(2, np.int64)
    move, best = np.zeros((MOST + 2, 1 << MOST), np.int64), np.zeros((MOST + 2, 1 << MOST))
    found, one, gave = np.zeros(COUNT), np.zeros(MOST, np.int64), np.zeros(MOST)
    held = min(WEIGHED, candidates.size * MOST)
    memo, alpha = Memo(np.full(held, -1, np.int64), np.zeros(held)), room(left.spelled, right.spelled)
    parts, joins, of_part = right.parts, right.joins, right.info
    for row in range(len(names)):
        size[0] = unpack(left, names[row], light[0], info[0])
        for i in range(size[0]):
            best_part[0, i] = typing.best[left.parts[names[row], i]]
            best_part[1, i] = typing.best[left.joins[names[row], i]]
        weigh(names[row], candidates[row], left, right, pairs, typing, all_letters, memo, alpha, bits)
        for k in range(candidates.shape[1]):
            other = candidates[row, k]
            if other < 0:
                continue
            size[1] = m = unpack(right, other, light[1], info[1])
            for j in range(m - 1):
                info[2, j] = joined_info(of_part, parts[other], j, joins[other, j])
            best_moves(bits[k], size[0], m, move, best)
            one[:] = -1
            gave[:] = 0.0
            describe(bits[k], best_part, light, info, size, move, found, one, gave)
            value = 0.0
            for at in range(COUNT):
                value += found[at] * weights[at]
            out[row, k] = value + weights[COUNT]
            if len(features):
                features[row, k] = found
            if k == 0 and len(steps):
                steps[row] = one
                shares[row] = gave


@compiled
def unpack(side: Side, name: int, light: Array, info: Array) -> int:
    """How many parts the name has; their lightness and bits."""
    parts, lightness, bits = side.parts, side.light, side.info
    n = 0
    while n < MOST and parts[name, n] >= 0:
        light[n] = lightness[name, n]
        info[n] = bits[parts[name, n]]
        n += 1
    return n
