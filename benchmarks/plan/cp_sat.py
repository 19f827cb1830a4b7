"""The list worth most by the day's end, from OR-Tools' CP-SAT: a process of its own, since OR-Tools and HiGHS cannot share one.

Reads one JSON document on standard input: `weight` and `count` of each kind of case, `uses` (of each resource, one number a kind), `room` of each
resource, `seconds` it may take. Writes one: `status`, `seconds` taken, `value`, `bound`, how many of each kind are `taken`, OR-Tools' `version`.
"""

from __future__ import annotations

import json
import sys

import ortools
from ortools.sat.python import cp_model


def main() -> None:
    told = json.load(sys.stdin)
    model = cp_model.CpModel()
    take = [model.new_int_var(0, count, f"k{at}") for at, count in enumerate(told["count"])]
    for uses, room in zip(told["uses"], told["room"], strict=True):
        model.add(sum(use * one for use, one in zip(uses, take, strict=True) if use) <= room)
    model.maximize(sum(weight * one for weight, one in zip(told["weight"], take, strict=True)))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = told["seconds"]
    solver.parameters.num_workers = 2
    status = solver.solve(model)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    answer = {
        "status": solver.status_name(status),
        "seconds": solver.wall_time,
        "value": solver.objective_value if found else None,
        "bound": solver.best_objective_bound,
        "taken": [solver.value(one) for one in take] if found else None,
        "version": ortools.__version__,
    }
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
