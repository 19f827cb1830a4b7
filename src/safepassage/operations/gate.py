"""Use cases of the gate: open and close a side, one scan, a device's records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from safepassage.gate.facts import Scanned, SessionClosed, SessionOpened
from safepassage.gate.keeping import kept_close, kept_record, of_own_session, of_own_sides, told_unkept
from safepassage.gate.merging import concerning, devices_of
from safepassage.gate.model import Bundle, Close, Record
from safepassage.gate.records import is_drawn, place_of, under_own_id
from safepassage.gate.rules import fresh_facts, merge, record_of
from safepassage.gate.sides import shared_names, side_of, told_device
from safepassage.gate.state import DeviceCloseRow, ScanRow, SessionRow
from safepassage.kernel.canonical import canonical, read_canonical
from safepassage.kernel.moment import Moment
from safepassage.kernel.plain import to_plain
from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.kernel.rows import Tables
from safepassage.ledger.entries import read_header
from safepassage.ledger.evidence import device_fork
from safepassage.ledger.model import Entry
from safepassage.ledger.state import KeyRow
from safepassage.operations.house import House
from safepassage.operations.invariants import under_a_lost_manifest
from safepassage.operations.manifests import newest
from safepassage.operations.record import Scribe
from safepassage.operations.signing import sign_checkpoint
from safepassage.operations.station import (
    latest_session,
    local_day,
    parties_of,
    scans_of,
    side_named,
    sides_run_by,
)
from safepassage.operations.terms import agreement_in_force
from safepassage.passes.state import ManifestRow
from safepassage.seal.keys import verify
from safepassage.terms.model import Agreement

BUNDLE_CONTEXT = b"safepassage/bundle/1\n"


def open_side(house: House, side: str, at: Moment) -> SessionOpened:
    """Open a side for a session, under the newest manifest.

    Raises:
        ProblemsError: there is no such side, it is open already, or no manifest was made.
    """
    with house.store.work() as work:
        agreement = agreement_in_force(work.tables)
        named = side_named(agreement, side)
        latest = latest_session(work.tables, side)
        if latest is not None and not latest.closed:
            raise ProblemsError(
                [Problem("side", f"{side} is open already", f"Close it first: safepassage gate close {side}")]
            )
        manifest = newest(work.tables)
        if manifest is None:
            raise ProblemsError(
                [
                    Problem(
                        "manifest",
                        "there is no manifest, so the gate could admit nobody",
                        "Issue passes: safepassage passes issue --day D --out DIR",
                    )
                ]
            )
        day = local_day(agreement, at)
        number = 1 + sum(row.session.startswith(f"{side}/{day}/") for row in work.tables.select(SessionRow, side=side))
        fact = SessionOpened(f"{side}/{day}/{number}", side, manifest.number)
        Scribe(house, work, named.party, at).write(fact, agreement.cite("crossing"))
        return fact


def close_side(house: House, side: str, reason: str, at: Moment) -> SessionClosed:
    """Close a side; what counts as of the session is what was recorded before this entry. A checkpoint is signed.

    Raises:
        ProblemsError: there is no such side, or it is not open.
    """
    with house.store.work() as work:
        agreement = agreement_in_force(work.tables)
        named = side_named(agreement, side)
        latest = latest_session(work.tables, side)
        if latest is None or latest.closed:
            raise ProblemsError([Problem("side", f"{side} is not open", f"Open it: safepassage gate open {side}")])
        fact = SessionClosed(latest.session, side, len(scans_of(work.tables, [latest.session])), reason)
        Scribe(house, work, named.party, at).write(fact, agreement.cite("crossing"))
        sign_checkpoint(house, work)
        return fact


@dataclass(frozen=True, slots=True)
class Synced:
    """What a device's bundle brought: new records, ones known before, and what a person must look at."""

    side: str
    fresh: int
    known: int
    conflicts: tuple[str, ...]
    gaps: tuple[str, ...]
    forks: tuple[str, ...]
    after_close: tuple[str, ...]
    odd: tuple[str, ...] = ()
    loose: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()  # new records under a manifest that this ledger does not hold
    mended: tuple[
        str, ...
    ] = ()  # records that no ledger can keep as they stand: their place in the bundle, what stands for them, why
    left_out: tuple[str, ...] = ()  # what is no record or no close at all: its place in the bundle, and why
    earlier_key: bool = False  # signed with a key that the side has replaced since
    in_place_of: str = ""  # the side's party, where its key in force does not lie here and the desk wrote in its place
    shared: tuple[
        str, ...
    ] = ()  # the bundle's device names that other parties' devices bear too, `DEVICE (PARTY, PARTY)`

    @property
    def looks(self) -> bool:
        """Whether a person must look at something of it."""
        odd = (self.conflicts, self.gaps, self.forks, self.after_close, self.odd, self.loose, self.lost)
        return any((*odd, self.mended, self.left_out, self.in_place_of, self.shared))


