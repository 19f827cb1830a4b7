"""Runs an operation through recorded days with invented people: what the demo shows and the story tests hold on to.

Everything goes through the same use cases as the command line. What people do (come or not, how long a desk takes) is drawn
from the operation's seeded dice, at the rates the record gives.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from safepassage.account.state import StandRow
from safepassage.kernel.canonical import read_canonical
from safepassage.kernel.moment import Moment
from safepassage.operations import clearance, gate, happened, passes, people, plan, replanning
from safepassage.operations.details import details_of, is_patient
from safepassage.operations.house import House, unwatched
from safepassage.operations.ports import Witness
from safepassage.operations.post import Post
from safepassage.operations.terms import in_force
from safepassage.operations.witnessing import Watchers
from safepassage.passes.model import Slip
from safepassage.passes.rules import local_moment
from safepassage.people.state import PersonRow
from safepassage.plan.state import CallListRow, CallRow
from safepassage.terms.model import Agreement

ENTRY_MINUTES = 40  # from one gate to the other: bus, second hall, second check
ENTRY_STAYS_OPEN = 120  # the receiving side works on after the exit side closed, so that nobody stays in between
RETRY_MINUTES = 15  # a family held by order or coupling is tried again after this long


@dataclass(frozen=True, slots=True)
class ListFile:
    """One list to import."""

    path: Path
    source: str


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """One party's answers, arriving on a day."""

    path: Path
    party: str
    day: str


@dataclass(frozen=True, slots=True)
class RecordedDay:
    """What the record says of a day.

    `opened` and `closed` are local minutes after midnight, None where the crossing stayed closed; `absent_permille` says how
    many in a thousand of the called did not come, by category. `happened` are what the planner is told before the opening, as local minute and
    words of `plan replan`.
    """

    day: str
    opened: int | None
    closed: int | None
    reason: str
    absent_permille: Mapping[str, int]
    deaths: int = 0
    turned_back: int = 0
    happened: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Script:
    """A rehearsal: lists and answers as they come in, and the recorded days."""

    lists: tuple[ListFile, ...]
    answers: tuple[AnswerFile, ...]
    days: tuple[RecordedDay, ...]
    slips_to: Path | None = None
    planner: str = plan.PLANNER
    witnesses: tuple[Witness, ...] = ()


@dataclass(slots=True)
class Told:
    """What happened, for whoever watches."""

    accepted: int = 0
    held: int = 0
    linked: int = 0
    doubts: int = 0
    answers: int = 0
    held_answers: int = 0
    scans: int = 0
    twice: int = 0
    lists: list[str] = field(default_factory=list)
    looks: list[str] = field(default_factory=list)


Watch = Callable[[str], object]


def rehearse(house: House, script: Script, watch: Watch = unwatched) -> Told:
    """Play the script; the operation must have been started."""
    told = Told()
    agreement = in_force(house)
    first = script.days[0].day
    watchers = Watchers(script.witnesses)
    if script.witnesses:
        watchers.agree(house, _local(agreement, first, 0).plus(hours=-9))
    for file in script.lists:
        watch(f"list of {file.source}")
        at = _local(agreement, first, 0).plus(hours=-8)
        done = people.import_list(house, file.path, file.path.read_bytes(), file.source, at)
        told.accepted += done.accepted
        told.held += len({one.row for one in done.held})
        told.linked += done.linked
        told.doubts += done.doubts
    for recorded in script.days:
        watch(f"answers before {recorded.day}")
        _take_answers(house, agreement, script, recorded.day, told)
        _Day(house, agreement, script, recorded, told, watch, watchers).play()
    return told


def _local(agreement: Agreement, day: str, minute: int) -> Moment:
    return local_moment(day, minute, agreement.crossing.timezone)


def _take_answers(house: House, agreement: Agreement, script: Script, day: str, told: Told) -> None:
    """Every answer file that arrived before the evening before the day, and was not taken in yet."""
    for file in script.answers:
        if file.day < day:
            at = min(_local(agreement, file.day, 18 * 60), _local(agreement, day, 0).plus(hours=-4))
            done = clearance.import_answers(house, file.path, file.path.read_bytes(), file.party, at)
            told.answers += done.taken
            told.held_answers += len(done.held)


@dataclass(order=True, slots=True)
class _Turn:
    """A family's turn at a desk or at the second gate, in minutes after midnight."""

    minute: int
    place: int
    kind: str = field(compare=False)
    slip: Slip = field(compare=False)


