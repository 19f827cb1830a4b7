"""Files beside the record that may still name somebody: found by what is in them, packed or not, then overwritten and removed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from safepassage.adapters.files import destroy_file

DATABASES = (".sqlite3", ".sqlite3-wal", ".sqlite3-shm", ".key", ".age")
MOST_UNPACKED = 256 * 1024 * 1024
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "cp1256", "iso-8859-6", "iso-8859-8", "cp1252")


class FolderTraces:
    """The files of the operation's folder, and of others that are named.

    A PDF's text is drawn, not written: slips are found by their day in their name (`slips-DAY.pdf`), and can be printed again.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        """Look in these folders."""
        self._folders = folders

    def remove(self, words: Collection[str], days: Collection[str]) -> Sequence[str]:
        """Destroy every file that holds one of these words, and the slips of these days; their names."""
        gone = []
        for path in list(self._files()):
            slips = path.suffix == ".pdf" and any(path.stem.endswith(day) for day in days)
            if slips or self._names(path, words):
                destroy_file(path)
                gone.append(path.name)
        return tuple(sorted(gone))

    def _files(self) -> Iterator[Path]:
        for folder in self._folders:
            for path in sorted(folder.rglob("*")):
                if path.is_file() and not path.is_symlink() and not path.name.endswith(DATABASES):
                    yield path

    def _names(self, path: Path, words: Collection[str]) -> bool:
        needles = {one for word in words for one in _written(word)}
        return any(needle in text for text in _texts(path.read_bytes()) for needle in needles)


def _written(word: str) -> Iterator[bytes]:
    """The word as a file may hold it, in small letters."""
    for encoding in ENCODINGS:
        try:
            yield word.lower().encode(encoding)
        except UnicodeEncodeError:
            continue


def _texts(raw: bytes) -> Iterator[bytes]:
    """The bytes in small letters (Latin), and where they are an archive, each file in it."""
    yield raw.lower()
    if not raw.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            for one in archive.infolist():
                if one.file_size <= MOST_UNPACKED:
                    yield archive.read(one).lower()
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError):
        return
