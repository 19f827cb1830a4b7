"""Use cases of the lists: import one, record a consent, withdraw a person."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from safepassage.account.state import StandRow
from safepassage.identity.model import Subject
from safepassage.kernel.moment import Moment
from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.kernel.rows import Tables
from safepassage.operations.asking import ids_of, standing_person, withdrawal_of
from safepassage.operations.details import details_of, person_context
from safepassage.operations.house import DESK, House
from safepassage.operations.identity import settle
from safepassage.operations.manifests import fix_manifest
from safepassage.operations.ports import Work
from safepassage.operations.record import Scribe
from safepassage.operations.terms import agreement_in_force
from safepassage.passes.rules import revoke_for
from safepassage.passes.state import PassRow
from safepassage.people.facts import (
    CaseFormed,
    ConsentRecorded,
    EntryRead,
    ListReceived,
    PersonWithdrawn,
    RowHeld,
)
from safepassage.people.headings import PEOPLE
from safepassage.people.model import DIED, WITHDRAWALS, Details, ListRead, ReadRow, Sheet, Unit
from safepassage.people.rules import is_minor, read_list, units
from safepassage.people.state import CaseRow, ListRow, PersonRow
from safepassage.seal.tags import derive, document_tag
from safepassage.terms.model import Agreement, Party
from safepassage.terms.rules import category_of, source_view

GONE = ("entered", "withdrawn", "died")  # who has left the operation


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, or would do: counts, the held rows with their reasons, and what else a person should look at."""

    list_id: str
    source: str
    filename: str
    known: bool
    accepted: int = 0
    held: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()
    cases: int = 0
    linked: int = 0
    doubts: int = 0
    uncategorised: int = 0


def import_list(
    house: House,
    path: PurePath,
    content: bytes,
    source: str,
    at: Moment,
    *,
    mapping: Mapping[str, str] | None = None,
    dry_run: bool = False,
) -> Imported:
    """Take a list in exactly as it stands: each row becomes an accepted entry or a held one. Sent twice, it changes nothing.

    Raises:
        ProblemsError: the source is no sending or referring party, or the file cannot be read at all.
    """
    _refuse_unknown_fields(mapping or {})
    digest = hashlib.sha256(content).hexdigest()
    # A name in another system's letters is no text; the record needs one, and the file is known by its digest.
    filename = path.name.encode(errors="replace").decode()
    opening = house.store.reading() if dry_run else house.store.work()
    with opening as work:
        agreement = agreement_in_force(work.tables)
        party = _sending_party(agreement, source, filename)
        earlier = next((one for one in work.tables.select(ListRow, digest=digest) if one.source == source), None)
        if earlier is not None:
            return Imported(
                earlier.list_id, source, filename, known=True, notes=("this file was taken in before: nothing new",)
            )
        lists = [read_list(sheet, filename, at.utc_date(), mapping) for sheet in _sheets_with_rows(house, path)]
        if not any(one.columns for one in lists):
            note = next((note for one in lists for note in one.notes), "the header of the list was not recognised")
            raise ProblemsError(
                [Problem(filename, note, 'Name the columns with --mapping FILE, e.g. {"full_name": "B"}')]
            )
        list_id = derive(house.keys.pepper(), "list", source, digest)[:8].hex()
        scribe = Scribe(house, work, party.id, at)
        return _Intake(house, work, scribe, agreement, party, list_id, filename, digest).take(lists)


def _refuse_unknown_fields(mapping: Mapping[str, str]) -> None:
    """A column that is said to hold what nobody asks for would be left out, with all that stands in it."""
    known = sorted(set(PEOPLE.values()))
    unknown = sorted(set(mapping) - set(known))
    if unknown:
        do = f"Use {', '.join(known)}"
        raise ProblemsError([Problem("--mapping", f"{one} is no field of a list", do) for one in unknown])


def _sheets_with_rows(house: House, path: PurePath) -> tuple[Sheet, ...]:
    sheets = tuple(sheet for sheet in house.reader.read(path) if sheet.rows)
    if not sheets:
        raise ProblemsError(
            [
                Problem(
                    path.name, "the file holds no rows", "Send the list again; an empty list is not taken for «nobody»"
                )
            ]
        )
    return sheets


