"""The nouns of the ledger: it knows bytes, actors and places, and no room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Header:
    """What everybody may see of an entry; its canonical JSON is what is signed and hashed.

    `previous` is the leaf hash (hex) of this actor's previous entry, empty for the first; `body` the keyed commitment (hex)
    to the body; `seen_size` and `seen_root` the newest checkpoint the actor had seen. No name, no moment, no person's id.
    """

    version: int
    operation: str
    kind: str
    actor: str
    sequence: int  # 1, 2, 3 ... per actor, without a gap
    previous: str
    clause: str
    deltas: Mapping[str, int]
    body: str
    seen_size: int = 0
    seen_root: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as it is kept: canonical header bytes, the actor's 64-byte Ed25519 signature over them, the sealed body.

    The leaf of the tree is header and signature; the sealed body is bound to it by the commitment in the header.
    """

    index: int
    header: bytes
    signature: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class ActorHead:
    """Where an actor's own sequence stands."""

    sequence: int
    last: str  # leaf hash, hex


@dataclass(frozen=True, slots=True)
class Head:
    """Where the ledger stands: `frontier` holds the roots of the perfect subtrees of the first `size` leaves, largest first."""

    size: int
    frontier: tuple[bytes, ...]
    actors: Mapping[str, ActorHead]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A signed tree head: `note` is the C2SP signed note as text, with every signature gathered so far."""

    origin: str
    size: int
    root: bytes
    note: str


EMPTY = Head(0, (), {})
