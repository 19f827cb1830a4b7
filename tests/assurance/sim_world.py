"""The operation that every simulated run starts from: terms, lists, answers, a published day, passes. All people are invented."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from sim_disk import CrashingStore

from safepassage.adapters.dice import SeededDice
from safepassage.gate.model import Presented
from safepassage.kernel.moment import Moment
from safepassage.operations import clearance, passes, people, plan, terms
from safepassage.operations.house import ISSUER, House
from safepassage.operations.people import details_of
from safepassage.operations.terms import agreement_in_force
from safepassage.passes.model import Pass
from safepassage.passes.state import PassRow
from safepassage.passes.wire import key_id, pass_keys, pass_text
from safepassage.people.model import Sheet
from safepassage.people.state import PersonRow
from safepassage.seal.keys import public_key, sign
from safepassage.seal.tags import document_tag, manifest_tag

ROOT = Path(__file__).parents[2]
OPERATION = "rafah-2023"
DAY = "2023-11-01"
CLEARING = ("gaza-crossings", "isr", "egy")
SIDES = {"gaza": "gaza-crossings", "egypt": "egy"}
HEADER = "Full name,Passport no,Date of birth,Sex,Nationality,Family no,Relation\n"
LISTS = {
    "jor": HEADER
    + """Yazan Nabulsi,JX100001,1980-03-14,M,JOR,1,principal
Hala Nabulsi,JX100002,1983-05-21,F,JOR,1,spouse
Suha Karmi,JX100004,1990-11-25,F,JOR,2,principal
""",
    "can": HEADER
    + """Omar Dajani,CX200001,1975-01-19,M,CAN,1,principal
Lina Dajani,CX200002,1979-08-23,F,CAN,1,spouse
""",
    "gaza-health": """Full name,ID no,Date of birth,Sex,Nationality,Referral no,Triage,Transport,Companion of
Salim Habash,900000001,1999-02-18,M,PSE,R1,critical,ambulance,
Widad Habash,900000002,1970-12-24,F,PSE,R2,,,R1
Karim Qasim,900000003,1988-04-16,M,PSE,R3,critical,ambulance,
""",
}


class InProcessReader:
    """Reads a table that the simulator wrote itself; the sandbox is tried elsewhere, and costs a process each time."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}

    def read(self, path: PurePath) -> tuple[Sheet, ...]:
        lines = [tuple(line.split(",")) for line in self.texts[path.name].splitlines()]
        return (Sheet(path.name, tuple(range(1, len(lines) + 1)), tuple(lines), ()),)


class MemoryKeyring:
    """Keys in a dictionary."""

    def __init__(self, pepper: bytes) -> None:
        self.seeds: dict[str, bytes] = {}
        self._pepper = pepper

    def sign(self, actor: str, message: bytes) -> bytes:
        return sign(self.seeds[actor], message)

    def public(self, actor: str) -> bytes:
        return public_key(self.seeds[actor])

    def make(self, actor: str, dice) -> bytes:
        self.seeds.setdefault(actor, dice.take(32))
        return self.public(actor)

    def pepper(self) -> bytes:
        return self._pepper


@dataclass(frozen=True)
class Paper:
    """What one person carries: the printed text and the document's number; `pass_id` is known to the simulator only."""

    text: str
    number: str
    pass_id: str
    person_id: str


@dataclass(frozen=True)
class World:
    """The common past of every run."""

    image: tuple
    keys: MemoryKeyring
    reader: InProcessReader
    papers: tuple[Paper, ...]
    bad: dict[str, Paper]
    manifest: str
    tree_size: int

    def house(self, seed: str) -> House:
        store = CrashingStore()
        store.restore(self.image)
        reader = InProcessReader()
        return House(OPERATION, store, self.keys, SeededDice(seed), reader, None)


def at(text: str) -> Moment:
    return Moment.parse(f"2023-{text}:00+02:00")


def answers(house: House, party: str, lines: list[tuple[str, str]], when: Moment, name: str) -> None:
    """A party's file of answers, taken in."""
    text = "document_number,answer\n" + "".join(f"{number},{answer}\n" for number, answer in lines)
    house.reader.texts[name] = text
    clearance.import_answers(house, PurePath(name), text.encode(), party, when)


