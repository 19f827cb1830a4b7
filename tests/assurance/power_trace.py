"""What a database writes to its disk, write by write, and what may be left of it when the power goes.

The store's own statements, as its driver sent them, are played again by the same library of pragmas on a file system that writes
everything down (an SQLite VFS through apsw). From the trace come images of the disk: what was synced is there, of the rest any part.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path

import apsw

SECTOR = 512
LEFT_BY_MAIN = ("", "-wal", "-journal")  # the shared memory is made anew at every start


@dataclass(frozen=True)
class Write:
    """One thing that reached the operating system: `data` at `place`, a new length (`data` None), a sync or a removal."""

    file: str
    what: str
    place: int = 0
    data: bytes = b""


@dataclass
class Trace:
    """The base files, everything written since, and after which write what was acknowledged."""

    base: dict[str, bytes]
    writes: list[Write] = field(default_factory=list)
    acknowledged: list[tuple[int, int]] = field(default_factory=list)

    def promised(self, end: int) -> int:
        """What had been acknowledged when so many writes were done."""
        return max((value for place, value in self.acknowledged if place <= end), default=0)


class _File(apsw.VFSFile):
    def __init__(self, vfs, name, flags, trace, suffix):
        super().__init__(vfs, name, flags)
        self.trace, self.suffix = trace, suffix

    def xWrite(self, data, offset):  # noqa: N802 - the library's name
        super().xWrite(data, offset)
        self.trace.writes.append(Write(self.suffix, "write", offset, bytes(data)))

    def xTruncate(self, size):  # noqa: N802 - as above
        super().xTruncate(size)
        self.trace.writes.append(Write(self.suffix, "truncate", size))

    def xSync(self, flags):  # noqa: N802 - as above
        super().xSync(flags)
        self.trace.writes.append(Write(self.suffix, "sync"))


class TracingVFS(apsw.VFS):
    """The operating system's files, each write noted."""

    def __init__(self, name: str, path: Path, trace: Trace) -> None:
        self.path, self.trace = str(path), trace
        super().__init__(name, "")

    def _suffix(self, name: str) -> str:
        assert name.startswith(self.path)
        return name[len(self.path) :]

    def xOpen(self, name, flags):  # noqa: N802 - the library's name
        plain = name.filename() if isinstance(name, apsw.URIFilename) else name
        return _File("", name, flags, self.trace, self._suffix(plain))

    def xDelete(self, name, syncdir):  # noqa: N802 - as above
        super().xDelete(name, syncdir)
        self.trace.writes.append(Write(self._suffix(name), "synced delete" if syncdir else "delete"))


def played(path: Path, statements: list[tuple[str, int | None]], pragmas: str) -> Trace:
    """Play statements on the database at this path; each with what it acknowledges once it returned, or None."""
    trace = Trace({"": path.read_bytes()})
    name = f"tracing-{path}"
    vfs = TracingVFS(name, path, trace)
    connection = apsw.Connection(str(path), vfs=name)
    try:
        connection.execute(pragmas).fetchall()
        trace.writes.clear()
        trace.base = {one: Path(f"{path}{one}").read_bytes() for one in LEFT_BY_MAIN if Path(f"{path}{one}").exists()}
        for text, value in statements:
            connection.execute(text).fetchall()
            if value is not None:
                trace.acknowledged.append((len(trace.writes), value))
    finally:
        connection.close()
        vfs.unregister()
    # Closing empties the journal; what it writes belongs to the trace, and promises nothing new.
    return trace


class Disk:
    """The disk as the writes pass: synced content, and what is still on its way."""

    def __init__(self, base: dict[str, bytes]) -> None:
        self.synced: dict[str, bytes] = dict(base)
        self.waiting: dict[str, list[Write]] = {}

    def take(self, write: Write) -> None:
        if write.what == "sync":
            content = bytearray(self.synced.get(write.file, b""))
            for one in self.waiting.pop(write.file, ()):
                content = _applied(content, one)
            self.synced[write.file] = bytes(content)
        elif write.what == "synced delete":
            self.waiting.pop(write.file, None)
            self.synced.pop(write.file, None)
        else:
            self.waiting.setdefault(write.file, []).append(write)

    def image(self, dice: random.Random) -> dict[str, bytes]:
        """One disk that a power cut at this moment may leave: synced content, and any sectors of what was on its way.

        How much of it arrived is drawn for the whole image, so that all, nothing and every mixture are tried.
        """
        share = dice.choice((0.0, 0.1, 0.5, 0.9, 1.0))
        image = dict(self.synced)
        for file, waiting in self.waiting.items():
            content: bytearray | None = bytearray(image[file]) if file in image else None
            for write in waiting:
                if write.what == "delete":
                    # The file system keeps the order of names: an unlink that arrived takes the file with it.
                    content = None if dice.random() < share else content
                elif write.what == "truncate":
                    if content is not None and dice.random() < share:
                        content = _applied(content, write)
                else:
                    for one in _sectors(write):
                        if dice.random() < share:
                            content = _applied(content if content is not None else bytearray(), one)
            if content is None:
                image.pop(file, None)
            else:
                image[file] = bytes(content)
        return image


def _applied(content: bytearray, write: Write) -> bytearray:
    if write.what == "truncate":
        return content[: write.place] + bytes(max(0, write.place - len(content)))
    if write.what == "write":
        if len(content) < write.place:
            content.extend(bytes(write.place - len(content)))
        content[write.place : write.place + len(write.data)] = write.data
    return content


def _sectors(write: Write):
    """The write as the disk takes it: whole sectors, each by itself."""
    end = write.place + len(write.data)
    start = write.place
    while start < end:
        stop = min(end, (start // SECTOR + 1) * SECTOR)
        yield Write(write.file, "write", start, write.data[start - write.place : stop - write.place])
        start = stop


def images(trace: Trace, count: int, seed: int):
    """So many images of the trace, each with what had been acknowledged: at moments spread over all of it, in order."""
    dice = random.Random(seed)
    moments = sorted(dice.randrange(len(trace.writes) + 1) for _ in range(count))
    disk, done = Disk(trace.base), 0
    for moment in moments:
        while done < moment:
            disk.take(trace.writes[done])
            done += 1
        yield moment, disk.image(dice), trace.promised(moment)
