"""The entries that a beacon draws: each reader who knows root and beacon draws the same, and nobody chose them."""

from __future__ import annotations

import hashlib
import heapq
from dataclasses import dataclass, field
from typing import Any

CONTEXT = b"safepassage/sample/1\n"


@dataclass
class Sample:
    """So many entries of the first `size`, of the kinds that begin so, or of all. `size` 0: as many as the newest checkpoint covers."""

    beacon: str
    count: int
    size: int = 0
    kinds: tuple[str, ...] = ()
    root: bytes = b""
    among: int = 0
    _first: list[tuple[int, int, str]] = field(default_factory=list)

    def take(self, place: int, header: dict[str, Any], *, shown: bool) -> None:
        """One entry passes."""
        if place >= self.size or not header["kind"].startswith(self.kinds or ("",)):
            return
        self.among += 1
        said = hashlib.sha256(self.beacon.encode()).digest()
        ranked = hashlib.sha256(CONTEXT + self.root + said + place.to_bytes(8, "big")).digest()
        says = f"{header['kind']} of {header['actor']}" + (", open to you" if shown else "")
        # Those that stand last leave the heap first, so that memory holds the sample alone.
        one = (-int.from_bytes(ranked, "big"), place, says)
        (heapq.heappush if len(self._first) < self.count else heapq.heappushpop)(self._first, one)

    def drawn(self) -> list[tuple[int, str]]:
        """Place and kind of each, in the order of the record."""
        return sorted((place, says) for _, place, says in self._first)
