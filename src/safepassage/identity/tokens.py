"""A name as parts: particles, articles, kunya and compounds recognised in Arabic and in Latin letters."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from safepassage.identity.letters import ARTICLE, fold, script_of

MOST_PARTS = 10  # a longer name keeps its first and its last parts
LONGEST_PART = 24  # letters
MRZ_LINE = 38  # characters from which a machine-readable name may have been cut

_LIGHT = {
    "arab": frozenset(("بن", "ابن", "بنت", "د", "م", "دكتور", "مستر")),
    "latn": frozenset(("bin", "ben", "ibn", "bint", "bent", "dr", "mr", "mrs", "ms", "miss", "mme", "eng", "prof")),
    "hebr": frozenset(("בן", "בת", "אבן")),
    "cyrl": frozenset(("ибн", "бин", "бен")),
}
_ABD = re.compile(r"abd[oue]?[aeou]?[lrsndztn]?|abd[aeou]sh|abed")
_OF_ALLAH = re.compile(r"[uo]u?l?lah")  # after a name; Allah itself may begin one
_DIN = re.compile(r"(?:[aeu]l?|[aeu]d)?d[iey]{1,2}ne?")
_SUN = re.compile(r"[aeu](ch|sh|dh|th|[dlnrstz])")
_GLUED = re.compile(r"[ae]l[bcdfghjkmnpqrstvxz][a-z]{4,}")  # Alwan and Alfred are names
SHORT = 4  # letters of a word that may be a name by itself, as Din
_ALONE = frozenset(
    ("abd", "abdo", "abdou", "abdu", "abed")
)  # names too; the alignment joins them where that fits better
_ALLAH = frozenset(("allah", "ullah", "alla", "ollah"))
_KUNYA = frozenset(("abu", "abou", "aboul", "abul", "abi", "aby", "um", "umm", "oum"))
_ARTICLES = frozenset(("al", "el", "ul", "il"))


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is compared: `parts` in folded letters, `light[i]` where leaving part i out means nothing.

    `cut` says that given names may be missing at the end, because a machine-readable line was full.
    """

    script: str
    parts: tuple[str, ...]
    light: tuple[bool, ...]
    cut: bool = False


NO_NAME = Name("", (), ())


@functools.lru_cache(maxsize=100_000)
def tokenise(text: str) -> Name:
    """The parts of a name; nothing where it has no letter of a known script."""
    script = script_of(text)
    if not script:
        return NO_NAME
    cut = "<" in text and len(text.rstrip("<")) >= MRZ_LINE
    if cut and text.count("<") - text.count("<<") > 1:
        text = text.rstrip("<").rpartition("<")[0]  # the last of several given names may be only the beginning of one
    words = tuple(word[:LONGEST_PART] for word in fold(_given_first(text), script).split())
    if len(words) > MOST_PARTS:
        words = (*words[: MOST_PARTS - 2], *words[-2:])
    parts = _JOINERS.get(script, _plain)(words)
    light = tuple(_is_light(part, script) for part in parts)
    if all(light):
        light = (False,) * len(light)  # a name of particles only is compared by them
    return Name(script, parts, light, cut)


def _given_first(text: str) -> str:
    """A comma, or the double filler of a machine-readable line, says that the family name stands first."""
    for mark in ("<<", ",", "،"):
        family, _, rest = text.partition(mark)
        if family.strip("< ") and rest.strip("< ") and mark not in rest.strip("< "):
            return f"{rest} {family}"
    return text


def _is_light(part: str, script: str) -> bool:
    return part in _LIGHT[script] or (len(part) == 1 and script != "arab")


def joined(one: str, other: str) -> str:
    """Two neighbouring parts as one."""
    return one + other


def _plain(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word.strip("'") or word for word in words)


