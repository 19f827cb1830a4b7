"""Checkpoints: C2SP signed-note, tlog-checkpoint, tlog-cosignature."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

from safepassage_audit.signatures import lattice_signed, signed

LOG, WITNESS, LATTICE_WITNESS = 0x01, 0x04, 0x06
ROOT_BYTES, LINES, LEAST_SIGNATURE = 32, 3, 5
LONGEST_NAME = 255  # its length is one byte of what a lattice witness signs
SIZE = re.compile(r"0|[1-9][0-9]{0,15}", re.ASCII)


class NoteError(ValueError):
    """A text that is no checkpoint, or one that must not be believed."""


def unbase64(text: str) -> bytes:
    """The bytes of a base64 text in its one form."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise NoteError("something that should be base64 is not") from None
    if base64.b64encode(raw).decode() != text:
        raise NoteError("something is not in the one form of base64")
    return raw


@dataclass(frozen=True)
class Key:
    """A key of a log or a witness."""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        """The four bytes before its signatures."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes((self.kind,)) + self.public).digest()[:4]


def read_key(line: str, kinds: tuple[int, ...]) -> Key:
    """The key of a line NAME+ID+BASE64."""
    name, _, rest = line.strip().partition("+")
    key_id, _, body = rest.partition("+")
    raw = unbase64(body)
    if re.search(r"[\ud800-\udfff]", name):
        raise NoteError("a key's name is no text")
    key = Key(name, raw[0] if raw else -1, raw[1:])
    if not name or key.kind not in kinds or key.id.hex() != key_id:
        raise NoteError("a key is not NAME+ID+BASE64 of the right kind")
    return key


@dataclass(frozen=True)
class Checkpoint:
    """A checkpoint taken apart, its signatures not yet checked."""

    origin: str
    size: int
    root: bytes
    text: str
    lines: tuple[tuple[str, bytes, bytes], ...]

    def by(self, key: Key) -> list[bytes]:
        """The signatures that claim to be this key's, each once however often it stands there."""
        own = key.name, key.id
        return list(dict.fromkeys(signature for name, key_id, signature in self.lines if (name, key_id) == own))


def read_checkpoint(note: str) -> Checkpoint:
    """The checkpoint of a signed note."""
    text, blank, under = note.rpartition("\n\n")
    lines = text.split("\n")
    if not blank or not under.endswith("\n") or len(lines) != LINES or re.search(r"[\x00-\x09\x0b-\x1f]", note):
        raise NoteError("this is no checkpoint: three lines, an empty one, signatures")
    origin, size, root = lines
    if not origin or not SIZE.fullmatch(size) or len(unbase64(root)) != ROOT_BYTES:
        raise NoteError("the checkpoint's name, size or root is not of its form")
    signatures = tuple(_signature_line(line) for line in under.removesuffix("\n").split("\n"))
    return Checkpoint(origin, int(size), unbase64(root), text + "\n", signatures)


def _signature_line(line: str) -> tuple[str, bytes, bytes]:
    mark, _, rest = line.partition(" ")
    name, _, body = rest.partition(" ")
    raw = unbase64(body)
    if mark != "\N{EM DASH}" or not name or len(raw) < LEAST_SIGNATURE:
        raise NoteError("a line under the checkpoint is no signature")
    return name, raw[:4], raw[4:]


def log_signed(point: Checkpoint, log: Key) -> bool:
    """Whether the log signed it, and every signature in the log's name holds."""
    signatures = point.by(log)
    return (
        point.origin == log.name
        and bool(signatures)
        and all(signed(log.public, point.text.encode(), one) for one in signatures)
    )


def cosigned(point: Checkpoint, key: Key) -> int | None:
    """When the witness cosigned it, in seconds since 1970; None where it did not, or its signature does not hold."""
    moments = []
    for line in point.by(key):
        seconds, signature = int.from_bytes(line[:8], "big"), line[8:]
        if key.kind == LATTICE_WITNESS:
            if max(len(key.name.encode()), len(point.origin.encode())) > LONGEST_NAME:
                return None
            names = b"".join(
                bytes((len(raw),)) + raw + more
                for raw, more in ((key.name.encode(), line[:8]), (point.origin.encode(), bytes(8)))
            )
            message = b"subtree/v1\n\0" + names + point.size.to_bytes(8, "big") + point.root
            good = lattice_signed(key.public, message, signature)
        else:
            good = signed(key.public, f"cosignature/v1\ntime {seconds}\n{point.text}".encode(), signature)
        if not good:
            return None
        moments.append(seconds)
    return max(moments) if moments else None
