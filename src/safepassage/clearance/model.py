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


@dataclass(frozen=True, slots=True)
class Line:
    """One line as a party signs it: whom it names, what it says; `until` is a moment in UTC. What was not said is empty."""

    reference: str
    document_number: str
    full_name: str
    birth: str
    status: str
    until: str
    reason: str


@dataclass(frozen=True, slots=True)
class SignedRow:
    """A row of a statement where an entry cites it: the statement's digest, the row's number from 0 and how many there are, its leaf hash and path (hex).

    `salt` and `line` are what the leaf hash is of; both are empty where the person was erased.
    """

    digest: str
    row: int
    count: int
    leaf: str
    path: tuple[str, ...]
    salt: str
    line: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HeldLine:
    """A line of a party's answers that was not taken: where it stands, what it says, and why, with what to do."""

    row: int
    cells: tuple[str, ...]
    problem: str


@dataclass(frozen=True, slots=True)
class AnswersRead:
    """A party's file of answers, read: `given` in the file's order; `unanswered` are lines that say nothing yet."""

    given: tuple[Given, ...]
    held: tuple[HeldLine, ...]
    unanswered: tuple[int, ...]
    titles: tuple[int, ...]
    blank: int
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """One of a case, for the question whether it is whole.

    `required` names the parties whose yes this person needs; `withdrawn` as `people.withdrawn`: own-wish, source, died.
    """

    person_id: str
    adult: bool
    required: tuple[str, ...]
    withdrawn: str = ""


@dataclass(frozen=True, slots=True)
class Consent:
    """An adult's recorded agreement that the case is called while `without` stay behind."""

    person_id: str
    without: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Whole:
    """The case can be called: who goes, and who stays by the consent of each adult."""

    called: tuple[str, ...]
    staying: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotWhole:
    """The case cannot be called, and exactly why.

    `missing` is who lacks whose answer, with what stands there: pending, refused, withdrawn or expired. `consents` are the
    adults who have not agreed to go, or to stay, in part. `alone` are minors whom the agreed split would leave, or let
    travel, without any adult of their case: no consent is enough for that. All three are empty where nobody of the case
    asks to leave any more.
    """

    missing: tuple[tuple[str, str, str], ...]
    consents: tuple[str, ...] = ()
    alone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """Persons times parties, by what stands: granted + refused + withdrawn + expired + pending = submitted."""

    submitted: int
    granted: int
    refused: int
    withdrawn: int
    expired: int
    pending: int


@dataclass(frozen=True, slots=True)
class ResponseTimes:
    """How long a party takes: whole hours, rounded down; None where there is nothing to measure."""

    party: str
    asked: int
    answered: int
    median_hours: int | None
    ninetieth_hours: int | None
    oldest_pending_hours: int | None
