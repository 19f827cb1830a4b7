"""Do two names agree? Plainly by their letters, or by how names are spelt in another hand or script."""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from collections.abc import Callable

from rapidfuzz.distance import OSA

from safepassage.identity.compare import compare

PARTICLES = frozenset(("bin", "ben", "ibn", "bint", "al", "el", "ul", "بن", "ابن", "بنت", "ال"))
ENOUGH_PARTS = 2
LIKELY = 3.0  # bits from which a part is taken to be a spelling of another
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


def compare_names(one: str, other: str, *, weigh: bool = True) -> str:
    """The reason that fits: `name-equal`, `name-spelling`, `name-short` or `name-differs`.

    Every part of the shorter name must be found in the longer, in any order, and at least two of them. Without `weigh` names
    must agree by their letters or their sound alone, which is quick and asks a human: it never links.
    """
    few, many = sorted((parts(one), parts(other)), key=lambda some: (len(some), some))
    if len(few) < ENOUGH_PARTS:
        return "name-short"
    if sorted(few) == sorted(many):
        return "name-equal"
    if _one_by_one(few, many, _near):
        return "name-spelling"
    across = is_latin(one) != is_latin(other)
    if weigh:  # consonants alone cannot tell Hassan from Hussein, and a shared document would then merge two brothers
        agree = _worth_weighing(few, many) and _as_spelt(one, other)
    else:
        agree = across and _one_by_one(few, many, _sound_alike)
    return "name-spelling" if agree else "name-differs"


def is_latin(name: str) -> bool:
    """The name is written in Latin letters only."""
    return all("LATIN" in unicodedata.name(letter, "") for letter in name if letter.isalpha())


def _sound_alike(one: str, other: str) -> bool:
    left, right = consonants(one), consonants(other)
    return left == right or left == right.removeprefix("l") or right == left.removeprefix("l")


def _one_by_one(few: tuple[str, ...], many: tuple[str, ...], agree: Callable[[str, str], bool]) -> bool:
    left = list(many)
    for part in few:
        partner = next((candidate for candidate in left if agree(part, candidate)), None)
        if partner is None:
            return False
        left.remove(partner)
    return True


def _near(one: str, other: str) -> bool:
    """Equal, or one typing error apart."""
    return one == other or (min(len(one), len(other)) >= LONG and OSA.distance(one, other, score_cutoff=1) <= 1)


def _worth_weighing(few: tuple[str, ...], many: tuple[str, ...]) -> bool:
    """Two parts at least sound alike by their consonants: weighing spellings takes a thousand times as long as seeing this."""
    sounds = [consonants(part) for part in many]
    alike = sum(
        any(OSA.distance(sound, other, score_cutoff=1) <= 1 for other in sounds) for sound in map(consonants, few)
    )
    return alike >= ENOUGH_PARTS


def _as_spelt(one: str, other: str) -> bool:
    """Every part of the one name or of the other is a likely spelling of a part of its partner."""
    found = compare(one, other)
    surely = [part for part in found.parts if part.bits >= LIKELY]
    whole = not found.left_over or not found.right_over
    return len(surely) == len(found.parts) >= ENOUGH_PARTS and whole
