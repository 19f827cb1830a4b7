"""Each party's latest word on each person, as a table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from safepassage.clearance.facts import (
    Answered,
    AnswerHeld,
    Lapsed,
    RowAnswered,
    RowHeld,
    StatementTaken,
    Submitted,
)
from safepassage.clearance.model import Given
from safepassage.kernel.canonical import canonical, read_canonical
from safepassage.kernel.facts import Recorded
from safepassage.kernel.plain import to_plain
from safepassage.kernel.rows import Row, Tables

NEVER = -1  # the place of what did not happen


@dataclass(frozen=True, slots=True)
class ClearanceRow(Row):
    """One party's latest word on one person; `asked` is when it was first put to the party, `answered` its first answer.

    `granted_entry` is the place of the entry with which its last grant began, `ended_entry` of the one that ended it; -1 where there is none.
    `earlier` is JSON text: the same two places of each grant before the last, oldest first.
    """

    TABLE: ClassVar[str] = "clearance"
    KEY: ClassVar[tuple[str, ...]] = ("person_id", "party")
    person_id: str
    party: str
    status: str
    asked: str
    answered: str
    since: str
    until: str
    reason: str
    clause: str
    granted_entry: int = NEVER
    ended_entry: int = NEVER
    earlier: str = "[]"

    def held_at(self, place: int) -> bool:
        """Whether a grant that has ended since was in force behind the entry before that place."""
        grants = (*read_canonical(self.earlier), (self.granted_entry, self.ended_entry))
        return any(began < place <= ended for began, ended in grants)


@dataclass(frozen=True, slots=True)
class HeldAnswerRow(Row):
    """A line of a party's answers that fits nobody."""

    TABLE: ClassVar[str] = "held_answer"
    KEY: ClassVar[tuple[str, ...]] = ("digest", "row")
    digest: str
    row: int
    party: str
    cells: str
    problem: str
    at: str


@dataclass(frozen=True, slots=True)
class AnswerFileRow(Row):
    """A file of answers that was taken in: the same bytes twice are one file."""

    TABLE: ClassVar[str] = "answer_file"
    KEY: ClassVar[tuple[str, ...]] = ("party", "digest")
    party: str
    digest: str
    answers: int
    at: str


@dataclass(frozen=True, slots=True)
class StatementRow(Row):
    """A statement that was taken in; `entry` is the place of the entry that says so."""

    TABLE: ClassVar[str] = "statement"
    KEY: ClassVar[tuple[str, ...]] = ("digest",)
    digest: str
    party: str
    number: int
    root: str
    count: int
    at: str
    entry: int


@dataclass(frozen=True, slots=True)
class StatementLineRow(Row):
    """What became of a statement's row: whom it is an answer for, empty where it is held; `bare` where the row itself was erased.

    `fits` is JSON text: everybody whom the row may mean.
    """

    TABLE: ClassVar[str] = "statement_line"
    KEY: ClassVar[tuple[str, ...]] = ("digest", "row")
    digest: str
    row: int
    party: str
    person_id: str
    fits: str
    entry: int
    bare: bool


def apply(recorded: Recorded, tables: Tables) -> None:
    """Write what the fact means for this room's tables."""
    at = recorded.at.iso()
    match recorded.fact:
        case Submitted() as fact:
            for person_id in fact.persons:
                for party in fact.parties:
                    if tables.get(ClearanceRow, person_id, party) is None:
                        tables.put(ClearanceRow(person_id, party, "pending", at, "", at, "", "", recorded.clause))
        case Answered() as fact:
            for given in fact.answers:
                _say(given, fact.party, recorded, tables)
            known = tables.get(AnswerFileRow, fact.party, fact.digest)
            tables.put(AnswerFileRow(fact.party, fact.digest, len(fact.answers) + (known.answers if known else 0), at))
        case StatementTaken() | RowAnswered() | RowHeld():
            _signed(recorded, tables)
        case Lapsed() as fact:
            for person_id in fact.persons:
                row = tables.get(ClearanceRow, person_id, fact.party)
                if row is not None:
                    tables.put(replace(_turned(row, "expired", recorded.index), status="expired", since=at))
        case AnswerHeld() as fact:
            tables.put(
                HeldAnswerRow(fact.digest, fact.row, fact.party, canonical(to_plain(fact.cells)), fact.problem, at)
            )


def _say(given: Given, party: str, recorded: Recorded, tables: Tables) -> None:
    row = tables.get(ClearanceRow, given.person_id, party)
    if row is None:
        return
    at = recorded.at.iso()
    tables.put(
        replace(
            _turned(row, given.status, recorded.index),
            status=given.status,
            answered=row.answered or at,
            since=at,
            until=given.until.iso() if given.until else "",
            reason=given.reason,
        )
    )


def _signed(recorded: Recorded, tables: Tables) -> None:
    match recorded.fact:
        case StatementTaken() as fact:
            said = (fact.digest, fact.party, fact.number, fact.root, fact.count)
            tables.put(StatementRow(*said, recorded.at.iso(), recorded.index))
        case RowAnswered() as fact:
            _say(fact.given, fact.party, recorded, tables)
            tables.put(_line_row(fact, (fact.given.person_id,), recorded))
        case RowHeld() as fact:
            tables.put(_line_row(fact, fact.persons, recorded))


def _line_row(fact: RowAnswered | RowHeld, fits: tuple[str, ...], recorded: Recorded) -> StatementLineRow:
    signed, person_id = fact.signed, fact.given.person_id if isinstance(fact, RowAnswered) else ""
    whom = canonical(list(fits))
    return StatementLineRow(signed.digest, signed.row, fact.party, person_id, whom, recorded.index, not signed.line)


def _turned(row: ClearanceRow, status: str, entry: int) -> ClearanceRow:
    """The row with the places at which a grant begins or ends by this word."""
    if (row.status == "granted") == (status == "granted"):
        return row
    if status != "granted":
        return replace(row, ended_entry=entry)
    earlier = row.earlier
    if row.granted_entry != NEVER:
        earlier = canonical([*read_canonical(earlier), [row.granted_entry, row.ended_entry]])
    return replace(row, granted_entry=entry, ended_entry=NEVER, earlier=earlier)
