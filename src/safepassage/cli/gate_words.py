"""What is said of a device's records: what each oddity is, and what to do about it, in an officer's words."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from safepassage.kernel.wording import counted
from safepassage.operations.gate import Synced
from safepassage.operations.overrides import set_apart

LONGEST_NAME = 80  # of a file, so that every disk takes it
_PLAIN = re.compile(r"[^A-Za-z0-9._-]")


def told(done: Synced) -> Iterator[str]:
    """A bundle, line by line."""
    yield f"{done.side}: {counted(done.fresh, 'new record')}, {done.known:,} known before."
    for found, what in (
        (done.conflicts, "one pass, two people: record {}. Find out who they are"),
        (done.gaps, "missing: record {}. Ask that device for it"),
        (done.forks, "two records in one place: {}. That device was copied or set back: work with another one"),
        (done.after_close, "let through after this device had closed: record {}. Ask its officer"),
        (done.odd, "not as a gate writes it: record {}. Ask who worked that device"),
        (
            done.loose,
            "came back before this ledger knew that they had left: record {}. Scan that slip with --return again",
        ),
        (done.lost, "under a manifest that this ledger does not hold: record {}"),
        (done.mended, "cannot be kept as it stands: {}"),
        (done.left_out, "not taken in: {}"),
        (
            done.shared,
            "devices of several parties bear one name: {}. Each counts as its own; give one of them another name",
        ),
    ):
        for one in found:
            yield f"  {what.format(set_apart(one))}"
    if done.mended or done.left_out:
        yield "  Keep this file, and find out what wrote it: the ledger does not hold it to the letter."
    if done.earlier_key:
        yield "  Signed with an earlier key of this side: give that device the key in force."
    if done.in_place_of:
        yield from in_its_place(done.in_place_of)
    if done.lost:
        yield "  This ledger was set back, or somebody gave that device another manifest. Show the ledger to every witness:"
        yield "  safepassage ledger checkpoint --request FILE"


def in_its_place(party: str) -> Iterator[str]:
    """That the desk signed for the party that runs the side, and what to do."""
    yield f"  It counts. It was signed by coordination in the place of {party}, whose key in force does not lie here; ledger verify tells of it from now on."
    yield f"  Tell the cell to bring that key as {party}.key into the operation's keys folder (compare: safepassage keys list)."


def file_name(place: str) -> str:
    """A name for the file that speaks of a device's place. Where the device's name is no name for a file, a part of its SHA-256 stands for the rest."""
    plain = _PLAIN.sub("-", place)[:LONGEST_NAME]
    if plain == place.replace("/", "-"):
        return plain
    return f"{plain}-{hashlib.sha256(place.encode()).hexdigest()[:16]}"
