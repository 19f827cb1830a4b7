"""What may be written of people and lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from safepassage.kernel.facts import Fact, registry
from safepassage.people.model import Details


@dataclass(frozen=True, slots=True)
class ListReceived(Fact):
    """A list came in from a source. `digest` is the SHA-256 of its bytes: the same file twice is one list."""

    KIND: ClassVar[str] = "people.list-received/1"
    list_id: str
    source: str
    filename: str
    digest: str
    columns: tuple[str, ...]
    accepted: int
    held: int
    notes: tuple[str, ...]

    def deltas(self) -> Mapping[str, int]:
        """Rows accepted and held."""
        return {"accepted": self.accepted, "held": self.held}


@dataclass(frozen=True, slots=True)
class EntryRead(Fact):
    """One row of a list, read: the cells as they stood, what was understood, and the person it speaks of."""

    KIND: ClassVar[str] = "people.entry-read/1"
    entry_id: str
    list_id: str
    source: str
    row: int
    cells: tuple[str, ...]
    details: Details
    doubts: tuple[str, ...]
    person_id: str
    case_id: str
    category: str
    clause: str
    tags: tuple[str, ...]  # keyed tags of the documents, in their order

    def deltas(self) -> Mapping[str, int]:
        """One entry."""
        return {"entries": 1}


@dataclass(frozen=True, slots=True)
class RowHeld(Fact):
    """One row of a list that could not be read: kept as it stood, with the reasons, until somebody mends it.

    `fields` says what each of its columns was taken for, empty for none; there are none in records older than this was kept.
    """

    KIND: ClassVar[str] = "people.row-held/1"
    entry_id: str
    list_id: str
    source: str
    row: int
    cells: tuple[str, ...]
    problems: tuple[tuple[str, str, str], ...]
    fields: tuple[str, ...] = ()

    def deltas(self) -> Mapping[str, int]:
        """One held row."""
        return {"held_rows": 1}


@dataclass(frozen=True, slots=True)
class CaseFormed(Fact):
    """Persons who are called together: a family unit, or a patient with companions. Members in the list's order."""

    KIND: ClassVar[str] = "people.case-formed/1"
    case_id: str
    source: str
    kind: str
    category: str
    principal: str
    members: tuple[str, ...]

    def deltas(self) -> Mapping[str, int]:
        """One case."""
        return {"cases": 1}


@dataclass(frozen=True, slots=True)
class CaseChanged(Fact):
    """The members of a case changed, by whom and why."""

    KIND: ClassVar[str] = "people.case-changed/1"
    case_id: str
    added: tuple[str, ...]
    removed: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class PersonWithdrawn(Fact):
    """A person no longer asks to leave: own wish, taken off by the source, or died."""

    KIND: ClassVar[str] = "people.withdrawn/1"
    person_id: str
    reason: str  # own-wish, source, died

    def deltas(self) -> Mapping[str, int]:
        """One withdrawal."""
        return {"withdrawn": 1}


@dataclass(frozen=True, slots=True)
class PersonReinstated(Fact):
    """A person who had withdrawn, or whom a source had taken off, asks to leave again. The withdrawal stays in the record.

    `person_id` is the id under which the withdrawal was recorded; `reason` is in words and names nobody.
    """

    KIND: ClassVar[str] = "people.reinstated/1"
    person_id: str
    reason: str

    def deltas(self) -> Mapping[str, int]:
        """One withdrawal that holds no longer: `withdrawn` less `reinstated` are those that hold."""
        return {"reinstated": 1}


@dataclass(frozen=True, slots=True)
class ConsentRecorded(Fact):
    """An adult agreed that the case is called in part: who stays, who goes, what the person was told."""

    KIND: ClassVar[str] = "people.consent/1"
    case_id: str
    person_id: str
    without: tuple[str, ...]
    said: str


FACTS = registry(
    ListReceived, EntryRead, RowHeld, CaseFormed, CaseChanged, PersonWithdrawn, PersonReinstated, ConsentRecorded
)
