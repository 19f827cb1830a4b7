"""Why two entries may be one person, part by part and field by field: what a human sees who must decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from safepassage.identity.compare import NOTHING, NameComparison, compare
from safepassage.identity.fields import fields_of
from safepassage.identity.levels import RULES
from safepassage.identity.model import ListPerson

ON_ONE_DAY = 20  # how many others may be born on one day
SURE, ASK = 0.999, 0.05  # probability of a name that is followed; of another that makes it doubtful


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


def same_birth_name(text: str, people: Sequence[ListPerson]) -> tuple[int, ...]:
    """Which of the people, all born on one day, a name may mean: one alone only where it is surely that one and hardly another.

    A name with a part that the person lacks, who has a part that the name lacks, means somebody else: a brother or a father.
    """
    found = []
    for at, person in enumerate(people):
        names = [compare(text, name) for name in person.names()]
        sure = max(
            (one.probability(ON_ONE_DAY) for one in names if not (one.left_over and one.right_over)), default=0.0
        )
        near = max((one.probability(ON_ONE_DAY) for one in names), default=0.0)
        found.append((at, sure, near))
    may = [at for at, _, near in found if near >= ASK]
    surely = [at for at, sure, _ in found if sure >= SURE]
    return tuple(may if surely else ())


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
