"""Where each person is and was, as tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from safepassage.kernel.rows import Row


@dataclass(frozen=True, slots=True)
class StandRow(Row):
    """Where a person is now. A person merged into another has none."""

    TABLE: ClassVar[str] = "stand"
    KEY: ClassVar[tuple[str, ...]] = ("person_id",)
    person_id: str
    state: str
    since: str
    entry: int
    category: str
    why: str


@dataclass(frozen=True, slots=True)
class MoveRow(Row):
    """A person came into a state: the whole past, in the ledger's order."""

    TABLE: ClassVar[str] = "move"
    KEY: ClassVar[tuple[str, ...]] = ("person_id", "entry")
    person_id: str
    entry: int
    state: str
    at: str
    why: str
