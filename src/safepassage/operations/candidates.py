"""Which cases may be called on a day, and why the others may not: the planner's problem, from the tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from safepassage.account.state import StandRow
from safepassage.clearance.model import Consent, Member, NotWhole
from safepassage.clearance.rules import wholeness
from safepassage.clearance.state import ClearanceRow
from safepassage.kernel.canonical import read_canonical
from safepassage.kernel.moment import Moment
from safepassage.kernel.rows import Tables
from safepassage.kernel.wording import counted
from safepassage.operations.asking import withdrawal_of
from safepassage.operations.clearance import answer_of
from safepassage.operations.details import details_of, is_patient, person_context
from safepassage.operations.learning import Shows, notice_of
from safepassage.people.state import CaseRow, ConsentRow, PersonRow
from safepassage.plan.model import (
    Ambulances,
    CaseToPlan,
    CategoryQuota,
    CouplingRule,
    Day,
    LaneDesks,
    Problem,
    Shares,
)
from safepassage.plan.rules import declined, owed, owed_first, today_against_tomorrow
from safepassage.plan.state import CallListRow, CallRow
from safepassage.plan.wire import read_plan, read_problem
from safepassage.terms.model import Agreement
from safepassage.terms.rules import case_minutes, missing_documents, weights_of

CALLABLE = ("cleared", "carried-over", "no-show", "turned-back")
OUT = ("in-between", "entered")
GONE = ("in-between", "entered", "died")
KEPT_PLACE = 10  # a kept place counts this many times in the ranking, so that nobody new goes before it
NO_CEILING = 1_000_000
DAY_MINUTES = 24 * 60
FINER = 100


Context = dict[str, Any]  # a person as a condition of the terms sees one


@dataclass(frozen=True, slots=True)
class Barred:
    """Why a case may not be called: a stable code, the sentence, and the clause it rests on."""

    case_id: str
    code: str
    says: str
    clause: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One case that may be called, as the planner sees it, with who of it goes."""

    planned: CaseToPlan
    persons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidates:
    """A day's problem, each case's members, who keeps a place, who may not be called and why.

    `owed` go first because on the last list smaller ones took places over their heads; `through` is the weight that got through on earlier days,
    0 where the terms do not count it.
    """

    problem: Problem
    members: Mapping[str, tuple[str, ...]]
    carried: Mapping[str, str]
    barred: tuple[Barred, ...]
    owed: tuple[str, ...] = ()
    through: int = 0


def candidates(
    tables: Tables,
    agreement: Agreement,
    day: date,
    at: Moment,
    shows: Shows,
    carried: Mapping[str, str],
    seed: int,
) -> Candidates:
    """Every case with somebody who could be called, sorted into the problem and the barred.

    `shows` is what is known of who comes; `carried` the day a case's kept place is from.
    """
    consents = _by_case(tables.select(ConsentRow))
    sorting = _Sorting(tables, _Ranking(agreement, day, at, shows, carried), _stands(tables, day), consents)
    persons = _persons_by_case(tables)
    planned: list[CaseToPlan] = []
    members: dict[str, tuple[str, ...]] = {}
    barred: list[Barred] = []
    for case in tables.select(CaseRow):
        found = sorting.one(case, persons.get(case.case_id, []))
        if isinstance(found, Barred):
            barred.append(found)
        elif found is not None:
            planned.append(found.planned)
            members[case.case_id] = found.persons
    first = tuple(one for one in _owed(tables, day) if one in members)
    problem = owed_first(_problem(tables, agreement, planned, seed, day), first)
    through = _through(sorting, persons) if agreement.planning.count_earlier_days else 0
    return Candidates(problem, members, carried, tuple(barred), first, through)


def _through(sorting: _Sorting, persons: Mapping[str, Sequence[PersonRow]]) -> int:
    """What everybody is worth who got through so far, in the units of the day's weights."""
    total = 0
    for rows in persons.values():
        out = [row for row in rows if sorting.stands.get(row.person_id) in OUT]
        for context in _contexts(out, sorting.ranking.at):
            total += sum(one.weight for one in weights_of(sorting.ranking.agreement, context))
    return total * (FINER if sorting.ranking.agreement.planning.tomorrow_permille else 1)


