"""What is left of a pass: its id and window, without the keyed tag of the document."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from safepassage.kernel.facts import Fact
from safepassage.kernel.rows import Tables
from safepassage.passes.facts import Issued
from safepassage.passes.state import PassRow

KINDS = frozenset({Issued.KIND})


def left_of(fact: Fact, ids: Collection[str]) -> Fact | None:
    """The fact without the tag, None where it is of none of these persons."""
    return replace(fact, tag="") if isinstance(fact, Issued) and fact.person_id in ids else None


def blank(left: Fact, tables: Tables) -> None:
    """Bring the pass's row to what is left."""
    row = tables.get(PassRow, left.pass_id) if isinstance(left, Issued) else None
    if row is not None:
        tables.put(replace(row, tag=""))
