"""What may be written of call lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from safepassage.kernel.facts import Fact, registry


@dataclass(frozen=True, slots=True)
class Call(Fact):
    """One case's place on a day's list. Minutes count from the crossing's opening."""

    KIND: ClassVar[str] = "plan.call/1"
    case_id: str
    category: str
    lane: str
    position: int
    wave: int
    persons: tuple[str, ...]
    carried_from: str = ""


@dataclass(frozen=True, slots=True)
class ListMade(Fact):
    """A draft call list for a day, with everything needed to compute it again: the problem, the planner, the result (canonical JSON)."""

    KIND: ClassVar[str] = "plan.made/1"
    day: str
    draft: int
    planner: str
    problem: str
    result: str
    calls: tuple[Call, ...]
    standby: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListPublished(Fact):
    """A draft became the day's call list. Its calls hold until the end of `valid_until`."""

    KIND: ClassVar[str] = "plan.published/1"
    day: str
    draft: int
    valid_until: str
    cases: int
    persons: int

    def deltas(self) -> Mapping[str, int]:
        """Persons called."""
        return {"called": self.persons}


@dataclass(frozen=True, slots=True)
class DayEnded(Fact):
    """What became of each called person who did not cross: no-show, or carried over because the crossing closed."""

    KIND: ClassVar[str] = "plan.day-ended/1"
    day: str
    no_show: tuple[str, ...]
    carried_over: tuple[str, ...]
    lapsed: tuple[str, ...]

    def deltas(self) -> Mapping[str, int]:
        """Persons in each."""
        return {"no_show": len(self.no_show), "carried_over": len(self.carried_over), "lapsed": len(self.lapsed)}


FACTS = registry(ListMade, ListPublished, DayEnded)
