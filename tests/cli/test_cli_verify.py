"""`ledger verify` on the command line: what is wrong, what is odd, and what a script is told by the exit."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from safepassage.cli import ledger as command
from safepassage.cli.main import application
from safepassage.operations import ledger as use
from safepassage.operations.ledger import Flaw

TERMS = Path(__file__).parents[2] / "examples" / "rafah-2023" / "terms.toml"
WHOLE = "Every entry holds, every invariant holds, and the tables are what the entries make them."
app = application()
runner = CliRunner()


@pytest.fixture
def operation(tmp_path):
    words = [
        "init",
        "--terms",
        str(TERMS),
        "--operation",
        str(tmp_path / "operation"),
        "--at",
        "2023-10-31T08:00:00+02:00",
    ]
    assert runner.invoke(app, words).exit_code == 0
    return tmp_path / "operation"


def verified(operation: Path, *words: str) -> tuple[int, str]:
    found = runner.invoke(app, ["ledger", "verify", "--operation", str(operation), *words])
    return found.exit_code, " ".join(found.stdout.split()) if not words else found.stdout


def found(monkeypatch, flaws: int, odd: int) -> None:
    """Let the verification find so many of each."""
    real = use.verify
    some = {
        name: tuple(Flaw(number, "a-code", f"entry {number}: {name} {number}") for number in range(count))
        for name, count in (("flaws", flaws), ("odd", odd))
    }
    monkeypatch.setattr(use, "verify", lambda *given: replace(real(*given), **some))


def test_nothing_wrong_and_nothing_odd(operation):
    code, text = verified(operation)
    assert code == 0
    assert text.endswith(WHOLE)


@pytest.mark.parametrize("odd", [1, 3])
def test_what_is_odd_is_told_apart_and_somebody_must_look(operation, monkeypatch, odd):
    found(monkeypatch, 0, odd)
    code, text = verified(operation)
    assert code == 1
    listed = " ".join(f"entry {number}: odd {number}" for number in range(odd))
    assert text.endswith(f"{WHOLE} {'1 thing is' if odd == 1 else '3 things are'} odd; somebody should look: {listed}")


def test_a_long_list_is_cut_and_json_shows_all(operation, monkeypatch):
    found(monkeypatch, command.MOST_SHOWN + 2, command.MOST_SHOWN)
    code, text = verified(operation)
    assert code == 1
    assert text.count("and 2 more (--json shows all)") == 1
    assert text.count(": flaws ") == text.count(": odd ") == command.MOST_SHOWN
    code, text = verified(operation, "--json")
    told = json.loads(text)
    assert (code, len(told["flaws"]), len(told["odd"])) == (1, command.MOST_SHOWN + 2, command.MOST_SHOWN)
    assert told["odd"][0] == {"entry": 0, "code": "a-code", "says": "entry 0: odd 0"}
