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

    `kept` is the smaller id while the two count as one, else empty: a mark that the pair is in force. Who a person is
    known as follows from all pairs together: `judging.standing`.
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


def in_force(row: PairRow) -> bool:
    """The two count as one: a human said so, or a matcher did and no human answered otherwise."""
    return row.answer == "same" or (row.verdict == "linked" and row.answer == "not-judged")


def apply(recorded: Recorded, tables: Tables) -> None:
    """Write what the fact means for this room's table. What a human said is only ever changed by a human."""
    fact = recorded.fact
    match fact:
        case Linked(kept=one, other=other) | Doubted(left=one, right=other) | Judged(left=one, right=other):
            left, right = pair_key(one, other)
        case _:
            return
    old = tables.get(PairRow, left, right) or PairRow(left, right, "", "", "[]", "not-judged", "", "", "", "", "")
    new = replace(_said(old, fact), at=recorded.at.iso())
    tables.put(replace(new, kept=left if in_force(new) else ""))


def _said(old: PairRow, fact: Linked | Doubted | Judged) -> PairRow:
    match fact:
        case Linked():
            return replace(old, verdict="linked", matcher=fact.matcher, reasons=canonical(to_plain(fact.reasons)))
        case Doubted():
            return replace(old, verdict="doubt", matcher=fact.matcher, reasons=canonical(to_plain(fact.reasons)))
        case Judged(answer="not-judged"):
            return replace(old, answer="not-judged", by="", why="", second="")
        case Judged():
            return replace(old, answer=fact.answer, by=fact.by, why=fact.reason, second=fact.second)
