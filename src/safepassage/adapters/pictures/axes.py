"""Days along the foot, counts up the side."""

from __future__ import annotations

from dataclasses import dataclass

from safepassage.adapters.pictures.language import Language
from safepassage.adapters.pictures.svg import GRID, INK, QUIET, line, nice_ceiling, text

ROOM_FOR_DAY_AND_MONTH = 60
ROOM_FOR_DAY = 36
TICKS = 4


@dataclass(frozen=True, slots=True)
class Field:
    """Where in the picture counts are drawn: its edges, the count at its top, and how many days share its width."""

    left: float
    right: float
    top: float
    foot: float
    most: int
    days: int

    def y(self, count: float) -> float:
        """The height of a count."""
        return self.foot - (self.foot - self.top) * count / self.most

    def step(self) -> float:
        """The width of a day."""
        return (self.right - self.left) / max(self.days, 1)

    def x(self, day: int) -> float:
        """The middle of a day."""
        return self.left + self.step() * (day + 0.5)


def count_field(across: tuple[float, float], down: tuple[float, float], most: int, days: int) -> Field:
    """A field between left and right, top and foot, whose top is a round number."""
    return Field(*across, *down, nice_ceiling(max(most, TICKS)), days)


def count_axis(field: Field, language: Language) -> list[str]:
    """Lines across at round counts, with their numbers."""
    marks = []
    for tick in range(TICKS + 1):
        count = field.most * tick // TICKS
        y = field.y(count)
        if tick:
            marks.append(line((field.left, y, field.right, y), GRID))
        marks.append(text(field.left - 8, y + 4, language.number(count), fill=QUIET, anchor="end"))
    return marks


def foot_line(field: Field) -> str:
    """The line everything stands on; drawn last, so that nothing covers it."""
    return line((field.left, field.foot, field.right, field.foot), INK)


def day_axis(field: Field, days: list[str], language: Language) -> list[str]:
    """The days' names: the month with each where there is room, else only where it begins; not every day where there are many."""
    roomy = field.step() >= ROOM_FOR_DAY_AND_MONTH
    every = max(1, -(-ROOM_FOR_DAY // max(int(field.step()), 1)))
    marks, month = [], ""
    for at, day in enumerate(days):
        if at % every:
            continue
        says = language.day(day) if roomy or day[:7] != month else language.day_of_month(day)
        month = day[:7]
        marks.append(text(field.x(at), field.foot + 20, says, fill=QUIET, anchor="middle"))
    return marks
