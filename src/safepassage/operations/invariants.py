"""What must hold, checked as each entry is replayed and once more at the end. Independent of how the entries came about."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from safepassage.account.state import StandRow
from safepassage.clearance.state import ClearanceRow
from safepassage.gate.facts import DeviceClosed, Scanned, SessionClosed, SessionOpened
from safepassage.gate.merging import contradicts_itself
from safepassage.gate.model import STEPS, Record
from safepassage.gate.reasons import DEGRADED, IN_ORDER, REASONS
from safepassage.gate.records import place_of, record_id, said
from safepassage.gate.sides import side_of
from safepassage.gate.state import ScanRow
from safepassage.kernel.canonical import read_canonical
from safepassage.kernel.facts import Recorded
from safepassage.kernel.pair import two_people
from safepassage.kernel.problems import ProblemsError
from safepassage.kernel.rows import Tables
from safepassage.kernel.wording import counted
from safepassage.ledger.facts import Erased, Exported, QuorumAgreed
from safepassage.operations.asking import ids_of, standing_person, why_not_reinstated
from safepassage.operations.consent import AMEND, EXPORT, digest_of, why_not
from safepassage.operations.erasing import may_be_erased
from safepassage.operations.station import sides_run_by
from safepassage.operations.terms import agreement_in_force
from safepassage.operations.witnessing import QUORUM, quorum_before
from safepassage.passes.state import ManifestRow, PassRow
from safepassage.people.facts import PersonReinstated
from safepassage.people.state import ConsentRow, PersonRow
from safepassage.plan.facts import ListMade, ListPublished
from safepassage.plan.state import CallListRow, CallRow
from safepassage.plan.wire import read_plan, read_problem
from safepassage.terms.facts import Agreed
from safepassage.terms.model import Agreement

CROSSED = tuple(STEPS.values())
ALONE = (IN_ORDER, DEGRADED)  # the reasons by which a gate lets a person cross without anybody's word
ELSEWHERE = ("in-between", "entered", "withdrawn", "died")  # who is not left behind by a call
Found = Iterator[tuple[str, str]]  # stable code, sentence


def before(recorded: Recorded, tables: Tables) -> Found:
    """What is wrong with a fact, seen from the tables as they stood before it."""
    match recorded.fact:
        case Exported() | Agreed() | QuorumAgreed() as fact:
            lacking = _not_by_two(fact, tables)
            if lacking is not None:
                yield "two-people", lacking
        case Erased() as fact:
            for lacking in may_be_erased(fact, recorded, tables):
                yield "erasure", lacking
        case Scanned() as fact:
            yield from _scanned(fact, recorded, tables)
        case SessionOpened() | SessionClosed() | DeviceClosed() as fact:
            yield from _of_its_side(side_of(fact.session), recorded, tables)
        case PersonReinstated() as fact:
            yield from _reinstated(fact, recorded, tables)
        case ListMade() as fact if tables.get(CallListRow, fact.day, fact.draft) is not None:
            yield (
                "plan",
                f"list {fact.draft} of {fact.day} is made a second time: what is published or called by that number changes",
            )
        case ListPublished() as fact:
            yield from _published(fact, tables)


def _not_by_two(fact: Exported | Agreed | QuorumAgreed, tables: Tables) -> str | None:
    """Why two people did not agree to it; the first terms and the first quorum are agreed by the parties, outside."""
    match fact:
        case Exported():
            return why_not(tables, fact.request, EXPORT, fact.party)
        case Agreed() if fact.version > 1:
            return why_not(tables, fact.request, AMEND, digest_of(fact.toml))
        case QuorumAgreed() if quorum_before(tables) not in (None, fact.text):
            return why_not(tables, fact.request, QUORUM, digest_of(fact.text))
    return None


def _reinstated(fact: PersonReinstated, recorded: Recorded, tables: Tables) -> Found:
    lacking = why_not_reinstated(tables, fact.person_id, recorded.actor)
    if lacking is not None:
        yield "people", lacking


def _scanned(fact: Scanned, recorded: Recorded, tables: Tables) -> Found:
    if fact.record != record_id(*place_of(fact.record), said(fact)):
        yield "record", "a gate's record does not stand under the id that is its own"
    if under_a_lost_manifest(fact, tables):
        which = f"a gate worked under a manifest {fact.manifest} that this record does not hold"
        yield "manifest", f"{which}: the record was set back, or somebody gave the gate another"
        return
    yield from _by_the_rule(fact, recorded)
    if fact.verdict == "admit" or fact.step:
        yield from _crossing(fact, recorded, tables)


def _by_the_rule(fact: Scanned, recorded: Recorded) -> Found:
    """What no gate that keeps the rule writes, whatever it knew: it stands in the record alone."""
    if fact.step in CROSSED and fact.reason not in ALONE:
        known = REASONS.get(fact.reason)
        if known is not None and known.verdict == "refuse":
            yield "gate", f"somebody {fact.step} whom the gate refused ({fact.reason}); nobody may change that"
            return
        lacking = two_people(fact.officer, fact.second, fact.override)
        if lacking is not None:
            yield "two-people", f"somebody {fact.step} although the gate did not let them ({fact.reason}): {lacking}"
            return
    # A side that was never opened writes down whom it turns away or takes back, and has no session to name.
    said_of = fact.session or ("" if fact.step in CROSSED else f"{fact.side}/")
    bare = Record(fact.record, *said(fact))
    if contradicts_itself(replace(bare, session=said_of)):
        yield "gate", f"a gate of {recorded.actor} wrote what contradicts itself: no gate that keeps the rule does"


def _of_its_side(side: str, recorded: Recorded, tables: Tables) -> Found:
    """What happens at a side is written by the party that runs it; where the desk wrote in its place, that is told too (ADR 0159)."""
    if not sides_run_by(recorded.actor, agreement_in_force(tables)).runs(side):
        yield "actor", f"{recorded.actor} does not run side {side}"


def answered_by_two(fact: Scanned) -> bool:
    """Whether two people answered for a crossing that the gate alone did not allow."""
    return fact.reason not in ALONE and two_people(fact.officer, fact.second, fact.override) is None


def _crossing(fact: Scanned, recorded: Recorded, tables: Tables) -> Found:
    agreement = agreement_in_force(tables)
    yield from _of_its_side(fact.side, recorded, tables)
    own = sides_run_by(recorded.actor, agreement)
    if own.runs(fact.side) and not own.takes(fact.side, fact.step):
        yield "gate", f"nobody has {fact.step} at side {fact.side}"
    if fact.step not in CROSSED or answered_by_two(fact):
        return  # who comes back is taken in; two people answered for the rest, by name
    issued = tables.get(PassRow, fact.pass_id)
    if issued is None:
        yield "pass", f"somebody {fact.step} on a pass that was never issued"
        return
    known = _known_until(fact, tables)
    if issued.revoked and issued.revoked_entry < known:
        yield "pass", f"somebody {fact.step} without a pass in force"
        return
    person = standing_person(tables, issued.person_id)
    if person is None:
        yield "pass", "a pass is of nobody"
        return
    category = agreement.category(person.category)
    required = category.clearances if category else ()
    ids = ids_of(tables, person)
    for party in required:
        rows = [row for one in ids if (row := tables.get(ClearanceRow, one, party)) is not None]
        if not any(row.status == "granted" or row.held_at(known) for row in rows):
            yield "clearance", f"somebody {fact.step} without a grant of {party}"


def _known_until(fact: Scanned, tables: Tables) -> int:
    """The place up to which the gate could know the record: that of the manifest it had in hand, and no moment (ADR 0093)."""
    manifest = tables.get(ManifestRow, fact.manifest)
    return manifest.entry if manifest is not None else sys.maxsize


def under_a_lost_manifest(fact: Scanned, tables: Tables) -> bool:
    """Whether a record names a manifest that this ledger does not hold: then nothing can be said of what its gate could know.

    A number alone does not tell: a ledger that was set back gives the same numbers again.
    """
    manifest = tables.get(ManifestRow, fact.manifest)
    return fact.manifest > 0 and (manifest is None or manifest.digest != fact.manifest_digest)


@dataclass(frozen=True, slots=True)
class _List:
    tables: Tables
    agreement: Agreement
    row: CallListRow
    calls: tuple[CallRow, ...]


def _published(fact: ListPublished, tables: Tables) -> Found:
    row = tables.get(CallListRow, fact.day, fact.draft)
    if row is None:
        yield "list", f"draft {fact.draft} of {fact.day} was published and never made"
        return
    calls = tuple(tables.select(CallRow, day=fact.day, draft=fact.draft))
    persons = sum(len(read_canonical(call.persons)) for call in calls)
    if (fact.cases, fact.persons) != (len(calls), persons):
        yield (
            "count",
            f"{counted(fact.persons, 'person is', 'persons are')} published for {fact.day}, and the list holds {persons}",
        )
    published = _List(tables, agreement_in_force(tables), row, calls)
    yield from _whole(published)
    yield from _within_quotas(published)
    yield from _ordered(published)


def _whole(published: _List) -> Found:
    for call in published.calls:
        named = set(read_canonical(call.persons))
        consented = {
            one
            for row in published.tables.select(ConsentRow, case_id=call.case_id)
            for one in read_canonical(row.without)
        }
        for person in published.tables.select(PersonRow, case_id=call.case_id):
            stand = published.tables.get(StandRow, person.person_id)
            if stand is not None and stand.state not in ELSEWHERE and person.person_id not in named | consented:
                yield "part", f"case {call.case_id} was called in part without a recorded consent"
                break


def _within_quotas(published: _List) -> Found:
    """Nobody is certain to be turned away: what is expected to come stays within the ceiling, as the problem states it."""
    try:
        problem = read_problem(published.row.problem)
    except ProblemsError:
        yield "list", "the problem of the list cannot be read"
        return
    cases = {case.id: case for case in problem.cases}
    taken_over = _taken_over(published)
    day = date.fromisoformat(published.row.day)
    ceilings = {quota.category: quota.ceiling(day) for quota in published.agreement.quotas}
    agreed = {category: ceiling for category, ceiling in ceilings.items() if ceiling is not None}
    expected: Counter[str] = Counter()
    for call in published.calls:
        case = cases.get(call.case_id)
        if call.case_id in taken_over:
            continue
        if case is None:
            yield "list", f"case {call.case_id} was called and is not in the list's problem"
            continue
        expected[case.category] += round(1000 * case.units * case.show)
    for category in problem.categories:
        ceiling = min(category.quota, agreed.get(category.id, category.quota))
        if category.quota > agreed.get(category.id, category.quota):
            yield "quota", f"the list was made with a larger quota of {category.id} than the terms allow"
        if expected[category.id] > 1000 * ceiling:
            yield "quota", f"more of {category.id} were called than the ceiling of {ceiling} lets through"


def _taken_over(published: _List) -> set[str]:
    """Cases of the list before whom a list made in the middle of the day leaves as they were: it plans for the rest of them only."""
    row = published.row
    if not row.before:
        return set()
    planned = {one.case for one in read_plan(row.result).order}
    before = {call.case_id for call in published.tables.select(CallRow, day=row.day, draft=row.before)}
    return before - planned


def _ordered(published: _List) -> Found:
    for rule in published.agreement.orders:
        last_first = max((call.position for call in published.calls if call.category == rule.first), default=-1)
        first_then = min(
            (call.position for call in published.calls if call.category == rule.then), default=last_first + 1
        )
        if first_then < last_first:
            yield "order", f"{rule.then} stands before {rule.first} on the list of {published.row.day}"


def at_the_end(tables: Tables, sums: Mapping[str, int]) -> Found:
    """What is wrong with the tables as they stand, and with what the public counts add up to."""
    persons = {row.person_id: row for row in tables.select(PersonRow)}
    stands = Counter(row.person_id for row in tables.select(StandRow))
    for person_id, row in persons.items():
        wanted = 0 if row.merged_into else 1
        if stands[person_id] != wanted:
            yield "state", f"{person_id} is in {stands[person_id]} states, not {wanted}"
    for person_id in stands.keys() - persons.keys():
        yield "state", f"{person_id} has a state and is nobody"
    yield from _crossed_twice(tables)
    submitted = sum(1 for _ in tables.select(ClearanceRow))
    if submitted != sums.get("submitted", 0):
        yield (
            "count",
            f"{sums.get('submitted', 0)} were submitted by the public counts, {submitted} answers are kept or awaited",
        )
    exited = sum(row.step == "exited" for row in tables.select(ScanRow))
    if exited != sums.get("exited", 0):
        yield "count", f"{sums.get('exited', 0)} exited by the public counts, {exited} by the records"


def _crossed_twice(tables: Tables) -> Found:
    """Of k times that a pass took a step, k - 1 name another crossing. Asked at the end only: records arrive in any order."""
    crossed: dict[tuple[str, str], list[ScanRow]] = defaultdict(list)
    taken_back: set[str] = set()
    for row in tables.select(ScanRow):
        if row.step == "returned":
            taken_back.add(row.takes_back)
        elif row.step:
            crossed[row.pass_id, row.step].append(row)
    for (_, step), rows in crossed.items():
        alone = [row.record for row in rows if not row.conflict and (step != "exited" or row.record not in taken_back)]
        if len(alone) > 1:
            yield "twice", f"a pass {step} a second time and no conflict was opened: {', '.join(alone)}"
