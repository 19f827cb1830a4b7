"""The rows a report is made from, and who they speak of once merged persons count as one."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from safepassage.account.standing import gate_event
from safepassage.account.state import MoveRow, StandRow
from safepassage.gate.state import ScanRow
from safepassage.passes.state import PassRow
from safepassage.people.state import PersonRow
from safepassage.plan.state import CallListRow, CallRow


@dataclass(frozen=True, slots=True)
class Evidence:
    """Every row of these tables, in any order."""

    persons: tuple[PersonRow, ...] = ()
    stands: tuple[StandRow, ...] = ()
    moves: tuple[MoveRow, ...] = ()
    lists: tuple[CallListRow, ...] = ()
    calls: tuple[CallRow, ...] = ()
    passes: tuple[PassRow, ...] = ()
    scans: tuple[ScanRow, ...] = ()


Seen = dict[str, dict[str, set[str]]]
"""By day, by what happened, the persons."""


class Book:
    """The evidence in order: every id replaced by the person it stands for now."""

    def __init__(self, evidence: Evidence) -> None:
        """Bring the rows in order: moves by person, persons by why they moved, and by day who was listed, called and seen."""
        self._into = {row.person_id: row.merged_into for row in evidence.persons}
        self.moves: dict[str, list[MoveRow]] = defaultdict(list)
        self.moved: dict[str, set[str]] = defaultdict(set)
        for move in sorted(evidence.moves, key=lambda one: one.entry):
            person_id = self.person(move.person_id)
            self.moves[person_id].append(move)
            self.moved[move.why].add(person_id)
        self.ended = {row.day: row.ended for row in evidence.lists if row.status == "published"}
        self.listed = self._called(evidence, ("published",))
        self.called = self._called(evidence, ("published", "replaced"))
        self.gate = self._gate(evidence)

    def person(self, person_id: str) -> str:
        """The person this id stands for."""
        seen = {person_id}
        while (into := self._into.get(person_id, "")) and into not in seen:
            seen.add(into)
            person_id = into
        return person_id

    def persons(self, ids: Iterable[str]) -> set[str]:
        """The persons these ids stand for."""
        return {self.person(one) for one in ids}

    def own_moves(self, person_id: str) -> list[MoveRow]:
        """The person's own, without those of the persons merged into it."""
        return [move for move in self.moves.get(person_id, ()) if move.person_id == person_id]

    def _called(self, evidence: Evidence, statuses: tuple[str, ...]) -> dict[str, set[str]]:
        held = {(row.day, row.draft) for row in evidence.lists if row.status in statuses}
        found: dict[str, set[str]] = {day: set() for day, _ in held}
        for call in evidence.calls:
            if (call.day, call.draft) in held:
                found[call.day] |= self.persons(json.loads(call.persons))
        return found

    def _gate(self, evidence: Evidence) -> Seen:
        holder = {row.pass_id: self.person(row.person_id) for row in evidence.passes}
        found: Seen = defaultdict(lambda: defaultdict(set))
        for scan in evidence.scans:
            event = gate_event(scan.verdict, scan.reason, scan.step)
            if event and scan.pass_id in holder:
                # Who comes back has not presented again, on a day that may be another one.
                for what in {event, "presented"} if event != "returned" else {event}:
                    found[_day_of(scan)][what].add(holder[scan.pass_id])
        return found


def _day_of(scan: ScanRow) -> str:
    """The day of the scan's session, `SIDE/DAY/NUMBER`; where it has another form, the date of its moment."""
    parts = scan.session.rsplit("/", 2)
    return parts[1] if len(parts) == 3 else scan.at[:10]  # noqa: PLR2004 -- the three parts of a session's id
