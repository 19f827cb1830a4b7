"""The Merkle tree of RFC 9162, section 2.1, over leaf hashes: a frontier to append and to know the root, proofs to show and to check.

A frontier is the roots of the perfect subtrees of the first `size` leaves, largest first: at most 64 hashes for any ledger.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

Frontier = tuple[bytes, ...]
EMPTY_ROOT = sha256(b"").digest()
HASH_BYTES = 32


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf's bytes."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node over its two children."""
    return sha256(b"\x01" + left + right).digest()


def append(frontier: Frontier, size: int, leaf: bytes) -> Frontier:
    """The frontier of `size + 1` leaves."""
    last, kept = leaf, len(frontier)
    while size & 1:
        kept -= 1
        last = node_hash(frontier[kept], last)
        size >>= 1
    return (*frontier[:kept], last)


def root(frontier: Frontier) -> bytes:
    """The root of the tree a frontier stands for."""
    if not frontier:
        return EMPTY_ROOT
    total = frontier[-1]
    for left in reversed(frontier[:-1]):
        total = node_hash(left, total)
    return total


class Hashes:
    """Every node of a growing tree, so that any proof costs log(n): two hashes a leaf are kept."""

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        """Start from leaf hashes, in order."""
        self._levels: list[list[bytes]] = [[]]
        for leaf in leaves:
            self.append(leaf)

    def __len__(self) -> int:
        """How many leaves."""
        return len(self._levels[0])

    def append(self, leaf: bytes) -> None:
        """Add a leaf hash."""
        self._levels[0].append(leaf)
        level = 0
        while len(self._levels[level]) % 2 == 0:
            if level + 1 == len(self._levels):
                self._levels.append([])
            self._levels[level + 1].append(node_hash(*self._levels[level][-2:]))
            level += 1

    def _subtree(self, start: int, stop: int) -> bytes:
        """The root over leaves `start` to `stop`; `start` is where a subtree of that size begins."""
        width = stop - start
        if width & (width - 1) == 0:
            level = width.bit_length() - 1
            return self._levels[level][start >> level]
        middle = start + _split(width)
        return node_hash(self._subtree(start, middle), self._subtree(middle, stop))

    def root(self, size: int | None = None) -> bytes:
        """The root of the first `size` leaves, all where it is not given."""
        size = len(self) if size is None else size
        self._within(size)
        return self._subtree(0, size) if size else EMPTY_ROOT

    def leaf(self, index: int) -> bytes:
        """The leaf hash at a place."""
        return self._levels[0][index]

    def inclusion(self, index: int, size: int | None = None) -> tuple[bytes, ...]:
        """The proof that leaf `index` is in the tree of the first `size` leaves, lowest sibling first (section 2.1.3.1).

        Raises:
            ValueError: there is no such leaf in a tree of that size.
        """
        size = len(self) if size is None else size
        self._within(size)
        if not 0 <= index < size:
            raise ValueError(f"a tree of {size} has no leaf {index}")
        proof, start, stop = [], 0, size
        while stop - start > 1:
            middle = start + _split(stop - start)
            if index < middle:
                proof.append(self._subtree(middle, stop))
                stop = middle
            else:
                proof.append(self._subtree(start, middle))
                start = middle
        return tuple(reversed(proof))

    def consistency(self, old: int, new: int | None = None) -> tuple[bytes, ...]:
        """The proof that the first `old` leaves begin the tree of the first `new` (section 2.1.4.1); empty for `old` 0.

        Raises:
            ValueError: `old` is larger than `new`, or the tree is not that large.
        """
        new = len(self) if new is None else new
        self._within(new)
        if not 0 <= old <= new:
            raise ValueError(f"a tree of {new} does not follow one of {old}")
        proof, start, stop, whole = [], 0, new, True
        if old == 0:
            return ()
        while old != stop:
            middle = start + _split(stop - start)
            if old <= middle:
                proof.append(self._subtree(middle, stop))
                stop = middle
            else:
                proof.append(self._subtree(start, middle))
                start, whole = middle, False
        if not whole:
            proof.append(self._subtree(start, stop))
        return tuple(reversed(proof))

    def _within(self, size: int) -> None:
        if size > len(self):
            raise ValueError(f"the tree has {len(self)} leaves, not {size}")


def _split(width: int) -> int:
    """The largest power of two below `width`."""
    return 1 << ((width - 1).bit_length() - 1)


def check_inclusion(leaf: bytes, index: int, size: int, proof: Iterable[bytes], tree_root: bytes) -> bool:
    """Whether the proof shows the leaf hash at `index` in the tree of that size and root (section 2.1.3.2)."""
    if not 0 <= index < size or len(leaf) != HASH_BYTES:
        return False
    at, last, total = index, size - 1, leaf
    for step in proof:
        if last == 0 or len(step) != HASH_BYTES:
            return False
        if at & 1 or at == last:
            total = node_hash(step, total)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            total = node_hash(total, step)
        at, last = at >> 1, last >> 1
    return last == 0 and total == tree_root


def check_consistency(old: int, new: int, proof: Iterable[bytes], old_root: bytes, new_root: bytes) -> bool:
    """Whether the proof shows that the tree of `new` leaves begins with the tree of `old` (section 2.1.4.2)."""
    path = list(proof)
    if not 0 <= old <= new or any(len(step) != HASH_BYTES for step in path):
        return False
    if old == 0:
        return not path and old_root == EMPTY_ROOT and (new > 0 or new_root == EMPTY_ROOT)
    if old == new:
        return not path and old_root == new_root
    if old & (old - 1) == 0:
        path.insert(0, old_root)
    if not path:
        return False
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old_total = new_total = path[0]
    for step in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            old_total, new_total = node_hash(step, old_total), node_hash(step, new_total)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new_total = node_hash(new_total, step)
        at, last = at >> 1, last >> 1
    return last == 0 and old_total == old_root and new_total == new_root
