"""What is left of an entry or a person when nobody may be named any more: ids, category, places; no cell, no name, no date of birth."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from safepassage.kernel.canonical import canonical, read_canonical
from safepassage.kernel.facts import Fact
from safepassage.kernel.plain import from_plain, to_plain
from safepassage.kernel.rows import Tables
from safepassage.people.facts import ConsentRecorded, EntryRead, ListReceived, PersonReinstated, RowHeld
from safepassage.people.fields import NUMBERS
from safepassage.people.model import Details
from safepassage.people.naming import LEAST_ALONE, NAME_FIELDS, Finder, Sought, folded, names_together, squeezed
from safepassage.people.state import ConsentRow, DocumentRow, ListRow, PersonRow, entry_row, held_row

OWN = (NAME_FIELDS - {"father_name", "grandfather_name"}) | set(NUMBERS)  # columns that tell whose row it is
SOMEBODY = "-"  # who is accompanied, once nobody may say the name
F = TypeVar("F", bound=Fact)
KINDS = frozenset({ListReceived.KIND, EntryRead.KIND, RowHeld.KIND, ConsentRecorded.KIND, PersonReinstated.KIND})


@dataclass(slots=True)
class Squeezed:
    """Texts without their spaces, remembered while one erasure lasts: when a day ends for many, each row is looked at for each of them.

    It holds names, so it belongs to the erasure and goes with it; no process remembers whom it erased.
    """

    _signs: dict[str, str] = field(default_factory=dict)

    def of(self, text: str) -> str:
        """The squeezed text."""
        signs = self._signs.get(text)
        if signs is None:
            signs = self._signs[text] = squeezed(text)
        return signs


@dataclass(frozen=True, slots=True)
class Named:
    """What those who are erased may be called.

    `ids` are person ids, or entry ids of held rows; `words` names and numbers that a cell may hold, squeezed; `referrals` a list's
    source and the number (casefolded) by which it calls a patient, since two lists may count alike. `finder` knows what gives them
    away in a text; `fields` what a list's columns were taken for, by its id, where its rows do not say it; `memory` is the erasure's own.
    """

    ids: frozenset[str]
    words: frozenset[str]
    referrals: frozenset[tuple[str, str]] = frozenset()
    finder: Finder = field(default_factory=lambda: Finder(Sought()))
    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)
    memory: Squeezed = field(default_factory=Squeezed)


def left_of(fact: Fact, who: Named) -> Fact | None:
    """The fact without what could name these persons or rows, None where it names none of them.

    The entry of somebody who accompanies one of them keeps everything but the name, or the number, of the other.
    """
    match fact:
        case EntryRead() if fact.person_id in who.ids:
            return replace(fact, cells=(), details=_blank(fact.details), doubts=(), tags=())
        case EntryRead():
            return _others_entry(fact, who)
        case ListReceived() if _called_after(fact.filename, who.words):
            return replace(fact, filename="")
        case RowHeld() if fact.entry_id in who.ids or _is_theirs(fact, who):
            return replace(fact, cells=(), problems=())
        case RowHeld() if fields := _fields(fact, who):
            places = [at for at, one in enumerate(fields) if one in NAME_FIELDS]
            cells = (cell if at in places or not who.finder.names(cell) else "" for at, cell in enumerate(fact.cells))
            return _changed(fact, replace(fact, cells=tuple(cells)))
        case ConsentRecorded() if (
            fact.person_id in who.ids or who.ids & set(fact.without) or who.finder.names(fact.said)
        ):
            return replace(fact, said="")
        case PersonReinstated() if fact.person_id in who.ids or who.finder.names(fact.reason):
            return replace(fact, reason="")
    return None


def _others_entry(fact: EntryRead, who: Named) -> EntryRead | None:
    """Somebody else's entry without the cells that name them: whom one accompanies, a guardian, a remark. Its own names stay."""
    said, left = fact.details, fact
    if not (said.companion_of or who.finder.may_name_in(who.memory.of(" ".join((*fact.cells, said.needs))))):
        return None
    if _accompanies(fact, who):
        patient = squeezed(said.companion_of)
        cells = tuple("" if squeezed(cell) == patient else cell for cell in fact.cells)
        left = replace(fact, cells=cells, details=replace(said, companion_of=SOMEBODY))
    own = _own_words(said)
    left = replace(left, cells=tuple("" if _names_others(cell, own, who) else cell for cell in left.cells))
    if _names_others(said.needs, own, who):
        left = replace(left, details=replace(left.details, needs=""))
    return _changed(fact, left)


def _own_words(said: Details) -> frozenset[str]:
    names = (said.full_name, said.latin_name, said.given_name, said.father_name, said.family_name)
    numbers = (squeezed(one.number) for one in said.documents)
    return frozenset((*folded(" ".join(names)).split(), *numbers))


def _names_others(cell: str, own: Collection[str], who: Named) -> bool:
    """Whether the cell names one of them and is not what its own person is called, who may share a father's name, or a paper."""
    return who.finder.names(cell) and not (squeezed(cell) in own or set(folded(cell).split()) <= set(own))


def _is_theirs(fact: RowHeld, who: Named) -> bool:
    """Whether the row's own name, whole or put together from its columns, or its own number is one of theirs; where nobody knows its columns, any cell.

    Whose father has their name is somebody else, and so is who names them as guardian: that cell goes by itself.
    """
    fields = _fields(fact, who)
    if not fields:
        return names(fact.cells, who.words)
    own = [cell for one, cell in zip(fields, fact.cells, strict=False) if one in OWN]
    together = map(folded, names_together(fact.cells, fields))
    return names(own, who.words) or not who.finder.sought.phrases.isdisjoint(together)


def _fields(fact: RowHeld, who: Named) -> Sequence[str]:
    """What the row's columns were taken for; nothing where nobody knows."""
    return fact.fields or who.fields.get(fact.list_id, ())


def _changed(fact: F, left: F) -> F | None:
    return None if left == fact else left


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


def blank(left: Fact, entry: int, tables: Tables) -> None:
    """Bring the rows to what is left of the entry at that place, as a replay of what is left makes them."""
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
            # A later consent of the same person stands with its own words.
            if consent is not None and consent.entry == entry:
                tables.put(replace(consent, said=""))


def _without_patient(details: str) -> Details:
    """What an entry says of the person alone."""
    return replace(from_plain(Details, read_canonical(details)), companion_of="", needs="")


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
