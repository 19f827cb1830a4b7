"""Who still asks to leave, under every id by which they are known; and who may say that somebody asks again."""

from __future__ import annotations

from safepassage.account.standing import withdrawn_as
from safepassage.account.state import StandRow
from safepassage.kernel.canonical import read_canonical
from safepassage.kernel.rows import Tables
from safepassage.people.model import UNDONE
from safepassage.people.state import PersonRow


def standing_person(tables: Tables, person_id: str) -> PersonRow | None:
    """The person this id stands for now."""
    row = tables.get(PersonRow, person_id)
    return tables.get(PersonRow, row.merged_into) if row is not None and row.merged_into else row


def ids_of(tables: Tables, person: PersonRow) -> tuple[str, ...]:
    """The ids under which a person is known: the own, then those merged into it."""
    stand = tables.get(StandRow, person.person_id)
    return (person.person_id, *(read_canonical(stand.also) if stand is not None else ()))


def known_as(tables: Tables, person: PersonRow) -> tuple[PersonRow, ...]:
    """The rows of those ids, the person's own first."""
    others = (tables.get(PersonRow, one) for one in ids_of(tables, person)[1:])
    return (person, *(row for row in others if row is not None))


def withdrawal_of(tables: Tables, person: PersonRow) -> str:
    """As what a person who stands for itself no longer asks to leave: own-wish, source or died under whatever id; empty where they ask."""
    return withdrawn_as(row.withdrawn for row in known_as(tables, person))


def why_not_reinstated(tables: Tables, person_id: str, actor: str) -> str | None:
    """Why this withdrawal is not for this actor to take back, None where it is.

    An own wish is told by whoever lists the person; what a source took off its list that source puts back, or another that lists the
    person has never taken off.
    """
    row, person = tables.get(PersonRow, person_id), standing_person(tables, person_id)
    if row is None or person is None:
        return "somebody is said to ask to leave again who is nobody"
    if row.withdrawn not in UNDONE:
        return "somebody is said to ask to leave again who " + ("died" if row.withdrawn else "never withdrew")
    if actor not in {one.source for one in known_as(tables, person)}:
        return f"{actor} says that somebody asks to leave again whom no list of {actor} names"
    if row.withdrawn == "source" and actor != row.source:
        return f"{actor} put somebody back whom {row.source} took off its own list"
    return None
