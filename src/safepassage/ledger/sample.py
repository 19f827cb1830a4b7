"""Which entries an audit looks at, drawn so that nobody chose them: from a witnessed root, and a number that nobody knew when it was cosigned."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from heapq import nsmallest

_CONTEXT = b"safepassage/sample/1\n"


def rank(root: bytes, beacon: str, place: int) -> bytes:
    """Where a place stands in the draw: SHA-256 over the 32 bytes of the root, the beacon's SHA-256 and the place as 8 bytes."""
    said = hashlib.sha256(beacon.encode()).digest()
    return hashlib.sha256(_CONTEXT + root + said + place.to_bytes(8, "big")).digest()


def sample(root: bytes, beacon: str, places: Iterable[int], count: int) -> tuple[int, ...]:
    """The `count` places that stand first, in the order of the record. A larger sample holds every smaller one.

    Who keeps the record cannot steer it: the root was cosigned before the beacon was known, and the beacon is nobody's.
    """
    return tuple(sorted(nsmallest(count, places, key=lambda place: rank(root, beacon, place))))