@dataclass(frozen=True, slots=True)
class _Read:
    """A bundle as it was read: each record and close as it can be kept (None: not at all), and what is to be said of it."""

    side: str
    records: Sequence[tuple[Record | None, tuple[str, ...]]]
    closes: Sequence[tuple[Close | None, tuple[str, ...]]]
    signature: bytes
    body: str

    def bundle(self) -> Bundle:
        """What can be kept, each record under the id that its content gives it."""
        records = tuple(under_own_id(one) for one, _ in self.records if one)
        return Bundle(records, tuple(one for one, _ in self.closes if one))

    def mended(self) -> tuple[str, ...]:
        """The records that something stands for, and why."""
        return tuple(told_unkept("record", self.records, kept=True))

    def left_out(self) -> tuple[str, ...]:
        """What is not taken in, and why."""
        return (*told_unkept("record", self.records, kept=False), *told_unkept("close", self.closes, kept=False))


def bundle_text(house: House, side: str, party: str, bundle: Bundle) -> str:
    """A device's records as one signed text, to carry by any way there is."""
    body = canonical({"operation": house.name, "side": side, "bundle": to_plain(bundle)})
    signature = house.keys.sign(party, BUNDLE_CONTEXT + body.encode())
    return canonical({"body": body, "signature": signature.hex()})


def sync(house: House, text: str, at: Moment) -> Synced:
    """Take a device's records in. Any order, twice, or late: each counts once, and nothing about a crossing is dropped.

    A record that no ledger can keep as it stands is kept as near to it as can be, and named; it stops no other.

    Raises:
        ProblemsError: the bundle cannot be read, is of another operation, or is not signed by the party that runs the side.
    """
    read = _read_bundle(house, text)
    side = read.side
    with house.store.work() as work:
        agreement = agreement_in_force(work.tables)
        party = side_named(agreement, side).party
        signed_with = _signed_with(work.tables, party, read)
        read = _said_by(party, agreement, read)
        bundle = read.bundle()
        known, parties = known_of(work.tables, bundle), parties_of(agreement)
        merged = concerning(merge([bundle], known, parties), bundle, parties)
        facts = fresh_facts(merged, known)
        new = {fact.record for fact in facts if isinstance(fact, Scanned)}
        told = {record.record: record.at for record in merged.records if record.record in new}
        hands = set()
        for fact in facts:
            moment = _moment_of(fact, told[fact.record], work.tables, at) if isinstance(fact, Scanned) else at
            hands.add(Scribe(house, work, party, moment).write(fact, agreement.cite("crossing")).actor)
        # A crossing that comes late may be the first of two: the conflict is news all the same.
        pairs = ((one.record, one.earlier) for one in merged.conflicts)
        conflicts = tuple(
            sorted({record if record in new else earlier for record, earlier in pairs if {record, earlier} & new})
        )
        return Synced(
            side,
            len(new),
            len(bundle.records) - len(new),
            conflicts,
            merged.gaps,
            merged.forks,
            merged.after_close,
            merged.odd,
            merged.loose,
            tuple(
                fact.record for fact in facts if isinstance(fact, Scanned) and under_a_lost_manifest(fact, work.tables)
            ),
            read.mended(),
            read.left_out(),
            signed_with.epoch < max(row.epoch for row in work.tables.select(KeyRow, actor=party)),
            party if hands - {party} else "",
            tuple(f"{name} ({', '.join(some)})" for name, of in merged.shared if len(some := [*filter(None, of)]) > 1),
        )


def known_of(tables: Tables, bundle: Bundle) -> Bundle:
    """Of all that is known, what a bundle concerns: its devices' records and closes, its passes' records, and those with a draw of its records.

    Nothing else can change what is to be written of it, or be said of it (`concerning`): a hand-over costs what it brings, not the whole history.
    """
    devices = devices_of(bundle)
    passes = {record.pass_id for record in bundle.records} - {""}
    draws = {record.drawn for record in bundle.records if is_drawn(record.drawn)}
    found = [row for device in sorted(devices) for row in tables.select(ScanRow, device=device)]
    found += [row for one in sorted(passes) for row in tables.select(ScanRow, pass_id=one)]
    found += [row for one in sorted(draws) for row in tables.select(ScanRow, drawn=one)]
    ends = [row for device in sorted(devices) for row in tables.select(DeviceCloseRow, device=device)]
    records = {row.record: record_of(row, "") for row in found}
    return Bundle(tuple(records.values()), tuple(Close(row.session, row.device, row.last) for row in ends))


def _said_by(party: str, agreement: Agreement, read: _Read) -> _Read:
    """The bundle without what a party cannot say: it speaks for the sides that it runs, and for no other (ADR 0148)."""
    own = sides_run_by(party, agreement)

    def record(one: Record | None, faults: tuple[str, ...]) -> tuple[Record | None, tuple[str, ...]]:
        kept, more = (one, ()) if one is None else of_own_sides(one, own)
        return kept, (*faults, *more)

    def close(one: Close | None, faults: tuple[str, ...]) -> tuple[Close | None, tuple[str, ...]]:
        kept, more = (one, ()) if one is None else of_own_session(one, own)
        return kept, (*faults, *more)

    return replace(read, records=[record(*one) for one in read.records], closes=[close(*one) for one in read.closes])


