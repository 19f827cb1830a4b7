"""How likely a part of a name is spelt as a word of the other list: letters learnt, mixed with spellings seen.

The weight of a pair is in bits: log2 of P(word | the same name) / P(word | anybody), as in Fellegi and Sunter (1969). A rare
name that agrees says much, a common one little. Seen and learnt are mixed as in Witten and Bell (1991).
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from safepassage.identity.channel import (
    LONGEST,
    Channel,
    Floats,
    Ints,
    base_of,
    contexts,
    letter_numbers,
    segment_code,
)
from safepassage.identity.letters import ALPHABETS
from safepassage.identity.slips import Known, bare, halves

UNSEEN = 0.3  # share of the kinds of words seen that stands for those not seen
SLIP = 0.01  # probability that a symbol is typed wrongly
OFTEN = 3  # sightings of a part that may be half of a compound in one word
LEAST = -10.0  # bits; two words that have nothing in common cost no more than this
Matrix = Floats


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """How common words are in one script: counts of those seen, and a model of three letters for those not seen."""

    script: str
    counts: Mapping[str, int]
    letters: Floats  # P(letter | two before), shape (base, base, base)
    total: int
    known: Known | None = None  # words that may be meant where another is written

    def log2(self, word: str) -> float:
        """The binary logarithm of the word's probability; a slip of a common word is commoner than its letters say."""
        unseen = UNSEEN * len(self.counts)
        letters = unseen * 2.0 ** self.by_letters(word) if unseen else 0.0
        slips = sum(chance * self.counts.get(other, 0) for other, chance in self.meant(word))
        return float(np.log2((self.counts.get(word, 0) + slips + letters + 1e-300) / (self.total + unseen)))

    @functools.lru_cache(maxsize=100_000)  # noqa: B019 - a lexicon is one of the few of the model, and lives as long as it
    def meant(self, word: str) -> tuple[tuple[str, float], ...]:
        """Known words that this word may be meant for, each with the probability that it becomes this one."""
        return self.known.meant(word) if self.known else ()

    def by_letters(self, word: str) -> float:
        """The binary logarithm of the probability of these letters in a row."""
        n = (0, 0, *letter_numbers(word, self.script), 0)
        return float(np.log2(self.letters[n[:-2], n[1:-1], n[2:]]).sum())


