"""Use cases of statements: a party signs its answers where it sits; the cell takes them in, row by row, and can change none (ADR 0162)."""

from __future__ import annotations

from collections import defaultdict
from pathlib import PurePath
from zoneinfo import ZoneInfo

from safepassage.clearance.facts import RowAnswered, RowHeld, StatementTaken
from safepassage.clearance.model import Line, SignedRow
from safepassage.clearance.rules import Find, cells_of, given_of, line_of, read_answers, whom, why_held
from safepassage.clearance.state import ClearanceRow, StatementRow
from safepassage.kernel.canonical import canonical, read_canonical
from safepassage.kernel.moment import Moment
from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.kernel.rows import Tables
from safepassage.ledger.state import ActorRow
from safepassage.ledger.statement import (
    SALT_BYTES,
    Statement,
    head_digest,
    is_signed_by,
    read_statement,
    signed_statement,
)
from safepassage.operations.clearance import AnswersTaken, clearing_party, finder, is_away, newest
from safepassage.operations.house import DESK, House
from safepassage.operations.manifests import heeded
from safepassage.operations.ports import Dice, ListReader
from safepassage.operations.record import Scribe
from safepassage.operations.terms import agreement_in_force
from safepassage.terms.model import Agreement


def sign(
    reader: ListReader, path: PurePath, agreement: Agreement, party: str, number: int, seed: bytes, dice: Dice
) -> Statement:
    """A party's file of answers as a statement, signed with the key of a 32-byte seed. Needs no operation.

    Raises:
        ProblemsError: the party does not clear, the number is below 1, the file cannot be read, or a line of it: nothing is signed in part.
    """
    clearing_party(agreement, party, "--party")
    if number < 1:
        raise ProblemsError(
            [Problem("--number", "a statement's number is 1 or more", "Give the last one's number and 1")]
        )
    lines: list[Line] = []
    held: list[Problem] = []
    for sheet in reader.read(path):
        if sheet.rows:
            read = read_answers(sheet, party, _as_named, zone=ZoneInfo(agreement.crossing.timezone))
            held += [
                Problem(path.name, one.problem, "Mend the line and sign the file again", one.row) for one in read.held
            ]
            for one in read.given:
                until = one.until.iso() if one.until else ""
                reference, document, name, birth = read_canonical(one.person_id)
                lines.append(Line(reference, document, name, birth, one.status, until, one.reason))
    if not lines and not held:
        held.append(Problem(path.name, "it holds no answer", "Name a file with an answer on each line"))
    if held:
        raise ProblemsError(held)
    rows = tuple((dice.take(SALT_BYTES).hex(), cells_of(line)) for line in lines)
    made = signed_statement(Statement(agreement.id, party, number, rows), seed)
    _read(made.text().encode(), path.name)
    return made


def _as_named(*said: str) -> tuple[str, ...]:
    """Whom a line names, in its own words: where the party sits, nobody else can be looked up."""
    return (canonical(list(said)),)


def _read(content: bytes, source: str) -> tuple[Statement, list[Line]]:
    """The statement and its lines, in the one form."""
    try:
        statement = read_statement(content)
    except ValueError as error:
        do = "Let the party make it: safepassage clearance sign FILE --key KEY --out STATEMENT"
        raise ProblemsError([Problem(source, str(error), do)]) from None
    lines, faults = [], []
    for at, (_, cells) in enumerate(statement.rows):
        try:
            lines.append(line_of(cells))
        except ValueError as error:
            faults.append(Problem(source, str(error), "Let the party correct the line and sign again", at + 1))
    if faults:
        raise ProblemsError(faults)
    return statement, lines


