"""Lists, entries, persons and cases, as tables."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from safepassage.kernel.canonical import canonical, read_canonical
from safepassage.kernel.facts import Recorded
from safepassage.kernel.plain import to_plain
from safepassage.kernel.rows import Row, Tables
from safepassage.people.facts import (
    CaseChanged,
    CaseFormed,
    ConsentRecorded,
    EntryRead,
    ListReceived,
    PersonReinstated,
    PersonWithdrawn,
    RowHeld,
)
from safepassage.people.model import DIED, WITHDRAWALS


@dataclass(frozen=True, slots=True)
class ListRow(Row):
    """One list as received."""

    TABLE: ClassVar[str] = "list"
    KEY: ClassVar[tuple[str, ...]] = ("list_id",)
    list_id: str
    source: str
    filename: str
    digest: str
    accepted: int
    held: int
    notes: str
    at: str


@dataclass(frozen=True, slots=True)
class EntryRow(Row):
    """One row of a list: `status` accepted or held; `cells`, `details`, `problems` are JSON text."""

    TABLE: ClassVar[str] = "entry"
    KEY: ClassVar[tuple[str, ...]] = ("entry_id",)
    entry_id: str
    list_id: str
    source: str
    row: int
    status: str
    cells: str
    details: str
    problems: str
    person_id: str
    tags: str


@dataclass(frozen=True, slots=True)
class PersonRow(Row):
    """One person: what the first accepted entry says; `entries` counts how many lists' rows speak of this person.

    `merged_into` names the person this one was found to be the same as; empty while it stands for itself. `case_id` is the
    case the person is called with; `listed_case` the one its own list put it in, which differs where another list knows
    the rest of the family.
    """

    TABLE: ClassVar[str] = "person"
    KEY: ClassVar[tuple[str, ...]] = ("person_id",)
    person_id: str
    case_id: str
    category: str
    clause: str
    source: str
    full_name: str
    birth: str
    sex: str
    nationality: str
    triage: str
    transport: str
    relation: str
    details: str
    registered: int
    at: str
    withdrawn: str
    merged_into: str
    listed_case: str = ""


@dataclass(frozen=True, slots=True)
class CaseRow(Row):
    """What is called together; `registered` is the place of its first entry in the ledger, the tie-breaker of the ranking."""

    TABLE: ClassVar[str] = "case"
    KEY: ClassVar[tuple[str, ...]] = ("case_id",)
    case_id: str
    source: str
    kind: str
    category: str
    principal: str
    registered: int


@dataclass(frozen=True, slots=True)
class DocumentRow(Row):
    """Which person's entry showed a document: by keyed tag, never by number."""

    TABLE: ClassVar[str] = "document"
    KEY: ClassVar[tuple[str, ...]] = ("tag", "entry_id")
    tag: str
    entry_id: str
    person_id: str


@dataclass(frozen=True, slots=True)
class ConsentRow(Row):
    """An adult's consent to a call in part."""

    TABLE: ClassVar[str] = "consent"
    KEY: ClassVar[tuple[str, ...]] = ("case_id", "person_id")
    case_id: str
    person_id: str
    without: str
    said: str
    entry: int


def apply(recorded: Recorded, tables: Tables) -> None:
    """Write what the fact means for this room's tables."""
    match recorded.fact:
        case ListReceived() as fact:
            tables.put(
                ListRow(
                    fact.list_id,
                    fact.source,
                    fact.filename,
                    fact.digest,
                    fact.accepted,
                    fact.held,
                    canonical(to_plain(fact.notes)),
                    recorded.at.iso(),
                )
            )
        case EntryRead() as fact:
            _entry_read(fact, recorded, tables)
        case RowHeld() as fact:
            tables.put(held_row(fact))
        case CaseFormed() as fact:
            tables.put(CaseRow(fact.case_id, fact.source, fact.kind, fact.category, fact.principal, recorded.index))
        case CaseChanged() as fact:
            for person_id, case_id in [
                *((one, fact.case_id) for one in fact.added),
                *((one, "") for one in fact.removed),
            ]:
                person = tables.get(PersonRow, person_id)
                if person is not None:
                    tables.put(replace(person, case_id=case_id, listed_case=case_id))
        case PersonWithdrawn() as fact:
            person = tables.get(PersonRow, fact.person_id)
            if person is not None:
                tables.put(replace(person, withdrawn=max(person.withdrawn, fact.reason, key=_weight)))
        case PersonReinstated() as fact:
            _reinstated(fact, tables)
        case ConsentRecorded() as fact:
            without = canonical(to_plain(fact.without))
            tables.put(ConsentRow(fact.case_id, fact.person_id, without, fact.said, recorded.index))


def _weight(withdrawn: str) -> int:
    """How much a withdrawal weighs; what is none of ours weighs as the least of them."""
    return WITHDRAWALS.index(withdrawn) if withdrawn in WITHDRAWALS else 0 if withdrawn else -1


def _reinstated(fact: PersonReinstated, tables: Tables) -> None:
    """The person asks to leave again. Who agreed to go without them while they did not is asked anew."""
    person = tables.get(PersonRow, fact.person_id)
    if person is None or person.withdrawn == DIED:
        return
    tables.put(replace(person, withdrawn=""))
    for consent in list(tables.select(ConsentRow, case_id=person.case_id)):
        if {person.person_id, person.merged_into} & set(read_canonical(consent.without)):
            tables.drop(ConsentRow, consent.case_id, consent.person_id)


def entry_row(fact: EntryRead) -> EntryRow:
    """The row of an accepted entry."""
    return EntryRow(
        fact.entry_id,
        fact.list_id,
        fact.source,
        fact.row,
        "accepted",
        canonical(to_plain(fact.cells)),
        canonical(to_plain(fact.details)),
        canonical(to_plain(fact.doubts)),
        fact.person_id,
        canonical(to_plain(fact.tags)),
    )


def held_row(fact: RowHeld) -> EntryRow:
    """The row of a held entry."""
    cells, problems = canonical(to_plain(fact.cells)), canonical(to_plain(fact.problems))
    return EntryRow(fact.entry_id, fact.list_id, fact.source, fact.row, "held", cells, "{}", problems, "", "[]")


def _entry_read(fact: EntryRead, recorded: Recorded, tables: Tables) -> None:
    row = entry_row(fact)
    tables.put(row)
    for tag in fact.tags:
        tables.put(DocumentRow(tag, fact.entry_id, fact.person_id))
    said = fact.details
    tables.put(
        PersonRow(
            person_id=fact.person_id,
            case_id=fact.case_id,
            category=fact.category,
            clause=fact.clause,
            source=fact.source,
            full_name=said.full_name,
            birth=said.birth,
            sex=said.sex,
            nationality=said.nationality,
            triage=said.triage,
            transport=said.transport,
            relation=said.relation,
            details=row.details,
            registered=recorded.index,
            at=recorded.at.iso(),
            withdrawn="",
            merged_into="",
            listed_case=fact.case_id,
        )
    )
