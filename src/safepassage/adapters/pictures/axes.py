"""Days along the foot, counts up the side."""

from __future__ import annotations

from dataclasses import dataclass

from safepassage.adapters.pictures.language import Language
from safepassage.adapters.pictures.svg import GRID, INK, QUIET, line, nice_ceiling, text

MOST_LABELS = 16
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


def day_axis(field: Field, days: list[str], language: Language, *, below: float = 20) -> list[str]:
    """The days' names; not every one where there are many."""
    every = -(-len(days) // MOST_LABELS)
    return [
        text(field.x(at), field.foot + below, language.day(day), fill=QUIET, anchor="middle")
        for at, day in enumerate(days)
        if at % every == 0
    ]
