"""Other ways to the same answers: HiGHS for the list of a whole day and for the bound of one minute, CP-SAT in a process of its own."""

from __future__ import annotations

import json
import subprocess
import time
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array

from safepassage.plan.engine.choose import by_density
from safepassage.plan.engine.solve import Prepared, solve_order
from safepassage.plan.model import Plan

ROOT = Path(__file__).parents[2]
OWN = ROOT / ".venv-bench" / "bin" / "python"
GAP = 1e-4


def highs_day_list(ready: Prepared, seconds: float = 60) -> Plan:
    """The list worth most by the day's end over whole cases, called in the order of weight per minute."""
    kinds = ready.kinds
    found = milp(
        -kinds.weight,
        constraints=LinearConstraint(csr_array(kinds.uses.T), ub=kinds.room[-1]),
        bounds=Bounds(0, kinds.count),
        integrality=np.ones(len(kinds.weight)),
        options={"time_limit": seconds, "mip_rel_gap": GAP},
    )
    return plan_of(ready, np.floor(found.x + 1e-6).astype(int))


def plan_of(ready: Prepared, taken: np.ndarray) -> Plan:
    """A list of so many of each kind, the first registered of each, in the order of weight per minute."""
    kinds, table = ready.kinds, ready.table
    by_kind = np.argsort(kinds.of_case, kind="stable")
    first = np.searchsorted(kinds.of_case[by_kind], np.arange(len(taken)))
    place = np.empty(table.size, np.int64)
    place[by_kind] = np.arange(table.size) - first[kinds.of_case[by_kind]]
    order = by_density(table, np.flatnonzero(place < taken[kinds.of_case]))
    return solve_order(ready, [table.ids[at] for at in order.tolist()])


def cp_sat(ready: Prepared, seconds: float) -> tuple[Plan | None, dict[str, Any]]:
    """CP-SAT's list of the day, of the same kinds and resources, and what it says of its search; a `failed` says why there is none."""
    if not OWN.exists():
        return None, {"failed": f"OR-Tools is not installed: no {OWN.parent.parent.name}"}
    kinds = ready.kinds
    there = np.isfinite(kinds.room[-1])
    asked = {
        "weight": kinds.weight.astype(int).tolist(),
        "count": kinds.count.astype(int).tolist(),
        "uses": kinds.uses.T[there].astype(int).tolist(),
        "room": kinds.room[-1][there].astype(int).tolist(),
        "seconds": seconds,
    }
    script = Path(__file__).with_name("cp_sat.py")
    ended = subprocess.run([OWN, script], input=json.dumps(asked), text=True, capture_output=True, check=False)
    if ended.returncode:
        return None, {"failed": (ended.stderr.strip().splitlines() or ["no answer"])[-1]}
    said = json.loads(ended.stdout)
    taken = said.pop("taken")
    return (None if taken is None else plan_of(ready, np.array(taken))), said


def highs_bound(ready: Prepared, minute: int) -> tuple[float, float]:
    """The linear program's value by one closing minute over all cases, one column each, and the seconds of processor HiGHS took."""
    kinds, table = ready.kinds, ready.table
    fits = table.minutes <= minute
    rows = csr_array(kinds.uses[kinds.of_case[fits]].T)
    weight = -table.weight[fits].astype(float)
    start = time.process_time()
    solved = linprog(weight, A_ub=rows, b_ub=kinds.room[minute], bounds=(0, 1), method="highs")
    return -solved.fun, time.process_time() - start
