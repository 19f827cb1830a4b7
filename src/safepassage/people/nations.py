"""Nationality as it is written, to ISO 3166 alpha-3: codes, names of states (CLDR) and adjectives in three languages."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from babel import Locale
from babel.core import get_global

from safepassage.people.demonyms import DEMONYMS
from safepassage.people.text import clean, key

LANGUAGES = ("en", "ar", "fr")
# ICAO 9303-3, section 5: codes of travel documents that are no ISO 3166 code; UTO is the specimens' own state.
ICAO_CODES = (
    "GBD",
    "GBN",
    "GBO",
    "GBP",
    "GBS",
    "XXA",
    "XXB",
    "XXC",
    "XXX",
    "XOM",
    "UNO",
    "UNA",
    "UNK",
    "EUE",
    "RKS",
    "UTO",
)
GONE = {"ANT", "BUR", "DDR", "FXX", "NTZ", "SCG", "SUN", "TMP", "YMD", "YUG", "ZAR"}  # states that are no more
SEVERAL = re.compile(r"\s*[/,;،؛&+]\s*|\s+and\s+|\s+et\s+|\s+و\s?", re.IGNORECASE)
FEMININE = (
    ("ien", "ienne"),
    ("een", "eenne"),
    ("ain", "aine"),
    ("ais", "aise"),
    ("ois", "oise"),
    ("c", "que"),
    ("n", "ne"),
)


@functools.cache
def codes() -> Mapping[str, str]:
    """Every alpha-3 code that counts, with its alpha-2 code where it has one."""
    aliases: Mapping[str, list[str]] = get_global("territory_aliases")
    found = {three: two[0] for three, two in aliases.items() if len(three) == 3 and three.isalpha() and len(two) == 1}  # noqa: PLR2004 - a code has three letters
    return MappingProxyType(
        {three: two for three, two in found.items() if three not in GONE} | dict.fromkeys(ICAO_CODES, "")
    )


@functools.cache
def nation_words() -> Mapping[str, str]:
    """Alpha-3 by word, words as `text.key` writes them; a word of the table of adjectives goes before a state's name."""
    words: dict[str, str] = {}
    for three, two in codes().items():
        for word in (three, two):
            if word:
                words.setdefault(key(word), three)
    for three, language, word in _adjectives():
        for form in _forms(language, key(word)):
            words.setdefault(form, three)
    by_two = {two: three for three, two in codes().items() if two}
    for language in LANGUAGES:
        for two, name in Locale(language).territories.items():
            if two in by_two:
                words.setdefault(key(name), by_two[two])
    return MappingProxyType(words)


def _adjectives() -> Iterator[tuple[str, str, str]]:
    for line in DEMONYMS.strip().splitlines():
        three, *by_language = line.split("|")
        for language, words in zip(LANGUAGES, by_language, strict=True):
            for word in words.split(","):
                yield three, language, word


def _forms(language: str, word: str) -> Iterator[str]:
    yield word
    if language == "ar" and word.endswith("ي"):
        yield from (word + "ه", "ال" + word, "ال" + word + "ه", word + "ون", word + "ين")
    if language == "fr":
        yield from (word + "e", word + "s", word + "es")
        for masculine, feminine in FEMININE:
            if word.endswith(masculine):
                yield word.removesuffix(masculine) + feminine
    if language == "en" and word.endswith(("n", "i")):
        yield word + "s"


def read_nation(text: str) -> tuple[str, bool]:
    """Alpha-3 and whether the cell names several states (the first counts); empty where the text is no nationality."""
    words = nation_words()
    whole = words.get(key(text), "")
    if whole:
        return whole, False
    parts = [words.get(key(part), "") for part in SEVERAL.split(clean(text)) if part]
    if parts and all(parts):
        return parts[0], len(set(parts)) > 1
    return "", False
