"""Problems for the tests: small ones drawn by hypothesis, larger ones by a seed. All cases are invented."""

from __future__ import annotations

import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from safepassage.plan.model import (
    Ambulances,
    BeforeRule,
    CaseToPlan,
    CategoryQuota,
    CouplingRule,
    Day,
    LaneDesks,
    Problem,
    Shares,
)

drawn_alike = settings(derandomize=True, deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
"""Property tests draw the same problems in every run."""
CATEGORIES = ("foreign", "injured", "student")
LANES = ("hall", "bay")


def case(name: str, **changed: object) -> CaseToPlan:
    plain: dict[str, object] = {
        "category": "foreign",
        "list": "jo",
        "lane": "hall",
        "persons": 2,
        "units": 2,
        "weight": 5,
        "minutes": 10,
        "ambulance": False,
        "show": 1.0,
        "registered": 0,
    }
    return CaseToPlan(id=name, **{**plain, **changed})


def problem(*cases: CaseToPlan, **changed: object) -> Problem:
    plain: dict[str, object] = {
        "version": 1,
        "seed": 1,
        "day": Day(60, 10),
        "categories": tuple(CategoryQuota(one, 20, "persons") for one in CATEGORIES),
        "lanes": (LaneDesks("hall", 2), LaneDesks("bay", 1)),
        "ambulances": Ambulances(1, 15),
        "coupling": (),
        "shares": None,
        "turn_away_risk": 0.0,
    }
    return Problem(cases=tuple(cases), **{**plain, **changed})


@st.composite
def cases(draw: st.DrawFn, name: str) -> CaseToPlan:
    category = draw(st.sampled_from(CATEGORIES))
    persons = draw(st.integers(1, 6))
    return CaseToPlan(
        id=name,
        category=category,
        list=draw(st.sampled_from(("jo", "eg", "tr"))),
        lane=draw(st.sampled_from(LANES)),
        persons=persons,
        units=draw(st.integers(0, 1)) if category == "injured" else persons,
        weight=draw(st.integers(0, 12)),
        minutes=draw(st.integers(1, 50)),
        ambulance=category == "injured" and draw(st.booleans()),
        show=draw(st.sampled_from((0.0, 0.5, 0.8, 1.0))),
        registered=draw(st.integers(0, 3)),
    )


@st.composite
def problems(draw: st.DrawFn, most: int = 14) -> Problem:
    count = draw(st.integers(0, most))
    minutes = draw(st.integers(5, 60))
    rule = st.builds(
        CouplingRule, st.sampled_from(CATEGORIES), st.sampled_from(CATEGORIES), st.integers(0, 4), st.integers(0, 6)
    )
    before = st.sampled_from([(), (), (BeforeRule("injured", "foreign"),), (BeforeRule("student", "injured"),)])
    return Problem(
        version=1,
        seed=draw(st.integers(0, 3)),
        day=Day(minutes, draw(st.integers(0, minutes)), draw(st.booleans())),
        categories=tuple(CategoryQuota(one, draw(st.integers(0, 20)), "persons") for one in CATEGORIES),
        lanes=tuple(LaneDesks(one, draw(st.integers(0, 3))) for one in LANES),
        ambulances=Ambulances(draw(st.integers(0, 2)), draw(st.integers(0, 30))),
        coupling=tuple(draw(st.lists(rule, max_size=2))),
        shares=draw(st.sampled_from((None, Shares(0.0), Shares(0.3)))),
        turn_away_risk=draw(st.sampled_from((0.0, 0.1, 0.4))),
        cases=tuple(draw(cases(f"c{at}")) for at in range(count)),
        order=draw(before),
    )


def drawn(
    count: int, seed: int = 1, *, risk: float = 0.0, epsilon: float | None = None, coupling: bool = False
) -> Problem:
    """A day with more cases than room: sizes 1 to 8, three lists."""
    dice = np.random.default_rng(seed)
    made = []
    for at in range(count):
        hurt = dice.random() < 0.15
        persons = int(dice.integers(1, 9)) if not hurt else int(dice.integers(1, 3))
        made.append(
            case(
                f"c{at:04d}",
                category="injured" if hurt else "foreign",
                list=("jo", "eg", "tr")[int(dice.choice(3, p=[0.6, 0.3, 0.1]))],
                lane="bay" if hurt else "hall",
                persons=persons,
                units=1 if hurt else persons,
                weight=int(dice.integers(4, 20)) if hurt else int(dice.integers(1, 4, persons).sum()),
                minutes=int(dice.integers(3, 8)) + 2 * persons,
                ambulance=hurt,
                show=round(float(dice.uniform(0.6, 0.95)), 2) if risk else 1.0,
                registered=at,
            )
        )
    return problem(
        *made,
        day=Day(300, 60),
        categories=(CategoryQuota("foreign", 120, "persons"), CategoryQuota("injured", 15, "patients")),
        lanes=(LaneDesks("hall", 3), LaneDesks("bay", 1)),
        ambulances=Ambulances(3, 40),
        coupling=(CouplingRule("foreign", "injured", 8, 20),) if coupling else (),
        shares=None if epsilon is None else Shares(epsilon),
        turn_away_risk=risk,
    )
