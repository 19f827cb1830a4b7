"""Prices of what is scarce by each closing minute: the duals of small linear programs, by an interior-point method.

max weight x, subject to uses x <= room, 0 <= x <= count. Mehrotra's predictor-corrector (S. Mehrotra, SIAM J. Optimization 2(4), 1992),
specialised to a handful of rows: each step solves one system as large as the number of resources.

Plain functions over flat rows, compiled by `engine.compiled` like those of `engine.kernels`; they run on lists as they stand. Columns are sparse:
those of column j are `at[ptr[j]:ptr[j + 1]]` (resource) and `use[...]`. `columns` holds what is kept for each column, `rows` for each resource.
All of x, x's room r, prices y, slacks s, and z and u (the prices of x >= 0 and of x <= 1) stay positive.
"""

from __future__ import annotations

from typing import Any

STEPS = 60
CLOSE = 1e-5
BACK = 0.9995
FIRM = 1e-11
NEAR = 0.15
AGAIN = 3
X, R, Z, U, C, NET, D, RIGHT, DX, DZ, DU, ZX, UR, PER_X, PER_R, COLUMNS = (
    0,
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
    9,
    10,
    11,
    12,
    13,
    14,
    15,
)
S, Y, B, LACK, YS, DY, DS, BEST, SCALE, PRICE, ROWS = 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10


def choose_columns(minute: int, kinds: Any, room: Any, near: Any, some: Any, columns: Any, rows: Any) -> int:
    """Copy the columns that can be through by the minute and are `near`, scaled; how many.

    Columns count in whole kinds (x from 0 to 1) and rows in their own size: the steps stay well conditioned. A resource that none of them uses
    has scale 0.
    """
    weight, minutes, count, ptr, at, use = kinds
    some_ptr, some_at, some_use = some
    scale, there = rows[SCALE], rows[B]
    size = len(scale)
    for row in range(size):
        scale[row] = 0.0
    many = 0
    entry = 0
    unit = 0.0
    for kind in range(len(weight)):
        if near[kind] and minutes[kind] <= minute:
            columns[C][many] = weight[kind] * count[kind]
            unit = max(unit, columns[C][many])
            some_ptr[many] = entry
            for part in range(ptr[kind], ptr[kind + 1]):
                some_at[entry] = at[part]
                some_use[entry] = use[part] * count[kind]
                scale[at[part]] = max(scale[at[part]], abs(use[part]))
                entry += 1
            many += 1
    some_ptr[many] = entry
    most = 1.0
    for row in range(size):
        if scale[row] > 0:
            most = max(most, abs(room[minute * size + row]) / scale[row])
    for row in range(size):
        there[row] = room[minute * size + row] / (scale[row] * most) if scale[row] > 0 else 1.0
    if unit <= 0 or entry == 0:
        return 0
    for one in range(many):
        columns[C][one] /= unit
    for part in range(entry):
        some_use[part] /= scale[some_at[part]] * most
    for row in range(size):
        scale[row] = unit / (scale[row] * most) if scale[row] > 0 else 0.0
    return many


def begin_path(many: int, some: Any, columns: Any, rows: Any) -> None:
    """The first point: in the middle, all prices one."""
    ptr, at, use = some
    slack, price = rows[S], rows[Y]
    for row in range(len(slack)):
        slack[row] = rows[B][row]
        price[row] = 1.0
    for one in range(many):
        cost = 0.0
        for part in range(ptr[one], ptr[one + 1]):
            cost += use[part]
            slack[at[part]] -= 0.5 * use[part]
        columns[X][one] = 0.5
        columns[R][one] = 0.5
        columns[U][one] = max(columns[C][one] - cost, 0.0) + 1.0
        columns[Z][one] = max(cost + columns[U][one] - columns[C][one], 1.0)
    for row in range(len(slack)):
        slack[row] = max(slack[row], 1.0)


