"""Is a published bound at least the value of any plan? Proved anew for each minute, in whole numbers.

The checker's proof owes nothing to the planner's prices. It solves the linear program of one closing minute with HiGHS, rounds the dual
prices to multiples of 2**-30, and adds up in Python's whole numbers what those prices allow at every minute: by weak duality no plan has more
through, whatever HiGHS did. Where that is under the published bound plus one, the bound is proved (plans are worth whole numbers). Where it is
not, the minute gets a linear program of its own; only a minute that its own program cannot prove is a fault.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from safepassage.plan.checker.able import callable_cases
from safepassage.plan.checker.trips import Limits, limits_of
from safepassage.plan.model import CaseToPlan, Problem

Uses = tuple[tuple[int, int], ...]
ONE = 1 << 30
FIRST_LOOKS = 12
FAULTS_SHOWN = 5


@dataclass(frozen=True)
class Group:
    """So many cases alike in everything that a bound can see."""

    many: int
    weight: int
    minutes: int
    lane: int
    need: Uses
    last: Uses


@dataclass(frozen=True)
class Program:
    """The linear program of any closing minute: `room[r][minute]` of each resource r, and desks per lane."""

    groups: tuple[Group, ...]
    room: tuple[tuple[int, ...], ...]
    desks: tuple[int, ...]
    end: int
    grace: bool


def program_of(problem: Problem) -> Program:
    """Cases that can be called at all, and resources: lanes' minutes, quotas, what ambulances allow, room of the couplings."""
    time = range(problem.day.minutes + 1)
    limits = limits_of(problem)
    room = [tuple(lane.desks * minute for minute in time) for lane in problem.lanes]
    room += [tuple(category.quota for _ in time) for category in problem.categories]
    room += limits.rooms
    room += [tuple(rule.allowance for _ in time) for rule in problem.coupling]
    counted = Counter(_like(problem, limits, case) for case in callable_cases(problem))
    return Program(
        groups=tuple(Group(many, *like) for like, many in sorted(counted.items())),
        room=tuple(room),
        desks=tuple(one.desks for one in problem.lanes),
        end=problem.day.minutes,
        grace=problem.day.grace,
    )


def _like(problem: Problem, limits: Limits, case: CaseToPlan) -> tuple[int, int, int, Uses, Uses]:
    """Weight, minutes, lane, what a case that is through uses, what a desk's last case uses that is not (under `grace`)."""
    lane = [one.id for one in problem.lanes].index(case.lane)
    quotas = len(problem.lanes)
    cars = quotas + len(problem.categories)
    couplings = cars + len(limits.rooms)
    common = [(quotas + [one.id for one in problem.categories].index(case.category), case.units)]
    for at, rule in enumerate(problem.coupling):
        use = case.persons if rule.category == case.category else 0
        use -= rule.ratio * case.units if rule.needs == case.category else 0
        common.append((couplings + at, use))
    trips = [(cars + at, use) for at, use in enumerate(limits.use(case))]
    whole = ((lane, case.minutes), *common, *trips)
    return case.weight, case.minutes, lane, _used(whole), _used(((lane, 1), *common))


def _used(uses: Iterable[tuple[int, int]]) -> Uses:
    return tuple((row, use) for row, use in uses if use)


def unproved(problem: Problem, claims: Sequence[tuple[int, int]]) -> tuple[list[int], int]:
    """Minutes whose bound could not be proved (some of them), and how many minutes were left open.

    `claims`: `(minute, bound)`, minutes within the day.
    """
    program = program_of(problem)
    best: list[int] | None = None
    left = list(claims)
    faults: list[int] = []
    looks = [left[at * (len(left) - 1) // max(FIRST_LOOKS - 1, 1)][0] for at in range(FIRST_LOOKS)] if left else []
    while left and len(faults) < FAULTS_SHOWN:
        minute = looks.pop(0) if looks else left[len(left) // 2][0]
        curve = allowed(program, dual_prices(program, minute))
        best = curve if best is None else [min(pair) for pair in zip(best, curve, strict=True)]
        failed = [at for at, bound in left if at == minute and best[at] >= (bound + 1) * ONE]
        faults.extend(failed)
        left = [(at, bound) for at, bound in left if best[at] >= (bound + 1) * ONE and at != minute]
        looks = [look for look in looks if any(at == look for at, _ in left)]
    return faults, len(left)


def dual_prices(program: Program, minute: int) -> tuple[list[int], list[int]]:
    """Prices of the resources, and of a desk's last case under `grace`, in units of 2**-30, from HiGHS; any would be valid."""
    from scipy.optimize import linprog  # noqa: PLC0415 - seconds of import that only a check pays for
    from scipy.sparse import coo_array  # noqa: PLC0415 - as above

    columns = _columns(program, minute)
    rows, lanes = len(program.room), len(program.desks)
    if not columns:
        return [0] * rows, [0] * lanes
    place = [(row, at, float(use)) for at, (_, _, uses) in enumerate(columns) for row, use in uses if use]
    room = [one[minute] for one in program.room] + list(program.desks)
    height = len(room)
    if program.grace:
        for pair, group in enumerate(program.groups):
            place += [(height + pair, 2 * pair, 1.0), (height + pair, 2 * pair + 1, 1.0)]
            room.append(group.many)
    matrix = coo_array(
        ([use for *_, use in place], ([row for row, *_ in place], [at for _, at, _ in place])),
        shape=(len(room), len(columns)),
    )
    found = linprog(
        [-weight for weight, _, _ in columns],
        A_ub=matrix.tocsr(),
        b_ub=[float(one) for one in room],
        bounds=[(0, many) for _, many, _ in columns],
        method="highs",
    )
    if found.x is None:
        return [0] * rows, [0] * lanes
    prices = [max(0, round(-float(one) * ONE)) for one in found.ineqlin.marginals]
    return prices[:rows], prices[rows : rows + lanes]


def _columns(program: Program, minute: int) -> list[tuple[int, int, Uses]]:
    """`(weight, how many, uses)` of every group that can be through by the minute; with `grace` twice: through, or at the desk."""
    lane_row = len(program.room)
    if not program.grace:
        return [(one.weight, one.many, one.need) for one in program.groups if one.minutes <= minute]
    pairs = ((one, (*one.last, (lane_row + one.lane, 1))) for one in program.groups)
    return [
        column for one, last in pairs for column in ((one.weight, one.many, one.need), (one.weight, one.many, last))
    ]


def allowed(program: Program, prices: tuple[list[int], list[int]]) -> list[int]:
    """What no plan exceeds at minutes 0..end, in units of 2**-30, by these prices: exact in whole numbers."""
    price, seat = prices
    gains = [0] * (program.end + 1)
    for group in program.groups:
        gain = group.weight * ONE - sum(price[row] * use for row, use in group.need)
        if program.grace:
            inside = group.weight * ONE - sum(price[row] * use for row, use in group.last) - seat[group.lane]
            gains[0] += group.many * max(0, gain, inside)
        elif gain > 0 and group.minutes <= program.end:
            gains[group.minutes] += group.many * gain
    still = sum(one * desks for one, desks in zip(seat, program.desks, strict=True)) if program.grace else 0
    rooms = [(one, room) for one, room in zip(price, program.room, strict=True) if one]
    return [
        still + gain + sum(one * room[minute] for one, room in rooms) for minute, gain in enumerate(accumulate(gains))
    ]
