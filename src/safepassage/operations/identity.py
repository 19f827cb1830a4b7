"""Use cases of identity: what an import finds, what a person must decide, the decision."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from safepassage.account.state import StandRow
from safepassage.clearance.facts import Submitted
from safepassage.clearance.state import ClearanceRow
from safepassage.identity.evidence import Evidence, evidence
from safepassage.identity.facts import Judged, Linked
from safepassage.identity.model import Answer, Entry, Finding, ListPerson, Subject, Waiting
from safepassage.identity.rules import across, facts_of, findings, is_open, judge, review_order, unsaid
from safepassage.identity.state import PairRow, pair_key
from safepassage.kernel.canonical import read_canonical
from safepassage.kernel.moment import Moment
from safepassage.kernel.plain import from_plain
from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.kernel.rows import Tables
from safepassage.operations.asking import withdrawal_of
from safepassage.operations.calibration import asked_instead
from safepassage.operations.house import DESK, House
from safepassage.operations.ports import Work
from safepassage.operations.project import pairs_around
from safepassage.operations.record import Scribe
from safepassage.operations.terms import agreement_in_force
from safepassage.people.model import Details
from safepassage.people.state import EntryRow, PersonRow
from safepassage.plan.state import CallRow


def settle(work: Work, scribe: Scribe, new: Sequence[Subject]) -> tuple[int, int]:
    """After an import: link who is certainly known, ask about who may be, put the new ones to the parties.

    Doubles within the list are looked for by the exact matcher, doubles of other lists with all the evidence.
    Returns how many were linked and how many doubts were raised.
    """
    desk = scribe.as_actor(DESK)
    within = findings(new, ())
    fresh = {subject.person_id for subject in new}
    entries, known = _entries(work.tables, fresh, within)
    found = asked_instead(work.tables, (*within, *across(entries, known)), list_person)
    keys = {pair_key(one.left, one.right) for one in found}
    said = [row for key in sorted(keys) if (row := work.tables.get(PairRow, *key)) is not None]
    named = {one for key in keys for one in key}
    registered = {one: person.registered for one in named if (person := work.tables.get(PersonRow, one)) is not None}
    facts = facts_of(unsaid(found, said), registered)
    for fact in facts:
        desk.write(fact)
    submit(work.tables, desk, [subject.person_id for subject in new])
    linked = sum(isinstance(fact, Linked) for fact in facts)
    return linked, len(facts) - linked


def _entries(tables: Tables, fresh: Collection[str], within: Sequence[Finding]) -> tuple[list[Entry], list[Entry]]:
    """The new entries and all earlier ones as evidence; entries of the new list that are linked to each other are one person."""
    one_person = {one.right: one.left for one in within if one.verdict == "same"}
    new: list[Entry] = []
    known: list[Entry] = []
    for row in tables.select(PersonRow):
        stands_for = row.merged_into or row.person_id
        if row.person_id in fresh:
            while stands_for in one_person:
                stands_for = one_person[stands_for]
        side = new if row.person_id in fresh else known
        side.append(Entry(list_person(row), row.source, stands_for))
    return new, known


def list_person(row: PersonRow) -> ListPerson:
    """A person as evidence: what the entry says, with the case as family."""
    return _list_person(row.person_id, row.listed_case, row.details)


@functools.lru_cache(maxsize=50_000)
def _list_person(person_id: str, case_id: str, details: str) -> ListPerson:
    """What a person's entry says; kept for the next list."""
    said = from_plain(Details, read_canonical(details))
    papers = sorted(said.documents, key=lambda one: one.kind != "passport")
    first = papers[0] if papers else None
    return ListPerson(
        row_id=person_id,
        full_name=said.full_name,
        given_name=said.given_name,
        father_name=said.father_name,
        family_name=said.family_name,
        birth=said.birth,
        birth_other=said.birth_other,
        sex=said.sex,
        nationality=said.nationality,
        document=first.number if first else "",
        family_id=case_id,
        document_kind=first.kind if first else "",
        others=tuple(one.number for one in papers[1:]),
        latin_name=said.latin_name,
    )


def warm_up() -> None:
    """Read the name model and compile what it needs, so that the first list does not wait for it."""
    names = (("one", "محمد عمر"), ("other", "Omar Mohamed"))
    one, other = (Entry(ListPerson(key, name, birth="1990-02-03"), key, key) for key, name in names)
    across([one], [other])


def subject_of(tables: Tables, person_id: str) -> Subject | None:
    """The side of a person that identity looks at."""
    person = tables.get(PersonRow, person_id)
    if person is None:
        return None
    entries = tables.select(EntryRow, person_id=person_id)
    tags = tuple(tag for entry in entries for tag in read_canonical(entry.tags))
    details = from_plain(Details, read_canonical(person.details))
    return Subject(
        person.person_id,
        person.source,
        person.full_name,
        person.birth,
        details.birth_other,
        person.sex,
        person.nationality,
        tags,
        person.case_id,
        details.latin_name,
    )


