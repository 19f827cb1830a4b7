"""What the reader brings along, and what comes out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from safepassage_audit.notes import Checkpoint, Key
from safepassage_audit.policy import Policy
from safepassage_audit.receipts import Receipt
from safepassage_audit.sample import Sample

ALL, CHAINS, NONE = "all", "chains", "none"  # which signatures of entries are checked


class WrongUseError(Exception):
    """A file that cannot be read at all, or an argument that makes no sense."""


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: the entry's place (or the number of entries, where the whole record is meant), a stable code, a sentence."""

    place: int
    code: str
    says: str


@dataclass(frozen=True)
class Audited:
    """An audit of one's own that found nothing wrong: so many entries, with this root. Their signatures were checked then.

    Header and signature are in the leaf: where the root is the same, so is every signature, and so are the keys that were admitted.
    """

    operation: str
    size: int
    root: str


@dataclass
class Known:
    """What the reader brings along. With `signatures` CHAINS each actor's last one under each of its keys is checked: it binds what went before."""

    log: Key | None = None
    checkpoints: list[Checkpoint] = field(default_factory=list)
    receipts: dict[int, list[Receipt]] = field(default_factory=dict)
    actors: dict[str, tuple[str, ...]] = field(default_factory=dict)
    totals: dict[str, Any] | None = None
    policy: Policy | None = None
    skew: int = 600
    signatures: str = ALL
    workers: int = 1
    audited: Audited | None = None
    sample: Sample | None = None
