"""Invented persons, family units and patients, before any list speaks of them."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from invented.names import FAMILIES, MEN, OTHER_FAMILIES, OTHER_MEN, OTHER_WOMEN, WOMEN, Name

TODAY = date(2023, 10, 31)
COUPLE = 2
ADULT_DAYS = 18 * 365 + 5
# Families of 1 to 12; the mean is near the 3.6 that the crossing's minutes were chosen for.
SIZES = (14, 17, 20, 20, 13, 7, 4, 2, 1, 1, 0.5, 0.5)
# How the people spread over the sending states, in thousandths; the other states share what is left.
LARGE = {
    "usa": 130, "gbr": 70, "can": 75, "jor": 90, "rus": 100, "tur": 65, "deu": 50, "ukr": 45, "aus": 25, "fra": 25,
    "rou": 25, "esp": 20, "swe": 20, "phl": 18, "mda": 15, "bgr": 12, "dza": 12, "irl": 10, "nor": 10, "ita": 10,
}  # fmt: skip
SMALL = (
    "aut", "aze", "bel", "bhr", "bra", "che", "chn", "cyp", "cze", "dnk", "est", "fin", "grc", "hrv", "hun", "idn",
    "ind", "irq", "jpn", "kaz", "kor", "kwt", "lbn", "lby", "ltu", "mar", "mex", "mkd", "mys", "nld", "nzl", "pol",
    "prt", "sau", "srb", "svk", "tcd", "tun", "yem", "zaf",
)  # fmt: skip
NATIONS = (*LARGE, *SMALL)
EVERY_STYLE = (
    "usa",
    "tur",
    "rus",
    "phl",
    "can",
    "gbr",
    "jor",
    "deu",
    "fra",
    "nld",
    "lby",
    "sau",
)  # a small example shows all
NEEDS = ("", "", "", "", "", "", "", "", "wheelchair", "pregnant", "diabetes", "dialysis", "blind", "newborn")


@dataclass(slots=True)
class Person:
    """One invented person. `truth` is the person's number in `truth.csv`, the same on every list."""

    truth: str
    family: str
    given: tuple[Name, ...]  # own, father's, grandfather's
    surname: Name
    sex: str
    birth: date
    nationality: str
    relation: str
    document: str
    document_kind: str
    identity: str
    spelling: int
    needs: str = ""
    no_objection: bool = False

    def latin(self, parts: int = 2, spelling: int | None = None) -> tuple[str, ...]:
        """Given names and family name in Latin letters; `parts` of the given names; another `spelling` where said."""
        at = self.spelling if spelling is None else spelling
        names = (*self.given[:parts], self.surname)
        return tuple(name.latin[(at + place) % len(name.latin)] for place, name in enumerate(names))

    def arabic(self) -> tuple[str, ...]:
        """All four parts in Arabic letters."""
        return tuple(name.arabic for name in (*self.given, self.surname))

    def minor(self) -> bool:
        """Under 18 when the lists were made."""
        return (TODAY - self.birth).days < ADULT_DAYS


@dataclass(slots=True)
class Family:
    """A family unit of one sending state; the first member is the principal applicant."""

    number: str
    state: str
    members: list[Person] = field(default_factory=list)


@dataclass(slots=True)
class Patient:
    """An injured person with 0 to 2 companions, and what the referral says."""

    reference: str
    person: Person
    companions: list[Person]
    triage: str
    transport: str
    source: str


def chance(rng: Random, percent: float) -> bool:
    """True so many times in a hundred."""
    return rng.random() * 100 < percent


