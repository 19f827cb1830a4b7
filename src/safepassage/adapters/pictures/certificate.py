"""What a call list promises: at whatever minute the crossing closes, how much of the best that any plan could have had."""

from __future__ import annotations

from safepassage.account.report import Certificate
from safepassage.adapters.pictures.language import ENGLISH, Language
from safepassage.adapters.pictures.svg import (
    BLUE,
    GRID,
    INK,
    MIST,
    NAVY,
    PAPER,
    PLUM,
    QUIET,
    RED,
    WIDTH,
    element,
    line,
    path,
    picture,
    rect,
    spread,
    text,
)

HEIGHT = 340
LEFT, RIGHT, TOP, FOOT = 64, WIDTH - 270, 16, HEIGHT - 50
THOUSAND = 1000
MOST_LABELS = 10


def shares(certificate: Certificate) -> list[tuple[int, int]]:
    """Minute and value in thousandths of the bound; a minute by which no plan could have anything counts as all of it."""
    return [(minute, value * THOUSAND // bound if bound else THOUSAND) for minute, value, bound in certificate.curve]


def certificate_picture(certificate: Certificate, name: str, language: Language = ENGLISH) -> str:
    """The curve of value by bound over the minutes, with its worst, mean and the limit no order can pass; empty without a curve.

    `name` tells this picture's marks from another certificate's on the same page.
    """
    curve = shares(certificate)
    if not curve:
        return ""
    last = max(minute for minute, _ in curve) or 1

    def x(minute: int) -> float:
        return LEFT + (RIGHT - LEFT) * minute / last

    marks = _axes(curve, last, language)
    if certificate.protect_from:
        marks.insert(0, rect(LEFT, TOP, x(certificate.protect_from) - LEFT, FOOT - TOP, MIST))
    points = [(x(minute), _y(share)) for minute, share in curve]
    marks += _levels(certificate, language)
    marks.append(path(points, NAVY, stroke_width=2.5, stroke_linejoin="round"))
    marks += [element("circle", cx=cx, cy=cy, r=2.6, fill=PAPER, stroke=NAVY, stroke_width=1.6) for cx, cy in points]
    return picture(
        name, HEIGHT, "What this list promises, by the minute of a closing", _says(certificate, language), marks
    )


def _y(permille: int) -> float:
    return FOOT - (FOOT - TOP) * permille / THOUSAND


def _axes(curve: list[tuple[int, int]], last: int, language: Language) -> list[str]:
    marks = []
    for share in range(0, THOUSAND + 1, 250):
        y = _y(share)
        marks.append(line((LEFT, y, RIGHT, y), INK if share == 0 else GRID))
        marks.append(text(LEFT - 8, y + 4, language.round_percent(share), fill=QUIET, anchor="end"))
    every = -(-len(curve) // MOST_LABELS)
    for minute, _ in curve[::every]:
        at = LEFT + (RIGHT - LEFT) * minute / last
        marks.append(text(at, FOOT + 20, language.number(minute), fill=QUIET, anchor="middle"))
    marks.append(
        text((LEFT + RIGHT) / 2, FOOT + 42, "the crossing closes after so many minutes", fill=QUIET, anchor="middle")
    )
    return marks


def _levels(certificate: Certificate, language: Language) -> list[str]:
    """The three numbers of the promise, each a line with its meaning beside it."""
    levels = sorted(
        (
            (certificate.limit_permille, "no order can promise more", PLUM, "7 4"),
            (certificate.mean_permille, "on the mean of all minutes", BLUE, "2 4"),
            (certificate.worst_permille, "at the worst minute", RED, "11 3"),
        ),
        reverse=True,
    )
    places = spread([_y(share) for share, *_ in levels], 19, TOP + 4, FOOT)
    marks = []
    for (share, says, colour, dashes), y in zip(levels, places, strict=True):
        marks.append(line((LEFT, _y(share), RIGHT, _y(share)), colour, stroke_width=1.6, stroke_dasharray=dashes))
        marks.append(line((RIGHT + 2, _y(share), RIGHT + 12, y), colour, stroke_width=1))
        marks.append(text(RIGHT + 62, y + 4, language.percent(share), anchor="end", font_weight="600"))
        marks.append(text(RIGHT + 70, y + 4, says))
    return marks


def _says(certificate: Certificate, language: Language) -> str:
    worst, mean, limit = (
        language.percent(one)
        for one in (certificate.worst_permille, certificate.mean_permille, certificate.limit_permille)
    )
    return (
        f"From minute {language.number(certificate.protect_from)} on, whenever the crossing closes, the people through are worth "
        f"at least {worst} of the best that any plan could have had for that minute; {mean} on the mean. "
        f"No published order could promise more than {limit}."
    )
