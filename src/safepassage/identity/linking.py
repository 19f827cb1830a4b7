"""Two lists linked: name and fields together, each pair against its rivals, families one to one."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from safepassage.identity.families import (
    BIRTH,
    CONFLICTS,
    DATED,
    DOCUMENT,
    EQUAL,
    SAME_BIRTH,
    THREE_PARTS,
    contradicted,
    family_gain,
    loosely_dated,
    met_elsewhere,
    names_contradict,
    one_to_one,
    surely_of_the_family,
)
from safepassage.identity.fields import FieldEngine, fields_of
from safepassage.identity.levels import one_part_off
from safepassage.identity.model import Link, ListPerson
from safepassage.identity.pairs import Pairs, propose
from safepassage.identity.reasons import Scored, link

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

UNSURE = 0.949  # the most that given and family name alone can reach
BEYOND_NAMES = 3.0  # bits that other fields must give before a link is followed without a human
ROUND = 6  # digits of a probability


def match(
    left: Sequence[ListPerson], right: Sequence[ListPerson], engine: FieldEngine, threshold: float = 0.5
) -> tuple[Link, ...]:
    """Links of every left row with each right row above the threshold, best first; without one, a row with an empty partner.

    Ordered by left row, then probability. Rows' order changes nothing but the order of the links.
    """
    scored = score(left, right, engine)
    kept: dict[int, list[int]] = defaultdict(list)
    for at in np.nonzero(scored.probability >= threshold)[0].tolist():
        kept[int(scored.pairs.left[at])].append(at)
    best = _best_refused(scored, threshold)
    links: list[Link] = []
    for row, person in enumerate(left):
        ranked = sorted(
            kept.get(row, ()), key=lambda at: (-scored.probability[at], right[int(scored.pairs.right[at])].row_id)
        )
        links += [link(scored, at, left, right) for at in ranked]
        if not ranked:
            links.append(_alone(person, scored, best.get(row)))
    return tuple(links)


def score(left: Sequence[ListPerson], right: Sequence[ListPerson], engine: FieldEngine) -> Scored:
    """Every pair that comes into question, with its probability."""
    return weigh(left, right, propose(left, right), engine)


def weigh(
    left: Sequence[ListPerson],
    right: Sequence[ListPerson],
    pairs: Pairs,
    engine: FieldEngine,
    one_person: tuple[Ints, Ints] | None = None,
) -> Scored:
    """The pairs with their probability. `one_person` numbers the rows of both sides, those of one person alike: they are no rivals."""
    fields = fields_of(left, right)
    bits, levels = engine.weigh(left, right, pairs, fields)
    prior = math.log(max(len(left), len(right), 2))
    total = bits * math.log(2) - prior
    others = bits - pairs.name / math.log(2)
    gained, allowed, met = _with_families(left, right, pairs, total=total, levels=levels, prior=prior)
    total = total + gained
    ours, theirs = one_person or (np.arange(len(left), dtype=np.int64), np.arange(len(right), dtype=np.int64))
    odds = np.exp(np.clip(np.where(allowed, total, -np.inf), -700.0, 300.0))
    probability = np.where(allowed, _against_rivals(ours[pairs.left], theirs[pairs.right], odds), 0.0)
    others = others + gained / math.log(2)
    off = _one_part_off(left, right, pairs, levels)
    held, alone = (_held(pairs, others, levels, off, met=some, related=gained > 0) for some in (met, met & False))
    probability = np.where(held, np.minimum(probability, UNSURE), probability)
    return Scored(
        pairs,
        total,
        np.asarray(np.round(probability, ROUND), dtype=np.float64),
        others,
        gained / math.log(2),
        held,
        levels,
        fields,
        alone & ~held,
    )


def _against_rivals(ours: Ints, theirs: Ints, odds: Floats) -> Floats:
    """Odds against nobody and against every other person of the same left or the same right person; of a pair of persons, the best entries."""
    if not len(odds):
        return odds
    keys, place = np.unique(ours * (int(theirs.max()) + 1) + theirs, return_inverse=True)
    best = np.zeros(len(keys))
    np.maximum.at(best, place, odds)
    left, right = keys // (int(theirs.max()) + 1), keys % (int(theirs.max()) + 1)
    rows = np.bincount(left, weights=best)[ours]
    columns = np.bincount(right, weights=best)[theirs]
    rivals = np.maximum(0.0, rows - best[place]) + np.maximum(0.0, columns - best[place])
    return np.asarray(odds / (1.0 + odds + rivals), dtype=np.float64)


def _held(
    pairs: Pairs,
    others: Floats,
    levels: Ints,
    off: npt.NDArray[np.bool_],
    *,
    met: npt.NDArray[np.bool_],
    related: npt.NDArray[np.bool_],
) -> npt.NDArray[np.bool_]:
    """Which pairs a human must decide, whatever their probability."""
    against = contradicted(levels) & ~surely_of_the_family(pairs, levels, off, met)
    return np.asarray(_needs_more(pairs, others, levels, met, related) | against, dtype=np.bool_)


def _one_part_off(
    left: Sequence[ListPerson], right: Sequence[ListPerson], pairs: Pairs, levels: Ints
) -> npt.NDArray[np.bool_]:
    """Of the pairs whose birth dates contradict, those of which only one of day, month and year does."""
    found = np.zeros(len(levels), dtype=np.bool_)
    for at in np.nonzero(np.isin(levels[:, BIRTH], list(CONFLICTS)))[0].tolist():
        found[at] = one_part_off(left[int(pairs.left[at])].birth, right[int(pairs.right[at])].birth)
    return found


def _needs_more(
    pairs: Pairs, others: Floats, levels: Ints, met: npt.NDArray[np.bool_], related: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """Never a link without a human on names alone, nor where the names contradict each other, unless a document is shared.

    Three parts of a name are shared by one in seventy of a real list, so that no name speaks for itself; and a first of January
    or a year is no birth date: cousins of one name share it, so that a document or the family must say more. Names contradict
    where each has a part that the other lacks (two fathers), unless another of the family was found in the same family; or
    where the given names do not meet (two brothers, or father and son) and not all the rest does, with the birth date.
    """
    complete = (pairs.left_over == 0) & (pairs.right_over == 0) & np.isin(levels[:, BIRTH], SAME_BIRTH)
    dated = np.isin(levels[:, BIRTH], DATED)
    explained = (met & (dated | pairs.father)) | (
        (levels[:, BIRTH] == EQUAL) & pairs.father & (pairs.matched >= THREE_PARTS)
    )
    contradict = (names_contradict(pairs) & ~explained) | ~(pairs.given | complete)
    alone = ~related & ~(met & pairs.given)
    undated = loosely_dated(levels) & (levels[:, DOCUMENT] != 0)
    little = others < BEYOND_NAMES
    return np.asarray((contradict & (levels[:, DOCUMENT] != 0)) | ((little | undated) & alone), dtype=np.bool_)


def _with_families(
    left: Sequence[ListPerson],
    right: Sequence[ListPerson],
    pairs: Pairs,
    *,
    total: Floats,
    levels: Ints,
    prior: float,
) -> tuple[Floats, npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """What being in families that are one adds, the pairs that a one-to-one choice inside them leaves, and whether others were found there."""
    ours, theirs = _numbered(left), _numbered(right)
    if not ours or not theirs:
        nothing = np.zeros(len(total), dtype=np.bool_)
        return np.zeros(len(total)), ~nothing, nothing
    mine = np.array([ours.get(person.family_id, -1) for person in left], dtype=np.int64)[pairs.left]
    other = np.array([theirs.get(person.family_id, -1) for person in right], dtype=np.int64)[pairs.right]
    gained = family_gain(pairs, total, (mine, other), levels, prior)
    days = np.unique([one.birth for one in left], return_inverse=True)[1][pairs.left]
    met = met_elsewhere(pairs, total, (mine, other), levels, days)
    return gained, one_to_one(pairs, total + gained, (mine, other)), met


def _numbered(people: Sequence[ListPerson]) -> dict[str, int]:
    return {family: at for at, family in enumerate(sorted({one.family_id for one in people if one.family_id}))}


def _best_refused(scored: Scored, threshold: float) -> Mapping[int, int]:
    """For each left row its best pair under the threshold."""
    order = np.lexsort((-scored.probability, scored.pairs.left))
    best: dict[int, int] = {}
    for at in order.tolist():
        if scored.probability[at] < threshold:
            best.setdefault(int(scored.pairs.left[at]), at)
    return best


def _alone(person: ListPerson, scored: Scored, best: int | None) -> Link:
    if not person.name():
        return Link(
            person.row_id,
            "",
            0.0,
            0.0,
            "no name, and nothing else that finds a partner" if best is None else "no partner above the threshold",
        )
    if best is None:
        return Link(person.row_id, "", 0.0, 0.0, "nobody on the right comes into question")
    near = float(scored.probability[best])
    return Link(
        person.row_id, "", near, 0.0, f"no partner above the threshold; the nearest has a probability of {near:.3f}"
    )
