"""Reads XLSX and XLSM: values by openpyxl, everything that could hide a person by our own pass over the markup."""

from __future__ import annotations

import importlib
import re
import zipfile
from datetime import date, datetime, time, timedelta
from typing import Any, BinaryIO

from safepassage.adapters.lists.building import SheetBuilder
from safepassage.adapters.lists.limits import Limits, refuse
from safepassage.adapters.lists.packed import DAMAGED
from safepassage.adapters.lists.seen import SheetSeen, see_sheet
from safepassage.people.model import Sheet

PADDED = re.compile(r"[0 \-\"\\]*0[0 \-\"\\]*")
EXACT = 10**15  # a spreadsheet keeps fifteen digits of a number
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")  # ECMA-376 part 1, 22.4.2.4: signs that XML cannot hold
PARTS = {
    "vbaProject": "the workbook carries macros; they were not run",
    "externalLinks/": "the workbook refers to other workbooks; they were not read",
    "embeddings/": "the workbook carries other files; they were not read",
    "media/": "the workbook carries pictures; they were not read",
    "comments": "the workbook carries notes on cells; they were not read",
    "connections.xml": "the workbook is connected to a data source; it was not asked",
}


def load_library() -> None:
    """Load openpyxl ahead of time; loading it takes longer than reading most lists."""
    importlib.import_module("openpyxl")


def read_xlsx(stream: BinaryIO, archive: zipfile.ZipFile, limits: Limits) -> tuple[Sheet, ...]:
    """Every worksheet, hidden ones too.

    Raises:
        ProblemsError: damage, hostile content, or a line that one of the two passes did not see.
    """
    from openpyxl import load_workbook  # noqa: PLC0415 - a list that is no workbook needs none of it
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415 - as above

    try:
        book = load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        carried = [says for part, says in PARTS.items() if any(part in name for name in archive.namelist())]
        return tuple(_read_sheet(sheet, archive, carried, limits) for sheet in book.worksheets)
    except (
        InvalidFileException,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
        SyntaxError,
        OverflowError,
    ) as broken:
        # openpyxl has no error of its own for damage: these are what a bad part surfaces as (SyntaxError is ParseError).
        raise refuse("the workbook is damaged inside", DAMAGED, code="damaged") from broken


def _read_sheet(sheet: Any, archive: zipfile.ZipFile, carried: list[str], limits: Limits) -> Sheet:
    with archive.open(sheet._worksheet_path) as part:  # noqa: SLF001 - openpyxl names the part nowhere else
        seen = see_sheet(part, limits)
    builder = SheetBuilder(sheet.title, limits)
    builder.general.extend(carried)
    if sheet.sheet_state != "visible":
        builder.general.append("the sheet is hidden; its lines are held until a person looks at them")
        seen.hidden_rows.update(seen.filled)
    sheet.reset_dimensions()  # else a stale dimension makes openpyxl stop after two lines of a million
    indents = "xl/styles.xml" in archive.namelist() and b' indent="' in archive.read("xl/styles.xml")
    without_result = {row for (row, _), result in seen.formulas.items() if not result}
    read = 0
    for number, row in enumerate(sheet.iter_rows(), start=1):
        if not seen.filled.get(number):
            continue
        read += 1
        texts = [_cell_text(cell, number, at, builder) for at, cell in enumerate(row, start=1)]
        if indents:
            texts = [_indented(text, cell) for text, cell in zip(texts, row, strict=True)]
        builder.line(number, texts, keep=number in without_result)
    if read != len(seen.filled):
        raise refuse(
            f"the sheet has {len(seen.filled)} lines and only {read} could be read",
            "Open it, save it as an ordinary Excel workbook (not Strict Open XML) and import that",
            code="short",
        )
    _mark_seen(builder, seen)
    return builder.build()


def _indented(text: str, cell: Any) -> str:
    """The text as far to the right as the sheet shows it: lists indent the members of a family."""
    return "  " * int(cell.alignment.indent) + text if text and cell.has_style else text


def _mark_seen(builder: SheetBuilder, seen: SheetSeen) -> None:
    for row in seen.hidden_rows & set(seen.filled):
        builder.mark(row, 0, "hidden")
    for column in seen.hidden_columns:
        builder.mark(0, column, "hidden")
    for (row, column), result in seen.formulas.items():
        builder.mark(row, column, "formula" if result else "no-result")
    width = max((len(cells) for _, cells in builder.lines), default=0)
    for top, left, bottom, right in seen.merged:
        builder.mark(top, left, "merge")
        for row in seen.filled:
            if top <= row <= bottom:
                for column in range(left, min(right, width) + 1):
                    if (row, column) != (top, left):
                        builder.mark(row, column, "merged")


def _cell_text(cell: Any, row: int, column: int, builder: SheetBuilder) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        if cell.data_type == "e":
            builder.mark(row, column, "error")
        return ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime | date):
        builder.mark(row, column, "date")
        return _date_text(value, cell.number_format)
    if isinstance(value, int | float):
        if abs(value) >= EXACT:
            builder.mark(row, column, "rounded")
        return number_text(value, cell.number_format)
    return str(value) if isinstance(value, time | timedelta) else ""


def _date_text(value: datetime | date, shape: str) -> str:
    tokens = re.sub(r"\[[^\]]*\]|\"[^\"]*\"", "", shape.lower())
    day = value.date() if isinstance(value, datetime) else value
    if "y" in tokens and "d" not in tokens:
        return f"{day:%Y-%m}" if "m" in tokens else f"{day:%Y}"
    if isinstance(value, datetime) and (value.hour or value.minute or value.second) and "h" in tokens:
        return value.strftime("%Y-%m-%d %H:%M")
    return day.isoformat()


def number_text(value: float, shape: str) -> str:
    """A number as the sheet shows it: no `.0`, and the leading zeros that its format gives it.

    A format of zeros alone is how spreadsheets keep the zeros of a document number.
    """
    text = str(int(value)) if value == int(value) else repr(value)
    if PADDED.fullmatch(shape) and shape != "0" and text.isdigit():
        return text.zfill(shape.count("0"))
    return text
