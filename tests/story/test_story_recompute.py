"""Anyone entitled computes a list again from the ledger and finds a family that was put in, left out or moved."""

from __future__ import annotations

from dataclasses import replace

import pytest

from safepassage.kernel.problems import ProblemsError
from safepassage.operations import plan, recomputing, replanning
from safepassage.operations.happened import read_reported
from safepassage.operations.house import DESK
from safepassage.operations.record import Scribe
from safepassage.people.state import PersonRow
from safepassage.plan import rules
from safepassage.plan.facts import Call, ListMade
from safepassage.plan.wire import write_plan, write_problem
from safepassage.store.store import DjangoStore

DAY = "2023-11-01"


def recomputed(story, day: str = DAY, draft: int | None = None) -> recomputing.Recomputed:
    scratch = DjangoStore.open(story.folder / "again.sqlite3", create=True, scratch=True)
    try:
        return recomputing.recompute(story.house, scratch, day, draft)
    finally:
        scratch.discard()


def a_day(story) -> plan.Made:
    story.begin()
    story.everybody_cleared()
    return story.called()


def forged(story, made: plan.Made, problem, calls=None) -> None:
    """The desk signs another list than the one the inputs make, with everything in it fitting together."""
    again = rules.solve(problem)
    persons = {one: ("p" + one,) for one in {placed.case for placed in again.order}}
    if calls is None:
        lanes = {case.id: case.category for case in problem.cases}
        calls = [
            Call(one.case, lanes[one.case], one.lane, at, 0, persons[one.case]) for at, one in enumerate(again.order)
        ]
    fact = ListMade(DAY, 2, "robust", write_problem(problem), write_plan(again), tuple(calls), again.standby)
    with story.house.store.work() as work:
        Scribe(story.house, work, DESK, story.at("10-31T21:00")).write(fact)


def codes(found: recomputing.Recomputed, case_id: str) -> set[str]:
    return {one.code for one in found.faults if f"case {case_id} " in one.what}


def test_a_list_is_what_its_inputs_make_it(story):
    made = a_day(story)
    found = recomputed(story)
    assert (found.faults, found.draft, found.cases, found.calls) == (
        (),
        1,
        len(made.problem.cases),
        len(made.plan.order),
    )
    assert (found.planner, found.clause) == ("robust", "1/Z1")
    assert found.software


def test_a_family_that_was_put_in_is_found(story):
    made = a_day(story)
    guest = replace(made.problem.cases[0], id="cguest", registered=0, weight=100)
    forged(story, made, replace(made.problem, cases=(*made.problem.cases, guest)))
    assert recomputed(story, draft=1).faults == ()
    assert codes(recomputed(story, draft=2), "cguest") == {"inserted"}


def test_a_family_that_was_left_out_is_found(story):
    made = a_day(story)
    gone, *others = made.problem.cases
    forged(story, made, replace(made.problem, cases=tuple(others)))
    assert codes(recomputed(story, draft=2), gone.id) == {"removed"}


@pytest.mark.parametrize("changed", [{"weight": 500}, {"registered": 0}, {"show": 0.1}])
def test_a_family_that_was_ranked_otherwise_is_found(story, changed):
    made = a_day(story)
    cases = list(made.problem.cases)
    last = cases[-1]
    cases[-1] = replace(last, **changed)
    forged(story, made, replace(made.problem, cases=tuple(cases)))
    found = recomputed(story, draft=2)
    assert "altered" in codes(found, last.id)
    assert next(iter(changed)) in next(one.what for one in found.faults if one.code == "altered")


def test_a_family_that_was_moved_on_the_list_alone_is_found(story):
    made = a_day(story)
    with story.house.store.reading() as work:
        row = plan.newest_list(work.tables, DAY)
        calls = [
            replanning_call(one)
            for one in sorted(work.tables.select(plan.CallRow, day=DAY, draft=row.draft), key=lambda one: one.position)
        ]
    first, second, *rest = calls
    swapped = [replace(second, position=0), replace(first, position=1), *rest]
    forged(story, made, made.problem, swapped)
    found = recomputed(story, draft=2)
    assert {one.code for one in found.faults} == {"moved"}
    assert codes(found, first.case_id) == codes(found, second.case_id) == {"moved"}


def replanning_call(row) -> Call:
    from safepassage.operations.looking import call_of  # noqa: PLC0415 - only this test looks inside

    return call_of(row)


def test_other_terms_than_those_in_force_are_found(story):
    made = a_day(story)
    forged(story, made, replace(made.problem, turn_away_risk=0.5, day=replace(made.problem.day, minutes=300)))
    assert {
        one.what.split(" another ")[1].split()[0] for one in recomputed(story, draft=2).faults if one.code == "terms"
    } == {"day", "turn_away_risk"}


def test_a_list_made_in_the_middle_of_the_day_is_computed_again_too(story):
    story.begin()
    for party in ("gaza-crossings", "isr", "egy"):
        story.answers(party, ["JX100001", "JX100002", "JX100003", "900000003"])
    story.called()
    for party in ("gaza-crossings", "isr", "egy"):
        story.answers(party, ["CX200001", "CX200002", "CX200003", "CX200004"], when="11-01T04:00")
    with story.house.store.reading() as work:
        case_id = next(row.case_id for row in work.tables.select(PersonRow, full_name="Omar Dajani"))
    done = replanning.replan(story.house, DAY, read_reported([f"urgent:{case_id}"]), story.at("11-01T06:00"))
    assert done.draft == 2
    assert recomputed(story).faults == ()
    assert recomputed(story).draft == 2
    assert recomputed(story, draft=1).faults == ()


def test_a_list_that_was_never_made_is_refused(story):
    a_day(story)
    with pytest.raises(ProblemsError, match="no such list"):
        recomputed(story, "2023-11-05")
    with pytest.raises(ProblemsError, match="no such list"):
        recomputed(story, draft=7)
