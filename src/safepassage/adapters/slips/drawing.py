"""A symbol as a drawing: sharp at any size, and readable again from the very text that is printed."""

from __future__ import annotations

import numpy as np

from safepassage.adapters.codes import CodeError, Symbol

_HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}"><path d="'
_TAIL = '"/></svg>'
_LETTERS = "M hvHz"  # what stands around the five numbers of a run: column, row, length, height, column again
_NO_DIGITS = str.maketrans("", "", "0123456789")
_ONLY_DIGITS = str.maketrans("MhvHz", "     ")
_NUMBERS = 5


def drawing_of(symbol: Symbol) -> str:
    """The symbol as SVG: one path, one rectangle for each run of dark modules in a row, one unit a module."""
    side = symbol.side
    dark = np.zeros((side, side + 2), np.int8)
    dark[:, 1:-1] = np.frombuffer(symbol.pixels, np.uint8).reshape(side, side) == 0
    change = np.diff(dark, axis=1)
    rows, starts = np.nonzero(change == 1)
    ends = np.nonzero(change == -1)[1]
    runs = zip(starts.tolist(), rows.tolist(), (ends - starts).tolist(), strict=True)
    path = "".join([f"M{start} {row}h{length}v1H{start}z" for start, row, length in runs])
    return _HEAD.format(side=side) + path + _TAIL


def symbol_of(drawing: str, side: int) -> Symbol:
    """The symbol that a drawing of so many modules a side shows.

    Raises:
        CodeError: the drawing is not one of ours, or reaches beyond its edge.
    """
    head = _HEAD.format(side=side)
    path = drawing.removeprefix(head).removesuffix(_TAIL)
    letters = path.translate(_NO_DIGITS)
    if drawing != head + path + _TAIL or letters != _LETTERS * (len(letters) // len(_LETTERS)):
        raise CodeError("the drawing of a code is not of its form")
    numbers = np.array(path.translate(_ONLY_DIGITS).split(), np.int64).reshape(-1, _NUMBERS)
    column, row, length, height, back = numbers.T
    inside = (row < side) & (column + length <= side) & (length > 0) & (height == 1) & (back == column)
    if not inside.all():
        raise CodeError("the drawing of a code reaches beyond its edge, or is not of its form")
    edges = np.zeros(side * side + 1, np.int64)
    np.add.at(edges, row * side + column, 1)
    np.add.at(edges, row * side + column + length, -1)
    light = np.cumsum(edges[:-1]) == 0
    return Symbol(side, (light * np.uint8(255)).astype(np.uint8).tobytes())
