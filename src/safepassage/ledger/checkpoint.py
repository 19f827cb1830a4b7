"""Checkpoints: a signed tree head as C2SP `tlog-checkpoint` v1.0.0 writes it, and the cosignatures of `tlog-cosignature` v1.

The text is three lines: the log's name, the number of entries, the root. Extension lines are refused: nobody would vouch for them.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from safepassage.kernel.moment import Moment
from safepassage.ledger.merkle import HASH_BYTES
from safepassage.ledger.model import Checkpoint
from safepassage.ledger.note import (
    COSIGNATURE,
    ED25519,
    Note,
    NoteError,
    NoteKey,
    SignatureLine,
    lines_of,
    parse_note,
    signers,
    with_line,
)
from safepassage.seal import keys

Sign = Callable[[bytes], bytes]
_LINES = 3
_SIZE = re.compile(r"0|[1-9][0-9]{0,15}", re.ASCII)
_MOMENT_BYTES = 8


@dataclass(frozen=True, slots=True)
class Cosigned:
    """A witness's word that this was the largest consistent tree it had seen at that moment."""

    name: str
    at: Moment


def checkpoint_text(origin: str, size: int, root: bytes) -> str:
    """The text that is signed."""
    return f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n"


def log_key(origin: str, public: bytes) -> NoteKey:
    """The key of the log itself: its name is the origin."""
    return NoteKey(origin, ED25519, public)


def witness_key(name: str, public: bytes) -> NoteKey:
    """A witness's Ed25519 key, as it cosigns."""
    return NoteKey(name, COSIGNATURE, public)


def make_checkpoint(origin: str, size: int, root: bytes, public: bytes, sign: Sign) -> Checkpoint:
    """The checkpoint, signed by the log's key."""
    text = checkpoint_text(origin, size, root)
    line = SignatureLine(origin, log_key(origin, public).key_id(), sign(text.encode()))
    return Checkpoint(origin, size, root, Note(text, (line,)).whole())


def parse_checkpoint(whole: str) -> Checkpoint:
    """The checkpoint a note holds, its signatures not yet checked.

    Raises:
        NoteError: the note is no checkpoint.
    """
    lines = parse_note(whole).text.removesuffix("\n").split("\n")
    if len(lines) != _LINES:
        raise NoteError("a checkpoint is three lines: name, size, root")
    origin, size, root = lines
    if not origin or not _SIZE.fullmatch(size):
        raise NoteError("the checkpoint's name or size is not of its form")
    return Checkpoint(origin, int(size), _root(root), whole)


def _root(text: str) -> bytes:
    try:
        root = base64.b64decode(text, validate=True)
    except ValueError:
        root = b""
    if len(root) != HASH_BYTES or base64.b64encode(root).decode() != text:
        raise NoteError("the checkpoint's root is not 32 bytes in base64")
    return root


def verify_checkpoint(
    whole: str, log: NoteKey, known: Iterable[NoteKey] = ()
) -> tuple[Checkpoint, tuple[Cosigned, ...]]:
    """The checkpoint and the cosignatures of known witnesses, every signature of a known key checked.

    Raises:
        NoteError: the note is no checkpoint of this log, the log did not sign it, or a known key's signature does not hold.
    """
    checkpoint = parse_checkpoint(whole)
    note = parse_note(whole)
    if checkpoint.origin != log.name:
        raise NoteError("the checkpoint is of another log")
    if not signers(note, (log,)):
        raise NoteError("the log did not sign this checkpoint")
    found = (cosigned(note, key) for key in known)
    return checkpoint, tuple(one for one in found if one is not None)


def add_cosignature(checkpoint: Checkpoint, line: SignatureLine) -> Checkpoint:
    """The checkpoint with one more signature."""
    note = with_line(parse_note(checkpoint.note), line)
    return Checkpoint(checkpoint.origin, checkpoint.size, checkpoint.root, note.whole())


def cosign(checkpoint: Checkpoint, name: str, public: bytes, sign: Sign, at: Moment) -> SignatureLine:
    """A witness's cosignature/v1 line. The witness decides first whether it may: see `witness`."""
    text = parse_note(checkpoint.note).text
    signature = sign(_cosigned_bytes(text, at.seconds))
    return SignatureLine(
        name, witness_key(name, public).key_id(), at.seconds.to_bytes(_MOMENT_BYTES, "big") + signature
    )


def _cosigned_bytes(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def cosigned(note: Note, key: NoteKey) -> Cosigned | None:
    """This witness's word on the note, None where it gave none; the latest where it gave several.

    Raises:
        NoteError: a cosignature of this witness does not hold.
    """
    moments = []
    for line in lines_of(note, key):
        seconds = int.from_bytes(line.signature[:_MOMENT_BYTES], "big")
        signature = line.signature[_MOMENT_BYTES:]
        if seconds >= 2**63 or not keys.verify(key.public, _cosigned_bytes(note.text, seconds), signature):
            raise NoteError(f"the cosignature of {key.name} does not hold")
        moments.append(seconds)
    return Cosigned(key.name, Moment(max(moments))) if moments else None