@functools.cache
def world() -> World:
    """Built once a process, by the same use cases as the command line."""
    dice = SeededDice("the simulated operation")
    keys = MemoryKeyring(dice.take(32))
    house = House(OPERATION, CrashingStore(), keys, dice, InProcessReader(), None)
    toml = (ROOT / "examples" / "rafah-2023" / "terms.toml").read_text()
    terms.start(house, toml, "terms.toml", at("10-31T08:00"))
    for source, text in LISTS.items():
        name = f"{source}.csv"
        house.reader.texts[name] = text
        people.import_list(house, PurePath(name), text.encode(), source, at("10-31T10:00"))
    numbers = [line.split(",")[1] for text in LISTS.values() for line in text.splitlines()[1:]]
    for party in CLEARING:
        answers(house, party, [(number, "granted") for number in numbers], at("10-31T15:00"), f"{party}.csv")
    plan.make(house, DAY, at("10-31T21:00"), planner="first-come")
    plan.publish(house, DAY, at("11-01T02:00"))
    issued = passes.issue(house, DAY, at("11-01T02:05"))
    papers = _papers(house, issued)
    with house.store.reading() as work:
        size = work.head().size
    return World(house.store.image(), keys, house.reader, papers, _bad(keys, papers[0]), issued.manifest, size)


def _papers(house: House, issued: passes.IssuedDay) -> tuple[Paper, ...]:
    with house.store.reading() as work:
        rows = list(work.tables.select(PersonRow))
        number = {row.full_name: details_of(row).documents[0].number for row in rows}
        person = {row.full_name: row.person_id for row in rows}
        ids = {row.person_id: row.pass_id for row in work.tables.select(PassRow)}
    return tuple(
        Paper(one.pass_text, number[one.name], ids[person[one.name]], person[one.name])
        for slip in issued.slips
        for one in slip.persons
    )


def _bad(keys: MemoryKeyring, good: Paper) -> dict[str, Paper]:
    """Papers that must never open a gate by themselves: each is a faithful pass but for one thing."""
    says = Pass("ee" * 10, OPERATION, "Nobody Invented", "1990-01-01", document_tag(keys.pepper(), OPERATION, "", "NX1"),
                "foreign", "", at("11-01T06:00"), at("11-04T00:00"))  # fmt: skip
    kid = key_id(OPERATION, keys.public(ISSUER))
    thief = b"\x07" * 32

    def paper(text: str, pass_id: str = "") -> Paper:
        return Paper(text, "NX1", pass_id, "")

    other = replace(says, operation="elsewhere-2024")
    return {
        # Whoever holds the issuer's key makes this one: all is in order, but no manifest knows it.
        "unissued": paper(pass_text(says, lambda message: keys.sign(ISSUER, message), kid), says.pass_id),
        "forged": paper(pass_text(says, lambda message: sign(thief, message), kid)),
        "unknown-key": paper(pass_text(says, lambda message: sign(thief, message), key_id(OPERATION, public_key(thief)))),
        "elsewhere": paper(pass_text(other, lambda message: keys.sign(ISSUER, message), key_id("elsewhere-2024", keys.public(ISSUER)))),
        "garbage": paper("EV1:" + good.text[8:60]),
        "changed": paper(good.text[:-4] + ("A0A0" if good.text[-4:] != "A0A0" else "B0B0")),
    }  # fmt: skip


def shown(keys: MemoryKeyring, text: str, number: str) -> Presented:
    """What a gate device makes of a paper and the document in hand, as the desk does."""
    document = document_tag(keys.pepper(), OPERATION, "", number) if number else ""
    read = read_text(text, keys.public(ISSUER))
    if not isinstance(read, Pass):
        return Presented(fault=read.code, document=document)
    return Presented(read.pass_id, read.operation, read.category, read.tag, read.valid_from, read.expires, "", read.lane,
                     manifest_tag(keys.pepper(), read.pass_id), document)  # fmt: skip


@functools.lru_cache(maxsize=256)
def read_text(text: str, public: bytes):
    from safepassage.passes.wire import read_pass  # noqa: PLC0415 - looked up at each call, so that a seeded bug is met

    return read_pass(text, pass_keys(OPERATION, [public]), OPERATION)


@functools.cache
def agreement():
    """The terms in force in the common past."""
    return agreement_in_force(world().image[0])