def _sending_party(agreement: Agreement, source: str, filename: str) -> Party:
    party = agreement.party(source)
    if party is None or not {"sends", "refers"} & set(party.roles):
        senders = sorted(one.id for one in agreement.parties if {"sends", "refers"} & set(one.roles))
        what = "is no party of this operation" if party is None else "neither sends nor refers people under the terms"
        raise ProblemsError(
            [Problem(filename, f"the source {source} {what}", f"Name one of: {', '.join(senders)}; or amend the terms")]
        )
    return party


@dataclass(frozen=True, slots=True)
class _Intake:
    """One list on its way in."""

    house: House
    work: Work
    scribe: Scribe
    agreement: Agreement
    party: Party
    list_id: str
    filename: str
    digest: str

    def take(self, lists: Sequence[ListRead]) -> Imported:
        accepted = sum(len(one.accepted()) for one in lists)
        held = [(part, row) for part, one in enumerate(lists) for row in one.held()]
        notes = tuple(note for one in lists for note in one.notes)
        columns = tuple(column.place() for one in lists for column in one.columns)
        self.scribe.write(
            ListReceived(self.list_id, self.party.id, self.filename, self.digest, columns, accepted, len(held), notes)
        )
        fields = [tuple(column.field for column in one.columns) for one in lists]
        for part, row in held:
            place = (self._entry_id(part, row), self.list_id, self.party.id, row.row)
            self.scribe.write(RowHeld(*place, row.cells, row.problems, fields[part]))
        persons: list[Subject] = []
        uncategorised = cases = 0
        for part, one in enumerate(lists):
            for unit in units(one.rows, self.scribe.at.utc_date()):
                members, without = self._write_unit(part, unit)
                persons += members
                uncategorised += without
                cases += 1
        linked, doubts = settle(self.work, self.scribe, persons)
        left = sum(_has_left(self.work.tables, one.person_id) for one in persons)
        if left:
            again = "who withdrew and asks again: safepassage people reinstate PERSON"
            notes = (
                *notes,
                f"known from another list as withdrawn, dead or gone, and not called for that: {left:,} ({again})",
            )
        problems = tuple(self._problems([row for _, row in held]))
        return Imported(
            self.list_id,
            self.party.id,
            self.filename,
            known=False,
            accepted=accepted,
            held=problems,
            notes=notes,
            cases=cases,
            linked=linked,
            doubts=doubts,
            uncategorised=uncategorised,
        )

    def _entry_id(self, part: int, row: ReadRow) -> str:
        return "e" + derive(self.house.keys.pepper(), "entry", self.list_id, str(part), str(row.row))[:7].hex()

    def _write_unit(self, part: int, unit: Unit) -> tuple[list[Subject], int]:
        """Each member's entry, then the case; the members as identity sees them and how many fit no category."""
        family = [row.details for row in unit.members if row.details is not None]
        source = source_view(self.agreement, self.party.id)
        categories = [
            category_of(self.agreement, person_context(one, family, self.scribe.at), source) for one in family
        ]
        entries = [self._entry_id(part, row) for row in unit.members]
        persons = ["p" + derive(self.house.keys.pepper(), "person", one)[:7].hex() for one in entries]
        case_id = "c" + derive(self.house.keys.pepper(), "case", entries[0])[:7].hex()
        subjects = []
        for entry_id, person_id, row, details, category in zip(
            entries, persons, unit.members, family, categories, strict=True
        ):
            named, clause = category or ("", "")
            tags = self._tags(details)
            doubts = tuple(what for _, what, _ in row.problems)
            self.scribe.write(
                EntryRead(
                    entry_id,
                    self.list_id,
                    self.party.id,
                    row.row,
                    row.cells,
                    details,
                    doubts,
                    person_id,
                    case_id,
                    named,
                    clause,
                    tags,
                ),
                clause,
            )
            subjects.append(
                Subject(
                    person_id,
                    self.party.id,
                    details.full_name,
                    details.birth,
                    details.birth_other,
                    details.sex,
                    details.nationality,
                    tags,
                    case_id,
                    details.latin_name,
                )
            )
        first = next((one[0] for one in categories if one), "")
        principal = next(one for one, row in zip(persons, unit.members, strict=True) if row.row == unit.principal)
        self.scribe.write(CaseFormed(case_id, self.party.id, unit.kind, first, principal, tuple(persons)))
        return subjects, sum(one is None for one in categories)

    def _tags(self, details: Details) -> tuple[str, ...]:
        pepper = self.house.keys.pepper()
        return tuple(dict.fromkeys(document_tag(pepper, self.house.name, "", one.number) for one in details.documents))

    def _problems(self, held: Sequence[ReadRow]) -> list[Problem]:
        return [Problem(self.filename, what, do, row.row, column) for row in held for column, what, do in row.problems]


