"""Text as people type it, made comparable: invisible signs, digits of other scripts, spellings that mean the same."""

from __future__ import annotations

import functools
import re
import unicodedata

# Marks of direction and joining carry no meaning of their own; the joiners inside a Persian word do and stay.
INVISIBLE = re.compile(r"[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
OVERRIDE = re.compile(r"[\u202d\u202e]")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd\ud800-\udfff]")
SPACES = re.compile(r"\s+")
NO_LETTER = re.compile(r"[\W_]+")
SPELLINGS = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ی": "ي", "ک": "ك", "ـ": None})
DIGITS = str.maketrans({chr(base + at): str(at) for base in (0x660, 0x6F0, 0xFF10) for at in range(10)})


def clean(text: str) -> str:
    """The text without invisible signs, with single spaces, composed (NFC); what a name is stored as."""
    if text.isascii() and "\n" not in text and "  " not in text and "\t" not in text:
        return text.strip()
    return SPACES.sub(" ", unicodedata.normalize("NFC", INVISIBLE.sub("", text))).strip()


def western(text: str) -> str:
    """Arabic-Indic, Persian and full-width digits as 0-9."""
    return text if text.isascii() else text.translate(DIGITS)


@functools.lru_cache(maxsize=65_536)
def key(text: str) -> str:
    """What a heading or a word is looked up by: no case, accents, vowel signs, punctuation or variants of alif."""
    folded = unicodedata.normalize("NFKD", INVISIBLE.sub("", text)).casefold()
    broken = folded if folded.isascii() else unicodedata.normalize("NFKD", folded)
    bare = "".join(sign for sign in broken if not unicodedata.combining(sign))
    return NO_LETTER.sub(" ", western(bare).translate(SPELLINGS)).strip()


def letter(column: int) -> str:
    """The letters of a column that counts from 1: A, Z, AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
