"""Passes and manifests, as tables."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from safepassage.kernel.facts import Recorded
from safepassage.kernel.rows import Row, Tables
from safepassage.passes.facts import Issued, ManifestMade, Revoked


@dataclass(frozen=True, slots=True)
class PassRow(Row):
    """One pass; `revoked` is the reason, empty while it holds."""

    TABLE: ClassVar[str] = "pass"
    KEY: ClassVar[tuple[str, ...]] = ("pass_id",)
    pass_id: str
    person_id: str
    day: str
    tag: str
    valid_from: str
    expires: str
    revoked: str
    clause: str


@dataclass(frozen=True, slots=True)
class ManifestRow(Row):
    """One fixed set of valid passes."""

    TABLE: ClassVar[str] = "manifest"
    KEY: ClassVar[tuple[str, ...]] = ("number",)
    number: int
    passes: int
    digest: str
    at: str


def apply(recorded: Recorded, tables: Tables) -> None:
    """Write what the fact means for this room's tables."""
    match recorded.fact:
        case Issued() as fact:
            tables.put(
                PassRow(
                    fact.pass_id,
                    fact.person_id,
                    fact.day,
                    fact.tag,
                    fact.valid_from.iso(),
                    fact.expires.iso(),
                    "",
                    recorded.clause,
                )
            )
        case ManifestMade() as fact:
            tables.put(ManifestRow(fact.number, fact.passes, fact.digest, recorded.at.iso()))
        case Revoked() as fact:
            row = tables.get(PassRow, fact.pass_id)
            if row is not None:
                tables.put(replace(row, revoked=fact.reason))
