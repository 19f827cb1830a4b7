"""Do two names agree? A plain comparison of consonants, across Arabic and Latin letters."""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata

from rapidfuzz.distance import OSA

PARTICLES = frozenset(("bin", "ben", "ibn", "bint", "al", "el", "ul", "بن", "ابن", "بنت", "ال"))
ENOUGH_PARTS = 2
LONG = 5  # letters from which one typing error leaves a name recognisable

_ARABIC = str.maketrans(
    {
        **dict.fromkeys("أإآٱ", "ا"),
        **dict.fromkeys("ىیئ", "ي"),
        "ؤ": "و",
        "ة": "ه",
        "ک": "ك",
        "ء": "",
        "ـ": "",
    }
)
_CONSONANT = {
    **dict(zip("بتثجحخدذرزسشصضطظغفقكلمنهپچگ", "bttghkddrdsssdtdgfkklmnhbsg", strict=True)),
    **dict(zip("bcdfghjklmnpqrstvxz", "bkdfghgklmnbkrstfsd", strict=True)),
}
_DIGRAPHS = (("kh", "k"), ("sh", "s"), ("ch", "s"), ("gh", "g"), ("th", "t"), ("dh", "d"), ("ph", "f"))
_ABD = re.compile(r"^(abd)(?:[aeiou]{1,2}[ldrnszt])?(?=\w{3})")


@functools.lru_cache(maxsize=100_000)
def parts(name: str) -> tuple[str, ...]:
    """The name's parts in one spelling of letters: lower case, no marks, no articles, no particles."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(one for one in plain if not unicodedata.combining(one)).translate(_ARABIC)
    words = re.findall(r"[^\W\d_]+", re.sub(r"['’ʿʾ`]", "", plain))
    return tuple(part for word in words for part in _split(word) if part not in PARTICLES)


def _split(word: str) -> tuple[str, ...]:
    if word.startswith("عبدال") and len(word) > LONG + 1:
        return ("عبد", word[5:])
    found = _ABD.match(word)
    if found and len(word) > LONG:
        return ("abd", word[found.end() :])
    return (word[2:] if word.startswith("ال") and len(word) > LONG - 1 else word,)


@functools.lru_cache(maxsize=100_000)
def consonants(part: str) -> str:
    """The part's consonants in one alphabet; both scripts give the same for most spellings of one name."""
    for pair, one in _DIGRAPHS:
        part = part.replace(pair, one)
    kept = "".join(_CONSONANT.get(letter, "") for letter in part)
    kept = "".join(letter for letter, _ in itertools.groupby(kept))
    return kept.removesuffix("h") or kept or part


def is_latin(name: str) -> bool:
    """The name is written in Latin letters only."""
    return all("LATIN" in unicodedata.name(letter, "") for letter in name if letter.isalpha())


def compare_names(one: str, other: str) -> str:
    """The reason that fits: `name-equal`, `name-spelling`, `name-short` or `name-differs`.

    Every part of the shorter name must be found in the longer, in any order, and at least two of them.
    """
    few, many = sorted((parts(one), parts(other)), key=lambda some: (len(some), some))
    if len(few) < ENOUGH_PARTS:
        return "name-short"
    if sorted(few) == sorted(many):
        return "name-equal"
    agree = _same_script if is_latin(one) == is_latin(other) else _across
    left = list(many)
    for part in few:
        partner = next((candidate for candidate in left if agree(part, candidate)), None)
        if partner is None:
            return "name-differs"
        left.remove(partner)
    return "name-spelling"


def _same_script(one: str, other: str) -> bool:
    return one == other or (min(len(one), len(other)) >= LONG and OSA.distance(one, other, score_cutoff=1) <= 1)


def _across(one: str, other: str) -> bool:
    left, right = consonants(one), consonants(other)
    return left == right or left == right.removeprefix("l") or right == left.removeprefix("l")
