"""Where people were at the end of each day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from safepassage.account.model import STATES
from safepassage.account.report import DayStates
from safepassage.adapters.pictures.axes import Field, count_axis, count_field, day_axis, foot_line
from safepassage.adapters.pictures.language import ENGLISH, Language
from safepassage.adapters.pictures.svg import (
    AMBER,
    ASH,
    BLUE,
    INK,
    MIST,
    NAVY,
    PAPER,
    PLUM,
    QUIET,
    RED,
    TEAL,
    WIDTH,
    dots,
    element,
    hatch,
    line,
    picture,
    rect,
    spread,
    text,
)

HEIGHT = 400
LABELS = 250  # the room for the bands' names, right of the field
NAME = "states"


@dataclass(frozen=True, slots=True)
class Band:
    """States that are drawn as one: their name, colour, and the pattern that tells them apart without colour."""

    name: str
    states: tuple[str, ...]
    colour: str
    fill: str


BANDS = (
    Band("Entered", ("entered",), NAVY, NAVY),
    Band("In between the gates", ("in-between",), RED, RED),
    Band("Called or at the gate", ("called", "presented", "carried-over"), BLUE, BLUE),
    Band("Did not cross, call again", ("no-show", "turned-back"), AMBER, f"url(#{NAME}-again)"),
    Band("Cleared, not yet called", ("cleared",), TEAL, TEAL),
    Band("An answer is missing", ("pending",), MIST, f"url(#{NAME}-missing)"),
    Band("Refused", ("refused",), PLUM, f"url(#{NAME}-refused)"),
    Band("Withdrawn or died", ("withdrawn", "died"), ASH, ASH),
)
PATTERNS = element(
    "defs",
    hatch(f"{NAME}-again", AMBER, "#fbe3bd", 45),
    dots(f"{NAME}-missing", MIST, "#8b959d"),
    hatch(f"{NAME}-refused", PLUM, "#cdbbd6", -45),
)


def band_counts(day: DayStates) -> list[int]:
    """The people in each band."""
    counts = dict(zip(STATES, day.counts, strict=True))
    return [sum(counts[state] for state in band.states) for band in BANDS]


def states_picture(days: Sequence[DayStates], language: Language = ENGLISH) -> str:
    """Bars of people by state, one a day, each band named beside the last; empty where there is no day."""
    if not days:
        return ""
    counts = [band_counts(day) for day in days]
    most = max(sum(one) for one in counts)
    field = count_field((64, WIDTH - LABELS), (14, HEIGHT - 34), most, len(days))
    marks = [PATTERNS, *count_axis(field, language), *day_axis(field, [day.day for day in days], language)]
    for at, one in enumerate(counts):
        marks += _bar(field, at, one)
    marks += [foot_line(field), *_names(field, counts, language)]
    return picture(NAME, HEIGHT, "People by state at the end of each day", _says(days, counts, language), marks)


def _bar(field: Field, at: int, counts: Sequence[int]) -> list[str]:
    wide = min(field.step() * 0.82, 90)
    marks, below = [], 0
    for band, count in zip(BANDS, counts, strict=True):
        if count:
            top = field.y(below + count)
            height = field.y(below) - top
            marks.append(
                rect(
                    field.x(at) - wide / 2, top, wide, height, band.fill, stroke=PAPER, stroke_width=min(1, height / 3)
                )
            )
        below += count
    return marks


def _names(field: Field, counts: Sequence[Sequence[int]], language: Language) -> list[str]:
    """Each band's name and last count beside the last bar, from the top down; bands nobody was ever in are left out."""
    last = counts[-1]
    edge = field.x(len(counts) - 1) + min(field.step() * 0.82, 90) / 2
    shown = [at for at in reversed(range(len(BANDS))) if any(one[at] for one in counts)]
    middles = [field.y(sum(last[:at]) + last[at] / 2) for at in shown]
    marks = []
    for at, middle, y in zip(shown, middles, spread(middles, 21, field.top + 6, field.foot), strict=True):
        band = BANDS[at]
        if last[at]:
            marks.append(line((edge + 3, middle, field.right + 10, y), QUIET, stroke_width=0.75))
        marks.append(rect(field.right + 14, y - 7, 14, 14, band.fill, stroke=band.colour))
        marks.append(text(field.right + 84, y + 5, language.number(last[at]), anchor="end", font_weight="600"))
        marks.append(text(field.right + 92, y + 5, band.name, fill=INK))
    return marks


def _says(days: Sequence[DayStates], counts: Sequence[Sequence[int]], language: Language) -> str:
    last = ", ".join(
        f"{band.name.lower()} {language.number(count)}" for band, count in zip(BANDS, counts[-1], strict=True)
    )
    first, end = language.day(days[0].day), language.day(days[-1].day)
    return f"Bars from {first} to {end}. At the end of {end}: {last}. The table below has every state."
