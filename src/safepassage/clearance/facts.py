"""What may be written of clearances."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from safepassage.clearance.model import Given, SignedRow
from safepassage.kernel.facts import Fact, registry


@dataclass(frozen=True, slots=True)
class Submitted(Fact):
    """Persons were put to the parties who must answer under a category's clause."""

    KIND: ClassVar[str] = "clearance.submitted/1"
    persons: tuple[str, ...]
    parties: tuple[str, ...]

    def deltas(self) -> Mapping[str, int]:
        """Persons times parties."""
        return {"submitted": len(self.persons) * len(self.parties)}


@dataclass(frozen=True, slots=True)
class Answered(Fact):
    """A party answered for some persons. `digest` is the SHA-256 of the file it came in."""

    KIND: ClassVar[str] = "clearance.answered/1"
    party: str
    digest: str
    answers: tuple[Given, ...]

    def deltas(self) -> Mapping[str, int]:
        """How many of each answer."""
        return dict(Counter(one.status for one in self.answers))


@dataclass(frozen=True, slots=True)
class AnswerHeld(Fact):
    """A line of a party's answers that fits nobody or cannot be read: kept with the reason."""

    KIND: ClassVar[str] = "clearance.answer-held/1"
    party: str
    digest: str
    row: int
    cells: tuple[str, ...]
    problem: str

    def deltas(self) -> Mapping[str, int]:
        """One held line."""
        return {"held_rows": 1}


@dataclass(frozen=True, slots=True)
class StatementTaken(Fact):
    """A statement that a party signed with its own key was taken in: its number, how many rows, their root, the signature (hex). It names nobody."""

    KIND: ClassVar[str] = "clearance.statement-taken/1"
    party: str
    number: int
    digest: str
    root: str
    count: int
    signature: str


@dataclass(frozen=True, slots=True)
class RowAnswered(Fact):
    """A row of a party's statement, and the answer that it is for one person; written by the desk."""

    KIND: ClassVar[str] = "clearance.row-answered/1"
    party: str
    signed: SignedRow
    given: Given

    def deltas(self) -> Mapping[str, int]:
        """One answer."""
        return {self.given.status: 1}


@dataclass(frozen=True, slots=True)
class RowHeld(Fact):
    """A row of a party's statement that is an answer for nobody: who fits it, and why it was not taken."""

    KIND: ClassVar[str] = "clearance.row-held/1"
    party: str
    signed: SignedRow
    persons: tuple[str, ...]
    problem: str

    def deltas(self) -> Mapping[str, int]:
        """One held line."""
        return {"held_rows": 1}


@dataclass(frozen=True, slots=True)
class Lapsed(Fact):
    """Grants whose time ran out, found when the moment was next looked at."""

    KIND: ClassVar[str] = "clearance.lapsed/1"
    party: str
    persons: tuple[str, ...]

    def deltas(self) -> Mapping[str, int]:
        """Persons whose grant lapsed."""
        return {"expired": len(self.persons)}


FACTS = registry(Submitted, Answered, AnswerHeld, StatementTaken, RowAnswered, RowHeld, Lapsed)
BY_STATEMENT = frozenset({StatementTaken.KIND, RowAnswered.KIND})
"""What the desk writes of a party's own word and the party may read: that party's `party` stands in the body, not in the header.

A held row is left out: why it is held tells whether somebody is on a list whom the party was never asked about.
"""
