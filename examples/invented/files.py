"""Writes tables as CSV, XLSX and ODS so that the same table gives the same bytes on every machine."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

Cell = str | int | date | None
MADE = datetime(2023, 10, 31)  # noqa: DTZ001 - a workbook's own stamp has no time zone
_STAMP = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


@dataclass(slots=True)
class Table:
    """Lines of cells, with what only a workbook can show: merged ranges and hidden lines, both counted from 1."""

    rows: list[list[Cell]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(
        default_factory=list
    )  # first row, first column, last row, last column
    hidden: list[int] = field(default_factory=list)


def write_csv(path: Path, rows: Iterable[Sequence[Cell]], delimiter: str = ",", encoding: str = "utf-8") -> None:
    """A CSV with lines ended as spreadsheets end them."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(["" if cell is None else str(cell) for cell in row] for row in rows)
    path.write_bytes(text.getvalue().encode(encoding))


def write_xlsx(path: Path, table: Table) -> None:
    """A workbook of one sheet; dates are true date cells."""
    plain = not table.merged and not table.hidden
    book = Workbook(write_only=plain)
    book.properties.creator, book.properties.created = "examples/generate.py", MADE
    sheet: Any = book.create_sheet("List") if plain else book.active
    for row in table.rows:
        sheet.append([_dated(sheet, cell) if plain else cell for cell in row])
    for first_row, first_column, last_row, last_column in table.merged:
        sheet.merge_cells(start_row=first_row, start_column=first_column, end_row=last_row, end_column=last_column)
    for number in table.hidden:
        sheet.row_dimensions[number].hidden = True
    saved = io.BytesIO()
    book.save(saved)
    with zipfile.ZipFile(saved) as made:
        _pack(
            path, [(name, _STAMP.sub(rb"\g<1>2023-10-31T00:00:00Z\g<2>", made.read(name))) for name in made.namelist()]
        )


def _dated(sheet: Any, cell: Cell) -> Any:
    if not isinstance(cell, date):
        return cell
    written = WriteOnlyCell(sheet, datetime.combine(cell, time()))
    written.number_format = "DD/MM/YYYY"
    return written


def write_ods(path: Path, table: Table) -> None:
    """An OpenDocument spreadsheet of one sheet, texts only (ODF 1.2, part 1, sections 9.1 and 9.2)."""
    lines = (
        "<table:table-row>" + "".join(_ods_cell(cell) for cell in row) + "</table:table-row>" for row in table.rows
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names} office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="List">{"".join(lines)}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    listed = "".join(
        f"<manifest:file-entry manifest:full-path={quoteattr(name)} manifest:media-type={quoteattr(media)}/>"
        for name, media in (("/", kind), ("content.xml", "text/xml"))
    )
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
        f'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">{listed}'
        "</manifest:manifest>"
    )
    parts = (("mimetype", kind), ("content.xml", content), ("META-INF/manifest.xml", manifest))
    _pack(path, [(name, text.encode()) for name, text in parts])


def _ods_cell(cell: Cell) -> str:
    if cell is None or cell == "":
        return "<table:table-cell/>"
    return f'<table:table-cell office:value-type="string"><text:p>{escape(str(cell))}</text:p></table:table-cell>'


def _pack(path: Path, parts: Iterable[tuple[str, bytes]]) -> None:
    with zipfile.ZipFile(path, "w") as packed:
        for name, data in parts:
            info = zipfile.ZipInfo(name, (2023, 10, 31, 0, 0, 0))
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            info.create_system = 3  # a fixed mark, because zip files name the system that packed them
            info.external_attr = 0o600 << 16
            packed.writestr(info, data, compresslevel=6)
