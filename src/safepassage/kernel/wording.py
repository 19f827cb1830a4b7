"""Counts and shares as people read them, in every room's sentences alike: one and many told apart."""

from __future__ import annotations

WITHHELD = "(withheld)"
"""What stands in the place of words that an erasure took."""


def counted(number: int, one: str, many: str = "") -> str:
    """`1 case`, `1,203 cases`; `many` where the plural is not the singular with an s."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def permille(thousandths: int) -> str:
    """`12.5 %` of 125."""
    return f"{thousandths / 10:g} %"
