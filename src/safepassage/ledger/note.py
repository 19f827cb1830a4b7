"""Signed notes, C2SP `signed-note` v1.0.0: a text, a blank line, and signature lines that any number of keys may add to.

A known key's bad signature condemns the note; an unknown key's line is left alone.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from safepassage.seal import keys

ED25519, COSIGNATURE, LATTICE_COSIGNATURE = 0x01, 0x04, 0x06
MOST_NOTE_BYTES = 1 << 20
KEY_ID_BYTES = 4
_MARK = "\N{EM DASH} "
_NAME = re.compile(r"[^\s+\ud800-\udfff]+")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


class NoteError(ValueError):
    """Text that is no note, or a note that must not be believed."""


@dataclass(frozen=True, slots=True)
class NoteKey:
    """A key that signs notes: its name, what kind of signature it makes, and the raw public key."""

    name: str
    kind: int
    public: bytes

    def key_id(self) -> bytes:
        """The four bytes that stand before its signatures."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes((self.kind,)) + self.public).digest()[:KEY_ID_BYTES]

    def text(self) -> str:
        """The key as a line, `NAME+ID+BASE64` (a verifier key, or vkey)."""
        return f"{self.name}+{self.key_id().hex()}+{_encode(bytes((self.kind,)) + self.public)}"

    @classmethod
    def parse(cls, line: str) -> NoteKey:
        """The key that a line describes.

        Raises:
            NoteError: the line is no verifier key, or its id is not its key's.
        """
        name, _, rest = line.partition("+")
        key_id, _, body = rest.partition("+")
        raw = _decode(body)
        if not _NAME.fullmatch(name) or not raw:
            raise NoteError("this is no verifier key: NAME+ID+BASE64")
        key = cls(name, raw[0], raw[1:])
        if key.key_id().hex() != key_id:
            raise NoteError("the verifier key's id is not that of its name and key")
        return key


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """One signature line, not yet checked."""

    name: str
    key_id: bytes
    signature: bytes

    def text(self) -> str:
        """The line as it stands in a note, with its newline."""
        return f"{_MARK}{self.name} {_encode(self.key_id + self.signature)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A note taken apart: the text with its last newline, and the lines under it."""

    text: str
    lines: tuple[SignatureLine, ...]

    def whole(self) -> str:
        """The note as one text."""
        return self.text + "\n" + "".join(line.text() for line in self.lines)


def _encode(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _decode(text: str) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise NoteError("a signature or key is not base64") from None
    if _encode(raw) != text:
        raise NoteError("a signature or key is not in the one form of base64")
    return raw


def parse_note(whole: str) -> Note:
    """The note, its signatures not yet checked.

    Raises:
        NoteError: the text is no signed note.
    """
    if len(whole) > MOST_NOTE_BYTES:
        raise NoteError("the note is longer than any note")
    if _CONTROL.search(whole) or not whole.endswith("\n"):
        raise NoteError("the note holds control characters, or does not end with a line")
    text, blank, under = whole.rpartition("\n\n")
    if not blank or not under:
        raise NoteError("the note has no signatures")
    return Note(text + "\n", tuple(_parse_line(line) for line in under.removesuffix("\n").split("\n")))


def _parse_line(line: str) -> SignatureLine:
    name, space, body = line.removeprefix(_MARK).partition(" ")
    if not line.startswith(_MARK) or not space or not _NAME.fullmatch(name):
        raise NoteError("a line under the note is no signature")
    raw = _decode(body)
    if len(raw) <= KEY_ID_BYTES:
        raise NoteError("a signature of the note is too short")
    return SignatureLine(name, raw[:KEY_ID_BYTES], raw[KEY_ID_BYTES:])


def with_line(note: Note, line: SignatureLine) -> Note:
    """The note with one more signature; one of the same key takes the old one's place."""
    others = tuple(one for one in note.lines if (one.name, one.key_id) != (line.name, line.key_id))
    return Note(note.text, (*others, line))


def lines_of(note: Note, key: NoteKey) -> tuple[SignatureLine, ...]:
    """The signatures that claim to be this key's."""
    key_id = key.key_id()
    return tuple(line for line in note.lines if line.name == key.name and line.key_id == key_id)


def signers(note: Note, known: Iterable[NoteKey]) -> tuple[NoteKey, ...]:
    """The known plain Ed25519 keys that signed the note; cosignatures are `checkpoint`'s to check.

    Raises:
        NoteError: a known key's signature does not hold.
    """
    found = []
    for key in known:
        lines = lines_of(note, key) if key.kind == ED25519 else ()
        if any(not keys.verify(key.public, note.text.encode(), line.signature) for line in lines):
            raise NoteError(f"the signature of {key.name} does not hold")
        if lines:
            found.append(key)
    return tuple(found)
