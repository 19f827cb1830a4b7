"""Prices of what is scarce by one closing minute: the dual of a small linear program, by an interior-point method.

max weight x, subject to uses x <= room, 0 <= x <= count. Mehrotra's predictor-corrector (S. Mehrotra, SIAM J. Optimization 2(4),
1992), specialised to a handful of rows: each step solves one system as large as the number of resources.
"""

from __future__ import annotations

import numpy as np

from safepassage.plan.engine.table import Real

STEPS = 60
CLOSE = 1e-5
BACK = 0.9995
FIRM = 1e-11


def solve(weight: Real, uses: Real, count: Real, room: Real) -> Real:
    """Dual prices of the rows; zero where there is nothing to choose from, or nobody uses a row."""
    prices = np.zeros(len(room))
    used = (uses != 0).any(axis=0)
    if not weight.any() or not used.any():
        return prices
    uses, room = uses[:, used], room[used]
    # Columns count in whole kinds (x from 0 to 1) and rows in their own size: the steps stay well conditioned.
    scale = np.abs(uses).max(axis=0)
    size = max(float(np.abs(room / scale).max()), 1.0)
    worth = weight * count
    unit = float(worth.max())
    price = _path(worth / unit, uses * count[:, None] / scale / size, room / scale / size)
    prices[used] = price * unit / size / scale
    return prices


def _path(c: Real, a: Real, b: Real) -> Real:
    """Follow the central path of max c x, a' x + s = b, x + r = 1; all of x, s, r, y, z, u stay positive.

    y: prices of rows (of s >= 0), z: of x >= 0, u: of x <= 1. The prices whose bound was the least on the way are the result.
    """
    n, m = a.shape
    x = np.full(n, 0.5)
    r = 1 - x
    s = np.maximum(b - x @ a, 1.0)
    y = np.ones(m)
    u = np.maximum(c - a @ y, 0) + 1.0
    z = np.maximum(a @ y + u - c, 1.0)
    best, least = y, np.inf
    for _ in range(STEPS):
        net = c - a @ y
        value = float(b @ y + np.maximum(net, 0.0).sum())
        if value < least:
            best, least = y, value
        primal, dual = b - x @ a - s, net - u + z
        gap = float(x @ z + r @ u + s @ y)
        if gap < CLOSE * abs(value) and np.abs(primal).max() < CLOSE and np.abs(dual).max() < CLOSE:
            break
        d = 1 / (z / x + u / r)
        normal = (a * d[:, None]).T @ a
        normal[np.diag_indices(m)] += s / y + FIRM * float(np.trace(normal))
        step = _Step(x, r, s, y, z, u, a, d, normal, primal, dual)
        try:
            first = step.towards(0.0, None)
            after = step.gap(first, *step.reach(first)) / gap
            dx, ds, dy, dz, du = second = step.towards(gap / (2 * n + m) * after**3, first)
        except np.linalg.LinAlgError:  # the path ends where rows can no longer be told apart; the best so far stands
            break
        p, q = step.reach(second)
        x, r, s = x + p * dx, r - p * dx, s + p * ds
        y, z, u = y + q * dy, z + q * dz, u + q * du
    return best


class _Step:
    """One point of the path and the directions from it."""

    def __init__(self, *state: Real) -> None:
        self.x, self.r, self.s, self.y, self.z, self.u, self.a, self.d, self.normal, self.primal, self.dual = state

    def towards(self, mu: float, before: tuple[Real, ...] | None) -> tuple[Real, ...]:
        """The direction towards complementarity `mu`; `before` is the predictor whose second-order error is taken out."""
        zx, ur, ys = mu - self.x * self.z, mu - self.r * self.u, mu - self.s * self.y
        if before is not None:
            x, s, y, z, u = before
            zx, ur, ys = zx - x * z, ur + x * u, ys - s * y
        right = self.dual + zx / self.x - ur / self.r
        move = (right * self.d) @ self.a - self.primal + ys / self.y
        dy = np.asarray(np.linalg.solve(self.normal, move), np.float64)
        dx = self.d * (right - self.a @ dy)
        ds = (ys - self.s * dy) / self.y
        dz = (zx - self.z * dx) / self.x
        du = (ur + self.u * dx) / self.r
        return dx, ds, dy, dz, du

    def reach(self, step: tuple[Real, ...]) -> tuple[float, float]:
        """How far primal and dual may go along the direction."""
        dx, ds, dy, dz, du = step
        return (
            min(_most(self.x, dx), _most(self.r, -dx), _most(self.s, ds)),
            min(_most(self.y, dy), _most(self.z, dz), _most(self.u, du)),
        )

    def gap(self, step: tuple[Real, ...], p: float, q: float) -> float:
        """Complementarity after the step."""
        dx, ds, dy, dz, du = step
        x, r, s = self.x + p * dx, self.r - p * dx, self.s + p * ds
        return float(x @ (self.z + q * dz) + r @ (self.u + q * du) + s @ (self.y + q * dy))


def _most(value: Real, step: Real) -> float:
    down = step < 0
    if not down.any():
        return 1.0
    return min(1.0, BACK * float((-value[down] / step[down]).min()))
