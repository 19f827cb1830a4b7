"""Files beside the record that may still name somebody: found by what is in them, packed or not, then overwritten and removed."""

from __future__ import annotations

import json
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
DATABASES = (".sqlite3", ".sqlite3-wal", ".sqlite3-shm", ".sqlite3-journal")
DRAWN = ("slips-", "report")
"""What PDFs that this program made begin with: slips go by their day, and a report names nobody."""
WITHHELD = "(a name withheld)"


class FolderTraces:
    """The files of the operation's folder, and of others that are named.

    A PDF's text is drawn, not written: slips are found by their day in their name (`slips-DAY.pdf`), and can be printed again. Keys,
    databases, sealed files and the files by which an operation is found are left alone in whatever folder.
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
        condemned, look = set(self._left()), set()
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
        pdf = path.suffix.lower() == ".pdf"
        if finder.names(path.name) or (pdf and any(path.stem.endswith(day) for day in days)):
            return Seen(names=True)
        if pdf and path.name.startswith(DRAWN):
            return Seen()
        return look_through(path, finder, self._reader)

    def _files(self) -> Iterator[Path]:
        every = (path for folder in self._folders for path in ([folder] if folder.is_file() else folder.rglob("*")))
        for path in sorted({path.absolute() for path in every if path.is_file() and not path.is_symlink()}):
            if not path.name.endswith((*SEALED, *DATABASES)) and not self._is_own(path):
                yield path

    def _is_own(self, path: Path) -> bool:
        """Whether an operation lives by this file: its mark, epochs, keys, terms, witnesses' memories."""
        homes = [folder for folder in path.parents if folder == self._home or (folder / MARK).is_file()]
        if path.parent in homes and (path.name.removesuffix(".new") in OWN_FILES or path.suffix == ".toml"):
            return True
        return any(path.relative_to(home).parts[0] in OWN_FOLDERS for home in homes)

    def _left(self) -> list[Path]:
        """What an earlier erasure could not destroy."""
        try:
            read = json.loads(self._unfinished.read_bytes())
        except (FileNotFoundError, ValueError):
            return []
        return [Path(one) for one in read if Path(one).is_file()]

    def _leave(self, paths: Sequence[Path]) -> None:
        if paths:
            replace_file(self._unfinished, json.dumps([str(path) for path in paths]).encode())
        elif self._unfinished.exists():
            destroy_file(self._unfinished)


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
