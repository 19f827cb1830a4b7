"""The inner loops of learning, compiled."""

# ruff: noqa: PLR0912 - compiled functions take their arguments by position only, and are one loop each

import numba
import numpy as np

LONGEST = 4  # letters one symbol may be written with


@numba.njit(cache=True)
def edge_codes(contexts, symbol_at, letters, letter_at, base, out):
    """Every (context, segment) edge of every pair's lattice, as context * base**4 + code; returns how many."""
    n = 0
    width = base**LONGEST
    for pair in range(len(symbol_at) - 1):
        first, last = letter_at[pair], letter_at[pair + 1]
        m = last - first
        for at in range(symbol_at[pair], symbol_at[pair + 1]):
            ctx = contexts[at]
            for j in range(m + 1):
                code = 0
                for k in range(min(LONGEST, m - j) + 1):
                    if k:
                        code = code * base + letters[first + j + k - 1] + 1
                    out[n] = ctx * width + code
                    n += 1
    return n


@numba.njit(cache=True)
def expect(symbol_at, letter_at, edge_of, prob, weight, noise, share, counts):
    """One E-step: expected counts per edge kind, weighted; the log-likelihood.

    noise[pair] is the letters' probability were the two unrelated, share the part of pairs expected to be so.
    """
    total = 0.0
    start = 0
    alpha = np.zeros((64, 64))
    beta = np.zeros((64, 64))
    for pair in range(len(symbol_at) - 1):
        n = symbol_at[pair + 1] - symbol_at[pair]
        m = letter_at[pair + 1] - letter_at[pair]
        per = 0
        for j in range(m + 1):
            per += min(LONGEST, m - j) + 1
        alpha[: n + 1, : m + 1] = 0.0
        beta[: n + 1, : m + 1] = 0.0
        alpha[0, 0] = 1.0
        e = start
        for i in range(n):
            for j in range(m + 1):
                a = alpha[i, j]
                for k in range(min(LONGEST, m - j) + 1):
                    alpha[i + 1, j + k] += a * prob[edge_of[e]]
                    e += 1
        beta[n, m] = 1.0
        for i in range(n - 1, -1, -1):
            e = start + i * per
            for j in range(m + 1):
                b = 0.0
                for k in range(min(LONGEST, m - j) + 1):
                    b += prob[edge_of[e]] * beta[i + 1, j + k]
                    e += 1
                beta[i, j] = b
        like = alpha[n, m]
        mixed = (1.0 - share) * like + share * noise[pair]
        total += weight[pair] * np.log(mixed + 1e-300)
        if like > 0.0:
            scale = weight[pair] * (1.0 - share) / mixed
            e = start
            for i in range(n):
                for j in range(m + 1):
                    a = alpha[i, j] * scale
                    for k in range(min(LONGEST, m - j) + 1):
                        if a > 0.0:
                            counts[edge_of[e]] += a * prob[edge_of[e]] * beta[i + 1, j + k]
                        e += 1
        start += per * n
    return total
