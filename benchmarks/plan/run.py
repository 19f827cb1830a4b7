"""Prints the planner's table: what was measured here, in one run, against simple orders and exact solvers.

    python benchmarks/plan/run.py [--quick] [--seeds 1,2]

All cases are invented by a seeded generator. Ratios are to the certificate's bound of the same problem.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from instances import make
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array

from safepassage.plan import rules, wire
from safepassage.plan.engine.bound import bounds, closing_grid, line
from safepassage.plan.engine.choose import by_density
from safepassage.plan.engine.solve import Prepared, prepare, solve_after, solve_order
from safepassage.plan.engine.uses import kinds_of
from safepassage.plan.model import Event, Plan, Shares, Standing

PEERS = Path(__file__).with_name("cp_sat.py")


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    start = time.perf_counter()
    return work(), time.perf_counter() - start


def row(*cells: object) -> None:
    print("| " + " | ".join(str(cell) for cell in cells) + " |", flush=True)


def exact_day_list(ready: Prepared) -> Plan:
    """The list worth most by the day's end, from HiGHS over whole cases, in the order of weight per minute."""
    kinds, table = ready.kinds, ready.table
    found = milp(
        -kinds.weight,
        constraints=LinearConstraint(csr_array(kinds.uses.T), ub=kinds.room[-1]),
        bounds=Bounds(0, kinds.count),
        integrality=np.ones(len(kinds.weight)),
        options={"time_limit": 60, "mip_rel_gap": 1e-4},
    )
    taken = np.floor(found.x + 1e-6).astype(int)
    by_kind = np.argsort(kinds.of_case, kind="stable")
    first = np.searchsorted(kinds.of_case[by_kind], np.arange(len(taken)))
    place = np.empty(table.size, np.int64)
    place[by_kind] = np.arange(table.size) - first[kinds.of_case[by_kind]]
    order = by_density(table, np.flatnonzero(place < taken[kinds.of_case]))
    return solve_order(ready, [table.ids[at] for at in order.tolist()])


def quality(sizes: list[tuple[int, int]], seeds: list[int]) -> None:
    print("\n## Worst and mean over closings at every minute from 60\n")
    row(
        "cases",
        "seed",
        "planner",
        "worst",
        "mean",
        "limit",
        "worst/limit",
        "mean against urgency tier",
        "worst against the exact day list",
    )
    row(*["---"] * 9)
    for count, scale in sizes:
        for seed in seeds:
            made = make(count, scale, seed)
            ready = prepare(made)
            plans = {"robust": solve_after(ready, ())}
            for name, baseline in rules.BASELINES.items():
                if name != "simple":
                    plans[name] = solve_order(ready, baseline(made))
            plans["exact day list"] = exact_day_list(ready)
            for name, plan in plans.items():
                row(
                    count,
                    seed,
                    name,
                    f"{plan.worst:.3f}",
                    f"{plan.mean:.3f}",
                    f"{plan.limit:.3f}",
                    f"{plan.worst / plan.limit:.3f}",
                    f"{plan.mean / plans['urgency-tier'].mean:.2f}",
                    f"{plan.worst / plans['exact day list'].worst:.2f}",
                )


