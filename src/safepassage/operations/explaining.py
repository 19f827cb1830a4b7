"""Why a case is, or is not, on a list: from the list's own problem, and from what kept the case out of it."""

from __future__ import annotations

from dataclasses import dataclass

from safepassage.kernel.moment import Moment
from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.kernel.rows import Tables
from safepassage.operations.candidates import barred_case
from safepassage.operations.house import House
from safepassage.operations.terms import agreement_in_force
from safepassage.people.state import CaseRow, PersonRow
from safepassage.plan.rules import explain
from safepassage.plan.state import CallListRow
from safepassage.plan.wire import read_plan, read_problem


@dataclass(frozen=True, slots=True)
class CaseExplained:
    """Why this case is or is not on the list of a day; nothing of any other case."""

    case: str
    day: str
    reason: str
    sentences: tuple[str, ...]


def explain_case(house: House, named: str, day: str | None, at: Moment) -> CaseExplained:
    """Explain one case on the newest list of the day, or on the newest of all.

    Raises:
        ProblemsError: there is no such case, or no list.
    """
    with house.store.reading() as work:
        case_id = _case_of(work.tables, named)
        rows = [row for row in work.tables.select(CallListRow) if day in (None, row.day)]
        if not rows:
            raise ProblemsError(
                [
                    Problem(
                        "day",
                        "there is no list yet" + (f" for {day}" if day else ""),
                        "Make one: safepassage plan make --day D",
                    )
                ]
            )
        row = max(rows, key=lambda one: (one.day, one.status == "published", one.draft))
        problem = read_problem(row.problem)
        if any(case.id == case_id for case in problem.cases):
            found = explain(problem, read_plan(row.result), case_id)
            return CaseExplained(case_id, row.day, found.reason, found.sentences)
        barred = barred_case(work.tables, agreement_in_force(work.tables), case_id, at)
        if barred is None:
            says = "The case was not offered to the planner when this list was made. As things stand now nothing bars it: it can be on the next list."
            return CaseExplained(case_id, row.day, "not-offered", (says,))
        says = f"The case is not called: {barred.says}" + (f" (clause {barred.clause})." if barred.clause else ".")
        return CaseExplained(case_id, row.day, barred.code, (says,))


def _case_of(tables: Tables, named: str) -> str:
    person = tables.get(PersonRow, named)
    if person is not None and person.merged_into:
        person = tables.get(PersonRow, person.merged_into)
    case_id = person.case_id if person is not None else named
    if tables.get(CaseRow, case_id) is None:
        raise ProblemsError(
            [
                Problem(
                    "case", f"there is no case or person {named}", "Look it up with: safepassage account status --json"
                )
            ]
        )
    return case_id


def shown_explanations(row: CallListRow) -> tuple[str, str]:
    """Why one called case is on the list and one uncalled is not, for the report: the first in the order, the first that is not."""
    problem, plan = read_problem(row.problem), read_plan(row.result)
    placed = {one.case for one in plan.order}
    called = plan.order[0].case if plan.order else ""
    uncalled = next((case.id for case in problem.cases if case.id not in placed), "")
    says = [" ".join(explain(problem, plan, one).sentences) if one else "" for one in (called, uncalled)]
    return says[0], says[1]
