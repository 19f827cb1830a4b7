"""What people typed reaches the terminal sign for sign, and nothing in it acts on the terminal; files of a run are its owner's alone."""

from __future__ import annotations

import errno
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from rich.console import Console
from typer.testing import CliRunner

from safepassage.cli import shell
from safepassage.cli.main import application
from safepassage.cli.shell import Reply, as_typed, run, table, visible
from safepassage.kernel.problems import Problem, ProblemsError

ROOT = Path(__file__).parents[2]
TERMS = ROOT / "examples" / "rafah-2023" / "terms.toml"
TYPED = ["ok [/]", "[bold]both know her", "[link=x]a[/link]", ":boom: :smile:", "\\[x] C:\\n", "50% [1]", "100 {}"]
ACTING = {
    "\x1b[2J": r"\x1b[2J",
    "a\x9b2Kb": r"a\x9b2Kb",
    "\x07\x08\r\t\x7f": r"\x07\x08\x0d\x09\x7f",
    "all\nare through": r"all\x0aare through",
    "a\u2028b\u2029c\x85d": r"a\u2028b\u2029c\x85d",
    "\u202etxt.exe": r"\u202etxt.exe",
    "\u202bx\u202c": r"\u202bx\u202c",
    "Ali\u200bHasan\ufeff": r"Ali\u200bHasan\ufeff",
    "\u2067open": r"\u2067open",
    "\u2069\u2066": r"\u2069\u2066",
    "\u2066\u2067x\u2069": r"\u2066\u2067x\u2069",
    "\ud800": r"\ud800",
    "\U000e0041": r"\U000e0041",
}
HARMLESS = [
    "",
    "Hala Nabulsi",
    "يَزَن نابلسي",
    "علی‌رضا",
    "\u2067نابلسي\u2069 and \u2066\u2068a\u2069\u2069",
    "a\u200eb\u061c",
    "Ł 漢 🙂",
]  # invented


def printed(capsys, answer, *, as_json=False):
    with pytest.raises(typer.Exit):
        run(answer, as_json=as_json)
    return capsys.readouterr()


@pytest.mark.parametrize("text", ACTING)
def test_what_acts_on_a_terminal_is_shown_and_does_not_act(text):
    assert visible(text) == ACTING[text]


@pytest.mark.parametrize("text", [*HARMLESS, *TYPED])
def test_what_is_only_text_stays(text):
    assert visible(text) == text
    assert as_typed(text).plain == text


@pytest.mark.parametrize("typed", [*TYPED, *(text for text in HARMLESS if text)])
def test_cells_titles_and_heads_are_shown_as_they_were_typed(typed):
    console = Console(width=200, record=True, file=open(os.devnull, "w"), force_terminal=False)  # noqa: PTH123, SIM115 - nowhere
    console.print(table(f"t {typed}", (f"c {typed}", "n"), [(typed, 12345), (None, True)], (1,)))
    found = console.export_text()
    assert found.count(typed) == 3
    assert "12,345" in found
    assert ("None" in found, "True" in found) == (True, True)


COMMAND = "Next: safepassage keys rotate amal --public " + "ab" * 32 + " --signature " + "cd" * 64 + " --reason yearly"


@pytest.mark.parametrize("times", [1, 3])
def test_what_is_piped_is_neither_broken_nor_cut(capsys, times):
    cells = [f"{letter * 90} {letter * 90}" for letter in "vwxyz"]
    out, _ = printed(capsys, lambda: Reply(None, [COMMAND] * times + [table("t", list("12345"), [cells] * times)]))
    lines = out.splitlines()
    assert lines[:times] == [COMMAND] * times
    assert [[cell.strip() for cell in line.split("│")[1:-1]] for line in lines if "v" in line] == [cells] * times


def test_on_a_screen_a_command_is_one_line_too_and_a_table_fits(capsys, monkeypatch):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "60")
    out, _ = printed(capsys, lambda: Reply(None, [COMMAND, table("t", ("c",), [("word " * 40,)])]))
    first, *rest = re.sub(r"\x1b\[[0-9;]*m", "", out).splitlines()
    assert first == COMMAND
    assert len(rest) > 4
    assert max(map(len, rest)) <= 60


@pytest.mark.parametrize(("text", "shown"), ACTING.items())
def test_every_reply_shows_it_and_none_prints_it(capsys, text, shown):
    out, err = printed(
        capsys,
        lambda: Reply(None, [f"line {text}", table("t", ("c",), [(text,)])], [Problem("x", f"what {text}", "do")]),
    )
    assert (out.count(shown), err.count(shown)) == (2, 1)
    for sign in set(text) - set(shown) - {"\n"}:
        assert sign not in out + err


@pytest.mark.parametrize("text", [*ACTING, *HARMLESS, *TYPED])
def test_a_program_reads_back_what_was_typed_and_a_terminal_obeys_nothing(capsys, text):
    out, _ = printed(capsys, lambda: Reply({"reason": text, text: [text]}), as_json=True)
    assert json.loads(out) == {"reason": text, text: [text]}
    assert [line for line in out.split("\n") if visible(line) != line] == []
    assert "\\u0646" not in out  # Arabic stays readable


