"""Canonical JSON: one value, one text. Keys sorted, no spaces, whole numbers only, text as it is (UTF-8)."""

from __future__ import annotations

import json
import re
from typing import Any

from safepassage.kernel.plain import SCALARS, Plain

MOST_VALUES = 4_000_000
"""In one text: forty for each of 100,000 persons. Read, a value takes up to 25 times its text, so a bound on the length alone says little."""
STRING = re.compile('"[^"]*"?')


def canonical(value: Plain) -> str:
    """The one text of a plain value.

    Raises:
        TypeError: the value holds a float or something else that is not plain.
        ValueError: it holds more values than `read_canonical` would read again.
    """
    _refuse_floats(value)
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    refuse_crowd(text, MOST_VALUES)
    return text


def refuse_crowd(text: str, most: int) -> None:
    """Refuse a text of JSON that holds more than this many values, before it is read: what it would take is not seen from its length.

    Raises:
        ValueError: there are more.
    """
    if len(text) <= most or _signs(text) <= most:
        return
    plain = text.replace("\\\\", "").replace('\\"', "")
    # A value is a string or two at most, and so many quotation marks; what has more is not worth looking for strings in.
    if plain.count('"') > 4 * most + 2 or _signs(STRING.sub("", plain)) > most:
        raise ValueError(f"the text holds more than {most} values")


def _signs(text: str) -> int:
    """How many commas and opening brackets: the values of a text in which no string has any."""
    return sum(map(text.count, ",[{"))


def _refuse_floats(value: Any) -> None:
    kind = type(value)
    if kind is dict:
        for item in value.values():
            if type(item) not in SCALARS:
                _refuse_floats(item)
    elif kind is list or kind is tuple:
        for item in value:
            if type(item) not in SCALARS:
                _refuse_floats(item)
    elif isinstance(value, float):
        raise TypeError("a float has no canonical form: use whole numbers of a smaller unit")


def read_canonical(text: str | bytes) -> Any:
    """The value of a canonical text.

    Raises:
        ValueError: the text is no JSON, not in its canonical form, or holds more values than an entry may.
    """
    written = text if isinstance(text, str) else text.decode()
    if not written.isascii():
        written.encode()  # half of a character pair is no text: nothing could be signed or kept of it
    refuse_crowd(written, MOST_VALUES)
    value = json.loads(written)
    if canonical(value) != written:
        raise ValueError("the text is not in its canonical form")
    return value
