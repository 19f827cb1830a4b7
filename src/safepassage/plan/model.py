"""The planning problem of one day and the plan that answers it, in the shapes of `plan solve` and `plan check`."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor

DUST = 6  # decimals of a thousandth: what is beyond them is the arithmetic's, not the plan's
WAVE_MINUTES = 30
"""Wave w is called for minute 30 w after the crossing's opening: the windows are half hours."""


@dataclass(frozen=True, slots=True)
class Day:
    """Minutes the crossing may be open; the certificate holds from `protect_from` on; `grace`: those inside may finish."""

    minutes: int
    protect_from: int
    grace: bool = False


@dataclass(frozen=True, slots=True)
class CategoryQuota:
    """A ceiling in `unit` (persons, patients, cases) for the day."""

    id: str
    quota: int
    unit: str


@dataclass(frozen=True, slots=True)
class LaneDesks:
    """A lane and how many desks work in it."""

    id: str
    desks: int


@dataclass(frozen=True, slots=True)
class Ambulances:
    """How many, and how long one is away after it took a case; `away`: minutes until those of them that are out now are back."""

    count: int
    return_minutes: int
    away: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class CouplingRule:
    """At any moment persons of `category` through <= `ratio` x patients of `needs` through + `allowance`."""

    category: str
    needs: str
    ratio: int
    allowance: int


@dataclass(frozen=True, slots=True)
class BeforeRule:
    """No case of `then` starts while a case of `first` on the same list still waits for its start."""

    first: str
    then: str


@dataclass(frozen=True, slots=True)
class Shares:
    """Each list's share holds in every prefix up to `epsilon`.

    A list's share of a category is its persons among all persons of that category who can be called. In every prefix of
    the published order a list has at least (1 - `epsilon`) x share x persons of the category so far, less its shortfall.
    """

    epsilon: float


@dataclass(frozen=True, slots=True)
class CaseToPlan:
    """One case. `units` is what it uses of its category's quota; `weight` and `minutes` are whole numbers."""

    id: str
    category: str
    list: str
    lane: str
    persons: int
    units: int
    weight: int
    minutes: int
    ambulance: bool
    show: float
    registered: int


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything the planner may know about a day."""

    version: int
    seed: int
    day: Day
    categories: tuple[CategoryQuota, ...]
    lanes: tuple[LaneDesks, ...]
    ambulances: Ambulances
    coupling: tuple[CouplingRule, ...]
    shares: Shares | None
    turn_away_risk: float
    cases: tuple[CaseToPlan, ...]
    order: tuple[BeforeRule, ...] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """A case's place in the published order."""

    case: str
    lane: str
    wave: int


@dataclass(frozen=True, slots=True)
class CertifiedMinute:
    """What is through by the minute if all in the order show up, and at least the value of any plan for that minute."""

    minute: int
    value: int
    bound: int


@dataclass(frozen=True, slots=True)
class ListShare:
    """By how many persons a list fell short of its share in its worst prefix."""

    list: str
    shortfall: int


@dataclass(frozen=True, slots=True)
class Plan:
    """The published order, the standby list, and the promise that goes with them."""

    version: int
    order: tuple[Placed, ...]
    standby: tuple[str, ...]
    certificate: tuple[CertifiedMinute, ...]
    worst: float
    mean: float
    limit: float
    calls_in_vain: int
    shares: tuple[ListShare, ...]

    def in_thousandths(self) -> tuple[int, int, int]:
        """Worst, mean and limit as they are told: a promise rounded down and what bounds every promise up, so that 1000 is all of it."""
        worst, mean, limit = (round(1000 * one, DUST) for one in (self.worst, self.mean, self.limit))
        return floor(worst), floor(mean), ceil(limit)


@dataclass(frozen=True, slots=True)
class Change:
    """Something that would put the case on the list, found by solving the changed problem again.

    `what` is `weight`, `quota`, `desks`, `ambulance`, `shares` or `coupling`; `now` and `then` are its values.
    """

    what: str
    now: int
    then: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a case is or is not on the list. It holds nothing of any other case.

    `reason` is `listed` or `standby`, or why not: `quota`, `lane-time`, `share`, `order-or-coupling`, `missing-answer`,
    `missing-ambulance`, `too-large`, `too-long`; `also` names what else stands in the way. `position` counts from 1 in the order (or in the
    standby list), `wave` is -1 where there is none. `cutoff` is the weight from which the case would be listed, all else equal; -1 where
    none is known. `slots` are the units of the quota that must come free first; `tenths_of_days` at this day's pace.
    """

    case: str
    reason: str
    also: tuple[str, ...]
    position: int
    wave: int
    weight: int
    cutoff: int
    slots: int
    tenths_of_days: int
    changes: tuple[Change, ...]
    sentences: tuple[str, ...]

    @property
    def listed(self) -> bool:
        """Whether the case is called."""
        return self.reason == "listed"


EVENTS = (
    *("closed", "reopened", "minutes-known", "no-show", "desks", "ambulances", "quota"),
    *("urgent", "coupling-blocked", "coupling-free"),
)
"""What may happen in the day, as `Event.kind`."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, in the sequence in which it did.

    `closed` and `reopened` need nothing more; `minutes-known`: the crossing stays open `count` minutes more; `no-show`: `about` is the case;
    `desks`: the lane `about` has `count` desks now; `ambulances`: there are `count` now; `quota`: the category `about` may have `count` units in
    the whole day; `urgent`: `case` is new; `coupling-blocked` and `coupling-free`: the category `about` may not, or may again, move.
    """

    kind: str
    about: str = ""
    count: int = 0
    case: CaseToPlan | None = None


@dataclass(frozen=True, slots=True)
class Inside:
    """A case at a desk, and how many minutes more it needs there."""

    case: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the day stands: what a new plan may not touch.

    `minute` counts from the opening; `through` cases are done, `inside` ones at their desks; `called` ones have their window begun and keep
    their places. `away`: minutes until each ambulance that is out, beside those of cases inside, is back.
    """

    minute: int
    through: tuple[str, ...] = ()
    inside: tuple[Inside, ...] = ()
    called: tuple[str, ...] = ()
    away: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Wave:
    """One call: minutes from the opening between which its cases present themselves, how many, how many persons."""

    wave: int
    begins: int
    ends: int
    cases: tuple[str, ...]
    persons: int


@dataclass(frozen=True, slots=True)
class Window:
    """One call window of the operation's own length, in minutes from the opening; `in_vain`: persons who come in vain, in tenths, in the mean."""

    window: int
    begins: int
    ends: int
    cases: int
    persons: int
    in_vain: int


@dataclass(frozen=True, slots=True)
class Point:
    """One closing minute for the picture of the promise: value, bound, their ratio and the limit in thousandths, persons in vain."""

    minute: int
    value: int
    bound: int
    permille: int
    in_vain: int


@dataclass(frozen=True, slots=True)
class Dial:
    """What a risk of turning somebody away means for one category, in the mean: all in thousandths but the cases called.

    `used`: of the quota; `turned_away`: of the units that show up; `risk`: chance that anybody is turned away.
    """

    category: str
    risk: int
    called: int
    used: int
    turned_away: int


@dataclass(frozen=True, slots=True)
class ShowCount:
    """How many persons of a list were called from so far away at such notice, and how many came."""

    list: str
    distance: str
    notice: str
    called: int
    came: int


@dataclass(frozen=True, slots=True)
class ShowRate:
    """The chance to show up of such a case, in thousandths, and on how many calls of exactly this sort it rests."""

    list: str
    distance: str
    notice: str
    permille: int
    called: int
