"""Slips as a PDF: typst sets the page, zxing-cpp makes the codes, every code is read back from what is drawn."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import typst

from safepassage.adapters import codes
from safepassage.adapters.slips import letters, words
from safepassage.adapters.slips.drawing import drawing_of, symbol_of
from safepassage.passes.model import Slip, SlipPerson

_HERE = Path(str(files("safepassage.adapters.slips")))
FONTS = _HERE / "fonts"
TEMPLATE = _HERE / "slip.typ"
_LONG_NAME = 34
_NAME_POINTS, _LONG_NAME_POINTS = 10, 8


class TypstSlipPrinter:
    """Prints slips as A5 pages, one case each, with a page more where a family is large. Keeps no file and no name."""

    def print(self, slips: Sequence[Slip], title: str) -> bytes:
        """A PDF with each case's slip in the order given; the same slips and title give the same bytes.

        Raises:
            ValueError: there is nothing to print, or a slip has no person.
            CodeError: a pass fits no code, or a code does not read back as the pass it was made from.
        """
        return self._compiled(slips, title, "pdf")[0]

    def pages(self, slips: Sequence[Slip], title: str, dots_per_inch: int = 150) -> tuple[bytes, ...]:
        """The same pages as PNG pictures, to look at and to read codes from.

        Raises:
            ValueError: as for `print`.
            CodeError: as for `print`.
        """
        return self._compiled(slips, title, "png", float(dots_per_inch))

    def _compiled(
        self, slips: Sequence[Slip], title: str, form: Literal["pdf", "png"], ppi: float = 144.0
    ) -> tuple[bytes, ...]:
        if not slips or not all(slip.persons for slip in slips):
            raise ValueError("there is nothing to print, or a slip has no person")
        # In memory only: no name is ever written to a file here. The library takes several files as a dict, which its
        # type declarations leave out.
        sources: Any = {"main.typ": TEMPLATE.read_bytes(), "slips.json": _data(slips, title).encode()}
        made: Any = typst.compile(
            sources,
            font_paths=[str(FONTS)],
            ignore_system_fonts=True,
            format=form,
            ppi=ppi,
            timestamp=datetime.fromisoformat(slips[0].day).replace(tzinfo=UTC),
            pdf_tags=False,
        )
        return tuple(made) if isinstance(made, list) else (made,)


def _data(slips: Sequence[Slip], title: str) -> str:
    data = {"title": _directed(title), "words": words.WORDS, "slips": [_slip(slip) for slip in slips]}
    return json.dumps(data, ensure_ascii=False)


def _slip(slip: Slip) -> dict[str, Any]:
    time = f"{slip.present_at}–{slip.present_until}" if slip.present_until else slip.present_at
    english, arabic = words.papers(slip.documents)
    return {
        "case": letters.visible(slip.case_id),
        "day": slip.day,
        "weekday": words.weekday(slip.day),
        "time": time,
        "until": slip.valid_until,
        "last": words.weekday(slip.valid_until),
        "lane": _directed(slip.lane),
        "wave": str(slip.wave),
        "code": slip.code,
        "papers": [[_directed(one) for one in english], [_directed(one) for one in arabic]],
        "persons": [_person(person) for person in slip.persons],
    }


def _person(person: SlipPerson) -> dict[str, Any]:
    symbol = codes.make(person.pass_text)
    drawing = drawing_of(symbol)
    if codes.read(codes.picture(symbol_of(drawing, symbol.side))) != (person.pass_text,):
        raise codes.CodeError("a code does not read back as the pass it was made from; nothing was printed")
    name = letters.visible(person.name)
    return {
        "name": _directed(name),
        "size": _LONG_NAME_POINTS if len(name) > _LONG_NAME else _NAME_POINTS,
        "letters": not letters.printable(name),
        "birth": letters.visible(person.birth),
        "svg": drawing,
        "side": symbol.side,
    }


def _directed(text: str) -> dict[str, Any]:
    shown = letters.visible(text)
    return {"text": letters.with_marks(shown), "rtl": letters.runs_right_to_left(shown)}
