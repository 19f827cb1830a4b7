"""What a word may be meant for: a known word with a typing slip in it, or one with Abd, Abu, al-Din or an article before or after."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

SHARE = 0.01  # of all words that are written with a slip
KINDS = 4  # a wrong letter, a lost one, one too many, two turned round: as likely as each other
SHORTEST, LONGEST = 4, 12  # letters of a word that is read as a slip
ADDED = 0.01  # of all names, those that are written with half of a compound too many, or without it
_HALVES = {
    "latn": re.compile(
        r"(?:abd(?:\+|[aeou]?[ldnrstz])|ab(?:ou|u)\+?|[ae](?=([dnrstz])\1)[dnrstz]|[aeu]l(?=[^aeiouyl]))(?P<first>[a-z]{4,})"
        r"|(?P<last>[a-z]{3,}?)(?:\+din|[aeu]d?d[iey]{1,2}ne?)"
    ),
    "arab": re.compile(r"(?:عبد\+?|ابو\+?)(?P<first>[^+]{3,})|(?P<last>[^+]{3,})\+(?:دين|له)"),
}


def bare(word: str, script: str) -> str:
    """The word without the other half of a compound (Abd al-Rahman: Rahman, Salah al-Din: Salah); empty where it is none."""
    halves = _HALVES.get(script)
    found = halves.fullmatch(word) if halves else None
    return (found["first"] or found["last"]) if found else ""


class Known:
    """Words that may be meant where another is written."""

    def __init__(self, words: Iterable[str], script: str, letters: str) -> None:
        """Take the words of one script, and the letters that may be typed by mistake."""
        self.words = frozenset(words)
        self.script = script
        self.letters = letters
        self.looked_up: Mapping[str, set[str]] = {}  # of words looked up together, the known words one slip away

    def asked(self, words: Iterable[str]) -> tuple[str, ...]:
        """Of some words those that are read as slips."""
        return tuple(word for word in words if word not in self.words and SHORTEST <= len(word) <= LONGEST)

    def meant(self, word: str) -> tuple[tuple[str, float], ...]:
        """Known words and the probability that each, when written, becomes this word: with half a compound added, or by a slip.

        One slip is a Damerau (1964) edit; only a word that is not known is read as one. The words come in their own order.
        """
        if not self.words:
            return ()
        found: dict[str, float] = {}
        if self.asked((word,)):
            for other in self._near(word):
                found[other] = slip(other, word, len(self.letters))
        alone = bare(word, self.script)
        if alone in self.words:
            found[alone] = max(found.get(alone, 0.0), ADDED)
        return tuple(sorted(found.items()))

    def _near(self, word: str) -> set[str]:
        """Known words one slip away."""
        if word in self.looked_up:
            return self.looked_up[word]
        found = set(self.words.intersection(word[:at] + word[at + 1 :] for at in range(len(word))))
        for at in range(len(word) + 1):
            before, after = word[:at], word[at:]
            tried = [before + letter + rest for letter in self.letters for rest in (after, after[1:])]
            found |= self.words.intersection([*tried, before + after[1:2] + after[:1] + after[2:]])
        return found


def slip(other: str, word: str, letters: int) -> float:
    """The probability that who means one word writes the other by one slip; 0 where it takes more than one."""
    short, long = sorted((other, word), key=len)
    head = next((at for at, (a, b) in enumerate(zip(other, word, strict=False)) if a != b), len(short))
    each, n = SHARE / KINDS, len(other)
    if len(long) == len(short) + 1:
        lost = len(other) > len(word)
        return (each / n if lost else each / (n + 1) / letters) if short[head:] == long[head + 1 :] else 0.0
    if len(long) > len(short) or other == word:
        return 0.0
    if other[head + 1 :] == word[head + 1 :]:
        return each / n / letters
    turned = other[head : head + 2] == word[head : head + 2][::-1] and other[head + 2 :] == word[head + 2 :]
    return each / (n - 1) if turned else 0.0
