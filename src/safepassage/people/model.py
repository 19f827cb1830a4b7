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

DIED = "died"
UNDONE = ("source", "own-wish")  # the withdrawals that may be taken back; who died does not ask again
WITHDRAWALS = (
    *UNDONE,
    DIED,
)  # what is said later never makes one less than it was: a list does not take back an own wish

MARKS = ("date", "hidden", "formula", "no-result", "error", "merged", "rounded")


@dataclass(frozen=True, slots=True)
class Mark:
    """What a reader knows of a cell that its text does not say.

    `row` is the line's number in the source, 0 for every line; `column` counts from 1, 0 for the whole line. `kind`:
    date (a true date cell, its text is `YYYY-MM-DD`), hidden, formula (the text is its stored result), no-result (a
    formula without one), error (`#REF!`), merged (covered by the cell above or beside), rounded (digits were lost).
    """

    row: int
    column: int
    kind: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as a reader found it, before anybody says what its columns mean.

    `rows` holds each line's cells as text, as the source shows them; `numbers` the line's number in the source, from 1.
    `warnings` says what was hidden, merged or left out, with row and column; `marks` says the same to the rules.
    """

    name: str
    numbers: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    warnings: tuple[tuple[int, str, str], ...]  # row, column, what
    marks: tuple[Mark, ...] = ()


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
    """One row of a list as read: accepted where `details` is there, else held with its problems.

    The problems of an accepted row are doubts: it counts, and somebody should look. `family` is the mark of the family
    unit, which a held row has too, so that nobody takes a family for complete while one of it is held.
    """

    row: int
    cells: tuple[str, ...]
    details: Details | None
    problems: tuple[tuple[str, str, str], ...] = ()  # column, what, what to do
    family: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list: its letter, its heading as it stands, what it was taken for (empty: not used)."""

    letter: str
    heading: str
    field: str
    sure: bool = True

    def place(self) -> str:
        """`C (Date of birth)`, as problems name it."""
        return f"{self.letter} ({self.heading})" if self.heading else self.letter


@dataclass(frozen=True, slots=True)
class ListRead:
    """A sheet, read: every line is a row (accepted or held), a title (or a repeated header), or blank.

    `header` is the number of the header line, 0 where none was found or a mapping of letters made it needless.
    `mapping` is what a user may keep for this source: field to column letter.
    """

    header: int
    columns: tuple[Column, ...]
    rows: tuple[ReadRow, ...]
    titles: tuple[int, ...]
    blank: int
    notes: tuple[str, ...]
    mapping: dict[str, str]

    def accepted(self) -> tuple[ReadRow, ...]:
        """The rows with details."""
        return tuple(row for row in self.rows if row.details is not None)

    def held(self) -> tuple[ReadRow, ...]:
        """The rows a person must look at before they count."""
        return tuple(row for row in self.rows if row.details is None)


@dataclass(frozen=True, slots=True)
class Unit:
    """Who is called together: `kind` family or patient; `principal` the row of the principal applicant or the patient."""

    kind: str
    principal: int
    members: tuple[ReadRow, ...]
