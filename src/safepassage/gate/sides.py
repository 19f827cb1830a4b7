"""Which sides a party runs, and so what its gates may say and which device is which.

A step is of the side at which it is taken, and that side's own party writes it (ADR 0148). A device's name is one party's: two
parties that use one name have two devices (ADR 0163).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from safepassage.gate.model import RETURNED, STEPS


@dataclass(frozen=True, slots=True)
class OwnSides:
    """The sides of one party, each with what a person has done who was admitted there (exited, entered); `others` run the rest."""

    steps: Mapping[str, str]
    others: frozenset[str]

    def runs(self, side: str) -> bool:
        """Whether the party runs this side, and so speaks for it."""
        return side in self.steps

    def takes(self, side: str, step: str) -> bool:
        """Whether a person may do this at that side; where it is no side, at one of the party's. Anybody may come back, anywhere."""
        may = (self.steps[side],) if side in self.steps else tuple(self.steps.values())
        return step in (*may, RETURNED, "")


def sides_of(party: str, sides: Iterable[tuple[str, str, str]]) -> OwnSides:
    """What a party runs of the crossing's sides, each given as its id, its party, and its step (exit or entry)."""
    told = list(sides)
    own = {side: STEPS[step] for side, of, step in told if of == party}
    return OwnSides(own, frozenset(side for side, _, _ in told if side not in own))


Device = tuple[str, str]
"""One device: the name that it gives itself, and the party that runs the side it speaks for; empty where that is no side."""
Parties = Mapping[str, str]
"""Which party runs each side of the crossing."""
NOBODY = "nobody"


def shared_names(devices: Iterable[Device]) -> dict[str, tuple[str, ...]]:
    """The names that devices of several parties give themselves, each with those parties in order; a side that is none has no party."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, party in devices:
        found[name].add(party)
    return {name: tuple(sorted(found[name])) for name in sorted(found) if len(found[name]) > 1}


def told_device(device: Device, shared: Mapping[str, tuple[str, ...]]) -> str:
    """What a device is called where it is spoken of: its own name, behind its party's where others use that name too."""
    name, party = device
    return f"{party or NOBODY}:{name}" if name in shared else name


def side_of(session: str) -> str:
    """The side of `SIDE/DAY/NUMBER`."""
    return session.partition("/")[0]