def look(many: int, some: Any, columns: Any, rows: Any, normal: Any) -> tuple[float, float, float]:
    """Net worths, residuals and the normal matrix of the point: its bound, its gap, its largest residual."""
    ptr, at, use = some
    x, r, z, u, c, net, d = columns[X], columns[R], columns[Z], columns[U], columns[C], columns[NET], columns[D]
    per_x, per_r = columns[PER_X], columns[PER_R]
    s, y, b, lack = rows[S], rows[Y], rows[B], rows[LACK]
    size = len(s)
    value = 0.0
    gap = 0.0
    far = 0.0
    for row in range(size):
        value += b[row] * y[row]
        gap += s[row] * y[row]
        lack[row] = b[row] - s[row]
        for other in range(row + 1):
            normal[row * size + other] = 0.0
    for one in range(many):
        worth = c[one]
        per_x[one] = 1.0 / x[one]
        per_r[one] = 1.0 / r[one]
        weight = 1.0 / (z[one] * per_x[one] + u[one] * per_r[one])
        for part in range(ptr[one], ptr[one + 1]):
            row = at[part]
            worth -= use[part] * y[row]
            lack[row] -= use[part] * x[one]
            scaled = use[part] * weight
            for other in range(ptr[one], part + 1):
                normal[row * size + at[other]] += scaled * use[other]
        net[one] = worth
        d[one] = weight
        value += max(worth, 0.0)
        gap += x[one] * z[one] + r[one] * u[one]
        far = max(far, abs(worth - u[one] + z[one]))
    for row in range(size):
        far = max(far, abs(lack[row]))
    return value, gap, far


def factor(rows: Any, normal: Any) -> bool:
    """Cholesky's factor of the normal matrix in its own place; false where rows can no longer be told apart."""
    s, y = rows[S], rows[Y]
    size = len(s)
    trace = 0.0
    for row in range(size):
        trace += normal[row * size + row]
    for row in range(size):
        normal[row * size + row] += s[row] / y[row] + FIRM * trace
    for row in range(size):
        for other in range(row + 1):
            total = normal[row * size + other]
            for inner in range(other):
                total -= normal[row * size + inner] * normal[other * size + inner]
            if other < row:
                normal[row * size + other] = total / normal[other * size + other]
            elif total <= 0.0:
                return False
            else:
                normal[row * size + row] = total**0.5
    return True


def towards(many: int, some: Any, columns: Any, rows: Any, normal: Any) -> None:
    """The direction whose complementarity terms stand in ZX, UR and YS."""
    ptr, at, use = some
    z, u, net, d, per_x, per_r = columns[Z], columns[U], columns[NET], columns[D], columns[PER_X], columns[PER_R]
    right, dx, dz, du, zx, ur = columns[RIGHT], columns[DX], columns[DZ], columns[DU], columns[ZX], columns[UR]
    s, y, dy, ds, ys = rows[S], rows[Y], rows[DY], rows[DS], rows[YS]
    size = len(s)
    for row in range(size):
        dy[row] = ys[row] / y[row] - rows[LACK][row]
    for one in range(many):
        right[one] = net[one] - u[one] + z[one] + zx[one] * per_x[one] - ur[one] * per_r[one]
        push = right[one] * d[one]
        for part in range(ptr[one], ptr[one + 1]):
            dy[at[part]] += push * use[part]
    for row in range(size):
        for inner in range(row):
            dy[row] -= normal[row * size + inner] * dy[inner]
        dy[row] /= normal[row * size + row]
    for row in range(size - 1, -1, -1):
        for inner in range(row + 1, size):
            dy[row] -= normal[inner * size + row] * dy[inner]
        dy[row] /= normal[row * size + row]
    for row in range(size):
        ds[row] = (ys[row] - s[row] * dy[row]) / y[row]
    for one in range(many):
        pull = right[one]
        for part in range(ptr[one], ptr[one + 1]):
            pull -= use[part] * dy[at[part]]
        dx[one] = d[one] * pull
        dz[one] = (zx[one] - z[one] * dx[one]) * per_x[one]
        du[one] = (ur[one] + u[one] * dx[one]) * per_r[one]


def reach(many: int, columns: Any, rows: Any) -> tuple[float, float]:
    """How far primal and dual may go along the direction."""
    x, r, z, u = columns[X], columns[R], columns[Z], columns[U]
    dx, dz, du = columns[DX], columns[DZ], columns[DU]
    s, y, ds, dy = rows[S], rows[Y], rows[DS], rows[DY]
    primal = BACK
    dual = BACK
    for one in range(many):
        if dx[one] * primal < -BACK * x[one]:
            primal = -BACK * x[one] / dx[one]
        if dx[one] * primal > BACK * r[one]:
            primal = BACK * r[one] / dx[one]
        if dz[one] * dual < -BACK * z[one]:
            dual = -BACK * z[one] / dz[one]
        if du[one] * dual < -BACK * u[one]:
            dual = -BACK * u[one] / du[one]
    for row in range(len(s)):
        if ds[row] * primal < -BACK * s[row]:
            primal = -BACK * s[row] / ds[row]
        if dy[row] * dual < -BACK * y[row]:
            dual = -BACK * y[row] / dy[row]
    return primal, dual


