"""Looks through one file for what gives somebody away: text in whatever encoding, workbooks row by row, archives part by part."""

from __future__ import annotations

import bz2
import codecs
import gzip
import html
import lzma
import re
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email import message_from_binary_file, policy
from email.errors import MessageError
from email.message import Message
from pathlib import Path
from typing import IO, BinaryIO, Protocol
from urllib.parse import unquote

from safepassage.kernel.problems import ProblemsError
from safepassage.operations.ports import ListReader
from safepassage.people.naming import Finder, folded

MOST_UNPACKED = 256 << 20
MOST_NESTED = 3
SMALL = 8 << 20
PIECE, OVERLAP = 1 << 18, 4000  # bytes, signs
LINE, LINE_OVERLAP = 2000, 400  # a longer line is no row of a table
HEAD = 4096
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
WIDE = ("utf-16-le", "utf-16-be")
NARROW = ("cp1252", "cp1256", "iso8859_6", "cp1255", "iso8859_8", "cp1251", "iso8859_5", "cp1253", "cp1254", "cp1250")


class Packed(Protocol):
    """What unpacks as it is read."""

    def read(self, size: int, /) -> bytes:
        """So many bytes, fewer at the end."""


UNPACKERS: tuple[tuple[bytes, Callable[[IO[bytes]], Packed]], ...] = (
    (b"\x1f\x8b", lambda file: gzip.GzipFile(fileobj=file, mode="rb")),
    (b"BZh", bz2.BZ2File),
    (b"\xfd7zXZ\0", lzma.LZMAFile),
)
# What is drawn, photographed, or packed in a way that nothing here reads.
OPAQUE = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"II*\0",
    b"MM\0*",
    b"\xd0\xcf\x11\xe0",
    b"7z\xbc\xaf",
    b"Rar!",
    b"SQLite f",
)
DAMAGE = (
    MessageError,
    LookupError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    OSError,
    RuntimeError,
    NotImplementedError,
    struct.error,
    ValueError,
)
MAIL = re.compile(rb"(?im)^(?:MIME-Version|Content-Transfer-Encoding):")
ROW_ENDS = re.compile(r"</(?:w:p|w:tr|tr|table:table-row|text:p|text:h|si|row|p|li|div)>")
CELL_ENDS = re.compile(
    r"</(?:w:p|text:p)>\s*(?=</(?:w:tc|table:table-cell)>)|</(?:td|th|w:tc|table:table-cell|c|v)>|<(?:w:tab|br|w:br|text:tab|text:s)\b[^>]*>"
)
TAG = re.compile(r"<[^>]*>")
ESCAPED = re.compile(r"\\+u([0-9a-fA-F]{4})")


@dataclass(slots=True)
class Seen:
    """What a look through a file found: it gives somebody away; it holds a word worth a look; it could not be read whole."""

    names: bool = False
    hints: bool = False
    unread: bool = False


def look_through(path: Path, finder: Finder, reader: ListReader) -> Seen:
    """Look through a file, up to the first line that gives somebody away. No damage of the file is an error."""
    seen = Seen()
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
            seen.unread = head.startswith(OPAQUE)
            if head.startswith(b"PK") and _is_workbook(file):
                _rows_of(path, finder, reader, seen)
            _Look(finder, seen).part(file, 0)
    except DAMAGE:
        seen.unread = True
    return seen


def _is_workbook(file: BinaryIO) -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            return "xl/workbook.xml" in names or ("content.xml" in names and "spreadsheet" in _kind(archive))
    except DAMAGE:
        return False


def _kind(archive: zipfile.ZipFile) -> str:
    with archive.open("mimetype") as kind:
        return kind.read(HEAD).decode(errors="replace")


def _rows_of(path: Path, finder: Finder, reader: ListReader, seen: Seen) -> None:
    try:
        sheets = reader.read(path)
    except ProblemsError:
        seen.unread = True
        return
    for sheet in sheets:
        for row in sheet.rows:
            if finder.names_cells([cell for one in row if (cell := folded(one))]):
                seen.names = True
                return


