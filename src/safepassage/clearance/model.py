"""Who must answer for whom, and what they said."""

from __future__ import annotations

from dataclasses import dataclass

from safepassage.kernel.moment import Moment

STATUSES = ("pending", "granted", "refused", "withdrawn", "expired")


@dataclass(frozen=True, slots=True)
class Answer:
    """One party's latest word on one person. `until` is the moment it lapses; `since` when it was asked or last changed."""

    person_id: str
    party: str
    status: str
    since: Moment
    until: Moment | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """One line of a party's answers: granted, refused or withdrawn; a reason code of the party's own, never free text."""

    person_id: str
    status: str
    until: Moment | None = None
    reason: str = ""
