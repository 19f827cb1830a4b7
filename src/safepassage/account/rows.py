"""Where each person is and was, as tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from safepassage.kernel.rows import Row


@dataclass(frozen=True, slots=True)
class StandRow(Row):
    """Where a person is now. A person merged into another has none.

    `also` is JSON text: the ids of the persons merged into this one, sorted.
    """

    TABLE: ClassVar[str] = "stand"
    KEY: ClassVar[tuple[str, ...]] = ("person_id",)
    person_id: str
    state: str
    since: str
    entry: int
    category: str
    why: str
    also: str = "[]"


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


@dataclass(frozen=True, slots=True)
class PlaceRow(Row):
    """What call lists and the gate last said of a person; there is none for a person neither has spoken of.

    `place` is what the list of `day` said of this very id, at `placed`, in entry `placed_entry`. `step` is the last effect of the
    gate on the person, counted with everybody merged into this one, at `stepped`, in entry `stepped_entry`. `asks_nobody`: the
    person was submitted under a clause that requires no party's answer.
    """

    TABLE: ClassVar[str] = "place"
    KEY: ClassVar[tuple[str, ...]] = ("person_id",)
    person_id: str
    place: str = ""
    day: str = ""
    placed: str = ""
    placed_entry: int = -1
    step: str = ""
    stepped: str = ""
    stepped_entry: int = -1
    asks_nobody: bool = False
