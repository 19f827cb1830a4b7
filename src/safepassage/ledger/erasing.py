"""What is left of a reason that names somebody, though it was to name nobody: of what two people were asked for, of why a file was opened."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from safepassage.kernel.facts import Fact
from safepassage.kernel.rows import Tables
from safepassage.kernel.wording import WITHHELD
from safepassage.ledger.facts import Asked, Viewed
from safepassage.ledger.state import RequestRow, ViewRow

KINDS = frozenset({Asked.KIND, Viewed.KIND})


def left_of(fact: Fact, named: Callable[[str], bool]) -> Fact | None:
    """The fact without its reason, None where its reason does not name them."""
    return replace(fact, reason=WITHHELD) if isinstance(fact, Asked | Viewed) and named(fact.reason) else None


def blank(left: Fact, entry: int, tables: Tables) -> None:
    """Bring the row to what is left of the entry at that place."""
    match left:
        case Asked():
            request = tables.get(RequestRow, left.request)
            if request is not None:
                tables.put(replace(request, reason=left.reason))
        case Viewed():
            view = tables.get(ViewRow, entry)
            if view is not None:
                tables.put(replace(view, reason=left.reason))
