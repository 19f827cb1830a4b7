"""The page of threats names real tests, and misses no threat and no invariant."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "threats.md").read_text()
NAMED = re.findall(r"`(tests/[\w/]+\.py)(?:::(?:\w+::)?(\w+))?`", PAGE)


def functions(path: Path) -> set[str]:
    return {node.name for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)}


def test_every_test_that_is_named_is_there() -> None:
    assert len(NAMED) > 60
    missing = [
        f"{path}::{name}"
        for path, name in NAMED
        if not (ROOT / path).is_file() or (name and name not in functions(ROOT / path))
    ]
    assert missing == []


def rows(heading: str) -> list[list[str]]:
    part = PAGE.partition(f"## {heading}")[2].partition("\n## ")[0]
    found = [
        [cell.strip() for cell in line.strip("|").split(" | ")] for line in part.splitlines() if line.startswith("| ")
    ]
    return [one for one in found if not one[0].startswith(("#", "flow", "|"))]


def test_every_threat_has_a_control_and_a_test_or_says_what_is_open() -> None:
    ranked = rows("Ranked")
    assert [row[0] for row in ranked] == [str(number) for number in range(1, 16)]
    assert all("`tests/" in row[3] and row[2] for row in ranked)
    flows = rows("By flow")
    assert [row[0].split()[0] for row in flows] == [str(number) for number in range(1, 11)]
    assert all("`tests/" in row[3] for row in flows)


def test_what_else_could_happen_has_a_test_or_says_what_is_open() -> None:
    others = rows("What else")
    assert len(others) > 5
    assert [row[0] for row in others if not ("`tests/" in row[2] or "Open:" in row[2])] == []


def test_every_invariant_is_listed_with_who_checks_it() -> None:
    invariants = rows("The invariants")
    assert [row[0] for row in invariants] == [f"I{number}" for number in range(1, 19)]
    assert all(row[2].rstrip("|").strip() for row in invariants)
