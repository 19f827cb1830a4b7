"""What a recorded fact does to the tables: each room in the order data flows. Live and when rebuilding, the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from safepassage.account.state import apply as apply_account
from safepassage.clearance.erasing import blank as blank_clearance
from safepassage.clearance.facts import FACTS as CLEARANCE
from safepassage.clearance.state import apply as apply_clearance
from safepassage.gate.erasing import blank as blank_gate
from safepassage.gate.facts import FACTS as GATE
from safepassage.gate.state import apply as apply_gate
from safepassage.identity.erasing import blank as blank_identity
from safepassage.identity.facts import FACTS as IDENTITY
from safepassage.identity.facts import Doubted, Judged, Linked
from safepassage.identity.rules import is_open, standing
from safepassage.identity.state import PairRow
from safepassage.identity.state import apply as apply_identity
from safepassage.kernel.canonical import read_canonical
from safepassage.kernel.facts import Fact, Recorded
from safepassage.kernel.plain import from_plain
from safepassage.kernel.rows import Tables
from safepassage.ledger.erasing import blank as blank_ledger
from safepassage.ledger.facts import FACTS as LEDGER
from safepassage.ledger.facts import Erased
from safepassage.ledger.state import RemainsRow, done
from safepassage.ledger.state import apply as apply_ledger
from safepassage.passes.erasing import blank as blank_passes
from safepassage.passes.facts import FACTS as PASSES
from safepassage.passes.state import apply as apply_passes
from safepassage.people.erasing import blank as blank_people
from safepassage.people.facts import FACTS as PEOPLE
from safepassage.people.state import PersonRow
from safepassage.people.state import apply as apply_people
from safepassage.plan.facts import FACTS as PLAN
from safepassage.plan.state import apply as apply_plan
from safepassage.terms.facts import FACTS as TERMS
from safepassage.terms.facts import Agreed
from safepassage.terms.state import apply as apply_terms

KINDS: dict[str, type[Fact]] = {**LEDGER, **TERMS, **PEOPLE, **IDENTITY, **CLEARANCE, **PLAN, **PASSES, **GATE}


def project(recorded: Recorded, tables: Tables) -> None:
    """Change the tables by one fact."""
    apply_ledger(recorded, tables)
    apply_terms(recorded, tables)
    if isinstance(recorded.fact, Agreed) and recorded.fact.request:
        done(recorded.fact.request, recorded, tables)
    apply_people(recorded, tables)
    apply_identity(recorded, tables)
    if isinstance(recorded.fact, Linked | Doubted | Judged):
        _who_stands_for_whom(recorded.fact, tables)
    apply_clearance(recorded, tables)
    apply_plan(recorded, tables)
    apply_passes(recorded, tables)
    apply_gate(recorded, tables)
    apply_account(recorded, tables)
    if isinstance(recorded.fact, Erased):
        _blank(recorded.fact, tables)


def _blank(fact: Erased, tables: Tables) -> None:
    """Bring the rows to what an erasure left of each entry; of an earlier erasure, to what it left of those."""
    for one in fact.remains:
        left = from_plain(KINDS[one.kind], read_canonical(one.fact))
        for blank in (blank_identity, blank_clearance, blank_passes, blank_gate):
            blank(left, tables)
        for blank_at in (blank_people, blank_ledger):
            blank_at(left, one.entry, tables)
        if isinstance(left, Erased):
            for inner in left.remains:
                tables.put(RemainsRow(inner.entry, inner.at.iso(), inner.fact, one.entry))
            _blank(left, tables)


def _who_stands_for_whom(fact: Linked | Doubted | Judged, tables: Tables) -> None:
    """Merges are recomputed from every pair around the fact, so that reversing a judgement restores what was before."""
    start = (fact.kept, fact.other) if isinstance(fact, Linked) else (fact.left, fact.right)
    pairs = pairs_around(start, tables)
    persons = sorted({*start, *(one for pair in pairs for one in (pair.left, pair.right))})
    rows = {one: row for one in persons if (row := tables.get(PersonRow, one)) is not None}
    known_as = standing(pairs, {one: row.registered for one, row in rows.items()})
    for one, row in rows.items():
        kept = known_as.get(one, one)
        merged_into = "" if kept == one else kept
        if merged_into != row.merged_into:
            tables.put(replace(row, merged_into=merged_into))
    for case_id in sorted({row.listed_case for row in rows.values()}):
        _where_the_family_is(case_id, tables)


def _where_the_family_is(case_id: str, tables: Tables) -> None:
    """Who is listed with members of a family known from an earlier list is called with that family.

    Who may be one of that family already stays at home until a person has judged, so that no doubt keeps a family waiting.
    Recomputed from the merges like them, so that a reversed judgement takes the person home again.
    """
    members = list(tables.select(PersonRow, listed_case=case_id))
    first = min((row.registered for row in members), default=0)
    known = [
        home for row in members if row.merged_into and (home := tables.get(PersonRow, row.merged_into)) is not None
    ]
    homes = {home.listed_case for home in known if home.listed_case != case_id and home.registered < first}
    called_with = homes.pop() if len(homes) == 1 else case_id
    for row in members:
        own = case_id if not row.merged_into and _may_be_one_of(row.person_id, called_with, tables) else called_with
        if row.case_id != own:
            tables.put(replace(row, case_id=own))


def _may_be_one_of(person_id: str, case_id: str, tables: Tables) -> bool:
    """Whether it is still to be judged if the person is the same as somebody of the case."""
    pairs = [*tables.select(PairRow, left=person_id), *tables.select(PairRow, right=person_id)]
    others = (
        tables.get(PersonRow, pair.right if pair.left == person_id else pair.left) for pair in pairs if is_open(pair)
    )
    return any(other is not None and case_id in (other.listed_case, other.case_id) for other in others)


def pairs_around(start: Iterable[str], tables: Tables) -> tuple[PairRow, ...]:
    """Every pair that can be reached from these persons over pairs, in the order of their keys."""
    todo = list(start)
    seen: set[str] = set()
    found: dict[tuple[str | int, ...], PairRow] = {}
    while todo:
        person = todo.pop()
        if person not in seen:
            seen.add(person)
            for pair in [*tables.select(PairRow, left=person), *tables.select(PairRow, right=person)]:
                found[pair.key()] = pair
                todo.extend((pair.left, pair.right))
    return tuple(found[key] for key in sorted(found))