@dataclass(frozen=True, slots=True, eq=False)
class Spelling:
    """What is known of how names of one script are written in another (or in the same, by another hand)."""

    channel: Channel
    seen: Mapping[str, Mapping[str, int]]  # part -> word -> how often
    parts: Lexicon
    words: Lexicon
    tables: Tables = field(init=False)
    names: frozenset[str] = field(init=False)  # parts seen often enough to be half of a compound

    def __post_init__(self) -> None:
        """Derive the tables the search uses; every spelling seen is a word that may be meant."""
        object.__setattr__(self, "tables", Tables.of(self.channel))
        often = frozenset(part for part, seen in self.seen.items() if sum(seen.values()) >= OFTEN)
        object.__setattr__(self, "names", often)
        words = frozenset(self.words.counts).union(*self.seen.values())
        known = Known(words, self.target, ALPHABETS[self.target])
        object.__setattr__(self, "words", replace(self.words, known=known))

    @property
    def source(self) -> str:
        """The script of the parts."""
        return self.channel.source

    @property
    def target(self) -> str:
        """The script of the words."""
        return self.channel.target

    def mixture(self, part: str) -> tuple[Mapping[str, int], float, float]:
        """Words seen for a part, the weight of one sighting, and the weight of the letters' own probability."""
        seen = self.seen.get(part)
        if not seen:
            return {}, 0.0, 1.0
        kinds, total = len(seen), sum(seen.values())
        return seen, 1.0 / (total + kinds), kinds / (total + kinds)

    @functools.lru_cache(maxsize=20_000)  # noqa: B019 - a spelling is one of the few of the model, and lives as long as it
    def attested(self, part: str) -> Mapping[str, float]:
        """Words seen for a part with their probability; those of its other half too, where it is a compound."""
        seen, each, _ = self.mixture(part)
        found = {word: count * each for word, count in seen.items()}
        compound = halves(part, self.names) if self.source == "arab" else ()
        for other, share in (*bare(part, self.source), *compound):
            others, each, _ = self.mixture(other)
            for word, count in others.items():
                found[word] = found.get(word, 0.0) + share * count * each
        return found

    def bits(self, part: str, word: str, info: float | None = None) -> float:
        """The weight of the pair in bits, at least `LEAST`; `info` are the bits the word itself holds, where known."""
        attested, (_, _, rest) = self.attested(part), self.mixture(part)
        probability = attested.get(word, 0.0) + rest * self.written(part, word)
        probability += sum(chance * attested.get(other, 0.0) for other, chance in self.words.meant(word))
        return max(LEAST, float(np.log2(probability + 1e-30)) + (self.info((word,)) if info is None else info))

    def info(self, words: tuple[str, ...]) -> float:
        """How many bits a word holds; neighbours written as one hold no more than each of them alone."""
        alone = -sum(self.words.log2(word) for word in words)
        return min(alone, -self.words.log2("".join(words))) if len(words) > 1 else alone

    def written(self, part: str, word: str) -> float:
        """P(word | part) by letters alone, typing slips included."""
        return self._forward(part, word)[-1][-1]

    def best(self, part: str) -> float:
        """The binary logarithm of what the likeliest writing of each symbol would give together."""
        return float(np.log2(self.tables.peak[list(contexts(part, self.source))]).sum())

    def _forward(self, part: str, word: str) -> list[list[float]]:
        """alpha[j][i]: the probability that the part's first i symbols are written as the word's first j letters."""
        tables, rows = self.tables, contexts(part, self.source)
        segments = self._segments(word)
        table, empty, slip = tables.slipping, tables.empty, tables.slip
        alpha = [[1.0] + [0.0] * len(rows)]
        for i, row in enumerate(rows):
            alpha[0][i + 1] = alpha[0][i] * float(table[row, empty])
        for j in range(1, len(word) + 1):
            line = [slip * alpha[j - 1][0]]
            ending = [(alpha[j - k], segment) for k, segment in segments[j - 1]]
            for i, row in enumerate(rows):
                value = line[i] * table[row, empty] + slip * alpha[j - 1][i + 1]
                for before, segment in ending:
                    value += before[i] * table[row, segment]
                line.append(float(value))
            alpha.append(line)
        return alpha

    def _segments(self, word: str) -> list[list[tuple[int, int]]]:
        """Per letter, the lengths and numbers of the segments that end with it."""
        numbers, base, of = letter_numbers(word, self.target), base_of(self.target), self.channel.segment_of
        found = []
        for j in range(1, len(numbers) + 1):
            codes = [(k, int(of[segment_code(numbers[j - k : j], base)])) for k in range(1, min(LONGEST, j) + 1)]
            found.append([(k, segment) for k, segment in codes if segment >= 0])
        return found

    def letters(self, part: str, word: str) -> tuple[tuple[str, str], ...]:
        """The likeliest alignment: each symbol of the part with the letters it is written as (Viterbi).

        A letter that belongs to no symbol stands alone with an empty symbol.
        """
        rows, segments, tables = contexts(part, self.source), self._segments(word), self.tables
        symbols = part if part.startswith("+") else "^" + part
        best: list[list[tuple[float, int, int]]] = [
            [(0.0, 0, 0)] * (len(rows) + 1) for _ in range(len(word) + 1)
        ]  # probability, letters taken, symbols taken
        best[0][0] = (1.0, 0, 0)
        for j in range(len(word) + 1):
            for i in range(len(rows) + 1):
                options = [best[0][0]] if i == j == 0 else []
                if i:
                    row = rows[i - 1]
                    options.append((best[j][i - 1][0] * float(tables.slipping[row, tables.empty]), 0, 1))
                    for k, segment in segments[j - 1] if j else ():
                        options.append((best[j - k][i - 1][0] * float(tables.slipping[row, segment]), k, 1))
                if j:
                    options.append((best[j - 1][i][0] * tables.slip, 1, 0))
                best[j][i] = max(options)
        found, i, j = [], len(rows), len(word)
        while i or j:
            _, letters, taken = best[j][i]
            found.append((symbols[i - 1] if taken else "", word[j - letters : j]))
            i, j = i - taken, j - letters
        return tuple(pair for pair in reversed(found) if pair != ("^", ""))


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """A channel as the searches want it; every table has a last column of zeros for a segment that does not exist.

    What ends in 32 is the same in single precision, for the compiled loops.
    """

    plain: Matrix
    slipping: Matrix
    prefixes: Matrix
    prefix_of: Ints
    peak: Matrix
    empty: int
    slip: float
    slipping32: npt.NDArray[np.float32]
    letters32: tuple[npt.NDArray[np.float32], npt.NDArray[np.float32], npt.NDArray[np.float32], int]

    @classmethod
    def of(cls, channel: Channel) -> Tables:
        """All tables of a channel."""
        plain = np.concatenate([channel.table, np.zeros((len(channel.table), 1))], axis=1)
        base, segments = base_of(channel.target), channel.segments
        begins: dict[str, list[int]] = {}
        for at, segment in enumerate(segments):
            for length in range(1, len(segment)):
                begins.setdefault(segment[:length], []).append(at)
        prefix_of = np.full(base**LONGEST, -1, dtype=np.int32)
        prefixes = np.zeros((len(plain), len(begins) + 1))
        for at, (prefix, members) in enumerate(sorted(begins.items())):
            prefix_of[segment_code(letter_numbers(prefix, channel.target), base)] = at
            prefixes[:, at] = plain[:, members].max(axis=1)
        letters = base - 1
        wrong = {0: 0.4, 1: 0.4 / letters, 2: 0.2 / letters**2}
        slips = np.array([*(wrong.get(len(one), 0.0) for one in segments), 0.0])
        slipping = (1.0 - SLIP) * plain + SLIP * slips
        peak, empty = plain.max(axis=1), segments.index("")
        small = plain.astype(np.float32), prefixes.astype(np.float32), peak.astype(np.float32), empty
        return cls(
            plain, slipping, prefixes, prefix_of, peak, empty, SLIP / letters, slipping.astype(np.float32), small
        )
