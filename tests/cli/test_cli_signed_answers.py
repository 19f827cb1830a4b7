"""The whole way of a party that signs its answers itself, through the commands alone. All people are invented."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from safepassage.cli.main import application
from safepassage.settings import VARIABLES

TERMS = Path(__file__).parents[2] / "examples" / "rafah-2023" / "terms.toml"
LIST = """Full name,Passport no,Date of birth,Sex,Nationality,Family no,Relation
Suha Karmi,JX100004,1990-11-25,F,JOR,2,principal
Hala Nabulsi,JX100002,1983-05-21,F,JOR,1,principal
"""
ANSWERS = "document_number,answer\nJX100004,granted\nJX100002,refused\n"
WORDS = "seven invented words that nobody guesses\n"
AT = ("--at", "2023-10-31T10:00:00+02:00")
runner = CliRunner()
app = application()


class Cell:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.where = folder / "operation"

    def run(self, *words: str, expect: int = 0):
        return away(*words, "--operation", str(self.where), expect=expect)

    def path(self, name: str, text: str | None = None) -> str:
        if text is not None:
            (self.folder / name).write_text(text)
        return str(self.folder / name)

    def sign(self, number: int, key: str = "new.key", out: str = "", file: str = "answers.csv", expect: int = 0):
        """Where the party sits: no operation is named."""
        words = ["clearance", "sign", self.path(file), "--party", "egy", "--terms", str(TERMS)]
        words += ["--number", str(number), "--key", self.path(key), "--out", self.path(out or f"{number}.statement")]
        return away(*words, "--passphrase-file", self.path("words.txt"), expect=expect)

    def take(self, name: str, expect: int = 0):
        return self.run("clearance", "import", "--signed", self.path(name), *AT, expect=expect)

    def verified(self):
        return self.run("ledger", "verify")


def away(*words: str, expect: int = 0):
    """What a command printed, and then as JSON."""
    found = runner.invoke(app, [*words, "--json"])
    assert found.exit_code == expect, (words, found.output, found.exception)
    return json.loads(found.stdout)


def plain(*words: str) -> str:
    found = runner.invoke(app, words)
    assert found.exit_code == 0, found.output
    return found.output


@pytest.fixture
def cell(tmp_path, monkeypatch):
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    made = Cell(tmp_path)
    made.run("init", "--terms", str(TERMS), *AT)
    made.run("people", "import", made.path("jor.csv", LIST), "--source", "jor", *AT)
    made.path("answers.csv", ANSWERS)
    made.path("words.txt", WORDS)
    (tmp_path / "old.key").write_bytes((made.where / "keys" / "egy.key").read_bytes())
    return made


def moved_out(cell):
    """The party makes a key of its own under a passphrase, signed with the one that lay in the cell."""
    own = ["keys", "own", "egy", "--out", cell.path("new.key"), "--key", cell.path("old.key"), "--epoch", "2"]
    made = away(*own, "--record", "rafah-2023", "--passphrase-file", cell.path("words.txt"))
    assert made["sealed"]
    handed = ("--public", made["public"], "--signature", made["signature"])
    cell.run("keys", "rotate", "egy", "--reason", "a key of its own", *handed, *AT)
    return made


def whats(told):
    return [one["what"] for one in told["problems"]]


def test_a_party_signs_and_the_cell_takes_it(cell):
    made = moved_out(cell)
    assert cell.path("new.key") == made["file"]
    assert (cell.folder / "new.key").read_bytes().startswith(b"age-encryption.org/")
    where = ("--operation", str(cell.where))
    assert "egy signs its answers itself: no statement was taken yet." in plain("clearance", "status", *where, *AT)
    assert "Answers signed by the party itself, with a key of its own: egy." in plain("ledger", "verify", *where)
    told = cell.run("clearance", "import", cell.path("answers.csv"), "--party", "egy", *AT, expect=2)
    assert whats(told) == ["egy holds its own key, and nobody else answers in its name"]
    assert "clearance import --signed STATEMENT" in told["problems"][0]["do"]
    signed = cell.sign(1)
    assert (signed["party"], signed["number"], signed["rows"]) == ("egy", 1, 2)
    assert cell.sign(1, expect=2)["problems"][0]["what"] == "the file is there already"
    done = cell.take("1.statement")
    assert (done["party"], done["by_status"]) == ("egy", {"granted": 1, "refused": 1})
    assert cell.take("1.statement")["known"]
    assert "egy signs its answers itself: statement 1 is the newest taken." in plain("clearance", "status", *where, *AT)
    rows = {row["party"]: row for row in cell.run("clearance", "status", *AT)}
    assert (rows["egy"]["signs_itself"], rows["egy"]["statement"]) == (True, 1)
    assert (rows["isr"]["signs_itself"], rows["isr"]["statement"]) == (False, 0)
    assert rows["egy"]["counts"]["granted"] == 1
    found = cell.verified()
    assert (found["flaws"], found["own"]) == ([], ["egy"])


def test_an_older_statement_is_refused_and_writes_nothing(cell):
    moved_out(cell)
    cell.sign(1)
    cell.path("later.csv", "document_number,answer\nJX100004,withdrawn\n")
    cell.sign(2, file="later.csv")
    cell.take("2.statement")
    before = cell.verified()["entries"]
    assert whats(cell.take("1.statement", expect=2)) == ["it is statement 1 of egy, and 2 was taken"]
    assert (cell.verified()["entries"], cell.verified()["flaws"]) == (before, [])


def test_what_is_signed_with_another_key_or_changed_on_the_way_is_refused(cell):
    moved_out(cell)
    cell.sign(1, key="old.key")
    assert whats(cell.take("1.statement", expect=2)) == ["the key of egy that is in force did not sign it"]
    cell.sign(2)
    cell.path("3.statement", (cell.folder / "2.statement").read_text().replace("refused", "granted"))
    assert whats(cell.take("3.statement", expect=2)) == ["this is no signed statement of answers"]
    assert cell.verified()["flaws"] == []


def test_a_key_under_a_passphrase_opens_with_it_alone(cell):
    moved_out(cell)
    cell.path("words.txt", "seven other words that nobody ever guesses\n")
    told = cell.sign(1, expect=2)["problems"][0]
    assert (told["source"], told["do"]) == ("new.key", "Give its passphrase: --passphrase-file FILE")
    cell.path("words.txt", "short\n")
    own = ["keys", "own", "egy", "--out", cell.path("weak.key"), "--passphrase-file", cell.path("words.txt")]
    assert away(*own, expect=2)["problems"][0]["source"] == "passphrase"
    assert not (cell.folder / "weak.key").exists()


def test_lines_that_cannot_be_read_sign_nothing(cell):
    moved_out(cell)
    cell.path("answers.csv", ANSWERS + "JX100009,perhaps\n")
    assert [one["row"] for one in cell.sign(1, expect=2)["problems"]] == [4]
    assert not (cell.folder / "1.statement").exists()


@pytest.mark.parametrize("words", [(), ("--party", "egy"), ("--signed", "x", "--party", "egy")])
def test_an_import_is_of_a_file_and_its_party_or_of_a_statement(cell, words):
    told = cell.run("clearance", "import", *words, expect=2)
    assert whats(told) == ["it takes either a file and its party, or a statement that names its party"]
