"""What may be written at the gate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from safepassage.kernel.facts import Fact, registry


@dataclass(frozen=True, slots=True)
class SessionOpened(Fact):
    """A side opened. `session` is `SIDE/DAY/NUMBER`; the gate works under the manifest numbered here."""

    KIND: ClassVar[str] = "gate.opened/1"
    session: str
    side: str
    manifest: int


@dataclass(frozen=True, slots=True)
class SessionClosed(Fact):
    """A side closed, with the number of records of the session: what comes later in the side's sequence is not of it."""

    KIND: ClassVar[str] = "gate.closed/1"
    session: str
    side: str
    records: int
    reason: str


@dataclass(frozen=True, slots=True)
class Scanned(Fact):
    """One pass was presented at one side, and what was decided. `record` is the device's own id for it, `DEVICE/SEQUENCE/CHECK`: sent twice, it counts once.

    `step` is what the person did: exited, entered, returned, or none where not admitted. `conflict` names the earlier
    record where the pass had passed this step before; `takes_back` the exit that a return answers. `manifest` is the number of the one the
    device had in hand, 0 for none, and `manifest_digest` the SHA-256 of its text as hex: what it could know, whatever became of the number
    since. `drawn` is what it drew for this record alone (8 bytes as hex), so that no two records say the same.
    """

    KIND: ClassVar[str] = "gate.scanned/1"
    record: str
    session: str
    side: str
    pass_id: str
    verdict: str
    reason: str
    step: str
    officer: str
    second: str = ""
    override: str = ""
    conflict: str = ""
    takes_back: str = ""
    manifest: int = 0
    manifest_digest: str = ""
    drawn: str = ""

    def deltas(self) -> Mapping[str, int]:
        """What it adds to the public counts."""
        return {self.step or self.verdict: 1}


@dataclass(frozen=True, slots=True)
class DeviceClosed(Fact):
    """A device ended its part of a session: `last` is the sequence of its last record of it, 0 where it has none."""

    KIND: ClassVar[str] = "gate.device-closed/1"
    session: str
    device: str
    last: int


HAPPENED = (SessionClosed, Scanned, DeviceClosed)
"""What is so whoever writes it down: who crossed, and what ended. A record that lost it, or kept it waiting, would be wrong."""
FACTS = registry(SessionOpened, SessionClosed, Scanned, DeviceClosed)
