"""Lines of the export: none is so long that it fills memory, and standard input is read as a file is."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from safepassage_audit import command

PROGRAM = Path(__file__).parents[3] / "verify" / "safepassage_verify.py"


@pytest.fixture
def short(monkeypatch):
    """A bound that a test can reach."""
    monkeypatch.setattr(command, "MOST_LINE", 5_000)


def test_a_line_longer_than_any_is_one_finding_and_the_rest_is_read(operation, kept, capsys, short):
    """Wherever it stands; nothing of it is kept."""
    lines = operation.lines()
    for at, expected in ((8, 1), (len(lines) - 1, 1), (0, 2)):
        for size in (5_000, 5_001, 5_002, 12_345):
            long = "".join([*lines[:at], " " * size + "\n", *lines[at:]])
            assert (
                command.main([kept("e.jsonl", long), "--log", operation.log.text(), "--json", "--workers", "1"])
                == expected
            )
            said = capsys.readouterr()
            if expected == 1:
                found = [(one["code"], one["says"]) for one in json.loads(said.out)["findings"]]
                assert found == [("line", f"line {at + 1} of the export cannot be read")]
                assert json.loads(said.out)["entries"] == 30


def test_a_line_as_long_as_may_be_is_read(operation, kept, short):
    lines = operation.lines()
    padded = [line[:-1] + " " * (5_001 - len(line.encode())) + "\n" for line in lines]
    for text in ("".join(padded), "".join(padded).removesuffix("\n")):
        assert command.main([kept("e.jsonl", text), "--log", operation.log.text(), "--workers", "1"]) == 0


def test_standard_input_is_read_as_a_file_is(operation):
    text = "".join(operation.lines()).replace("\n", "\r\n").encode()
    run = subprocess.run([sys.executable, str(PROGRAM), "-", "--log", operation.log.text()], input=text, capture_output=True, check=False)  # fmt: skip
    assert (run.returncode, run.stderr) == (0, b"")
    run = subprocess.run([sys.executable, str(PROGRAM), "-"], input=text + b"\xff", capture_output=True, check=False)
    assert (run.returncode, run.stderr) == (2, b"safepassage-verify: - cannot be read: UnicodeDecodeError\n")
