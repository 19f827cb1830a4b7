"""How the mutants of one room are tried, quickly.

A process of its own collects the room's tests once. Which test enters which function is noted in a run without a change. Each mutant is a fork of
that process: the changed function's code takes the place of the old, and only the tests that enter it run, the quick ones first, until one
fails. What is no function's (a constant, a noun), and what survived, is tried again from nothing: a fork that has the libraries in memory
and nothing of the project imports the changed file and runs every test of the room.
"""

from __future__ import annotations

import ast
import gc
import importlib.util
import os
import pickle
import signal
import sys
import threading
import time
import types
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cbor2
import cryptography.hazmat.primitives.asymmetric.ed25519
import hypothesis.stateful
import pytest
from mutants import Mutant, mutated

LOADED = (cbor2, cryptography, hypothesis)  # once for every mutant
NOT_RULES = (
    "test_memory_does_not_grow_with_the_ledger",
    "test_gate_machine.py",
)  # slow, and about no rule, or about tests
OPTIONS = ("-x", "-o", "addopts=", "-p", "no:cacheprovider", "-p", "no:terminal", "-p", "no:xdist")
PATIENCE = 5  # how many times longer than without a change tests may take: a mutant that never ends is noticed too
Place = tuple[str, str]  # file and qualified name of a function


@dataclass
class Known:
    """What a run without a change showed: how long each test takes, and which functions it enters."""

    seconds: dict[str, float] = field(default_factory=dict)
    enters: dict[str, set[Place]] = field(default_factory=dict)


def forked(what: Callable[[], int], seconds: float) -> int:
    """What the call returns in a process of its own; 1 where it does not end within so many seconds."""
    child = os.fork()
    if not child:
        for stream in (1, 2):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
        code = 1
        try:
            code = what()
        finally:
            os._exit(code)
    until = time.monotonic() + seconds
    pause = 0.001
    while time.monotonic() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(pause)
        pause = min(0.02, 2 * pause)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return 1


def run_items(session: pytest.Session, items: list[pytest.Item], after: Callable[[pytest.Item], None]) -> int:
    """Run these until one fails; 0 where none does."""
    for place, item in enumerate(items):
        following = items[place + 1] if place + 1 < len(items) else None
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed:
            return 1
        after(item)
    return 0


def measured(session: pytest.Session, items: list[pytest.Item], folder: Path) -> int:
    """Run everything once and write down what each test took and entered."""
    known, entered = Known(), set()
    prefix = str(folder / "src")

    def watch(frame: types.FrameType, event: str, _: Any) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(prefix):
            entered.add((frame.f_code.co_filename, frame.f_code.co_qualname))

    began = time.monotonic()

    def after(item: pytest.Item) -> None:
        nonlocal began
        known.seconds[item.nodeid] = time.monotonic() - began
        known.enters[item.nodeid] = set(entered)
        entered.clear()
        began = time.monotonic()

    threading.setprofile(watch)
    sys.setprofile(watch)
    code = run_items(session, items, after)
    sys.setprofile(None)
    (folder / "known.pickle").write_bytes(pickle.dumps(known))
    return code