def _owed(tables: Tables, day: date) -> tuple[str, ...]:
    """Who was owed a place by the last list published for a whole day before this one."""
    made = [row for row in tables.select(CallListRow) if row.published and not row.before and row.day < day.isoformat()]
    last = max(made, key=lambda row: (row.day, row.draft), default=None)
    return owed(read_problem(last.problem), read_plan(last.result)) if last is not None else ()


def some_candidates(
    tables: Tables,
    agreement: Agreement,
    day: date,
    at: Moment,
    shows: Shows,
    carried: Mapping[str, str],
    cases: Collection[str],
) -> dict[str, Candidate | Barred]:
    """These cases, each as it could be called at the moment, or why it may not be; a case of nobody who could be called is left out."""
    persons = {one: sorted(_standing_for_themselves(tables, one), key=lambda row: row.registered) for one in cases}
    named = [one.person_id for rows in persons.values() for one in rows]
    stands = {one: stand.state for one in named if (stand := tables.get(StandRow, one)) is not None}
    consents = _by_case(row for one in cases for row in tables.select(ConsentRow, case_id=one))
    sorting = _Sorting(tables, _Ranking(agreement, day, at, shows, carried), stands, consents)
    rows = ((one, tables.get(CaseRow, one)) for one in sorted(cases))
    found = {one: sorting.one(row, persons[one]) for one, row in rows if row is not None}
    return {one: answer for one, answer in found.items() if answer is not None}


def _by_case(rows: Iterable[ConsentRow]) -> dict[str, list[ConsentRow]]:
    consents: dict[str, list[ConsentRow]] = defaultdict(list)
    for row in rows:
        consents[row.case_id].append(row)
    return consents


def _standing_for_themselves(tables: Tables, case_id: str) -> Iterator[PersonRow]:
    return (row for row in tables.select(PersonRow, case_id=case_id) if not row.merged_into)


def _stands(tables: Tables, day: date) -> dict[str, str]:
    """Where each person is; a list made anew for a day may call again whom the day's list has called and nobody has seen yet."""
    stands = {row.person_id: row.state for row in tables.select(StandRow)}
    again = called_for(tables, day.isoformat())
    return stands | {one: "cleared" for one in again if stands.get(one) == "called"}


@dataclass(frozen=True, slots=True)
class _Sorting:
    """Tells who may be called from who may not."""

    tables: Tables
    ranking: _Ranking
    stands: Mapping[str, str]
    consents: Mapping[str, Sequence[ConsentRow]]

    def one(self, case: CaseRow, rows: Sequence[PersonRow]) -> Candidate | Barred | None:
        """The case as the planner sees it, or why nobody of it is called; None where nobody could be anyway."""
        present = [row for row in rows if self.stands.get(row.person_id) not in GONE]
        if not any(self.stands.get(row.person_id) in CALLABLE for row in present):
            return None
        consents = self.consents.get(case.case_id, ())
        called = _who_goes(self.tables, self.ranking.agreement, case, present, consents, self.ranking.at)
        if isinstance(called, Barred):
            return called
        stayed_away = any(self.stands.get(row.person_id) == "no-show" for row in called)
        planned = _case_to_plan(self.ranking, case, called, again=stayed_away)
        return Candidate(planned, tuple(row.person_id for row in called))


def called_for(tables: Tables, day: str) -> set[str]:
    """The persons on the day's published list."""
    published = [row.draft for row in tables.select(CallListRow, day=day) if row.status == "published"]
    return {
        one
        for draft in published
        for call in tables.select(CallRow, day=day, draft=draft)
        for one in read_canonical(call.persons)
    }


def _persons_by_case(tables: Tables) -> dict[str, list[PersonRow]]:
    persons: dict[str, list[PersonRow]] = defaultdict(list)
    for row in tables.select(PersonRow):
        if row.case_id and not row.merged_into:
            persons[row.case_id].append(row)
    for rows in persons.values():
        rows.sort(key=lambda row: row.registered)
    return persons


