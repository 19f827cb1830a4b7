"""A line that a party signed itself: what it says, whom it can mean, and why one is held. Read strictly: what is odd was never signed by our program."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from safepassage.clearance.answers import CORRECT, REASON
from safepassage.clearance.model import Given, Line
from safepassage.kernel.moment import Moment
from safepassage.people.text import clean

SAID = ("granted", "refused", "withdrawn")
NUMBER = re.compile(r"[A-Z0-9]{4,24}")
BIRTH = re.compile(r"\d{4}(-\d{2}){0,2}", re.ASCII)


def line_of(cells: Sequence[str]) -> Line:
    """The line that a statement's row holds.

    Raises:
        ValueError: it is none; the text names nobody.
    """
    if len(cells) != len(Line.__slots__):
        raise ValueError("a row has not the cells of a line")
    line = Line(*cells)
    if not (line.reference or line.document_number or line.full_name):
        raise ValueError("a row names nobody")
    if line.status not in SAID:
        raise ValueError("a row's answer is none")
    if any(clean(one) != one for one in (line.reference, line.full_name)):
        raise ValueError("a row's text is not in its one form")
    if line.document_number and not NUMBER.fullmatch(line.document_number):
        raise ValueError("a row's document number is not in its one form")
    if line.reason and not REASON.fullmatch(line.reason):
        raise ValueError("a row's reason is no code")
    _check_times(line)
    return line


def _check_times(line: Line) -> None:
    if line.birth:
        if not BIRTH.fullmatch(line.birth):
            raise ValueError("a row's birth date is not in its one form")
        if len(line.birth) == len("YYYY-MM-DD"):
            date.fromisoformat(line.birth)
    if line.until and Moment.parse(line.until).iso() != line.until:
        raise ValueError("a row's moment is not in its one form")


def cells_of(line: Line) -> tuple[str, ...]:
    """The line as a row of a statement."""
    said = (line.reference, line.document_number, line.full_name, line.birth)
    return (*said, line.status, line.until, line.reason)


def given_of(line: Line, person_id: str) -> Given:
    """The answer that the line is for this person."""
    return Given(person_id, line.status, Moment.parse(line.until) if line.until else None, line.reason)


def whom(ways: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Whom a line means that names somebody in several ways (reference, document, name with birth date): `ways` are the persons that each finds.

    Those whom all ways mean that find anybody; where they contradict each other, everybody whom one of them means, so that the line is held.
    """
    found = [set(one) for one in ways if one]
    if not found:
        return ()
    return tuple(sorted(set.intersection(*found) or set.union(*found)))


def why_held(persons: Sequence[str], *, asked: bool) -> str:
    """Why a line is not taken, empty where it is: `persons` fit it, `asked` whether the one was put to the party."""
    if not persons:
        return f"nobody in the record fits the line. {CORRECT}"
    if len(persons) > 1:
        return f"{len(persons)} persons fit the line. Ask the party for the reference or the document number"
    return "" if asked else "the person was never put to this party"