def take(house: House, name: str, content: bytes, at: Moment) -> AnswersTaken:
    """Take a party's signed statement in: each row becomes an answer for one person, or is held with its reason. Taken twice, nothing changes.

    Raises:
        ProblemsError: it is no statement of this operation, its party's key in force did not sign it or lies in the cell, a later one was taken,
            or two rows mean one person. Nothing is written then.
    """
    statement, lines = _read(content, name)
    with house.store.work() as work:
        party = statement.party
        digest = head_digest(statement.head())
        if work.tables.get(StatementRow, digest) is not None:
            return AnswersTaken(party, name, known=True)
        _refuse(house, work.tables, statement, name)
        find = finder(house, work)
        found = [fitting(line, find) for line in lines]
        rows = [_cited(statement, digest, at) for at in range(len(lines))]
        facts: list[RowAnswered | RowHeld] = []
        for line, persons, row in zip(lines, found, rows, strict=True):
            problem = kept_from(persons, party, work.tables)
            if problem:
                facts.append(RowHeld(party, row, persons, problem))
            else:
                facts.append(RowAnswered(party, row, given_of(line, persons[0])))
        taken = [one for one in facts if isinstance(one, RowAnswered)]
        _refuse_two_rows(taken, name)
        desk = Scribe(house, work, DESK, at)

        def write() -> None:
            head = (party, statement.number, digest, statement.root, len(rows), statement.signature)
            desk.write(StatementTaken(*head))
            for fact in facts:
                known = (
                    work.tables.get(ClearanceRow, fact.given.person_id, party)
                    if isinstance(fact, RowAnswered)
                    else None
                )
                desk.write(fact, known.clause if known is not None else "")

        gates = heeded(house, work, at, (one.given.person_id for one in taken), write)
        by_status: dict[str, int] = defaultdict(int)
        for one in taken:
            by_status[one.given.status] += 1
        held = tuple(
            Problem(
                name,
                one.problem,
                "Let the party sign the line again, corrected, in its next statement",
                one.signed.row + 1,
            )
            for one in facts
            if isinstance(one, RowHeld)
        )
        counts = dict(sorted(by_status.items()))
        return AnswersTaken(party, name, known=False, taken=len(taken), by_status=counts, held=held, gates=gates)


def fitting(line: Line, find: Find) -> tuple[str, ...]:
    """Whom a signed line means: every way in which it names somebody is asked, and they must not contradict each other."""
    number, name, birth = line.document_number, line.full_name, line.birth
    return whom([find(line.reference, "", "", birth), find("", number, "", birth), find("", "", name, birth)])


def kept_from(persons: tuple[str, ...], party: str, tables: Tables) -> str:
    """Why a line that these persons fit is not taken as the party's answer, empty where it is."""
    asked = len(persons) == 1 and tables.get(ClearanceRow, persons[0], party) is not None
    return why_held(persons, asked=asked)


def _cited(statement: Statement, digest: str, at: int) -> SignedRow:
    salt, cells = statement.rows[at]
    path = tuple(one.hex() for one in statement.tree.inclusion(at))
    return SignedRow(digest, at, len(statement.rows), statement.tree.leaf(at).hex(), path, salt, cells)


def _refuse(house: House, tables: Tables, statement: Statement, name: str) -> None:
    party = statement.party
    if statement.operation != house.name:
        what = f"it is of another operation than {house.name}"
        raise ProblemsError([Problem(name, what, "Let the party sign it with the terms of this one")])
    clearing_party(agreement_in_force(tables), party, name)
    row = tables.get(ActorRow, party)
    if row is None or row.until >= 0:
        what = f"{party} was retired and writes no more"
        raise ProblemsError([Problem(name, what, "Name an actor who may: safepassage keys list")])
    if not is_away(house, tables, party):
        what = f"the key of {party} lies in the cell, so that this signature says no more than the cell"
        do = f"Let {party} make a key of its own: safepassage keys own {party} --out FILE; then safepassage keys rotate {party}"
        raise ProblemsError([Problem(name, what, do)])
    if not is_signed_by(bytes.fromhex(row.public), statement.head(), statement.signature):
        what = f"the key of {party} that is in force did not sign it"
        raise ProblemsError(
            [Problem(name, what, "Let the party sign it with its newest key (compare: safepassage keys list)")]
        )
    last = newest(tables, party)
    if statement.number <= last:
        what = f"it is statement {statement.number} of {party}, and {last} was taken"
        raise ProblemsError([Problem(name, what, f"Let the party sign what it says now, with --number {last + 1}")])


def _refuse_two_rows(taken: list[RowAnswered], name: str) -> None:
    rows: dict[str, list[int]] = defaultdict(list)
    for one in taken:
        rows[one.given.person_id].append(one.signed.row + 1)
    twice = [" and ".join(map(str, numbers)) for numbers in rows.values() if len(numbers) > 1]
    if twice:
        do = "Let the party sign one line for each person"
        raise ProblemsError([Problem(name, f"rows {one} mean one person", do) for one in twice])
