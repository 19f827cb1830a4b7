"""Disks that can be trusted as far as a real one: what was synced stays, of the rest anything may be left when the power goes."""

from __future__ import annotations

import random
from contextlib import contextmanager

from safepassage.adapters.memory import MemoryStore
from safepassage.kernel.problems import Problem
from safepassage.store.errors import StoreError

SECTOR = 512


class PowerLossError(Exception):
    """The machine stopped here; nothing after this line happened."""


class Disk:
    """One append-only file of a gate device."""

    def __init__(self, kept: bytes = b"") -> None:
        self.kept = kept
        self.pending = b""

    def append(self, data: bytes) -> None:
        self.pending += data

    def sync(self) -> None:
        self.kept, self.pending = self.kept + self.pending, b""

    def content(self) -> bytes:
        """What the running machine reads back."""
        return self.kept + self.pending

    def lose_power(self, dice: random.Random) -> None:
        """Keep what was synced, and of the rest any sectors up to any length: written, torn or as zeros."""
        start, whole = len(self.kept), self.content()
        end = dice.randint(start, len(whole))
        left = bytearray(whole[:end])
        sector = start // SECTOR * SECTOR
        while sector < end:
            if dice.random() < 0.5:
                low = max(sector, start)
                left[low : sector + SECTOR] = bytes(len(left[low : sector + SECTOR]))
            sector += SECTOR
        self.kept, self.pending = bytes(left), b""


class CrashingStore(MemoryStore):
    """The store port in memory, on a machine that stops at a commit when it is told to.

    `fail` is how the next work ends: `before` the commit, `after` it (kept, but nobody is told), or `full` (refused, running on).
    """

    def __init__(self) -> None:
        super().__init__()
        self.fail = ""
        self.unsynced: tuple | None = None  # what a store that does not sync would fall back to

    @contextmanager
    def work(self):
        with super().work() as work:
            size = self.latest.size
            yield work
            if work.head().size == size:
                return  # nothing was written, so that nothing reaches a disk
            fail, self.fail = self.fail, ""
            if fail == "full":
                raise StoreError(Problem("the store", "the disk is full", "Nothing was kept", code="store-full"))
            if fail == "before":
                raise PowerLossError
            self.about_to_commit()
        if fail == "after":
            raise PowerLossError

    def about_to_commit(self) -> None:
        """What is on the disk once the commit returns: all of it. A seeded bug says otherwise."""

    def lose_power(self) -> None:
        """Restart from what the disk holds."""
        if self.unsynced is not None:
            self.tables, self.kept, self.latest, self.notes = self.unsynced
            self.unsynced = None

    def image(self) -> tuple:
        """A copy of everything, as a backup holds it."""
        return (self.tables.copy(), list(self.kept), self.latest, dict(self.notes))

    def restore(self, image: tuple) -> None:
        """Become what the image is."""
        tables, kept, latest, notes = image
        self.tables, self.kept, self.latest, self.notes = tables.copy(), list(kept), latest, dict(notes)

    def again(self) -> CrashingStore:
        """A second machine with the same content."""
        other = CrashingStore()
        other.restore(self.image())
        return other
