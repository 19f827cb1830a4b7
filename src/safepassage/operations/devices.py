"""What a device's own records say together: whether it let somebody pass under an older manifest than it had had before.

A device's order is its own sequence, so nothing here asks a clock, and it does not matter who reported when. It is asked at the end only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from safepassage.clearance.state import ClearanceRow
from safepassage.gate.reasons import DEGRADED, IN_ORDER
from safepassage.gate.records import place_of
from safepassage.gate.sides import Device, Parties
from safepassage.gate.state import ScanRow
from safepassage.kernel.problems import ProblemsError
from safepassage.kernel.rows import Tables
from safepassage.operations.asking import ids_of, standing_person
from safepassage.operations.station import parties_of
from safepassage.operations.terms import agreement_at, agreement_in_force
from safepassage.passes.state import ManifestRow, PassRow


@dataclass(frozen=True, slots=True)
class WentBack:
    """A record by which the gate alone let somebody pass under the manifest `under`, when its device had had `had` by its record `since`."""

    row: ScanRow
    under: ManifestRow
    had: ManifestRow
    since: str

    def says(self) -> str:
        """It, as a sentence; what it means is for a person to find out."""
        return (
            f"a device let somebody pass under manifest {self.under.number}, and had had manifest {self.had.number} at its record {self.since}: "
            "it was given an older file and forgot the newer, or it does not keep the rule"
        )


def went_back(tables: Tables) -> Iterator[WentBack]:
    """Every such record, by device and its sequence.

    Only manifests that this ledger holds are compared, by their places in it: a number that a ledger which was set back gave twice accuses
    nobody. Nothing is said of a device from the place on at which two records stand: it was copied, and each copy knew what it knew.
    """
    manifests = {row.number: row for row in tables.select(ManifestRow)}
    parties = _parties(tables)
    devices: dict[Device, list[tuple[int, ScanRow]]] = {}
    for row in tables.select(ScanRow):
        device, sequence = place_of(row.record)
        if sequence:
            devices.setdefault((device, parties.get(row.side, "")), []).append((sequence, row))
    for _, records in sorted(devices.items()):
        if len({row.manifest for _, row in records}) > 1:
            yield from _of_device(sorted(records, key=lambda one: one[0]), manifests)


def named_alike(tables: Tables) -> Iterator[tuple[int, str]]:
    """Device names that several parties' devices bear: the place of the entry by which the name became a second party's, and a sentence."""
    parties = _parties(tables)
    first: dict[str, dict[str, int]] = {}
    for row in sorted(tables.select(ScanRow), key=lambda one: one.entry):
        party = parties.get(row.side, "")
        if party:
            first.setdefault(row.device, {}).setdefault(party, row.entry)
    for name, since in sorted(first.items()):
        for party, entry in list(since.items())[1:]:
            others = ", ".join(one for one in since if one != party)
            yield (
                entry,
                f"{party} hands over records of a device {name}, and devices of {others} bear that name too: each counts as its own",
            )


def _parties(tables: Tables) -> Parties:
    try:
        return parties_of(agreement_in_force(tables))
    except (ProblemsError, ValueError):
        # Without terms, or under terms that are none and are told as such, there is no side and no device of a party's.
        return {}


def _of_device(records: Sequence[tuple[int, ScanRow]], manifests: Mapping[int, ManifestRow]) -> Iterator[WentBack]:
    had: ManifestRow | None = None
    since = ""
    for _, (first, *others) in groupby(records, key=lambda one: one[0]):
        if others:
            return
        row = first[1]
        under = manifests.get(row.manifest)
        if under is None or under.digest != row.manifest_digest:
            continue
        if had is None or under.entry > had.entry:
            had, since = under, row.record
        elif under.entry < had.entry and row.verdict == "admit" and row.reason in (IN_ORDER, DEGRADED):
            yield WentBack(row, under, had, since)


def against_what_it_had(back: WentBack, tables: Tables) -> Iterator[tuple[str, str]]:
    """What had ended before the newer manifest was fixed and behind the older one: the device had been told. Code and sentence."""
    if back.row.step != "exited":
        return
    told = f"by manifest {back.had.number}, which its device had had"
    issued = tables.get(PassRow, back.row.pass_id)
    if issued is None:
        return
    if issued.revoked and back.under.entry <= issued.revoked_entry < back.had.entry:
        yield "pass", f"somebody exited whose pass was withdrawn {told}"
        return
    person = standing_person(tables, issued.person_id)
    category = agreement_at(tables, back.row.entry).category(person.category) if person is not None else None
    if person is None or category is None:
        return
    for party in category.clearances:
        rows = [row for one in ids_of(tables, person) if (row := tables.get(ClearanceRow, one, party)) is not None]
        # Only a grant that the device's older manifest rests on can have ended: what was never asked accuses nobody.
        if any(row.held_at(back.under.entry) for row in rows) and not any(
            row.status == "granted" or row.held_at(back.had.entry) for row in rows
        ):
            yield "clearance", f"somebody exited whose grant of {party} had ended {told}"
