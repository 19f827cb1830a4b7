"""Use cases of keys: who may write with which key."""

from __future__ import annotations

from dataclasses import dataclass

from safepassage.ledger.state import ActorRow, KeyRow, ScopeRow
from safepassage.operations.house import House
from safepassage.operations.signing import log_of


@dataclass(frozen=True, slots=True)
class ActorShown:
    """One actor: its newest key (hex) and its epoch, and what is to be said of it."""

    actor: str
    party: str
    role: str
    epoch: int
    public: str
    says: str


@dataclass(frozen=True, slots=True)
class Keys:
    """Every actor, and the log's key as a line."""

    actors: tuple[ActorShown, ...]
    log: str


def actors(house: House) -> Keys:
    """Who may write, and who may not any more."""
    with house.store.reading() as work:
        found = []
        for row in work.tables.select(ActorRow):
            keys = list(work.tables.select(KeyRow, actor=row.actor))
            epoch = max((one.epoch for one in keys), default=1)
            scope = work.tables.get(ScopeRow, row.actor, epoch)
            says = f"retired: {row.retired}" if row.until >= 0 else _limits(scope)
            found.append(ActorShown(row.actor, row.party, row.role, epoch, row.public, says))
        return Keys(tuple(found), log_of(house, work).text())


def _limits(scope: ScopeRow | None) -> str:
    if scope is None:
        return ""
    window = f"{scope.valid_from or 'any time'} to {scope.expires or 'any time'}"
    number = f"{scope.most:,} passes" if scope.most else "any number of passes"
    return f"may sign {number}, categories {scope.categories if scope.categories != '[]' else 'all'}, {window}"
