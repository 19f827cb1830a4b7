"""Canonical JSON: one value, one text. Keys sorted, no spaces, whole numbers only, text as it is (UTF-8)."""

from __future__ import annotations

import json
from typing import Any

from safepassage.kernel.plain import SCALARS, Plain


def canonical(value: Plain) -> str:
    """The one text of a plain value.

    Raises:
        TypeError: the value holds a float or something else that is not plain.
    """
    _refuse_floats(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


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
        ValueError: the text is no JSON, or not in its canonical form.
    """
    written = text if isinstance(text, str) else text.decode()
    if not written.isascii():
        written.encode()  # half of a character pair is no text: nothing could be signed or kept of it
    value = json.loads(written)
    if canonical(value) != written:
        raise ValueError("the text is not in its canonical form")
    return value
