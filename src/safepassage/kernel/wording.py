"""Counts as people read them: one and many told apart, in every room's sentences alike."""

from __future__ import annotations


def counted(number: int, one: str, many: str = "") -> str:
    """`1 case`, `1,203 cases`; `many` where the plural is not the singular with an s."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"
