"""A party that holds its own key in a run: it signs its answers where it sits, and a cell that is not honest does what it can with them.

What must hold is told a second time, from the entries and from what the party itself knows that it signed. All people are invented.
"""

from __future__ import annotations

import functools
import random
from collections import Counter
from dataclasses import dataclass, field, replace
from types import SimpleNamespace

from sim_events import Event, Violation
from sim_world import OPERATION, Paper, answers

from safepassage.adapters.memory import MemoryTables
from safepassage.clearance.facts import Answered, AnswerHeld, RowAnswered, RowHeld, StatementTaken
from safepassage.clearance.model import Line
from safepassage.clearance.rules import cells_of
from safepassage.clearance.state import ClearanceRow, StatementLineRow
from safepassage.kernel.facts import Recorded
from safepassage.ledger.actors import rotation_message
from safepassage.ledger.facts import KeyRotated
from safepassage.ledger.state import ActorRow
from safepassage.ledger.statement import Statement, head_digest, signed_statement
from safepassage.operations import keys, signed_answers, statements
from safepassage.operations.clearance import finder
from safepassage.seal.keys import public_key, sign

PARTY = "isr"
OWN = b"\x15" * 32  # the key that the party made where it sits
STRANGER = "QX999999"  # a document of somebody on no list


@dataclass
class Signing:
    """What the party knows that it signed, in the order of its numbers; `who` are the persons of each statement's rows."""

    statements: list[Statement] = field(default_factory=list)
    who: list[tuple[str, ...]] = field(default_factory=list)

    def by_digest(self) -> dict[str, tuple[Statement, tuple[str, ...]]]:
        """Each statement by what entries cite."""
        pairs = zip(self.statements, self.who, strict=True)
        return {head_digest(one.head()): (one, who) for one, who in pairs}


class Parties:
    """The event; `Run` has everything it works on."""

    def do_statement(self, event: Event) -> None:
        """The party takes its key out of the cell; from then on it signs, and what it signed is brought, late, again, changed or not at all."""
        server = self.server
        if not self._is_out():
            self._take_key_out()
            return
        dice = random.Random(event.dice)
        how = event.c % 8
        # Nobody carries on what names somebody who was erased: they are told to destroy it.
        carried = [one for one in self.signing.statements if not self._who(one) & server.erased]
        if how < 4 or not carried:
            self._sign(dice)
            if how < 3:
                self._bring(self.signing.statements[-1])
        elif how < 6:
            self._bring(dice.choice(carried))
        else:
            size = server.size()
            some = dice.choice(carried)
            if how == 6:
                self._take(dice.choice((_changed(some), _by_the_old_key(self, some))))
            else:
                self._answer_for_it(dice.choice(self.world.papers))
            if server.size() != size:
                raise Violation(
                    "I5 nobody answers for a party that signs itself", ("a changed statement", "a file")[how == 7]
                )

    def _is_out(self) -> bool:
        row = self.server.store.tables.get(ActorRow, PARTY)
        return row is not None and row.public == public_key(OWN).hex()

    def _take_key_out(self) -> None:
        """The key in the cell signs the one that the party made."""
        public = public_key(OWN).hex()
        signature = sign(self.world.keys.seeds[PARTY], rotation_message(OPERATION, PARTY, 2, public)).hex()
        house = self.server.house
        handed = keys.Handed(public, signature)
        self.server.do(lambda: keys.rotate(house, PARTY, "it keeps its own", self.moment, handed=handed))

    def _sign(self, dice: random.Random) -> None:
        """A statement on some people, one of whom may be on no list."""
        here = {paper.number: paper for paper in self.world.papers if paper.person_id not in self.server.erased}
        numbers = dice.sample(sorted(here), min(len(here), 1 + dice.randrange(3)))
        if dice.random() < 0.3:
            numbers.append(STRANGER)
        rows = tuple((dice.randbytes(32).hex(), cells_of(_line(number, dice))) for number in numbers)
        bare = Statement(OPERATION, PARTY, len(self.signing.statements) + 1, rows)
        self.signing.statements.append(signed_statement(bare, OWN))
        self.signing.who.append(tuple(here[one].person_id if one in here else "" for one in numbers))

    def _who(self, statement: Statement) -> set[str]:
        """The persons of its rows."""
        return set(self.signing.who[statement.number - 1])

    def _bring(self, statement: Statement) -> None:
        """Somebody carries a statement to the cell."""
        self.note("statement", statement.number, self._take(statement))

    def _take(self, statement: Statement) -> bool:
        server = self.server
        name = f"{PARTY}-{statement.number}.statement"
        server.house.reader.texts[name] = statement.text()
        done = server.do(lambda: statements.take(server.house, name, statement.text().encode(), self.moment))
        server.fixed()
        return done is not None

    def _answer_for_it(self, paper: Paper) -> None:
        """The cell kept a copy of the key that lay with it, and writes answers with it."""
        server = self.server
        server.house.keys.seeds[PARTY] = self.world.keys.seeds[PARTY]
        if paper.person_id not in server.erased:
            server.do(
                lambda: answers(
                    server.house, PARTY, [(paper.number, "refused")], self.moment, f"{PARTY}-{self.now}.csv"
                )
            )


