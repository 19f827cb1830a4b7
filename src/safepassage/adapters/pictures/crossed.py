"""Listed is not crossed: each day's list against who entered, and what was reported of the real day beside it."""

from __future__ import annotations

from collections.abc import Sequence

from safepassage.account.report import DayCounts
from safepassage.adapters.pictures.axes import Field, count_axis, count_field, day_axis, foot_line
from safepassage.adapters.pictures.language import ENGLISH, Language
from safepassage.adapters.pictures.svg import (
    AMBER,
    INK,
    MIST,
    NAVY,
    PALE,
    PAPER,
    QUIET,
    WIDTH,
    element,
    picture,
    rect,
    text,
    wide,
)

HEIGHT = 380
MOST_NUMBERS = 14  # days; with more there is no room for numbers above the bars
CLOSE = 26  # the height of a diamond and a number
NARROW = 30  # a day's width under which a status is told by its grey ground alone
NAME = "crossed"


def crossed_picture(days: Sequence[DayCounts], language: Language = ENGLISH) -> str:
    """Two bars a day, on our list and entered, with diamonds for what others reported; empty where there is no day."""
    if not days:
        return ""
    reported = any(one.day.recorded_listed is not None or one.day.recorded_crossed is not None for one in days)
    most = max(max(_counts(one)) for one in days)
    field = count_field((64, WIDTH - 8), (58, HEIGHT - 56), most, len(days))
    marks = _key(reported=reported)
    marks += [mark for at, one in enumerate(days) for mark in _ground(field, at, one)]
    marks += count_axis(field, language)
    marks += day_axis(field, [one.day.day for one in days], language)
    for at, one in enumerate(days):
        marks += _day(field, at, one, language, numbers=len(days) <= MOST_NUMBERS)
    marks.append(foot_line(field))
    return picture(NAME, HEIGHT, "Listed against entered, by day", _says(days, language), marks)


def _counts(one: DayCounts) -> tuple[int, ...]:
    return (one.listed, one.entered, one.day.recorded_listed or 0, one.day.recorded_crossed or 0)


def _key(*, reported: bool) -> list[str]:
    marks, x = [], 64.0
    listed = rect(0, 0, 14, 14, PALE, stroke=NAVY)
    entered = rect(0, 0, 14, 14, NAVY)
    items = [(listed, "On our list"), (entered, "Entered")]
    if reported:
        items += [(_diamond(7, 7, PAPER), "Listed, as reported"), (_diamond(7, 7, AMBER), "Crossed, as reported")]
    for mark, says in items:
        marks.append(element("g", mark, transform=f"translate({x:.0f} 14)"))
        marks.append(text(x + 20, 26, says))
        x += 44 + wide(says)
    return marks


def _diamond(x: float, y: float, fill: str) -> str:
    return element("path", d=f"M{x:.1f} {y - 7:.1f}l7 7-7 7-7-7z", fill=fill, stroke=INK, stroke_width=1.4)


def _ground(field: Field, at: int, one: DayCounts) -> list[str]:
    """A day the crossing was not open has a grey ground, and is named."""
    marks = []
    step = field.step()
    if one.day.status == "closed":
        marks.append(rect(field.left + step * at, field.top, step, field.foot - field.top, MIST))
    if one.day.status and step >= NARROW:
        marks.append(text(field.x(at), field.foot + 40, one.day.status, fill=QUIET, anchor="middle", font_size=12))
    return marks


def _day(field: Field, at: int, one: DayCounts, language: Language, *, numbers: bool) -> list[str]:
    bar = min(field.step() * 0.36, 34)
    x = field.x(at)
    ours = (
        (x - bar, one.listed, PALE, one.day.recorded_listed, PAPER),
        (x, one.entered, NAVY, one.day.recorded_crossed, AMBER),
    )
    marks = []
    for left, count, fill, reported, other in ours:
        top = field.y(count)
        if count:
            marks.append(rect(left, top, bar, field.foot - top, fill, stroke=NAVY))
        if reported is not None:
            marks.append(_diamond(left + bar / 2, field.y(reported), other))
            # The number stands above whichever of bar and diamond is higher, where they are near each other.
            top = min(top, field.y(reported) - 7) if abs(top - field.y(reported)) < CLOSE else top
        if numbers and one.listed + one.entered:
            marks.append(text(left + bar / 2, top - 5, language.number(count), anchor="middle", font_size=11.5))
    return marks


def _says(days: Sequence[DayCounts], language: Language) -> str:
    each = []
    for one in days:
        said = (
            f"{language.day(one.day.day)}: {language.number(one.listed)} listed, {language.number(one.entered)} entered"
        )
        if one.day.recorded_listed is not None:
            said += f", {language.number(one.day.recorded_listed)} listed as reported"
        if one.day.recorded_crossed is not None:
            said += f", {language.number(one.day.recorded_crossed)} crossed as reported"
        each.append(said)
    return "; ".join(each) + "."
