"""Mutation testing of the rooms' rules: one small change at a time in a copy of the tree, and the room's own tests must notice.

`tools/mutants.py --out FILE` tries every mutant; `--sample 40` so many of each room, drawn by a seed; `--again FILE` those that survived an
earlier sweep, and those of files that changed since, for what was killed stays killed while tests are only added. What survives and is explained
in `docs/assurance-mutants.json` (by the line's text, so that it holds when lines move) is counted apart. `tools/mutant_room.py` says how a
mutant is tried.
"""

from __future__ import annotations

import argparse
import ast
import copy
import hashlib
import json
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
EXPLAINED = ROOT / "docs" / "assurance-mutants.json"
ROOMS = {
    "terms": ("rules.py", "checks.py", "conditions.py", "schema.py", "condition_faults.py"),
    "clearance": ("rules.py", "answers.py", "signed.py", "files.py", "state.py", "erasing.py"),
    "passes": ("rules.py", "wire.py", "manifest.py", "slips.py", "state.py", "erasing.py"),
    "gate": ("rules.py", "checks.py", "journal.py", "merging.py", "records.py", "keeping.py", "sides.py", "state.py"),
    "ledger": ("entries.py", "merkle.py", "examine.py", "verify.py", "checkpoint.py", "witness.py", "evidence.py", "actors.py", "policy.py", "note.py",
        "receipt.py", "proving.py", "statement.py"),
}  # fmt: skip
SWAPS: dict[type, type] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add,
}  # fmt: skip


GOAL = 0.9  # of the mutants, this share at least must be noticed


@dataclass(frozen=True)
class Mutant:
    """One change: the node's number in walking order, its place in the node, the line, and what is changed."""

    path: Path
    number: int
    place: int
    line: int
    what: str


def sites(tree: ast.Module) -> Iterator[tuple[ast.AST, int, int, str]]:
    """Every place that can be changed: the node, its number in walking order, which change, what it does.

    How a noun is stored (`slots`, `frozen`) is no rule and left out.
    """
    stored = {
        id(one.value) for one in ast.walk(tree) if isinstance(one, ast.keyword) and one.arg in ("slots", "frozen")
    }
    for number, node in enumerate(ast.walk(tree)):
        if isinstance(node, ast.Compare):
            yield from ((node, number, place, "comparison") for place, one in enumerate(node.ops) if type(one) in SWAPS)
        elif id(node) not in stored and (what := _kind(node)):
            yield node, number, 0, what


def _kind(node: ast.AST) -> str:
    match node:
        case ast.BoolOp():
            return "and/or"
        case ast.BinOp(left=left, op=op) if type(op) in SWAPS and not isinstance(left, ast.Constant | ast.JoinedStr):
            return "arithmetic"
        case ast.UnaryOp(op=ast.Not()):
            return "not"
        case ast.If() | ast.IfExp():
            return "condition"
        case ast.Constant(value=bool()):
            return "truth"
        case ast.Constant(value=int()):
            return "number"
        case ast.Raise() | ast.Continue() | ast.Break():
            return "jump"
    return ""


def mutated(tree: ast.Module, number: int, place: int) -> ast.Module:
    """The tree with one change, its lines as they were."""
    other = copy.deepcopy(tree)
    node = next(one for count, one in enumerate(ast.walk(other)) if count == number)
    match node:
        case ast.Compare():
            node.ops[place] = SWAPS[type(node.ops[place])]()
        case ast.BoolOp() | ast.BinOp():
            node.op = SWAPS[type(node.op)]()
        case ast.UnaryOp():
            node.operand = ast.UnaryOp(ast.Not(), node.operand)
        case ast.If() | ast.IfExp():
            node.test = ast.UnaryOp(ast.Not(), node.test)
        case ast.Constant(value=bool()):
            node.value = not node.value
        case ast.Constant():
            node.value += 1
        case _:
            _replaced(other, node)
    return ast.fix_missing_locations(other)


def _replaced(tree: ast.Module, gone: ast.AST) -> None:
    for node in ast.walk(tree):
        for field in ("body", "orelse", "finalbody"):
            held = getattr(node, field, None)
            if isinstance(held, list) and gone in held:
                held[held.index(gone)] = ast.copy_location(ast.Pass(), gone)


