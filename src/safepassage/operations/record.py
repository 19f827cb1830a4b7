"""How a fact becomes an entry and rows, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from safepassage.kernel.canonical import canonical, read_canonical
from safepassage.kernel.facts import Fact, Recorded
from safepassage.kernel.moment import Moment
from safepassage.kernel.plain import from_plain, to_plain
from safepassage.ledger.entries import open_under, read_header, write_entry
from safepassage.ledger.model import Entry, Header
from safepassage.operations.house import House
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
        """Append the fact as this actor's next entry and change the tables by it."""
        key = self.house.dice.take(32)
        head = self.work.head()
        body = canonical({"at": self.at.iso(), "fact": to_plain(fact)}).encode()
        entry, after = write_entry(
            head,
            operation=self.house.name,
            kind=fact.KIND,
            actor=self.actor,
            clause=clause,
            deltas=dict(fact.deltas()),
            body=body,
            key=key,
            sign=lambda message: self.house.keys.sign(self.actor, message),
            seen=self.work.seen(),
        )
        self.work.append(entry, key, after)
        recorded = Recorded(fact, self.at, self.actor, entry.index, clause)
        project(recorded, self.work.tables)
        return recorded

    def as_actor(self, actor: str) -> Scribe:
        """The same transaction and moment, another actor's hand."""
        return Scribe(self.house, self.work, actor, self.at)


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