def predict(many: int, columns: Any, rows: Any) -> None:
    """The terms of the direction that aims at no complementarity at all."""
    for one in range(many):
        columns[ZX][one] = -columns[X][one] * columns[Z][one]
        columns[UR][one] = -columns[R][one] * columns[U][one]
    for row in range(len(rows[S])):
        rows[YS][row] = -rows[S][row] * rows[Y][row]


def correct(many: int, gap: float, columns: Any, rows: Any) -> None:
    """The terms of the direction that takes the prediction's second-order error out and aims at what it would leave."""
    primal, dual = reach(many, columns, rows)
    x, r, z, u = columns[X], columns[R], columns[Z], columns[U]
    dx, dz, du = columns[DX], columns[DZ], columns[DU]
    s, y, ds, dy = rows[S], rows[Y], rows[DS], rows[DY]
    after = 0.0
    for one in range(many):
        after += (x[one] + primal * dx[one]) * (z[one] + dual * dz[one])
        after += (r[one] - primal * dx[one]) * (u[one] + dual * du[one])
    for row in range(len(s)):
        after += (s[row] + primal * ds[row]) * (y[row] + dual * dy[row])
    aim = gap / (2 * many + len(s)) * (after / gap) ** 3
    for one in range(many):
        columns[ZX][one] += aim - dx[one] * dz[one]
        columns[UR][one] += aim + dx[one] * du[one]
    for row in range(len(s)):
        rows[YS][row] += aim - ds[row] * dy[row]


def move(many: int, columns: Any, rows: Any) -> None:
    """Go along the direction as far as everything stays positive."""
    primal, dual = reach(many, columns, rows)
    for one in range(many):
        columns[X][one] += primal * columns[DX][one]
        columns[R][one] -= primal * columns[DX][one]
        columns[Z][one] += dual * columns[DZ][one]
        columns[U][one] += dual * columns[DU][one]
    for row in range(len(rows[S])):
        rows[S][row] += primal * rows[DS][row]
        rows[Y][row] += dual * rows[DY][row]


def price_minute(
    minute: int, kinds: Any, room: Any, near: Any, some: Any, columns: Any, rows: Any, normal: Any
) -> None:
    """Follow the central path and leave in `rows` the prices whose bound was the least on the way."""
    many = choose_columns(minute, kinds, room, near, some, columns, rows)
    price, best = rows[PRICE], rows[BEST]
    size = len(price)
    for row in range(size):
        price[row] = 0.0
    if many == 0:
        return
    begin_path(many, some, columns, rows)
    least = 1e300
    for _ in range(STEPS):
        value, gap, far = look(many, some, columns, rows, normal)
        if value < least:
            least = value
            for row in range(size):
                best[row] = rows[Y][row]
        if (gap < CLOSE * abs(value) and far < CLOSE) or not factor(rows, normal):
            break
        predict(many, columns, rows)
        towards(many, some, columns, rows, normal)
        correct(many, gap, columns, rows)
        towards(many, some, columns, rows, normal)
        move(many, columns, rows)
    for row in range(size):
        price[row] = best[row] * rows[SCALE][row]


def gain(kind: int, kinds: Any, price: Any) -> float:
    """What one case of a kind is worth beyond what its uses cost."""
    ptr, at, use = kinds[3], kinds[4], kinds[5]
    left: float = kinds[0][kind]
    for part in range(ptr[kind], ptr[kind + 1]):
        left -= use[part] * price[at[part]]
    return left


def sweep(
    grid: Any, kinds: Any, room: Any, near: Any, some: Any, columns: Any, rows: Any, normal: Any, found: Any
) -> None:
    """Prices at every minute of the grid, one after the other into `found`.

    The prices of one minute are sought among the kinds that nearly paid at the minute before; a kind that pays but was not among them is added
    and the prices are sought again.
    """
    weight, minutes = kinds[0], kinds[1]
    price = rows[PRICE]
    size = len(price)
    for which in range(len(grid)):
        price_minute(grid[which], kinds, room, near, some, columns, rows, normal)
        for _ in range(AGAIN):
            more = 0
            for kind in range(len(weight)):
                if near[kind] == 0 and minutes[kind] <= grid[which] and gain(kind, kinds, price) > 0:
                    near[kind] = 1
                    more += 1
            if more == 0:
                break
            price_minute(grid[which], kinds, room, near, some, columns, rows, normal)
        for kind in range(len(weight)):
            near[kind] = 1 if gain(kind, kinds, price) > -NEAR * weight[kind] else 0
        for row in range(size):
            found[which * size + row] = price[row]
