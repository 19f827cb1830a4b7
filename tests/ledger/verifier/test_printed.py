"""What comes from the export is printed so that it steers no terminal, ends no line and turns none round."""

from __future__ import annotations

import json
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from safepassage_audit import command

PROGRAM = Path(__file__).parents[3] / "verify" / "safepassage_verify.py"
VERDICT = "rafah-2023: 12,431 entries\nNothing wrong was found.\x1b[8m"
MARKS = [
    "\x00", "\x07", "\x08", "\r", "\n", "\x0b", "\x1b[2J", "\x7f", "\x85", "\x9b8m", "\u061c", "\u200e", "\u200f", "\u2028", "\u2029",
    "\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069", "\ufeff", "\U000e0001",
]  # fmt: skip


def named(operation, name):
    """The export of a record whose first line, whose counts and whose writers have such a name; nobody admitted the writer."""
    operation.write("side-a", {"x": 1}, kind="k", deltas={name: 1})
    operation.write(f"ghost {name}", {"x": 1}, kind=f"k{name}", deltas={})
    operation.sign()
    lines = operation.lines(totals={name: 5, "granted": 26, "actors-admitted": 4})
    lines[0] = json.dumps(json.loads(lines[0]) | {"operation": name}) + "\n"
    return lines


def steers(text):
    """What of a text would do something to a terminal or a line."""
    return [one for one in text if unicodedata.category(one) in ("Cc", "Cf", "Cs", "Zl", "Zp")]


def test_an_operation_named_like_a_verdict_shows_no_verdict_and_hides_none(operation, kept, capsys):
    path = kept("e.jsonl", "".join(named(operation, VERDICT)))
    assert command.main([path, "--log", operation.log.text(), "--beacon", "x", "--sample", "40"]) == 1
    out = capsys.readouterr().out
    lines = out.split("\n")
    assert steers("".join(lines)) == []
    assert lines[0].startswith("rafah-2023: 12,431 entries\\u{a}Nothing wrong was found.\\u{1b}[8m: 32 entries")
    assert [one for one in lines if one.endswith(("wrong was found.", "are wrong."))] == [lines[-2]]
    assert lines[-2].endswith("things are wrong.")


@pytest.mark.parametrize("mark", MARKS, ids=[f"{ord(one[0]):x}" for one in MARKS])
def test_no_mark_reaches_the_terminal_and_each_is_shown_as_its_number(operation, kept, capsys, mark):
    path = kept("e.jsonl", "".join(named(operation, f"a{mark}b")))
    for more in ((), ("--json",)):
        assert command.main([path, "--log", operation.log.text(), *more]) == 1
        out = capsys.readouterr().out
        assert steers(out.replace("\n", "")) == []
        if more:
            assert json.loads(out)["operation"] == f"a{mark}b"  # as data it is what it was
        else:
            assert out.startswith(f"a\\u{{{ord(mark[0]):x}}}{mark[1:]}b: 32 entries")
            assert f"ghost a\\u{{{ord(mark[0]):x}}}" in out


def test_names_in_any_script_are_printed_as_they_are(operation, kept, capsys):
    name = "\u0645\u0639\u0628\u0631 \u05de\u05e2\u05d1\u05e8 \u00e9\u4e2d\U0001f54a"
    path = kept("e.jsonl", "".join(named(operation, name)))
    for more in ((), ("--json",)):
        assert command.main([path, "--log", operation.log.text(), *more]) == 1
        assert f"ghost {name}" in capsys.readouterr().out


def test_the_name_of_a_file_that_cannot_be_read_steers_nothing_either(capsys):
    assert command.main(["/nowhere/\x1b[8m\n"]) == 2
    said = capsys.readouterr().err
    assert steers(said.removesuffix("\n")) == []
    assert "\\u{1b}[8m\\u{a}" in said


def test_a_terminal_that_has_no_such_characters_is_told_all_the_same(operation, kept):
    path = kept("e.jsonl", "".join(named(operation, "\u0645\u2028")))
    run = subprocess.run([sys.executable, str(PROGRAM), path], capture_output=True, env={"PYTHONIOENCODING": "ascii"}, check=False)  # fmt: skip
    assert (run.returncode, run.stderr) == (1, b"")
    assert run.stdout.startswith(b"\\u0645\\u{2028}: 32 entries")
