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
    numbers, days = [one.numbers() for one in new], _rows(born[1])
    found = set(_sharing(numbers, _rows((one.numbers() for one in known), {key for some in numbers for key in some})))
    found |= set(_sharing(map(_readings, born[0]), days))
    found |= set(_one_digit_off(new, known, born[0], days))
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


def _near(dates: Keys) -> set[str]:
    """The dates that are one digit from the birth date."""
    near = {
        f"{one[:at]}{digit}{one[at + 1 :]}"
        for one in dates
        for at in range(len(one))
        if one[at] != "-"
        for digit in DIGITS
        if digit != one[at]
    }
    return {one for one in near if one[5:7] <= "12" and one[8:] <= "31"}


def _one_digit_off(
    new: Sequence[ListPerson], known: Sequence[ListPerson], born: Sequence[Keys], days: Mapping[str, Sequence[int]]
) -> Iterator[tuple[int, int]]:
    """Those whose dates are one digit apart, and whose names sound alike with no part to spare: such a date says little."""
    for at, dates in enumerate(born):
        there = [other for day in days.keys() & _near(dates) if len(days[day]) <= CROWD for other in days[day]]
        ours = sounds(new[at].names()) if there else frozenset()
        for other in there:
            if enough_alike(ours, sounds(known[other].names()), spare=0):
                yield at, other


def needed(parts: int, spare: int = 1) -> int:
    """How many sounds must be the same where the shorter of two names has so many parts, of which some are to spare."""
    return max(1, min(ALIKE, parts - spare))


def enough_alike(ours: Collection[str], theirs: Collection[str], spare: int = 1) -> bool:
    """Whether so many sounds of two names are the same that the names may be: two, or one where a name has no third part."""
    return len(set(ours) & set(theirs)) >= needed(min(len(ours), len(theirs)), spare)


@functools.lru_cache(maxsize=100_000)
def sounds(names: tuple[str, ...]) -> frozenset[str]:
    """The consonants of every part, in one alphabet for all scripts."""
    return frozenset(consonants(part) for name in names for part in parts(name))


def _rows(keys: Iterable[Iterable[str]], wanted: Collection[str] | None = None) -> dict[str, list[int]]:
    """Where each key stands; only those that are wanted, where the new ask for few and the known have many."""
    rows: dict[str, list[int]] = defaultdict(list)
    for at, some in enumerate(keys):
        for key in some:
            if wanted is None or key in wanted:
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
    least = np.array([needed(count) for count in range(int(parts.max()) + 1)], dtype=np.int64)
    for at in ours:
        mine = sounds(new[at].names())
        found = [(rows[sound], rare[sound]) for sound in sorted(mine) if sound in rows]
        if not found:
            continue
        there = np.concatenate([some for some, _ in found])
        weight = np.bincount(there, weights=np.repeat([each for _, each in found], [len(some) for some, _ in found]))
        shared = np.bincount(there)
        enough = np.flatnonzero(shared >= least[np.minimum(parts[: len(shared)], len(mine))])
        best = enough[np.argsort(-weight[enough], kind="stable")[:FEW]]
        yield from ((at, theirs[other]) for other in best.tolist())
