"""What openpyxl's streaming reader does not tell: hidden lines, formulas, merged cells, and how many lines there are."""

from __future__ import annotations

import re
from typing import IO

from safepassage.adapters.lists.limits import Limits, letter, refuse
from safepassage.adapters.lists.markup import stream_markup
from safepassage.adapters.lists.packed import DAMAGED, TOO_MUCH

REFERENCE = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
MOST_ROWS = 1_048_576


class SheetSeen:
    """Collects from a worksheet part. Rows and columns count from 1; `filled` counts the cells with content by row."""

    def __init__(self, limits: Limits) -> None:
        """Nothing seen yet."""
        self.limits = limits
        self.filled: dict[int, int] = {}
        self.hidden_rows: set[int] = set()
        self.hidden_columns: set[int] = set()
        self.formulas: dict[tuple[int, int], bool] = {}  # with a stored result?
        self.merged: list[tuple[int, int, int, int]] = []  # top, left, bottom, right
        self.all_hidden = False
        self.pictures = False
        self._row = 0
        self._column = 0
        self._formula = False
        self._content = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take note of an element."""
        match tag:
            case "row":
                self._start_row(attributes)
            case "c":
                self._start_cell(attributes)
            case "f":
                self._formula = True
            case "v" | "is":
                self._content = True
            case "col" if _no_size(attributes, "width"):
                last = min(_number(attributes.get("max", "1")), self.limits.columns)
                self.hidden_columns.update(range(_number(attributes.get("min", "1")), last + 1))
            case "mergeCell":
                self._merge(attributes.get("ref", ""))
            case "sheetFormatPr" if attributes.get("zeroHeight") in {"1", "true"}:
                self.all_hidden = True
            case "drawing" | "legacyDrawing":
                self.pictures = True

    def end(self, tag: str) -> None:
        """A cell is complete."""
        if tag != "c":
            return
        if self._formula:
            self.formulas[self._row, self._column] = self._content
        if self._formula or self._content:
            self.filled[self._row] = self.filled.get(self._row, 0) + 1
            self._check_bounds()

    def data(self, text: str) -> None:
        """What the cells say is openpyxl's to read."""

    def _start_row(self, attributes: dict[str, str]) -> None:
        row = _number(attributes["r"]) if "r" in attributes else self._row + 1
        if row <= self._row:
            raise refuse(
                f"line {row} stands after line {self._row}: the file is damaged inside", DAMAGED, code="damaged"
            )
        self._row, self._column = row, 0
        if _no_size(attributes, "ht") or (self.all_hidden and attributes.get("hidden") not in {"0", "false"}):
            self.hidden_rows.add(row)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._formula = self._content = False
        reference = attributes.get("r")
        if reference is None:
            self._column += 1
            return
        row, column = cell_place(reference)
        if row != self._row or column <= self._column:
            raise refuse(
                "a cell stands where it cannot be: the file is damaged inside", DAMAGED, row=row, code="damaged"
            )
        self._column = column

    def _check_bounds(self) -> None:
        if self._column > self.limits.columns:
            raise refuse(
                f"a cell stands beyond column {letter(self.limits.columns)}, which no list needs",
                "Delete what stands far outside of the list, save it and send it anew",
                row=self._row,
                column=letter(self._column),
                code="too-large",
            )
        if len(self.filled) > self.limits.rows:
            raise refuse(f"the sheet has more than {self.limits.rows} lines", TOO_MUCH + ", in parts", code="too-large")

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        top, left = cell_place(first)
        bottom, right = cell_place(last or first)
        self.merged.append((top, left, bottom, right))
        if len(self.merged) > self.limits.rows:
            raise refuse("the sheet merges more cells than a list can have", TOO_MUCH, code="too-large")


def _no_size(attributes: dict[str, str], size: str) -> bool:
    return attributes.get("hidden") in {"1", "true"} or attributes.get(size) in {"0", "0.0"}


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:8]) <= MOST_ROWS:
        raise refuse("a line or column number makes no sense: the file is damaged inside", DAMAGED, code="damaged")
    return int(text[:8])


def cell_place(reference: str) -> tuple[int, int]:
    """Row and column, from 1, of a reference such as `XFD1048576`.

    Raises:
        ProblemsError: it is no reference.
    """
    match = REFERENCE.fullmatch(reference)
    if match is None:
        raise refuse("a cell reference makes no sense: the file is damaged inside", DAMAGED, code="damaged")
    column = 0
    for sign in match[1]:
        column = column * 26 + ord(sign) - 64
    return _number(match[2]), column


def see_sheet(part: IO[bytes], limits: Limits) -> SheetSeen:
    """What a worksheet part holds beside its values.

    Raises:
        ProblemsError: it is damaged, hostile or larger than a list can be.
    """
    seen = SheetSeen(limits)
    stream_markup(part, seen)
    return seen
