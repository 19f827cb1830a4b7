"""Files beside the record that may still name somebody: found by what is in them, packed or not, then overwritten and removed."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from safepassage.adapters.files import destroy_file, replace_file
from safepassage.adapters.lists.reader import SandboxedReader
from safepassage.adapters.through import Seen, look_through
from safepassage.operations.ports import ListReader, Swept
from safepassage.people.naming import Finder, Sought

MARK = "operation.json"
UNFINISHED = "unfinished.json"
OWN_FILES = frozenset({MARK, "backup.json", UNFINISHED})
OWN_FOLDERS = ("keys", "witnesses")
SEALED = (".key", ".age")
DATABASE = tuple(f"operation.sqlite3{end}" for end in ("", "-wal", "-shm", "-journal"))
DATABASES = (".sqlite3", ".sqlite3-wal", ".sqlite3-shm", ".sqlite3-journal")
SLIPS = re.compile(r"slips(?:-\d{3,})?-(\d{4}-\d\d-\d\d)")
"""What this program calls PDFs of slips, which go by their day."""
REPORT = "report.pdf"  # it names nobody
WITHHELD = "(a name withheld)"


class FolderTraces:
    """The files of the operation's folder, and of others that are named.

    A PDF's text is drawn, not written: slips are found by their day in their name (`slips-DAY.pdf`), and can be printed again. Keys,
    sealed files, databases and the files by which an operation lives are left alone in whatever folder; a copy of a database is named.
    """

    def __init__(self, folders: Sequence[Path], reader: ListReader | None = None) -> None:
        """Look in these folders (or single files); the first is the operation's own."""
        self._folders = folders
        self._reader = reader or SandboxedReader()
        self._home = folders[0].absolute()
        self._unfinished = self._home / UNFINISHED

    def remove(self, sought: Sought, days: Collection[str]) -> Swept:
        """Destroy every file that gives somebody away, the slips of these days, and what an earlier call could not."""
        finder = Finder(sought)
        condemned, changed = self._left()
        look = {_said(path, finder) for path in changed}
        for path in self._files() if days or sought != Sought() else ():
            seen = self._seen(path, finder, days)
            if seen.names:
                condemned.add(path)
            elif seen.hints or seen.unread:
                look.add(_said(path, finder))
        gone: list[Path] = []
        kept: list[Path] = []
        for path in sorted(condemned):
            (gone if _destroyed(path) else kept).append(path)
        self._leave(kept)
        told = ([_said(path, finder) for path in paths] for paths in (gone, kept))
        destroyed, left = (tuple(sorted(names)) for names in told)
        return Swept(destroyed, left, tuple(sorted(look)))

    def _seen(self, path: Path, finder: Finder, days: Collection[str]) -> Seen:
        if finder.names(path.name):
            return Seen(names=True)
        if path.name.endswith(DATABASES):
            return Seen(unread=True)
        slips = SLIPS.fullmatch(path.stem) if path.suffix.lower() == ".pdf" else None
        if slips or path.name == REPORT:
            return Seen(names=slips is not None and slips[1] in days)
        return look_through(path, finder, self._reader)

    def _files(self) -> Iterator[Path]:
        every = (path for folder in self._folders for path in ([folder] if folder.is_file() else folder.rglob("*")))
        for path in sorted({path.absolute() for path in every if path.is_file() and not path.is_symlink()}):
            if not path.name.endswith(SEALED) and not self._is_own(path):
                yield path

    def _is_own(self, path: Path) -> bool:
        """Whether an operation lives by this file: its mark, epochs, keys, terms, witnesses' memories."""
        homes = [folder for folder in path.parents if folder == self._home or (folder / MARK).is_file()]
        own = (
            path.name.removeprefix(".").removesuffix(".new") in OWN_FILES
            or path.suffix == ".toml"
            or path.name in DATABASE
        )
        if path.parent in homes and own:
            return True
        return any(path.relative_to(home).parts[0] in OWN_FOLDERS for home in homes)

    def _left(self) -> tuple[set[Path], set[Path]]:
        """What an earlier erasure could not destroy, and what of it was changed since, so that it may be another file by now."""
        try:
            read = [(Path(path), digest) for path, digest in json.loads(self._unfinished.read_bytes())]
        except (FileNotFoundError, ValueError, TypeError):
            return set(), set()
        there = [(path, _digest(path) == digest) for path, digest in read if path.is_file()]
        return {path for path, same in there if same}, {path for path, same in there if not same}

    def _leave(self, paths: Sequence[Path]) -> None:
        if paths:
            replace_file(self._unfinished, json.dumps([(str(path), _digest(path)) for path in paths]).encode())
        elif self._unfinished.exists():
            destroy_file(self._unfinished)


def _digest(path: Path) -> str:
    """Of what a file holds, empty where nobody may read it."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _destroyed(path: Path) -> bool:
    try:
        destroy_file(path)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return True


def _said(path: Path, finder: Finder) -> str:
    """How a file is spoken of: by its name, unless that names somebody."""
    withheld = finder.names(path.name) or finder.hints(path.name)
    return WITHHELD + path.suffix if withheld else path.name
