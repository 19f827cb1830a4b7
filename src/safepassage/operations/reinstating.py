"""Use case of a change of mind: who withdrew, or was taken off a list, asks to leave again. The withdrawal stays in the record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from safepassage.account.state import StandRow
from safepassage.clearance.state import ClearanceRow
from safepassage.kernel.canonical import read_canonical
from safepassage.kernel.moment import Moment
from safepassage.kernel.pair import person_named
from safepassage.kernel.plain import from_plain
from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.kernel.rows import Tables
from safepassage.operations.asking import ids_of, known_as, standing_person, why_not_reinstated
from safepassage.operations.house import DESK, House
from safepassage.operations.identity import submit
from safepassage.operations.record import Scribe
from safepassage.people.facts import PersonReinstated
from safepassage.people.model import DIED, Details
from safepassage.people.naming import Finder, Sought, of_person
from safepassage.people.state import EntryRow, PersonRow
from safepassage.plan.state import CallListRow, CallRow

FIND = "The case stands on the slip; people in question are listed by: safepassage identity review"
DEATH = (
    "A death that was recorded by mistake is not undone here: let the source name the person in a new list, and where the two rows are "
    "taken for one, judge them different: safepassage identity judge"
)


@dataclass(frozen=True, slots=True)
class Reinstated:
    """Who asks to leave again: the id the person stands for, the ids whose withdrawal was taken back, and where the person is now.

    `without` are the days for which the case is called already, without this person.
    """

    person_id: str
    ids: tuple[str, ...]
    state: str
    case_id: str
    without: tuple[str, ...]


def reinstate(house: House, person_id: str, reason: str, actor: str, at: Moment) -> Reinstated:
    """Record that a person asks to leave again, on the word of a party whose list names the person.

    The place is what the terms make of it: the case was registered when it was, and waits since then. Passes that were withdrawn stay
    withdrawn, answers stand as the parties gave them; who was never put to them is put to them now.

    Raises:
        ProblemsError: nobody has that id, or was erased, died, or never withdrew; this party may not say so; or the reason lacks or names the person.
    """
    with house.store.work() as work:
        tables = work.tables
        person = standing_person(tables, person_id)
        if person is None:
            raise ProblemsError([Problem("person", "nobody has this id", FIND)])
        problems = [*_reason_faults(tables, person, reason), *_person_faults(tables, person, actor)]
        if problems:
            raise ProblemsError(problems)
        back = [row.person_id for row in known_as(tables, person) if _may(tables, row, actor)]
        scribe = Scribe(house, work, actor, at)
        for one in back:
            scribe.write(PersonReinstated(one, reason.strip()))
        if not any(tables.select(ClearanceRow, person_id=person.person_id)):
            submit(tables, scribe.as_actor(DESK), [person.person_id])
        stand = tables.get(StandRow, person.person_id)
        state = stand.state if stand is not None else ""
        without = _called_without(tables, person)
        return Reinstated(person.person_id, tuple(back), state, person.case_id, without)


def _may(tables: Tables, row: PersonRow, actor: str) -> bool:
    return bool(row.withdrawn) and why_not_reinstated(tables, row.person_id, actor) is None


def _reason_faults(tables: Tables, person: PersonRow, reason: str) -> list[Problem]:
    if not person_named(reason):
        return [Problem("--reason", "it is empty", "Say in words why the person asks again; name nobody")]
    if Finder(_sought(tables, ids_of(tables, person))).names(reason):
        return [
            Problem("--reason", "it names the person", "Say why in words that name nobody: they stay in the record")
        ]
    return []


def _sought(tables: Tables, ids: Sequence[str]) -> Sought:
    found = Sought()
    for row in (row for one in ids for row in tables.select(EntryRow, person_id=one)):
        found |= of_person(from_plain(Details, read_canonical(row.details)), read_canonical(row.cells))
    return found


def _person_faults(tables: Tables, person: PersonRow, actor: str) -> list[Problem]:
    rows = known_as(tables, person)
    said = [row for row in rows if row.withdrawn]
    lists = sorted({row.source for row in rows})
    if not person.full_name:
        return [Problem("person", "the person was erased", "Let a source name the person in a new list")]
    if any(row.withdrawn == DIED for row in said):
        return [Problem("person", "the person is recorded as died", DEATH)]
    if not said:
        return [Problem("person", "the person never withdrew, or asks again already", "Nothing is to be done")]
    if actor not in lists:
        what = f"no list of {actor} names the person, so this party cannot say that they ask again"
        return [Problem("--by", what, f"Give the word of one that does: {', '.join(lists)}")]
    if not any(_may(tables, row, actor) for row in said):
        takers = ", ".join(sorted({row.source for row in said}))
        what = "the person still asks to leave: another list alone took them off"
        return [Problem("--by", what, f"Nothing is to be done; to be put back on that list too, by: {takers}")]
    return []


def _called_without(tables: Tables, person: PersonRow) -> tuple[str, ...]:
    """The days whose published list holds the case without this person."""
    lists = [row for row in tables.select(CallListRow, status="published") if not row.ended]
    calls = ((row.day, tables.get(CallRow, row.day, row.draft, person.case_id)) for row in lists)
    return tuple(
        sorted(day for day, call in calls if call is not None and person.person_id not in read_canonical(call.persons))
    )
