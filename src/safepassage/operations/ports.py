"""What the operations need from outside, as shapes. Adapters and the store fit them; `wiring` plugs them in."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import PurePath
from typing import Protocol, TypeVar

from safepassage.kernel.moment import Moment
from safepassage.kernel.rows import Tables
from safepassage.ledger.model import Checkpoint, Entry, Head
from safepassage.passes.model import Slip
from safepassage.people.model import Sheet

A = TypeVar("A")
B = TypeVar("B")


class Work(Protocol):
    """One transaction: entries and tables change together or not at all."""

    @property
    def tables(self) -> Tables:
        """The rebuilt tables, inside this transaction."""

    def head(self) -> Head:
        """Where the ledger stands, with what this transaction appended."""

    def append(self, entry: Entry, key: bytes | None, head: Head) -> None:
        """Add an entry, the key of its body (None where it was destroyed before), and the head that results.

        `entry.index` must be the size before.
        """

    def entries(self, start: int = 0, stop: int | None = None) -> Iterator[tuple[Entry, bytes | None]]:
        """Entries in order with their keys; None for a key that was destroyed."""

    def destroy_key(self, index: int) -> None:
        """Destroy the key of an entry's body: nobody can read the body again. The entry stays.

        Raises:
            LookupError: there is no such key, or none any more.
        """

    def seen(self) -> tuple[int, str]:
        """Size and root (hex) of the newest checkpoint kept; (0, "") before the first."""

    def keep_checkpoint(self, checkpoint: Checkpoint) -> None:
        """Keep a checkpoint; one of the same size is replaced (it gathered signatures)."""

    def checkpoints(self) -> Sequence[Checkpoint]:
        """Every checkpoint kept, smallest first."""


class Store(Protocol):
    """Where an operation lives."""

    def work(self) -> AbstractContextManager[Work]:
        """A transaction with the one write lock; committed durably when the block ends, undone if it raises."""

    def reading(self) -> AbstractContextManager[Work]:
        """A consistent view; what is written in it is undone."""

    def clear_tables(self) -> None:
        """Empty the rebuilt tables, never the ledger."""


class Elsewhere(Protocol):
    """Where work may be done meanwhile: in a process of its own, or right here."""

    def begin(self, work: Callable[[A], B], given: A) -> Callable[[], B]:
        """Have this done; what comes back waits for the outcome. `work` is a function of a module that remembers nothing.

        Work that could not be done is an error when the outcome is asked for, never an outcome.

        Raises:
            ProblemsError: (from what comes back) it was begun and did not end.
        """


class Dice(Protocol):
    """Where keys come from; a seeded one in the demo and in tests."""

    def take(self, count: int) -> bytes:
        """So many random bytes."""


class Keyring(Protocol):
    """The private keys this installation holds."""

    def sign(self, actor: str, message: bytes) -> bytes:
        """The actor's Ed25519 signature.

        Raises:
            KeyError: no key is held for this actor.
        """

    def public(self, actor: str) -> bytes:
        """The actor's public key, 32 bytes."""

    def held(self, actor: str) -> bool:
        """Whether a key of this actor lies here."""

    def make(self, actor: str, dice: Dice) -> bytes:
        """Make and keep a key for an actor who has none; the public key.

        Raises:
            ProblemsError: the id stands for something else among the keys.
        """

    def make_next(self, actor: str, dice: Dice) -> bytes:
        """Make the key that takes the place of the actor's, and keep it beside; the public key."""

    def promote(self, actor: str, dice: Dice) -> None:
        """Make the next key the actor's, and destroy the old one."""

    def forget(self, actor: str) -> None:
        """Destroy the actor's key, where one lies here: it was replaced by one that is held elsewhere."""

    def waiting(self) -> Sequence[str]:
        """Actors for whom a next key lies beside theirs."""

    def pepper(self) -> bytes:
        """The operation's secret for keyed tags, 32 bytes."""


class ListReader(Protocol):
    """Reads a file from outside into sheets, in a throw-away child process with limits."""

    def read(self, path: PurePath) -> tuple[Sheet, ...]:
        """Every sheet with cells as text.

        Raises:
            ProblemsError: the file cannot be read at all; says why and what to do.
        """


class Traces(Protocol):
    """Files beside the record that may still name somebody: lists as received, slips."""

    def remove(self, words: Collection[str], days: Collection[str]) -> Sequence[str]:
        """Destroy every file that holds one of these words (as text, packed or not), and the slips of these days; their names."""


class Witness(Protocol):
    """A witness that can be reached from here: in the demo, and where a side runs its own beside us."""

    @property
    def name(self) -> str:
        """Its name in the quorum file."""

    def line(self) -> str:
        """Its public key, as the quorum file names it."""

    def cosign(self, request: str, at: Moment) -> str:
        """Its answer to an `add-checkpoint` request: signature lines, empty where it does not cosign."""


class SlipPrinter(Protocol):
    """Prints slips."""

    def print(self, slips: Sequence[Slip], title: str) -> bytes:
        """A PDF with each case's slip, every code decoded back before it is returned."""

    def print_batches(self, slips: Sequence[Slip], title: str) -> Iterator[bytes]:
        """The same as several PDFs, in their order: a large run in little memory, on all cores."""
