"""What the fields beside the name are worth: for each way two values can agree, how likely it is for one person and for two.

The first number (m) says how often lists err; it is a judgement, the same for every pair of lists, and stands here to be
read and changed. The second (u) is counted from the two lists themselves where that is possible.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from safepassage.identity.model import ListPerson
from safepassage.identity.pairs import Pairs

Floats = npt.NDArray[np.float64]
RAREST = 1e-7  # chance agreement is never taken to be rarer
WEIGHT = 20_000  # pairs of rows that the usual chance counts as much as
USUAL_DAY, USUAL_YEAR, USUAL_FIRST, USUAL_SEX, USUAL_NATIONALITY = 1 / 20_000, 1 / 60, 0.1, 0.5, 0.1


@dataclass(frozen=True, slots=True)
class Level:
    """One way two values can agree: its code, its sentence, how likely for one person (m) and for two (u)."""

    code: str
    sentence: str
    m: float
    u: float

    def bits(self) -> float:
        """What it is worth."""
        return math.log2(self.m / self.u)


@dataclass(frozen=True, slots=True)
class Field:
    """A field's levels, in the order they are asked; where a value is missing it says nothing."""

    name: str
    levels: tuple[Level, ...]


class FieldEngine(Protocol):
    """Something that weighs the fields of pairs: Splink on DuckDB or on Spark."""

    def weigh(
        self, left: Sequence[ListPerson], right: Sequence[ListPerson], pairs: Pairs, fields: Sequence[Field]
    ) -> tuple[Floats, npt.NDArray[np.int64]]:
        """Per pair the name's and the fields' bits together, and per pair and field the level's number (-1: says nothing)."""


def fields_of(left: Sequence[ListPerson], right: Sequence[ListPerson]) -> tuple[Field, ...]:
    """The fields with chance agreement counted from these two lists."""
    return (_birth(left, right), _sex(left, right), _document(), _nationality(left, right))


def _chance(left: Iterable[str], right: Iterable[str], usual: float) -> float:
    """How likely two values drawn from the two lists are equal; short lists say little, and the usual chance the rest."""
    one, other = Counter(value for value in left if value), Counter(value for value in right if value)
    total = sum(one.values()) * sum(other.values())
    equal = sum(count * other[value] for value, count in one.items())
    return (equal + usual * WEIGHT) / (total + WEIGHT)


def is_placeholder(date: str) -> bool:
    """The first of January stands on many lists for a day nobody knows."""
    return date.endswith("-01-01")


def _birth(left: Sequence[ListPerson], right: Sequence[ListPerson]) -> Field:
    days = [[one.birth for one in side if len(one.birth) == len("YYYY-MM-DD")] for side in (left, right)]
    one, other = ([day for day in side if not is_placeholder(day)] for side in days)
    exact = _chance(one, other, USUAL_DAY)
    share = [(sum(map(is_placeholder, side)) + 20 * USUAL_FIRST) / (len(side) + 20) for side in days]
    year = _chance((one.birth[:4] for one in left), (one.birth[:4] for one in right), USUAL_YEAR)
    first = max(RAREST, year * share[0] * share[1])
    rest = max(0.5, 1.0 - 4 * year)
    return Field(
        "birth",
        (
            Level("birth-placeholder", "birth date equal, but a first of January", 0.05, first),
            Level("birth-equal", "birth date equal", 0.84, exact),
            Level("birth-other-reading", "birth date equal with day and month swapped", 0.02, exact * 2),
            Level("birth-coarse", "birth date equal as far as it is known", 0.9, year),
            Level(
                "birth-first",
                "one birth date a first of January of the same year",
                0.03,
                max(RAREST, 2 * year * max(share)),
            ),
            Level("birth-near", "birth date one digit off", 0.03, exact * 25),
            Level("birth-year", "birth year equal, the day not", 0.015, year),
            Level("birth-differs", "birth date differs", 0.01, rest),
        ),
    )


def _sex(left: Sequence[ListPerson], right: Sequence[ListPerson]) -> Field:
    equal = max(0.2, _chance((one.sex for one in left), (one.sex for one in right), USUAL_SEX))
    return Field(
        "sex",
        (
            Level("sex-equal", "sex equal", 0.985, equal),
            Level("sex-differs", "sex differs", 0.015, max(0.2, 1.0 - equal)),
        ),
    )


def _document() -> Field:
    """A shared number is evidence, not proof: families travel on one paper, and numbers are written down wrongly."""
    return Field(
        "document",
        (
            Level("document-equal", "document number equal", 0.75, 2e-4),
            Level("document-near", "document number one character off", 0.05, 1e-3),
            Level("document-differs", "document number differs", 0.2, 0.99),
        ),
    )


def _nationality(left: Sequence[ListPerson], right: Sequence[ListPerson]) -> Field:
    equal = max(0.01, _chance((one.nationality for one in left), (one.nationality for one in right), USUAL_NATIONALITY))
    return Field(
        "nationality",
        (
            Level("nationality-equal", "nationality equal", 0.9, equal),
            Level("nationality-differs", "nationality differs", 0.1, max(0.05, 1.0 - equal)),
        ),
    )