def _moment_of(fact: Scanned, told: str, tables: Tables, at: Moment) -> Moment:
    """When a record was made: as its device told, but not before the manifest in its hand was fixed, and not after it was handed over.

    A clock that fell back to its first year would else count who waited at the gate as somebody who never came.
    """
    moment = Moment.parse(told) if told else at
    manifest = tables.get(ManifestRow, fact.manifest)
    if manifest is not None and manifest.digest == fact.manifest_digest:
        moment = max(moment, Moment.parse(manifest.at))
    return min(moment, at)


def _signed_with(tables: Tables, party: str, read: _Read) -> KeyRow:
    """The party's key that signed a bundle: any that was not revoked, for a device that was cut off signed with the one it had (ADR 0131).

    Raises:
        ProblemsError: none did, or one that was revoked.
    """
    keys = sorted(tables.select(KeyRow, actor=party), key=lambda row: -row.epoch)
    message = BUNDLE_CONTEXT + read.body.encode()
    found = next((row for row in keys if verify(bytes.fromhex(row.public), message, read.signature)), None)
    if found is not None and not found.revoked:
        return found
    what = f"it is not signed by {party}, who runs {read.side}"
    if found is not None:
        what = f"it is signed with a key of {party} that was revoked: whoever took that key may have written it"
    do = "Keep this file: it may be the only record of these crossings. Ask the side to sign its records with its key in force and hand them over again"
    raise ProblemsError([Problem("bundle", what, do)])


def fork_evidence(house: House, forks: Sequence[str]) -> dict[str, str]:
    """For each place at which a device said two things, the proof that can be shown to others: two entries of the record, opened.

    It convinces whoever knows the key of the party that runs the side. Whose bodies were erased give none.
    """
    found = {}
    with house.store.reading() as work:
        for place in forks:
            rows = _at_place(work.tables, place)
            pairs: dict[tuple[str, str], list[tuple[Entry, bytes]]] = {}
            for side, (entry, key) in (
                (row.side, one) for row in rows for one in work.entries(row.entry, row.entry + 1)
            ):
                if key is not None:
                    pairs.setdefault((read_header(entry.header).actor, side), []).append((entry, key))
            one_hand = next((some for some in pairs.values() if len(some) > 1), None)
            if one_hand is not None:
                found[place] = device_fork(one_hand[0], one_hand[1]).text()
    return found


def _at_place(tables: Tables, told: str) -> list[ScanRow]:
    """The records at a place as `merge` calls it: of one device, and of no other party's device of that name."""
    parties = parties_of(agreement_in_force(tables))
    name, found = told.rpartition("/")[0], []
    for own in {name, name.partition(":")[2]} - {""}:
        rows = list(tables.select(ScanRow, device=own))
        closes = tables.select(DeviceCloseRow, device=own)
        devices = {(own, parties.get(row.side, "")) for row in rows}
        shared = shared_names(devices | {(own, parties.get(side_of(row.session), "")) for row in closes})
        for row in rows:
            of, sequence = place_of(row.record)
            if f"{told_device((of, parties.get(row.side, '')), shared)}/{sequence}" == told:
                found.append(row)
    return found


def _read_bundle(house: House, text: str) -> _Read:
    try:
        outer = read_canonical(text.strip())
        body = outer["body"]
        if not isinstance(body, str):
            raise TypeError("the body of a bundle is a text")  # noqa: TRY301 - told like every other bundle that cannot be read
        inner = read_canonical(body)
        if inner["operation"] != house.name:
            raise ProblemsError(
                [Problem("bundle", "it is of another operation", "Name the operation it belongs to with --operation")]
            )
        return _kept(inner["side"], inner["bundle"], _signature(outer["signature"]), body)
    except (ValueError, TypeError, KeyError, RecursionError):
        raise ProblemsError(
            [
                Problem(
                    "bundle",
                    "it cannot be read",
                    "Copy the file again from the device; it stays there until it is confirmed",
                )
            ]
        ) from None


def _kept(side: str, bundle: Mapping[str, Any], signature: bytes, body: str) -> _Read:
    """A bundle's records one by one, so that one that cannot be kept stops no other. Raises TypeError where it holds no records."""
    if not isinstance(side, str) or not {"records"} <= bundle.keys() <= {"records", "closes"}:
        raise TypeError("these are not the parts of a bundle")
    if not all(isinstance(some, list) for some in bundle.values()):
        raise TypeError("a bundle holds lists")
    records = [kept_record(one) for one in bundle["records"]]
    closes = [kept_close(one) for one in bundle.get("closes", ())]
    return _Read(side, records, closes, signature, body)


def _signature(text: str) -> bytes:
    """The signature's bytes. Raises ValueError where they are not written in their one form."""
    raw = bytes.fromhex(text)
    if raw.hex() != text:
        raise ValueError("the signature is not in its one form")
    return raw
