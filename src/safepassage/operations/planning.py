"""Planning without an operation, and the words that go with a plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from safepassage.kernel.problems import Problem as Fault
from safepassage.kernel.problems import ProblemsError
from safepassage.kernel.wording import counted, permille
from safepassage.operations.candidates import NO_CEILING
from safepassage.operations.learning import Shows
from safepassage.plan.model import (
    Ambulances,
    CaseToPlan,
    CategoryQuota,
    Day,
    Dial,
    LaneDesks,
    Plan,
    Problem,
    Shares,
    Window,
)
from safepassage.plan.rules import PLANNERS, check, dial, never_callable, solve, windows
from safepassage.terms.model import Agreement


@dataclass(frozen=True, slots=True)
class Solved:
    """A plan, and the cases that can never be called with the reason."""

    plan: Plan
    never: tuple[tuple[str, str], ...]


def known_planner(planner: str) -> str:
    """The planner's name.

    Raises:
        ProblemsError: there is none of that name.
    """
    if planner not in PLANNERS:
        raise ProblemsError(
            [Fault("--planner", f"there is no planner {planner}", f"Use one of: {', '.join(PLANNERS)}")]
        )
    return planner


def solve_problem(problem: Problem, planner: str) -> Solved:
    """Plan a day.

    Raises:
        ProblemsError: there is no such planner.
    """
    return Solved(solve(problem, known_planner(planner)), tuple(never_callable(problem)))


def check_plan(problem: Problem, plan: Plan) -> tuple[Fault, ...]:
    """Everything wrong with a plan, found independently of the planner."""
    return check(problem, plan)


MOST_LISTS = 5  # lists named as short of their share
RISKS = (0, 20, 50, 100, 200)  # thousandths: what the dial shows beside the terms' own


def dial_of(problem: Problem, plan: Plan, risks: Sequence[int] = RISKS) -> tuple[Dial, ...]:
    """What some risks of turning somebody away mean, and the problem's own risk among them.

    A category without a ceiling turns nobody away, whatever the risk, and is left out.
    """
    ceilings = {one.id for one in problem.categories if one.quota < NO_CEILING}
    asked = sorted({*risks, round(1000 * problem.turn_away_risk)})
    return tuple(one for one in dial(problem, plan, asked) if one.category in ceilings)


def windows_of(agreement: Agreement, problem: Problem, plan: Plan) -> tuple[Window, ...]:
    """The plan's waves in the terms' minutes, each with the persons that a closing would find there in vain."""
    lead = agreement.crossing.opens_minute - agreement.publication.present_from
    return windows(problem, plan, agreement.planning.wave_minutes, max(lead, 0))


def who_came(shows: Shows) -> str:
    """What the chances to come rest on, in one sentence."""
    if not shows.called:
        return (
            f"No day has ended yet: {permille(shows.otherwise)} of the called are expected to come, as the terms say."
        )
    return f"Of {counted(shows.called, 'case')} called on the days so far {shows.came:,} came; each list, category and notice has its own chance."


def how_shares_hold(problem: Problem, plan: Plan) -> str:
    """Each list's share in every prefix, and the worst shortfalls, in one sentence; the plan has all of them."""
    if problem.shares is None:
        return "The terms ask for no shares between lists."
    short = sorted((one for one in plan.shares if one.shortfall), key=lambda one: (-one.shortfall, one.list))
    most = f", but for {counted(short[0].shortfall, 'person')} at most" if short else ""
    named = ", ".join(f"{one.list} {one.shortfall}" for one in short[:MOST_LISTS])
    return (
        f"In every prefix of the list each of {counted(len(plan.shares), 'list')} had {100 * (1 - problem.shares.epsilon):g} % of its share of its category"
        f"{most}{f' (the most: {named})' if named else ''}."
    )


def promise(plan: Plan) -> str:
    """What a list promises, in one sentence."""
    if not plan.certificate:
        return "Nobody is called, so nothing is promised."
    first = plan.certificate[0].minute
    worst, mean, limit = (permille(one) for one in plan.in_thousandths())
    return (
        f"Whatever minute the crossing closes from minute {first} on, those through are worth at least {worst} of the best any plan "
        f"could have got, {mean} on average; no published order could promise more than {limit}. "
        f"At a random closing about {plan.calls_in_vain} people have come in vain."
    )


def warm_up() -> None:
    """Load what planning needs by planning an invented day, so that the first real one does not wait for it."""
    cases = tuple(
        CaseToPlan(
            f"c{number}",
            "foreign",
            f"list{number % 7}",
            "hall",
            3,
            3,
            5 + number % 9,
            9 + number % 5,
            ambulance=False,
            show=0.8,
            registered=number,
        )
        for number in range(120)
    )
    quota = (CategoryQuota("foreign", 300, "persons"),)
    solve(Problem(1, 1, Day(480, 60), quota, (LaneDesks("hall", 5),), Ambulances(0, 0), (), Shares(0.1), 0.1, cases))
