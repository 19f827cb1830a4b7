"""What a word may be meant for: a known word with a typing slip in it, or one with Abd, Abu, al-Din or an article before or after."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping

SHARE = 0.01  # of all words that are written with a slip
KINDS = 4  # a wrong letter, a lost one, one too many, two turned round: as likely as each other
SHORTEST, LONGEST = 4, 12  # letters of a word that is read as a slip
ADDED = 0.01  # of all names, those that are written with half of a compound too many, or without it
ARTICLE = 0.1  # of all words with an article, those that have it as their first letters: Elsherif
COMPOUND = 0.1  # of all compounds in one word, those of which one half alone is written: Hassan for Mohammadhassan
_HALVES = {
    "latn": re.compile(
        r"(?:abd(?:\+|[aeou]?[ldnrstz])|ab(?:ou|u)\+?|\+)(?P<first>[a-z]{4,})|(?P<last>[a-z]{3,}?)(?:\+din|[aeu]d?d[iey]{1,2}ne?)"
    ),
    "arab": re.compile(r"(?:عبد\+?|ابو\+?)(?P<first>[^+]{3,})|(?P<last>[^+]{3,})\+(?:دين|له)"),
}
_ARTICLES = {"latn": re.compile(r"(?:[ae](?=([dnrstz])\1)[dnrstz]|[aeu]l(?=[^aeiouyl]))([a-z]{4,})")}
HALF = 3  # letters of each half of a compound in one word, at least
OF_GOD = ("الله", "الدين")  # ends of compounds that are no names by themselves


def bare(word: str, script: str) -> tuple[tuple[str, float], ...]:
    """The word without the other half of a compound (Abd al-Rahman: Rahman, Salah al-Din: Salah) or without its article, each with its share."""
    found = _HALVES[script].fullmatch(word) if script in _HALVES else None
    article = _ARTICLES[script].fullmatch(word) if script in _ARTICLES else None
    half = ((found["first"] or found["last"], ADDED),) if found else ()
    return (*half, *(((article[2], ARTICLE),) if article else ()))


def halves(word: str, known: Container[str]) -> tuple[tuple[str, float], ...]:
    """Both halves of a compound that is written as one word of Arabic letters (Mohammadhassan, Jalal al-Din), where both are known."""
    found = []
    for at in range(HALF, len(word) - HALF + 1) if "+" not in word else ():
        first, last = word[:at], word[at:]
        if last in OF_GOD and first in known:
            found.append((first, COMPOUND))
        ends = ("+" + last[2:], last[2:]) if last.startswith("ال") and len(last) > HALF + 1 else (last,)
        found += [(half, COMPOUND) for end in ends if first in known and end in known for half in (first, end)]
    return tuple(dict(found).items())


class Known:
    """Words that may be meant where another is written."""

    def __init__(self, words: Iterable[str], script: str, letters: str) -> None:
        """Take the words of one script, and the letters that may be typed by mistake."""
        self.words = frozenset(words)
        self.script = script
        self.letters = letters
        self._together: Mapping[str, set[str]] = {}

    def asked(self, words: Iterable[str]) -> tuple[str, ...]:
        """Of some words those that are read as slips."""
        return tuple(word for word in words if word not in self.words and SHORTEST <= len(word) <= LONGEST)

    def remember(self, near: Mapping[str, set[str]]) -> None:
        """Take the known words one slip away from each of these, in the place of those remembered: found together, they are found sooner."""
        self._together = near

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
        for alone, share in bare(word, self.script):
            meant = {alone: 1.0} if alone in self.words else {}
            if word not in self.words and not meant and SHORTEST <= len(alone) <= LONGEST:
                meant = {other: slip(other, alone, len(self.letters)) for other in self._near(alone)}
            for other, chance in meant.items():
                found[other] = max(found.get(other, 0.0), share * chance)
        return tuple(sorted(found.items()))

    def _near(self, word: str) -> set[str]:
        """Known words one slip away."""
        if word in self._together:
            return self._together[word]
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
