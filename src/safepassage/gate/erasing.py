"""What is left of a session's end whose reason names somebody, though it was to name nobody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from safepassage.gate.facts import SessionClosed
from safepassage.gate.state import SessionRow
from safepassage.kernel.facts import Fact
from safepassage.kernel.rows import Tables
from safepassage.kernel.wording import WITHHELD

KINDS = frozenset({SessionClosed.KIND})


def left_of(fact: Fact, named: Callable[[str], bool]) -> Fact | None:
    """The fact without its reason, None where its reason does not name them."""
    return replace(fact, reason=WITHHELD) if isinstance(fact, SessionClosed) and named(fact.reason) else None


def blank(left: Fact, tables: Tables) -> None:
    """Bring the session's row to what is left."""
    if isinstance(left, SessionClosed):
        row = tables.get(SessionRow, left.session)
        if row is not None:
            tables.put(replace(row, reason=left.reason))
