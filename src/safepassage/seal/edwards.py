"""As much of the curve edwards25519 as it takes to refuse a bad public key (RFC 8032, section 5.1).

Plain and slow (milliseconds): a key is examined once, when it is registered. Signatures are left to `cryptography`.
"""

from __future__ import annotations

PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, PRIME) % PRIME
_ROOT_OF_MINUS_ONE = pow(2, (PRIME - 1) // 4, PRIME)

Point = tuple[int, int, int, int]  # extended coordinates X, Y, Z, T with x = X/Z, y = Y/Z, xy = T/Z
_IDENTITY: Point = (0, 1, 1, 0)

# The y of the eight points whose order divides 8; with any sign of x, and unreduced, each encodes one of them.
_SMALL_ORDER_Y = frozenset(
    (
        0,
        1,
        PRIME - 1,
        int.from_bytes(bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"), "little"),
        int.from_bytes(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"),
    )
)


def encoded_y(raw: bytes) -> int:
    """The y coordinate as it stands in a 32-byte point, the sign bit of x left out."""
    return int.from_bytes(raw, "little") & (2**255 - 1)


def is_small_order(raw: bytes) -> bool:
    """Whether the 32 bytes encode, canonically or not, a point whose order divides 8."""
    return encoded_y(raw) % PRIME in _SMALL_ORDER_Y


def decompress(raw: bytes) -> Point | None:
    """The point that 32 bytes encode (RFC 8032, section 5.1.3), or None where they encode none, or not canonically."""
    y = encoded_y(raw)
    if y >= PRIME:
        return None
    u, v = (y * y - 1) % PRIME, (_D * y * y + 1) % PRIME
    x = u * pow(v, 3, PRIME) * pow(u * pow(v, 7, PRIME), (PRIME - 5) // 8, PRIME) % PRIME
    if (v * x * x - u) % PRIME:
        x = x * _ROOT_OF_MINUS_ONE % PRIME
    if (v * x * x - u) % PRIME:
        return None
    sign = raw[31] >> 7
    if x == 0 and sign:
        return None
    if x & 1 != sign:
        x = PRIME - x
    return (x, y, 1, x * y % PRIME)


def _add(p: Point, q: Point) -> Point:
    """RFC 8032, section 5.1.4."""
    a = (p[1] - p[0]) * (q[1] - q[0]) % PRIME
    b = (p[1] + p[0]) * (q[1] + q[0]) % PRIME
    c = 2 * p[3] * q[3] * _D % PRIME
    d = 2 * p[2] * q[2] % PRIME
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % PRIME, g * h % PRIME, f * g % PRIME, e * h % PRIME)


def in_prime_order_subgroup(point: Point) -> bool:
    """Whether the point times the group order is the identity."""
    total, step, left = _IDENTITY, point, ORDER
    while left:
        if left & 1:
            total = _add(total, step)
        step = _add(step, step)
        left >>= 1
    return total[0] == 0 and (total[1] - total[2]) % PRIME == 0
