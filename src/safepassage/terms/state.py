"""The versions of the terms, as a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from safepassage.kernel.facts import Recorded
from safepassage.kernel.rows import Row, Tables
from safepassage.terms.facts import Agreed


@dataclass(frozen=True, slots=True)
class TermsRow(Row):
    """One version of the terms."""

    TABLE: ClassVar[str] = "terms"
    KEY: ClassVar[tuple[str, ...]] = ("version",)
    version: int
    toml: str
    reason: str
    at: str
    entry: int


def apply(recorded: Recorded, tables: Tables) -> None:
    """Write what the fact means for this room's tables."""
    match recorded.fact:
        case Agreed(version=version, toml=toml, reason=reason):
            tables.put(TermsRow(version, toml, reason, recorded.at.iso(), recorded.index))