@dataclass
class Swapping:
    """The plugin in whose hands the collected tests are."""

    folder: Path
    chosen: list[Mutant]
    until: float
    known: Known = field(default_factory=Known)
    fates: list[tuple[int, bool]] = field(default_factory=list)
    left: list[int] = field(default_factory=list)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Measure, then try one mutant after the other."""
        items = [one for one in session.items if not any(name in one.nodeid for name in NOT_RULES)]
        if forked(lambda: measured(session, items, self.folder), 600):
            return True
        self.known = pickle.loads((self.folder / "known.pickle").read_bytes())  # noqa: S301 - written a moment ago
        items.sort(key=lambda one: (round(self.known.seconds[one.nodeid], 1), 0))
        functions = functions_of(self.folder)
        for number, one in enumerate(self.chosen):
            if time.monotonic() > self.until:
                break
            self._try(session, items, functions, number, one)
        return True

    def _try(
        self, session: pytest.Session, items: list[pytest.Item], functions: dict[Place, Any], number: int, one: Mutant
    ) -> None:
        path = self.folder / one.path
        tree = ast.parse(path.read_text())
        names = enclosing(tree, one.number)
        place = (str(path), names)
        if not names or place not in functions:
            self.left.append(number)
            return
        mine = [item for item in items if place in self.known.enters[item.nodeid]]
        seconds = 5 + PATIENCE * sum(self.known.seconds[item.nodeid] for item in mine)

        def child() -> int:
            swap(functions[place], compile(mutated(tree, one.number, one.place), str(path), "exec"), names)
            return run_items(session, mine, lambda _: None)

        if forked(child, seconds):
            self.fates.append((number, True))
        else:
            self.left.append(number)


def enclosing(tree: ast.Module, number: int) -> str:
    """The qualified name of the outermost function whose body holds the node, empty where none does."""
    target = next(one for count, one in enumerate(ast.walk(tree)) if count == number)

    def inside(node: ast.AST, names: str) -> str | None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.ClassDef):
                found = inside(child, f"{names}{child.name}.")
                if found is not None:
                    return found
            elif isinstance(child, ast.FunctionDef) and any(target in ast.walk(line) for line in child.body):
                return names + child.name
            elif target in ast.walk(child):
                return ""
        return None

    return inside(tree, "") or ""


def functions_of(folder: Path) -> dict[Place, Any]:
    """The functions that live in this process, by file and qualified name."""
    prefix = str(folder / "src")
    return {
        (one.__code__.co_filename, one.__code__.co_qualname): one
        for one in gc.get_objects()
        if isinstance(one, types.FunctionType) and one.__code__.co_filename.startswith(prefix)
    }


def swap(function: types.FunctionType, module: types.CodeType, names: str) -> None:
    """Give the function the code that the changed module has for it."""
    function.__code__ = next(code for code in _codes(module) if code.co_qualname == names)


def _codes(code: types.CodeType) -> Iterator[types.CodeType]:
    for one in code.co_consts:
        if isinstance(one, types.CodeType):
            yield one
            yield from _codes(one)


@dataclass
class Ordered:
    """The plugin of a run from nothing: the quick tests first."""

    known: Known

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Put them in order, and leave out what is about no rule."""
        items[:] = [one for one in items if one.nodeid in self.known.seconds]
        items.sort(key=lambda one: round(self.known.seconds[one.nodeid], 1))


def pytest_in(folder: Path, room: str, plugin: object, *, keep: bool) -> int:
    """The room's tests in the copy. `keep`: keep compiled files for the runs after this one."""
    os.chdir(folder)
    sys.dont_write_bytecode = not keep
    # A failure is enough: nobody reads the smallest example of it.
    phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
    hypothesis.settings.register_profile(
        "mutants", phases=phases, database=None, deadline=None, report_multiple_bugs=False
    )
    hypothesis.settings.load_profile("mutants")
    return int(pytest.main([*OPTIONS, f"tests/{room}"], plugins=[plugin]))


def from_nothing(folder: Path, room: str, one: Mutant, known: Known) -> bool:
    """Whether the room's tests notice the change in a process that imports the changed file."""
    path = folder / one.path
    before = path.read_text()
    compiled = Path(importlib.util.cache_from_source(os.fspath(path)))
    compiled.unlink(missing_ok=True)
    path.write_text(ast.unparse(mutated(ast.parse(before), one.number, one.place)))
    seconds = 30 + PATIENCE * sum(known.seconds.values())
    try:
        return forked(lambda: pytest_in(folder, room, Ordered(known), keep=False), seconds) != 0
    finally:
        path.write_text(before)


def try_room(folder: Path, room: str, chosen: list[Mutant], until: float) -> list[dict[str, Any]] | None:
    """Each mutant with its fate, None where the room's tests fail without a change."""
    told = folder / "fates.pickle"
    told.unlink(missing_ok=True)

    def collected() -> int:
        plugin = Swapping(folder, chosen, until)
        pytest_in(folder, room, plugin, keep=True)
        if plugin.known.seconds:
            told.write_bytes(pickle.dumps((plugin.known, plugin.fates, plugin.left)))
        return 0

    forked(collected, 1e9)
    if not told.exists():
        return None
    known, fates, left = pickle.loads(told.read_bytes())  # noqa: S301 - written a moment ago
    return [
        _told(room, chosen[number], killed)
        for number, killed in (*fates, *_again(folder, room, chosen, left, known, until))
    ]


def _again(
    folder: Path, room: str, chosen: list[Mutant], left: Iterable[int], known: Known, until: float
) -> Iterator[tuple[int, bool]]:
    for number in left:
        if time.monotonic() < until:
            yield number, from_nothing(folder, room, chosen[number], known)


def _told(room: str, one: Mutant, killed: bool) -> dict[str, Any]:
    return {
        "room": room,
        "file": str(one.path),
        "line": one.line,
        "what": one.what,
        "number": one.number,
        "place": one.place,
        "killed": killed,
    }