@dataclass(slots=True)
class _Look:
    """One file's parts, and how much of it may still be unpacked."""

    finder: Finder
    seen: Seen
    left: int = MOST_UNPACKED

    def part(self, file: IO[bytes], depth: int) -> None:
        """Look through an open file that can be read from its beginning again."""
        file.seek(0)
        head = file.read(HEAD)
        file.seek(0)
        unpacker = next((unpack for mark, unpack in UNPACKERS if head.startswith(mark)), None)
        if self.seen.names:
            return
        if head.startswith(b"PK"):
            self._archive(file, depth)
        elif unpacker is not None:
            with tempfile.SpooledTemporaryFile(SMALL) as whole:
                self._unpack(unpacker(file), whole)
                self.nested(whole, depth)
        else:
            self._text(file, head)
            if MAIL.search(head):
                file.seek(0)
                self._mail(message_from_binary_file(file, policy=policy.default), depth)

    def _mail(self, mail: Message, depth: int) -> None:
        """What is attached to a message, or said in it, lies there in letters that nobody reads."""
        for one in mail.walk():
            attached = one.get_payload(decode=True)
            self.seen.names = self.seen.names or self.finder.names(one.get_filename() or "")
            if isinstance(attached, bytes):
                self.left -= len(attached)
                if self.left < 0:
                    raise ValueError("it unpacks to more than is read")
                with tempfile.SpooledTemporaryFile(SMALL) as whole:
                    whole.write(attached)
                    self.nested(whole, depth)

    def nested(self, file: IO[bytes], depth: int) -> None:
        if depth == MOST_NESTED:
            self.seen.unread = True
            return
        self.part(file, depth + 1)

    def _archive(self, file: IO[bytes], depth: int) -> None:
        with zipfile.ZipFile(file) as archive:
            for one in archive.infolist():
                self.seen.names = self.seen.names or self.finder.names(one.filename)
                if self.seen.names:
                    return
                try:
                    with tempfile.SpooledTemporaryFile(SMALL) as whole:
                        with archive.open(one) as packed:
                            self._unpack(packed, whole)
                        self.nested(whole, depth)
                except DAMAGE:
                    self.seen.unread = True

    def _unpack(self, packed: Packed, whole: IO[bytes]) -> None:
        while chunk := packed.read(min(PIECE, self.left + 1)):
            self.left -= len(chunk)
            if self.left < 0:
                raise ValueError("it unpacks to more than is read")
            whole.write(chunk)

    def _text(self, file: IO[bytes], head: bytes) -> None:
        for encoding in _encodings(file, head):
            markup = False
            for at, piece in enumerate(_pieces(file, encoding)):
                markup = markup or (at == 0 and piece.lstrip().startswith("<"))
                # Most pieces name nobody, and to see so at once is ten times faster than line by line.
                if not markup and not self.finder.may_name(piece):
                    continue
                for line in _lines(piece, markup=markup):
                    if self.finder.names(line):
                        self.seen.names = True
                        return
                    self.seen.hints = self.seen.hints or self.finder.hints(line)


def _encodings(file: IO[bytes], head: bytes) -> tuple[str, ...]:
    """Every encoding the bytes may be text in: what they say themselves, else all that could be, since a wrong one names nobody."""
    for mark, encoding in MARKS:
        if head.startswith(mark):
            return (encoding,)
    if b"\0" in head:
        return (*WIDE, "utf-8", "cp1252")
    return ("utf-8",) if _is_utf8(file) else (*NARROW, *WIDE, "utf-8")


def _is_utf8(file: IO[bytes]) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while chunk := file.read(PIECE):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _pieces(file: IO[bytes], encoding: str) -> Iterator[str]:
    """The text in pieces that overlap, so that a line cut by one is whole in the next."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    tail, ended = "", False
    while not ended:
        chunk = file.read(PIECE)
        ended = not chunk
        piece = tail + decoder.decode(chunk, final=ended)
        yield _unescaped(piece)
        tail = piece[-OVERLAP:]


def _lines(piece: str, *, markup: bool) -> Iterator[str]:
    """The lines of a piece as a reader would see them; rows of marked-up text become lines, its tags are looked at apart."""
    if markup:
        yield from _plain_lines(piece.replace("<", "\n"))
        piece = TAG.sub("", ROW_ENDS.sub("\n", CELL_ENDS.sub("\t", piece)))
    yield from _plain_lines(piece)


def _plain_lines(piece: str) -> Iterator[str]:
    open_cell = ""
    for line in piece.splitlines():
        yield from _short(line)
        if line.count('"') % 2:  # a cell goes over several lines
            if open_cell:
                yield from _short(f"{open_cell} {line}")
            open_cell = "" if open_cell else line
        elif open_cell:
            open_cell = f"{open_cell} {line}" if len(open_cell) < LINE else ""


def _unescaped(text: str) -> str:
    if "\\u" in text:
        text = ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    if "%" in text:
        text = unquote(text)
    return html.unescape(text) if "&" in text else text


def _short(line: str) -> Iterator[str]:
    for start in range(0, max(len(line) - LINE_OVERLAP, 1), LINE - LINE_OVERLAP):
        yield line[start : start + LINE]
