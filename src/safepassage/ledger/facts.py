"""What may be written of the record itself: who writes, whose word witnesses it, and what only two people may do.

Kinds that begin with `ledger.` are open to every party; the others only to who may read them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from safepassage.kernel.facts import Fact, registry
from safepassage.kernel.moment import Moment


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


@dataclass(frozen=True, slots=True)
class KeyRotated(Fact):
    """An actor's key of an earlier epoch is replaced: from the next entry on it signs with this one, 32 bytes as hex.

    What the old key signed in the record before stands. `epoch` counts the actor's keys from 1, its admission. `revokes`: what the
    earlier keys signed outside the record (passes) counts no more. `signature` is the old key's over `actors.rotation_message`, as hex:
    whoever holds it agreed to the new one. Records from before it was asked for have none. `own`: its holder made it and keeps it, away from the cell.
    """

    KIND: ClassVar[str] = "ledger.key-rotated/1"
    actor: str
    public: str
    epoch: int
    reason: str
    revokes: bool = False
    signature: str = ""
    own: bool = False


@dataclass(frozen=True, slots=True)
class IssuerScoped(Fact):
    """What the issuer's key of an epoch may sign: these categories (empty is all), so many passes (0 is no limit), passes that hold within the window."""

    KIND: ClassVar[str] = "ledger.issuer-scoped/1"
    actor: str
    epoch: int
    categories: tuple[str, ...]
    most: int
    valid_from: Moment | None
    expires: Moment | None
    reason: str


@dataclass(frozen=True, slots=True)
class QuorumAgreed(Fact):
    """Whose cosignatures make a checkpoint witnessed: the quorum file (C2SP tlog-policy), whole.

    `request` is what two people agreed on, and says why; an operation's first quorum has none. Records of before copied that `reason`.
    """

    KIND: ClassVar[str] = "ledger.quorum-agreed/1"
    text: str
    reason: str
    request: str = ""


@dataclass(frozen=True, slots=True)
class Asked(Fact):
    """Somebody asks for what only two people may do. `request` is its id, `act` what is asked (export, amend, erase), `subject` of what."""

    KIND: ClassVar[str] = "trust.asked/1"
    request: str
    act: str
    subject: str
    reason: str


@dataclass(frozen=True, slots=True)
class Seconded(Fact):
    """A second person agrees: what was asked may be done, once."""

    KIND: ClassVar[str] = "trust.seconded/1"
    request: str


@dataclass(frozen=True, slots=True)
class Exported(Fact):
    """A party was given what it may know of the record: the first `size` entries."""

    KIND: ClassVar[str] = "trust.exported/1"
    request: str
    party: str
    size: int


@dataclass(frozen=True, slots=True)
class Viewed(Fact):
    """Somebody opened the file of a subject, and said why; the subject is empty where they looked for a document and found nobody who is theirs to know."""

    KIND: ClassVar[str] = "trust.viewed/1"
    subject: str
    reason: str


@dataclass(frozen=True, slots=True)
class Remains:
    """What is left of an erased entry: its place, kind and moment, and its fact without what could name anybody, as canonical JSON."""

    entry: int
    kind: str
    at: Moment
    fact: str


@dataclass(frozen=True, slots=True)
class Erased(Fact):
    """Keys of bodies were destroyed. `request` is what two people agreed on, empty where the time that the terms keep data is over."""

    KIND: ClassVar[str] = "trust.erased/1"
    request: str
    subject: str
    ids: tuple[str, ...]
    remains: tuple[Remains, ...]

    def deltas(self) -> Mapping[str, int]:
        """Bodies that nobody can read any more."""
        return {"erased": len(self.remains)}


FACTS = registry(
    ActorAdmitted,
    ActorRetired,
    KeyRotated,
    IssuerScoped,
    QuorumAgreed,
    Asked,
    Seconded,
    Exported,
    Viewed,
    Erased,
)