def _has_left(tables: Tables, person_id: str) -> bool:
    """Whether somebody is known from an earlier list who has left the operation: a new list alone brings nobody back."""
    row = tables.get(PersonRow, person_id)
    stand = tables.get(StandRow, row.merged_into) if row is not None and row.merged_into else None
    return stand is not None and stand.state in GONE


def withdraw(house: House, person_id: str, reason: str, actor: str, at: Moment) -> int:
    """Record that a person no longer asks to leave: own-wish, source, or died. Their passes in force are withdrawn with it.

    The number of the manifest that was fixed without them, 0 where the person had no pass in force.

    A source that takes a double off its list, while another list still names the person, takes nobody's pass.

    Raises:
        ProblemsError: nobody has that id, the reason is none of the three, or the person is recorded as died, or so already.
    """
    with house.store.work() as work:
        row = work.tables.get(PersonRow, person_id)
        if row is None:
            raise ProblemsError(
                [
                    Problem(
                        "person",
                        "nobody has this id",
                        "The case stands on the slip; people in question are listed by: safepassage identity review",
                    )
                ]
            )
        if reason not in WITHDRAWALS:
            raise ProblemsError([Problem("reason", f"{reason} is no reason", "Use own-wish, source or died")])
        if row.withdrawn in WITHDRAWALS[WITHDRAWALS.index(reason) :]:
            raise ProblemsError(
                [Problem("person", f"it is recorded already: {row.withdrawn}", "Nothing is to be done")]
            )
        scribe = Scribe(house, work, actor, at)
        scribe.write(PersonWithdrawn(person_id, reason))
        person = standing_person(work.tables, person_id)
        gone = ids_of(work.tables, person) if person is not None and withdrawal_of(work.tables, person) else ()
        passes = [one for known in gone for one in work.tables.select(PassRow, person_id=known)]
        facts = revoke_for(passes, dict.fromkeys(gone, f"withdrawn: {reason}"), at)
        for fact in facts:
            scribe.as_actor(DESK).write(fact)
        return fix_manifest(house, work, at).number if facts else 0


def consent(house: House, case_id: str, person_id: str, without: tuple[str, ...], said: str, at: Moment) -> None:
    """Record an adult's consent to a call in part.

    Raises:
        ProblemsError: the case or a person is unknown, or the person is not of the case or not of age.
    """
    with house.store.work() as work:
        case = work.tables.get(CaseRow, case_id)
        # Who withdrew is still family: the others agree to go without them, and who was taken off a list is asked too.
        rows = [row for row in work.tables.select(PersonRow, case_id=case_id) if not row.merged_into]
        members = {row.person_id: row for row in rows if withdrawal_of(work.tables, row) != DIED}
        problems = []
        if case is None:
            problems.append(
                Problem(
                    "case",
                    "no case has this id",
                    "The case stands on the slip; people in question are listed by: safepassage identity review",
                )
            )
        problems += [
            Problem("person", f"{one} is not of this case", "Name persons of the case")
            for one in (person_id, *without)
            if one not in members
        ]
        if person_id in members and is_minor(details_of(members[person_id]), at.utc_date()):
            problems.append(
                Problem(
                    "person", "a child's consent does not count", "Record the consent of each adult left or leaving"
                )
            )
        if problems:
            raise ProblemsError(problems)
        Scribe(house, work, DESK, at).write(ConsentRecorded(case_id, person_id, without, said))
