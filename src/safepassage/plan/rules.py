"""Decisions of this room: whom to call in which order, whether a plan keeps the terms, and why a case is on it or not."""

from __future__ import annotations

from safepassage.kernel.problems import Problem as Fault
from safepassage.plan.baselines import BASELINES
from safepassage.plan.called import curve, dial, waves
from safepassage.plan.checker.inspect import inspect
from safepassage.plan.engine.solve import prepare, solve_order, solve_robust
from safepassage.plan.explain import explain
from safepassage.plan.model import Plan, Problem
from safepassage.plan.never import never_callable
from safepassage.plan.owed import owed, owed_first
from safepassage.plan.rates import show_rates
from safepassage.plan.replan import after, reconsider, replan, worth_publishing
from safepassage.plan.several import declined, multi_day, not_again, passed_over, today_against_tomorrow
from safepassage.plan.windows import window_at, windows

__all__ = [
    "BASELINES",
    "PLANNERS",
    "after",
    "check",
    "curve",
    "declined",
    "dial",
    "explain",
    "multi_day",
    "never_callable",
    "not_again",
    "owed",
    "owed_first",
    "passed_over",
    "reconsider",
    "replan",
    "show_rates",
    "solve",
    "today_against_tomorrow",
    "waves",
    "window_at",
    "windows",
    "worth_publishing",
]

PLANNERS = ("robust", *BASELINES)


def solve(problem: Problem, planner: str = "robust", *, through: int = 0) -> Plan:
    """The plan of a day, with its certificate. The same problem gives the same plan, in whatever order its cases come.

    `through` is the weight that got through on earlier days: it protects already, so the robust planner weighs every minute by both together. The
    certificate speaks of the day alone.

    Raises:
        KeyError: there is no such planner; `PLANNERS` names them.
    """
    if planner == "robust":
        return solve_robust(problem, through)
    never = {case for case, _ in never_callable(problem)}
    order = [case for case in BASELINES[planner](problem) if case not in never]
    return solve_order(prepare(problem), order)


def check(problem: Problem, plan: Plan) -> tuple[Fault, ...]:
    """Everything wrong with a plan, found without the planner's code; nothing if it keeps the terms and its certificate is true."""
    return inspect(problem, plan)
