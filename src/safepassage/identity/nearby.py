"""Which entries of an import come into question for entries that are known: without comparing everybody with everybody.

By a document number; by a birth date, in either reading; by a birth date with one digit wrong where two parts of the names sound
alike; and where one of the two has no real birth date to look by, by the parts that sound alike, the rare ones first. Work grows with
the entries and with the pairs found.
"""

from __future__ import annotations

import functools
import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from safepassage.identity.fields import is_placeholder
from safepassage.identity.model import ListPerson
from safepassage.identity.names import consonants, parts

Ints = npt.NDArray[np.int64]
Keys = tuple[str, ...]

CROWD = 400  # entries that may share a key before it says nothing; the name then finds them
ALIKE = 2  # parts that must sound alike
FEW = 12  # of those that sound alike, how many come into question by name alone
DIGITS = "0123456789"


def nearby(new: Sequence[ListPerson], known: Sequence[ListPerson]) -> Ints:
    """Pairs of row numbers, shape (pairs, 2), ordered."""
    born = [real_dates(one) for one in new], [real_dates(one) for one in known]
    numbers, read, near = [one.numbers() for one in new], [*map(_readings, born[0])], [*map(_near, born[0])]
    days = _rows(born[1], {key for some in (*read, *near) for key in some})
    found = set(_sharing(numbers, _rows((one.numbers() for one in known), {key for some in numbers for key in some})))
    found |= set(_sharing(read, days))
    found |= {pair for pair in _sharing(near, days) if _alike(new[pair[0]], known[pair[1]], ALIKE)}
    found |= set(_by_name(new, known, born))
    return np.array(sorted(found), dtype=np.int64).reshape(-1, 2)


def real_dates(person: ListPerson) -> tuple[str, ...]:
    """The full birth date in each reading; none where it is not known to the day, or is the first of January."""
    return _real(person.birth, person.birth_other)


@functools.lru_cache(maxsize=100_000)
def _real(birth: str, other: str) -> Keys:
    return tuple(
        one for one in dict.fromkeys((birth, other)) if len(one) == len("YYYY-MM-DD") and not is_placeholder(one)
    )


def _readings(dates: Keys) -> Keys:
    """The birth date, and with day and month swapped."""
    return tuple(dict.fromkeys((*dates, *(f"{one[:5]}{one[8:]}-{one[5:7]}" for one in dates))))


def _near(dates: Keys) -> Keys:
    """The dates that are one digit from the birth date."""
    near = [
        f"{one[:at]}{digit}{one[at + 1 :]}"
        for one in dates
        for at in range(len(one))
        if one[at] != "-"
        for digit in DIGITS
        if digit != one[at]
    ]
    return tuple(one for one in near if one[5:7] <= "12" and one[8:] <= "31")


def _alike(one: ListPerson, other: ListPerson, least: int) -> bool:
    """So many parts have the same consonants, or as many as the shorter name has."""
    ours, theirs = sounds(one.names()), sounds(other.names())
    return len(ours & theirs) >= min(least, len(ours), len(theirs))


@functools.lru_cache(maxsize=100_000)
def sounds(names: tuple[str, ...]) -> frozenset[str]:
    """The consonants of every part, in one alphabet for all scripts."""
    return frozenset(consonants(part) for name in names for part in parts(name))


def _rows(keys: Iterable[Iterable[str]], wanted: Collection[str]) -> dict[str, list[int]]:
    """Where each wanted key stands; the new are few and the known many, so only what the new ask for is kept."""
    rows: dict[str, list[int]] = defaultdict(list)
    for at, some in enumerate(keys):
        for key in some:
            if key in wanted:
                rows[key].append(at)
    return rows


def _sharing(keys: Iterable[Keys], rows: Mapping[str, Sequence[int]]) -> Iterator[tuple[int, int]]:
    for at, some in enumerate(keys):
        for key in some:
            there = rows.get(key, ())
            if len(there) <= CROWD:
                yield from ((at, other) for other in there)


def _by_name(
    new: Sequence[ListPerson], known: Sequence[ListPerson], born: tuple[Sequence[Keys], Sequence[Keys]]
) -> Iterator[tuple[int, int]]:
    """Where either has no real birth date: of those with a year, only who may be of that year."""
    undated = [[at for at, dates in enumerate(side) if not dates] for side in born]
    yield from _best(new, known, range(len(new)), undated[1])
    unborn = [at for at in undated[0] if not new[at].birth]
    if unborn:
        yield from _best(new, known, unborn, range(len(known)))
    years = {new[at].birth[:4] for at in undated[0]} - {""}
    if years:
        same_year = [at for at, one in enumerate(known) if one.birth[:4] in years or not one.birth]
        yield from _best(new, known, [at for at in undated[0] if new[at].birth], same_year)


def _best(
    new: Sequence[ListPerson], known: Sequence[ListPerson], ours: Sequence[int], theirs: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """Those that share the most and the rarest sounds: of each of ours the best few of theirs."""
    heard = {sound for at in ours for sound in sounds(new[at].names())} if theirs else set()
    spoken = [sounds(known[at].names()) for at in theirs]
    rows = {sound: np.array(some, dtype=np.int64) for sound, some in _rows(spoken, heard).items()}
    if not rows:
        return
    rare = {sound: math.log(1.0 + len(theirs) / len(some)) for sound, some in rows.items()}
    parts = np.array([len(some) for some in spoken], dtype=np.int64)
    for at in ours:
        mine = sounds(new[at].names())
        found = [(rows[sound], rare[sound]) for sound in sorted(mine) if sound in rows]
        if not found:
            continue
        there = np.concatenate([some for some, _ in found])
        weight = np.bincount(there, weights=np.repeat([each for _, each in found], [len(some) for some, _ in found]))
        shared = np.bincount(there)
        least = np.clip(np.minimum(parts[: len(shared)], len(mine)) - 1, 1, ALIKE)
        enough = np.flatnonzero(shared >= least)
        best = enough[np.argsort(-weight[enough], kind="stable")[:FEW]]
        yield from ((at, theirs[other]) for other in best.tolist())
