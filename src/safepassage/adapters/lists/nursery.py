"""The parent's half of the sandbox: a nursery process that forks one throw-away child for each file.

The nursery never looks into a file; it exists because loading a spreadsheet library takes longer than reading most
lists. It gets two open files through a socket, what to read and where to answer, and ends when the socket closes.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import struct
import subprocess
import sys
import weakref
from pathlib import Path
from typing import BinaryIO

import safepassage
from safepassage.adapters.lists.limits import Limits
from safepassage.kernel.plain import to_plain

STATUS = struct.Struct("<i")
PATIENCE_SECONDS = 10  # beyond the child's own time, before the nursery itself is taken for dead
CHUNK = 1 << 16
DEAD = 1


class Nursery:
    """One nursery process. Not for two threads at once."""

    def __init__(self) -> None:
        """Start it: our own interpreter and source, and nothing else of our surroundings."""
        self._socket, theirs = socket.socketpair()
        environment = {
            "PYTHONPATH": str(Path(safepassage.__file__).parents[1]),
            "PYTHONDONTWRITEBYTECODE": "1",
            # Every part is scanned for what defusedxml refuses before openpyxl sees it, so it may use the fast parser.
            "OPENPYXL_DEFUSEDXML": "False",
        }
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "safepassage.adapters.lists.child"],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,  # what a child complains of could hold a name
                env=environment,
                cwd="/",
            )
        self.close = weakref.finalize(self, _end, self._socket, self._process)

    def alive(self) -> bool:
        """Whether it can be asked."""
        return self._process.poll() is None

    def read(self, file: BinaryIO, limits: Limits) -> tuple[int, bytes]:
        """A child's exit status (negative: the signal that ended it) and what it answered, at most `answer_bytes` + 1."""
        self._socket.settimeout(limits.wall_seconds + PATIENCE_SECONDS)
        source, sink = os.pipe()
        with os.fdopen(source, "rb") as answers:
            try:
                with os.fdopen(sink, "wb") as theirs:
                    request = json.dumps(to_plain(limits)).encode()
                    socket.send_fds(self._socket, [request], [file.fileno(), theirs.fileno()])
                output = answers.read(limits.answer_bytes + 1)
                answers.close()  # a child that has more to say dies of it
                status = self._socket.recv(STATUS.size)
            except OSError:
                status, output = b"", b""
        if len(status) < STATUS.size:
            self.close()
            return DEAD, b""
        return STATUS.unpack(status)[0], output


def _end(connection: socket.socket, process: subprocess.Popen[bytes]) -> None:
    connection.close()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(PATIENCE_SECONDS)
        return
    process.kill()
    process.wait()
