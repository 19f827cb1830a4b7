"""What is left of an entry or a person when nobody may be named any more: ids, category, places; no cell, no name, no date of birth."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from safepassage.kernel.canonical import canonical, read_canonical
from safepassage.kernel.facts import Fact
from safepassage.kernel.plain import from_plain, to_plain
from safepassage.kernel.rows import Tables
from safepassage.people.facts import ConsentRecorded, EntryRead, ListReceived, RowHeld
from safepassage.people.model import Details
from safepassage.people.naming import LEAST_ALONE, squeezed
from safepassage.people.state import ConsentRow, DocumentRow, ListRow, PersonRow, entry_row, held_row

SOMEBODY = "-"  # who is accompanied, once nobody may say the name
KINDS = frozenset({ListReceived.KIND, EntryRead.KIND, RowHeld.KIND, ConsentRecorded.KIND})


@dataclass(frozen=True, slots=True)
class Named:
    """What those who are erased may be called.

    `ids` are person ids, or entry ids of held rows; `words` names and numbers that a cell may hold, squeezed; `referrals` a list's
    source and the number (casefolded) by which it calls a patient, since two lists may count alike.
    """

    ids: frozenset[str]
    words: frozenset[str]
    referrals: frozenset[tuple[str, str]] = frozenset()


def left_of(fact: Fact, who: Named) -> Fact | None:
    """The fact without what could name these persons or rows, None where it names none of them.

    The entry of somebody who accompanies one of them keeps everything but the name, or the number, of the other.
    """
    match fact:
        case EntryRead() if fact.person_id in who.ids:
            return replace(fact, cells=(), details=_blank(fact.details), doubts=(), tags=())
        case EntryRead() if _accompanies(fact, who):
            patient = squeezed(fact.details.companion_of)
            cells = tuple("" if squeezed(cell) == patient else cell for cell in fact.cells)
            return replace(fact, cells=cells, details=replace(fact.details, companion_of=SOMEBODY))
        case ListReceived() if _called_after(fact.filename, who.words):
            return replace(fact, filename="")
        case RowHeld() if fact.entry_id in who.ids or names(fact.cells, who.words):
            return replace(fact, cells=(), problems=())
        case ConsentRecorded() if fact.person_id in who.ids or who.ids & set(fact.without):
            return replace(fact, said="")
    return None


def _accompanies(fact: EntryRead, who: Named) -> bool:
    said = fact.details.companion_of
    return squeezed(said) in who.words or (fact.source, said.strip().casefold()) in who.referrals


def _called_after(filename: str, words: Collection[str]) -> bool:
    signs = squeezed(filename)
    return any(len(word) >= LEAST_ALONE and word in signs for word in words)


def names(cells: Collection[str], words: Collection[str]) -> bool:
    """Whether one of the cells is one of these words (squeezed)."""
    return any(squeezed(cell) in words for cell in cells)


def _blank(details: Details) -> Details:
    return Details("", relation=details.relation)


def blank(left: Fact, tables: Tables) -> None:
    """Bring the rows to what is left, as a replay of what is left makes them."""
    match left:
        case EntryRead(details=said) if said.full_name:
            tables.put(entry_row(left))
            person = tables.get(PersonRow, left.person_id)
            if person is not None and _without_patient(person.details) == _without_patient(canonical(to_plain(said))):
                tables.put(replace(person, details=canonical(to_plain(said))))
        case EntryRead():
            tables.put(entry_row(left))
            for row in list(tables.select(DocumentRow, entry_id=left.entry_id)):
                tables.drop(DocumentRow, row.tag, row.entry_id)
            person = tables.get(PersonRow, left.person_id)
            if person is not None:
                tables.put(_bare(person, left))
        case RowHeld():
            tables.put(held_row(left))
        case ListReceived():
            listed = tables.get(ListRow, left.list_id)
            if listed is not None:
                tables.put(replace(listed, filename=left.filename))
        case ConsentRecorded():
            consent = tables.get(ConsentRow, left.case_id, left.person_id)
            if consent is not None:
                tables.put(replace(consent, said=""))


def _without_patient(details: str) -> Details:
    """What an entry says of the person alone."""
    return replace(from_plain(Details, read_canonical(details)), companion_of="")


def _bare(person: PersonRow, left: EntryRead) -> PersonRow:
    return replace(
        person,
        full_name="",
        birth="",
        sex="",
        nationality="",
        triage="",
        transport="",
        relation=left.details.relation,
        details=canonical(to_plain(left.details)),
    )
