"""The planning problem of one day and the plan that answers it, in the shapes of `plan solve` and `plan check`."""

from __future__ import annotations

from dataclasses import dataclass


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
    """How many, and how long one is away after it took a case."""

    count: int
    return_minutes: int


@dataclass(frozen=True, slots=True)
class CouplingRule:
    """At any moment persons of `category` through <= `ratio` x patients of `needs` through + `allowance`."""

    category: str
    needs: str
    ratio: int
    allowance: int


@dataclass(frozen=True, slots=True)
class Shares:
    """Each list's share holds in every prefix up to `epsilon`."""

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
