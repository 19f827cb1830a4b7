"""Files that hold secrets or promises: readable by their owner only, on the disk before anybody is told so."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from safepassage.kernel.problems import Problem, ProblemsError

CHUNK = 1 << 20


def read_file(path: Path) -> bytes:
    """Its bytes.

    Raises:
        ProblemsError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        what = f"the file cannot be read: {error.strerror}"
        raise ProblemsError([Problem(path.name, what, "Check the name and that you may read it")]) from None


def write_new(path: Path, content: bytes) -> None:
    """Write a file that is not there yet, whole or not at all: half a key or half a backup would be taken for one.

    Raises:
        ProblemsError: it is there already, or cannot be written.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = unfinished(path)
        try:
            _write(fresh, content)
            _name(fresh, path)
        finally:
            fresh.unlink(missing_ok=True)
    except FileExistsError:
        raise ProblemsError([Problem(path.name, "the file is there already", "Name another one")]) from None
    except OSError as error:
        what = f"the file cannot be written: {error.strerror}"
        raise ProblemsError([Problem(path.name, what, "Check the folder and the space left")]) from None
    sync_folder(path.parent)


def _name(fresh: Path, path: Path) -> None:
    """Give the file its name, which nobody else has taken meanwhile; where a disk knows no second names (a stick), without that promise."""
    try:
        os.link(fresh, path)
    except OSError:
        if path.exists():
            raise FileExistsError from None
        fresh.rename(path)


def replace_file(path: Path, content: bytes) -> None:
    """Put a file in the place of another, whole or not at all, even through a power cut."""
    fresh = unfinished(path)
    _write(fresh, content)
    fresh.replace(path)
    sync_folder(path.parent)


def supplant(path: Path, content: bytes) -> None:
    """Put a secret file in the place of another at once, then overwrite what the other held."""
    if not path.exists():
        replace_file(path, content)
        return
    with path.open("r+b") as old:
        length = path.stat().st_size
        replace_file(path, content)
        # The old file has no name any more; its blocks are reached through the handle that is still open.
        old.write(bytes(length))
        old.flush()
        os.fsync(old.fileno())


def destroy_file(path: Path) -> None:
    """Overwrite a file and remove it. What a flash disk or a file system moved aside before is out of reach."""
    with path.open("r+b") as file:
        size = path.stat().st_size
        for start in range(0, size, CHUNK):
            file.write(bytes(min(CHUNK, size - start)))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
    sync_folder(path.parent)


def unfinished(path: Path) -> Path:
    """Under which name a file is written before it is whole; one that a power cut left there is of nobody."""
    return path.with_name(f".{path.name}.new")


def discard(path: Path) -> None:
    """Remove what a power cut left of a secret, its bytes overwritten unless they have another name too: then they are a file in use."""
    told = path.lstat()
    if stat.S_ISREG(told.st_mode) and told.st_nlink == 1:
        destroy_file(path)
    else:
        path.unlink()


def _write(path: Path, content: bytes) -> None:
    # What lies there may be a second name of a file in use, or somebody else's link: it is never written through.
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
