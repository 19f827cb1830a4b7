"""What the lists say of a person, as the rooms ask for it: details, and what a condition of the terms may see."""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from typing import Any

from safepassage.kernel.moment import Moment
from safepassage.kernel.plain import from_plain
from safepassage.people.model import Details
from safepassage.people.rules import is_minor
from safepassage.people.state import PersonRow
from safepassage.terms.rules import person_view


def person_context(details: Details, family: Sequence[Details], at: Moment) -> dict[str, Any]:
    """What a condition of the terms may ask of a person, on the day of the moment."""
    day = at.utc_date()
    kinds = tuple(one.kind for one in details.documents) + (("no-objection",) if details.no_objection else ())
    return person_view(
        details.birth,
        day,
        nationality=details.nationality,
        sex=details.sex,
        relation=details.relation,
        triage=details.triage,
        transport=details.transport,
        needs=details.needs,
        documents=kinds,
        companion=_accompanies(details),
        minor=is_minor(details, day),
        parents_present=sum(
            one.relation in ("principal", "spouse", "parent") and not is_minor(one, day) for one in family
        ),
    )


def _accompanies(details: Details) -> bool:
    return bool(details.companion_of) or details.relation == "companion"


def is_patient(person: PersonRow) -> bool:
    """Whether the person counts as a patient: everybody does whom no list gives as somebody's companion."""
    return not _accompanies(details_of(person))


def details_of(person: PersonRow) -> Details:
    """What the first entry says of the person."""
    return _read_details(person.details)


@functools.lru_cache(maxsize=50_000)
def _read_details(text: str) -> Details:
    """Kept for the next question: a plan asks for the same families every evening."""
    return from_plain(Details, json.loads(text))
