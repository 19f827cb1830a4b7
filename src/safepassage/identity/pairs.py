"""Which rows of two lists come into question for each other, and what their names say: across all scripts at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from safepassage.identity.model import ListPerson
from safepassage.identity.shipped import spelling_for, weights_for
from safepassage.identity.spelling import Spelling
from safepassage.identity.tokens import Name, tokenise

if TYPE_CHECKING:
    from safepassage.identity.engine import Prepared

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

KEPT = 12  # best candidates by name that go on to the other fields
SURELY = 4.0  # bits of a father's name that is surely spelt as the other one
CROWD = 2_500  # pairs that one birth date or document may propose; above it the names alone propose
UNKNOWN = -6.0  # natural units: two names that cannot be compared say little, and that little is against


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Pairs of row numbers, ordered, with the weight of the names in natural units.

    `matched`, `left_over`, `right_over` count parts; `given` says that the given names agree, `father` that the fathers' do
    too, of names that have more parts than these.
    """

    left: Ints
    right: Ints
    name: Floats
    matched: Ints
    left_over: Ints
    right_over: Ints
    given: Bools
    father: Bools
    comparable: Bools


def propose(left: Sequence[ListPerson], right: Sequence[ListPerson], threads: int = 2) -> Pairs:
    """Every pair that names, a birth date or a document propose."""
    names = [tokenise(one.name()) for one in left], [tokenise(one.name()) for one in right]
    other = sorted(set(_sharing(left, right)))
    groups = [_scripts(side) for side in names]
    keys = np.array(other, dtype=np.int64).reshape(-1, 2)
    found = [
        _one_script(names, (groups[0][one], groups[1][two]), keys, (one, two), threads)
        for one in sorted(groups[0])
        for two in sorted(groups[1])
    ]
    return ordered(found)


def compared(left: Sequence[ListPerson], right: Sequence[ListPerson], keys: Ints, threads: int = 2) -> Pairs:
    """These pairs of rows, shape (pairs, 2), and what their names say: the best of what any name given for the one and the other says."""
    sides = [_every_name(side, np.unique(rows)) for side, rows in zip((left, right), keys.T, strict=True)]
    shared = np.array(
        [
            (one, other)
            for row, column in keys.tolist()
            for one in sides[0].places[row]
            for other in sides[1].places[column]
        ],
        dtype=np.int64,
    ).reshape(-1, 2)
    names = sides[0].names, sides[1].names
    scripts = [_scripts(side) for side in names]
    found = [
        _one_script(names, (scripts[0][one], scripts[1][two]), shared, (one, two), threads, search=False)
        for one in sorted(scripts[0])
        for two in sorted(scripts[1])
    ]
    by_name = ordered(found)
    own, theirs = sides[0].rows[by_name.left], sides[1].rows[by_name.right]
    best = np.lexsort((-by_name.name, theirs, own))
    first = np.ones(len(best), dtype=np.bool_)
    first[1:] = (np.diff(own[best]) != 0) | (np.diff(theirs[best]) != 0)
    kept = best[first]
    return replace(chosen(by_name, kept), left=own[kept], right=theirs[kept])


def chosen(pairs: Pairs, kept: npt.NDArray[np.generic]) -> Pairs:
    """Some of the pairs."""
    return Pairs(*(getattr(pairs, one.name)[kept] for one in fields(Pairs)))


@dataclass(frozen=True, slots=True, eq=False)
class _Named:
    """Every name of some rows: the names, the row of each, and the places of each row's names."""

    names: tuple[Name, ...]
    rows: Ints
    places: Mapping[int, tuple[int, ...]]


def _every_name(people: Sequence[ListPerson], rows: Ints) -> _Named:
    names: list[Name] = []
    of: list[int] = []
    places: dict[int, tuple[int, ...]] = {}
    for row in rows.tolist():
        mine = [tokenise(text) for text in people[row].names()]
        places[row] = tuple(range(len(names), len(names) + len(mine)))
        names += mine
        of += [row] * len(mine)
    return _Named(tuple(names), np.array(of, dtype=np.int64), places)


