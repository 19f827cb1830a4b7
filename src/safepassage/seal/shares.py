"""A secret in shares: any `least` of them give it back, fewer say nothing of it (Shamir, Communications of the ACM 22, 1979).

Over GF(256) with the polynomial of AES, byte by byte. A share is its number and one byte for each of the secret's; the last four
bytes of what is shared are a check, so that shares that do not belong together are noticed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

MOST = 255
_CHECK_BYTES = 4
_POLYNOMIAL = 0x11B


def _times(one: int, other: int) -> int:
    total = 0
    while other:
        if other & 1:
            total ^= one
        one = one << 1 ^ (_POLYNOMIAL if one & 0x80 else 0)
        other >>= 1
    return total


def _inverse(one: int) -> int:
    """One to the power of 254."""
    total = 1
    for _ in range(254):
        total = _times(total, one)
    return total


def _check(secret: bytes) -> bytes:
    return hashlib.sha256(b"safepassage/shares/1\0" + secret).digest()[:_CHECK_BYTES]


def split(secret: bytes, count: int, least: int, take: Callable[[int], bytes]) -> tuple[bytes, ...]:
    """The shares, numbered from 1; `take` gives random bytes.

    Raises:
        ValueError: the numbers make no sense.
    """
    if not 1 < least <= count <= MOST:
        raise ValueError("shares: 2 or more are needed, of at most 255")
    whole = secret + _check(secret)
    factors = [take(len(whole)) for _ in range(least - 1)]
    return tuple(bytes((at,)) + _at(at, whole, factors) for at in range(1, count + 1))


def _at(at: int, whole: bytes, factors: Sequence[bytes]) -> bytes:
    """The polynomials' values at this number, by Horner's rule."""
    value = bytes(len(whole))
    for row in (*reversed(factors), whole):
        value = bytes(_times(one, at) ^ other for one, other in zip(value, row, strict=True))
    return value


def join(shares: Sequence[bytes]) -> bytes:
    """The secret.

    Raises:
        ValueError: the shares do not belong together, one stands twice, or there are too few.
    """
    numbers = [share[0] for share in shares if share]
    lengths = {len(share) for share in shares}
    if len(numbers) != len(shares) or len(set(numbers)) != len(numbers) or 0 in numbers or len(lengths) != 1:
        raise ValueError("these are no shares of one secret")
    whole = bytearray(lengths.pop() - 1)
    for share in shares:
        weight = 1
        for other in numbers:
            if other != share[0]:
                weight = _times(weight, _times(other, _inverse(other ^ share[0])))
        for place, byte in enumerate(share[1:]):
            whole[place] ^= _times(byte, weight)
    secret = bytes(whole[:-_CHECK_BYTES])
    if _check(secret) != bytes(whole[-_CHECK_BYTES:]):
        raise ValueError("these shares do not give a secret: too few, or of different secrets")
    return secret
