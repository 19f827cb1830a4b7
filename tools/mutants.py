"""Mutation testing of the rooms' rules: one small change at a time in a copy of the tree, and the room's own tests must notice.

`tools/mutants.py --sample 40 --out FILE` tries so many of each room, drawn by a seed; without --sample every one.
"""

from __future__ import annotations

import argparse
import ast
import copy
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import cbor2
import cryptography.hazmat.primitives.asymmetric.ed25519
import hypothesis.stateful
import pytest

LOADED = (cbor2, cryptography, hypothesis)  # once for every mutant
ROOT = Path(__file__).resolve().parents[1]
ROOMS = {
    "terms": ("rules.py", "checks.py", "conditions.py", "schema.py", "condition_faults.py"),
    "clearance": ("rules.py", "answers.py", "files.py", "state.py"),
    "passes": ("rules.py", "wire.py", "manifest.py", "slips.py", "state.py"),
    "gate": ("rules.py", "checks.py", "journal.py", "merging.py", "records.py", "state.py"),
    "ledger": ("entries.py", "merkle.py", "verify.py", "checkpoint.py", "witness.py", "evidence.py", "actors.py", "policy.py", "note.py"),
}  # fmt: skip
SWAPS: dict[type, type] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add,
}  # fmt: skip
PATIENCE = (
    5  # how many times longer than without a change a room's tests may take: a mutant that never ends is noticed too
)
NOT_RULES = (  # slow, and about no rule, or about the tests themselves
    "tests/ledger/test_verify.py::test_memory_does_not_grow_with_the_ledger",
    "tests/gate/test_gate_machine.py",
)


def sites(tree: ast.Module) -> Iterator[tuple[int, int, str]]:
    """Every place that can be changed: the node's number in walking order, which change, what it does."""
    for number, node in enumerate(ast.walk(tree)):
        if isinstance(node, ast.Compare):
            yield from ((number, place, "comparison") for place, one in enumerate(node.ops) if type(one) in SWAPS)
        elif isinstance(node, ast.BoolOp):
            yield number, 0, "and/or"
        elif (
            isinstance(node, ast.BinOp)
            and type(node.op) in SWAPS
            and not isinstance(node.left, ast.Constant | ast.JoinedStr)
        ):
            yield number, 0, "arithmetic"
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            yield number, 0, "not"
        elif isinstance(node, ast.If | ast.IfExp):
            yield number, 0, "condition"
        elif isinstance(node, ast.Constant) and type(node.value) is int and not isinstance(node.value, bool):
            yield number, 0, "number"
        elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
            yield number, 0, "truth"
        elif isinstance(node, ast.Raise | ast.Continue | ast.Break):
            yield number, 0, "jump"


def mutated(tree: ast.Module, number: int, place: int) -> tuple[str, int]:
    """The source with one change, and its line."""
    other = copy.deepcopy(tree)
    node = next(one for count, one in enumerate(ast.walk(other)) if count == number)
    line = getattr(node, "lineno", 0)
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
    return ast.unparse(ast.fix_missing_locations(other)), line


def _replaced(tree: ast.Module, gone: ast.stmt) -> None:
    for node in ast.walk(tree):
        for field in ("body", "orelse", "finalbody"):
            held = getattr(node, field, None)
            if isinstance(held, list) and gone in held:
                held[held.index(gone)] = ast.Pass()


def tree_copy(folder: Path) -> None:
    """The tree in another place, where it may be spoilt."""
    for name in ("src", "tests", "vectors", "examples", "data", "docs", "verify", "tools"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "NOTICE", "LICENSE"):
        shutil.copy(ROOT / name, folder / name)


def killed(folder: Path, room: str, seconds: float = 1e9) -> bool:
    """Whether the room's tests notice the change in the copy, or do not end within so many seconds.

    Each run is a fork of this process, which has the libraries in memory already and nothing of the project.
    """
    child = os.fork()
    if not child:
        os.chdir(folder)
        for stream in (1, 2):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
        sys.dont_write_bytecode = True
        os._exit(pytest.main(["-x", "-q", f"tests/{room}", *(f"--deselect={name}" for name in NOT_RULES)]))
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status) != 0
        time.sleep(0.02)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return True


def tried(room: str, folder: Path, sample: int, seed: int, until: float, seconds: float) -> Iterator[dict[str, object]]:
    """Each mutant of a room with its fate."""
    everything = []
    for name in ROOMS[room]:
        path = Path("src/safepassage") / room / name
        tree = ast.parse((ROOT / path).read_text())
        everything += [(path, tree, *site) for site in sites(tree)]
    dice = random.Random(f"{seed} {room}")  # noqa: S311 - a sample, not a secret
    chosen = dice.sample(everything, min(sample or len(everything), len(everything)))
    for path, tree, number, place, what in chosen:
        if time.monotonic() > until:
            return
        before = (ROOT / path).read_text()
        text, line = mutated(tree, number, place)
        (folder / path).write_text(text)
        yield {"room": room, "file": str(path), "line": line, "what": what, "killed": killed(folder, room, seconds)}
        (folder / path).write_text(before)


def main() -> int:
    """Try the mutants and write what became of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=0, help="mutants of each room; 0 is all of them")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=1e6, help="stop after so long")
    parser.add_argument("--rooms", nargs="*", default=list(ROOMS))
    parser.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    found: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory(prefix="mutants-") as name:
        folder = Path(name)
        tree_copy(folder)
        each = asked.minutes * 60 / len(asked.rooms)
        for room in asked.rooms:
            begun = time.monotonic()
            if killed(folder, room):
                print(f"{room}: its tests fail without any change")
                return 2
            seconds = 30 + PATIENCE * (time.monotonic() - begun)
            for one in tried(room, folder, asked.sample, asked.seed, time.monotonic() + each, seconds):
                found.append(one)
                asked.out.write_text(json.dumps(found, indent=1) + "\n")
                if not one["killed"]:
                    print(f"survived: {one['file']}:{one['line']} {one['what']}", flush=True)
            mine = [one for one in found if one["room"] == room]
            print(f"{room}: {sum(bool(one['killed']) for one in mine)} of {len(mine)} killed", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