@dataclass(slots=True)
class _Day:
    house: House
    agreement: Agreement
    script: Script
    recorded: RecordedDay
    told: Told
    watch: Watch
    watchers: Watchers
    documents: dict[str, tuple[str, ...]] = field(default_factory=dict)
    lanes: dict[str, str] = field(default_factory=dict)
    categories: dict[str, str] = field(default_factory=dict)
    minutes: dict[str, int] = field(default_factory=dict)
    turned_away: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)

    def play(self) -> None:
        day = self.recorded.day
        evening = _local(self.agreement, day, 0).plus(hours=-3)
        self.watch(f"call list for {day}")
        made = plan.make(self.house, day, evening, planner=self.script.planner)
        self.minutes = {case.id: case.minutes for case in made.problem.cases}
        night = _local(self.agreement, day, self.agreement.publication.publish_by).plus(minutes=-30)
        plan.publish(self.house, day, night)
        issued = passes.issue(self.house, day, night.plus(minutes=5))
        if self.watchers.witnesses:
            self.watchers.ask(self.house, night.plus(minutes=10))
        self.told.lists.append(f"{day}: {made.persons} called")
        if self.script.slips_to is not None:
            self.script.slips_to.mkdir(parents=True, exist_ok=True)
            (self.script.slips_to / f"manifest-{issued.number}.json").write_text(issued.manifest)
        self._look_up(day)
        slips = issued.slips
        for minute, word in [*self._deaths(day), *self.recorded.happened]:
            slips = self._look_again(minute, word) or slips
        if self.recorded.opened is not None and self.recorded.closed is not None:
            self.watch(f"gates on {day}")
            self._open_day(slips, self.recorded.opened, self.recorded.closed)
        plan.end_day(self.house, day, _local(self.agreement, day, 22 * 60))

    def _look_up(self, day: str) -> None:
        """The document each called person will show, and each case's category and lane."""
        with self.house.store.reading() as work:
            row = next(one for one in work.tables.select(CallListRow, day=day) if one.status == "published")
            for call in work.tables.select(CallRow, day=day, draft=row.draft):
                rows = [work.tables.get(PersonRow, one) for one in read_canonical(call.persons)]
                self.categories[call.case_id] = call.category
                self.lanes[call.case_id] = call.lane
                self.documents[call.case_id] = tuple(_document(row) for row in rows if row is not None)

    def _look_again(self, minute: int, words: str) -> tuple[Slip, ...]:
        """The list is looked at again; where a new one is published, the slips of all who are on it."""
        day = self.recorded.day
        at = _local(self.agreement, day, minute)
        done = replanning.replan(self.house, day, happened.read_reported(words.split()), at)
        self.told.looks.append(f"{day}: {done.why}, {len(done.notices)} notices")
        if not done.draft:
            return ()
        issued = passes.issue(self.house, day, at.plus(minutes=5))
        self._look_up(day)
        return issued.slips

    def _deaths(self, day: str) -> Iterator[tuple[int, str]]:
        """As recorded, some of the listed injured died before they could leave; what the planner is told of it."""
        if not self.recorded.deaths:
            return
        with self.house.store.reading() as work:
            called = [
                row.person_id for row in work.tables.select(StandRow, state="called") if row.category == "injured"
            ]
            rows = [row for one in called if (row := work.tables.get(PersonRow, one)) is not None]
        patients = [(row.person_id, row.case_id) for row in rows if is_patient(row)]
        at = _local(self.agreement, day, self.agreement.publication.present_from)
        refers = next(party.id for party in self.agreement.parties if "refers" in party.roles)
        for person_id, case_id in patients[: self.recorded.deaths]:
            people.withdraw(self.house, person_id, "died", refers, at)
            self.gone.add(case_id)
        said = " ".join(f"no-show:{case_id}" for case_id in sorted(self.gone))
        yield self.agreement.publication.present_from, said

    def _open_day(self, slips: Sequence[Slip], opened: int, closed: int) -> None:
        day = self.recorded.day
        leave, enter = self.agreement.side("exit").id, self.agreement.side("entry").id
        start = _local(self.agreement, day, opened)
        gate.open_side(self.house, leave, start)
        gate.open_side(self.house, enter, start)
        out, into = Post(self.house, leave, start), Post(self.house, enter, start)
        out.others, into.others = [into], [out]
        here = [slip for slip in slips if self._comes(slip)]
        waiting = self._flow(out, into, here, opened, closed)
        gate.close_side(self.house, leave, self.recorded.reason, _local(self.agreement, day, closed))
        gate.close_side(
            self.house,
            enter,
            self.recorded.reason,
            _local(self.agreement, day, min(closed + ENTRY_STAYS_OPEN, 24 * 60 - 1)),
        )
        out.close()
        for slip in waiting:  # who came and was stopped is written down, so that the place is kept
            self._scan(out, slip, closed + 1)
        self._bring_back(day)

    def _comes(self, slip: Slip) -> bool:
        if slip.case_id in self.gone:
            return False
        rate = self.recorded.absent_permille.get(self.categories[slip.case_id], 0)
        return int.from_bytes(self.house.dice.take(4), "big") % 1000 >= rate

    def _flow(self, out: Post, into: Post, here: Sequence[Slip], opened: int, closed: int) -> list[Slip]:
        """Families pass desk and second gate in the order of their turns; who was not reached before the closing is returned."""
        turns: list[_Turn] = list(self._first_turns(here, opened))
        heapq.heapify(turns)
        waiting: list[Slip] = []
        place = len(turns)
        through = 0
        while turns:
            turn = heapq.heappop(turns)
            place += 1
            if turn.kind == "exit" and turn.minute >= closed:
                waiting.append(turn.slip)
            elif turn.kind == "exit":
                verdicts = self._scan(out, turn.slip, turn.minute)
                if "admit" in verdicts:
                    through += 1
                    if through == 1:
                        self._scan_twice(out, turn.slip, turn.minute)
                    heapq.heappush(turns, _Turn(turn.minute + ENTRY_MINUTES, place, "entry", turn.slip))
                elif "hold" in verdicts:
                    heapq.heappush(turns, _Turn(turn.minute + RETRY_MINUTES, place, "exit", turn.slip))
            else:
                self._enter(into, turn)
        return waiting

    def _first_turns(self, here: Sequence[Slip], opened: int) -> Iterator[_Turn]:
        """When each family that came reaches the end of its desk, lane by lane, in the published order."""
        desks = {lane.id: [opened] * lane.desks for lane in self.agreement.crossing.lanes}
        for place, slip in enumerate(here):
            free = heapq.heappop(desks[self.lanes[slip.case_id]])
            done = free + self.minutes.get(slip.case_id, 1)
            heapq.heappush(desks[self.lanes[slip.case_id]], done)
            yield _Turn(done, place, "exit", slip)

    def _scan(self, post: Post, slip: Slip, minute: int) -> list[str]:
        at = _local(self.agreement, self.recorded.day, min(minute, 24 * 60 - 1))
        papers = [
            (person.pass_text, document)
            for person, document in zip(slip.persons, self.documents[slip.case_id], strict=True)
        ]
        verdicts: list[str] = []
        while papers:
            decisions = post.scan_family(papers, at, "officer 1")
            self.told.scans += len(decisions)
            verdicts += [one.verdict for one in decisions]
            held = decisions[-1]
            if held.verdict != "hold":
                break
            text, document = papers[len(decisions) - 1]
            papers = papers[len(decisions) :]
            if not held.reason.startswith("document") or held.also:
                break  # a family goes through together or waits together
            words = "face and age compared; this child has no paper of its own"
            verdicts[-1] = post.scan(text, document, at, "officer 1", second="officer 2", words=words).verdict
            self.told.scans += 1
        return verdicts

    def _scan_twice(self, post: Post, slip: Slip, minute: int) -> None:
        at = _local(self.agreement, self.recorded.day, minute).plus(seconds=20)
        post.scan(slip.persons[0].pass_text, self.documents[slip.case_id][0], at, "officer 1")
        self.told.scans += 1
        self.told.twice += 1

    def _enter(self, into: Post, turn: _Turn) -> None:
        at = _local(self.agreement, self.recorded.day, min(turn.minute, 24 * 60 - 1))
        refuse = len(self.turned_away) < self.recorded.turned_back and len(turn.slip.persons) > 1
        if refuse:
            self.turned_away.add(turn.slip.case_id)
        papers = [
            (person.pass_text, document)
            for person, document in zip(turn.slip.persons, self.documents[turn.slip.case_id], strict=True)
        ]
        if refuse:
            self.told.scans += len(into.scan_family(papers, at, "officer 3", turned_away=True))
            self._returns += papers
            return
        while papers:
            decisions = into.scan_family(papers, at, "officer 3")
            self.told.scans += len(decisions)
            if decisions[-1].verdict == "hold":
                text, document = papers[len(decisions) - 1]
                into.scan(text, document, at, "officer 3", second="officer 4", words="face and age compared")
                self.told.scans += 1
            papers = papers[len(decisions) :]

    _returns: list[tuple[str, str]] = field(default_factory=list)

    def _bring_back(self, day: str) -> None:
        """Who was refused on the second side goes home the same evening, and is written down on the way."""
        if not self._returns:
            return
        at = _local(self.agreement, day, 21 * 60)
        home = Post(self.house, self.agreement.side("exit").id, at)
        for text, document in self._returns:
            home.scan(text, document, at, "officer 1", comes_back=True)
            self.told.scans += 1


def _document(row: PersonRow) -> str:
    documents = details_of(row).documents
    return documents[0].number if documents else ""
