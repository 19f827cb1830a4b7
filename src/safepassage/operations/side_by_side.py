"""Use case of looking at two persons side by side: that it was done, and why, is in the record before anything is shown."""

from __future__ import annotations

from collections.abc import Sequence

from safepassage.kernel.moment import Moment
from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.ledger.facts import Viewed
from safepassage.operations.house import DESK, House
from safepassage.operations.record import Scribe
from safepassage.people.state import PersonRow


def checked(reason: str) -> str:
    """The reason as it is recorded.

    Raises:
        ProblemsError: there is none.
    """
    if not reason.strip():
        raise ProblemsError([Problem("--reason", "no reason is given", "Say why you look, in words that name nobody")])
    return reason.strip()


def look(house: House, persons: Sequence[str], reason: str, by: str, at: Moment) -> None:
    """Record that somebody at the desk looks at these persons for their doubles, each once.

    Raises:
        ProblemsError: there is no reason, or nobody has one of the ids; nothing is recorded then.
    """
    said = f"{checked(reason)} (identity review{f' by {by}' if by else ''})"
    with house.store.work() as work:
        known = list(dict.fromkeys(persons))
        unknown = [one for one in known if work.tables.get(PersonRow, one) is None]
        if unknown:
            do = "See: safepassage identity review"
            raise ProblemsError([Problem("person", f"nobody has the id {one}", do) for one in unknown])
        desk = Scribe(house, work, DESK, at)
        for one in known:
            desk.write(Viewed(one, said))
