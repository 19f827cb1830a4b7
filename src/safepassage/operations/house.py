"""What every operation works with: where the operation lives, who signs, what reads and prints."""

from __future__ import annotations

from dataclasses import dataclass

from safepassage.operations.ports import Dice, Keyring, ListReader, SlipPrinter, Store


@dataclass(frozen=True, slots=True)
class House:
    """One operation with everything plugged in. `name` is the operation's id, bound into every entry and pass."""

    name: str
    store: Store
    keys: Keyring
    dice: Dice
    reader: ListReader
    printer: SlipPrinter


DESK = "coordination"  # the actor that signs what the coordination cell decides
ISSUER = "issuer"  # the actor whose key passes are signed with


def unwatched(*_: object) -> None:
    """What is told of progress where nobody looks."""
