"""What may be written of call lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from safepassage.kernel.facts import Fact, registry
from safepassage.plan.model import Dial


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
    """A draft call list for a day, with everything needed to compute it again: the problem, the planner, the result (canonical JSON).

    `dial`: what other risks of turning somebody away would have meant. `since`: the minute after the opening from which problem and result
    count, 0 for the list of a whole day. `before`: the draft that a list made in the middle of the day comes after, 0 for none; calls of those through and of
    those whose window had begun are taken over from it. `software` names the version that made it.
    """

    KIND: ClassVar[str] = "plan.made/1"
    day: str
    draft: int
    planner: str
    problem: str
    result: str
    calls: tuple[Call, ...]
    standby: tuple[str, ...]
    dial: tuple[Dial, ...] = ()
    since: int = 0
    before: int = 0
    software: str = ""


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
class Reported(Fact):
    """Something that happened in the day, as somebody reported it; `case` is the JSON text of an urgent case."""

    KIND: ClassVar[str] = "plan.reported/1"
    kind: str
    about: str = ""
    count: int = 0
    case: str = ""


@dataclass(frozen=True, slots=True)
class Notice(Fact):
    """What a family must be told. `what`: called, changed, withdrawn, closed or reopened; `wave` now and `was` before, -1 where there is none."""

    KIND: ClassVar[str] = "plan.notice/1"
    case_id: str
    what: str
    wave: int
    was: int


@dataclass(frozen=True, slots=True)
class Reconsidered(Fact):
    """A day's list was looked at again at `minute` after the opening, because of what was reported; `number` counts such looks.

    `kept` and `found` are worst and mean, in thousandths, of the old list and of the new one for the rest of the day. `draft` is the new list's, 0
    where the old one was left as it is. `why`: gains, too-little, closed, or not-proved where the independent check refused the new list.
    """

    KIND: ClassVar[str] = "plan.reconsidered/1"
    day: str
    number: int
    minute: int
    reported: tuple[Reported, ...]
    kept: tuple[int, int]
    found: tuple[int, int]
    margin: int
    draft: int
    why: str
    notices: tuple[Notice, ...] = ()

    def deltas(self) -> Mapping[str, int]:
        """One look, and the notices that went out."""
        return {"reconsidered": 1, "notices": len(self.notices)}


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


FACTS = registry(ListMade, ListPublished, Reconsidered, DayEnded)