def _who_goes(
    tables: Tables,
    agreement: Agreement,
    case: CaseRow,
    present: Sequence[PersonRow],
    consents: Sequence[ConsentRow],
    at: Moment,
) -> list[PersonRow] | Barred:
    """The members who are called together, or why nobody of the case is. Who withdrew is still family: the others must agree to go without."""
    category = agreement.category(case.category)
    if category is None:
        return Barred(case.case_id, "no-category", "no member fits a category of the terms")
    members = [
        Member(row.person_id, not context["minor"], category.clearances, withdrawal_of(tables, row))
        for row, context in zip(present, _contexts(present, at), strict=True)
    ]
    answers = [answer_of(row) for one in members for row in tables.select(ClearanceRow, person_id=one.person_id)]
    agreed = [Consent(one.person_id, tuple(read_canonical(one.without))) for one in consents]
    whole = wholeness(members, answers, agreed, at)
    if isinstance(whole, NotWhole):
        return Barred(case.case_id, "missing-answer", _why_not_whole(whole), agreement.cite(category.clause))
    called = [row for row in present if row.person_id in whole.called]
    contexts = _contexts(called, at)
    if case.kind == "patient" and all(context["companion"] for context in contexts):
        return Barred(case.case_id, "no-patient", "the patient no longer leaves, so nobody is left to accompany")
    return _bar_by_papers(agreement, case, category.id, contexts) or called


def _bar_by_papers(
    agreement: Agreement, case: CaseRow, category: str, contexts: Sequence[Mapping[str, Any]]
) -> Barred | None:
    """Companions and papers of those who go; who stays by consent no longer counts as a parent at their side."""
    companions = sum(bool(context["companion"]) for context in contexts)
    for rule in agreement.companions:
        if rule.category == category and companions > rule.most:
            return Barred(
                case.case_id,
                "companions",
                f"{counted(companions, 'companion is', 'companions are')} listed, {rule.most} may go: say who goes",
                agreement.cite(rule.clause),
            )
    for context in contexts:
        papers = missing_documents(agreement, category, context, tuple(context["documents"]))
        if papers:
            return Barred(
                case.case_id, "documents", f"a paper is missing: {papers[0].says}", agreement.cite(papers[0].clause)
            )
    return None


def barred_case(tables: Tables, agreement: Agreement, case_id: str, at: Moment) -> Barred | None:
    """Why one case may not be called as things stand; None where nothing bars it."""
    case = tables.get(CaseRow, case_id)
    members = [row for row in tables.select(PersonRow, case_id=case_id) if not row.merged_into]
    stands = {
        row.person_id: stand.state for row in members if (stand := tables.get(StandRow, row.person_id)) is not None
    }
    present = sorted((row for row in members if stands.get(row.person_id) not in GONE), key=lambda row: row.registered)
    if case is None or all(withdrawal_of(tables, row) for row in present):
        return Barred(case_id, "gone", "nobody of the case waits to leave")
    found = _who_goes(tables, agreement, case, present, list(tables.select(ConsentRow, case_id=case_id)), at)
    return found if isinstance(found, Barred) else None


def _why_not_whole(found: NotWhole) -> str:
    says = sorted({f"{party}: {status}" for _, party, status in found.missing})
    parts = [f"an answer is missing or not a yes for a member of the case ({'; '.join(says)})"] if says else []
    if found.alone:
        parts.append("a child would stay or travel without an adult of the case")
    elif found.consents:
        parts.append(f"{len(found.consents)} of the adults have not agreed to a call in part")
    return "; ".join(parts) or "nobody of the case asks to leave any more"


def _contexts(present: Sequence[PersonRow], at: Moment) -> list[dict[str, Any]]:
    details = [details_of(row) for row in present]
    return [person_context(one, details, at) for one in details]


@dataclass(frozen=True, slots=True)
class _Ranking:
    """What a case's weight and its chance to come follow from."""

    agreement: Agreement
    day: date
    at: Moment
    shows: Shows
    carried: Mapping[str, str]

    def weights(self, called: Sequence[PersonRow], contexts: Sequence[Mapping[str, Any]]) -> tuple[int, int]:
        """What the persons add up to now, and what they would tomorrow."""
        now = tomorrow = 0
        for row, context in zip(called, contexts, strict=True):
            waited = max(self.at.seconds - Moment.parse(row.at).seconds, 0) // 60
            for one in weights_of(self.agreement, context):
                half = one.half_life_hours * 60
                now += declined(one.weight, half, waited)
                tomorrow += declined(one.weight, half, waited + DAY_MINUTES)
        return now, tomorrow


