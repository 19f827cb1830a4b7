"""Reads lists from outside in throw-away processes: waits so long, reads so much, and believes nothing else."""

from __future__ import annotations

import json
import signal
import threading
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Any

from safepassage.adapters.lists.limits import MEGABYTE, Limits
from safepassage.adapters.lists.nursery import Nursery
from safepassage.kernel.plain import from_plain
from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.people.model import Sheet

ASK = "Ask the sender for the list alone, as a plain workbook or CSV"


class SandboxedReader:
    """Reads CSV, XLSX and ODS; fits `operations.ports.ListReader`. Threads may share it: one file is read at a time."""

    def __init__(self, limits: Limits | None = None) -> None:
        """Nothing is started before the first file."""
        self.limits = limits or Limits()
        self._lock = threading.Lock()
        self._nursery: Nursery | None = None

    def read(self, path: PurePath) -> tuple[Sheet, ...]:
        """Every sheet with cells as text, hidden ones too, with warnings and marks.

        Raises:
            ProblemsError: the file cannot be read at all; says why and what to do.
        """
        try:
            return self._sheets(Path(path))
        except OSError as broken:
            says = broken.strerror or "it cannot be opened"
            problem = Problem(path.name, f"the file cannot be opened ({says})", "Check its name and place")
            raise ProblemsError([problem]) from None

    def close(self) -> None:
        """End the process that waits for the next file; reading again starts another."""
        with self._lock:
            if self._nursery is not None:
                self._nursery.close()
                self._nursery = None

    def _sheets(self, path: Path) -> tuple[Sheet, ...]:
        size = path.stat().st_size
        if size > self.limits.file_bytes:
            most = self.limits.file_bytes // MEGABYTE
            raise ProblemsError([Problem(path.name, f"the file is larger than {most} MB", ASK, code="too-large")])
        with path.open("rb") as file, self._lock:
            if self._nursery is None or not self._nursery.alive():
                self._nursery = Nursery()
            status, output = self._nursery.read(file, self.limits)
        if status or len(output) > self.limits.answer_bytes:
            raise ProblemsError([_ended(path.name, status, self.limits)])
        said: dict[str, Any] = json.loads(output)
        if "problems" in said:
            raise ProblemsError(replace(from_plain(Problem, one), source=path.name) for one in said["problems"])
        return from_plain(tuple[Sheet, ...], said["sheets"])


def _ended(source: str, status: int, limits: Limits) -> Problem:
    if status in {-signal.SIGXCPU, -signal.SIGKILL}:
        what = f"reading the file takes longer than {limits.cpu_seconds} seconds, or more than this machine can give"
        return Problem(source, what, ASK, code="too-large")
    what = "the file is damaged inside, and reading it failed"
    return Problem(source, what, "Ask the sender to open it, save it again and send it anew", code="damaged")
