"""A small operation on the reference terms, with invented families, and hands to work it with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from safepassage.account.state import StandRow
from safepassage.adapters.dice import SeededDice
from safepassage.adapters.keyring import FolderKeyring
from safepassage.adapters.lists.reader import SandboxedReader
from safepassage.adapters.slips.printer import TypstSlipPrinter
from safepassage.gate.model import Decision
from safepassage.kernel.moment import Moment
from safepassage.operations import clearance, ledger, passes, people, plan, terms
from safepassage.operations.details import details_of
from safepassage.operations.house import House
from safepassage.operations.post import Post
from safepassage.people.state import PersonRow
from safepassage.store.store import DjangoStore

ROOT = Path(__file__).parents[2]
HEADER = "Full name,Passport no,Date of birth,Sex,Nationality,Family no,Relation\n"
FAMILIES = {  # invented people
    "jor": """Yazan Nabulsi,JX100001,1980-03-14,M,JOR,1,principal
Hala Nabulsi,JX100002,1983-05-21,F,JOR,1,spouse
Rami Nabulsi,JX100003,2012-07-30,M,JOR,1,child
Suha Karmi,JX100004,1990-11-25,F,JOR,2,principal
""",
    "can": """Omar Dajani,CX200001,1975-01-19,M,CAN,1,principal
Lina Dajani,CX200002,1979-08-23,F,CAN,1,spouse
Nour Dajani,CX200003,2010-09-17,F,CAN,1,child
Zeina Dajani,CX200004,2014-10-15,F,CAN,1,child
""",
}
PATIENTS = """Full name,ID no,Date of birth,Sex,Nationality,Referral no,Triage,Transport,Companion of
Salim Habash,900000001,1999-02-18,M,PSE,R1,critical,ambulance,
Widad Habash,900000002,1970-12-24,F,PSE,R2,,,R1
Karim Qasim,900000003,1988-04-16,M,PSE,R3,critical,ambulance,
"""
CLEARING = ("gaza-crossings", "isr", "egy")


@dataclass
class Story:
    """One operation and the people in it, by document number."""

    house: House
    folder: Path
    texts: dict[str, str] = field(default_factory=dict)

    def at(self, text: str) -> Moment:
        return Moment.parse(f"2023-{text}:00+02:00")

    def begin(self, *lists: str, changed: tuple[tuple[str, str], ...] = ()) -> None:
        toml = (ROOT / "examples" / "rafah-2023" / "terms.toml").read_text()
        for said, instead in changed:
            assert toml.count(said) == 1
            toml = toml.replace(said, instead)
        terms.start(self.house, toml, "terms.toml", self.at("10-31T08:00"))
        for source in lists or FAMILIES:
            self.list_in(source, HEADER + FAMILIES[source])
        self.list_in("gaza-health", PATIENTS)

    def list_in(self, source: str, text: str, name: str = "") -> people.Imported:
        path = self.folder / (name or f"{source}.csv")
        path.write_text(text)
        return people.import_list(self.house, path, path.read_bytes(), source, self.at("10-31T10:00"))

    def answers(
        self, party: str, numbers: list[str], answer: str = "granted", when: str = "10-31T15:00"
    ) -> clearance.AnswersTaken:
        path = self.folder / f"{party}-{answer}-{when.replace(':', '')}-{len(numbers)}.csv"
        path.write_text("document_number,answer\n" + "".join(f"{number},{answer}\n" for number in numbers))
        return self.answers_from(path, party, when)

    def answers_from(self, path: Path, party: str, when: str) -> clearance.AnswersTaken:
        return clearance.import_answers(self.house, path, path.read_bytes(), party, self.at(when))

    def everybody_cleared(self) -> None:
        numbers = [
            line.split(",")[1]
            for text in (*FAMILIES.values(), PATIENTS.partition("\n")[2])
            for line in text.splitlines()
        ]
        for party in CLEARING:
            self.answers(party, numbers)

    def called(self, day: str = "2023-11-01", evening: str = "10-31T21:00", night: str = "11-01T02:00") -> plan.Made:
        made = plan.make(self.house, day, self.at(evening))
        plan.publish(self.house, day, self.at(night))
        issued = passes.issue(self.house, day, self.at(night).plus(minutes=5))
        with self.house.store.reading() as work:
            number = {row.full_name: details_of(row).documents[0].number for row in work.tables.select(PersonRow)}
        for slip in issued.slips:
            for person in slip.persons:
                self.texts[number[person.name]] = person.pass_text
        return made

    def scan(self, side: str, number: str, when: str, **more: object) -> str:
        decision = self.present(side, self.texts[number], number, self.at(when), **more)
        return f"{decision.verdict} {decision.reason}"

    def present(self, side: str, text: str, document: str, at: Moment, **more: object) -> Decision:
        """A pass and a document in an officer's hand."""
        return Post(self.house, side, at).scan(text, document, at, "officer 1", **more)  # type: ignore[arg-type]

    def state(self, number: str) -> str:
        with self.house.store.reading() as work:
            for row in work.tables.select(PersonRow):
                if not row.merged_into and details_of(row).documents[0].number == number:
                    stand = work.tables.get(StandRow, row.person_id)
                    return stand.state if stand else "nowhere"
        raise LookupError(number)

    def verdict(self) -> ledger.Verdict:
        scratch = DjangoStore.open(self.folder / "scratch.sqlite3", create=True, scratch=True)
        try:
            verdict = ledger.verify(self.house, scratch)
        finally:
            scratch.discard()
        assert verdict.entries > 0
        return verdict

    def verify(self) -> list[str]:
        return [flaw.says for flaw in self.verdict().flaws]


def found(folder: Path, location: Path | str, seed: str = "story") -> Story:
    dice = SeededDice(seed)
    keys = FolderKeyring(folder / "keys")
    keys.make_pepper(dice)
    store = DjangoStore.open(location, create=True)
    return Story(House("rafah-2023", store, keys, dice, SandboxedReader(), TypstSlipPrinter()), folder)


@pytest.fixture(scope="session")
def founding() -> Callable[[Path, Path | str], Story]:
    """What makes a story in a folder, or opens the one that is there: for a story that many tests share."""
    return found


@pytest.fixture
def story(tmp_path: Path) -> Story:
    made = found(tmp_path, tmp_path / "operation.sqlite3")
    yield made
    made.house.store.close()


@pytest.fixture
def another(tmp_path: Path) -> Callable[[str], Story]:
    """A further operation beside the story's, with dice of the same seed."""

    def make(name: str) -> Story:
        folder = tmp_path / name
        folder.mkdir()
        return found(folder, folder / "operation.sqlite3")

    return make
