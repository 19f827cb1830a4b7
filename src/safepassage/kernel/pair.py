"""The two-person rule: what one person alone must not do. One rule for export, override, amendment and erasure."""

from __future__ import annotations


def two_people(one: str, other: str, reason: str) -> str | None:
    """Why these two and this reason are not enough, or None where they are: both named, two different people, the reason in words."""
    first, second = one.strip(), other.strip()
    if not first or not second or first.casefold() == second.casefold():
        return "it needs two different people, both named"
    return None if reason.strip() else "it needs its reason in words"
