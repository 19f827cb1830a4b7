"""What is left of a line of answers that names somebody. Answers themselves name nobody: ids, a word, a code."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from safepassage.clearance.facts import AnswerHeld, RowAnswered, RowHeld
from safepassage.clearance.state import HeldAnswerRow, StatementLineRow
from safepassage.kernel.facts import Fact
from safepassage.kernel.rows import Tables
from safepassage.people.naming import squeezed

KINDS = frozenset({AnswerHeld.KIND, RowAnswered.KIND, RowHeld.KIND})


def left_of(
    fact: Fact, words: Collection[str], called: Callable[[str], bool], ids: Collection[str] = ()
) -> Fact | None:
    """The line without its cells, None where it is of none of these persons: by one of these words (squeezed), by what calls them, or by their ids.

    A row that was taken names whom it is an answer for in every way, and goes with them alone. A signed row loses its salt with its cells; its leaf hash and path stay, and with them the signature over the rows of the others.
    """
    match fact:
        case AnswerHeld() if _names(fact.cells, words, called):
            return replace(fact, cells=())
        case RowAnswered() if fact.given.person_id in ids:
            return replace(fact, signed=replace(fact.signed, salt="", line=()))
        case RowHeld() if set(fact.persons) & set(ids) or _names(fact.signed.line, words, called):
            return replace(fact, signed=replace(fact.signed, salt="", line=()))
    return None


def _names(cells: Collection[str], words: Collection[str], called: Callable[[str], bool]) -> bool:
    return any(squeezed(cell) in words or called(cell) for cell in cells if cell)


def blank(left: Fact, tables: Tables) -> None:
    """Bring the line's row to what is left."""
    match left:
        case AnswerHeld():
            held = tables.get(HeldAnswerRow, left.digest, left.row)
            if held is not None:
                tables.put(replace(held, cells="[]"))
        case RowAnswered() | RowHeld():
            row = tables.get(StatementLineRow, left.signed.digest, left.signed.row)
            if row is not None:
                tables.put(replace(row, bare=True))
