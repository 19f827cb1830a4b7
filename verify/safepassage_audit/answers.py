"""Answers of parties that sign themselves, where their bodies can be read: does each follow from a statement that the party signed?

Whom a row means cannot be asked here: the lists are closed. A row whose person was erased is closed to everybody, and counts as one that may be there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from safepassage_audit.entries import HASH, MOST_NUMBER, one_form
from safepassage_audit.tree import leaf_of, node_of

ANSWERED, LINE_HELD = "clearance.answered/1", "clearance.answer-held/1"
TAKEN, ROW, ROW_HELD = "clearance.statement-taken/1", "clearance.row-answered/1", "clearance.row-held/1"
HEAD = b"safepassage/statement/1\n"
MOST_ROWS, CELLS = 100_000, 7
STATUS, UNTIL, REASON = 4, 5, 6  # where they stand among a row's cells
UNREAD = "an answer or a statement cannot be read as what it says it is"
Found = Iterator[str]
Signs = Callable[[str, bytes, str], bool]  # party, message, signature as hex: whether its key in force made it


@dataclass
class Statement:
    """The newest statement of a party that was taken, and which of its rows became something."""

    digest: str
    number: int
    count: int
    root: str
    closed: int
    rows: set[int] = field(default_factory=set)
    persons: set[str] = field(default_factory=set)


class Answers:
    """Which parties sign themselves, and their statements so far."""

    def __init__(self, operation: str, signs: Signs) -> None:
        """Know nobody."""
        self._operation, self._signs = operation, signs
        self.own: set[str] = set()
        self._newest: dict[str, Statement] = {}
        self._older: dict[tuple[str, str], int] = {}
        self._closed = 0  # rows that the reader may not read: of other parties, or of somebody erased

    def learn(self, kind: str, actor: str, fact: dict[str, Any] | None, first: str) -> Found:
        """What is wrong with an entry of answers, None as its fact where it is closed; `first` is the writer of the first entry."""
        try:
            if kind in (ANSWERED, LINE_HELD):
                yield from self._unsigned(actor, actor if fact is None else fact.get("party", actor))
            elif kind in (ROW, ROW_HELD) and fact is None:
                self._closed += 1
            elif kind in (TAKEN, ROW, ROW_HELD) and fact is not None:
                party = _text(fact["party"])
                if actor != first:
                    yield f"{actor} answered in the name of {party}"
                yield from self._statement(party, fact) if kind == TAKEN else self._row(party, kind, fact)
        except (ValueError, TypeError, KeyError, AttributeError, IndexError):
            yield UNREAD

    def _unsigned(self, actor: str, party: Any) -> Found:
        if _text(party) != actor:
            yield f"{actor} answered in the name of {party}"
        if party in self.own:
            yield f"{party} signs its answers itself, and this one stands in no statement of it"

    def _statement(self, party: str, fact: dict[str, Any]) -> Found:
        number, count, root = _whole(fact["number"], MOST_NUMBER), _whole(fact["count"], MOST_ROWS), _hash(fact["root"])
        plain = {"count": count, "operation": self._operation, "party": party, "root": root, "statement": number}
        head = HEAD + one_form(plain).encode()
        digest, signature = _hash(fact["digest"]), _text(fact["signature"])
        if hashlib.sha256(head).hexdigest() != digest or not self._signs(party, head, signature):
            yield f"a statement of {party} is not signed by its key in force"
        last = self._newest.get(party)
        self.own.add(party)
        if last is not None and number <= last.number:
            yield f"statement {number} of {party} was taken after its statement {last.number}"
            return
        if last is not None:
            yield from self._lost(party, last)
            self._older[party, last.digest] = last.number
        self._newest[party] = Statement(digest, number, count, root, self._closed)

    def _row(self, party: str, kind: str, fact: dict[str, Any]) -> Found:
        row = fact["signed"]
        at, count = _whole(row["row"], MOST_ROWS, 0), _whole(row["count"], MOST_ROWS)
        path = [_hash(one) for one in _list(row["path"])]
        digest, leaf, salt = _hash(row["digest"]), _hash(row["leaf"]), _hash(row["salt"])
        line = [_text(cell) for cell in _list(row["line"])]
        if len(line) != CELLS:
            raise ValueError("no line")
        newest, older = self._newest.get(party), self._older.get((party, digest))
        if older is not None and newest is not None:
            yield f"an answer of {party} stands in its statement {older}, and a later one was taken"
            return
        if newest is None or (newest.digest, newest.count) != (digest, count):
            yield f"an answer of {party} stands in no statement of it that was taken"
            return
        if at in newest.rows:
            yield f"row {at + 1} of {count} of a statement of {party} is answered a second time"
        newest.rows.add(at)
        of = leaf_of(one_form([salt, line]).encode())
        if of.hex() != leaf or not _in_tree(of, at, count, [bytes.fromhex(one) for one in path], newest.root):
            yield f"row {at + 1} of {count} of a statement of {party} is not the row that the party signed"
        elif kind == ROW:
            yield from self._said(party, f"row {at + 1} of {count}", newest, line, fact["given"])

    def _said(self, party: str, row: str, newest: Statement, line: list[str], given: dict[str, Any]) -> Found:
        until = None if given["until"] is None else _text(given["until"])
        if (_text(given["status"]), until, _text(given["reason"])) != (line[STATUS], line[UNTIL] or None, line[REASON]):
            yield f"{row} of a statement of {party} says another answer than was written"
        person = _text(given["person_id"])
        if person in newest.persons:
            yield f"{row} of a statement of {party} is a second answer for one person"
        newest.persons.add(person)

    def _lost(self, party: str, one: Statement) -> Found:
        missing = one.count - sum(at < one.count for at in one.rows)
        if missing > self._closed - one.closed:
            yield f"statement {one.number} of {party} has {one.count} rows, and {missing} of them became no answer and no held line"

    def end(self) -> Found:
        """Which rows of the newest statements became nothing."""
        for party in sorted(self._newest):
            yield from self._lost(party, self._newest[party])


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    value.encode()  # half of a character pair is no text
    return value


def _hash(value: Any) -> str:
    if not HASH.fullmatch(_text(value)):
        raise ValueError("no hash")
    return str(value)


def _whole(value: Any, most: int, least: int = 1) -> int:
    if type(value) is not int or not least <= value <= most:
        raise ValueError("no whole number in range")
    return value


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError("no list")
    return value


def _in_tree(leaf: bytes, at: int, count: int, path: list[bytes], root: str) -> bool:
    """Whether the path shows the leaf as that row (RFC 9162, section 2.1.3.2)."""
    last, total = count - 1, leaf
    if at > last:
        return False
    for step in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            total = node_of(step, total)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            total = node_of(total, step)
        at, last = at >> 1, last >> 1
    return last == 0 and total.hex() == root