def _line(number: str, dice: random.Random) -> Line:
    return Line("", number, "", "", dice.choice(("granted", "refused")), "", "")


def _changed(some: Statement) -> Statement:
    """The statement with another answer in its first row, under the signature that it had."""
    salt, cells = some.rows[0]
    other = tuple({"granted": "refused", "refused": "granted"}.get(cell, cell) for cell in cells)
    return replace(some, rows=((salt, other), *some.rows[1:]))


def _by_the_old_key(run, some: Statement) -> Statement:
    """The next statement, signed by the key that lay in the cell."""
    return signed_statement(replace(some, number=len(run.signing.statements) + 1), run.world.keys.seeds[PARTY])


def check_parties(run, written: list[Recorded]) -> None:
    """I5: of a party that signs itself each answer is one that it signed, in the order of its numbers, and no statement is there in part.

    Raises:
        Violation: it is not so.
    """
    signed = run.signing.by_digest()
    away, newest = False, 0
    rows: Counter[str] = Counter()
    last: dict[str, str] = {}
    for one in written:
        fact = one.fact
        if isinstance(fact, KeyRotated) and fact.actor == PARTY:
            away = True
        elif isinstance(fact, Answered | AnswerHeld) and fact.party == PARTY:
            if away:
                raise Violation("I5 nobody answers for a party that signs itself", f"entry {one.index}")
            last |= {given.person_id: given.status for given in getattr(fact, "answers", ())}
        elif isinstance(fact, StatementTaken):
            run.met["statements"] += 1
            if fact.digest not in signed or fact.number <= newest:
                raise Violation("I5 an answer is what the party signed last", f"entry {one.index}")
            newest = fact.number
        elif isinstance(fact, RowAnswered | RowHeld):
            _row(fact, signed, last)
            rows[fact.signed.digest] += 1
            run.met["held rows"] += isinstance(fact, RowHeld)
    for digest, count in rows.items():
        if count != len(signed[digest][0].rows):
            raise Violation("I1 a statement is taken whole", f"{count} of {len(signed[digest][0].rows)} rows")
    for row in run.server.store.tables.select(ClearanceRow, party=PARTY):
        if last.get(row.person_id, row.status) not in (row.status, *(["granted"] if row.status == "expired" else [])):
            raise Violation("I5 an answer is what the party signed last", row.status)


def _row(
    fact: RowAnswered | RowHeld, signed: dict[str, tuple[Statement, tuple[str, ...]]], last: dict[str, str]
) -> None:
    if fact.signed.digest not in signed:
        raise Violation("I5 an answer is what the party signed last", "a row of no statement")
    statement, who = signed[fact.signed.digest]
    person, (_, cells) = who[fact.signed.row], statement.rows[fact.signed.row]
    if isinstance(fact, RowHeld):
        if person:
            raise Violation("I5 an answer is what the party signed last", "a good row is held")
        return
    if fact.given.person_id != person or fact.given.status not in cells:
        raise Violation("I5 an answer is what the party signed last", f"row {fact.signed.row}")
    last[person] = fact.given.status


def check_answer(run, recorded: Recorded, tables: MemoryTables) -> None:
    """The product's own verification finds nothing in an answer as it was written, and something in each that was twisted.

    Raises:
        Violation: it is not so.
    """
    find = finder(run.server.house, SimpleNamespace(tables=tables))
    found = functools.partial(signed_answers.wrong_with, tables=tables, find=find)
    for _, says in found(recorded):
        raise Violation("I5 what was signed verifies", says)
    fact = recorded.fact
    if not (isinstance(fact, RowAnswered) and fact.signed.line):
        return
    given, row = fact.given, fact.signed
    other = {"granted": "refused", "refused": "granted"}[given.status]
    twisted: tuple[tuple[str, Recorded], ...] = (
        ("another answer", replace(recorded, fact=replace(fact, given=replace(given, status=other)))),
        ("another person", replace(recorded, fact=replace(fact, given=replace(given, person_id="nobody")))),
        ("another row", replace(recorded, fact=replace(fact, signed=replace(row, leaf="00" * 32)))),
        ("another salt", replace(recorded, fact=replace(fact, signed=replace(row, salt="00" * 32)))),
        ("another statement", replace(recorded, fact=replace(fact, signed=replace(row, digest="00" * 32)))),
        ("a row held for nothing", replace(recorded, fact=RowHeld(PARTY, row, (given.person_id,), ""))),
        ("another hand", replace(recorded, actor=PARTY)),
        ("an answer without a statement", replace(recorded, actor=PARTY, fact=Answered(PARTY, row.digest, (given,)))),
    )  # fmt: skip
    for what, one in twisted:
        if not list(found(one)):
            raise Violation("I5 what was not signed is named", what)


def check_left_out(tables: MemoryTables) -> None:
    """Nothing is left out of a statement, and a row that is left out is named.

    Raises:
        Violation: it is not so.
    """
    for _, says in signed_answers.left_out(tables):
        raise Violation("I5 what was signed verifies", says)
    row = next(tables.select(StatementLineRow), None)
    if row is not None:
        fewer = tables.copy()
        fewer.drop(StatementLineRow, *row.key())
        if not list(signed_answers.left_out(fewer)):
            raise Violation("I5 what was not signed is named", "a row was left out")
