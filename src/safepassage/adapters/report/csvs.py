"""Tables as CSV that a spreadsheet opens as it is meant."""

from __future__ import annotations

import csv
import io

from safepassage.adapters.report.tables import Cell, Table

# A spreadsheet takes a cell that begins with one of these for a formula, and runs it (OWASP, CSV injection).
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe(cell: Cell) -> str:
    """The cell as text; an apostrophe before whatever a spreadsheet would run."""
    if cell is None:
        return ""
    if isinstance(cell, int):
        return str(cell)
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def csv_of(table: Table) -> bytes:
    """The table with its head; UTF-8 with a mark at the front, without which Excel reads it as another encoding."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([safe(one) for one in table.head])
    writer.writerows([safe(one) for one in row] for row in table.rows)
    return text.getvalue().encode("utf-8-sig")
