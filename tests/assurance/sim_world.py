"""The operation that every simulated run starts from: terms, lists, answers, a published day, passes. All people are invented."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath

from sim_disk import CrashingStore
from sim_witness import Witnesses

from safepassage.adapters.dice import SeededDice
from safepassage.gate.model import Presented
from safepassage.kernel.moment import Moment
from safepassage.ledger.checkpoint import log_key
from safepassage.operations import clearance, issuing, passes, people, plan, terms, witnessing
from safepassage.operations.details import details_of
from safepassage.operations.house import DESK, ISSUER, House
from safepassage.operations.ports import Swept
from safepassage.passes.model import Pass
from safepassage.passes.state import PassRow
from safepassage.passes.wire import key_id, pass_text
from safepassage.people.model import Sheet
from safepassage.people.naming import Finder
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


MINUTES = 45  # how long a manifest that nobody witnessed is worked by, in the terms that every run starts from
EXAMPLE = (ROOT / "examples" / "rafah-2023" / "terms.toml").read_text()


def terms_text(version: int = 1, minutes: int = MINUTES, ratio: int = 100) -> str:
    """The example's terms without remarks and without parties that send nobody here, for they are read at each amendment."""
    lines = [line for line in EXAMPLE.splitlines() if line and not line.lstrip().startswith("#")]
    embassy = re.compile(r' *\{ id = "(\w+)", name = "Embassy')
    kept = [line for line in lines if not ((found := embassy.match(line)) and found[1] not in LISTS)]
    text = "\n".join(kept)
    if not text.rstrip().endswith("]") and "\n]" not in text:
        text = text.replace("\n[crossing]", "\n]\n[crossing]", 1)
    text = re.sub(r"(?m)^version = 1$", f"version = {version}", text)
    text = re.sub(r"unwitnessed_minutes = \d+", f"unwitnessed_minutes = {minutes}", text)
    return re.sub(r"(?m)^ratio = 100$", f"ratio = {ratio}", text) + "\n"


class InProcessReader:
    """Reads a table that the simulator wrote itself; the sandbox is tried elsewhere, and costs a process each time.

    The texts are the files of the operation's folder too: an erasure destroys those that name the person.
    """

    def __init__(self, texts: dict[str, str] | None = None) -> None:
        self.texts: dict[str, str] = dict(texts or {})

    def remove(self, sought, days) -> Swept:
        del days
        finder = Finder(sought)
        gone = [name for name, text in self.texts.items() if any(map(finder.names, text.splitlines()))]
        for name in gone:
            del self.texts[name]
        return Swept(tuple(sorted(gone)))

    def read(self, path: PurePath) -> tuple[Sheet, ...]:
        lines = [tuple(line.split(",")) for line in self.texts[path.name].splitlines()]
        return (Sheet(path.name, tuple(range(1, len(lines) + 1)), tuple(lines), ()),)


class MemoryKeyring:
    """Keys in a dictionary."""

    def __init__(self, pepper: bytes, seeds: dict[str, bytes] | None = None) -> None:
        self.seeds: dict[str, bytes] = dict(seeds or {})
        self._pepper = pepper

    def copy(self) -> MemoryKeyring:
        return MemoryKeyring(self._pepper, self.seeds)

    def sign(self, actor: str, message: bytes) -> bytes:
        return sign(self.seeds[actor], message)

    def public(self, actor: str) -> bytes:
        return public_key(self.seeds[actor])

    def held(self, actor: str) -> bool:
        return actor in self.seeds

    def forget(self, actor: str) -> None:
        self.seeds.pop(actor, None)

    def make(self, actor: str, dice) -> bytes:
        self.seeds.setdefault(actor, dice.take(32))
        return self.public(actor)

    def make_next(self, actor: str, dice) -> bytes:
        self.seeds[f"{actor}.next"] = dice.take(32)
        return self.public(f"{actor}.next")

    def promote(self, actor: str, dice) -> None:
        del dice
        self.seeds[actor] = self.seeds.pop(f"{actor}.next")

    def waiting(self) -> list[str]:
        return [name.removesuffix(".next") for name in self.seeds if name.endswith(".next")]

    def pepper(self) -> bytes:
        return self._pepper