@functools.lru_cache(maxsize=200_000)
def _arabic_word(word: str) -> str:
    """The word with its article as one symbol, also inside compounds written as one word."""
    for head in ("عبد", "ابو"):
        if word.startswith(head + "ال") and len(word) > len(head) + 3:
            return head + ARTICLE + word[len(head) + 2 :]
    return ARTICLE + word[2:] if word.startswith("ال") and len(word) > 3 else word  # noqa: PLR2004 - two letters of article, two of name


def _arabic(words: tuple[str, ...]) -> tuple[str, ...]:
    parts: list[str] = []
    pending = ""
    for raw in words:
        word = _arabic_word(raw)
        if raw == "ال":
            pending += ARTICLE
        elif raw in ("عبد", "ابو", "ابي", "ام") and not pending.endswith(raw):
            pending += raw
        elif word in ("+دين", "+له") and not pending and parts:
            parts[-1] += word
        else:
            bare = word.removeprefix(ARTICLE)
            parts.append(
                pending + (bare if pending.endswith(ARTICLE) else ARTICLE + bare if pending == "عبد" else word)
            )
            pending = ""
    return (*parts, pending) if pending else tuple(parts)


def _latin(words: tuple[str, ...]) -> tuple[str, ...]:
    parts: list[str] = []
    pending = ""
    words = tuple(map(_latin_word, _turned_back(words)))
    for at, word in enumerate(words):
        following = words[at + 1] if at + 1 < len(words) else ""
        if following and _is_article(word, following):
            pending += ARTICLE
        elif following and _opens(word, pending, words[at + 1 :]):
            pending += word
        elif parts and pending in ("", ARTICLE) and (_closes(word, pending)):
            parts[-1] += pending + word
            pending = ""
        else:
            parts.append(pending + (word.removeprefix(ARTICLE) if pending.endswith(ARTICLE) else word))
            pending = ""
    return tuple(parts)


def _turned_back(words: tuple[str, ...]) -> tuple[str, ...]:
    """Where a name ends with Abdul or Abu, or begins with Ullah or Uddin, its last word was put first: Matin Abdul, Ullah Mahfuz."""
    if not words:
        return words
    first, last = words[0], words[-1]
    if last in _KUNYA or (_ABD.fullmatch(last) and last not in _ALONE):
        return (last, *words[:-1])
    if _OF_ALLAH.fullmatch(first) or (len(first) > SHORT and _DIN.fullmatch(first)):
        return (*words[1:], first)
    if first in _ARTICLES and len(words) > 1 + 1 and _DIN.fullmatch(words[1]):
        return (*words[2:], *words[:2])
    return words


def _opens(word: str, pending: str, rest: tuple[str, ...]) -> bool:
    """The word is the beginning of a compound such as Abdul Rahman or Abu Bakr; al-Abd, and Abd before a name, stand alone."""
    if word == "abd":
        return pending != ARTICLE and (
            rest[0][0] == ARTICLE or rest[0] in _ALLAH or _is_article(rest[0], (*rest, "")[1])
        )
    return word in _KUNYA or bool(_ABD.fullmatch(word) and word not in _ALONE)


@functools.lru_cache(maxsize=200_000)
def _latin_word(word: str) -> str:
    """The word with an article that is written as its first letters as one symbol, as `_arabic_word` does: Elsherif."""
    return ARTICLE + word[2:] if _GLUED.fullmatch(word) and not _DIN.fullmatch(word) else word


def _is_article(word: str, following: str) -> bool:
    if word in _ARTICLES:
        return True
    sun = _SUN.fullmatch(word)
    return bool(sun and following.startswith(sun.group(1)))


def _closes(word: str, pending: str) -> bool:
    """The word is the end of a compound such as Nur al-Din or Nasr Allah."""
    if pending:
        return bool(re.fullmatch(r"d[iey]{1,2}ne?", word)) or word == "lah"
    return word in _ALLAH or bool(len(word) > SHORT and _DIN.fullmatch(word))


_JOINERS = {"arab": _arabic, "latn": _latin}
