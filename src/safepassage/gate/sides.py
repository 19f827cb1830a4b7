"""Which sides a party runs, and so what its gates may say: a step is of the side at which it is taken, and that side's own party writes it (ADR 0148)."""

from __future__ import annotations

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


def side_of(session: str) -> str:
    """The side of `SIDE/DAY/NUMBER`."""
    return session.partition("/")[0]
