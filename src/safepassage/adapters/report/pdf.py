"""The report as a PDF: typst sets the same tables and pictures for paper."""

from __future__ import annotations

import json
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path

import typst

from safepassage.adapters.pictures import Language
from safepassage.adapters.report.html import cell_text
from safepassage.adapters.report.tables import Table
from safepassage.adapters.report.view import View


def pdf_of(view: View, as_of: str, language: Language) -> bytes:
    """The PDF, with the newest plan only; the same bytes for the same report, for its only date is the report's own."""
    data = json.dumps(_plain(view, language), ensure_ascii=False)
    return typst.compile(
        Path(__file__).with_name("report.typ"),
        format="pdf",
        font_paths=font_folders(),
        ignore_system_fonts=True,
        sys_inputs={"data": data},
        pdf_standards="ua-1",
        timestamp=int(datetime.fromisoformat(as_of).timestamp()),
    )


def font_folders() -> list[Path]:
    """Where the fonts are: those of the slips, and behind them the one that comes with matplotlib."""
    folders = []
    for package, inside in (("safepassage.adapters.slips", "fonts"), ("matplotlib", "mpl-data/fonts/ttf")):
        found = find_spec(package)
        if found is not None and found.origin is not None:
            folders.append(Path(found.origin).parent / inside)
    return [folder for folder in folders if folder.is_dir()]


def _plain(view: View, language: Language) -> dict[str, object]:
    return {
        "title": view.title,
        "as_of": view.as_of,
        "timezone": view.timezone,
        "sentence": view.sentence,
        "holds": view.holds,
        "verdict": view.verdict,
        "attention": view.attention,
        "entries": view.entries,
        "root": view.root,
        "language": language.tag.partition("-")[0],
        "direction": language.direction,
        "states_picture": view.states_picture,
        "funnel_picture": view.funnel_picture,
        "crossed_picture": view.crossed_picture,
        "waiting_picture": view.waiting_picture,
        "people": _table(view.people, language),
        "days": _table(view.days, language),
        "differences": _table(view.differences, language),
        "parties": _table(view.parties, language),
        "between": _table(view.between, language),
        "between_left_out": language.number(view.between_left_out) if view.between_left_out else "",
        "onward": _table(view.onward, language),
        "contradictions": _table(view.contradictions, language),
        "doubles": _table(view.doubles, language),
        "plans": [
            {
                "day": plan.day,
                "planner": plan.planner,
                "promise": plan.promise,
                "pictures": [one for one in (plan.certificate, plan.waves) if one],
                "notes": list(plan.notes),
                "told": [one for one in (plan.called_says, plan.uncalled_says) if one],
            }
            for plan in view.plans
        ],
    }


def _table(table: Table, language: Language) -> dict[str, object]:
    by_day = table.head[0] == "Day"
    return {
        "caption": table.caption,
        "note": table.note,
        "head": table.head,
        "numbers": [not isinstance(cell, str) for cell in table.rows[0]] if table.rows else [],
        "total": table.total,
        "rows": [
            [
                language.day(str(cell)) if by_day and at == 0 else cell_text(cell, language)
                for at, cell in enumerate(row)
            ]
            for row in table.rows
        ],
    }
