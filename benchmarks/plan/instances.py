"""Seeded problems of the kind the study in docs/planning.md measured: four categories, two lanes, ambulances, twelve lists.

All cases are invented.
"""

from __future__ import annotations

import numpy as np

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

FAMILY = np.array([0.16, 0.17, 0.18, 0.17, 0.13, 0.08, 0.05, 0.025, 0.015, 0.01, 0.006, 0.004])
LISTS = 12
NEEDS = np.array([0.5, 0.3, 0.2])  # a person weighs 1, 2 or 3
SLOW = np.array([1.0, 1.7, 2.8])  # minutes more for each person at a desk: who needs more takes longer


def make(
    cases: int,
    scale: int = 1,
    seed: int = 1,
    *,
    coupling: bool = False,
    epsilon: float | None = None,
    risk: float = 0.0,
    grace: bool = False,
    come: float = 1.0,
    medical: float = 1.0,
) -> Problem:
    """A day's problem. `scale` multiplies quotas, desks and ambulances; `come`: the mean chance of a case to come, by list."""
    dice = np.random.default_rng([seed, cases, scale])
    kinds = dice.choice(4, cases, p=[0.66, 0.10, 0.16, 0.08])
    zipf = 1.0 / np.arange(1, LISTS + 1)
    lists = dice.choice(LISTS, cases, p=zipf / zipf.sum())
    of_list = np.exp(dice.normal(0, 0.12, LISTS))
    sizes = dice.choice(12, cases, p=FAMILY / FAMILY.sum()) + 1
    of_kind = np.array([1.0, 2.0, 0.8, 1.3])
    shows_of_list = np.clip(dice.normal(come, 0.08, LISTS), 0.5, 0.97)
    noise = np.exp(dice.normal(0, 0.4, cases)) * np.where(dice.random(cases) < 0.07, 3.0, 1.0)
    made = []
    for at in range(cases):
        kind = int(kinds[at])
        if kind == 0:
            persons = units = int(sizes[at])
            needs = dice.choice(3, persons, p=NEEDS)
            weight, slow = int(needs.sum()) + persons, float(SLOW[needs].sum())
        elif kind == 1:
            patients = 2 if dice.random() < 0.1 else 1
            units, persons = patients, patients + int(dice.integers(0, 3))
            worth = dice.choice([4, 8, 20], patients, p=[0.5, 0.35, 0.15]).sum()
            weight, slow = round(float(worth) * medical) + persons - patients, 1.7 * persons
        else:
            persons = units = 1
            need = int(dice.choice(3, p=NEEDS))
            weight, slow = 1 + need + (2 if kind == 3 else 0), float(SLOW[need])
        minutes = (3 + slow) * of_kind[kind] * of_list[lists[at]] * noise[at]
        show = float(np.clip(shows_of_list[lists[at]] + dice.normal(0, 0.05), 0.05, 1)) if come < 1 else 1.0
        made.append(
            CaseToPlan(
                id=f"c{at:06d}",
                category=("foreign", "injured", "student", "high-risk")[kind],
                list=f"list-{lists[at]:02d}",
                lane="bay" if kind == 1 else "hall",
                persons=persons,
                units=units,
                weight=weight,
                minutes=max(1, round(float(minutes))),
                ambulance=kind == 1,
                show=round(show, 3),
                registered=at,
            )
        )
    return Problem(
        version=1,
        seed=seed,
        day=Day(600, 60, grace),
        categories=(
            CategoryQuota("foreign", 500 * scale, "persons"),
            CategoryQuota("injured", 60 * scale, "patients"),
            CategoryQuota("student", 120 * scale, "persons"),
            CategoryQuota("high-risk", 60 * scale, "persons"),
        ),
        lanes=(LaneDesks("hall", 4 * scale), LaneDesks("bay", scale)),
        ambulances=Ambulances(8 * scale, 70),
        coupling=(CouplingRule("foreign", "injured", 8, 50),) if coupling else (),
        shares=None if epsilon is None else Shares(epsilon),
        turn_away_risk=risk,
        cases=tuple(made),
    )
