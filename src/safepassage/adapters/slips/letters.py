"""Which way a text runs, and which of its letters the fonts can show."""

from __future__ import annotations

import json
import unicodedata
from bisect import bisect_right
from functools import cache
from pathlib import Path

COVERAGE = Path(__file__).parent / "fonts" / "coverage.json"
MISSING = "\N{REPLACEMENT CHARACTER}"
_JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"


def visible(text: str) -> str:
    """The text composed (NFC), its spaces single, without control characters and marks that turn or hide text."""
    composed = " ".join(unicodedata.normalize("NFC", text).split())
    return "".join(one for one in composed if one in _JOINERS or unicodedata.category(one) not in ("Cc", "Cf", "Cs"))


def runs_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction runs right to left (rule P2 of the Unicode bidirectional algorithm)."""
    for one in text:
        direction = unicodedata.bidirectional(one)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False


def printable(text: str) -> bool:
    """Whether the fonts beside this module have every letter of the text."""
    return all(map(_has, text))


def with_marks(text: str) -> str:
    """The text with a replacement character for each letter that no font has: an empty box would look like a letter."""
    return text if printable(text) else "".join(one if _has(one) else MISSING for one in text)


@cache
def _ranges() -> tuple[tuple[int, ...], tuple[int, ...]]:
    first, last = zip(*json.loads(COVERAGE.read_text()), strict=True)
    return tuple(first), tuple(last)


def _has(one: str) -> bool:
    first, last = _ranges()
    place = bisect_right(first, ord(one)) - 1
    return place >= 0 and ord(one) <= last[place]
