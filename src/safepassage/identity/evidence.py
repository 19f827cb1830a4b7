"""Why two entries may be one person, part by part and field by field: what a human sees who must decide."""

from __future__ import annotations

from dataclasses import dataclass

from safepassage.identity.compare import NOTHING, NameComparison, compare
from safepassage.identity.fields import fields_of
from safepassage.identity.levels import RULES
from safepassage.identity.model import ListPerson


@dataclass(frozen=True, slots=True)
class FieldShare:
    """What one field says: its level's code and sentence, and the bits it gives; chance agreement as on usual lists."""

    field: str
    code: str
    sentence: str
    bits: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """The names compared, the best of those given, and each field that says something; `bits` is all of it together."""

    name: NameComparison
    fields: tuple[FieldShare, ...]
    bits: float

    def sentence(self) -> str:
        """All of it in words, with the names' parts: for the desk, never for a log."""
        said = [f"{one.sentence} ({one.bits:+.1f})" for one in self.fields]
        return " ".join([self.name.sentence(), *(f"{one}." for one in said), f"Together {self.bits:+.1f} bits."])


def evidence(left: ListPerson, right: ListPerson) -> Evidence:
    """What speaks for and against two entries being one person."""
    compared = [compare(one, other) for one in left.names() for other in right.names()]
    name = max((one for one in compared if one.comparable), key=lambda one: one.score, default=NOTHING)
    shares = [
        FieldShare(field.name, level.code, level.sentence, round(level.bits(), 2))
        for field in fields_of([left], [right])
        for level in field.levels
        if level.code == RULES[field.name](left, right)
    ]
    bits = round(name.score + sum(one.bits for one in shares), 2)
    return Evidence(name, tuple(shares), bits)
