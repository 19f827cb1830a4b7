"""What is compared when two entries may speak of one person, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass

ANSWERS = ("same", "different", "unsure", "not-judged")

# Reasons are codes, so that they can be stored, counted and translated; the sentence beside each holds no person's data.
REASONS = {
    "document-shared": "both show the same document",
    "document-not-shared": "they share no document",
    "name-equal": "the names are equal",
    "name-spelling": "the names agree, spelt otherwise or in another script",
    "name-short": "one name is too short to tell",
    "name-differs": "the names do not agree",
    "birth-equal": "the birth dates are equal",
    "birth-other-reading": "the birth dates agree when day and month are swapped",
    "birth-coarse": "the birth dates agree as far as they are known",
    "birth-missing": "a birth date is missing",
    "birth-differs": "the birth dates do not agree",
    "sex-differs": "the sexes do not agree",
    "crowded": "many entries share this, so not every pair of them was compared",
}


@dataclass(frozen=True, slots=True)
class Subject:
    """The side of one entry that identity looks at. Dates as in `people.Details`; `tags` are keyed tags of documents.

    `latin_name` is the same name in Latin letters, where the entry gives it beside another script.
    """

    person_id: str
    source: str
    full_name: str
    birth: str
    birth_other: str
    sex: str
    nationality: str
    tags: tuple[str, ...]
    case_id: str = ""
    latin_name: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a matcher says of two persons: `same` links them, `doubt` asks a human; `reasons` says why, without personal data."""

    left: str
    right: str
    verdict: str  # same, doubt, different
    matcher: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a human says of two persons, `second` being who else says it where two are needed."""

    left: str
    right: str
    answer: str
    by: str
    reason: str
    second: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """Who is held up: the day (`YYYY-MM-DD`) of the call list a person's family waits for, and how many people it is."""

    day: str
    people: int
