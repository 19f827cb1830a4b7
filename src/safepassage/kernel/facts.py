"""A fact is something that happened and may be written in the ledger: a frozen noun with a stable kind and version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from safepassage.kernel.moment import Moment


@dataclass(frozen=True)
class Fact:
    """Base of every fact. `KIND` is `room.what-happened/version` and never changes its meaning once released."""

    KIND: ClassVar[str]

    def deltas(self) -> Mapping[str, int]:
        """What the entry's public header counts, e.g. `{"granted": 3}`; no name, no person's id."""
        return {}


@dataclass(frozen=True, slots=True)
class Recorded:
    """A fact in its place: what the tables are rebuilt from.

    `index` is the entry's place in the ledger, from 0; `actor` the id of the party, desk or device that signed it;
    `clause` the clause it cites as `VERSION/CLAUSE`, empty where none applies.
    """

    fact: Fact
    at: Moment
    actor: str
    index: int
    clause: str = ""


def registry(*kinds: type[Fact]) -> dict[str, type[Fact]]:
    """Facts by their kind.

    Raises:
        ValueError: two facts claim one kind.
    """
    named = {kind.KIND: kind for kind in kinds}
    if len(named) != len(kinds):
        raise ValueError("two facts claim one kind")
    return named
