"""Persons, documents, family units, and lists exactly as they were received."""

from __future__ import annotations

from dataclasses import dataclass

DOCUMENT_KINDS = (
    "passport",
    "id-card",
    "residence-permit",
    "birth-certificate",
    "no-objection",
    "travel-document",
    "other",
)
RELATIONS = ("principal", "spouse", "child", "parent", "sibling", "companion", "dependant", "other", "")
TRIAGE = ("critical", "urgent", "stable", "")
TRANSPORT = ("ambulance", "wheelchair", "walking", "")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as a reader found it, before anybody says what its columns mean.

    `rows` holds each line's cells as text, as the source shows them; `numbers` the line's number in the source, from 1.
    `warnings` says what was hidden, merged or left out, with row and column.
    """

    name: str
    numbers: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    warnings: tuple[tuple[int, str, str], ...]  # row, column, what


@dataclass(frozen=True, slots=True)
class Document:
    """A paper: kind, issuing state (ISO 3166 alpha-3 or empty), number normalised to A-Z0-9."""

    kind: str
    issuer: str
    number: str


@dataclass(frozen=True, slots=True)
class Details:
    """What one entry says of one person. Empty text is not said.

    `birth` is `YYYY-MM-DD`, `YYYY-MM` or `YYYY`; where day and month could be swapped `birth_other` is the other reading.
    `family` is the source's own mark of the family unit; `no_objection` says that the paper for a child with one parent is there.
    """

    full_name: str
    given_name: str = ""
    father_name: str = ""
    family_name: str = ""
    latin_name: str = ""
    birth: str = ""
    birth_other: str = ""
    sex: str = ""
    nationality: str = ""
    documents: tuple[Document, ...] = ()
    family: str = ""
    relation: str = ""
    companion_of: str = ""
    triage: str = ""
    transport: str = ""
    needs: str = ""
    no_objection: bool = False
    reference: str = ""


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row of a list as read: accepted where `details` is there, else held with its problems."""

    row: int
    cells: tuple[str, ...]
    details: Details | None
    problems: tuple[tuple[str, str, str], ...] = ()  # column, what, what to do
