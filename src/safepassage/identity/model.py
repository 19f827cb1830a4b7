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
    "birth-near": "the birth dates are one digit apart",
    "birth-year": "the birth years are equal, the days are not",
    "birth-first": "one birth date is a first of January of the other's year",
    "birth-placeholder": "the birth dates are one first of January",
    "document-near": "the document numbers are one character apart",
    "document-differs": "the document numbers do not agree",
    "nationality-differs": "the nationalities do not agree",
    "name-part": "a part of each name has no partner in the other",
    "family": "others of the two families were found to be one",
    "rival": "somebody else fits as well, or nearly",
    "judged-otherwise": "people judged such pairs of these two lists to be different more often than the weights say",
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
    """Who is held up: the day (`YYYY-MM-DD`) of the call list a person's family waits for, and how many people it is.

    `rank` is 0 for a family on a list now, 1 for one that could be on the next, 2 for one that waits for answers, 3 for the rest.
    """

    day: str
    people: int
    rank: int = 0


@dataclass(frozen=True, slots=True)
class ListPerson:
    """One row of a list to be matched without an operation. Empty text is not said; dates as in `people.Details`.

    `family_id` is the list's own mark of a family; `document` is a number as A-Z0-9, `document_kind` one of
    `people.DOCUMENT_KINDS`: papers of two kinds say nothing of each other. `others` are further numbers the person shows and
    `latin_name` the name in Latin letters beside another script: what lists in an operation have, and `InProcess` looks at.
    """

    row_id: str
    full_name: str = ""
    given_name: str = ""
    father_name: str = ""
    family_name: str = ""
    birth: str = ""
    birth_other: str = ""
    sex: str = ""
    nationality: str = ""
    document: str = ""
    family_id: str = ""
    document_kind: str = ""
    others: tuple[str, ...] = ()
    latin_name: str = ""

    def names(self) -> tuple[str, ...]:
        """Every way the name is given; one empty text where it is not."""
        return tuple(dict.fromkeys(one for one in (self.name(), self.latin_name) if one)) or ("",)

    def numbers(self) -> tuple[str, ...]:
        """Every document number shown."""
        return tuple(dict.fromkeys(one for one in (self.document, *self.others) if one))

    def name(self) -> str:
        """The name as one text: as it stands, or given, father's and family name in that order."""
        return self.full_name or " ".join(
            part for part in (self.given_name, self.father_name, self.family_name) if part
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of an operation's lists as evidence: what it says, who sent it, and who counts as one with it.

    `person.row_id` is the person's id and `person.family_id` the case; entries with the same `stands_for` are one person.
    """

    person: ListPerson
    source: str
    stands_for: str


@dataclass(frozen=True, slots=True)
class Link:
    """A left row and the right row that may be the same person; `right_id` is empty where there is none.

    `bits` is the weight of all evidence together; `shares` says what each field gave. `automatic` is true only where no
    human need look: never on given and family name alone.
    """

    left_id: str
    right_id: str
    probability: float
    bits: float
    reason: str
    automatic: bool = False
    shares: tuple[tuple[str, float], ...] = ()
