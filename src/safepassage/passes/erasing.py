"""What is left of a pass: its id and window, without the keyed tag of the document; of its withdrawal all but a reason that names somebody."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from safepassage.kernel.facts import Fact
from safepassage.kernel.rows import Tables
from safepassage.kernel.wording import WITHHELD
from safepassage.passes.facts import Issued, Revoked
from safepassage.passes.state import PassRow

KINDS = frozenset({Issued.KIND, Revoked.KIND})


def left_of(fact: Fact, ids: Collection[str], named: Callable[[str], bool]) -> Fact | None:
    """The fact without the tag, or without a reason that names them; None where it is of none of these persons and names none."""
    match fact:
        case Issued() if fact.person_id in ids:
            return replace(fact, tag="")
        case Revoked() if named(fact.reason):
            return replace(fact, reason=WITHHELD)
    return None


def blank(left: Fact, tables: Tables) -> None:
    """Bring the pass's row to what is left."""
    if not isinstance(left, Issued | Revoked):
        return
    row = tables.get(PassRow, left.pass_id)
    if row is not None:
        tables.put(replace(row, revoked=left.reason) if isinstance(left, Revoked) else replace(row, tag=""))
