"""Commands that were broken off, and keys that are not the right ones: the next command goes on, and nothing false is ever written."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from safepassage.adapters.keyring import FolderKeyring
from safepassage.adapters.lists.reader import SandboxedReader
from safepassage.adapters.lists.unchanged import Unchanged
from safepassage.cli import people as shell_of_people
from safepassage.cli import terms as shell_of_terms
from safepassage.cli.main import application
from safepassage.settings import VARIABLES

TERMS = Path(__file__).parents[2] / "examples" / "rafah-2023" / "terms.toml"
HEADER = "Full name,Passport no,Date of birth,Sex,Nationality,Family no,Relation\n"
LIST = HEADER + "Suha Karmi,JX100004,1990-11-25,F,JOR,2,principal\n"  # invented
MORE = LIST + "Hala Nabulsi,JX100009,1983-05-21,F,JOR,3,principal\n"
ANSWERS = "document_number,answer\nJX100004,granted\n"
AT = ("--at", "2023-10-31T10:00:00+02:00")
app = application()
runner = CliRunner()


class Cell:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.where = folder / "operation"

    def run(self, *words: str, expect: int = 0, typed: str = ""):
        """What was printed, as text."""
        found = runner.invoke(app, [*words, "--operation", str(self.where)], input=typed)
        assert found.exit_code == expect, (words, found.output, found.exception)
        return found.output

    def flaws(self):
        found = runner.invoke(app, ["ledger", "verify", "--operation", str(self.where), "--json"])
        return json.loads(found.stdout)["flaws"]

    def size(self):
        found = runner.invoke(app, ["ledger", "verify", "--operation", str(self.where), "--json"])
        return json.loads(found.stdout)["entries"]

    def path(self, name: str, text: str) -> str:
        (self.folder / name).write_text(text)
        return str(self.folder / name)

    def key(self, actor: str) -> Path:
        return self.where / "keys" / f"{actor}.key"

    def started(self):
        self.run("init", "--terms", str(TERMS), *AT)
        return self


@pytest.fixture
def cell(tmp_path, monkeypatch):
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    return Cell(tmp_path)


def stopped(*_: object, **__: object):
    raise KeyboardInterrupt


def test_a_start_that_was_broken_off_is_begun_again(cell, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(shell_of_terms.use, "start", stopped)
        cell.run("init", "--terms", str(TERMS), *AT, expect=130)
    assert "started with version 1" in cell.run("init", "--terms", str(TERMS), *AT)
    assert "an operation lives here already" in cell.run("init", "--terms", str(TERMS), *AT, expect=2)
    assert cell.flaws() == []


def test_a_mark_whose_database_is_elsewhere_or_gone_is_never_begun_over(cell):
    cell.started()
    (cell.where / "operation.sqlite3").unlink()
    assert "an operation lives here already" in cell.run("init", "--terms", str(TERMS), *AT, expect=2)
    assert not (cell.where / "operation.sqlite3").exists()


def test_a_rotation_that_was_broken_off_lets_nobody_sign_with_the_old_key(cell, monkeypatch):
    cell.started().run("people", "import", cell.path("jor.csv", LIST), "--source", "jor", "--yes", *AT)
    shutil.copy(cell.key("egy"), cell.folder / "held.key")
    new = cell.folder / "new.key"
    own = ["keys", "own", "egy", "--key", str(cell.folder / "held.key"), "--record", "rafah-2023", "--epoch", "2"]
    made = json.loads(runner.invoke(app, [*own, "--out", str(new), "--json"]).stdout)
    handed = ("--public", made["public"], "--signature", made["signature"])
    with monkeypatch.context() as broken:
        broken.setattr(FolderKeyring, "forget", stopped)
        cell.run("keys", "rotate", "egy", "--reason", "a key of its own", *handed, *AT, expect=130)
    answers = ("clearance", "import", cell.path("egy.csv", ANSWERS), "--party", "egy", *AT)
    before = cell.size()
    assert "egy holds its own key, and nobody else answers in its name" in cell.run(*answers, expect=2)
    signing = ["clearance", "sign", cell.path("egy.csv", ANSWERS), "--party", "egy", "--terms", str(TERMS)]
    for key, status in ((cell.folder / "held.key", 2), (new, 0)):
        statement = cell.folder / f"{key.stem}.statement"
        out = ["--number", "1", "--key", str(key), "--out", str(statement)]
        assert runner.invoke(app, [*signing, *out]).exit_code == 0
        assert (cell.size(), cell.flaws()) == (before, [])
        said = cell.run("clearance", "import", "--signed", str(statement), *AT, expect=status)
        assert ("the key of egy that is in force did not sign it" if status else "1 granted") in said
    assert cell.flaws() == []


def test_who_was_retired_answers_and_lists_no_more(cell):
    cell.started().run("people", "import", cell.path("jor.csv", LIST), "--source", "jor", "--yes", *AT)
    for party in ("egy", "jor"):
        cell.run("keys", "retire", party, "--reason", "its key was lost", *AT)
    before = cell.size()
    said = cell.run("clearance", "import", cell.path("egy.csv", ANSWERS), "--party", "egy", *AT, expect=2)
    assert "egy was retired and writes no more" in said
    said = cell.run("people", "import", cell.path("more.csv", MORE), "--source", "jor", "--yes", *AT, expect=2)
    assert "jor was retired and writes no more" in said
    assert (cell.size(), cell.flaws()) == (before, [])


def test_a_key_that_nobody_was_admitted_with_writes_nothing(cell):
    cell.started()
    cell.run("people", "import", cell.path("jor.csv", LIST), "--source", "jor", "--yes", *AT)
    shown = runner.invoke(app, ["account", "status", "--operation", str(cell.where), "--json"])
    assert shown.exit_code == 0
    shutil.copy(cell.key("jor"), cell.key("amal"))
    listed = FolderKeyring(cell.where / "keys").held("amal")
    before = cell.size()
    said = cell.run("people", "show", "p1", "--as", "amal", "--reason", "a look", *AT, expect=2)
    assert listed
    assert "amal is nobody who may look" in said
    assert (cell.size(), cell.flaws()) == (before, [])


def test_a_list_that_is_saved_anew_while_the_question_stands_is_not_taken_in(cell, monkeypatch):
    cell.started()
    path = Path(cell.path("jor.csv", LIST))

    def saved(*_: object, **__: object) -> bool:
        path.write_text(MORE)
        return True

    before = cell.size()
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(shell_of_people.typer, "confirm", saved)
        said = cell.run("people", "import", str(path), "--source", "jor", *AT, expect=2)
    assert "jor.csv: the file was changed while it was taken in; nothing of it was" in said
    assert cell.size() == before
    assert "2 accepted" in cell.run("people", "import", str(path), "--source", "jor", "--yes", *AT)


@pytest.mark.parametrize("gone", [False, True])
def test_a_reader_is_held_to_the_bytes_it_was_given(tmp_path, gone):
    path = tmp_path / "list.csv"
    path.write_text(LIST)

    class Reader:
        def read(self, file):
            sheets = SandboxedReader().read(file)
            path.unlink() if gone else path.write_text(MORE)
            return sheets

    assert len(Unchanged(SandboxedReader(), LIST.encode()).read(path)[0].rows) == 2
    with pytest.raises(Exception, match="the file was changed while it was taken in"):
        Unchanged(Reader(), LIST.encode()).read(path)


def test_what_a_files_name_does_to_a_terminal_is_shown_and_not_done(cell):
    cell.started()
    path = cell.path("a\u202eb\x1b[2J.csv", LIST)
    said = cell.run("people", "import", path, "--source", "jor", *AT, typed="n\n")
    assert "You are adding 1 person from a\\u202eb\\x1b[2J.csv. Go on?" in said
    assert "\x1b" not in said
    assert "\u202e" not in said


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_program_that_is_ended_cleans_up_as_one_that_is_interrupted(cell, how):
    """Found by a review: what it had beside, rebuilt tables for one, stayed behind under names."""
    cell.started()
    words = ["people", "import", cell.path("jor.csv", LIST), "--source", "jor", "--operation", str(cell.where)]
    there = subprocess.Popen(
        [sys.executable, "-m", "safepassage", *words], stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert there.stderr.read(10) == "You are ad"
    there.send_signal(how)
    assert "Aborted" in there.communicate(timeout=30)[1]
    assert there.returncode in {1, 130}
    assert cell.flaws() == []


@pytest.mark.parametrize("raw", [b"\xe3\xcd\xe3\xcf.csv", b"a\xed\xa0\x80.csv"])
def test_a_file_named_in_another_systems_letters_is_taken_in(cell, raw):
    """Found by a review: such a name, as old archives leave it, ended in a traceback."""
    cell.started()
    path = cell.folder / os.fsdecode(raw)
    path.write_text(LIST)
    words = ("people", "import", str(path), "--source", "jor", "--yes", *AT)
    assert "1 accepted" in cell.run(*words)
    assert "taken in before" in cell.run(*words)
    assert cell.flaws() == []


def test_a_reason_that_is_no_text_is_refused_in_words(cell):
    cell.started()
    before = cell.size()
    said = cell.run("keys", "retire", "egy", "--reason", os.fsdecode(b"lost \xff"), *AT, expect=2)
    assert "something that was typed is no text" in said
    assert (cell.size(), cell.flaws()) == (before, [])


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (
            '{"passport": "B", "nosuch": "A", "sex": "D"}',
            ["nosuch is no field of a list", "passport is no field of a list"],
        ),
        ('{"\\ud800": "A"}', ["is no field of a list"]),
        ("[" * 100_000, ["this is no mapping of fields to columns"]),
        ("\ufeff{}", ["this is no JSON"]),
    ],
)
def test_a_mapping_that_would_lose_a_column_is_refused(cell, text, what):
    """Found by a review: a column mapped to a field that is none was left out, and nothing said so."""
    cell.started()
    mapping, before = cell.path("m.json", text), cell.size()
    words = ("people", "import", cell.path("jor.csv", LIST), "--source", "jor", "--yes", "--mapping", mapping, *AT)
    said = cell.run(*words, expect=2)
    assert all(one in said for one in what)
    assert cell.size() == before
    assert "1 accepted" in cell.run(*words[:-4], "--mapping", cell.path("m.json", '{"full_name": "A"}'), *AT)
