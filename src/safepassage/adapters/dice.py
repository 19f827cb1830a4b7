"""Where random bytes come from."""

from __future__ import annotations

import hashlib
import os


class SystemDice:
    """The operating system's randomness."""

    def take(self, count: int) -> bytes:
        """So many random bytes."""
        return os.urandom(count)


class SeededDice:
    """The same bytes for the same seed: for the demo and tests only, for whoever knows the seed knows every key."""

    def __init__(self, seed: str) -> None:
        """Start from a seed."""
        self._stem = hashlib.sha256(b"safepassage seeded dice\x00" + seed.encode()).digest()
        self._count = 0

    def take(self, count: int) -> bytes:
        """The next so many bytes of the stream."""
        self._count += 1
        return hashlib.shake_256(self._stem + self._count.to_bytes(8, "big")).digest(count)
