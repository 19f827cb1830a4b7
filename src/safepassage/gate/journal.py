"""What several records say together. Crossings are counted, not replayed.

So any order, repetition or delay of the same records gives the same journal, and nothing a device said is dropped: what
does not fit is kept, counted, and named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from safepassage.gate.facts import DeviceClosed, Scanned
from safepassage.gate.model import RETURNED, Bundle, Close, Conflict, Journal, Merged, Record, Steps
from safepassage.gate.records import canonical_place, day_of, place_of, said, under_own_id

MOVES = {"exited": 1, "entered": 0, RETURNED: -1}
"""How each step changes whether a person is out."""


@dataclass(slots=True)
class _Crossed:
    """One pass while the fold runs: admitted records by step, and how often it went out and came back on the day."""

    steps: dict[str, list[str]] = field(default_factory=lambda: {step: [] for step in MOVES})
    out_today: int = 0
    category: str = ""
    patient: bool = False

    def add(self, record: Record, day: str) -> None:
        self.steps[record.step].append(record.record)
        if day_of(record.session) == day:
            self.out_today += MOVES[record.step]
        self.category = max(self.category, record.category)
        self.patient = self.patient or record.patient


def _distinct(records: Iterable[Record]) -> list[Record]:
    """Each record once, under its own id, in canonical order; of copies the one that says most of the pass."""
    best: dict[str, Record] = {}
    for sent in records:
        record = under_own_id(sent)
        kept = best.get(record.record)
        if kept is None or _around(record) > _around(kept):
            best[record.record] = record
    return sorted(best.values(), key=canonical_place)


def _around(record: Record) -> tuple[str, bool, str, str]:
    return record.category, record.patient, record.at, record.conflict


def _crossed(records: Iterable[Record], day: str) -> dict[str, _Crossed]:
    crossed: dict[str, _Crossed] = {}
    for record in records:
        if record.step in MOVES and record.pass_id:
            crossed.setdefault(record.pass_id, _Crossed()).add(record, day)
    return crossed


def journal_of(records: Iterable[Record], day: str = "") -> Journal:
    """The journal that these records make; `day` (`YYYY-MM-DD`) is the one whose counts bind order and coupling."""
    out: dict[str, int] = {}
    patients: dict[str, int] = {}
    passes: dict[str, Steps] = {}
    for pass_id, one in sorted(_crossed(_distinct(records), day).items()):
        passes[pass_id] = Steps(**{step: tuple(ids) for step, ids in one.steps.items()})
        if one.out_today > 0:
            out[one.category] = out.get(one.category, 0) + 1
            patients[one.category] = patients.get(one.category, 0) + one.patient
    return Journal(passes, out, patients)


def with_record(journal: Journal, record: Record, day: str) -> Journal:
    """The journal with one more record of this side: what `journal_of` makes of all of them, without going through all again."""
    if record.step not in MOVES or not record.pass_id:
        return journal
    before = journal.passes.get(record.pass_id, Steps())
    after = replace(before, **{record.step: (*getattr(before, record.step), record.record)})
    out, patients = dict(journal.out), dict(journal.patients_out)
    change = MOVES[record.step] if day_of(record.session) == day else 0
    was_out = len(before.exited) > len(before.returned)
    if (change > 0 and not was_out) or (change < 0 and was_out):
        out[record.category] = out.get(record.category, 0) + change
        patients[record.category] = patients.get(record.category, 0) + change * record.patient
    return Journal({**journal.passes, record.pass_id: after}, out, patients)


def merge(bundles: Iterable[Bundle]) -> Merged:
    """What is known and what devices hand over, together: the same for every order, split, repetition and delay.

    Give what is known as one of the bundles; `fresh_facts` then says what to write.
    """
    held = list(bundles)
    records = _distinct(record for bundle in held for record in bundle.records)
    closes = sorted(
        {close for bundle in held for close in bundle.closes}, key=lambda one: (one.session, one.device, one.last)
    )
    return Merged(
        records=tuple(records),
        closes=tuple(closes),
        conflicts=_conflicts(_crossed(records, "")),
        gaps=_gaps(records, closes),
        forks=_forks(records),
        after_close=_after_close(records, closes),
    )


def fresh_facts(merged: Merged, known: Bundle) -> tuple[Scanned | DeviceClosed, ...]:
    """What to write so that the ledger holds all that was merged: in canonical order, each record once.

    A record that makes a conflict names the earlier crossing, as its device did or as the merge found.
    """
    before = {under_own_id(record).record for record in known.records}
    found = {conflict.record: conflict.earlier for conflict in merged.conflicts}
    scans = tuple(
        Scanned(record.record, *said(record), found.get(record.record, record.conflict))
        for record in merged.records
        if record.record not in before
    )
    closes = set(known.closes)
    return (
        *scans,
        *(DeviceClosed(one.session, one.device, one.last) for one in merged.closes if one not in closes),
    )


def _conflicts(crossed: Mapping[str, _Crossed]) -> tuple[Conflict, ...]:
    """Every crossing a body cannot have made, with an earlier one of the same pass and step.

    Went out k times and was returned r times: k - 1 - r conflicts on that step. Came in k times: k - 1.
    """
    found: list[Conflict] = []
    for pass_id, one in sorted(crossed.items()):
        exited, entered = one.steps["exited"], one.steps["entered"]
        surplus = max(0, len(exited) - 1 - len(one.steps[RETURNED]))
        found += [Conflict(pass_id, "exited", late, exited[0]) for late in exited[len(exited) - surplus :]]
        found += [Conflict(pass_id, "entered", late, entered[0]) for late in entered[1:]]
    return tuple(found)


def _gaps(records: Iterable[Record], closes: Iterable[Close]) -> tuple[str, ...]:
    """Places below a device's highest record, or below its close, where no record is."""
    seen: dict[str, set[int]] = {}
    for record in records:
        device, sequence = place_of(record.record)
        seen.setdefault(device, set()).add(sequence)
    for close in closes:
        seen.setdefault(close.device, set())
    highest = {device: max(sequences, default=0) for device, sequences in seen.items()}
    for close in closes:
        highest[close.device] = max(highest[close.device], close.last)
    return tuple(
        f"{device}/{sequence}"
        for device, sequences in sorted(seen.items())
        for sequence in range(1, highest[device] + 1)
        if sequence not in sequences
    )


def _forks(records: Iterable[Record]) -> tuple[str, ...]:
    """Places at which two different records stand; a record without a sequence has no place."""
    times = Counter(place_of(record.record) for record in records)
    return tuple(
        f"{device}/{sequence}" for (device, sequence), count in sorted(times.items()) if sequence and count > 1
    )


def _after_close(records: Iterable[Record], closes: Iterable[Close]) -> tuple[str, ...]:
    """Records that a device wrote for a session behind its own close of it."""
    last: dict[tuple[str, str], int] = {}
    for close in closes:
        key = (close.session, close.device)
        last[key] = min(close.last, last.get(key, close.last))
    return tuple(
        record.record
        for record in records
        for device, sequence in [place_of(record.record)]
        if sequence > last.get((record.session, device), sequence)
    )