@dataclass(frozen=True)
class Paper:
    """What one person carries: the printed text and the document's number.

    What else it is known to be is the simulator's own knowledge: whose, by which of the issuer's keys, and what its key's limits ask.
    """

    text: str
    number: str
    pass_id: str
    person_id: str
    epoch: int = 1
    category: str = ""
    valid_from: Moment | None = None
    expires: Moment | None = None


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
    witnesses: Witnesses
    words: dict[str, frozenset[str]] = field(default_factory=dict)  # of each person, what must not be found once erased

    def house(self, seed: str) -> House:
        store = CrashingStore()
        store.restore(self.image)
        return House(OPERATION, store, self.keys.copy(), SeededDice(seed), InProcessReader(self.reader.texts), None)


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
    terms.start(house, terms_text(), "terms.toml", at("10-31T08:00"))
    witnesses = Witnesses(log_key(OPERATION, keys.public(DESK)))
    witnessing.agree_quorum(house, witnesses.quorum(), "quorum", "each side and the mediator", at("10-31T08:30"))
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
    papers = tuple(papers_of(house, issued))
    for name in witnesses.names:
        witnesses.ask(house, name, at("11-01T02:10"))
    with house.store.reading() as work:
        words = {
            row.person_id: frozenset(
                {row.full_name, details_of(row).documents[0].number, passes.tag_in_hand(house, row)}
            )
            for row in work.tables.select(PersonRow)
        }
    bad = _bad(keys, papers[0])
    size = house.store.latest.size
    return World(house.store.image(), keys, house.reader, papers, bad, issued.manifest, size, witnesses, words)


def papers_of(house: House, issued: passes.IssuedDay) -> list[Paper]:
    """The papers that were printed for a day, each with what the simulator knows of it."""
    tables = house.store.tables
    rows = list(tables.select(PersonRow))
    by_name = {name: row for row in rows for name in (row.full_name, row.person_id)}
    keys = issuing.issuer_keys(tables, OPERATION)
    made = []
    for one in (person for slip in issued.slips for person in slip.persons):
        row = by_name[one.name]
        read, key = issuing.read_with(one.pass_text, keys, OPERATION)
        if not isinstance(read, Pass) or key is None:
            raise AssertionError("a pass was printed that nobody can read")
        known = tables.get(PassRow, read.pass_id)
        if known is None or known.person_id != row.person_id:
            raise AssertionError("a pass was printed that the ledger does not hold, or holds as another person's")
        documents = details_of(row).documents
        number = documents[0].number if documents else ""
        made.append(Paper(one.pass_text, number, read.pass_id, row.person_id, key.epoch, read.category,
                          read.valid_from, read.expires))  # fmt: skip
    return made


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


def shown(keys: MemoryKeyring, known: tuple[issuing.IssuerKey, ...], text: str, number: str) -> Presented:
    """What a gate device makes of a paper and the document in hand, by the issuer's keys that it was told of."""
    document = document_tag(keys.pepper(), OPERATION, "", number) if number else ""
    read, key = read_text(text, known)
    if not isinstance(read, Pass):
        return Presented(fault=read.code, document=document)
    outside = key is not None and key.outside(read) is not None
    return Presented(read.pass_id, read.operation, read.category, read.tag, read.valid_from, read.expires, "", read.lane,
                     manifest_tag(keys.pepper(), read.pass_id), document, outside)  # fmt: skip


@functools.lru_cache(maxsize=4096)
def read_text(text: str, known: tuple[issuing.IssuerKey, ...]):
    return issuing.read_with(text, known, OPERATION)
