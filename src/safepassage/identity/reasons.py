"""Why two rows are linked: as data, and as a sentence that holds no personal data."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from safepassage.identity.fields import Field
from safepassage.identity.model import Link, ListPerson
from safepassage.identity.pairs import Pairs
from safepassage.kernel.wording import counted

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

SURE = 0.99  # probability from which a link needs no human, if more than given and family name speaks for it


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """Pairs with their odds.

    `total` is natural log-odds before rivals, `probability` after them; `others` are bits of all but the name, `family` those
    of them from being in a family that was found; `held` says that a human must decide, `by_family` that one would have to, had
    not another of the family been surely found in one family.
    """

    pairs: Pairs
    total: Floats
    probability: Floats
    others: Floats
    family: Floats
    held: npt.NDArray[np.bool_]
    levels: Ints
    fields: tuple[Field, ...]
    by_family: npt.NDArray[np.bool_]


def link(scored: Scored, at: int, left: Sequence[ListPerson], right: Sequence[ListPerson]) -> Link:
    """One pair as a link with its reason."""
    pairs = scored.pairs
    shares = shares_of(scored, at)
    probability = float(scored.probability[at])
    return Link(
        left[int(pairs.left[at])].row_id,
        right[int(pairs.right[at])].row_id,
        probability,
        round(sum(bits for _, bits in shares), 2),
        reason(scored, at),
        probability >= SURE and not scored.held[at],
        shares,
    )


def shares_of(scored: Scored, at: int) -> tuple[tuple[str, float], ...]:
    """What the name and each field gave, in bits."""
    shares = [("name", round(float(scored.pairs.name[at]) / math.log(2), 2))]
    for field, level in zip(scored.fields, scored.levels[at].tolist(), strict=True):
        if level >= 0:
            shares.append((field.name, round(field.levels[level].bits(), 2)))
    if scored.family[at] > 0:
        shares.append(("family", round(float(scored.family[at]), 2)))
    return tuple(shares)


def reason(scored: Scored, at: int) -> str:
    """The reason as a sentence without personal data."""
    pairs, shares = scored.pairs, dict(shares_of(scored, at))
    said = [f"{_of_name(pairs, at)} ({shares['name']:+.1f} bits)"]
    for field, level in zip(scored.fields, scored.levels[at].tolist(), strict=True):
        if level >= 0:
            said.append(f"{field.levels[level].sentence} ({field.levels[level].bits():+.1f})")
    if scored.family[at] > 0:
        said.append(f"others of the family were found in one family ({scored.family[at]:+.1f})")
    elif scored.by_family[at]:
        said.append("another of the family was surely found in one family")
    if scored.held[at]:
        said.append("a human must decide")
    return "; ".join(said)


def _of_name(pairs: Pairs, at: int) -> str:
    if not pairs.comparable[at]:
        return "the names cannot be compared"
    matched, over = int(pairs.matched[at]), (int(pairs.left_over[at]), int(pairs.right_over[at]))
    parts = counted(matched, "part of the name agrees", "parts of the name agree")
    return f"{parts}, {over[0]} left over on the left and {over[1]} on the right" if any(over) else parts
