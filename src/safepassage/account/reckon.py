"""What the other rooms' rows say of one person, read from the tables and brought together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from safepassage.account.standing import after_gate, answers_of, gate_event, gone_of
from safepassage.clearance.state import ClearanceRow
from safepassage.gate.records import place_of
from safepassage.gate.state import ScanRow
from safepassage.identity.state import PairRow
from safepassage.kernel.rows import Tables
from safepassage.passes.state import PassRow
from safepassage.people.state import PersonRow


@dataclass(frozen=True, slots=True)
class Step:
    """The gate's last effect on a person, and the scan it came from."""

    step: str = ""
    at: str = ""
    entry: int = -1


def root_of(tables: Tables, person_id: str) -> str:
    """The person this id stands for, itself where it was merged into nobody; empty where nobody has this id."""
    seen: set[str] = set()
    person = tables.get(PersonRow, person_id)
    while person is not None and person.merged_into and person.person_id not in seen:
        seen.add(person.person_id)
        person = tables.get(PersonRow, person.merged_into)
    return person.person_id if person is not None else ""


def answers_now(tables: Tables, ids: Iterable[str]) -> str:
    """What the parties' latest words on a person known under these ids come to."""
    rows = (row for one in ids for row in tables.select(ClearanceRow, person_id=one))
    return answers_of((row.party, row.status, row.since) for row in rows)


def gone_now(tables: Tables, ids: Iterable[str]) -> str:
    """Whether a person known under these ids died or withdrew."""
    return gone_of(person.withdrawn for one in ids if (person := tables.get(PersonRow, one)) is not None)


def step_now(tables: Tables, ids: Iterable[str]) -> Step:
    """The gate's step counted anew from every scan of every pass of these ids, in the order of their moments.

    A side that was cut off reports late: its records count where they belong, not where they arrived.
    """
    passes = [row.pass_id for one in ids for row in tables.select(PassRow, person_id=one)]
    scans = [scan for one in passes for scan in tables.select(ScanRow, pass_id=one)]
    last = Step()
    receiving = {scan.side for scan in scans if scan.step == "entered"}
    # Within one second the device's own place decides, never the place in the ledger: that depends on who reported first.
    for scan in sorted(scans, key=lambda one: (one.at, one.side in receiving, *place_of(one.record), one.record)):
        event = gate_event(scan.verdict, scan.reason, scan.step)
        if event:
            last = Step(after_gate(last.step, event), scan.at, scan.entry)
    return last


def linked_with(tables: Tables, named: Iterable[str]) -> set[str]:
    """These ids and every id that pairs in force connect with them: all whose stand a judgement may change."""
    found: set[str] = set()
    ahead = list(named)
    while ahead:
        one = ahead.pop()
        if one in found:
            continue
        found.add(one)
        pairs = [*tables.select(PairRow, left=one), *tables.select(PairRow, right=one)]
        ahead += [other for row in pairs if row.kept for other in (row.left, row.right)]
    return found
