"""Prints the planner's table, measured in one run: what was aimed at, what came out, then the details.

    python benchmarks/plan/run.py [--quick] [--seeds 1,2]

All cases are invented by a seeded generator. Ratios are to the certificate's bound of the same problem. "Of processor" is the
time this process was given: what the clock would show on a machine without other work. `--quick` takes about two minutes: one seed,
fewer days; the full run two seeds.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

import days
import numpy as np
import peers
from instances import make
from table import Report

from safepassage.plan import rules
from safepassage.plan.engine.bound import bounds, closing_grid
from safepassage.plan.engine.certify import places
from safepassage.plan.engine.day import run
from safepassage.plan.engine.solve import prepare, solve_after, solve_order
from safepassage.plan.engine.table import tabulate
from safepassage.plan.engine.uses import kinds_of
from safepassage.plan.model import Event, Plan, Problem, Shares, Standing

SCALES = {1_000: 1, 10_000: 1, 100_000: 10}
LARGE = 100_000
AGAIN = 5
RISKS = (0.1, 0.2, 0.3, 0.4, 0.5)
DRAWS = 1_000
SECONDS = {1_000: 60, 10_000: 60}
GOAL_TURNED_AWAY = 0.02
WORST, TIER, EXACT, BOUND, TIME, REPLAN, SHORTFALL, QUOTA, DAYS = range(9)
FIRST = """
import time, sys
sys.path[:0] = {paths!r}
from instances import make
from safepassage.plan import rules
made = make(10_000)
begin = time.perf_counter(); rules.solve(made); first = time.perf_counter() - begin
begin = time.perf_counter(); rules.solve(made); print(first, time.perf_counter() - begin)
"""


def timed(work: Callable[..., Any], *given: Any) -> tuple[Any, float]:
    start = time.perf_counter()
    return work(*given), time.perf_counter() - start


def processor(work: Callable[..., Any], *given: Any) -> float:
    """Seconds of processor: what the wall clock would show if nobody else worked on this machine."""
    start = time.process_time()
    work(*given)
    return time.process_time() - start


def short(cases: int) -> str:
    return f"{cases // 1000}k"


def quality(report: Report, sizes: list[int], seeds: list[int], quick: bool) -> None:
    report.part("Worst and mean over closings at every minute from 60")
    names = ("cases", "seed", "planner", "worst", "mean", "limit", "worst/limit", "mean against urgency tier")
    report.head(*names, "worst against the exact day list")
    for count in sizes:
        found = {"share": [], "tier": [], "exact": []}
        for seed in seeds:
            made = make(count, SCALES[count], seed)
            ready = prepare(made)
            plans = {"robust": solve_after(ready, ())}
            for name, baseline in rules.BASELINES.items():
                if name != "simple":
                    plans[name] = solve_order(ready, baseline(made))
            plans["exact day list (HiGHS)"] = peers.highs_day_list(ready, 20 if quick else 60)
            if count in SECONDS and seed == seeds[0] and not (quick and count > min(sizes)):
                plan, said = peers.cp_sat(ready, SECONDS[count] / (3 if quick else 1))
                name = f"exact day list (CP-SAT: {words(said)})"
                if plan is not None:
                    plans[name] = plan
                else:
                    report.row(count, seed, name, *["not measured"] * 6)
            for name, plan in plans.items():
                tier, exact = plan.mean / plans["urgency-tier"].mean, plan.worst / plans["exact day list (HiGHS)"].worst
                cells = [f"{one:.3f}" for one in (plan.worst, plan.mean, plan.limit, plan.worst / plan.limit)]
                report.row(count, seed, name, *cells, f"{tier:.2f}", f"{exact:.2f}")
                if name == "robust":
                    for key, one in (("share", plan.worst / plan.limit), ("tier", tier), ("exact", exact)):
                        found[key].append(one)
        of = f"seeds {', '.join(map(str, seeds))}"
        report.says(WORST, f"{short(count)} " + ", ".join(f"{one:.3f}" for one in found["share"]) + f" ({of})")
        if count == 10_000:
            report.says(TIER, ", ".join(f"{one:.2f}x" for one in found["tier"]) + f" ({of})")
        if count >= 10_000:
            report.says(EXACT, f"{short(count)} " + ", ".join(f"{one:.2f}x" for one in found["exact"]) + f" ({of})")


def words(said: dict[str, Any]) -> str:
    if "failed" in said:
        return said["failed"]
    return f"{said['status'].lower()} in {said['seconds']:.1f} s, OR-Tools {said['version']}"


def first_run(report: Report) -> None:
    """The inner loops compiled from nothing, in a fresh process and a fresh cache."""
    report.part("The first run: the inner loops compiled from nothing, apart from the times below")
    here = Path(__file__).parent
    program = FIRST.format(paths=[str(here), str(here.parents[1] / "src")])
    with tempfile.TemporaryDirectory() as cache:
        told = {**os.environ, "NUMBA_CACHE_DIR": cache}
        asked = [sys.executable, "-c", program]
        ended = [subprocess.run(asked, env=told, text=True, capture_output=True, check=True).stdout for _ in range(2)]
    compiled, cached = (float(one.split()[0]) for one in ended)
    report.line(
        f"10k cases: {compiled:.1f} s where numba compiles, {cached:.1f} s in a new process that finds it compiled"
    )


def speed(report: Report, seed: int) -> None:
    report.part(f"Time, {LARGE} cases, inner loops compiled; median (and least) of {AGAIN}")
    made = make(LARGE, SCALES[LARGE], seed)
    plan = rules.solve(made)
    took = [timed(rules.solve, made)[1] for _ in range(AGAIN)]
    own = processor(rules.solve, made)
    report.line(f"list with certificate: {median(took):.2f} s ({min(took):.2f} s), {own:.2f} s of processor")
    report.says(TIME, f"{median(took):.2f} s (least {min(took):.2f} s; {own:.2f} s of processor; seed {seed})")
    replans(report, made, plan)
    faults, checked = timed(rules.check, made, plan)
    report.line(f"independent check: {checked:.1f} s, {len(faults)} faults")


def events(made: Problem, plan: Plan) -> tuple[Event, ...]:
    urgent = replace(made.cases[0], id="urgent", weight=60, registered=len(made.cases))
    return (
        Event("ambulances", count=4 * SCALES[LARGE]),
        Event("desks", "hall", 3 * SCALES[LARGE]),
        Event("minutes-known", count=120),
        Event("no-show", plan.order[len(plan.order) // 2].case),
        Event("quota", "foreign", 400 * SCALES[LARGE]),
        Event("urgent", case=urgent),
    )


def replans(report: Report, made: Problem, plan: Plan) -> None:
    standing = Standing(200, tuple(one.case for one in plan.order[: len(plan.order) // 3]))
    middle, own = [], []
    for event in events(made, plan):
        done = [timed(rules.reconsider, made, plan, [event], standing) for _ in range(AGAIN)]
        took = sorted(1000 * one for _, one in done)
        worked = median(1000 * processor(rules.reconsider, made, plan, [event], standing) for _ in range(AGAIN))
        middle.append(median(took))
        own.append(worked)
        looked = done[0][0]
        report.line(
            f"re-plan after {event.kind!r}, called and standby: {median(took):.0f} ms ({took[0]:.0f} ms), {worked:.0f} ms of processor; "
            f"worst {looked.kept.worst:.3f} -> {looked.plan.worst:.3f}, mean {looked.kept.mean:.3f} -> {looked.plan.mean:.3f}"
        )
    report.says(
        REPLAN,
        f"{min(middle):.0f}-{max(middle):.0f} ms, median {median(middle):.0f} ms over {len(middle)} kinds of event "
        f"({min(own):.0f}-{max(own):.0f} ms of processor)",
    )


def bound_against_highs(report: Report, seed: int) -> None:
    report.part(f"Bound against HiGHS on the same linear program, {LARGE} cases")
    ready = prepare(make(LARGE, SCALES[LARGE], seed))
    table = ready.table
    grid = closing_grid(table, 40)
    found = bounds(table, ready.kinds, grid)
    merged = median(processor(kinds_of, table) for _ in range(AGAIN))
    priced = median(processor(bounds, table, ready.kinds, grid) for _ in range(AGAIN))
    each = (merged + priced) / len(grid)
    report.line("Seconds of processor on both sides, so that others at work on the machine do not count.")
    report.line(
        f"ours: {1000 * merged:.0f} ms to merge like cases and {1000 * priced:.0f} ms for {len(grid)} closings: {1000 * each:.2f} ms a closing "
        f"(and a bound for all {table.problem.day.minutes} minutes)"
    )
    times, above = [], []
    for minute in grid[:: len(grid) // 4].tolist():
        value, theirs = peers.highs_bound(ready, minute)
        times.append(theirs)
        above.append(found.exact[minute] / value - 1)
        report.line(
            f"closing at {minute}: HiGHS {theirs:.2f} s ({theirs / each:.0f} times ours), ours above it by {100 * above[-1]:.4f} %"
        )
    report.says(
        BOUND,
        f"{median(times) / each:.0f}x a closing, within {100 * max(*above, 0.0):.4f} % (seed {seed}, {len(times)} closings of {len(grid)})",
    )


def fairness(report: Report, count: int, seeds: list[int]) -> None:
    report.part(f"Shares, {count} cases")
    report.head("seed", "epsilon", "worst", "mean", "worst shortfall (persons)", "mean against no shares")
    near = []
    for seed in seeds:
        made = make(count, SCALES[count], seed)
        free = rules.solve(made)
        for epsilon in (0.5, 0.1, 0.0):
            plan = rules.solve(replace(made, shares=Shares(epsilon)))
            most = max(one.shortfall for one in plan.shares)
            report.row(seed, epsilon, f"{plan.worst:.3f}", f"{plan.mean:.3f}", most, f"{plan.mean / free.mean:.3f}")
            if epsilon <= 0.1:
                near.append(most)
    report.says(
        SHORTFALL, f"{max(near)} persons ({short(count)}, epsilon .1 and 0, seeds {', '.join(map(str, seeds))})"
    )


def absences(report: Report, count: int, seed: int) -> None:
    """The day run with those who come, drawn anew each time; whoever comes and finds the quota full is turned away."""
    report.part(f"Absences, {count} cases, {DRAWS} draws of who comes: what each risk means")
    report.head(
        "risk",
        "cases called",
        "absent",
        "quota used",
        "of those called turned away",
        "by the exact law: used, turned away",
    )
    best = ""
    for risk in (0.0, *RISKS):
        made = make(count, SCALES[count], seed, risk=risk, shows=True)
        plan = rules.solve(made)
        used, away, absent = drawn(made, plan)
        dial = rules.dial(made, plan, (round(1000 * risk),))
        total = sum(one.quota for one in made.categories)
        law = sum(one.used * category.quota for one, category in zip(dial, made.categories, strict=True)) / total / 10
        gone = sum(one.turned_away * one.called for one in dial) / max(sum(one.called for one in dial), 1) / 10
        report.row(risk, len(plan.order), f"{absent:.1%}", f"{used:.1%}", f"{away:.2%}", f"{law:.1f} %, {gone:.2f} %")
        if away <= GOAL_TURNED_AWAY:
            best = f"{used:.1%} / {away:.2%} at risk {risk} ({absent:.0%} absent, {short(count)}, {DRAWS} draws, seed {seed})"
    report.says(QUOTA, best or "no risk keeps the goal")


def drawn(made: Problem, plan: Plan) -> tuple[float, float, float]:
    """Share of the quotas used, share of the called units turned away, share of cases absent."""
    table = tabulate(made)
    order = places(table, [one.case for one in plan.order])
    dice = np.random.default_rng(1)
    used = away = absent = 0
    for _ in range(DRAWS):
        here = order[dice.random(len(order)) < table.show[order]]
        units = table.units[here]
        absent += len(order) - len(here)
        for category in range(len(table.quota)):
            mine = units[table.category[here] == category]
            left = int(table.quota[category])
            for unit in mine.tolist():
                if unit <= left:
                    left -= unit
                else:
                    away += unit
        inside = here[run(table, here.tolist()) >= 0]
        used += int(table.units[inside].sum())
    called = int(table.units[order].sum()) * DRAWS
    return used / (int(table.quota.sum()) * DRAWS), away / called, absent / len(order) / DRAWS


def several_days(report: Report, sizes: list[int], seed: int, many: int) -> None:
    for count in sizes:
        report.part(f"{many} days with declining need, {count} cases: share of the multi-day bound at every minute")
        made = make(count, 1, seed)
        most = days.bound(made, many)
        report.head("policy", "mean", "worst", "least of day 1, 2, ...", "end of day 1, 2, ...", "seconds a day")
        policies = {
            "robust, what is through counts": days.robust,
            "robust, each day for itself": days.robust_alone,
            "robust, less half of tomorrow's worth": days.less_tomorrow,
            "urgency tier": days.baseline("urgency-tier"),
            "weight density": days.baseline("weight-density"),
            "first come": days.baseline("first-come"),
        }
        for name, policy in policies.items():
            played, took = timed(days.play, made, many, policy)
            share = days.shares(played, most, 60)
            least = [min(one) for one in days.by_day(played, most, 60)]
            ends = [one[-1] for one in days.by_day(played, most, 60)]
            lists = [" ".join(f"{one:.2f}" for one in row) for row in (least, ends)]
            report.row(name, f"{share.mean():.3f}", f"{share.min():.3f}", *lists, f"{took / many:.2f}")
            if policy is days.robust:
                report.says(DAYS, f"{share.mean():.3f} / {share.min():.3f} ({short(count)}, {many} days, seed {seed})")


def main() -> None:
    reading = argparse.ArgumentParser()
    reading.add_argument("--quick", action="store_true")
    reading.add_argument("--seeds", default="")
    reading.add_argument(
        "--only", default="", help="parts to run, by name: quality,speed,bound,shares,absences,days,first"
    )
    told = reading.parse_args()
    seeds = [int(one) for one in told.seeds.split(",")] if told.seeds else [1] if told.quick else [1, 2]
    report = Report()
    parts: dict[str, Callable[[], None]] = {
        "first": lambda: first_run(report),
        "quality": lambda: quality(report, sorted(SCALES), seeds, told.quick),
        "speed": lambda: speed(report, seeds[0]),
        "bound": lambda: bound_against_highs(report, seeds[0]),
        "shares": lambda: fairness(report, 10_000, seeds),
        "absences": lambda: absences(report, 10_000, seeds[0]),
        "days": lambda: several_days(
            report, [10_000] if told.quick else [3_000, 10_000], seeds[0], 5 if told.quick else 14
        ),
    }
    for name in told.only.split(",") if told.only else parts:
        parts[name]()
    libraries = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "numba"))
    cores = os.cpu_count()
    took = time.perf_counter() - report.begun
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    report.print(
        f"One run of `make bench-plan`{' --quick' if told.quick else ''}, {time.strftime('%Y-%m-%d')}, {cores} cores, Python "
        f"{sys.version.split()[0]}, {libraries}; {took:.0f} s; load of the machine at the end {load}. All cases are invented by a seeded generator."
    )


if __name__ == "__main__":
    main()
