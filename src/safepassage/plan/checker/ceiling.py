"""Could any published order have promised more than the plan's limit? Proved anew, in whole numbers.

An order's promise is its least share of the bounds. At a few of the minutes, let a linear program divide cases as it likes, as long as what is
through by each minute has used no more than there was by then. HiGHS finds prices; they are rounded, and what they allow is added up in Python's
whole numbers over every case: by weak duality no order's least share is more, whatever HiGHS did.

With weights p over the minutes that sum to one, and prices y of each resource up to each minute, the least share is at most the sum of p x value /
bound. That is at most what all resources cost plus, for each case, the best over the minutes k of (sum of p / bound from k on) x weight less what its
uses cost from k on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from safepassage.plan.checker.proof import ONE, Program, dual_prices

FINE = 1 << 64
ROUNDS = 8
MINUTES = 21
LOOKS = 6
NEAR = 20
ENOUGH = Fraction(1, 50_000)
Columns = set[tuple[int, int]]
Parts = list[tuple[int, int, float]]


@dataclass(frozen=True)
class Duals:
    """From each minute on, in units of 2**-64: what a unit of weight counts, and what a unit of each resource costs."""

    worth: tuple[int, ...]
    cost: tuple[tuple[int, ...], ...]
    room: int
    value: float


def ceiling(program: Program, claims: Sequence[tuple[int, int]]) -> Fraction:
    """A proved upper bound of the least share that any order keeps; 1 if nothing better is found. `claims`: `(minute, bound)`."""
    real = [(minute, bound) for minute, bound in claims if bound > 0]
    if program.grace or not real or not program.groups:
        return Fraction(1)
    last = len(real) - 1
    looks = [real[at] for at in sorted({round(at * last / (MINUTES - 1)) for at in range(MINUTES)})]
    columns = _first(program, looks)
    best = Fraction(1)
    for _ in range(ROUNDS):
        duals = _duals(program, looks, sorted(columns))
        if duals is None:
            break
        paying = dict(_paying(program, looks, duals))
        gains = sum(program.groups[at].many * gain for at, (_, gain) in paying.items())
        best = min(best, Fraction(duals.room + gains, FINE))
        more = {(at, k) for at, (k, _) in paying.items()} - columns
        if not more or best < Fraction(duals.value) + ENOUGH:
            break
        columns |= more
    return best


def _first(program: Program, looks: Sequence[tuple[int, int]]) -> Columns:
    """Groups that nearly pay at the prices of a few closing minutes, at every minute by which they can be through."""
    some = {looks[at * (len(looks) - 1) // (LOOKS - 1)][0] for at in range(LOOKS)}
    near: set[int] = set()
    for minute in sorted(some):
        price, _ = dual_prices(program, minute)
        for at, group in enumerate(program.groups):
            gain = group.weight * ONE - sum(price[row] * use for row, use in group.need)
            if gain * NEAR > -group.weight * ONE:
                near.add(at)
    return {(at, k) for at in near for k, (minute, _) in enumerate(looks) if program.groups[at].minutes <= minute}


def _duals(program: Program, looks: Sequence[tuple[int, int]], columns: Sequence[tuple[int, int]]) -> Duals | None:
    """Solve: how much of each group by each minute, what is used and gained up to each minute, and the least share.

    What is used up to a minute is a variable of its own with its room as its upper bound; that bound's price is the resource's.
    """
    from scipy.optimize import linprog  # noqa: PLC0415 - seconds of import that only a check pays for

    if not columns:
        return None
    periods, rows = len(looks), len(program.room)
    used, gained = len(columns), len(columns) + rows * periods
    least = gained + periods
    above: Parts = [(k, gained + k, -1.0) for k in range(periods)]
    above += [(k, least, float(bound)) for k, (_, bound) in enumerate(looks)]
    groups = {group: periods + at for at, group in enumerate(sorted({at for at, _ in columns}))}
    above += [(groups[group], at, 1.0) for at, (group, _) in enumerate(columns)]
    free: list[tuple[float | None, float | None]] = [(0, None)] * used
    free += [(None, float(program.room[row][minute])) for row in range(rows) for minute, _ in looks]
    free += [(0, None)] * (periods + 1)
    height = (rows + 1) * periods
    found = linprog(
        [0.0] * least + [-1.0],
        A_ub=_matrix(above, periods + len(groups), least + 1),
        b_ub=[0.0] * periods + [float(program.groups[group].many) for group in groups],
        A_eq=_matrix(list(_balance(program, columns, periods)), height, least + 1),
        b_eq=[0.0] * height,
        bounds=free,
        method="highs",
    )
    if found.x is None:
        return None
    shares = [max(0.0, -float(one) * bound) for one, (_, bound) in zip(found.ineqlin.marginals, looks, strict=False)]
    prices = [max(0.0, -float(one)) for one in found.upper.marginals[used:gained]]
    whole = [round(one * FINE) for one in prices]
    lines = [whole[row * periods : (row + 1) * periods] for row in range(rows)]
    return _summed(program, looks, [round(one * FINE) for one in shares], lines, -float(found.fun))


def _matrix(parts: Parts, height: int, width: int) -> object:
    from scipy.sparse import coo_array  # noqa: PLC0415 - seconds of import that only a check pays for

    where = ([row for row, _, _ in parts], [at for _, at, _ in parts])
    return coo_array(([value for *_, value in parts], where), shape=(height, width)).tocsr()


def _balance(program: Program, columns: Sequence[tuple[int, int]], periods: int) -> Iterator[tuple[int, int, float]]:
    """What is used, and gained, up to a minute is what was up to the one before plus what the columns of this minute add."""
    rows = len(program.room)
    for at, (group, k) in enumerate(columns):
        for row, use in program.groups[group].need:
            yield row * periods + k, at, float(use)
        yield rows * periods + k, at, float(program.groups[group].weight)
    for row in range(rows + 1):
        for k in range(periods):
            here = len(columns) + row * periods + k
            yield row * periods + k, here, -1.0
            if k:
                yield row * periods + k, here - 1, 1.0


def _summed(
    program: Program,
    looks: Sequence[tuple[int, int]],
    weights: Sequence[int],
    prices: Sequence[Sequence[int]],
    value: float,
) -> Duals | None:
    """Weights made to sum to one, rounded so that the bound stays one, and everything summed from each minute on."""
    total = sum(weights)
    if not total:
        return None
    each = [-(-weight * FINE // (total * bound)) for weight, (_, bound) in zip(weights, looks, strict=True)]
    room = sum(
        price * program.room[row][minute]
        for row, line in enumerate(prices)
        for price, (minute, _) in zip(line, looks, strict=True)
    )
    return Duals(_from_on(each), tuple(_from_on(line) for line in prices), room, value)


def _from_on(line: Sequence[int]) -> tuple[int, ...]:
    sums = []
    total = 0
    for one in reversed(line):
        total += one
        sums.append(total)
    return tuple(reversed(sums))


def _paying(program: Program, looks: Sequence[tuple[int, int]], duals: Duals) -> Iterator[tuple[int, tuple[int, int]]]:
    """Each group that is worth more than it costs at some minute, with the best such minute and its gain."""
    for at, group in enumerate(program.groups):
        best, when = 0, -1
        for k, (minute, _) in enumerate(looks):
            if group.minutes <= minute:
                gain = group.weight * duals.worth[k] - sum(duals.cost[row][k] * use for row, use in group.need)
                if gain > best:
                    best, when = gain, k
        if when >= 0:
            yield at, (when, best)
