"""What the other rooms' rows say of one person, read from the tables and brought together."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace

from safepassage.account.model import Known
from safepassage.account.rows import PlaceRow
from safepassage.account.standing import after_gate, answers_of, gate_event, gone_of
from safepassage.clearance.state import ClearanceRow
from safepassage.gate.state import ScanRow
from safepassage.kernel.rows import Tables
from safepassage.passes.state import PassRow
from safepassage.people.state import PersonRow


def root_of(tables: Tables, person_id: str) -> str:
    """The person this id stands for, itself where it was merged into nobody; empty where nobody has this id."""
    seen: list[str] = []
    person = tables.get(PersonRow, person_id)
    while person is not None and person.merged_into and person.person_id not in seen:
        seen.append(person.person_id)
        person = tables.get(PersonRow, person.merged_into)
    return person.person_id if person is not None else ""


def answers_now(tables: Tables, ids: Iterable[str]) -> str:
    """What the parties' latest words on a person known under these ids come to."""
    return answers_of(
        (row.party, row.status, row.since) for one in ids for row in tables.select(ClearanceRow, person_id=one)
    )


def place_of(tables: Tables, person_id: str) -> PlaceRow:
    """What lists and gate said of this id; a blank row where nothing."""
    return tables.get(PlaceRow, person_id) or PlaceRow(person_id)


def fold_scans(tables: Tables, root: str, ids: Iterable[str]) -> PlaceRow:
    """The root's row with the gate's step counted anew from every scan of every pass of these ids, in the order of their moments."""
    passes = [row.pass_id for one in ids for row in tables.select(PassRow, person_id=one)]
    scans = [scan for one in passes for scan in tables.select(ScanRow, pass_id=one)]
    row = replace(place_of(tables, root), step="", stepped="", stepped_entry=-1)
    for scan in sorted(scans, key=lambda one: (one.at, one.entry)):
        event = gate_event(scan.verdict, scan.reason, scan.step)
        if event:
            row = replace(row, step=after_gate(row.step, event), stepped=scan.at, stepped_entry=scan.entry)
    return row


def known_of(tables: Tables, root: str, also: str) -> Known:
    """Everything the state of a person follows from. `also` is the JSON text of the ids merged into it."""
    ids = (root, *json.loads(also))
    people = [person for one in ids if (person := tables.get(PersonRow, one)) is not None]
    places = [place_of(tables, one) for one in ids]
    last = max(places, key=lambda one: (one.placed_entry, one.place))
    own = places[0]
    answers = answers_now(tables, ids)
    if answers == "unasked" and any(one.asks_nobody for one in places):
        answers = "cleared"
    return Known(
        gone=gone_of(person.withdrawn for person in people),
        step=own.step,
        stale=(last.placed, last.placed_entry) > (own.stepped, own.stepped_entry),
        answers=answers,
        place=last.place,
    )
