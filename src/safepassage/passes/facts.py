"""What may be written of passes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from safepassage.kernel.facts import Fact, registry
from safepassage.kernel.moment import Moment


@dataclass(frozen=True, slots=True)
class Issued(Fact):
    """A pass was made for a called person."""

    KIND: ClassVar[str] = "passes.issued/1"
    pass_id: str
    person_id: str
    day: str
    tag: str
    valid_from: Moment
    expires: Moment
    signed_with: str = ""  # the id of the issuer's key that signs it, hex

    def deltas(self) -> Mapping[str, int]:
        """One pass."""
        return {"passes": 1}


@dataclass(frozen=True, slots=True)
class ManifestMade(Fact):
    """The set of valid passes was fixed and signed."""

    KIND: ClassVar[str] = "passes.manifest/1"
    number: int
    passes: int
    digest: str


@dataclass(frozen=True, slots=True)
class Revoked(Fact):
    """A pass no longer opens the gate."""

    KIND: ClassVar[str] = "passes.revoked/1"
    pass_id: str
    reason: str

    def deltas(self) -> Mapping[str, int]:
        """One pass less."""
        return {"revoked": 1}


FACTS = registry(Issued, ManifestMade, Revoked)
