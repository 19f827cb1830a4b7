"""Use case of overrides: who was let through although the gate held the pass, by which two people, why, and how often each pair did so.

Where one person alone answered, that is shown as plainly: no gate that keeps the rule writes such a record, and another one may.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from safepassage.gate.records import day_of, place_of
from safepassage.gate.state import ScanRow
from safepassage.kernel.pair import person_named, two_people
from safepassage.kernel.wording import counted
from safepassage.operations.house import House
from safepassage.operations.invariants import ALONE


@dataclass(frozen=True, slots=True)
class Override:
    """One admission against a hold. `held` is the gate's reason for holding; `two` the names of those who answered for it; `words` why.

    `lacking` says what two people with a reason lack here, empty where they are: then `two` are one person, one name, or none.
    """

    record: str
    session: str
    at: str
    held: str
    two: tuple[str, ...]
    words: str
    lacking: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people who overrode: how often together, and among how many admissions of which one of them was the officer.

    `often`: three times or more, and at least three times the share that everybody else has.
    """

    two: tuple[str, str]
    count: int
    admitted: int
    often: bool


@dataclass(frozen=True, slots=True)
class Overrides:
    """All of a day or session, oldest first, among so many admissions; the pairs, most often first."""

    admitted: int
    overrides: tuple[Override, ...]
    pairs: tuple[Pair, ...]


STANDS_OUT, TIMES = 3, 3


def overrides(house: House, day: str = "", session: str = "") -> Overrides:
    """The overrides of a day (or a session), or of the whole operation."""
    with house.store.reading() as work:
        rows = [
            row
            for row in work.tables.select(ScanRow)
            if row.step in ("exited", "entered")
            and (not day or day_of(row.session) == day)
            and (not session or row.session == session)
        ]
    return overrides_among(rows)


def overrides_among(crossings: Iterable[ScanRow]) -> Overrides:
    """The same of these crossings."""
    rows = sorted(crossings, key=lambda row: (row.at, *place_of(row.record)))
    found = tuple(
        Override(row.record, row.session, row.at, row.reason, _named(row), row.override, lacking(row) or "")
        for row in rows
        if row.override or row.second or row.reason not in ALONE
    )
    by_officer = Counter(person_named(row.officer) for row in rows)
    return Overrides(len(rows), found, tuple(_pairs(found, by_officer, len(rows))))


def set_apart(text: str) -> str:
    """The text so that it turns nothing beside it around, where it is written from right to left (Unicode Annex 9, isolates)."""
    turns = any(unicodedata.bidirectional(one) in ("R", "AL", "AN") for one in text)
    return f"\u2068{text}\u2069" if turns else text


def lacking(row: ScanRow) -> str | None:
    """What two people with a reason lack, None where they are or where the gate alone let somebody pass."""
    return None if row.reason in ALONE else two_people(row.officer, row.second, row.override)


def _named(row: ScanRow) -> tuple[str, ...]:
    """Who answered, by name: two, or one who stands there twice or alone."""
    first, second = row.officer.strip(), row.second.strip()
    return tuple(sorted({first, second} - {""}))


def who_answered(one: Override) -> str:
    """For a table: both names; where they are not two people, plainly so."""
    names = " and ".join(map(set_apart, one.two))
    if not one.lacking:
        return names
    return f"{names} ALONE" if names and len(one.two) == 1 else f"{names or 'NOBODY'} ({one.lacking})"


def _pairs(found: Sequence[Override], by_officer: Counter[str], admitted: int) -> Iterator[Pair]:
    by_two = [tuple(sorted(map(person_named, one.two))) for one in found if len(one.two) > 1 and not one.lacking]
    shown = {person_named(name): name for one in reversed(found) for name in one.two}
    together = Counter(by_two)
    for named, count in sorted(together.items(), key=lambda one: (-one[1], one[0])):
        own = sum(by_officer[one] for one in named)
        two = (shown[named[0]], shown[named[1]])
        others, rest = len(by_two) - count, admitted - own
        # count/own against others/rest, without a division; where nobody else admits there is nothing to compare with.
        often = count >= STANDS_OUT and rest > 0 and count * rest >= TIMES * others * own
        yield Pair(two, count, own, often)


def in_words(found: Overrides) -> list[str]:
    """For who closes a session or a day; nothing where nobody was let through against a hold."""
    if not found.overrides:
        return []
    share = 1000 * len(found.overrides) // max(found.admitted, 1)
    counts = f"{len(found.overrides):,} of {counted(found.admitted, 'person', 'people')} ({share // 10}.{share % 10} %)"
    alone = sum(bool(one.lacking) for one in found.overrides)
    answered = (
        "two people answered each time"
        if not alone
        else f"for {alone:,} of them two people did not answer; look at these first"
    )
    return [
        f"Let through although the gate held the pass: {counts}; {answered}. See: safepassage gate overrides",
        *(
            f"  {' and '.join(map(set_apart, one.two))} did so {counted(one.count, 'time')}, more than others do: ask whether somebody presses them"
            for one in found.pairs
            if one.often
        ),
    ]
