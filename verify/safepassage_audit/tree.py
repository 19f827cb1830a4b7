"""The tree of RFC 9162, as the roots of its perfect subtrees."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field


def leaf_of(data: bytes) -> bytes:
    """The hash of a leaf."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_of(left: bytes, right: bytes) -> bytes:
    """The hash of a node over its two children."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass
class Tree:
    """A growing tree."""

    size: int = 0
    frontier: list[bytes] = field(default_factory=list)

    def append(self, leaf: bytes) -> None:
        """Add a leaf hash."""
        left = self.size
        while left & 1:
            leaf = node_of(self.frontier.pop(), leaf)
            left >>= 1
        self.frontier.append(leaf)
        self.size += 1

    def root(self) -> bytes:
        """The root over all leaves."""
        if not self.frontier:
            return hashlib.sha256(b"").digest()
        total = self.frontier[-1]
        for left in reversed(self.frontier[:-1]):
            total = node_of(left, total)
        return total
