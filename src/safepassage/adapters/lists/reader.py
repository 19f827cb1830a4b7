"""The parent's half: starts the throw-away process, waits so long and reads so much, and believes nothing else."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePath
from typing import Any

import safepassage
from safepassage.adapters.lists.limits import MEGABYTE, Limits
from safepassage.kernel.plain import from_plain, to_plain
from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.people.model import Sheet

ASK = "Ask the sender for the list alone, as a plain workbook or CSV"


@dataclass(frozen=True, slots=True)
class SandboxedReader:
    """Reads CSV, XLSX and ODS; fits `operations.ports.ListReader`."""

    limits: Limits = field(default_factory=Limits)

    def read(self, path: PurePath) -> tuple[Sheet, ...]:
        """Every sheet with cells as text, hidden ones too, with warnings and marks.

        Raises:
            ProblemsError: the file cannot be read at all; says why and what to do.
        """
        try:
            return self._sheets(Path(path))
        except OSError as broken:
            says = broken.strerror or "it cannot be opened"
            raise ProblemsError(
                [Problem(path.name, f"the file cannot be opened ({says})", "Check its name and place")]
            ) from None

    def _sheets(self, path: Path) -> tuple[Sheet, ...]:
        size = path.stat().st_size
        if size > self.limits.file_bytes:
            most = self.limits.file_bytes // MEGABYTE
            raise ProblemsError([Problem(path.name, f"the file is larger than {most} MB", ASK, code="too-large")])
        returned, output = self._run(path)
        if returned or len(output) > self.limits.answer_bytes:
            raise ProblemsError([_ended(path.name, returned, self.limits)])
        said: dict[str, Any] = json.loads(output)
        if "problems" in said:
            raise ProblemsError(replace(from_plain(Problem, one), source=path.name) for one in said["problems"])
        return from_plain(tuple[Sheet, ...], said["sheets"])

    def _run(self, path: Path) -> tuple[int, bytes]:
        command = [sys.executable, "-P", "-m", "safepassage.adapters.lists.child", json.dumps(to_plain(self.limits))]
        # The child sees our own source and nothing of our surroundings; what it complains of could hold a name.
        environment = {"PYTHONPATH": str(Path(safepassage.__file__).parents[1]), "PYTHONDONTWRITEBYTECODE": "1"}
        with (
            path.open("rb") as file,
            subprocess.Popen(  # noqa: S603 - our own interpreter and module; the file's name is no part of the command
                command, stdin=file, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, cwd="/"
            ) as child,
        ):
            timer = threading.Timer(self.limits.wall_seconds, child.kill)
            timer.start()
            try:
                assert child.stdout is not None
                output = child.stdout.read(self.limits.answer_bytes + 1)
                if len(output) > self.limits.answer_bytes:
                    child.kill()
            finally:
                timer.cancel()
        return child.returncode, output


def _ended(source: str, returned: int, limits: Limits) -> Problem:
    if returned in {-signal.SIGXCPU, -signal.SIGKILL}:
        what = f"reading the file takes longer than {limits.cpu_seconds} seconds, or more than this machine can give"
        return Problem(source, what, ASK, code="too-large")
    what = "the file is damaged inside, and reading it failed"
    return Problem(source, what, "Ask the sender to open it, save it again and send it anew", code="damaged")
