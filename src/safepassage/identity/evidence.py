"""Why two entries may be one person, part by part and field by field: what a human sees who must decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from safepassage.identity.compare import NOTHING, NameComparison, compare
from safepassage.identity.fields import fields_of
from safepassage.identity.levels import RULES
from safepassage.identity.model import ListPerson
from safepassage.identity.nearby import enough_alike, sounds

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
    odds, whole, heard = [], [], sounds((text,))
    for person in people:
        # Whose parts do not sound alike is not compared letter by letter: that is slow, and such a pair never is the one.
        named = [compare(text, name) for name in person.names() if enough_alike(heard, sounds((name,)))]
        odds.append(sum(_odds(one) for one in named))
        whole.append(any(_odds(one) > 1.0 and not (one.left_over and one.right_over) for one in named))
    everybody = 1.0 + sum(odds)
    surely = [at for at, one in enumerate(odds) if whole[at] and one / everybody >= SURE]
    if surely:
        return tuple(surely)
    # Who is found by a whole name is not surely meant where another fits as well: all of them, and the line is held.
    may = [at for at, one in enumerate(odds) if one / (1.0 + one) >= ASK]
    return tuple(may) if len(may) > 1 and any(whole) else ()


def _odds(found: NameComparison) -> float:
    chance = min(found.probability(ON_ONE_DAY), 1.0 - 1e-12)
    return chance / (1.0 - chance)


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
