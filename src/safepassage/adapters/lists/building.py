"""Puts a sheet together: lines with their numbers, marks for the rules, warnings for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from safepassage.adapters.lists.limits import Limits, letter, refuse
from safepassage.people.model import Mark, Sheet

SAYS = {
    "hidden": "is hidden; what it holds is kept, and held until a person looks at it",
    "formula": "holds a formula; its stored result was read",
    "no-result": "holds a formula whose result was not stored; there is nothing to read",
    "error": "shows an error of the spreadsheet",
    "merge": "is merged with others, which say nothing of their own",
    "rounded": "holds a number so long that the spreadsheet lost its last digits",
    "lines": "spans more than three lines; a quotation mark may have swallowed the rows after it",
}
SILENT = {"date", "merged"}  # a true date cell is good news; a merge is told once, where it begins
TOLD = {"lines", "merge"}  # told to people, nothing the rules need


class SheetBuilder:
    """Collects the lines that hold something, and marks."""

    def __init__(self, name: str, limits: Limits) -> None:
        """An empty sheet."""
        self.name = name
        self.limits = limits
        self.lines: list[tuple[int, tuple[str, ...]]] = []
        self.marks: list[Mark] = []
        self.general: list[str] = []

    def line(self, number: int, cells: Iterable[str], *, keep: bool = False) -> None:
        """Add a line unless it is blank: a gap in the numbers says as much. `keep` a blank one where formulas stand in it.

        Raises:
            ProblemsError: more lines, columns or characters than a list can have.
        """
        kept = list(cells)
        while kept and not kept[-1].strip() and not keep:
            kept.pop()
        if not kept:
            return
        for at, text in enumerate(kept, start=1):
            if len(text) > self.limits.cell_characters:
                raise refuse(
                    f"a cell holds more than {self.limits.cell_characters} characters",
                    "Shorten it; in a CSV look for a quotation mark that is never closed",
                    row=number,
                    column=letter(at),
                    code="too-large",
                )
        self._bounds(number, len(kept))
        self.lines.append((number, tuple(kept)))

    def _bounds(self, number: int, width: int) -> None:
        if len(self.lines) >= self.limits.rows or width > self.limits.columns:
            raise refuse(
                f"the sheet has more than {self.limits.rows} lines or {self.limits.columns} columns",
                "Ask the sender for the list alone, in parts",
                row=number,
                code="too-large",
            )

    def mark(self, row: int, column: int, kind: str) -> None:
        """Say something of a cell, a line (column 0) or a column (row 0)."""
        self.marks.append(Mark(row, column, kind))

    def build(self) -> Sheet:
        """The sheet; every kind of warning is given cell by cell up to a bound, and then with its count."""
        last = self.lines[-1][0] if self.lines else 0
        width = max((len(cells) for _, cells in self.lines), default=0)
        marks = sorted(
            (one for one in set(self.marks) if one.row <= last and one.column <= width),
            key=lambda one: (one.row, one.column, one.kind),
        )
        return Sheet(
            self.name,
            tuple(number for number, _ in self.lines),
            tuple(cells for _, cells in self.lines),
            (*((0, "", text) for text in self.general), *self._warnings(marks)),
            tuple(one for one in marks if one.kind not in TOLD),
        )

    def _warnings(self, marks: list[Mark]) -> Iterable[tuple[int, str, str]]:
        said: Counter[str] = Counter()
        most = self.limits.warnings_of_a_kind
        for one in marks:
            if one.kind in SILENT:
                continue
            said[one.kind] += 1
            if said[one.kind] <= most:
                yield one.row, letter(one.column), f"{_thing(one)} {SAYS[one.kind]}"
        for kind, count in sorted(said.items()):
            if count > most:
                yield 0, "", f"{count - most} more of the same: {SAYS[kind]}"


def _thing(mark: Mark) -> str:
    if not mark.column:
        return "the line"
    return "the cell" if mark.row else "the column"
