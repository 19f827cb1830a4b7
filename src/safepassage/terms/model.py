"""The agreement as versioned data. Every clause has an id; a decision cites `VERSION/CLAUSE`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

ROLES = ("mediates", "monitors", "clears", "runs-side", "sends", "refers", "coordinates")
STEPS = ("exit", "entry")
UNITS = ("persons", "patients", "cases")
CASE_KINDS = ("family", "patient")
# A longer id finds no room on a pass: a category's is needed there and is refused with the terms, a lane's is left out.
LONGEST_CATEGORY, LONGEST_LANE = 40, 16
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# The papers every operation knows; a terms file declares what else it needs under `papers`.
PAPER_KINDS = (
    "passport",
    "id-card",
    "residence-permit",
    "birth-certificate",
    "no-objection",
    "travel-document",
    "other",
)


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation with a part in the operation: authority, mediator, embassy, hospital, the coordination cell."""

    id: str
    name: str
    roles: tuple[str, ...]
    names: dict[str, str]  # by language, e.g. {"ar": "..."}


@dataclass(frozen=True, slots=True)
class Side:
    """One side of the crossing; people pass `exit` first, then `entry`."""

    id: str
    name: str
    party: str
    step: str


@dataclass(frozen=True, slots=True)
class Lane:
    """Desks that work side by side; minutes = base + per_person x persons of the case."""

    id: str
    name: str
    desks: int
    categories: tuple[str, ...]
    minutes_base: int
    minutes_per_person: int
    ambulance: bool = False
    names: dict[str, str] = field(default_factory=dict)  # by language


@dataclass(frozen=True, slots=True)
class Crossing:
    """The one controlled crossing: its sides, its lanes, its usual hours (local time, minutes after midnight)."""

    name: str
    timezone: str
    opens_minute: int
    closes_minute: int
    sides: tuple[Side, ...]
    lanes: tuple[Lane, ...]
    ambulances: int
    ambulance_return_minutes: int
    closed_weekdays: tuple[int, ...] = ()  # 0 is Monday, as in `date.weekday()`
    names: dict[str, str] = field(default_factory=dict)  # by language


@dataclass(frozen=True, slots=True)
class Category:
    """Who may leave under which heading. `condition` is CEL over `person` and `source`; the first that holds counts."""

    clause: str
    id: str
    name: str
    condition: str
    case: str
    clearances: tuple[str, ...]
    answer_hours: int
    names: dict[str, str] = field(default_factory=dict)  # by language


@dataclass(frozen=True, slots=True)
class Quota:
    """A ceiling, never a target. None is no ceiling. `on_days` holds ceilings of single days, by `YYYY-MM-DD`."""

    clause: str
    category: str
    unit: str
    per_day: int | None
    total: int | None
    on_days: dict[str, int] = field(default_factory=dict)

    def ceiling(self, day: date) -> int | None:
        """How many of `unit` may cross on that day, in so far as this quota bounds a day; None is no ceiling."""
        return self.on_days.get(day.isoformat(), self.per_day)


@dataclass(frozen=True, slots=True)
class OrderRule:
    """Cases of `first` go before cases of `then` at the same crossing day."""

    clause: str
    first: str
    then: str


@dataclass(frozen=True, slots=True)
class Coupling:
    """Persons of `category` through the exit <= `ratio` x patients of `needs` through it + `allowance`, at any moment of the day.

    Where the cases of `needs` are families, its persons count in the place of patients.
    """

    clause: str
    category: str
    needs: str
    ratio: int
    allowance: int


@dataclass(frozen=True, slots=True)
class DocumentRule:
    """Papers that a person for whom the CEL `condition` holds must carry: one of `any_of`."""

    clause: str
    category: str
    condition: str
    any_of: tuple[str, ...]
    says: str
    names: dict[str, str] = field(default_factory=dict)  # the same words by language


@dataclass(frozen=True, slots=True)
class Companions:
    """How many companions may go with a patient of this category."""

    clause: str
    category: str
    most: int


