"""Links, doubts and judgements, as a table; a judgement changes who a person stands for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from safepassage.identity.facts import Doubted, Judged, Linked
from safepassage.kernel.canonical import canonical
from safepassage.kernel.facts import Recorded
from safepassage.kernel.plain import to_plain
from safepassage.kernel.rows import Row, Tables


@dataclass(frozen=True, slots=True)
class PairRow(Row):
    """Two persons, smaller id first: what the matcher said (`linked`, `doubt`, or empty) and what a human said.

    `kept` is the person both are known as while they count as one, else empty.
    """

    TABLE: ClassVar[str] = "pair"
    KEY: ClassVar[tuple[str, ...]] = ("left", "right")
    left: str
    right: str
    verdict: str
    matcher: str
    reasons: str
    answer: str
    by: str
    why: str
    second: str
    kept: str
    at: str


def pair_key(one: str, other: str) -> tuple[str, str]:
    """The two ids, smaller first."""
    return (one, other) if one <= other else (other, one)


def apply(recorded: Recorded, tables: Tables) -> None:
    """Write what the fact means for this room's table."""
    at = recorded.at.iso()
    match recorded.fact:
        case Linked() as fact:
            left, right = pair_key(fact.kept, fact.other)
            old = tables.get(PairRow, left, right) or _blank(left, right)
            tables.put(
                replace(
                    old,
                    verdict="linked",
                    matcher=fact.matcher,
                    reasons=canonical(to_plain(fact.reasons)),
                    kept=fact.kept,
                    at=at,
                )
            )
        case Doubted() as fact:
            left, right = pair_key(fact.left, fact.right)
            old = tables.get(PairRow, left, right) or _blank(left, right)
            tables.put(
                replace(old, verdict="doubt", matcher=fact.matcher, reasons=canonical(to_plain(fact.reasons)), at=at)
            )
        case Judged() as fact:
            left, right = pair_key(fact.left, fact.right)
            old = tables.get(PairRow, left, right) or _blank(left, right)
            kept = fact.left if fact.answer == "same" else ""
            tables.put(
                replace(old, answer=fact.answer, by=fact.by, why=fact.reason, second=fact.second, kept=kept, at=at)
            )


def _blank(left: str, right: str) -> PairRow:
    return PairRow(left, right, "", "", "[]", "not-judged", "", "", "", "", "")
