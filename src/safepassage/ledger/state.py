"""Actors, issuers' limits, quorums, requests and what erasure left, as tables."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from safepassage.kernel.canonical import canonical
from safepassage.kernel.facts import Recorded
from safepassage.kernel.rows import Row, Tables
from safepassage.ledger.facts import (
    ActorAdmitted,
    ActorRetired,
    Asked,
    Erased,
    Exported,
    IssuerScoped,
    KeyRotated,
    QuorumAgreed,
    Seconded,
    Viewed,
)


@dataclass(frozen=True, slots=True)
class ActorRow(Row):
    """One actor. `retired` is the reason, empty while it may write; `since` and `until` are places in the ledger, `until` -1 while it may."""

    TABLE: ClassVar[str] = "actor"
    KEY: ClassVar[tuple[str, ...]] = ("actor",)
    actor: str
    party: str
    public: str
    role: str
    reason: str
    since: int
    until: int
    retired: str
    at: str


@dataclass(frozen=True, slots=True)
class KeyRow(Row):
    """One key of an actor, from its first, epoch 1, on; it signs the entries from place `since` on, to before the next epoch's.

    `revoked` is why what it signed outside the record counts no more, empty where it counts. `own`: it lies with its holder, not in the cell.
    """

    TABLE: ClassVar[str] = "actor_key"
    KEY: ClassVar[tuple[str, ...]] = ("actor", "epoch")
    actor: str
    epoch: int
    public: str
    since: int
    reason: str
    at: str
    revoked: str = ""
    own: bool = False


@dataclass(frozen=True, slots=True)
class ScopeRow(Row):
    """What an issuer's key of an epoch may sign; `categories` is JSON text, empty list for all; `most` 0 is no limit; moments may be empty."""

    TABLE: ClassVar[str] = "issuer_scope"
    KEY: ClassVar[tuple[str, ...]] = ("actor", "epoch")
    actor: str
    epoch: int
    categories: str
    most: int
    valid_from: str
    expires: str
    reason: str


@dataclass(frozen=True, slots=True)
class QuorumRow(Row):
    """A quorum file, from its entry on, until the next."""

    TABLE: ClassVar[str] = "quorum"
    KEY: ClassVar[tuple[str, ...]] = ("entry",)
    entry: int
    text: str
    reason: str
    at: str


@dataclass(frozen=True, slots=True)
class RequestRow(Row):
    """What one person asked for; `seconded_by` is empty until a second agrees, `done` -1 until it is done, then the entry that says so."""

    TABLE: ClassVar[str] = "request"
    KEY: ClassVar[tuple[str, ...]] = ("request",)
    request: str
    act: str
    subject: str
    reason: str
    asked_by: str
    asked: str
    seconded_by: str
    seconded: str
    done: int


@dataclass(frozen=True, slots=True)
class RemainsRow(Row):
    """What is left of an erased entry, and the entry that erased it."""

    TABLE: ClassVar[str] = "remains"
    KEY: ClassVar[tuple[str, ...]] = ("entry",)
    entry: int
    at: str
    fact: str
    erased_by: int


@dataclass(frozen=True, slots=True)
class ViewRow(Row):
    """Somebody opened a subject's file."""

    TABLE: ClassVar[str] = "view"
    KEY: ClassVar[tuple[str, ...]] = ("entry",)
    entry: int
    subject: str
    actor: str
    reason: str
    at: str


def apply(recorded: Recorded, tables: Tables) -> None:
    """Write what the fact means for this room's table. A key once admitted is never replaced: a new key is a new actor."""
    match recorded.fact:
        case ActorAdmitted() | ActorRetired() | KeyRotated():
            _actors(recorded, tables)
        case IssuerScoped() as fact:
            categories = canonical(list(fact.categories))
            since, until = (one.iso() if one else "" for one in (fact.valid_from, fact.expires))
            tables.put(ScopeRow(fact.actor, fact.epoch, categories, fact.most, since, until, fact.reason))
        case QuorumAgreed() as fact:
            _done(fact.request, recorded, tables)
            tables.put(QuorumRow(recorded.index, fact.text, fact.reason, recorded.at.iso()))
        case Asked() as fact:
            if tables.get(RequestRow, fact.request) is None:
                said = (fact.request, fact.act, fact.subject, fact.reason, recorded.actor, recorded.at.iso())
                tables.put(RequestRow(*said, "", "", -1))
        case Seconded() as fact:
            row = tables.get(RequestRow, fact.request)
            if row is not None and not row.seconded_by:
                tables.put(replace(row, seconded_by=recorded.actor, seconded=recorded.at.iso()))
        case Viewed() as fact:
            tables.put(ViewRow(recorded.index, fact.subject, recorded.actor, fact.reason, recorded.at.iso()))
        case Exported() as fact:
            _done(fact.request, recorded, tables)
        case Erased() as fact:
            _done(fact.request, recorded, tables)
            for one in fact.remains:
                tables.put(RemainsRow(one.entry, one.at.iso(), one.fact, recorded.index))


def _actors(recorded: Recorded, tables: Tables) -> None:
    match recorded.fact:
        case ActorAdmitted() as fact:
            if tables.get(ActorRow, fact.actor) is None:
                at = recorded.at.iso()
                said = (fact.actor, fact.party, fact.public, fact.role, fact.reason)
                tables.put(ActorRow(*said, recorded.index, -1, "", at))
                tables.put(KeyRow(fact.actor, 1, fact.public, recorded.index, fact.reason, at))
        case ActorRetired() as fact:
            row = tables.get(ActorRow, fact.actor)
            if row is not None and row.until < 0:
                tables.put(replace(row, until=recorded.index, retired=fact.reason))
        case KeyRotated() as fact:
            row = tables.get(ActorRow, fact.actor)
            if row is not None and row.until < 0:
                for earlier in list(tables.select(KeyRow, actor=fact.actor)) if fact.revokes else ():
                    tables.put(replace(earlier, revoked=earlier.revoked or fact.reason))
                tables.put(replace(row, public=fact.public))
                since, at = recorded.index + 1, recorded.at.iso()
                tables.put(KeyRow(fact.actor, fact.epoch, fact.public, since, fact.reason, at, own=fact.own))


def _done(request: str, recorded: Recorded, tables: Tables) -> None:
    row = tables.get(RequestRow, request) if request else None
    if row is not None:
        tables.put(replace(row, done=recorded.index))


def done(request: str, recorded: Recorded, tables: Tables) -> None:
    """Mark a request as done by an entry of another room (an amendment)."""
    _done(request, recorded, tables)