@dataclass(frozen=True, slots=True)
class Publication:
    """Local minutes after midnight: the list is out by `publish_by`, people present themselves from `present_from`.

    A `publish_by` not before `present_from` is on the evening before. `confidential`: nothing of the list becomes public,
    each family and each party learns its own part only.
    """

    clause: str
    publish_by: int
    present_from: int
    confidential: bool = False

    def evening_before(self) -> bool:
        """Whether the list is out on the day before the one it is for."""
        return self.publish_by >= self.present_from


@dataclass(frozen=True, slots=True)
class Validity:
    """A call holds for `days` crossing days counted from its own (1 = that day only); `carry_over` keeps the place through closures.

    A crossing day is a day on which the crossing opened for people.
    """

    clause: str
    days: int
    carry_over: bool


@dataclass(frozen=True, slots=True)
class Onward:
    """Who has entered must have left the receiving country within `hours`."""

    clause: str
    categories: tuple[str, ...]
    hours: int


@dataclass(frozen=True, slots=True)
class Between:
    """Nobody stays between the two gates longer than `minutes` unseen."""

    clause: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Weight:
    """What a person for whom the CEL `condition` holds adds to the case's weight in the ranking.

    Half of it is lost in each `half_life_hours` that the person has waited since being registered; 0: it stays.
    """

    clause: str
    condition: str
    weight: int
    says: str
    half_life_hours: int = 0


@dataclass(frozen=True, slots=True)
class Planning:
    """The operation's own choices for planning; fractions in thousandths so that they stay whole numbers.

    `convoy_minutes`: of each crossing day, kept for aid convoys. `tomorrow_permille`: how much of what a case would be worth tomorrow
    is taken off its weight today. `protect_later_from_minutes`: as `protect_from_minutes`, on every day after the first list; 0: the same.
    `count_earlier_days`: what got through on earlier days protects already, so that a later day is planned more for its end.
    """

    clause: str
    protect_from_minutes: int
    turn_away_risk_permille: int
    share_epsilon_permille: int | None
    wave_minutes: int
    show_permille: int
    publish_margin_permille: int
    convoy_minutes: int = 0
    tomorrow_permille: int = 0
    protect_later_from_minutes: int = 0
    count_earlier_days: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """A kind of paper that this operation knows beside `PAPER_KINDS`, a visa say."""

    id: str
    name: str
    names: dict[str, str] = field(default_factory=dict)  # by language


@dataclass(frozen=True, slots=True)
class Retention:
    """A person's data may be erased `days` days after the person left the operation: entered, withdrawn, or refused for good."""

    clause: str
    days: int


@dataclass(frozen=True, slots=True)
class Witnessing:
    """A manifest that is recorded and not yet witnessed by the quorum may be used for `unwitnessed_minutes`, and no longer."""

    clause: str
    unwitnessed_minutes: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """One version of the terms, whole."""

    version: int
    id: str
    name: str
    concluded: date
    ends: date | None
    mediator: str
    parties: tuple[Party, ...]
    crossing: Crossing
    categories: tuple[Category, ...]
    quotas: tuple[Quota, ...]
    orders: tuple[OrderRule, ...]
    couplings: tuple[Coupling, ...]
    documents: tuple[DocumentRule, ...]
    companions: tuple[Companions, ...]
    publication: Publication
    validity: Validity
    onward: tuple[Onward, ...]
    between: Between
    weights: tuple[Weight, ...]
    planning: Planning
    papers: tuple[Paper, ...] = ()
    retention: Retention | None = None
    witnessing: Witnessing | None = None

    def party(self, party_id: str) -> Party | None:
        """The party with that id."""
        return next((one for one in self.parties if one.id == party_id), None)

    def category(self, category_id: str) -> Category | None:
        """The category with that id."""
        return next((one for one in self.categories if one.id == category_id), None)

    def side(self, step: str) -> Side:
        """The side where people `exit` or where they make their `entry`."""
        return next(one for one in self.crossing.sides if one.step == step)

    def quota(self, category_id: str) -> Quota | None:
        """The one quota of that category; None where no ceiling was agreed."""
        return next((one for one in self.quotas if one.category == category_id), None)

    def cite(self, clause: str) -> str:
        """`VERSION/CLAUSE`, as an entry cites it."""
        return f"{self.version}/{clause}"
