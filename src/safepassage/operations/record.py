"""How a fact becomes an entry and rows, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from safepassage.gate.facts import HAPPENED
from safepassage.kernel.canonical import canonical, read_canonical
from safepassage.kernel.facts import Fact, Recorded
from safepassage.kernel.moment import Moment
from safepassage.kernel.plain import from_plain, to_plain
from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.ledger.entries import open_under, read_header, write_entry
from safepassage.ledger.model import Entry, Header
from safepassage.ledger.state import ActorRow
from safepassage.operations.house import DESK, House
from safepassage.operations.ports import Work
from safepassage.operations.project import KINDS, project


class UnknownKindError(Exception):
    """An entry of a kind this version does not know: it was written by a newer one."""


@dataclass(frozen=True, slots=True)
class Scribe:
    """Writes facts of one actor at one moment into one transaction."""

    house: House
    work: Work
    actor: str
    at: Moment

    def write(self, fact: Fact, clause: str = "") -> Recorded:
        """Append the fact as this actor's next entry and change the tables by it; as the desk's, where it happened and its side cannot sign here.

        Raises:
            ProblemsError: the actor may not write, or the key that lies here is not the one the record knows.
        """
        actor = self._hand(fact)
        key = self.house.dice.take(32)
        head = self.work.head()
        body = _bytes_of(canonical({"at": self.at.iso(), "fact": to_plain(fact)}))
        entry, after = write_entry(
            head,
            operation=self.house.name,
            kind=fact.KIND,
            actor=actor,
            clause=clause,
            deltas=dict(fact.deltas()),
            body=body,
            key=key,
            sign=lambda message: self.house.keys.sign(actor, message),
            seen=self.work.seen(),
        )
        self.work.append(entry, key, after)
        recorded = Recorded(fact, self.at, actor, entry.index, clause)
        project(recorded, self.work.tables)
        return recorded

    def _hand(self, fact: Fact) -> str:
        """Who signs: the actor; the desk in its place, where this happened at a gate and the actor's key in force is not at hand (ADR 0159).

        Nobody signs with a key that is not in force, and a crossing waits for no key. That the desk wrote it is told for ever.
        """
        try:
            self._refuse_what_never_heals(self.actor, fact)
        except ProblemsError:
            if not isinstance(fact, HAPPENED) or self.actor == DESK:
                raise
            self._refuse_what_never_heals(DESK, fact)
            return DESK
        return self.actor

    def _refuse_what_never_heals(self, actor: str, fact: Fact) -> None:
        """An entry that its actor may not write, or signed with another key, is a flaw of the record for ever.

        What happened at a gate is written also by who was retired: that flaw is told, and a crossing is never lost.
        """
        row = self.work.tables.get(ActorRow, actor)
        if row is None:
            if self.work.head().size:
                raise ProblemsError([_nobody(actor, "is nobody who may write in this record")])
        elif row.until >= 0 and not isinstance(fact, HAPPENED):
            raise ProblemsError([_nobody(actor, "was retired and writes no more")])
        elif row.public != self.house.keys.public(actor).hex():
            what = f"the key that lies here for {actor} is not the one in force"
            do = f"Bring the newest as {actor}.key into the operation's keys folder (compare: safepassage keys list)"
            raise ProblemsError([Problem("keys", what, do)])

    def as_actor(self, actor: str) -> Scribe:
        """The same transaction and moment, another actor's hand."""
        return Scribe(self.house, self.work, actor, self.at)


def _bytes_of(body: str) -> bytes:
    try:
        return body.encode()
    except UnicodeEncodeError:
        what = "something that was typed is no text: bytes of another encoding"
        raise ProblemsError([Problem("text", what, "Type it again, in UTF-8")]) from None


def _nobody(actor: str, what: str) -> Problem:
    return Problem("actor", f"{actor} {what}", "Name an actor who may: safepassage keys list")


def read_recorded(entry: Entry, key: bytes) -> Recorded:
    """The fact an entry records.

    Raises:
        UnknownKindError: the kind is not known here.
        ValueError: body and commitment do not fit, or the body is not in its canonical form.
    """
    header = read_header(entry.header)
    known_kind(header.kind)
    return recorded_of(header, read_canonical(open_under(header, entry, key)), entry.index)


def known_kind(kind: str) -> type[Fact]:
    """The fact of that kind.

    Raises:
        UnknownKindError: the kind is not known here.
    """
    found = KINDS.get(kind)
    if found is None:
        raise UnknownKindError(kind)
    return found


def recorded_of(header: Header, body: Any, index: int) -> Recorded:
    """The fact of an entry at that place whose header and body were read.

    Raises:
        UnknownKindError: the kind is not known here.
        ValueError, TypeError, KeyError: the body holds no fact of the header's kind.
    """
    kind = known_kind(header.kind)
    return Recorded(from_plain(kind, body["fact"]), Moment.parse(body["at"]), header.actor, index, header.clause)
