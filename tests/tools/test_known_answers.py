"""What is published by others and held to here is on the page of results: whoever holds it says so."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
OURS = {
    "tests/passes/test_golden.py",
    "tests/gate/test_gate_vectors.py",
}  # vectors of this project, held to by two languages


def test_every_test_that_holds_what_others_published_says_so():
    named = set(re.findall(r"`(tests/[\w/]+\.py)`", (ROOT / "vectors" / "README.md").read_text()))
    assert named > OURS
    silent = [
        name
        for name in sorted(named - OURS)
        if not re.search(r"known_answers\(|note\(\"vectors\"", (ROOT / name).read_text())
    ]
    assert silent == []


def test_a_case_that_is_not_met_is_noted_as_unexplained(tmp_path):
    (tmp_path / "test_made_up.py").write_text(
        "import pytest\n\n"
        "@pytest.mark.known_answers('made up', 7)\ndef test_met(): pass\n\n"
        "@pytest.mark.known_answers('made up', 4)\ndef test_not_met(): assert False\n\n"
        "def test_unmarked(): pass\n"
    )
    notes = tmp_path / "notes.jsonl"
    command = [sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml"), "-p", "conftest", str(tmp_path)]
    environment = {**os.environ, "ASSURANCE_NOTES": str(notes), "PYTHONPATH": str(ROOT / "tests")}
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False, env=environment)
    assert "1 failed, 2 passed" in done.stdout, done.stdout + done.stderr
    lines = [json.loads(line) for line in notes.read_text().splitlines()]
    assert [(line["what"], line["tried"], line["found"]) for line in lines] == [("made up", 7, 0), ("made up", 4, 4)]
