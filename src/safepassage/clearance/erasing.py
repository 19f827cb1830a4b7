"""What is left of a held line of answers. Answers themselves name nobody: ids, a word, a code."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from safepassage.clearance.facts import AnswerHeld
from safepassage.clearance.state import HeldAnswerRow
from safepassage.kernel.facts import Fact
from safepassage.kernel.rows import Tables
from safepassage.people.naming import squeezed

KINDS = frozenset({AnswerHeld.KIND})


def left_of(fact: Fact, words: Collection[str], called: Callable[[str], bool]) -> Fact | None:
    """The line without its cells, None where none of them is one of these words (squeezed), or calls them in another way."""
    if isinstance(fact, AnswerHeld) and any(squeezed(cell) in words or called(cell) for cell in fact.cells):
        return replace(fact, cells=())
    return None


def blank(left: Fact, tables: Tables) -> None:
    """Bring the held line's row to what is left."""
    row = tables.get(HeldAnswerRow, left.digest, left.row) if isinstance(left, AnswerHeld) else None
    if row is not None:
        tables.put(replace(row, cells="[]"))
