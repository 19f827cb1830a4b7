"""What may be written of who writes: actors with their keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from safepassage.kernel.facts import Fact, registry


@dataclass(frozen=True, slots=True)
class ActorAdmitted(Fact):
    """A party, desk, device or witness may write from now on. `public` is its Ed25519 key, 32 bytes as hex."""

    KIND: ClassVar[str] = "ledger.actor-admitted/1"
    actor: str
    party: str
    public: str
    role: str
    reason: str

    def deltas(self) -> Mapping[str, int]:
        """One actor."""
        return {"actors-admitted": 1}


@dataclass(frozen=True, slots=True)
class ActorRetired(Fact):
    """An actor writes no more: what it signed before stands, what it signs after does not."""

    KIND: ClassVar[str] = "ledger.actor-retired/1"
    actor: str
    reason: str

    def deltas(self) -> Mapping[str, int]:
        """One actor less."""
        return {"actors-retired": 1}


FACTS = registry(ActorAdmitted, ActorRetired)
