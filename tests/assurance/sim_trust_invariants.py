"""What must hold of trust when a run is over: witnesses, two people, erasure, backups, and the product's own verification of it all."""

from __future__ import annotations

import base64
import dataclasses
import json
from collections.abc import Iterator

from sim_events import Violation
from sim_run import Run
from sim_witness import NAMES

from safepassage.adapters.memory import MemoryStore, MemoryTables
from safepassage.kernel.facts import Recorded
from safepassage.ledger.entries import open_entry
from safepassage.ledger.model import Entry
from safepassage.ledger.state import QuorumRow, RemainsRow
from safepassage.operations import ledger, witnessing
from safepassage.operations.erasing import recorded_from
from safepassage.operations.project import KINDS
from safepassage.operations.record import read_recorded
from safepassage.terms.state import TermsRow


def recorded_of(entry: Entry, key: bytes | None, tables: MemoryTables) -> Recorded:
    """What an entry says, or what an erasure left of it."""
    if key is not None:
        return read_recorded(entry, key)
    return recorded_from(entry, tables.get(RemainsRow, entry.index), KINDS)


def check_trust(run: Run) -> None:
    """Every invariant of trust.

    Raises:
        Violation: one does not hold.
    """
    _histories(run)
    _witnessed(run)
    _two_people(run)
    _erased(run)
    _verified(run)


def _histories(run: Run) -> None:
    """I6 and I17: every checkpoint that a witness cosigned begins the tree it is shown now, or it said so."""
    server, seen = run.server, run.server.witnesses
    for name in NAMES:
        server.show_witness(name, run.moment)
    for name in NAMES:
        if not seen.begins(server.house, name) and name not in seen.reported:
            raise Violation("I17 a history turned back is seen by who saw a newer one", name)
    if seen.reported and not server.forked:
        raise Violation("I6 no witness objects to one history", min(seen.reported))
    if server.forked and not seen.reported:
        raise Violation("I17 a history turned back is seen by who saw a newer one", "nobody objected")


def _witnessed(run: Run) -> None:
    """I13: with every witness in reach and one history, all becomes witnessed, and every gate that hears of it knows."""
    server = run.server
    if server.forked:
        return
    newest = server.newest()
    if not server.witnesses.whole(newest.digest):
        raise Violation("I13 everything is witnessed once faults stop", f"manifest {newest.number}")
    with server.house.store.reading() as work:
        found = witnessing.standing(server.house, work)
    if found.witnessed <= newest.entry:
        raise Violation("I13 everything is witnessed once faults stop", f"{found.witnessed} of {found.recorded}")
    for device in run.devices.values():
        run.tell(device)  # it raises where the device does not believe what is true


def _two_people(run: Run) -> None:
    """I5: behind every amendment, erasure and change of the quorum stand two people who each gave that very command."""
    server = run.server
    for row in server.store.tables.select(TermsRow):
        if row.version > 1 and len(server.called.get(("amend", row.toml), ())) < 2:
            raise Violation("I5 an amendment is two people's", f"version {row.version}")
    for person in server.erased:
        if len(server.called.get(("erase", person), ())) < 2:
            raise Violation("I5 an erasure is two people's", person)
    quorums = sorted(server.store.tables.select(QuorumRow), key=lambda row: row.entry)
    for row in quorums[1:]:
        if len(server.called.get(("quorum", row.text), ())) < 2:
            raise Violation("I5 a change of the quorum is two people's", f"entry {row.entry}")


def _erased(run: Run) -> None:
    """I15: of who was erased nothing is left in tables, readable bodies, files, or any backup that anybody can open."""
    server = run.server
    if not server.erased:
        return
    words = {word.casefold() for person in server.erased for word in run.world.words[person] if word}
    places: list[tuple[str, Iterator[str]]] = [
        ("a table", _rows(server.store.tables)),
        ("a body", _bodies(server.store.kept)),
        ("a file", (f"{name} {text}" for name, text in server.house.reader.texts.items())),
        ("a backup", (text for kept, pieces, _ in server.vault.opened() for text in _unpacked(pieces))),
        ("a device", (device.disk.content().decode(errors="replace") for device in run.devices.values())),
    ]
    for place, texts in places:
        for text in texts:
            low = text.casefold()
            if any(word in low for word in words):
                raise Violation("I15 nothing yields who was erased", place)


def _rows(tables: MemoryTables) -> Iterator[str]:
    for rows in tables.rows.values():
        for row in rows.values():
            yield " ".join(str(value) for value in dataclasses.astuple(row))


def _bodies(kept: list[tuple[Entry, bytes | None]]) -> Iterator[str]:
    for entry, key in kept:
        if key is not None:
            yield open_entry(entry, key).decode()


def _unpacked(pieces: list[dict]) -> Iterator[str]:
    for piece in pieces:
        yield json.dumps(piece, ensure_ascii=False)
        if "entry" in piece and piece["key"]:
            header, signature, body = (base64.b64decode(one) for one in piece["raw"])
            yield open_entry(Entry(piece["entry"], header, signature, body), bytes.fromhex(piece["key"])).decode()


def _verified(run: Run) -> None:
    """I4, I5, I14 and I15 in the product's own words: `ledger verify` finds nothing, where much was done to the record."""
    server = run.server
    if not (server.erased or server.rolled or server.revoked) or run.seed % 4 != 1:
        return
    found = ledger.verify(server.house, MemoryStore())
    # A record under a manifest that was lost is named, rightly: `_replayed` holds each of these to what the simulator knows.
    for flaw in found.flaws:
        if flaw.code != "manifest" or not server.rolled:
            raise Violation("I4 the record verifies", f"{flaw.code}: {flaw.says}")
