"""The report as data: ids and counts, no name of a person. Adapters draw and print it."""

from __future__ import annotations

from dataclasses import dataclass

from safepassage.account.model import STATES
from safepassage.kernel.wording import counted

WAITING_UP_TO = (24, 72, 168)
"""Hours: the ages by which waiting people are counted; the last age is open."""


@dataclass(frozen=True, slots=True)
class Accounted:
    """Behind the sentence: `missing` are persons in no state, `doubled` ids that are counted twice or stand for nobody."""

    people: int
    accounted: int
    missing: tuple[str, ...] = ()
    doubled: tuple[str, ...] = ()

    def sentence(self) -> str:
        """`7,512 people, 7,512 accounted for`."""
        return f"{counted(self.people, 'person', 'people')}, {self.accounted:,} accounted for"

    def holds(self) -> bool:
        """Everybody is accounted for, once."""
        return self.people == self.accounted and not self.missing and not self.doubled


@dataclass(frozen=True, slots=True)
class CategoryCount:
    """How many people of a category are in each state, in the order of `STATES`."""

    category: str
    counts: tuple[int, ...]

    def of(self, state: str) -> int:
        """How many are in that state."""
        return self.counts[STATES.index(state)]

    def people(self) -> int:
        """How many there are."""
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class ReportDay:
    """One day of the operation. `ends` is the moment it ends, ISO in universal time; `status` open, partial, closed, unknown or empty.

    `recorded_listed` and `recorded_crossed` are what others reported of the real day, to stand beside ours and never to be added.
    """

    day: str
    ends: str
    status: str = ""
    recorded_listed: int | None = None
    recorded_crossed: int | None = None


@dataclass(frozen=True, slots=True)
class DayCounts:
    """A day's persons, each column a count of its own: they measure different things and are never added.

    `listed`: on the list that held in the end. `called`: on any list published for the day. `presented`: the gate saw the person.
    `exited`, `entered`, `returned`: admitted through that step. `turned_away`: a side's own no. `no_show`, `carried_over`: what
    the end of the day said.
    """

    day: ReportDay
    listed: int
    called: int
    presented: int
    exited: int
    entered: int
    returned: int
    turned_away: int
    no_show: int
    carried_over: int


@dataclass(frozen=True, slots=True)
class DayStates:
    """How many people were in each state at the end of a day, in the order of `STATES`."""

    day: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class DayDifference:
    """Everybody on a day's list by what became of them that day; `reasons` are label and people, and add up to `listed`."""

    day: str
    listed: int
    crossed: int
    reasons: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Stage:
    """How many people ever came as far as this, and what that means."""

    name: str
    people: int
    says: str


@dataclass(frozen=True, slots=True)
class PartyAnswers:
    """One party's answers in whole hours: people waiting by age (`WAITING_UP_TO`), and how long answers took. None: none yet."""

    party: str
    waiting: tuple[int, ...]
    oldest_hours: int | None
    answered: int
    median_hours: int | None
    slow_hours: int | None
    agreed_hours: int | None


@dataclass(frozen=True, slots=True)
class Overdue:
    """A person in a state for longer than the terms allow."""

    person_id: str
    since: str
    minutes: int


@dataclass(frozen=True, slots=True)
class OnwardDue:
    """People of a category who entered, by whether the time to leave the receiving country has run out. Whether they left is not known here."""

    category: str
    hours: int
    within: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Certificate:
    """A list's promise: by minute, what is through and the most any plan could have; ratios in thousandths, from `protect_from` on."""

    curve: tuple[tuple[int, int, int], ...]
    worst_permille: int
    mean_permille: int
    limit_permille: int
    protect_from: int


@dataclass(frozen=True, slots=True)
class WavePicture:
    """One wave: when to present, how many cases and persons; `in_vain`: persons who come in vain in the mean over the closings, in tenths."""

    wave: int
    present_at: str
    cases: int
    persons: int
    in_vain: int = 0


@dataclass(frozen=True, slots=True)
class PlanPicture:
    """One day's plan as it is shown. The two texts say of one called and one uncalled case why; empty where none is given.

    `notes` are sentences: who stands by, who comes in vain, lists short of their share, what happened in the day and what came of it.
    """

    day: str
    planner: str
    certificate: Certificate | None
    waves: tuple[WavePicture, ...]
    called_says: str = ""
    uncalled_says: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """What the report cannot find in the rows: titles, the moment, the ledger's place, names of categories and parties, terms in force.

    `onward` are category and hours; `waiting_hours` and `answer_hours` are each party with a whole number for each person
    waiting and each answer given; `agreed_hours` each party's answer time. `doubles` counts what
    became of pairs that may be one person, by code.
    """

    title: str
    as_of: str
    timezone: str
    entries: int
    root: str
    days: tuple[ReportDay, ...]
    names: tuple[tuple[str, str], ...] = ()
    recorded_source: str = ""
    between_minutes: int = 0
    onward: tuple[tuple[str, int], ...] = ()
    waiting_hours: tuple[tuple[str, tuple[int, ...]], ...] = ()
    answer_hours: tuple[tuple[str, tuple[int, ...]], ...] = ()
    agreed_hours: tuple[tuple[str, int], ...] = ()
    plans: tuple[PlanPicture, ...] = ()
    doubles: tuple[tuple[str, int], ...] = ()

    def name(self, key: str) -> str:
        """What a category or a party is called; its id where it has no name."""
        return dict(self.names).get(key, key)


@dataclass(frozen=True, slots=True)
class ReportData:
    """Everything the report shows."""

    frame: Frame
    accounted: Accounted
    categories: tuple[CategoryCount, ...]
    days: tuple[DayCounts, ...]
    states: tuple[DayStates, ...]
    differences: tuple[DayDifference, ...]
    funnel: tuple[Stage, ...]
    parties: tuple[PartyAnswers, ...]
    between: tuple[Overdue, ...]
    onward: tuple[OnwardDue, ...]
    contradictions: tuple[tuple[str, int], ...]

    def people_in(self, state: str) -> int:
        """How many people are in a state now."""
        return sum(one.of(state) for one in self.categories)
