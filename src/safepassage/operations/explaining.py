"""Why a case is, or is not, on a list: from the list's own problem, and from what kept the case out of it. Shown only once the checker agrees."""

from __future__ import annotations

from dataclasses import dataclass

from safepassage.kernel.moment import Moment
from safepassage.kernel.problems import Problem as Fault
from safepassage.kernel.problems import ProblemsError
from safepassage.kernel.rows import Tables
from safepassage.operations.candidates import barred_case
from safepassage.operations.house import House
from safepassage.operations.plan import newest_list
from safepassage.operations.terms import agreement_in_force
from safepassage.passes.model import CallDay
from safepassage.passes.rules import wave_times
from safepassage.people.state import CaseRow, PersonRow
from safepassage.plan.checker.explanations import verify_explanation
from safepassage.plan.model import Change, Explanation, Plan, Problem
from safepassage.plan.rules import explain, solve
from safepassage.plan.state import CallListRow, CallRow
from safepassage.plan.wire import read_plan, read_problem
from safepassage.terms.model import Agreement


@dataclass(frozen=True, slots=True)
class CaseExplained:
    """Why this case is or is not on the list of a day; nothing of any other case.

    `slots` are the units of its quota that must come free first, `tenths_of_days` at this day's pace; `cutoff` is the weight from which it would be
    called, -1 where none is known. `faults` say why an explanation is not shown.
    """

    case: str
    day: str
    reason: str
    sentences: tuple[str, ...]
    also: tuple[str, ...] = ()
    cutoff: int = -1
    slots: int = 0
    tenths_of_days: int = 0
    changes: tuple[Change, ...] = ()
    faults: tuple[Fault, ...] = ()


def explain_case(house: House, named: str, day: str | None, at: Moment) -> CaseExplained:
    """Explain one case on the newest list of the day, or on the newest of all.

    Raises:
        ProblemsError: there is no such case, or no list.
    """
    with house.store.reading() as work:
        case_id = _case_of(work.tables, named)
        row = newest_list(work.tables, day)
        agreement = agreement_in_force(work.tables)
        problem = read_problem(row.problem)
        call = work.tables.get(CallRow, row.day, row.draft, case_id)
        if any(case.id == case_id for case in problem.cases):
            return _explained(agreement, row, problem, read_plan(row.result), case_id, call)
        if call is not None:  # a list made in the middle of the day holds those who were through before
            return CaseExplained(case_id, row.day, "through", ("The case was called and had passed the gate.",))
        barred = barred_case(work.tables, agreement, case_id, at)
    if barred is None:
        says = "The case was not offered to the planner when this list was made. As things stand now nothing bars it: it can be on the next list."
        return CaseExplained(case_id, row.day, "not-offered", (says,))
    says = f"The case is not called: {barred.says}" + (f" (clause {barred.clause})." if barred.clause else ".")
    return CaseExplained(case_id, row.day, barred.code, (says,))


def _explained(
    agreement: Agreement, row: CallListRow, problem: Problem, plan: Plan, case_id: str, call: CallRow | None
) -> CaseExplained:
    found = explain(problem, plan, case_id)
    faults = verify_explanation(problem, plan, found, solve)
    if faults:
        says = "The checker does not agree with the explanation of this case, so it is not shown. Make the list anew, and tell who keeps the software."
        return CaseExplained(case_id, row.day, "unverified", (says,), faults=faults)
    sentences = (_called_in_words(agreement, row, call, found),) if found.listed and call else found.sentences
    return CaseExplained(
        case_id,
        row.day,
        found.reason,
        sentences,
        found.also,
        found.cutoff,
        found.slots,
        found.tenths_of_days,
        found.changes,
    )


def _called_in_words(agreement: Agreement, row: CallListRow, call: CallRow, found: Explanation) -> str:
    """A call in the terms' own waves and local times, as the slip has them."""
    day = CallDay(row.day, row.valid_until, agreement.publication.present_from, agreement.planning.wave_minutes)
    begins, ends = wave_times(day, call.wave)
    kept = f" It keeps the place of {call.carried_from}." if call.carried_from else ""
    return (
        f"The case is called for {row.day}: place {found.position} of the order, lane {call.lane}. It presents itself from {begins} to "
        f"{ends} (wave {call.wave + 1}).{kept}"
    )


def _case_of(tables: Tables, named: str) -> str:
    person = tables.get(PersonRow, named)
    if person is not None and person.merged_into:
        person = tables.get(PersonRow, person.merged_into)
    case_id = person.case_id if person is not None else named
    if tables.get(CaseRow, case_id) is None:
        what, do = (
            f"there is no case or person {named}",
            "The case stands on the slip; people in question are listed by: safepassage identity review",
        )
        raise ProblemsError([Fault("case", what, do)])
    return case_id


@dataclass(frozen=True, slots=True)
class Shown:
    """Why one called case is on a list and one uncalled is not, in words; empty where there is none such."""

    called: str = ""
    uncalled: str = ""


def shown_explanations(tables: Tables, agreement: Agreement, row: CallListRow) -> Shown:
    """For the report: the first case of the order, and the first registered that is not on it; only what the checker agrees with.

    Which case it is stands there by its id; whose it is, only the ledger knows.
    """
    problem, plan = read_problem(row.problem), read_plan(row.result)
    placed = {one.case for one in plan.order}
    chosen = (
        plan.order[0].case if plan.order else "",
        next((case.id for case in problem.cases if case.id not in placed), ""),
    )
    told = [
        _explained(agreement, row, problem, plan, one, tables.get(CallRow, row.day, row.draft, one)) if one else None
        for one in chosen
    ]
    return Shown(*(f"Case {one.case}. " + " ".join(one.sentences) if one is not None else "" for one in told))
