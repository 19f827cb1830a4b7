"""The report as one HTML file that needs nothing from anywhere and runs nothing."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from importlib.resources import files

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from safepassage.adapters.pictures import Language
from safepassage.adapters.report.tables import Cell
from safepassage.adapters.report.view import View

HERE = files("safepassage.adapters.report")


def html_of(view: View, language: Language) -> str:
    """The page. Its policy lets in nothing but its own style sheet, which it names by its hash."""
    style = HERE.joinpath("report.css").read_text(encoding="utf-8")
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["cell"] = lambda cell: cell_text(cell, language)
    environment.filters["figure"] = Markup  # pictures are our own, escaped where they were made
    environment.tests["number"] = lambda cell: isinstance(cell, int)
    template = environment.from_string(HERE.joinpath("report.html").read_text(encoding="utf-8"))
    return template.render(view=view, language=language, style=Markup(style), style_hash=f"sha256-{digest}")  # noqa: S704 -- the style sheet is ours


def cell_text(cell: Cell, language: Language) -> str:
    """A cell for a reader: numbers and days as the language writes them, a dash where nothing is known."""
    if cell is None:
        return "–"
    if isinstance(cell, int):
        return language.number(cell)
    return cell