def _scripts(names: Sequence[Name]) -> dict[str, Ints]:
    rows: dict[str, list[int]] = defaultdict(list)
    for row, name in enumerate(names):
        rows[name.script].append(row)
    return {script: np.array(some, dtype=np.int64) for script, some in rows.items()}


def _sharing(left: Sequence[ListPerson], right: Sequence[ListPerson]) -> Iterator[tuple[int, int]]:
    """Rows that share a birth date or a document number, where not too many do."""
    for keys in (_dates, _numbers):
        rows: dict[str, list[int]] = defaultdict(list)
        for at, person in enumerate(right):
            for key in keys(person):
                rows[key].append(at)
        ours: dict[str, list[int]] = defaultdict(list)
        for at, person in enumerate(left):
            for key in keys(person):
                ours[key].append(at)
        for key, some in ours.items():
            if 0 < len(some) * len(rows.get(key, ())) <= CROWD:
                yield from ((one, other) for one in some for other in rows[key])


def _dates(person: ListPerson) -> tuple[str, ...]:
    dates = {one for one in (person.birth, person.birth_other) if len(one) == len("YYYY-MM-DD")}
    return tuple(sorted(dates))


def _numbers(person: ListPerson) -> tuple[str, ...]:
    return (person.document,) if person.document else ()


def _one_script(
    names: tuple[Sequence[Name], Sequence[Name]],
    rows: tuple[Ints, Ints],
    shared: Ints,
    scripts: tuple[str, str],
    threads: int,
    *,
    search: bool = True,
) -> Pairs:
    """Pairs between the rows of two scripts; without `search` only those that share something."""
    place = [np.full(len(side), -1, dtype=np.int64) for side in names]
    for side, some in zip(place, rows, strict=True):
        side[some] = np.arange(len(some))
    extra = np.stack([place[0][shared[:, 0]], place[1][shared[:, 1]]], axis=1)
    extra = extra[(extra >= 0).all(axis=1)]
    known = spelling_for(*scripts)
    if known is None:
        return _unnamed(rows[0][extra[:, 0]], rows[1][extra[:, 1]])
    spelling, turned = known
    chosen = [[side[row] for row in which.tolist()] for side, which in zip(names, rows, strict=True)]
    if turned:
        found = _compared(chosen[1], chosen[0], spelling, extra[:, ::-1], threads, search)
        return Pairs(rows[0][found.right], rows[1][found.left], found.name, found.matched, found.right_over, found.left_over, found.given, found.father, found.comparable)  # fmt: skip
    found = _compared(chosen[0], chosen[1], spelling, extra, threads, search)
    return Pairs(rows[0][found.left], rows[1][found.right], found.name, found.matched, found.left_over, found.right_over, found.given, found.father, found.comparable)  # fmt: skip


def _unnamed(left: Ints, right: Ints) -> Pairs:
    """Pairs whose names say nothing, because there are none or no model knows both scripts."""
    none = np.zeros(len(left), dtype=np.int64)
    no = np.zeros(len(left), dtype=np.bool_)
    return Pairs(left, right, np.full(len(left), UNKNOWN), none, none, none, no, no, no)


def _compared(
    left: Sequence[Name], right: Sequence[Name], spelling: Spelling, extra: Ints, threads: int, search: bool
) -> Pairs:
    from safepassage.identity import engine  # noqa: PLC0415 - the compiler is loaded only where lists are matched

    if not search and not len(extra):
        return _unnamed(extra[:, 0], extra[:, 1])
    lists = (engine.prepare if search else engine.side_by_side)(left, right, spelling, threads)
    weights, size = weights_for(spelling), max(1, len(right))
    keys = extra[:, 0] * size + extra[:, 1]
    if search:
        found = engine.candidates(lists)
        score = engine.scores(lists, np.arange(len(left), dtype=np.int64), found, weights)
        best = np.argsort(-score, axis=1, kind="stable")[:, :KEPT]
        mine = np.repeat(np.arange(len(left), dtype=np.int64), best.shape[1])
        theirs = np.take_along_axis(found, best, axis=1).ravel()
        keys = np.concatenate([(mine * size + theirs)[theirs >= 0], keys])
    keys = np.unique(keys)
    one, other = keys // size, keys % size
    name, steps, shares = engine.described(lists, one, other, weights)
    return _counted(lists, one, other, name, (steps, shares))


