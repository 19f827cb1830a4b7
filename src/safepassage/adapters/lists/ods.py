"""Reads ODS by one pass over its markup, which says both the values and what is hidden (OpenDocument 1.3, part 3)."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field

from safepassage.adapters.lists.building import SheetBuilder
from safepassage.adapters.lists.limits import Limits, refuse
from safepassage.adapters.lists.markup import stream_markup
from safepassage.adapters.lists.packed import DAMAGED, password
from safepassage.people.model import Sheet

ERROR = re.compile(r"#[A-Z/0!?]+|Err:\d{3}")
HIDDEN = {"collapse", "filter"}
PARTS = {
    "Basic/": "the workbook carries macros; they were not run",
    "Scripts/": "the workbook carries macros; they were not run",
    "Pictures/": "the workbook carries pictures; they were not read",
    "Object ": "the workbook carries other files; they were not read",
}


@dataclass(slots=True)
class _Cell:
    attributes: dict[str, str]
    covered: bool
    paragraphs: list[str] = field(default_factory=list)

    def shown(self) -> str:
        return "\n".join(self.paragraphs)

    def text(self) -> str:
        """The value as text: a date as ISO, a number without its separators, all else as shown."""
        shown = self.shown()
        match self.attributes.get("value-type", ""):
            case "date":
                value = self.attributes.get("date-value", "")
                return shown if re.fullmatch(r"\d{4}", shown) else value.removesuffix("T00:00:00").replace("T", " ")
            case "float" if not shown.isdigit():
                value = self.attributes.get("value", shown)
                return value.removesuffix(".0")
            case "boolean":
                return self.attributes.get("boolean-value", shown).upper()
        return shown


class OdsCollector:
    """Collects sheets from the elements of `content.xml`."""

    def __init__(self, limits: Limits) -> None:
        """Nothing read yet."""
        self.limits = limits
        self.sheets: list[SheetBuilder] = []
        self.carried: list[str] = []
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._depth = 0  # of tables: a table inside a cell is not part of the list
        self._aside = 0  # inside a note on a cell
        self._row = self._column = 0
        self._row_repeats = 1
        self._row_hidden = self._sheet_hidden = False
        self._cells: list[tuple[_Cell, int]] = []
        self._cell: _Cell | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take note of an element."""
        if tag == "table":
            self._depth += 1
        if self._depth > 1 or self._aside or tag == "annotation":
            self._start_aside(tag)
            return
        match tag:
            case "style":
                self._style = attributes.get("name", "")
            case "table-properties" if attributes.get("display") == "false":
                self._hidden_styles.add(self._style)
            case "table":
                self._start_table(attributes)
            case "table-column":
                self._start_column(attributes)
            case "table-row":
                self._row_repeats = _repeats(attributes, "number-rows-repeated")
                self._row_hidden = attributes.get("visibility") in HIDDEN
                self._cells = []
            case "table-cell" | "covered-table-cell":
                self._cell = _Cell(attributes, covered=tag.startswith("covered"))
            case "p" if self._cell is not None:
                self._cell.paragraphs.append("")
            case "s" | "tab" | "line-break":
                self.data({"s": " " * _repeats(attributes, "c"), "tab": "\t", "line-break": "\n"}[tag])
            case "table-source":
                self.carried.append("the workbook refers to other files; they were not read")

    def end(self, tag: str) -> None:
        """An element is complete."""
        if tag == "annotation":
            self._aside -= 1
        if tag == "table":
            self._depth -= 1
        if self._depth != 1 or self._aside:
            return
        if tag in {"table-cell", "covered-table-cell"} and self._cell is not None:
            self._cells.append((self._cell, _repeats(self._cell.attributes, "number-columns-repeated")))
            self._cell = None
        elif tag == "table-row":
            self._end_row()

    def data(self, text: str) -> None:
        """Text of the present paragraph."""
        if self._cell is not None and self._cell.paragraphs and self._depth == 1 and not self._aside:
            self._cell.paragraphs[-1] += text
            if len(self._cell.paragraphs[-1]) > self.limits.cell_characters:
                raise refuse(
                    "a cell holds more text than a list needs", "Shorten it", row=self._row + 1, code="too-large"
                )

    def _start_aside(self, tag: str) -> None:
        if tag == "annotation":
            self._aside += 1
            self.carried.append("the workbook carries notes on cells; they were not read")
        elif tag == "table" and self._depth == 2:  # noqa: PLR2004 - one table, and one inside of it
            self.carried.append("a cell holds a table of its own, which was not read")

    def _start_table(self, attributes: dict[str, str]) -> None:
        builder = SheetBuilder(attributes.get("name", ""), self.limits)
        self.sheets.append(builder)
        self._row = self._column = 0
        self._sheet_hidden = attributes.get("style-name", "") in self._hidden_styles
        if self._sheet_hidden:
            builder.general.append("the sheet is hidden; its lines are held until a person looks at them")

    def _start_column(self, attributes: dict[str, str]) -> None:
        count = _repeats(attributes, "number-columns-repeated")
        if attributes.get("visibility") in HIDDEN:
            for column in range(self._column + 1, min(self._column + count, self.limits.columns) + 1):
                self.sheets[-1].mark(0, column, "hidden")
        self._column += count

    def _end_row(self) -> None:
        first = self._row + 1
        self._row += self._row_repeats
        cells = self._cells
        while cells and not cells[-1][0].text().strip() and "formula" not in cells[-1][0].attributes:
            cells.pop()
        if not cells:
            return
        if sum(repeats for _, repeats in cells) > self.limits.columns or self._row_repeats > self.limits.rows:
            raise refuse(
                "a line or a cell repeats further than a list can reach",
                "Delete what stands far outside of the list, save it and send it anew",
                row=first,
                code="too-large",
            )
        for row in range(first, self._row + 1):
            self._write(row, cells)

    def _write(self, row: int, cells: list[tuple[_Cell, int]]) -> None:
        builder = self.sheets[-1]
        spread = [cell for cell, repeats in cells for _ in range(repeats)]
        keep = any("no-result" in _kinds(cell) for cell in spread)
        builder.line(row, [cell.text() for cell in spread], keep=keep)
        if self._row_hidden or self._sheet_hidden:
            builder.mark(row, 0, "hidden")
        for column, cell in enumerate(spread, start=1):
            for kind in _kinds(cell):
                builder.mark(row, column, kind)


