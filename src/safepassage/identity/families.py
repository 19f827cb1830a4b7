"""Families matched jointly: one to one inside a pair of families, given name against given name."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import numpy.typing as npt

from safepassage.identity.pairs import Pairs

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

BIRTH, SEX, DOCUMENT = 0, 1, 2  # places of these fields among `fields.fields_of`
EQUAL = 1  # level of the birth date: a whole date, and the same
SAME_BIRTH = (0, 1, 2)  # levels of the birth date that say it is equal, in one reading or the other
DATED = (1, 2)  # of those, the ones that are not one first of January on both lists
NEARLY_DATED = (1, 2, 5)  # and one digit off
LOOSE = (0, 3, 4)  # one first of January on both lists, or on one of them; or only the year or month is known
CONFLICTS = frozenset((6, 7))  # levels of the birth date that speak against
SURE = 4.6  # natural log-odds (probability .99) of a pair that makes two families one
THREE_PARTS = 3  # parts of a name: given, father's, family
LARGEST = 60  # members; what calls itself a larger family is a column misread


def contradicted(levels: Ints) -> npt.NDArray[np.bool_]:
    """Birth date or sex speaks against: whatever else agrees, a human must look."""
    against = (levels[:, SEX] == 1) | np.isin(levels[:, BIRTH], list(CONFLICTS))
    return np.asarray(against, dtype=np.bool_)


def family_gain(pairs: Pairs, total: Floats, families: tuple[Ints, Ints], levels: Ints, prior: float) -> Floats:
    """What a pair gains, in natural units, because its rows stand in families that are one.

    Two families are one when a pair of members is sure, with a birth date behind it. Another member is then looked for
    among that family instead of the whole list; who agrees in given name, and in nothing disagrees, gains as much.
    """
    mine, theirs = families
    inside = (mine >= 0) & (theirs >= 0)
    against = contradicted(levels)
    sure = inside & pairs.given & ~against & (total >= SURE) & (levels[:, BIRTH] >= 0)
    both = mine * (int(theirs.max(initial=0)) + 2) + theirs
    found = np.isin(both, np.unique(both[sure]))
    rows = np.unique(np.stack([theirs[inside], pairs.right[inside]]), axis=1)
    members = np.log(np.maximum(2, np.bincount(rows[0], minlength=1)))[np.maximum(theirs, 0)] if len(rows[0]) else 0.0
    return np.where(inside & found & pairs.given & ~against & ~sure, np.maximum(0.0, prior - members), 0.0)


def loosely_dated(levels: Ints) -> npt.NDArray[np.bool_]:
    """The birth date agrees and says little: cousins of one name share a first of January, or a year."""
    return np.isin(levels[:, BIRTH], LOOSE)


def met_elsewhere(
    pairs: Pairs, total: Floats, families: tuple[Ints, Ints], levels: Ints, days: Ints
) -> npt.NDArray[np.bool_]:
    """Whether another member of the pair's two families was surely found in the other, by name and birth date.

    Either with names of which one has no part that the other lacks, the date at most a digit apart; or, where one part of each
    name has no partner in the other (a family name written in two ways stands in the names of all), with an equal
    date that is not the pair's own (decision 0067). `days` numbers the left birth date of each pair.
    """
    mine, theirs = families
    sure = (mine >= 0) & (theirs >= 0) & pairs.given & (total >= SURE) & ~contradicted(levels)
    whole = sure & ~names_contradict(pairs) & np.isin(levels[:, BIRTH], NEARLY_DATED)
    otherwise = sure & names_contradict(pairs) & np.isin(levels[:, BIRTH], DATED)
    both = mine * (int(theirs.max(initial=0)) + 2) + theirs
    found: dict[int, list[int]] = defaultdict(list)
    for at in np.nonzero(whole | otherwise)[0].tolist():
        found[int(both[at])].append(at)
    met = np.zeros(len(total), dtype=np.bool_)
    for at in np.nonzero((mine >= 0) & (theirs >= 0) & np.isin(both, list(found)))[0].tolist():
        met[at] = any(
            pairs.left[one] != pairs.left[at]
            and pairs.right[one] != pairs.right[at]
            and (whole[one] or days[one] != days[at])
            for one in found[int(both[at])]
        )
    return met


def names_contradict(pairs: Pairs) -> npt.NDArray[np.bool_]:
    """Each name has a part that the other lacks."""
    return np.asarray((pairs.left_over > 0) & (pairs.right_over > 0), dtype=np.bool_)


def surely_of_the_family(
    pairs: Pairs, levels: Ints, one_part_off: npt.NDArray[np.bool_], met: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """A birth date of which only the day, the month or the year is another, in a family that was found: nobody need be asked.

    Given, father's and family name must agree and nothing of the names or the sex contradict: parents do not give one name
    to two living children, and a cousin of the house has another father (decision 0068).
    """
    named = pairs.father & ~names_contradict(pairs) & (pairs.matched >= THREE_PARTS) & (levels[:, SEX] != 1)
    return np.asarray(named & met & one_part_off, dtype=np.bool_)


def one_to_one(pairs: Pairs, total: Floats, families: tuple[Ints, Ints]) -> npt.NDArray[np.bool_]:
    """Which pairs remain: within two families the choice with the most odds, where no member is taken twice.

    A pair whose given names do not agree never remains beside one, of either row, whose given names do: a sibling is not
    taken for a sibling.
    """
    mine, theirs = families
    allowed = np.ones(len(total), dtype=np.bool_)
    groups: dict[tuple[int, int], list[int]] = defaultdict(list)
    for at in np.nonzero((mine >= 0) & (theirs >= 0))[0].tolist():
        groups[int(mine[at]), int(theirs[at])].append(at)
    for members in groups.values():
        rows = np.array(members, dtype=np.int64)
        if len(rows) > 1 and len(rows) <= LARGEST * LARGEST:
            allowed[rows] = _chosen(pairs, total, rows)
    return allowed


def _chosen(pairs: Pairs, total: Floats, rows: Ints) -> npt.NDArray[np.bool_]:
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 - half a second that a gate must not wait for

    left, one = np.unique(pairs.left[rows], return_inverse=True)
    right, other = np.unique(pairs.right[rows], return_inverse=True)
    # Nobody for nobody is worth nothing: a sure pair is never given up for two doubtful ones of its rows.
    gain = np.zeros((len(left), len(right)))
    gain[one, other] = np.logaddexp(0.0, np.where(pairs.given[rows], total[rows], total[rows] - 20.0))
    which = linear_sum_assignment(gain, maximize=True)
    taken = set(zip(*(side.tolist() for side in which), strict=True))
    return np.array([(int(i), int(j)) in taken for i, j in zip(one, other, strict=True)], dtype=np.bool_)