def mutants_of(folder: Path, room: str, sample: int, seed: int) -> list[Mutant]:
    """The mutants of a room, in an order drawn by the seed; all of them where the sample is 0."""
    everything = []
    for name in ROOMS[room]:
        path = Path("src/safepassage") / room / name
        for node, number, place, what in sites(ast.parse((folder / path).read_text())):
            everything.append(Mutant(path, number, place, getattr(node, "lineno", 0), what))
    dice = random.Random(f"{seed} {room}")  # noqa: S311 - a sample, not a secret
    return dice.sample(everything, min(sample or len(everything), len(everything)))


def tree_copy(folder: Path) -> None:
    """The tree in another place, where it may be spoilt."""
    for name in ("src", "tests", "vectors", "examples", "data", "docs", "verify", "tools"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "NOTICE", "LICENSE"):
        shutil.copy(ROOT / name, folder / name)


def reasons() -> dict[tuple[str, str, str], str]:
    """Why a survivor is of no consequence, by file, text of the line and kind of change."""
    held = json.loads(EXPLAINED.read_text()) if EXPLAINED.exists() else []
    return {(one["file"], one["text"], one["what"]): one["why"] for one in held}


def with_reasons(folder: Path, found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The fates, each survivor with its line's text and why it is of no consequence, empty where nobody said so."""
    why = reasons()
    for one in found:
        one["sha256"] = digest_of(folder / one["file"])
        if not one["killed"]:
            one["text"] = (folder / one["file"]).read_text().splitlines()[one["line"] - 1].strip()
            one["why"] = why.get((one["file"], one["text"], one["what"]), "")
    return found


def key_of(file: str, number: int, place: int) -> tuple[str, int, int]:
    """What a mutant is known by while its file stays as it is."""
    return file, number, place


def digest_of(path: Path) -> str:
    """SHA-256 of a file, hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def killed_before(folder: Path, room: str, fates: list[dict[str, Any]]) -> dict[tuple[str, int, int], dict[str, Any]]:
    """The mutants of a room that an earlier sweep killed, of files that are what they were."""
    return {
        key_of(one["file"], one["number"], one["place"]): one
        for one in fates
        if one["room"] == room and one["killed"] and one["sha256"] == digest_of(folder / one["file"])
    }


def main() -> int:
    """Try the mutants and write what became of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=0, help="mutants of each room; 0 is all of them")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=1e6, help="stop after so long, shared by the rooms")
    parser.add_argument("--again", type=Path, help="an earlier sweep whose killed mutants are not tried again")
    parser.add_argument("--rooms", nargs="*", default=list(ROOMS))
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    from mutant_room import try_room  # noqa: PLC0415 - it reads this module's nouns

    fates = json.loads(asked.again.read_text()) if asked.again is not None and asked.again.exists() else []
    found: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory(prefix="mutants-") as name:
        tree_copy(Path(name))
        for room in asked.rooms:
            begun = time.monotonic()
            chosen = mutants_of(Path(name), room, asked.sample, asked.seed)
            known = killed_before(Path(name), room, fates)
            chosen = [one for one in chosen if key_of(str(one.path), one.number, one.place) not in known]
            until = begun + asked.minutes * 60 / len(asked.rooms)
            mine = try_room(Path(name), room, chosen, until)
            if mine is None:
                print(f"{room}: its tests fail without any change")
                return 2
            mine += known.values()
            found += with_reasons(Path(name), mine)
            asked.out.write_text(json.dumps(found, indent=1) + "\n")
            seconds = time.monotonic() - begun
            count = Counter("killed" if one["killed"] else "explained" if one["why"] else "survived" for one in mine)
            for one in mine:
                if not one["killed"] and not one["why"]:
                    print(f"survived: {one['file']}:{one['line']} {one['what']}: {one['text']}")
            print(f"{room}: {dict(count)} of {len(mine)}, {seconds / max(1, len(mine)):.2f} s each", flush=True)
    share = sum(one["killed"] for one in found) / max(1, len(found))
    return 0 if share >= GOAL else 1


if __name__ == "__main__":
    sys.path.insert(0, os.fspath(Path(__file__).parent))
    raise SystemExit(main())
