"""Use cases of looking at people: who may look gives a reason, and that it was done is in the record before anything is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from safepassage.account.state import MoveRow, StandRow
from safepassage.clearance.state import ClearanceRow
from safepassage.kernel.moment import Moment
from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.kernel.rows import Tables
from safepassage.ledger.facts import Viewed
from safepassage.ledger.state import ViewRow
from safepassage.operations.consent import somebody
from safepassage.operations.details import details_of
from safepassage.operations.house import DESK, House
from safepassage.operations.record import Scribe
from safepassage.people import naming
from safepassage.people.model import Details
from safepassage.people.numbers import read_number
from safepassage.people.state import DocumentRow, PersonRow
from safepassage.seal.tags import document_tag

NAMES_SOMEBODY = Problem("--reason", "it names the person", "Say why you look in words that name nobody")
NO_REASON = Problem("--reason", "no reason is given", "Say why you look, in words that name nobody")


@dataclass(frozen=True, slots=True)
class PersonFile:
    """What is kept of a person: as the first entry says it, each party's word, where the person was, and who opened this file before."""

    person_id: str
    case_id: str
    category: str
    source: str
    details: Details
    answers: tuple[tuple[str, str, str], ...]  # party, status, since
    state: str
    moves: tuple[tuple[str, str, str], ...]  # at, state, why
    opened_by: tuple[tuple[str, str, str], ...]  # at, actor, reason


def show(house: House, person_id: str, reason: str, actor: str, at: Moment) -> PersonFile:
    """Open a person's file.

    Raises:
        ProblemsError: nobody has this id, no reason is given, or the person is not this actor's to know.
    """
    with house.store.work() as work:
        row = work.tables.get(PersonRow, person_id)
        problems = _refusals(work.tables, row, actor, reason)
        if problems or row is None:
            raise ProblemsError(problems)
        return _opened(Scribe(house, work, actor, at), row, reason)


def find(house: House, typed: str, reason: str, actor: str, at: Moment) -> tuple[PersonFile, ...]:
    """Open the files of whoever came with a document of this number: of those that are this actor's to know. A look that finds none is recorded too.

    Nobody, and somebody on another party's list, look alike to a party: else it could try out who is on a list.

    Raises:
        ProblemsError: the number cannot be read, no reason is given or it holds the number or a name, or the actor is nobody who may look.
    """
    read = read_number(typed)
    problems = [Problem("the document's number", read.fault, read.do)] if read.fault else []
    problems += [NAMES_SOMEBODY] if read.number and read.number.lower() in naming.squeezed(reason) else []
    problems += [] if reason.strip() else [NO_REASON]
    with house.store.work() as work:
        who = somebody(work.tables, actor)
        if problems or who is None:
            raise ProblemsError([*problems, *([_nobody(actor)] if who is None else [])])
        tag = document_tag(house.keys.pepper(), house.name, "", read.number)
        ids = sorted({row.person_id for row in work.tables.select(DocumentRow, tag=tag)})
        rows = [row for one in ids if (row := work.tables.get(PersonRow, one)) and who.party in (DESK, row.source)]
        if any(_names(row, reason) for row in rows):
            raise ProblemsError([NAMES_SOMEBODY])
        scribe = Scribe(house, work, actor, at)
        if not rows:
            scribe.write(Viewed("", reason.strip()))
        return tuple(_opened(scribe, row, reason) for row in rows)


def look(house: House, persons: Sequence[str], reason: str, by: str, at: Moment) -> None:
    """Record that somebody at the desk looks at these persons side by side for their doubles, each once.

    Raises:
        ProblemsError: there is no reason, or nobody has one of the ids; nothing is recorded then.
    """
    said = f"{checked(reason)} (identity review{f' by {by}' if by else ''})"
    with house.store.work() as work:
        known = list(dict.fromkeys(persons))
        rows = {one: work.tables.get(PersonRow, one) for one in known}
        do = "See: safepassage identity review"
        problems = [Problem("person", f"nobody has the id {one}", do) for one, row in rows.items() if row is None]
        problems += [NAMES_SOMEBODY] * any(_names(row, reason) for row in rows.values() if row is not None)
        if problems:
            raise ProblemsError(problems)
        desk = Scribe(house, work, DESK, at)
        for one in known:
            desk.write(Viewed(one, said))


def checked(reason: str) -> str:
    """The reason as it is recorded.

    Raises:
        ProblemsError: there is none.
    """
    if not reason.strip():
        raise ProblemsError([NO_REASON])
    return reason.strip()


def _refusals(tables: Tables, row: PersonRow | None, actor: str, reason: str) -> list[Problem]:
    problems = []
    if row is None:
        problems.append(
            Problem(
                "person",
                "nobody has this id",
                "The case stands on the slip; people in question are listed by: safepassage identity review",
            )
        )
    who = somebody(tables, actor)
    if who is None:
        problems.append(_nobody(actor))
    elif row is not None and who.party not in (DESK, row.source):
        what = "this person is on the list of another party"
        problems.append(Problem("--as", what, "Ask the coordination cell, or the party that sent the list"))
    if row is not None and _names(row, reason):
        problems.append(NAMES_SOMEBODY)
    return problems if reason.strip() else [*problems, NO_REASON]


def _nobody(actor: str) -> Problem:
    return Problem("--as", f"{actor} is nobody who may look", "Name an actor: safepassage keys list")


def _names(row: PersonRow, reason: str) -> bool:
    return naming.Finder(naming.of_person(details_of(row), ())).names(reason)


def _opened(scribe: Scribe, row: PersonRow, reason: str) -> PersonFile:
    """The file, once the look is in the record."""
    tables = scribe.work.tables
    before = tuple((one.at, one.actor, one.reason) for one in tables.select(ViewRow, subject=row.person_id))
    scribe.write(Viewed(row.person_id, reason.strip()))
    return _file(tables, row, before)


def _file(tables: Tables, row: PersonRow, before: tuple[tuple[str, str, str], ...]) -> PersonFile:
    stand = tables.get(StandRow, row.merged_into or row.person_id)
    return PersonFile(
        row.person_id,
        row.case_id,
        row.category,
        row.source,
        details_of(row),
        tuple((one.party, one.status, one.since) for one in tables.select(ClearanceRow, person_id=row.person_id)),
        stand.state if stand is not None else "",
        tuple((one.at, one.state, one.why) for one in tables.select(MoveRow, person_id=row.person_id)),
        before,
    )
