"""Bundles of devices on top of what is known: one state whatever the order, and a name for everything that does not fit."""

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
from safepassage.kernel.pair import two_people

NOTHING = Bundle(())


def merge(bundles: Iterable[Bundle], known: Bundle = NOTHING) -> Merged:
    """What is known and what devices hand over, together: the same for every order, split, repetition and delay.

    `known` is what the ledger holds: its records stand under their own ids already (`ledger verify` holds the entries to that) and
    are not hashed again. `fresh_facts` then says what to write.
    """
    held = [known, *bundles]
    records = distinct((record for bundle in held[1:] for record in bundle.records), known.records)
    closes = sorted(
        {close for bundle in held for close in bundle.closes}, key=lambda one: (one.session, one.device, one.last)
    )
    passes = crossed(records)
    places = [place_of(record.record) for record in records]
    return Merged(
        records=tuple(records),
        closes=tuple(closes),
        conflicts=_conflicts(passes),
        gaps=_gaps(places, closes),
        forks=_forks(places),
        after_close=_after_close(records, closes) if closes else (),
        odd=_odd(records),
        loose=tuple(record.record for one in passes.values() for record in one.loose()),
    )


def concerning(merged: Merged, bundle: Bundle) -> Merged:
    """The same, with no word of what a bundle does not concern: of other devices and passes, or of other records that are odd.

    Records, closes and conflicts stay as they are. The bundle's records stand under their own ids.
    """
    devices = devices_of(bundle)
    passes = {record.pass_id for record in bundle.records}
    own = {record.record for record in bundle.records}
    draws = {record.drawn for record in bundle.records if is_drawn(record.drawn)}
    held = {record.record: record for record in merged.records}
    return replace(
        merged,
        gaps=tuple(one for one in merged.gaps if one.rpartition("/")[0] in devices),
        forks=tuple(one for one in merged.forks if one.rpartition("/")[0] in devices),
        after_close=tuple(one for one in merged.after_close if place_of(one)[0] in devices),
        odd=tuple(one for one in merged.odd if one in own or held[one].drawn in draws),
        loose=tuple(one for one in merged.loose if held[one].pass_id in passes),
    )


def devices_of(bundle: Bundle) -> set[str]:
    """The devices whose records or closes a bundle holds."""
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


def _gaps(places: Iterable[tuple[str, int]], closes: Iterable[Close]) -> tuple[str, ...]:
    """Places below a device's highest record, or below its close, where no record is: `DEVICE/2` or `DEVICE/2-9`."""
    seen: dict[str, set[int]] = {}
    for device, sequence in places:
        some = seen.get(device)
        if some is None:
            some = seen[device] = {0}
        some.add(sequence)
    ends = {device: max(sequences) for device, sequences in seen.items()}
    for close in closes:
        ends[close.device] = max(close.last, ends.get(close.device, 0))
    found: list[str] = []
    for device, end in sorted(ends.items()):
        for before, after in pairwise(sorted({*seen.get(device, {0}), end + 1})):
            first, last = before + 1, after - 1
            if first <= last:
                found.append(f"{device}/{first}" if first == last else f"{device}/{first}-{last}")
    return tuple(found)


def _forks(places: Iterable[tuple[str, int]]) -> tuple[str, ...]:
    """Places at which two different records stand; a record without a sequence has no place."""
    times = Counter(places)
    return tuple(
        f"{device}/{sequence}" for (device, sequence), count in sorted(times.items()) if sequence and count > 1
    )


def _after_close(records: Iterable[Record], closes: Iterable[Close]) -> tuple[str, ...]:
    """Crossings that a device wrote behind its own close of their session; refusals and returns may well stand there."""
    last: dict[tuple[str, str], int] = {}
    for close in closes:
        key = (close.session, close.device)
        last[key] = min(close.last, last.get(key, close.last))
    placed = ((record, *place_of(record.record)) for record in records if record.step in STEPS.values())
    return tuple(
        record.record for record, device, sequence in placed if sequence > last.get((record.session, device), sequence)
    )
