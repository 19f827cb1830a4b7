"""The nursery process, and the throw-away children that open lists from outside, one for each file.

`python -m safepassage.adapters.lists.child` serves the socket on its standard input: a request is a JSON document of
limits with two open files, what to read and where to answer. The answer is one JSON document, `{"sheets": [...]}` or
`{"problems": [...]}`; back through the socket comes the child's exit status. Whatever else happens ends the child.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import resource
import signal
import socket
import sys
import time
from typing import BinaryIO, NoReturn

from safepassage.adapters.lists.limits import MEGABYTE, Limits, refuse
from safepassage.adapters.lists.markup import scan_parts
from safepassage.adapters.lists.nursery import STATUS
from safepassage.adapters.lists.packed import TOO_MUCH, open_packed, password
from safepassage.adapters.lists.plaintext import read_plaintext
from safepassage.kernel.plain import Plain, from_plain, to_plain
from safepassage.kernel.problems import ProblemsError
from safepassage.people.model import Sheet

NEW_USER, NEW_NET = 0x10000000, 0x40000000
NOT_NEEDED = ("numpy", "pandas", "PIL", "lxml")  # openpyxl takes them where it finds them, and their memory with them
FORBIDDEN = (
    "socket.",
    "subprocess.",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.fork",
    "os.kill",
    "ctypes.dlopen",
    "shutil.",
)
KNOWN = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"{\\rtf", "a text document"),
    (b"Rar!", "a packed folder"),
    (b"7z\xbc\xaf", "a packed folder"),
    (b"\x1f\x8b", "a packed file"),
)
REQUEST_BYTES = 4096
STEP_SECONDS = 0.004
AS_LIST = "Send the list as XLSX, ODS or CSV"


def confine(limits: Limits) -> None:
    """Give up what reading a list does not need: memory, time, files, other processes and, where possible, the network."""
    for kind, most in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 32),
    ):
        resource.setrlimit(kind, (most, most))
    # A namespace of its own has no network at all; a kernel that does not allow it leaves the audit hook below.
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).unshare(NEW_USER | NEW_NET)
    sys.addaudithook(_forbid)


def _forbid(event: str, arguments: tuple[object, ...]) -> None:
    if event.startswith(FORBIDDEN):
        os._exit(9)
    if event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
        os._exit(9)


def read_file(stream: BinaryIO, limits: Limits) -> tuple[Sheet, ...]:
    """Every sheet of whatever the stream holds, told by its first bytes and never by its name.

    Raises:
        ProblemsError: it cannot be read; says why and what to do.
    """
    head = stream.read(8)
    stream.seek(0)
    if not head.strip():
        raise refuse("the file is empty", "Ask the sender for the list", code="empty")
    if head.startswith(b"PK"):
        return _read_packed(stream, limits)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise _old_office(stream.read(limits.file_bytes))
    for magic, name in KNOWN:
        if head.startswith(magic):
            raise refuse(f"the file is {name}, not a list", AS_LIST, code="unknown")
    content = stream.read(limits.file_bytes)
    if content.lstrip()[:200].lower().startswith((b"<html", b"<!doctype", b"<?xml", b"<table", b"<meta")):
        raise refuse("the file is a web page or XML, whatever its name says", AS_LIST, code="unknown")
    return read_plaintext(content, limits)


def _read_packed(stream: BinaryIO, limits: Limits) -> tuple[Sheet, ...]:
    archive = open_packed(stream, limits)
    scan_parts(archive)
    names = set(archive.namelist())
    if "xl/workbook.bin" in names:
        raise refuse("the file is a binary workbook (XLSB)", "Open it and save it as XLSX", code="unknown")
    if "content.xml" in names:
        from safepassage.adapters.lists.ods import read_ods  # noqa: PLC0415 - only what this file needs is loaded

        return read_ods(archive, limits)
    if "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names):
        from safepassage.adapters.lists.xlsx import read_xlsx  # noqa: PLC0415 - as above

        return read_xlsx(stream, archive, limits)
    raise refuse("the file is a packed folder or another kind of document, not a workbook", AS_LIST, code="unknown")


def _old_office(content: bytes) -> ProblemsError:
    if "EncryptedPackage".encode("utf-16-le") in content:
        return password()
    return refuse("the file is in the old Excel format (XLS) or locked", "Open it and save it as XLSX", code="unknown")


def answer(stream: BinaryIO, limits: Limits) -> dict[str, Plain]:
    """What goes to standard output."""
    try:
        return {"sheets": [to_plain(sheet) for sheet in read_file(stream, limits)]}
    except ProblemsError as error:
        return {"problems": [to_plain(problem) for problem in error.problems]}
    except MemoryError:
        what = f"reading the file takes more than {limits.memory_bytes // MEGABYTE} MB of memory"
        return {"problems": [to_plain(one) for one in refuse(what, TOO_MUCH, code="too-large").problems]}


def serve(connection: socket.socket) -> None:
    """Fork a child for each request until the other side closes the connection."""
    while True:
        request, files, _, _ = socket.recv_fds(connection, REQUEST_BYTES, 2)
        if not request:
            return
        limits = from_plain(Limits, json.loads(request))
        if os.pread(files[0], 2, 0) == b"PK":
            from safepassage.adapters.lists import xlsx  # noqa: PLC0415 - loaded once, and only if a workbook comes

            xlsx.load_library()
        child = os.fork()
        if not child:
            _live(files, limits)
        for file in files:
            os.close(file)
        connection.sendall(STATUS.pack(_wait(child, limits.wall_seconds)))


def _live(files: list[int], limits: Limits) -> NoReturn:
    """The child's whole life: its two files, its limits, one answer."""
    status = 1
    try:
        os.dup2(files[0], 0)
        os.dup2(files[1], 1)
        os.closerange(3, 1024)  # the way back to the nursery above all
        with open(0, "rb", closefd=False) as stream, open(1, "w", encoding="ascii", closefd=False) as sink:
            confine(limits)
            json.dump(answer(stream, limits), sink, ensure_ascii=True, separators=(",", ":"))
        status = 0
    finally:
        os._exit(status)


def _wait(child: int, seconds: int) -> int:
    """The child's exit status, negative for a signal; after so many seconds it is killed."""
    deadline = time.monotonic() + seconds
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() >= deadline:
            os.kill(child, signal.SIGKILL)
        time.sleep(STEP_SECONDS)


def main() -> None:
    """Serve the socket on standard input."""
    for name in NOT_NEEDED:
        sys.modules[name] = None  # type: ignore[assignment] # the documented way to make an import fail
    with socket.socket(fileno=os.dup(0)) as connection:
        serve(connection)


if __name__ == "__main__":
    main()
