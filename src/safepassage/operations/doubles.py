"""How many doubles were found: by a matcher, by people, still to be judged; and of those planted in an example, how many."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from safepassage.identity.rules import is_open
from safepassage.identity.state import PairRow, in_force
from safepassage.kernel.rows import Tables
from safepassage.operations.house import House
from safepassage.people.state import EntryRow, ListRow, PersonRow

Place = tuple[str, int]  # file name, line


@dataclass(frozen=True, slots=True)
class Planted:
    """What an example planted, by place: doubles are places of one person; of look-alikes each side is one person's places."""

    doubles: tuple[tuple[Place, ...], ...] = ()
    look_alikes: tuple[tuple[tuple[Place, ...], tuple[Place, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class PlantedFound:
    """Of the doubles: linked, put to a human, missed, or on a line that was held; of the look-alikes: kept apart, or merged."""

    doubles: int
    linked: int
    asked: int
    missed: int
    held: int
    look_alikes: int
    apart: int
    merged: int

    def sentence(self) -> str:
        """`150 planted doubles: 142 linked, 8 put to a human, 0 missed; 41 planted look-alikes: 41 kept apart, 0 merged`."""
        return (
            f"{self.doubles} planted doubles: {self.linked} linked, {self.asked} put to a human, {self.missed} missed, "
            f"{self.held} on held lines; {self.look_alikes} planted look-alikes: {self.apart} kept apart, {self.merged} merged"
        )


def counts(tables: Tables) -> tuple[tuple[str, int], ...]:
    """Pairs by what became of them, and what share of all pairs a human was asked about, in thousandths."""
    pairs = list(tables.select(PairRow))
    judged = [row for row in pairs if row.answer in ("same", "different")]
    by_itself = sum(row.verdict == "linked" and row.answer == "not-judged" for row in pairs)
    asked = sum(row.verdict == "doubt" for row in pairs)
    return (
        ("linked", by_itself),
        ("judged-same", sum(row.answer == "same" for row in judged)),
        ("judged-different", sum(row.answer == "different" for row in judged)),
        ("waiting", sum(is_open(row) for row in pairs)),
        ("asked-permille", round(1000 * asked / max(1, len(pairs)))),
    )


def count_planted(house: House, planted: Planted) -> PlantedFound:
    """What became of what an example planted."""
    with house.store.reading() as work:
        found = _Found(work.tables)
        doubles = [found.of_double(places) for places in planted.doubles]
        alike = [found.merged(one, other) for one, other in planted.look_alikes]
    said = {code: doubles.count(code) for code in ("linked", "asked", "missed", "held")}
    return PlantedFound(
        len(doubles), **said, look_alikes=len(alike), apart=alike.count(False), merged=alike.count(True)
    )


class _Found:
    """The persons of places, whom each stands for, and the open questions."""

    def __init__(self, tables: Tables) -> None:
        names = {row.list_id: row.filename for row in tables.select(ListRow)}
        entries = tables.select(EntryRow, status="accepted")
        self.persons = {(names[row.list_id], row.row): row.person_id for row in entries}
        self.stands_for = {row.person_id: row.merged_into or row.person_id for row in tables.select(PersonRow)}
        pairs = list(tables.select(PairRow))
        self.open = {self._known_as((row.left, row.right)) for row in pairs if is_open(row) and not in_force(row)}

    def _known_as(self, persons: Iterable[str]) -> frozenset[str]:
        return frozenset(self.stands_for[one] for one in persons)

    def of_double(self, places: Iterable[Place]) -> str:
        """linked, asked, missed or held."""
        persons = [self.persons.get(place) for place in places]
        known = self._known_as(one for one in persons if one is not None)
        if None in persons:
            return "held"
        if len(known) == 1:
            return "linked"
        return "asked" if any(known & pair and len(known & pair) > 1 for pair in self.open) else "missed"

    def merged(self, one: Iterable[Place], other: Iterable[Place]) -> bool:
        """Two different persons count as one."""
        sides = [
            self._known_as(self.persons[place] for place in side if place in self.persons) for side in (one, other)
        ]
        return not sides[0].isdisjoint(sides[1])
