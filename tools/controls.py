"""Take out one control of `docs/threats.md` at a time, in a copy: do the tests that the page names for it notice?

`tools/controls.py [WORD...]` tries what `tools/controls.toml` lists (or what holds one of the words), says of each test whether it failed, as it
must, and ends with 1 where one did not. Nothing is changed in the repository itself.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LISTED = ROOT / "tools" / "controls.toml"
LEFT_OUT = shutil.ignore_patterns(".git", ".venv*", ".cache", "__pycache__", ".hypothesis", "operation", "out")
NOTICED = 1  # how pytest ends where it ran and something failed; a test that is not there ends otherwise


@dataclass(frozen=True, slots=True)
class Control:
    """What is taken out: `old` in `file` becomes `new`; each of `tests` must fail then. `threat` is its number on the page."""

    threat: int
    what: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]

    def taken_out(self, text: str) -> str:
        """The file's text without the control.

        Raises:
            ValueError: the text does not hold `old` exactly once.
        """
        if text.count(self.old) != 1:
            raise ValueError(f"{self.file} holds {self.old!r} {text.count(self.old)} times: mend {LISTED.name}")
        return text.replace(self.old, self.new)


def controls() -> list[Control]:
    """All that are listed."""
    return [Control(**{**one, "tests": tuple(one["tests"])}) for one in tomllib.loads(LISTED.read_text())["control"]]


def unnoticed(control: Control, copy: Path) -> list[str]:
    """The tests that go on as if nothing had happened, with the control taken out of the copy."""
    file = copy / control.file
    whole = file.read_text()
    file.write_text(control.taken_out(whole))
    try:
        return [test for test in control.tests if _run(test, copy) != NOTICED]
    finally:
        file.write_text(whole)


def _run(test: str, copy: Path) -> int:
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", test]
    # Compiled files are told apart by second and size: none is written, so none can be taken for another.
    environment = {**os.environ, "PYTHONPATH": str(copy / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(command, cwd=copy, env=environment, capture_output=True, check=False).returncode  # noqa: S603 - our own command


def main(words: list[str]) -> int:
    """Try them, one after the other."""
    tried, silent = 0, 0
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
        for control in controls():
            if words and not any(word in control.what for word in words):
                continue
            went_on = unnoticed(control, copy)
            tried, silent = tried + 1, silent + bool(went_on)
            says = f"NOT NOTICED by {', '.join(went_on)}" if went_on else "noticed"
            sys.stdout.write(f"{control.threat:2} {control.what}: {says}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{tried} controls taken out, {silent} of them unnoticed by a test that is named for them\n")
    return 1 if silent or not tried else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
