"""What a party is given to check the record for itself: `docs/export-format.md`. Public headers for everybody, bodies only where it may read them."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from safepassage.kernel.canonical import canonical
from safepassage.ledger.entries import open_entry, read_header
from safepassage.ledger.model import Checkpoint, Entry, Header
from safepassage.ledger.note import NoteKey

FORMAT = "safepassage-export/1"
OPEN_TO_ALL = "ledger."  # who may write is no secret: without these bodies nobody could check a signature
Readable = Callable[[Entry, Header], bytes | None]


def write_export(
    entries: Iterable[Entry],
    *,
    operation: str,
    log: NoteKey,
    checkpoints: Iterable[Checkpoint],
    totals: Mapping[str, int],
    key_of: Readable,
    rotations: Sequence[tuple[int, NoteKey]] = (),
) -> Iterator[str]:
    """The export, line by line, each with its newline; memory does not grow with the ledger.

    `key_of(entry, header)` is the key of the body where its reader may have it, else None; it must give the keys of kinds that begin
    with `ledger.`, unless destroyed. `log` is the log's first key, `rotations` its later ones, each with the place of the entry
    that made it. `totals` are the published sums of the public counts over all these entries.

    Raises:
        EntryError: an entry is none, or a body is not the one its header commits to.
    """
    first: dict[str, Any] = {"export": FORMAT, "operation": operation, "log": log.text()}
    if rotations:
        first["rotations"] = [[place, key.text()] for place, key in rotations]
    yield _line(first)
    for checkpoint in sorted(checkpoints, key=lambda one: one.size):
        yield _line({"checkpoint": checkpoint.note})
    count = 0
    for entry in entries:
        yield _line(_entry(entry, key_of))
        count += 1
    yield _line({"size": count, "totals": dict(totals)})


def _entry(entry: Entry, key_of: Readable) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "entry": entry.index,
        "header": entry.header.decode(),
        "signature": base64.b64encode(entry.signature).decode(),
    }
    key = key_of(entry, read_header(entry.header))
    if key is not None:
        plain |= {"body": open_entry(entry, key).decode(), "key": key.hex()}
    return plain


def _line(plain: dict[str, Any]) -> str:
    return canonical(plain) + "\n"
