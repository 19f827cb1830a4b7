"""Sessions and scans, as tables."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from safepassage.gate.facts import DeviceClosed, Scanned, SessionClosed, SessionOpened
from safepassage.kernel.facts import Recorded
from safepassage.kernel.rows import Row, Tables


@dataclass(frozen=True, slots=True)
class SessionRow(Row):
    """One opening of one side; `closed` is empty while it is open."""

    TABLE: ClassVar[str] = "session"
    KEY: ClassVar[tuple[str, ...]] = ("session",)
    session: str
    side: str
    manifest: int
    opened: str
    closed: str
    records: int
    reason: str


@dataclass(frozen=True, slots=True)
class ScanRow(Row):
    """One pass presented at one side; `entry` is its place in the ledger, which orders the records of a side; `device` who wrote it."""

    TABLE: ClassVar[str] = "scan"
    KEY: ClassVar[tuple[str, ...]] = ("record",)
    record: str
    session: str
    side: str
    pass_id: str
    verdict: str
    reason: str
    step: str
    officer: str
    second: str
    override: str
    conflict: str
    at: str
    entry: int
    takes_back: str
    manifest: int
    manifest_digest: str
    drawn: str
    device: str = ""


@dataclass(frozen=True, slots=True)
class DeviceCloseRow(Row):
    """Where one device's part of a session ends. Where it said two things (it was cloned) both are kept; the earlier one counts."""

    TABLE: ClassVar[str] = "device_close"
    KEY: ClassVar[tuple[str, ...]] = ("session", "device", "last")
    session: str
    device: str
    last: int


def apply(recorded: Recorded, tables: Tables) -> None:
    """Write what the fact means for this room's tables."""
    match recorded.fact:
        case SessionOpened() as fact:
            tables.put(SessionRow(fact.session, fact.side, fact.manifest, recorded.at.iso(), "", 0, ""))
        case SessionClosed() as fact:
            row = tables.get(SessionRow, fact.session)
            if row is not None:
                tables.put(replace(row, closed=recorded.at.iso(), records=fact.records, reason=fact.reason))
        case DeviceClosed() as fact:
            tables.put(DeviceCloseRow(fact.session, fact.device, fact.last))
        case Scanned() as fact:
            tables.put(
                ScanRow(
                    fact.record,
                    fact.session,
                    fact.side,
                    fact.pass_id,
                    fact.verdict,
                    fact.reason,
                    fact.step,
                    fact.officer,
                    fact.second,
                    fact.override,
                    fact.conflict,
                    recorded.at.iso(),
                    recorded.index,
                    fact.takes_back,
                    fact.manifest,
                    fact.manifest_digest,
                    fact.drawn,
                    fact.record.partition("/")[0],
                )
            )
