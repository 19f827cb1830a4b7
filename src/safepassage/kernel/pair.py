"""The two-person rule: what one person alone must not do. One rule for export, override, amendment, erasure, and what a device hands over."""

from __future__ import annotations

import unicodedata

_UNSEEN = frozenset({"Cf", "Cc"})  # format and control characters: two texts that differ by them look alike


def person_named(text: str) -> str:
    """The one form of a person's name or id, empty where it names nobody: two writings of one person are equal in it.

    No case, no width, no composed against decomposed letters, no format characters, single spaces. The order of foldings is that of
    toNFKC_Casefold (Unicode 15.0, section 3.13, R5), with the format characters taken out first.
    """
    seen = "".join(one for one in text if one.isspace() or unicodedata.category(one) not in _UNSEEN)
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFD", seen).casefold())
    return " ".join(unicodedata.normalize("NFKC", folded.casefold()).split())


def two_people(one: str, other: str, reason: str) -> str | None:
    """Why these two and this reason are not enough, or None where they are: both named, two different people, the reason in words."""
    first, second = person_named(one), person_named(other)
    if not first or not second or first == second:
        return "it needs two different people, both named"
    return None if person_named(reason) else "it needs its reason in words"
