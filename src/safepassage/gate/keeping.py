"""What of a device's word can be kept. Nothing about a crossing is dropped: what no ledger can hold is replaced by the nearest that it can (ADR 0130)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from safepassage.gate.journal import CROSSINGS
from safepassage.gate.model import VERDICTS, Close, Record
from safepassage.gate.records import place_of, under_own_id
from safepassage.gate.sides import OwnSides, side_of
from safepassage.kernel.columns import LONGEST_KEY
from safepassage.kernel.moment import Moment

MOST = 2**53 - 1  # the largest number that every reader of the record counts exactly
LONGEST = LONGEST_KEY // 4  # bytes of one text that stands in a key or an index
NO_WORD = "unreadable"
TEXTS = (
    "record", "session", "side", "pass_id", "verdict", "reason", "step", "officer", "second", "override", "takes_back", "manifest_digest",
    "drawn",
)  # fmt: skip
NEEDED = frozenset(TEXTS[:8])
WORDS = frozenset({"officer", "second", "override"})  # free words of people: as long as they like
AROUND = frozenset(
    {"category", "patient", "at", "conflict"}
)  # what others know of it: no part of the record, and not in its id


def kept_record(plain: Any) -> tuple[Record | None, tuple[str, ...]]:
    """The record that stands for what was handed over, and what of it could not be kept as it stands; None where it is no record at all.

    Where something was replaced the record stands under an id of its own, always the same one, so that the same word handed over
    again is known. No sentence quotes what it speaks of.
    """
    if not isinstance(plain, Mapping):
        return None, ("it is no record",)
    faults: list[str] = []
    said: dict[str, Any] = {name: _text(name, plain, faults) for name in TEXTS}
    said["manifest"] = _number("manifest", plain.get("manifest", 0), faults)
    for name, words, instead in (("verdict", VERDICTS, NO_WORD), ("step", (*CROSSINGS, ""), "")):
        if said[name] not in words:
            # The entry's public header counts it under this word, which is open to everybody.
            faults.append(f"its {name} is no {name}")
            said[name] = instead
    unknown = plain.keys() - {*said, *AROUND}
    if unknown:
        faults.append("it has parts that no record has")
    record = Record(**said, **_around(plain))
    return (under_own_id(record) if faults else record), tuple(faults)


def kept_close(plain: Any) -> tuple[Close | None, tuple[str, ...]]:
    """A device's close, or why it cannot be kept: it is no crossing, and nothing may stand in for its count."""
    faults: list[str] = []
    if not isinstance(plain, Mapping) or plain.keys() != {"session", "device", "last"}:
        return None, ("it is no close",)
    session, device = (_text(name, plain, faults) for name in ("session", "device"))
    last = _number("last", plain["last"], faults)
    return (None if faults else Close(session, device, last)), tuple(faults)


def of_own_sides(record: Record, own: OwnSides) -> tuple[Record | None, tuple[str, ...]]:
    """What of a record its signer may say: nothing for a side that another party runs, and no step but those of its own sides."""
    if record.side in own.others:
        return None, (f"it speaks for side {record.side}, whose own devices hand over what happens there",)
    if own.takes(record.side, record.step):
        return record, ()
    return under_own_id(replace(record, step="")), (f"nobody has {record.step} at a side of this party",)


def of_own_session(close: Close, own: OwnSides) -> tuple[Close | None, tuple[str, ...]]:
    """A device's close, unless it is of a session of a side that another party runs."""
    side = side_of(close.session)
    return (None, (f"it is of a session of side {side}, which others run",)) if side in own.others else (close, ())


def told_moment(text: str) -> Moment | None:
    """The moment a device tells, None where it is none that can be written and read again."""
    try:
        moment = Moment.parse(text)
        return moment if Moment.parse(moment.iso()) == moment else None
    except (ValueError, OverflowError, OSError):
        return None


def _text(name: str, plain: Mapping[Any, Any], faults: list[str]) -> str:
    text = plain.get(name, "")
    if not isinstance(text, str):
        faults.append(f"its {name} is no text")
        return ""
    if name not in plain and name in NEEDED:
        faults.append(f"its {name} is missing")
    if "\x00" in text:
        faults.append(f"its {name} holds a null character")
        text = text.replace("\x00", "\ufffd")
    if name in WORDS:
        return text
    known, behind = (text, "") if name != "record" else _placed(text)
    if len(known.encode()) > LONGEST:
        faults.append(f"its {name} is longer than {LONGEST} bytes")
        known = "sha256-" + hashlib.sha256(known.encode()).hexdigest()
    return known + behind


def _placed(record: str) -> tuple[str, str]:
    """A record's device, and what stands behind it; a text of another form is a device of its own."""
    device, sequence = place_of(record)
    return (device, record[len(device) :]) if sequence and len(record.encode()) <= 2 * LONGEST else (record, "")


def _number(name: str, number: Any, faults: list[str]) -> int:
    if type(number) is not int:
        faults.append(f"its {name} is no number")
        return 0
    if abs(number) > MOST:
        faults.append(f"its {name} is a number beyond all counting")
        return max(-MOST, min(MOST, number))
    return number


def _around(plain: Mapping[Any, Any]) -> dict[str, Any]:
    at, conflict = plain.get("at", ""), _plain_text(plain.get("conflict", ""))
    return {
        "category": _plain_text(plain.get("category", "")),
        "patient": plain.get("patient") is True,
        "at": at if isinstance(at, str) and told_moment(at) is not None else "",
        "conflict": conflict if len(conflict.encode()) <= LONGEST else "",
    }


def _plain_text(text: Any) -> str:
    return text if isinstance(text, str) and "\x00" not in text else ""


def told_unkept(kind: str, found: Sequence[tuple[Any, tuple[str, ...]]], *, kept: bool) -> Iterator[str]:
    """For each of these, in the bundle's order, what could not be kept as it stands: where something stands in for it, or where nothing does."""
    for place, (one, faults) in enumerate(found, 1):
        if faults and (one is not None) == kept:
            instead = f" (it stands as {one.record})" if isinstance(one, Record) else ""
            yield f"{kind} {place} of {len(found)}{instead}: {'; '.join(faults)}"
