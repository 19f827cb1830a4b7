"""Use cases of clearance: take a party's answers in, say who waits for whom, let grants lapse."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePath
from zoneinfo import ZoneInfo

from safepassage.clearance.facts import Answered, AnswerHeld
from safepassage.clearance.model import Answer, Counts, Given, ResponseTimes
from safepassage.clearance.rules import counts, due, read_answers, response_times
from safepassage.clearance.state import AnswerFileRow, ClearanceRow, StatementRow
from safepassage.identity.evidence import same_birth_name
from safepassage.identity.fields import is_placeholder
from safepassage.identity.model import ListPerson
from safepassage.kernel.moment import Moment
from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.kernel.rows import Tables
from safepassage.ledger.state import KeyRow
from safepassage.operations.details import details_of
from safepassage.operations.house import DESK, House
from safepassage.operations.manifests import Heeded, heeded
from safepassage.operations.ports import Work
from safepassage.operations.record import Scribe
from safepassage.operations.terms import agreement_in_force
from safepassage.people.state import DocumentRow, PersonRow
from safepassage.seal.tags import document_tag
from safepassage.terms.model import Agreement

BATCH = 500  # answers an entry: few enough to read, many enough that a party's morning is some tens of entries


@dataclass(frozen=True, slots=True)
class AnswersTaken:
    """What an import of answers did."""

    party: str
    filename: str
    known: bool
    taken: int = 0
    by_status: dict[str, int] = field(default_factory=dict)
    held: tuple[Problem, ...] = ()
    gates: Heeded = field(default_factory=Heeded)


def import_answers(house: House, path: PurePath, content: bytes, party_id: str, at: Moment) -> AnswersTaken:
    """Take a party's answers in, signed by its key. A line that fits nobody is held with its reason; sent twice, nothing changes.

    Where it changes who of those with a pass may pass, a new manifest is fixed.

    Raises:
        ProblemsError: the party does not clear under the terms, or the file cannot be read.
    """
    digest = hashlib.sha256(content).hexdigest()
    with house.store.work() as work:
        agreement = agreement_in_force(work.tables)
        clearing_party(agreement, party_id, path.name)
        if is_away(house, work.tables, party_id):
            what = f"{party_id} holds its own key, and nobody else answers in its name"
            number = newest(work.tables, party_id) + 1
            signed = f"safepassage clearance sign FILE --party {party_id} --terms TERMS --number {number} --key KEYFILE --out STATEMENT"
            do = f"Let it sign the file where it sits: {signed}; then safepassage clearance import --signed STATEMENT"
            raise ProblemsError([Problem(path.name, what, do)])
        if work.tables.get(AnswerFileRow, party_id, digest) is not None:
            return AnswersTaken(party_id, path.name, known=True)
        scribe = Scribe(house, work, party_id, at)
        taken: list[Given] = []
        held: list[Problem] = []
        for sheet in house.reader.read(path):
            if not sheet.rows:
                continue
            read = read_answers(sheet, party_id, finder(house, work), zone=ZoneInfo(agreement.crossing.timezone))
            for one in read.given:
                known = work.tables.get(ClearanceRow, one.person_id, party_id) is not None
                if known:
                    taken.append(one)
                else:
                    held.append(
                        Problem(
                            path.name,
                            f"person {one.person_id} was never put to {party_id}",
                            "Nothing is to be done unless the person should be asked about",
                        )
                    )
            for line in read.held:
                scribe.write(AnswerHeld(party_id, digest, line.row, line.cells, line.problem))
                held.append(Problem(path.name, line.problem, "Mend the line and send the file again", line.row))
        clauses = defaultdict(list)
        for one in taken:
            row = work.tables.get(ClearanceRow, one.person_id, party_id)
            clauses[row.clause if row else ""].append(one)

        def write() -> None:
            for clause, answers in sorted(clauses.items()):
                for start in range(0, len(answers), BATCH):
                    scribe.write(Answered(party_id, digest, tuple(answers[start : start + BATCH])), clause)

        gates = heeded(house, work, at, (one.person_id for one in taken), write)
        by_status: dict[str, int] = defaultdict(int)
        for one in taken:
            by_status[one.status] += 1
        return AnswersTaken(
            party_id,
            path.name,
            known=False,
            taken=len(taken),
            by_status=dict(sorted(by_status.items())),
            held=tuple(held),
            gates=gates,
        )


def clearing_party(agreement: Agreement, party_id: str, source: str) -> None:
    """Refuse who does not clear under the terms.

    Raises:
        ProblemsError: there is no such party, or it does not clear.
    """
    party = agreement.party(party_id)
    if party is None or "clears" not in party.roles:
        clearing = ", ".join(sorted(one.id for one in agreement.parties if "clears" in one.roles))
        what = f"{party_id} is no clearing party of this operation"
        raise ProblemsError([Problem(source, what, f"Name one of: {clearing}")])


def signs_itself(tables: Tables, party: str) -> bool:
    """Whether the record says that the party holds its own key: from then on its answers are its signed statements, for good."""
    own = any(row.own for row in tables.select(KeyRow, actor=party))
    return own or any(tables.select(StatementRow, party=party))


def who_sign_themselves(tables: Tables) -> tuple[str, ...]:
    """The parties that answer, or are asked, and hold their own keys, in order."""
    own = {row.actor for row in tables.select(KeyRow, own=True)}
    asked = {one for one in own if next(tables.select(ClearanceRow, party=one), None) is not None}
    return tuple(sorted(asked | {row.party for row in tables.select(StatementRow)}))


def newest(tables: Tables, party: str) -> int:
    """The number of the party's newest statement that was taken, 0 where there is none."""
    return max((row.number for row in tables.select(StatementRow, party=party)), default=0)


