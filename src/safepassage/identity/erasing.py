"""What is left of a link, a doubt or a judgement: who was held to be whom, without the reasons, which may quote a name."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from safepassage.identity.facts import Doubted, Judged, Linked
from safepassage.identity.state import PairRow, pair_key
from safepassage.kernel.facts import Fact
from safepassage.kernel.rows import Tables

KINDS = frozenset({Linked.KIND, Doubted.KIND, Judged.KIND})


def left_of(fact: Fact, ids: Collection[str], named: Callable[[str], bool]) -> Fact | None:
    """The fact without its reasons, None where it speaks of none of these persons and no judgement of others names them."""
    match fact:
        case Linked() if {fact.kept, fact.other} & set(ids):
            return replace(fact, reasons=())
        case Doubted() if {fact.left, fact.right} & set(ids):
            return replace(fact, reasons=())
        case Judged() if {fact.left, fact.right} & set(ids) or named(fact.reason):
            return replace(fact, reason="")
    return None


def blank(left: Fact, tables: Tables) -> None:
    """Bring the pair's row to what is left."""
    match left:
        case Linked(kept=one, other=other) | Doubted(left=one, right=other) | Judged(left=one, right=other):
            row = tables.get(PairRow, *pair_key(one, other))
            if row is not None:
                tables.put(replace(row, reasons="[]", why=""))
