"""Plants the faults that real lists have, and writes down each one so that tests and the demo can count what was found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from copy import copy
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from invented.entries import Entry, ListFile
from invented.people import LARGE, NATIONS, Family, Inventor, Person, chance

MONTHS = 12
AUTHORITY = "gaza-crossings"
MOST_DOUBLED = 4  # members of a family that stands on two lists
YEAR = 366


class Planter:
    """Plants faults into lists; `planted` holds the entries of each by the fault's name.

    `scale` is people / 7,500: the counts below are those of a full example, and at least one of each is planted.
    """

    def __init__(self, rng: Random, inventor: Inventor, lists: dict[str, ListFile], scale: float) -> None:
        self.rng, self.inventor, self.lists, self.scale = rng, inventor, lists, scale
        self.planted: dict[str, list[list[Entry]]] = defaultdict(list)
        self.notes: dict[str, list[dict[str, str]]] = defaultdict(list)
        self.touched: set[int] = set()
        self.index = {(name, id(entry.person)): entry for name, one in lists.items() for entry in one.entries}

    def all_of_families(self, families: list[Family]) -> None:
        """Every fault of the lists of foreign passport holders."""
        self.missing_children(families)
        self.two_embassies(families)
        self.one_number_for_two(families)
        self.swapped_dates()
        self.arabic_digits()
        self.missing_births()
        self.names_in_wrong_columns()
        self.wrong_numbers()
        self.hidden_lines()
        self.doubled_lines()

    def count(self, full: int) -> int:
        """How many to plant of a fault of which a full example has `full`."""
        return max(1, round(full * self.scale))

    def pick(self, entries: Iterable[Entry], full: int) -> list[Entry]:
        """So many entries that no other fault has touched yet."""
        free = [entry for entry in entries if id(entry) not in self.touched]
        chosen = self.rng.sample(free, min(self.count(full), len(free)))
        self.touched |= {id(entry) for entry in chosen}
        return chosen

    def embassies(self) -> Iterable[Entry]:
        """Entries of embassies' lists that have a column for each thing (not machine-readable lines)."""
        for source, one in self.lists.items():
            if source in NATIONS and "mrz" not in one.style.columns:
                yield from one.entries

    def entry_of(self, source: str, person: Person) -> Entry:
        """The source's entry of the person."""
        return self.index[source, id(person)]

    def missing_children(self, families: list[Family]) -> None:
        """A child is missing from the list its parents are on, but stands on the crossing authority's."""
        able = [one for one in families if one.members[-1].relation == "child" and one.members[-1].minor()]
        for family in self.rng.sample(able, min(self.count(25), len(able))):
            child = family.members[-1]
            entry = self.entry_of(family.state, child)
            self.lists[family.state].entries.remove(entry)
            parent = self.entry_of(family.state, family.members[0])
            other = self.entry_of(AUTHORITY, child)
            self.touched |= {id(one) for one in (parent, other)}
            self.planted["child-missing"].append([parent, other])

    def two_embassies(self, families: list[Family]) -> None:
        """A family stands on two embassies' lists: two passports each, two spellings; of some the same number."""
        with_numbers = [state for state, one in self.lists.items() if state in NATIONS and "kind" in one.style.columns]
        able = [one for one in families if len(one.members) <= MOST_DOUBLED and not self._touches(one)]
        for family in self.rng.sample(able, min(self.count(18), len(able))):
            others = [state for state in with_numbers if state != family.state]
            other = self.rng.choice([state for state in others if state in LARGE] or others)
            same = chance(self.rng, 30)
            head = None
            for person in family.members:
                twin = replace(person, spelling=person.spelling + 1)
                if not same and person.document_kind == "passport":
                    self.inventor.give_passport(twin, other)
                first = self.entry_of(family.state, person)
                head = head or twin
                second = Entry(twin, f"{family.number}-B", head)
                self.lists[other].entries.append(second)
                self.touched |= {id(first), id(second)}
                self.planted["two-embassies"].append([first, second])

    def _touches(self, family: Family) -> bool:
        return any(id(self.entry_of(family.state, person)) in self.touched for person in family.members)

    def one_number_for_two(self, families: list[Family]) -> None:
        """Two brothers or sisters stand with one number: the line above was copied."""
        pairs = []
        for family in families:
            children = [one for one in family.members if one.relation == "child" and one.document_kind == "passport"]
            if len(children) > 1 and "passport" in self.lists[family.state].style.columns:
                pairs.append((family.state, children[0], children[1]))
        for state, one, other in self.rng.sample(pairs, min(self.count(6), len(pairs))):
            held = [entry for entry in self.lists[state].entries if entry.person in (one, other)]
            if held[1:] and not {id(entry) for entry in held} & self.touched:
                held[1].marks["passport"] = one.document
                self.touched |= {id(entry) for entry in held}
                self.planted["one-number-two-people"].append(held)

    def swapped_dates(self) -> None:
        """Day and month change places on the authority's list."""
        able = (
            entry
            for entry in self.lists[AUTHORITY].entries
            if entry.person.birth.day <= MONTHS and entry.person.birth.day != entry.person.birth.month
        )
        for entry in self.pick(able, 60):
            birth = entry.person.birth
            entry.marks["birth"] = date(birth.year, birth.day, birth.month)
            self.planted["day-month-swapped"].append([entry])

    def arabic_digits(self) -> None:
        """Whole families of the authority's list in Arabic-Indic digits: no fault, but a reader must know them."""
        families = sorted({entry.family for entry in self.lists[AUTHORITY].entries})
        chosen = set(self.rng.sample(families, len(families) // 3))
        for entry in self.lists[AUTHORITY].entries:
            entry.arabic_digits = entry.family in chosen
        self.notes["arabic-digits"].append({"families": str(len(chosen))})

    def missing_births(self) -> None:
        """No birth date."""
        for entry in self.pick(self.embassies(), 30) + self.pick(self.lists[AUTHORITY].entries, 20):
            entry.marks["birth"] = None
            self.planted["birth-missing"].append([entry])

    def names_in_wrong_columns(self) -> None:
        """The name stands under nationality, or all of it under the family name."""
        for entry in self.pick(self.embassies(), 15):
            person = entry.person
            whole = " ".join(person.latin())
            entry.marks |= {"full": None, "nationality": whole, "given": None, "father": None, "family_name": whole}
            self.planted["name-in-wrong-column"].append([entry])

    def wrong_numbers(self) -> None:
        """The authority's list lacks the passport's number for one in ten, and has two digits swapped for some."""
        for entry in self.lists[AUTHORITY].entries:
            if id(entry) not in self.touched and chance(self.rng, 10):
                entry.marks["passport"] = None
        able = [
            entry
            for entry in self.lists[AUTHORITY].entries
            if entry.person.document_kind == "passport"
            and "passport" not in entry.marks
            and entry.person.document[-1] != entry.person.document[-2]
        ]
        for entry in self.pick(able, 20):
            number = entry.person.document
            entry.marks["passport"] = number[:-2] + number[-1] + number[-2]
            self.planted["number-typing-error"].append([entry])

    def hidden_lines(self) -> None:
        """Lines that a workbook does not show."""
        for one in self.lists.values():
            if one.style.hidden:
                for entry in self.pick(one.entries, 2):
                    entry.hidden = True
                    self.planted["hidden-row"].append([entry])

    def doubled_lines(self) -> None:
        """A line stands twice on one list."""
        for entry in self.pick(self.embassies(), 20):
            entries = next(one.entries for one in self.lists.values() if any(entry is other for other in one.entries))
            twin = copy(entry)
            entries.append(twin)
            self.touched.add(id(twin))
            self.planted["row-doubled"].append([entry, twin])


def make_look_alikes(rng: Random, families: list[Family], count: int) -> list[tuple[Person, Person]]:
    """Pairs of two different persons with the same full name, who must not be merged: born at least a year apart."""
    pairs: list[tuple[Person, Person]] = []
    families_by_number = {family.number: family for family in families}
    heads = [family.members[0] for family in families]
    rng.shuffle(heads)
    while len(heads) > 1 and len(pairs) < count:
        one = heads.pop()
        other = next((head for head in heads if head.sex == one.sex and head.family != one.family), None)
        if other is None:
            continue
        heads.remove(other)
        _rename(families_by_number[other.family], one)
        if abs((other.birth - one.birth).days) < YEAR:
            other.birth = one.birth - timedelta(days=800)
        pairs.append((one, other))
    return pairs


def _rename(family: Family, like: Person) -> None:
    """The head gets the other's name, and a father's children go with him."""
    head, *rest = family.members
    head.given, head.surname, head.spelling = like.given, like.surname, like.spelling
    for person in rest:
        if person.relation == "child" and head.sex == "M":
            person.given, person.surname = (person.given[0], *head.given[:2]), head.surname


def make_twins(rng: Random, families: list[Family], count: int) -> list[tuple[Person, Person]]:
    """Brothers and sisters born on one day, who must not be merged."""
    pairs: list[tuple[Person, Person]] = []
    for family in rng.sample(families, len(families)):
        children = [one for one in family.members if one.relation == "child"]
        if len(children) > 1 and len(pairs) < count:
            one, other = children[:2]
            other.birth = one.birth
            if other.given[0] == one.given[0]:
                other.sex = one.sex
                continue
            pairs.append((one, other))
    return pairs