def is_away(house: House, tables: Tables, party: str) -> bool:
    """Whether the party's key lies with the party: by the record, or because none lies here."""
    return signs_itself(tables, party) or not house.keys.held(party)


def finder(house: House, work: Work) -> Callable[[str, str, str, str], tuple[str, ...]]:
    """Whom a line of answers speaks of: by our reference, else by document, else by name and full birth date together.

    Those who stand for themselves; several where the line could mean each of them, and then it is held.
    """
    pepper = house.keys.pepper()

    def find(reference: str, number: str, full_name: str, birth: str) -> tuple[str, ...]:
        found: set[str] = set()
        if reference and work.tables.get(PersonRow, reference) is not None:
            found.add(_stands_for(work.tables, reference))
        elif number:
            tag = document_tag(pepper, house.name, "", number)
            found |= {_stands_for(work.tables, row.person_id) for row in work.tables.select(DocumentRow, tag=tag)}
        elif full_name and len(birth) == len("YYYY-MM-DD") and not is_placeholder(birth):
            found |= _by_name_and_birth(work.tables, full_name, birth)
        if len(found) > 1 and birth:
            found = {
                one for one in found if (row := work.tables.get(PersonRow, one)) is not None and row.birth == birth
            } or found
        return tuple(sorted(found))

    return find


def _by_name_and_birth(tables: Tables, full_name: str, birth: str) -> set[str]:
    """Whom the name may mean among those born on the day; a name alone names nobody, and nor does a birth date."""
    rows = list(tables.select(PersonRow, birth=birth))
    people = [ListPerson(row.person_id, row.full_name, latin_name=details_of(row).latin_name) for row in rows]
    return {_stands_for(tables, rows[at].person_id) for at in same_birth_name(full_name, people)}


def _stands_for(tables: Tables, person_id: str) -> str:
    row = tables.get(PersonRow, person_id)
    return row.merged_into if row is not None and row.merged_into else person_id


def lapse(work: Work, desk: Scribe) -> Heeded:
    """Write down every grant whose time has run out by the scribe's moment, and a manifest without whom that stops."""
    facts = due((answer_of(row) for row in work.tables.select(ClearanceRow, status="granted")), desk.at)

    def write() -> None:
        for fact in facts:
            desk.write(fact)

    return heeded(desk.house, work, desk.at, (one for fact in facts for one in fact.persons), write)


def answer_of(row: ClearanceRow) -> Answer:
    """A row as the rules see it."""
    return Answer(
        row.person_id, row.party, row.status, Moment.parse(row.since), Moment.parse(row.until) if row.until else None
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """One party's state: how many of each status, how fast it answers, how long the oldest has waited.

    `signs_itself`: it holds its own key, and `statement` is the newest that was taken of it, 0 where none was.
    """

    party: str
    counts: Counts
    times: ResponseTimes
    signs_itself: bool = False
    statement: int = 0


def status(house: House, at: Moment) -> tuple[Waiting, ...]:
    """Who waits for whom, since when."""
    with house.store.reading() as work:
        lapse(work, Scribe(house, work, DESK, at))
        return waiting(work.tables, at)


def waiting(tables: Tables, at: Moment) -> tuple[Waiting, ...]:
    """Each clearing party's state. Who was found to be somebody else is waited for once."""
    merged = {row.person_id for row in tables.select(PersonRow) if row.merged_into}
    rows = [row for row in tables.select(ClearanceRow) if row.person_id not in merged]
    by_party: dict[str, list[ClearanceRow]] = defaultdict(list)
    for row in rows:
        by_party[row.party].append(row)
    return tuple(
        Waiting(one.party, counts(by_party[one.party]), one, signs_itself(tables, one.party), newest(tables, one.party))
        for one in response_times(rows, at)
    )
