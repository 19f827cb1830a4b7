"""Slips as a PDF: typst sets the page, zxing-cpp makes the codes, every code is read back from what is drawn."""

from __future__ import annotations

import json
import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Literal

import typst

from safepassage.adapters import codes
from safepassage.adapters.slips import letters, words
from safepassage.adapters.slips.drawing import drawing_of, symbol_of
from safepassage.passes.model import Said, Slip, SlipPerson

_HERE = Path(str(files("safepassage.adapters.slips")))
FONTS = _HERE / "fonts"
TEMPLATE = _HERE / "slip.typ"
BATCH = 200
"""Slips in one file of a large print run: typst holds about 1.5 MB for each until it is done."""
_LONG_NAME = 34
_NAME_POINTS, _LONG_NAME_POINTS = 10, 8
_CACHE_AGE = 11  # typst forgets what it set after so many other documents


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])


class TypstSlipPrinter:
    """Prints slips as A5 pages, one case each, with a page more where a family is large. Keeps no file and no name."""

    def print(self, slips: Sequence[Slip], title: str) -> bytes:
        """A PDF with each case's slip in the order given; the same slips and title give the same bytes.

        Raises:
            ValueError: there is nothing to print, or a slip has no person.
            CodeError: a pass fits no code, or a code does not read back as the pass it was made from.
        """
        return _compiled(slips, title, "pdf")[0]

    def print_batches(
        self, slips: Sequence[Slip], title: str, size: int = BATCH, workers: int | None = None
    ) -> Iterator[bytes]:
        """The same as several PDFs of at most `size` slips each, one after the other: a large run in little memory.

        Several are set at a time, in `workers` child processes (as many as there are cores): the bytes are the same whatever
        their number. What goes to a child and comes back goes through a pipe; no name is ever in a file.

        Raises:
            ValueError: as for `print`, when the batch in question is reached.
            CodeError: as for `print`, likewise.
        """
        parts = [slips[start : start + size] for start in range(0, len(slips), size)]
        workers = min(workers or os.cpu_count() or 1, len(parts))
        if workers <= 1:
            yield from (self.print(part, title) for part in parts)
            return
        under_way: deque[Future[bytes]] = deque()
        # A child that begins anew shares no connection, no thread and no lock with this process.
        with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
            try:
                for part in parts:
                    under_way.append(pool.submit(self.print, part, title))
                    while len(under_way) > 2 * workers:
                        yield under_way.popleft().result()
                while under_way:
                    yield under_way.popleft().result()
            finally:
                pool.shutdown(cancel_futures=True)

    def pages(self, slips: Sequence[Slip], title: str, dots_per_inch: int = 150) -> tuple[bytes, ...]:
        """The same pages as PNG pictures, to look at and to read codes from.

        Raises:
            ValueError: as for `print`.
            CodeError: as for `print`.
        """
        return _compiled(slips, title, "png", float(dots_per_inch))


def _compiled(
    slips: Sequence[Slip], title: str, form: Literal["pdf", "png"], dots_per_inch: float = 144.0
) -> tuple[bytes, ...]:
    if not slips or not all(slip.persons for slip in slips):
        raise ValueError("there is nothing to print, or a slip has no person")
    # In memory only: no name is ever written to a file here. The library takes several files as a dict, which its
    # type declarations leave out.
    sources: Any = {"main.typ": TEMPLATE.read_bytes(), "slips.json": _data(slips, title).encode()}
    try:
        made: Any = typst.compile(
            sources,
            font_paths=_fonts(),
            format=form,
            ppi=dots_per_inch,
            timestamp=datetime.fromisoformat(slips[0].day).replace(tzinfo=UTC),
            pdf_tags=False,
        )
    finally:
        _forget()
    return tuple(made) if isinstance(made, list) else (made,)


def _forget() -> None:
    """Make typst drop what it remembers of the pages: names have no business there, and it would remember ten print runs."""
    for _ in range(_CACHE_AGE):
        typst.compile(b"", font_paths=_fonts(), format="svg")


def _data(slips: Sequence[Slip], title: str) -> str:
    data = {"title": _directed(title), "words": words.WORDS, "slips": [_slip(slip) for slip in slips]}
    return json.dumps(data, ensure_ascii=False)


def _slip(slip: Slip) -> dict[str, Any]:
    time = f"{slip.present_at}–{slip.present_until}" if slip.present_until else slip.present_at
    return {
        "case": letters.visible(slip.case_id),
        "day": slip.day,
        "weekday": words.weekday(slip.day),
        "time": time,
        "until": slip.valid_until,
        "last": words.weekday(slip.valid_until),
        "lane": _both(slip.lane),
        "wave": str(slip.wave),
        "code": slip.code,
        "papers": [_both(one) for one in slip.documents],
        "persons": [_person(person) for person in slip.persons],
    }


def _both(said: Said) -> list[dict[str, Any]]:
    return [_directed(said.text), _directed(said.in_language("ar"))]


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