def _kinds(cell: _Cell) -> list[str]:
    kinds = ["merged"] if cell.covered else []
    if any(cell.attributes.get(f"number-{one}-spanned", "1") != "1" for one in ("rows", "columns")):
        kinds.append("merge")
    if cell.attributes.get("value-type") == "date":
        kinds.append("date")
    if "formula" in cell.attributes:
        kinds.append("formula" if cell.shown() else "no-result")
        if ERROR.fullmatch(cell.shown()):
            kinds.append("error")
    digits = cell.attributes.get("value", "").lstrip("-").partition(".")[0]
    if cell.attributes.get("value-type") == "float" and (len(digits) > 15 or "E" in cell.attributes["value"]):  # noqa: PLR2004 - a spreadsheet keeps fifteen digits
        kinds.append("rounded")
    return kinds


def _repeats(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    if not text.isascii() or not text.isdigit() or len(text) > 8 or int(text) < 1:  # noqa: PLR2004 - eight digits hold any sheet
        raise refuse("a repetition makes no sense: the file is damaged inside", DAMAGED, code="damaged")
    return int(text)


def read_ods(archive: zipfile.ZipFile, limits: Limits) -> tuple[Sheet, ...]:
    """Every sheet, hidden ones too.

    Raises:
        ProblemsError: a password, damage, hostile content, more than a list can be.
    """
    if "META-INF/manifest.xml" in archive.namelist() and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise password()
    collector = OdsCollector(limits)
    with archive.open("content.xml") as part:
        stream_markup(part, collector)
    carried = [says for part_name, says in PARTS.items() if any(part_name in name for name in archive.namelist())]
    for builder in collector.sheets:
        builder.general.extend(dict.fromkeys([*carried, *collector.carried]))
    return tuple(builder.build() for builder in collector.sheets)
