"""The few marks a picture is made of, as SVG text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from textwrap import wrap

INK = "#1b2733"
QUIET = "#5b6875"
GRID = "#dfe4e8"
PAPER = "#ffffff"
NAVY = "#12436d"
BLUE = "#5694ca"
PALE = "#c5dcf0"
TEAL = "#7cc2b0"
AMBER = "#e9a23b"
RED = "#c8324b"
PLUM = "#8d6a9f"
ASH = "#6d7780"
MIST = "#e3e7ea"

SIZE = 13
WIDTH = 940
FONTS = "'Noto Sans', system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif"
# The mean width of a letter against its size in the wide one of the fonts, so that a label is never thought too short.
LETTER = 0.6


def number(value: float) -> str:
    """A coordinate with at most two decimals and no trailing zeros."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def element(tag: str, *inside: str, **attributes: str | float) -> str:
    """An element; `inside` is SVG already, attribute values are escaped. `_` in a name stands for `-`."""
    said = "".join(
        f' {name.strip("_").replace("_", "-")}="{escape(value if isinstance(value, str) else number(value))}"'
        for name, value in attributes.items()
    )
    return f"<{tag}{said}>{''.join(inside)}</{tag}>" if inside else f"<{tag}{said}/>"


def rect(x: float, y: float, width: float, height: float, fill: str, **more: str | float) -> str:
    """A filled box."""
    return element("rect", x=x, y=y, width=max(width, 0), height=max(height, 0), fill=fill, **more)


def line(ends: tuple[float, float, float, float], stroke: str = GRID, **more: str | float) -> str:
    """A straight line from x, y to x, y."""
    x1, y1, x2, y2 = ends
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=stroke, **more)


def text(x: float, y: float, says: str, *, fill: str = INK, anchor: str = "start", **more: str | float) -> str:
    """A line of text; `y` is its foot."""
    return element("text", escape(says, quote=False), x=x, y=y, fill=fill, text_anchor=anchor, **more)


def path(points: Sequence[tuple[float, float]], stroke: str, **more: str | float) -> str:
    """A line through points."""
    steps = " ".join(f"{number(x)},{number(y)}" for x, y in points)
    return element("polyline", points=steps, fill="none", stroke=stroke, **more)


def hatch(name: str, fill: str, stroke: str, angle: int, gap: float = 7) -> str:
    """A pattern of stripes, so that a band is known without its colour."""
    stripe = element("line", x1=0, y1=0, x2=0, y2=gap, stroke=stroke, stroke_width=2)
    turn = f"rotate({angle})"
    paper = rect(0, 0, gap, gap, fill)
    return element(
        "pattern", paper, stripe, id=name, width=gap, height=gap, patternUnits="userSpaceOnUse", patternTransform=turn
    )


def dots(name: str, fill: str, stroke: str, gap: float = 7) -> str:
    """A pattern of dots."""
    dot = element("circle", cx=gap / 2, cy=gap / 2, r=1.1, fill=stroke)
    return element(
        "pattern", rect(0, 0, gap, gap, fill), dot, id=name, width=gap, height=gap, patternUnits="userSpaceOnUse"
    )


def picture(name: str, height: float, title: str, says: str, marks: Iterable[str]) -> str:
    """A whole picture, `WIDTH` wide. `title` names it and `says` tells in words what it shows, for who cannot see it."""
    heard = element("title", escape(title, quote=False), id=f"{name}-title")
    told = element("desc", escape(says, quote=False), id=f"{name}-says")
    return element(
        "svg",
        heard,
        told,
        *marks,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {WIDTH} {number(height)}",
        role="img",
        direction="ltr",
        aria_labelledby=f"{name}-title {name}-says",
        font_family=FONTS,
        font_size=SIZE,
    )


def wide(says: str, size: float = SIZE) -> float:
    """About how wide a text is."""
    return len(says) * size * LETTER


def nice_ceiling(value: int) -> int:
    """The least round number that is not below the value and has round quarters: 4, 8, 12, 16, 20, 24, 32, 40, 80, 100, 120 ..."""
    power = 1
    while True:
        for step in (4, 8, 10, 12, 16, 20, 24, 32):
            if step * power >= value and step * power % 4 == 0:
                return step * power
        power *= 10


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Places as near to the wanted ones (ascending) as can be, at least `gap` apart, between `low` and `high`."""
    placed: list[float] = []
    for one in wanted:
        placed.append(max(one, placed[-1] + gap if placed else low))
    limit = high
    for at in reversed(range(len(placed))):
        placed[at] = min(placed[at], limit)
        limit = placed[at] - gap
    return placed


def in_lines(says: str, room: float, most: int = 2) -> list[str]:
    """A text in at most so many lines that fit; what is too long for them ends with three dots. The picture's words say all of it."""
    lines = wrap(says, max(int(room / (SIZE * LETTER)), 4), max_lines=most, placeholder=" ...")
    return lines or [""]
