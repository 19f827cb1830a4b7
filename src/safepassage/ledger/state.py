"""Actors, as a table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from safepassage.kernel.facts import Recorded
from safepassage.kernel.rows import Row, Tables
from safepassage.ledger.facts import ActorAdmitted, ActorRetired


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


def apply(recorded: Recorded, tables: Tables) -> None:
    """Write what the fact means for this room's table. A key once admitted is never replaced: a new key is a new actor."""
    match recorded.fact:
        case ActorAdmitted() as fact:
            if tables.get(ActorRow, fact.actor) is None:
                tables.put(
                    ActorRow(
                        fact.actor,
                        fact.party,
                        fact.public,
                        fact.role,
                        fact.reason,
                        recorded.index,
                        -1,
                        "",
                        recorded.at.iso(),
                    )
                )
        case ActorRetired() as fact:
            row = tables.get(ActorRow, fact.actor)
            if row is not None and row.until < 0:
                tables.put(replace(row, until=recorded.index, retired=fact.reason))