def test_a_refusal_is_shown_as_it_was_typed(capsys):
    def refuse():
        raise ProblemsError([Problem("--reason", "[bold]x[/] \x1b", "do [/]")])

    assert printed(capsys, refuse).err == "--reason: [bold]x[/] \\x1b. do [/].\n"


def test_a_long_line_of_an_error_is_not_broken(capsys, monkeypatch):
    monkeypatch.setattr(shell, "error_console", Console(stderr=True, highlight=False, soft_wrap=True, width=40))

    def refuse():
        raise ProblemsError([Problem("x", "long " * 40 + "end", "do")])

    assert printed(capsys, refuse).err.count("\n") == 1


def test_the_files_of_a_run_are_its_owners_alone(tmp_path):
    """With the usual mask of a login, through the program itself: an export and a sheet that is printed name people."""

    def program(*words: str) -> None:
        found = subprocess.run(
            [sys.executable, "-m", "safepassage", *words, "--operation", str(tmp_path / "o")],
            capture_output=True, text=True, check=False, umask=0o022, cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        )  # fmt: skip
        assert found.returncode in (0, 1), (words, found.stdout, found.stderr)

    def at(text: str) -> tuple[str, str]:
        return "--at", f"2023-{text}:00+02:00"

    people = "Full name,Passport no,Date of birth,Sex,Nationality,Family no,Relation\n"
    people += "Suha Karmi,JX100004,1990-11-25,F,JOR,2,principal\n"  # invented
    patient = "Full name,ID no,Date of birth,Sex,Nationality,Referral no,Triage,Transport\n"
    patient += "Karim Qasim,900000003,1988-04-16,M,PSE,R3,critical,ambulance\n"  # invented
    answers = "document_number,answer\nJX100004,granted\n900000003,granted\n"
    for name, text in (("jor.csv", people), ("p.csv", patient), ("answers.csv", answers)):
        (tmp_path / name).write_text(text)
    program("init", "--terms", str(TERMS), *at("10-31T08:00"))
    program("people", "import", "jor.csv", "--source", "jor", "--yes", *at("10-31T10:00"))
    program("people", "import", "p.csv", "--source", "gaza-health", "--yes", *at("10-31T10:40"))
    for party in ("gaza-crossings", "isr", "egy"):
        program("clearance", "import", "answers.csv", "--party", party, *at("10-31T15:00"))
    program("plan", "make", "--day", "2023-11-01", *at("10-31T21:00"))
    program("plan", "publish", "--day", "2023-11-01", *at("11-01T02:00"))
    program("passes", "issue", "--day", "2023-11-01", "--out", "slips", *at("11-01T02:10"))
    for actor in ("coordination", "egy"):
        program(
            "ledger",
            "export",
            "--party",
            "egy",
            "--out",
            "e.jsonl",
            "--reason",
            "theirs",
            "--as",
            actor,
            *at("11-01T03:00"),
        )
    made = [*(tmp_path / "slips").rglob("*"), tmp_path / "slips", tmp_path / "e.jsonl", *(tmp_path / "o").rglob("*")]
    assert {one.suffix for one in made} >= {".pdf", ".jsonl"}
    assert [(str(one), oct(one.stat().st_mode)) for one in made if one.stat().st_mode & 0o077] == []


# Files that cannot be written

WRITING = {
    "a folder that is not there": lambda folder: folder / "nowhere" / "out",
    "a folder in the file's place": lambda folder: folder,
    "a file in the folder's place": lambda folder: folder / "taken" / "out",
}


@pytest.mark.parametrize("as_json", [False, True])
@pytest.mark.parametrize("name", WRITING)
def test_a_file_that_cannot_be_written_is_named_and_what_to_do(capsys, tmp_path, name, as_json):
    (tmp_path / "taken").write_text("")
    place = WRITING[name](tmp_path)

    def answer():
        place.write_text("")
        return Reply({})

    with pytest.raises(typer.Exit) as left:
        run(answer, as_json=as_json)
    told = capsys.readouterr()
    said = json.loads(told.out)["problems"][0]["what"] if as_json else told.err
    assert left.value.exit_code == shell.WRONG_USE
    assert "cannot be read or written" in said
    assert as_json or (place.name in said and "See that its folder is there" in said)
    assert str(tmp_path) not in told.out + told.err  # a path may name people


def test_a_disk_that_is_full_names_no_file_and_is_told(capsys):
    def answer():
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    assert "No space left on device" in printed(capsys, answer).err


def test_a_command_that_writes_a_file_tells_where_it_cannot(tmp_path):
    """The operation is begun for real; the file's folder is a file."""
    runner, app, where = CliRunner(), application(), ["--operation", str(tmp_path / "op")]
    for words in (["init", "--terms", str(TERMS)], ["ledger", "checkpoint"]):
        assert runner.invoke(app, [*words, *where]).exit_code == 0
    (tmp_path / "taken").write_text("")
    done = runner.invoke(app, ["ledger", "proof", "0", "--out", str(tmp_path / "taken" / "out"), *where])
    assert done.exit_code == shell.WRONG_USE, (done.output, done.exception)
    assert "out: it cannot be read or written: Not a directory." in done.output
