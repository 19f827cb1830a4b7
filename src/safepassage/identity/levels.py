"""The fields weighed in the process, with the same levels as Splink's and to the same numbers; a test holds the two together.

For an import, which asks of a few thousand pairs at a time: Splink takes longer to begin than these pairs take to weigh.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Levenshtein

from safepassage.identity.fields import Field, Floats, is_placeholder
from safepassage.identity.model import ListPerson
from safepassage.identity.pairs import Pairs

Ints = npt.NDArray[np.int64]

LONG_NUMBER = 6  # characters of a document number from which one of them may be wrong
FULL = len("YYYY-MM-DD")
YEAR, MONTH, DAY = slice(4), slice(5, 7), slice(8, None)


class InProcess:
    """Weighs fields as `adapters.matching` does, without a database."""

    def weigh(
        self, left: Sequence[ListPerson], right: Sequence[ListPerson], pairs: Pairs, fields: Sequence[Field]
    ) -> tuple[Floats, Ints]:
        """Per pair the bits of name and fields together, and per pair and field the number of its level, -1 for none."""
        bits = pairs.name / math.log(2)
        rows = list(zip(pairs.left.tolist(), pairs.right.tolist(), strict=True))
        levels = np.full((len(bits), len(fields)), -1, dtype=np.int64)
        for place, field in enumerate(fields):
            number = {level.code: at for at, level in enumerate(field.levels)} | {"": -1}
            rule = RULES[field.name]
            levels[:, place] = [number[rule(left[one], right[other])] for one, other in rows]
            worth = np.array([*(level.bits() for level in field.levels), 0.0])  # -1 is the last: it says nothing
            bits = bits + worth[levels[:, place]]
        return bits, levels


def one_part_off(one: str, other: str) -> bool:
    """Two full dates of which only the day, only the month, or only the year by one is another."""
    if len(one) != FULL or len(other) != FULL:
        return False
    parts = [(one[part], other[part]) for part in (YEAR, MONTH, DAY) if one[part] != other[part]]
    return len(parts) == 1 and (one[YEAR] == other[YEAR] or abs(int(one[YEAR]) - int(other[YEAR])) == 1)


def _birth(left: ListPerson, right: ListPerson) -> str:
    one, other = left.birth, right.birth
    if not one or not other:
        return ""
    if len(one) != FULL or len(other) != FULL:
        if one.startswith(other) or other.startswith(one):
            return "birth-coarse"
        return "birth-year" if one[:4] == other[:4] else "birth-differs"
    if one == other:
        return "birth-placeholder" if is_placeholder(one) else "birth-equal"
    same_year = one[:4] == other[:4]
    if one == right.birth_other or other == left.birth_other:
        return "birth-other-reading"
    if same_year and one[5:7] == other[8:] and one[8:] == other[5:7]:
        return "birth-other-reading"
    if same_year and (is_placeholder(one) or is_placeholder(other)):
        return "birth-first"
    if Levenshtein.distance(one, other, score_cutoff=1) <= 1:
        return "birth-near"
    return "birth-year" if same_year else "birth-differs"


def _document(left: ListPerson, right: ListPerson) -> str:
    one, other = left.document, right.document
    if not one or not other:
        return ""
    if one == other or not set(left.numbers()).isdisjoint(right.numbers()):
        return "document-equal"
    if left.document_kind and right.document_kind and left.document_kind != right.document_kind:
        return ""
    long = min(len(one), len(other)) >= LONG_NUMBER
    return "document-near" if long and Levenshtein.distance(one, other, score_cutoff=1) <= 1 else "document-differs"


def _sex(left: ListPerson, right: ListPerson) -> str:
    if not left.sex or not right.sex:
        return ""
    return "sex-equal" if left.sex == right.sex else "sex-differs"


def _nationality(left: ListPerson, right: ListPerson) -> str:
    if not left.nationality or not right.nationality:
        return ""
    return "nationality-equal" if left.nationality == right.nationality else "nationality-differs"


RULES: dict[str, Callable[[ListPerson, ListPerson], str]] = {
    "birth": _birth,
    "sex": _sex,
    "document": _document,
    "nationality": _nationality,
}
