"""What the other rooms' rows say of one person, read from the tables and brought together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from safepassage.account.standing import after_gate, answers_of, gate_event, gone_of
from safepassage.clearance.state import ClearanceRow
from safepassage.gate.model import RETURNED, STEPS
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

    A side that was cut off reports late: its records count where they belong, not where they arrived. What a record names came before it,
    whatever their clocks say: it was written by somebody who knew of it.
    """
    passes = [row.pass_id for one in ids for row in tables.select(PassRow, person_id=one)]
    scans = [scan for one in passes for scan in tables.select(ScanRow, pass_id=one)]
    last = Step()
    for place, scan in _in_order(scans):
        event = gate_event(scan.verdict, scan.reason, scan.step)
        if event:
            last = Step(after_gate(last.step, event), place[0][0], scan.entry)
    return last


Own = tuple[str, bool, str, int, str]
Place = tuple[Own, ...]
"""Where a scan counts: by what it says itself alone, or behind the place of another, which it begins with."""


def _in_order(scans: Sequence[ScanRow]) -> list[tuple[Place, ScanRow]]:
    """The scans of one person in the order in which they count, each with what orders it, a moment first.

    A return comes behind what it names: the exit that it takes back, and the entry that its gate knew of. Nobody comes in who is not out:
    an entry that the clocks put where nobody is out counts right behind the exit that such a return takes back with it, or behind the
    first that no return took back. So the side that lets out and takes back keeps its own order.
    """
    receiving = {scan.side for scan in scans if scan.step == STEPS["entry"]}
    # Within one second the device's own place decides, never the place in the ledger: that depends on who reported first.
    own: dict[str, Place] = {
        scan.record: ((scan.at, scan.side in receiving, *place_of(scan.record), scan.record),) for scan in scans
    }
    exits = {scan.record for scan in scans if scan.step == STEPS["exit"]}
    entries = {scan.record for scan in scans if scan.step == STEPS["entry"]}
    returns = sorted((scan for scan in scans if scan.step == RETURNED), key=lambda scan: own[scan.record])
    places = dict(own)
    for scan in returns:
        if scan.takes_back in exits:
            places[scan.record] = _behind(own[scan.record], own[scan.takes_back])
    back = {scan.takes_back: places[scan.record] for scan in reversed(returns)}
    still_out = [own[one] for one in exits if one not in back]
    for entry in entries:
        was_out = any(own[one] < own[entry] and (one not in back or own[entry] < back[one]) for one in exits)
        by = next((scan for scan in returns if scan.conflict == entry and scan.takes_back in exits), None)
        if by is not None and not (was_out and own[entry] < places[by.record]):
            places[entry] = own[by.takes_back] + own[entry]
        elif by is None and not was_out and still_out:
            places[entry] = min(still_out) + own[entry]
    for scan in returns:
        if scan.conflict in entries:
            places[scan.record] = _behind(places[scan.record], places[scan.conflict])
    return sorted(((places[scan.record], scan) for scan in scans), key=lambda one: one[0])


def _behind(place: Place, other: Place) -> Place:
    """This place, or the one right behind the other where that comes after it."""
    return place if other < place else other + place


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
