"""What is compared when two entries may speak of one person, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass

ANSWERS = ("same", "different", "unsure", "not-judged")


@dataclass(frozen=True, slots=True)
class Subject:
    """The side of one entry that identity looks at. Dates as in `people.Details`; `tags` are keyed tags of documents."""

    person_id: str
    source: str
    full_name: str
    birth: str
    birth_other: str
    sex: str
    nationality: str
    tags: tuple[str, ...]
    case_id: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a matcher says of two persons: `same` links them, `doubt` asks a human; `reasons` says why, without personal data."""

    left: str
    right: str
    verdict: str  # same, doubt, different
    matcher: str
    reasons: tuple[str, ...]
