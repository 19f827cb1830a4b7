"""Use cases of identity: what an import finds, what a person must decide, the decision."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from safepassage.clearance.facts import Submitted
from safepassage.clearance.state import ClearanceRow
from safepassage.identity.facts import Judged, Linked
from safepassage.identity.model import Answer, Entry, Finding, ListPerson, Subject, Waiting
from safepassage.identity.rules import across, facts_of, findings, is_open, judge, review_order, unsaid
from safepassage.identity.state import PairRow, pair_key
from safepassage.kernel.canonical import read_canonical
from safepassage.kernel.moment import Moment
from safepassage.kernel.plain import from_plain
from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.kernel.rows import Tables
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
    found = (*within, *across(entries, known))
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
        side.append(Entry(_list_person(row.person_id, row.listed_case, row.details), row.source, stands_for))
    return new, known


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
        if row is not None and row.category and not row.merged_into and not row.withdrawn:
            groups[row.category, row.clause].append(one)
    for (category_id, clause), members in sorted(groups.items()):
        category = agreement.category(category_id)
        if category is not None:
            for at in range(0, len(members), 500):
                desk.write(Submitted(tuple(members[at : at + 500]), category.clearances), clause)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A pair that a person must decide, with both sides as the lists have them."""

    left: Subject
    right: Subject
    reasons: tuple[str, ...]
    since: str


def doubts(house: House) -> tuple[Doubt, ...]:
    """Every open doubt, the one that matters most first."""
    with house.store.reading() as work:
        open_pairs = [pair for pair in work.tables.select(PairRow, verdict="doubt") if is_open(pair)]
        persons = {one for pair in open_pairs for one in (pair.left, pair.right)}
        waiting = {one: held for one in persons if (held := _waiting(work.tables, one)) is not None}
        found = []
        for pair in review_order(open_pairs, waiting):
            left, right = subject_of(work.tables, pair.left), subject_of(work.tables, pair.right)
            if left is not None and right is not None:
                found.append(Doubt(left, right, tuple(read_canonical(pair.reasons)), pair.at))
        return tuple(found)


def _waiting(tables: Tables, person_id: str) -> Waiting | None:
    """The call list that the person's family waits for, or how many people wait uncalled."""
    row = tables.get(PersonRow, person_id)
    if row is None or not row.case_id:
        return None
    people = sum(1 for _ in tables.select(PersonRow, case_id=row.case_id))
    return Waiting(max((call.day for call in tables.select(CallRow, case_id=row.case_id)), default=""), people)


def decide(house: House, answer: Answer, at: Moment) -> tuple[Judged, ...]:
    """A person's judgement of a pair; everything derived from the pair follows. `not-judged` takes an answer back.

    Raises:
        ProblemsError: an id is unknown, the answer is none or contradicts another, or a second person is needed.
    """
    with house.store.work() as work:
        tables = work.tables
        both = (answer.left, answer.right)
        unknown = [one for one in both if tables.get(PersonRow, one) is None]
        if unknown:
            raise ProblemsError(
                [Problem("person", f"nobody has the id {one}", "See: safepassage identity review") for one in unknown]
            )
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