class Inventor:
    """Throws people together; every number it gives to a paper is given once."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.truths = itertools.count(1)
        self.documents = itertools.count(1)
        self.spread = rng.randrange(10**6)

    def number(self, digits: int) -> str:
        """Digits that no earlier call gave, without looking like a sequence."""
        size = 10**digits
        return f"{(next(self.documents) * 7_368_787 + self.spread) % size:0{digits}}"

    def born(self, youngest: int, oldest: int) -> date:
        """A birth date of somebody of that age in years."""
        return TODAY - timedelta(days=self.rng.randint(youngest * 366, oldest * 365 + 364))

    def person(
        self, family: str, sex: str, birth: date, line: tuple[Name, ...], surname: Name, *, foreign: bool = False
    ) -> Person:
        """A person with father and grandfather as given, an identity number and no other paper yet."""
        own = (OTHER_MEN, OTHER_WOMEN) if foreign else (MEN, WOMEN)
        given = self.rng.choice(own[sex == "F"])
        return Person(
            truth=f"T{next(self.truths):05}",
            family=family,
            given=(given, *line),
            surname=surname,
            sex=sex,
            birth=birth,
            nationality="PSE",
            relation="",
            document="",
            document_kind="",
            identity="7" + self.number(8),
            spelling=self.rng.randrange(6),
            needs=self.rng.choice(NEEDS) if chance(self.rng, 25) else "",
        )

    def line(self) -> tuple[Name, Name]:
        """A father and a grandfather."""
        return self.rng.choice(MEN), self.rng.choice(MEN)

    def give_passport(self, person: Person, state: str) -> None:
        """A passport of that state; its number begins with X, which marks it as invented."""
        person.nationality = state.upper()
        person.document, person.document_kind = f"X{state[0].upper()}{self.number(7)}", "passport"


def invent_families(rng: Random, inventor: Inventor, people: int) -> list[Family]:
    """Families of the sending states, so many people in all; the first families go round the states."""
    small = [(1000 - sum(LARGE.values())) / len(SMALL)] * len(SMALL)
    states = list(NATIONS if people >= 10 * len(NATIONS) else EVERY_STYLE)
    families: list[Family] = []
    count = 0
    while count < people:
        state = states.pop() if states else rng.choices(NATIONS, (*LARGE.values(), *small))[0]
        size = rng.choices(range(1, 13), SIZES)[0]
        family = Family(f"{state.upper()}-{len(families) + 1:04}", state)
        family.members = list(_members(rng, inventor, family, min(size, people - count)))
        families.append(family)
        count += len(family.members)
    return families


def _members(rng: Random, inventor: Inventor, family: Family, size: int) -> Iterator[Person]:
    sex = rng.choice("MF")
    line, surname = inventor.line(), rng.choice(FAMILIES)
    head = inventor.person(family.number, sex, inventor.born(24, 70), line, surname)
    head.relation = "principal"
    inventor.give_passport(head, family.state)
    yield head
    couple = size > 1 and chance(rng, 55 if size == COUPLE else 85)
    spouse = _spouse(rng, inventor, family, head) if couple else None
    if spouse:
        yield spouse
    father = head if sex == "M" else spouse
    child_line = (father.given[0], father.given[1]) if father else inventor.line()
    child_surname = father.surname if father else surname
    rest = size - 1 - bool(spouse)
    older = min(max(0, rest - 8) + chance(rng, 12), rest)
    for _ in range(rest - older):
        yield _child(rng, inventor, family, (child_line, child_surname), alone=spouse is None)
    for _ in range(older):
        yield _elder(rng, inventor, family, surname)


def _spouse(rng: Random, inventor: Inventor, family: Family, head: Person) -> Person:
    foreign = chance(rng, 12)
    surname = rng.choice(OTHER_FAMILIES if foreign else FAMILIES)
    line = (rng.choice(OTHER_MEN), rng.choice(OTHER_MEN)) if foreign else inventor.line()
    birth = head.birth + timedelta(days=rng.randint(-1500, 1500))
    birth = min(birth, TODAY - timedelta(days=19 * 366))
    person = inventor.person(family.number, "MF"[head.sex == "M"], birth, line, surname, foreign=foreign)
    person.relation = "spouse"
    if foreign or chance(rng, 45):
        inventor.give_passport(person, family.state)
    else:
        person.document, person.document_kind = person.identity, "id-card"
    return person


def _child(
    rng: Random, inventor: Inventor, family: Family, descent: tuple[tuple[Name, ...], Name], *, alone: bool
) -> Person:
    person = inventor.person(family.number, rng.choice("MF"), inventor.born(0, 20), *descent)
    person.relation = "child"
    if chance(rng, 80):
        inventor.give_passport(person, family.state)
    elif person.minor():
        person.document, person.document_kind = "B" + inventor.number(7), "birth-certificate"
    else:
        person.document, person.document_kind = person.identity, "id-card"
    person.no_objection = alone and person.minor() and chance(rng, 70)
    return person


def _elder(rng: Random, inventor: Inventor, family: Family, surname: Name) -> Person:
    person = inventor.person(family.number, rng.choice("MF"), inventor.born(55, 88), inventor.line(), surname)
    person.relation = rng.choice(("parent", "sibling", "dependant"))
    person.document, person.document_kind = person.identity, "id-card"
    return person


def invent_patients(rng: Random, inventor: Inventor, injured: int) -> list[Patient]:
    """Injured people referred by the ministry and by three hospitals, with 0 to 2 companions each."""
    sources = ("gaza-health", "hospital-north", "hospital-middle", "hospital-south")
    patients = []
    for at in range(1, injured + 1):
        source = rng.choices(sources, (55, 20, 12, 13))[0]
        line, surname = inventor.line(), rng.choice(FAMILIES)
        family = f"P-{at:05}"
        person = inventor.person(family, rng.choice("MF"), inventor.born(0, 75), line, surname)
        person.document, person.document_kind = person.identity, "id-card"
        companions = [
            _companion(rng, inventor, family, line, surname) for _ in range(rng.choices((0, 1, 2), (25, 65, 10))[0])
        ]
        triage = rng.choices(("critical", "urgent", "stable"), (30, 50, 20))[0]
        transport = rng.choices(("ambulance", "wheelchair", "walking"), (60, 25, 15))[0]
        patients.append(Patient(f"MR-{at:05}", person, companions, triage, transport, source))
    return patients


def _companion(rng: Random, inventor: Inventor, family: str, line: tuple[Name, ...], surname: Name) -> Person:
    person = inventor.person(family, rng.choice("MF"), inventor.born(20, 60), line, surname)
    person.relation = "companion"
    person.document, person.document_kind = person.identity, "id-card"
    return person
