"""Learning a letter channel by expectation maximisation from pairs of a part and its spelling."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from benchmarks.identity.learn_kernels import edge_codes, expect

from safepassage.identity.channel import (
    LONGEST,
    Channel,
    base_of,
    context_count,
    contexts,
    letter_numbers,
    target_letters,
)
from safepassage.identity.letters import VOWELS

FEWEST = 0.02  # expected count under which a kind of edge is forgotten between rounds


@dataclass(frozen=True, slots=True)
class Pair:
    """A part, its spelling, and how much it counts."""

    part: str
    token: str
    weight: float


def usable(pairs: Counter[tuple[str, str]]) -> list[Pair]:
    """Pairs in a fixed order; a pair seen often counts less than its number, so that Mohammed does not drown the rest."""
    return [Pair(part, token, 1.0 + np.log(count)) for (part, token), count in sorted(pairs.items()) if part and token]


def letter_model(tokens: Counter[str], script: str) -> np.ndarray:
    """P(letter | two letters before) as [base, base, base], with 0 for before the beginning and after the end."""
    base = base_of(script)
    three = np.full((base, base, base), 0.01)
    two = np.full((base, base), 0.1)
    for token, count in tokens.items():
        weight = 1.0 + np.log(count)
        numbers = (0, 0, *letter_numbers(token, script), 0)
        for at in range(2, len(numbers)):
            three[numbers[at - 2], numbers[at - 1], numbers[at]] += weight
            two[numbers[at - 1], numbers[at]] += weight
    one = two.sum(0) / two.sum()
    two = (two + 5.0 * one) / (two.sum(1, keepdims=True) + 5.0)
    return (three + 5.0 * two[None]) / (three.sum(2, keepdims=True) + 5.0)


def letter_log(model: np.ndarray, token: str, script: str) -> float:
    """The natural logarithm of the token's probability by its letters."""
    numbers = (0, 0, *letter_numbers(token, script), 0)
    return float(sum(np.log(model[numbers[at - 2], numbers[at - 1], numbers[at]]) for at in range(2, len(numbers))))


def learn(
    pairs: list[Pair], source: str, target: str, *, rounds: int = 8, share: float = 0.03, most: int = 1500
) -> Channel:
    """The channel that explains the pairs best, smoothed."""
    base = base_of(target)
    width = base**LONGEST
    model = letter_model(Counter(pair.token for pair in pairs), target)
    noise = np.exp([letter_log(model, pair.token, target) for pair in pairs])
    weight = np.array([pair.weight for pair in pairs])
    rows = [contexts(pair.part, source) for pair in pairs]
    words = [letter_numbers(pair.token, target) for pair in pairs]
    symbol_at = np.cumsum([0, *map(len, rows)])
    letter_at = np.cumsum([0, *map(len, words)])
    ctx = np.array([one for row in rows for one in row], dtype=np.int64)
    letters = np.array([one - 1 for word in words for one in word], dtype=np.int64)
    room = sum(len(row) * (len(word) + 1) * (LONGEST + 1) for row, word in zip(rows, words, strict=True))
    codes = np.empty(room, dtype=np.int64)
    n = edge_codes(ctx, symbol_at, letters, letter_at, base, codes)
    kinds, edge_of = np.unique(codes[:n], return_inverse=True)
    del codes
    edge_of = edge_of.astype(np.int32)
    shape = Shape(kinds // width, kinds % width, source, target)
    prob = shape.first()
    for at in range(rounds):
        counts = np.zeros(len(kinds))
        like = expect(symbol_at, letter_at, edge_of, prob, weight, noise, share, counts)
        print(f"  {source}-{target} round {at + 1}: {like / weight.sum():.4f} nats per pair", flush=True)
        prob = shape.smoothed(counts if at < rounds - 1 else np.where(counts < FEWEST, 0.0, counts))
    return shape.channel(counts, most)


class Shape:
    """The kinds of edges, and how their counts become probabilities."""

    def __init__(self, ctx: np.ndarray, code: np.ndarray, source: str, target: str) -> None:
        self.ctx, self.code, self.source, self.target = ctx, code, source, target
        self.base = base_of(target)
        self.codes, self.seg = np.unique(code, return_inverse=True)
        text = {number: letter for letter, number in target_letters(target).items()}
        self.texts = [_text(int(one), self.base, text) for one in self.codes]
        self.length = np.array([len(one) for one in self.texts])
        self.symbol = ctx // 12

    def first(self) -> np.ndarray:
        """Where nothing is known: shorter segments are likelier."""
        return np.array([0.25, 0.5, 0.2, 0.04, 0.01])[self.length[self.seg]] / float(self.base - 1) ** (
            0.7 * self.length[self.seg]
        )

    def _backed(self, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """P(segment | symbol) for every symbol and segment, and the counts it comes from."""
        n_seg, n_sym = len(self.codes), int(self.symbol.max()) + 1
        by_symbol = np.zeros((n_sym, n_seg))
        np.add.at(by_symbol, (self.symbol, self.seg), counts)
        cores, core = np.unique([_core(one, self.target) for one in self.texts], return_inverse=True)
        tails, tail = np.unique([one[len(_core(one, self.target)) :] for one in self.texts], return_inverse=True)
        core_count = np.zeros((n_sym, len(cores)))
        np.add.at(core_count.T, core, by_symbol.T)
        tail_count = np.zeros((2, len(tails)))
        has_core = np.array([bool(one) for one in cores])[core].astype(int)
        np.add.at(tail_count, (has_core, tail), by_symbol.sum(0))
        core_p = (core_count + 0.02) / (core_count.sum(1, keepdims=True) + 0.02 * len(cores))
        tail_p = (tail_count + 0.05) / (tail_count.sum(1, keepdims=True) + 0.05 * len(tails))
        shaped = core_p[:, core] * tail_p[has_core, tail][None]
        total = by_symbol.sum(1, keepdims=True)
        return (by_symbol + 2.0 * shaped) / (total + 2.0), by_symbol

    def smoothed(self, counts: np.ndarray) -> np.ndarray:
        """P(segment | context) per kind of edge."""
        backed, _ = self._backed(counts)
        per_ctx = np.bincount(self.ctx, weights=counts, minlength=int(self.ctx.max()) + 1)
        return (counts + 3.0 * backed[self.symbol, self.seg]) / (per_ctx[self.ctx] + 3.0)

    def channel(self, counts: np.ndarray, most: int) -> Channel:
        """The table over the segments that occur most, and every segment of up to one letter."""
        backed, by_symbol = self._backed(counts)
        use = by_symbol.sum(0)
        use[self.length <= 1] = np.inf
        kept = np.sort(np.argsort(-use, kind="stable")[:most])
        n_ctx = context_count(self.source)
        table = np.zeros((n_ctx, len(self.codes)))
        table[self.ctx, self.seg] = counts
        symbol = np.minimum(np.arange(n_ctx) // 12, backed.shape[0] - 1)
        table = (table + 3.0 * backed[symbol]) / (table.sum(1, keepdims=True) + 3.0)
        return Channel.of(self.source, self.target, tuple(self.texts[one] for one in kept), table[:, kept])


def _text(code: int, base: int, letters: dict[int, str]) -> str:
    found = ""
    while code:
        code, number = divmod(code, base)
        found = letters[number] + found
    return found


def _core(segment: str, script: str) -> str:
    """The segment without the vowels at its end."""
    return segment.rstrip(VOWELS[script])
