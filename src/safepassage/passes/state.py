"""Passes and manifests, as tables."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from safepassage.kernel.facts import Recorded
from safepassage.kernel.rows import Row, Tables
from safepassage.passes.facts import Issued, ManifestMade, Revoked


@dataclass(frozen=True, slots=True)
class PassRow(Row):
    """One pass; `revoked` is the reason, empty while it holds; `signed_with` the id (hex) of the issuer's key that signs it.

    `revoked_entry` is the place of the entry that withdrew it, -1 while it holds.
    """

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
    signed_with: str = ""
    revoked_entry: int = -1


@dataclass(frozen=True, slots=True)
class ManifestRow(Row):
    """One fixed set of valid passes, and the place of its entry in the ledger: a checkpoint beyond it covers it."""

    TABLE: ClassVar[str] = "manifest"
    KEY: ClassVar[tuple[str, ...]] = ("number",)
    number: int
    passes: int
    digest: str
    at: str
    entry: int = -1


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
                    fact.signed_with,
                )
            )
        case ManifestMade() as fact:
            tables.put(ManifestRow(fact.number, fact.passes, fact.digest, recorded.at.iso(), recorded.index))
        case Revoked() as fact:
            row = tables.get(PassRow, fact.pass_id)
            if row is not None:
                tables.put(replace(row, revoked=fact.reason, revoked_entry=recorded.index))
