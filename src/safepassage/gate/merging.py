"""Bundles of devices on top of what is known: one state whatever the order, and a name for everything that does not fit.

A device is its name and the party whose side it speaks for: what another party says under the same name is another device's (ADR 0163).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from safepassage.gate.facts import DeviceClosed, Scanned
from safepassage.gate.journal import CROSSINGS, Crossed, crossed, distinct
from safepassage.gate.model import RETURNED, STEPS, VERDICTS, Bundle, Close, Conflict, Merged, Record
from safepassage.gate.reasons import DEGRADED, IN_ORDER, RETURNS
from safepassage.gate.records import is_drawn, place_of, said
from safepassage.gate.sides import Device, Parties, shared_names, side_of, told_device
from safepassage.kernel.pair import two_people

NOTHING = Bundle(())
NO_PARTIES: Parties = {}
Place = tuple[Device, int]
Told = Mapping[str, tuple[str, ...]]


def merge(bundles: Iterable[Bundle], known: Bundle = NOTHING, parties: Parties = NO_PARTIES) -> Merged:
    """What is known and what devices hand over, together: the same for every order, split, repetition and delay.

    `known` is what the ledger holds: its records stand under their own ids already (`ledger verify` holds the entries to that) and
    are not hashed again. `parties` says who runs each side. `fresh_facts` then says what to write.
    """
    held = [known, *bundles]
    records = distinct((record for bundle in held[1:] for record in bundle.records), known.records)
    closes = sorted(
        {close for bundle in held for close in bundle.closes}, key=lambda one: (one.session, one.device, one.last)
    )
    passes = crossed(records)
    places = [_place(record, parties) for record in records]
    ends = [(_closed(close, parties), close.last) for close in closes]
    shared = shared_names(device for device, _ in (*places, *ends))
    return Merged(
        records=tuple(records),
        closes=tuple(closes),
        conflicts=_conflicts(passes),
        gaps=_gaps(places, ends, shared),
        forks=_forks(places, shared),
        after_close=_after_close(records, closes, parties) if closes else (),
        odd=_odd(records),
        loose=tuple(record.record for one in passes.values() for record in one.loose()),
        shared=tuple(shared.items()),
    )


def concerning(merged: Merged, bundle: Bundle, parties: Parties = NO_PARTIES) -> Merged:
    """The same, with no word of what a bundle does not concern: of other devices and passes, or of other records that are odd.

    Records, closes and conflicts stay as they are. The bundle's records stand under their own ids.
    """
    names, shared = devices_of(bundle), dict(merged.shared)
    own_devices = {_place(one, parties)[0] for one in bundle.records} | {_closed(one, parties) for one in bundle.closes}
    devices = {told_device(one, shared) for one in own_devices}
    passes = {record.pass_id for record in bundle.records}
    own = {record.record for record in bundle.records}
    draws = {record.drawn for record in bundle.records if is_drawn(record.drawn)}
    held = {record.record: record for record in merged.records}
    return replace(
        merged,
        gaps=tuple(one for one in merged.gaps if one.rpartition("/")[0] in devices),
        forks=tuple(one for one in merged.forks if one.rpartition("/")[0] in devices),
        after_close=tuple(one for one in merged.after_close if _place(held[one], parties)[0] in own_devices),
        odd=tuple(one for one in merged.odd if one in own or held[one].drawn in draws),
        loose=tuple(one for one in merged.loose if held[one].pass_id in passes),
        shared=tuple(one for one in merged.shared if one[0] in names),
    )


def _place(record: Record, parties: Parties) -> Place:
    name, sequence = place_of(record.record)
    return (name, parties.get(record.side, "")), sequence


def _closed(close: Close, parties: Parties) -> Device:
    return close.device, parties.get(side_of(close.session), "")


def devices_of(bundle: Bundle) -> set[str]:
    """The names of the devices whose records or closes a bundle holds, whosever they are."""
    return {place_of(one.record)[0] for one in bundle.records} | {one.device for one in bundle.closes}


def fresh_facts(merged: Merged, known: Bundle) -> tuple[Scanned | DeviceClosed, ...]:
    """What to write so that the ledger holds all that was merged: in canonical order, each record once.

    A record that makes a conflict names the earlier crossing, as its device did or as the merge found; one that arrives
    behind a later crossing names that one, so that of k crossings the ledger holds k - 1 with a conflict, whoever reported first.
    """
    before = {record.record for record in known.records}
    found = {conflict.record: conflict.earlier for conflict in merged.conflicts}
    for conflict in merged.conflicts:
        if conflict.record in before and conflict.earlier not in before:
            # The first crossing arrives after a later one was written: in the ledger it is the one too many.
            found.setdefault(conflict.earlier, conflict.record)
    scans = [_scanned(one, found) for one in merged.records if one.record not in before]
    closes = set(known.closes)
    ends = [DeviceClosed(one.session, one.device, one.last) for one in merged.closes if one not in closes]
    return (*scans, *ends)


def _scanned(record: Record, found: Mapping[str, str]) -> Scanned:
    conflict = found.get(record.record, record.conflict)
    return Scanned(record.record, *said(record)[:-4], conflict, *said(record)[-4:])


def contradicts_itself(record: Record) -> bool:
    """Whether no gate that keeps the rule could have written this record."""
    admitted, returned = record.verdict == "admit", record.step == RETURNED
    alone = record.reason in (IN_ORDER, DEGRADED)
    two = two_people(record.officer, record.second, record.override) is None
    # A side that was never opened has no session to name where it refuses somebody or takes somebody back.
    nowhere = not record.session and record.step not in STEPS.values()
    return (
        record.verdict not in VERDICTS
        or admitted != (record.step in CROSSINGS)
        or (admitted and not record.pass_id)
        or returned != (record.reason in RETURNS)
        or (admitted and not returned and not alone and not two)
        or not (nowhere or record.session.startswith(f"{record.side}/"))
    )


def _odd(records: Sequence[Record]) -> tuple[str, ...]:
    """Records that no gate which keeps the rule writes. One without a draw of its own could hide a second body behind it."""
    draws = Counter(record.drawn for record in records)
    return tuple(
        record.record
        for record in records
        if contradicts_itself(record) or not is_drawn(record.drawn) or draws[record.drawn] > 1
    )


def _conflicts(passes: Mapping[str, Crossed]) -> tuple[Conflict, ...]:
    """Every crossing a body cannot have made, with an earlier one of the same pass and step.

    Of k exits that no return took back, and of k entries, k - 1 are conflicts.
    """
    found: list[Conflict] = []
    for pass_id, one in passes.items():
        for step, records in (("exited", one.out()), ("entered", one.entered)):
            found += [Conflict(pass_id, step, late.record, records[0].record) for late in records[1:]]
    return tuple(found)


def _gaps(places: Iterable[Place], closes: Iterable[Place], shared: Told) -> tuple[str, ...]:
    """Places below a device's highest record, or below its close, where no record is: `DEVICE/2` or `DEVICE/2-9`.

    A record that speaks for no side fills its place in every device of its name, for nobody knows whose it is.
    """
    seen: dict[Device, set[int]] = {}
    for device, sequence in places:
        some = seen.get(device)
        if some is None:
            some = seen[device] = {0}
        some.add(sequence)
    ends = {device: max(sequences) for device, sequences in seen.items()}
    for device, last in closes:
        ends[device] = max(last, ends.get(device, 0))
    found: list[str] = []
    for (name, party), end in sorted(ends.items()):
        if name in shared and not party:
            continue
        nobodys = {sequence for sequence in seen.get((name, ""), ()) if sequence <= end}
        for before, after in pairwise(sorted({*seen.get((name, party), {0}), *nobodys, end + 1})):
            first, last = before + 1, after - 1
            if first <= last:
                told = told_device((name, party), shared)
                found.append(f"{told}/{first}" if first == last else f"{told}/{first}-{last}")
    return tuple(found)


def _forks(places: Iterable[Place], shared: Told) -> tuple[str, ...]:
    """Places at which two different records stand; a record without a sequence has no place."""
    times = Counter(places)
    return tuple(
        f"{told_device(device, shared)}/{sequence}"
        for (device, sequence), count in sorted(times.items())
        if sequence and count > 1
    )


def _after_close(records: Iterable[Record], closes: Iterable[Close], parties: Parties) -> tuple[str, ...]:
    """Crossings that a device wrote behind its own close of their session; refusals and returns may well stand there."""
    last: dict[tuple[str, Device], int] = {}
    for close in closes:
        key = (close.session, _closed(close, parties))
        last[key] = min(close.last, last.get(key, close.last))
    placed = ((record, *_place(record, parties)) for record in records if record.step in STEPS.values())
    return tuple(
        record.record for record, device, sequence in placed if sequence > last.get((record.session, device), sequence)
    )
