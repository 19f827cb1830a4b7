"""Whether answers follow from what the parties signed: checked as each entry is replayed, and once more at the end (ADR 0162)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from safepassage.clearance.facts import Answered, AnswerHeld, Lapsed, RowAnswered, RowHeld, StatementTaken
from safepassage.clearance.model import SignedRow
from safepassage.clearance.rules import Find, given_of, line_of, status_now
from safepassage.clearance.state import ClearanceRow, StatementLineRow, StatementRow
from safepassage.kernel.canonical import read_canonical
from safepassage.kernel.facts import Recorded
from safepassage.kernel.moment import Moment
from safepassage.kernel.rows import Tables
from safepassage.ledger.state import ActorRow, RemainsRow
from safepassage.ledger.statement import head_bytes, head_digest, in_tree, is_signed_by, row_leaf
from safepassage.operations.clearance import answer_of, newest, signs_itself
from safepassage.operations.house import DESK
from safepassage.operations.statements import fitting, kept_from
from safepassage.operations.terms import agreement_in_force
from safepassage.people.state import PersonRow

CODE = "answer"


def wrong_with(recorded: Recorded, tables: Tables, find: Find) -> Iterator[tuple[str, str]]:
    """What is wrong with a fact of answers, seen from the tables as they stood before it; `find` says whom a line means there. Code and sentence."""
    match recorded.fact:
        case Answered() | AnswerHeld() as fact:
            found = _unsigned(fact, recorded.actor, tables)
        case StatementTaken() as fact:
            found = _statement(fact, recorded.actor, tables)
        case RowAnswered() | RowHeld() as fact:
            found = _row(fact, recorded.actor, tables, find)
        case Lapsed() as fact:
            found = _lapsed(fact, recorded.at, tables)
        case _:
            return
    for says in found:
        yield CODE, says


def _lapsed(fact: Lapsed, at: Moment, tables: Tables) -> Iterator[str]:
    rows = [tables.get(ClearanceRow, one, fact.party) for one in fact.persons]
    if any(row is None or status_now(answer_of(row), at) != "expired" or row.status != "granted" for row in rows):
        yield f"a grant of {fact.party} was let lapse that had not run out"


def _unsigned(fact: Answered | AnswerHeld, actor: str, tables: Tables) -> Iterator[str]:
    if actor != fact.party:
        yield f"{actor} answered in the name of {fact.party}"
    if signs_itself(tables, fact.party):
        yield f"{fact.party} signs its answers itself, and this one stands in no statement of it"


def _statement(fact: StatementTaken, actor: str, tables: Tables) -> Iterator[str]:
    if actor != DESK:
        yield f"{actor} took a statement in, and only the desk does"
    head = head_bytes(agreement_in_force(tables).id, fact.party, fact.number, fact.count, fact.root)
    row = tables.get(ActorRow, fact.party)
    signed = row is not None and row.until < 0 and is_signed_by(bytes.fromhex(row.public), head, fact.signature)
    if not signed or fact.digest != head_digest(head):
        yield f"a statement of {fact.party} is not signed by its key in force"
    last = newest(tables, fact.party)
    if fact.number <= last:
        yield f"statement {fact.number} of {fact.party} was taken after its statement {last}"


def _row(fact: RowAnswered | RowHeld, actor: str, tables: Tables, find: Find) -> Iterator[str]:
    party, signed = fact.party, fact.signed
    if actor != DESK:
        yield f"{actor} answered in the name of {party}"
    statement = tables.get(StatementRow, signed.digest)
    if statement is None or (statement.party, statement.count) != (party, signed.count):
        yield f"an answer of {party} stands in no statement of it that was taken"
        return
    if statement.number != newest(tables, party):
        yield f"an answer of {party} stands in its statement {statement.number}, and a later one was taken"
    if tables.get(StatementLineRow, signed.digest, signed.row) is not None:
        yield f"{_named(fact)} is answered a second time"
    if not in_tree(signed.leaf, signed.row, signed.count, signed.path, statement.root):
        yield f"{_named(fact)} is not the row that the party signed"
    elif signed.line or signed.salt:
        yield from _said(fact, signed, tables, find)


def _said(fact: RowAnswered | RowHeld, signed: SignedRow, tables: Tables, find: Find) -> Iterator[str]:
    """What a row that can be read says, against what was written of it."""
    if row_leaf(signed.salt, signed.line).hex() != signed.leaf:
        yield f"{_named(fact)} is not the row that the party signed"
        return
    line = line_of(signed.line)
    persons = fitting(line, find)
    problem = kept_from(persons, fact.party, tables)
    if isinstance(fact, RowHeld):
        if not problem or (fact.persons, fact.problem) != (persons, problem):
            yield f"{_named(fact)} is held for a reason that is not so"
        return
    if problem or fact.given.person_id != persons[0]:
        yield f"{_named(fact)} is an answer for somebody else than was written"
    elif fact.given != given_of(line, persons[0]):
        yield f"{_named(fact)} says another answer than was written"
    taken = tables.select(StatementLineRow, digest=signed.digest, person_id=fact.given.person_id)
    if any(row.row != signed.row for row in taken):
        yield f"{_named(fact)} is a second answer for one person"


def _named(fact: RowAnswered | RowHeld) -> str:
    return f"row {fact.signed.row + 1} of {fact.signed.count} of a statement of {fact.party}"


def left_out(tables: Tables) -> Iterator[tuple[str, str]]:
    """Rows of statements without an entry, and entries without a row that no erasure took: asked at the end. Code and sentence."""
    for statement in tables.select(StatementRow):
        rows = list(tables.select(StatementLineRow, digest=statement.digest, party=statement.party))
        there = {row.row for row in rows if 0 <= row.row < statement.count}
        missing = statement.count - len(there)  # never counted out: a count is whatever somebody wrote
        if missing > 0:
            first = next(at for at in count() if at not in there) + 1
            yield (
                CODE,
                f"statement {statement.number} of {statement.party} has {statement.count} rows, and {missing} of them became no answer and no held line, row {first} first",
            )
        for row in rows:
            if row.bare and not _may_be_bare(row, tables):
                yield (
                    CODE,
                    f"entry {row.entry}: row {row.row + 1} of a statement of {row.party} is not shown, and nobody was erased",
                )


def _may_be_bare(row: StatementLineRow, tables: Tables) -> bool:
    """Whether an erasure took the row: of somebody whom it means, or, where nobody was found whom it means, of somebody whom it calls by name."""
    if tables.get(RemainsRow, row.entry) is None:
        return False
    fits = [tables.get(PersonRow, one) for one in read_canonical(row.fits)]
    return not fits or any(one is not None and not one.full_name for one in fits)