def _counted(lists: Prepared, one: Ints, other: Ints, name: Floats, alignments: tuple[Ints, Floats]) -> Pairs:
    """What the alignments say in numbers."""
    steps, shares = alignments
    there, heavy = lists.left.parts[one] >= 0, ~lists.left.light[one]
    taken = steps >= 0
    joined = (steps >= 100) & (steps < 200)  # noqa: PLR2004 - see list_kernels.RIGHT_JOIN
    right_heavy = (lists.right.parts[other] >= 0) & ~lists.right.light[other]
    matched = (taken & heavy & there).sum(axis=1)
    left_over = (~taken & heavy & there).sum(axis=1)
    halves = (steps >= 200) & there  # noqa: PLR2004 - see list_kernels.LEFT_JOIN: two parts of the left, one word of the right
    used = taken.sum(axis=1) + joined.sum(axis=1) - halves.sum(axis=1) // 2
    right_over = np.maximum(0, right_heavy.sum(axis=1) - used)
    given, father = _given(lists, one, other, steps, shares)
    comparable = np.ones(len(one), dtype=np.bool_)
    return Pairs(one, other, name, matched, left_over, right_over, given, father, comparable)


def _given(lists: Prepared, one: Ints, other: Ints, steps: Ints, shares: Floats) -> tuple[Bools, Bools]:
    """The given names meet: first part with first, or, where one name begins with the family's, with the second; and the fathers' too."""
    row = np.arange(len(steps))
    last = np.maximum(0, (lists.left.parts[one] >= 0).sum(axis=1) - 1)
    end = np.maximum(0, (lists.right.parts[other] >= 0).sum(axis=1) - 1)
    place = np.where(steps >= 0, steps % 100, -1)
    both_first = place[:, 0] == 0
    family_first_right = (place[:, 0] == 1) & (place[row, last] == 0) & (last > 0)
    family_first_left = (place[:, 1] == 0) & (place[:, 0] == end) & (end > 0)
    given = both_first | family_first_right | family_first_left
    mine = (~both_first & ~family_first_right & family_first_left).astype(np.int64)
    ours = _after(lists.left.parts[one], lists.left.light[one], mine)
    # Two words of the right as one given name end a place later.
    later = (steps[row, mine] >= 100) & (steps[row, mine] < 200)  # noqa: PLR2004 - see list_kernels.RIGHT_JOIN
    theirs = _after(lists.right.parts[other], lists.right.light[other], np.maximum(0, place[row, mine]) + later)
    more = (ours < last) | (mine > 0)
    father = given & more & (ours >= 0) & (theirs >= 0) & (place[row, ours] == theirs) & (shares[row, ours] >= SURELY)
    return np.asarray(given, dtype=np.bool_), np.asarray(father, dtype=np.bool_)


def _after(parts: Ints, light: Bools, at: Ints) -> Ints:
    """The next part that is no particle, -1 where there is none."""
    next_ = (parts >= 0) & ~light & (np.arange(parts.shape[1]) > at[:, None])
    return np.where(next_.any(axis=1), next_.argmax(axis=1), -1)


def ordered(found: Sequence[Pairs]) -> Pairs:
    """All pairs in the order of their rows."""
    empty = _unnamed(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    columns = ("left", "right", "name", "matched", "left_over", "right_over", "given", "father", "comparable")
    every = [np.concatenate([getattr(one, column) for one in (empty, *found)]) for column in columns]
    order = np.lexsort((every[1], every[0]))
    return Pairs(*(column[order] for column in every))