def speed(count: int, scale: int) -> None:
    print(f"\n## Time, {count} cases (second call; the first loads or compiles the inner loops)\n")
    made = make(count, scale)
    plan, first = timed(lambda: rules.solve(made))
    _, again = timed(lambda: rules.solve(made))
    print(f"list with certificate: {again:.2f} s (first call {first:.2f} s)")
    standing = Standing(200, tuple(one.case for one in plan.order[: len(plan.order) // 3]))
    for event in (
        Event("ambulances", count=4 * scale),
        Event("desks", "hall", 3 * scale),
        Event("minutes-known", count=120),
    ):
        _, after = timed(lambda event=event: rules.reconsider(made, plan, [event], standing))
        print(f"re-plan after {event.kind!r}, called and standby: {after * 1000:.0f} ms")
    faults, checked = timed(lambda: rules.check(made, plan))
    print(f"independent check: {checked:.1f} s, {len(faults)} faults")


def bound_against_highs(count: int, scale: int) -> None:
    print(f"\n## Bound against HiGHS on the same linear program, {count} cases\n")
    table = prepare(make(count, scale)).table
    kinds, merged = timed(lambda: kinds_of(table))
    grid = closing_grid(table, 40)
    found, ours = timed(lambda: bounds(table, kinds, grid))
    per_closing = (merged + ours) / len(grid)
    for minute in (grid[0], grid[len(grid) // 3], grid[-1]):
        fits = table.minutes <= minute
        rows = csr_array(kinds.uses[kinds.of_case[fits]].T)
        weight = -table.weight[fits].astype(float)
        there = kinds.room[minute]
        solved, theirs = timed(
            lambda w=weight, r=rows, t=there: linprog(w, A_ub=r, b_ub=t, bounds=(0, 1), method="highs")
        )
        print(
            f"closing at {minute}: HiGHS {theirs:.2f} s, ours {per_closing * 1000:.1f} ms a closing ({theirs / per_closing:.0f} times), "
            f"above it by {100 * (found.exact[minute] / -solved.fun - 1):.4f} %"
        )
    assert all((line(table, kinds, price) >= found.exact - 1e-6).all() for price in found.prices)


def fairness(count: int, scale: int) -> None:
    print(f"\n## Shares, {count} cases\n")
    made = make(count, scale)
    free = rules.solve(made)
    row("epsilon", "worst", "mean", "worst shortfall (persons)", "mean against no shares")
    row(*["---"] * 5)
    for epsilon in (0.5, 0.1, 0.0):
        plan = rules.solve(replace(made, shares=Shares(epsilon)))
        most = max(one.shortfall for one in plan.shares)
        row(epsilon, f"{plan.worst:.3f}", f"{plan.mean:.3f}", most, f"{plan.mean / free.mean:.3f}")


def absences(count: int, scale: int) -> None:
    print(f"\n## Absences of about a fifth, {count} cases: what each risk means (thousandths)\n")
    made = make(count, scale, risk=0.5, shows=True)
    plan = rules.solve(made)
    row("category", "risk", "called", "quota used", "of those who came turned away")
    row(*["---"] * 5)
    for one in rules.dial(made, plan, (10, 50, 100, 300, 500)):
        row(one.category, one.risk, one.called, one.used, one.turned_away)


def peer(count: int, scale: int) -> None:
    print(f"\n## CP-SAT, {count} cases, in a process of its own\n")
    python = Path(sys.prefix).parent / ".venv-bench" / "bin" / "python"
    if not PEERS.exists() or not python.exists():
        print("not measured: OR-Tools is not installed here (requirements-bench.lock, in .venv-bench)")
        return
    answer = subprocess.run(
        [python, PEERS], input=wire.write_problem(make(count, scale)), text=True, capture_output=True, check=False
    )
    print(json.loads(answer.stdout) if answer.returncode == 0 else f"failed: {answer.stderr[-200:]}")


def main() -> None:
    reading = argparse.ArgumentParser()
    reading.add_argument("--quick", action="store_true")
    reading.add_argument("--seeds", default="")
    told = reading.parse_args()
    seeds = [int(one) for one in told.seeds.split(",")] if told.seeds else [1] if told.quick else [1, 2, 3]
    sizes = [(1_000, 1), (10_000, 1)] if told.quick else [(1_000, 1), (10_000, 1), (100_000, 10)]
    quality(sizes, seeds)
    speed(*sizes[-1])
    bound_against_highs(*sizes[-1])
    fairness(10_000, 1)
    absences(10_000, 1)
    peer(1_000, 1)


if __name__ == "__main__":
    main()
