"""The report's files: a page, a PDF, and a CSV for each table."""

from __future__ import annotations

from pathlib import Path

from safepassage.account.report import ReportData
from safepassage.adapters.pictures import Language
from safepassage.adapters.report.csvs import csv_of
from safepassage.adapters.report.html import html_of
from safepassage.adapters.report.pdf import pdf_of
from safepassage.adapters.report.tables import every_table
from safepassage.adapters.report.view import view_of


def write_report(data: ReportData, out: Path, language: Language | None = None) -> tuple[Path, ...]:
    """Write the report into a folder, which is made if it is not there; the files written, the page first.

    Raises:
        OSError: a file cannot be written; none is left half-written.
    """
    language = language or Language(timezone=data.frame.timezone)
    view = view_of(data, language)
    made: list[tuple[str, bytes]] = [
        ("report.html", html_of(view, language).encode()),
        ("report.pdf", pdf_of(view, data.frame.as_of, language)),
    ]
    made += [(f"{table.name}.csv", csv_of(table)) for table in every_table(data)]
    out.mkdir(parents=True, exist_ok=True)
    return tuple(_write(out / name, content) for name, content in made)


def _write(path: Path, content: bytes) -> Path:
    """Write beside, then rename: a reader never sees half a file."""
    half = path.with_name(path.name + ".part")
    try:
        half.write_bytes(content)
        half.replace(path)
    finally:
        half.unlink(missing_ok=True)
    return path