def submit(tables: Tables, desk: Scribe, persons: Sequence[str]) -> None:
    """Put persons who stand for themselves to the parties that their category's clause names."""
    agreement = agreement_in_force(tables)
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in persons:
        row = tables.get(PersonRow, one)
        if row is not None and row.category and not row.merged_into and not withdrawal_of(tables, row):
            groups[row.category, row.clause].append(one)
    for (category_id, clause), members in sorted(groups.items()):
        category = agreement.category(category_id)
        if category is not None:
            for at in range(0, len(members), 500):
                desk.write(Submitted(tuple(members[at : at + 500]), category.clearances), clause)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A pair that a person must decide, with both sides as the lists have them, and what hangs on it."""

    left: Subject
    right: Subject
    reasons: tuple[str, ...]
    since: str
    matters: Waiting


def doubts(house: House) -> tuple[Doubt, ...]:
    """Every open doubt, the one that matters most first."""
    with house.store.reading() as work:
        tables = work.tables
        open_pairs = [pair for pair in tables.select(PairRow, verdict="doubt") if is_open(pair)]
        persons = {one for pair in open_pairs for one in (pair.left, pair.right)}
        waiting = {one: held for one in persons if (held := _waiting(tables, one)) is not None}
        found = []
        for pair in review_order(open_pairs, waiting):
            left, right = subject_of(tables, pair.left), subject_of(tables, pair.right)
            if left is not None and right is not None:
                families = [waiting[one] for one in (pair.left, pair.right) if one in waiting]
                matters = min(families, key=lambda one: (one.rank, -one.people), default=Waiting("", 0, RANKS[""]))
                found.append(Doubt(left, right, tuple(read_canonical(pair.reasons)), pair.at, matters))
        return tuple(found)


# Who stands on a list now; who could be called for the next; who waits for answers; for the others nothing hangs on it today.
RANKS = {
    "called": 0,
    "presented": 0,
    "cleared": 1,
    "carried-over": 1,
    "no-show": 1,
    "turned-back": 1,
    "pending": 2,
    "": 3,
}


def _waiting(tables: Tables, person_id: str) -> Waiting | None:
    """What the person's family waits for, by the member who is furthest, and how many people it is."""
    row = tables.get(PersonRow, person_id)
    if row is None or not row.case_id:
        return None
    members = list(tables.select(PersonRow, case_id=row.case_id))
    stands = (tables.get(StandRow, one.person_id) for one in members)
    rank = min((RANKS.get(one.state, RANKS[""]) for one in stands if one is not None), default=RANKS[""])
    day = max((call.day for call in tables.select(CallRow, case_id=row.case_id)), default="")
    return Waiting(day, len(members), rank)


def evidence_of(house: House, left: str, right: str) -> Evidence | None:
    """What speaks for and against two persons being one, part by part; None where an id is unknown."""
    with house.store.reading() as work:
        rows = [work.tables.get(PersonRow, one) for one in (left, right)]
        known = [list_person(row) for row in rows if row is not None]
        return evidence(*known) if len(known) == len(rows) else None


def decide(house: House, answer: Answer, at: Moment) -> tuple[Judged, ...]:
    """A person's judgement of a pair; everything derived from the pair follows. `not-judged` takes an answer back.

    Raises:
        ProblemsError: an id is unknown, the answer is none or contradicts another, or a second person is needed.
    """
    with house.store.work() as work:
        return _decide(house, work, answer, at)


@dataclass(frozen=True, slots=True)
class Decided:
    """What came of many judgements: how many were written, how many stood so already, and those refused with the reason."""

    judged: int
    known: int
    refused: tuple[Problem, ...]


def decide_many(house: House, answers: Sequence[tuple[int, Answer]], filename: str, at: Moment) -> Decided:
    """Many judgements, each a fact of its own, in one transaction; what is refused is named by its row and stops nothing."""
    judged = known = 0
    refused: list[Problem] = []
    with house.store.work() as work:
        for row, answer in answers:
            try:
                facts = _decide(house, work, answer, at)
            except ProblemsError as error:
                refused += [replace(one, source=filename, row=row) for one in error.problems]
                continue
            judged += len(facts)
            known += not facts
    return Decided(judged, known, tuple(refused))


def _decide(house: House, work: Work, answer: Answer, at: Moment) -> tuple[Judged, ...]:
    tables = work.tables
    both = (answer.left, answer.right)
    unknown = [one for one in both if tables.get(PersonRow, one) is None]
    if unknown:
        raise ProblemsError(
            [Problem("person", f"nobody has the id {one}", "See: safepassage identity review") for one in unknown]
        )
    erased = [one for one in both if (row := tables.get(PersonRow, one)) is not None and not row.full_name]
    if erased and answer.answer != "different":
        what = f"{', '.join(erased)} was erased, and nothing is left by which to tell who that was"
        raise ProblemsError([Problem("person", what, "Leave it: who lives is called under an id of their own")])
    pairs = pairs_around(both, tables)
    around = sorted({*both, *(one for pair in pairs for one in pair.key() if isinstance(one, str))})
    facts = judge(answer, pairs, [one for one in around if _called(tables, one)])
    desk = Scribe(house, work, DESK, at)
    for fact in facts:
        desk.write(fact)
    submit(tables, desk, [one for one in around if not any(tables.select(ClearanceRow, person_id=one))])
    return facts


def _called(tables: Tables, person_id: str) -> bool:
    row = tables.get(PersonRow, person_id)
    return row is not None and bool(row.case_id) and any(tables.select(CallRow, case_id=row.case_id))
