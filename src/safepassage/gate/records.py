"""A record's id and its place. The id is bound to what the record says; the place is the device's sequence, never a clock."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from safepassage.gate.facts import Scanned
from safepassage.gate.model import Record
from safepassage.gate.state import ScanRow
from safepassage.kernel.canonical import canonical

CHECK_CHARACTERS = 32  # 128 bits: nobody finds another record that would stand under the same id
DRAWN_BYTES = 8  # what a device draws for each record
SESSION_PARTS = 3
FARTHEST = 1_000_000  # so many records in a row no device loses
MOST_DIGITS = 15  # every such number is exact in JavaScript too
Said = tuple[str, str, str, str, str, str, str, str, str, str, int, str, str]
_DRAWN = re.compile(r"[0-9a-f]{16}")


@lru_cache(maxsize=1 << 17)
def place_of(record: str) -> tuple[str, int]:
    """Device and sequence of `DEVICE/SEQUENCE` or `DEVICE/SEQUENCE/CHECK`; another form is a device of its own at place 0."""
    device, _, rest = record.partition("/")
    sequence = rest.partition("/")[0]
    if device and sequence.isascii() and sequence.isdigit() and len(sequence) <= MOST_DIGITS:
        return device, int(sequence)
    return record, 0


def highest(sequences: Iterable[int]) -> int:
    """The last place that a device may have written itself, 0 before its first: what stands a million places further somebody invented.

    Else one invented record at the largest number there is would leave its device no place to write at.
    """
    last = 0
    for sequence in sorted(sequences):
        if sequence > last + FARTHEST:
            break
        last = sequence
    return last


def day_of(session: str) -> str:
    """The day of `SIDE/DAY/NUMBER`, empty where the session has another form."""
    parts = session.rsplit("/", 2)
    return parts[1] if len(parts) == SESSION_PARTS else ""


def said(record: Record | Scanned | ScanRow) -> Said:
    """What a record says: the content that its id is bound to."""
    return (
        record.session,
        record.side,
        record.pass_id,
        record.verdict,
        record.reason,
        record.step,
        record.officer,
        record.second,
        record.override,
        record.takes_back,
        record.manifest,
        record.manifest_digest,
        record.drawn,
    )


def is_drawn(text: str) -> bool:
    """Whether a record carries a draw: 8 bytes as lower-case hex, that its device drew for it alone."""
    return _DRAWN.fullmatch(text) is not None


def record_id(device: str, sequence: int, content: Said) -> str:
    """`DEVICE/SEQUENCE/CHECK`; the check is the first 32 hex digits of SHA-256 over the content as canonical JSON."""
    check = hashlib.sha256(canonical(list(content)).encode()).hexdigest()[:CHECK_CHARACTERS]
    return f"{device}/{sequence}/{check}"


def under_own_id(record: Record) -> Record:
    """The record under the id that its content gives it, whatever id it was sent with."""
    device, sequence = place_of(record.record)
    own = record_id(device.replace("/", "-") or "-", sequence, said(record))
    return record if record.record == own else replace(record, record=own)


def record_of(row: ScanRow, category: str, *, patient: bool = False) -> Record:
    """The record a row of the tables stands for, with what the operation knows of the pass."""
    return Record(row.record, *said(row), category, patient, row.at, row.conflict)


def canonical_place(record: Record) -> tuple[str, str, int, str]:
    """The one order of records: day, device, sequence; then the id, where a device said two things at one place."""
    device, sequence = place_of(record.record)
    return day_of(record.session), device, sequence, record.record
