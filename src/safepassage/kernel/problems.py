"""What is wrong with an input: where it stands, what it is, and what to do about it. Always all of it at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of an input.

    `row` counts from 1 as a spreadsheet or an editor shows it, 0 where the fault is the whole source's; `column` is the
    column's letter and heading, or a key's path in a terms file. No field holds a person's data.
    """

    source: str
    what: str
    do: str
    row: int = 0
    column: str = ""
    code: str = ""

    def sentence(self) -> str:
        """`jo.xlsx, row 12, column C (birth date): what. do.`."""
        place = [self.source]
        if self.row:
            place.append(f"row {self.row}")
        if self.column:
            place.append(f"column {self.column}")
        return f"{', '.join(place)}: {self.what}. {self.do}."


class ProblemsError(Exception):
    """An input that cannot be used, with every problem found in it."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(problem.sentence() for problem in self.problems))