def _case_to_plan(ranking: _Ranking, case: CaseRow, called: Sequence[PersonRow], *, again: bool) -> CaseToPlan:
    agreement, carried = ranking.agreement, ranking.carried
    contexts = _contexts(called, ranking.at)
    now, tomorrow = ranking.weights(called, contexts)
    permille = agreement.planning.tomorrow_permille
    scale = FINER if permille else 1  # one less half of one must not round to one, or to nothing
    weight = today_against_tomorrow(scale * now, scale * tomorrow, permille)
    lane, minutes = case_minutes(
        agreement, case.category, len(called), ambulance=any(row.transport == "ambulance" for row in called)
    )
    notice = notice_of(ranking.day.isoformat(), carried.get(case.case_id, ""), again=again)
    return CaseToPlan(
        id=case.case_id,
        category=case.category,
        list=case.source,
        lane=lane,
        persons=len(called),
        units=_units(agreement, case.category, contexts),
        weight=weight * (KEPT_PLACE if case.case_id in carried else 1),
        minutes=minutes,
        ambulance=any(row.transport == "ambulance" for row in called),
        show=ranking.shows.of(case.source, case.category, notice) / 1000,
        registered=case.registered,
    )


def unit_of(agreement: Agreement, category: str) -> str:
    """What the category's quotas count; persons where it has none."""
    return next((quota.unit for quota in agreement.quotas if quota.category == category), "persons")


def _units(agreement: Agreement, category: str, contexts: Sequence[Mapping[str, Any]]) -> int:
    unit = unit_of(agreement, category)
    if unit == "cases":
        return 1
    if unit == "patients":
        return sum(not context["companion"] for context in contexts)
    return len(contexts)


def _problem(tables: Tables, agreement: Agreement, planned: Sequence[CaseToPlan], seed: int, day: date) -> Problem:
    crossing, planning = agreement.crossing, agreement.planning
    used = dict(_used(tables, agreement))
    minutes = crossing.closes_minute - crossing.opens_minute - planning.convoy_minutes
    return Problem(
        version=1,
        seed=seed,
        day=Day(minutes, min(_protect_from(tables, agreement, day), minutes)),
        categories=tuple(
            CategoryQuota(one.id, _quota_today(agreement, one.id, used.get(one.id, 0), day), unit_of(agreement, one.id))
            for one in agreement.categories
        ),
        lanes=tuple(LaneDesks(lane.id, lane.desks) for lane in crossing.lanes),
        ambulances=Ambulances(crossing.ambulances, crossing.ambulance_return_minutes),
        coupling=tuple(CouplingRule(one.category, one.needs, one.ratio, one.allowance) for one in agreement.couplings),
        shares=None if planning.share_epsilon_permille is None else Shares(planning.share_epsilon_permille / 1000),
        turn_away_risk=planning.turn_away_risk_permille / 1000,
        cases=tuple(sorted(planned, key=lambda one: (one.registered, one.id))),
    )


def _protect_from(tables: Tables, agreement: Agreement, day: date) -> int:
    """From which minute the promise holds: on the first day's list, and on later ones where the terms say otherwise."""
    planning = agreement.planning
    earlier = any(row.published and row.day < day.isoformat() for row in tables.select(CallListRow))
    return (planning.protect_later_from_minutes if earlier else 0) or planning.protect_from_minutes


def _quota_today(agreement: Agreement, category: str, used: int, day: date) -> int:
    ceilings = [NO_CEILING]
    for quota in agreement.quotas:
        if quota.category == category:
            today = quota.ceiling(day)
            ceilings += [] if today is None else [today]
            ceilings += [] if quota.total is None else [max(0, quota.total - used)]
    return min(ceilings)


def _used(tables: Tables, agreement: Agreement) -> Iterator[tuple[str, int]]:
    """Units of each category's total quota that are through already."""
    through: dict[str, list[PersonRow]] = defaultdict(list)
    for state in ("in-between", "entered"):
        for stand in tables.select(StandRow, state=state):
            row = tables.get(PersonRow, stand.person_id)
            if row is not None:
                through[row.category].append(row)
    for category, rows in through.items():
        unit = unit_of(agreement, category)
        if unit == "cases":
            yield category, len({row.case_id for row in rows})
        elif unit == "patients":
            yield category, sum(is_patient(row) for row in rows)
        else:
            yield category, len(rows)
