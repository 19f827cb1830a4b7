"""Checkpoints: a signed tree head as C2SP `tlog-checkpoint` v1.0.0 writes it, and the cosignatures of `tlog-cosignature` v1.1.

A witness cosigns with Ed25519, with ML-DSA-44, or with both under one name.

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
    LATTICE_COSIGNATURE,
    Note,
    NoteError,
    NoteKey,
    SignatureLine,
    lines_of,
    parse_note,
    signers,
    with_line,
)
from safepassage.seal import keys, lattice

Sign = Callable[[bytes], bytes]
_LINES = 3
_SIZE = re.compile(r"0|[1-9][0-9]{0,15}", re.ASCII)
_MOMENT_BYTES = 8
_LAST_MOMENT = 2**63


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
    """A witness's key as it cosigns: Ed25519 where the public key is 32 bytes, ML-DSA-44 where it is 1,312.

    Raises:
        NoteError: the key is of neither length.
    """
    kind = {keys.KEY_BYTES: COSIGNATURE, lattice.PUBLIC_BYTES: LATTICE_COSIGNATURE}.get(len(public))
    if kind is None:
        raise NoteError("a witness's key is 32 bytes (Ed25519) or 1,312 (ML-DSA-44)")
    return NoteKey(name, kind, public)


def make_checkpoint(origin: str, size: int, root: bytes, public: bytes, sign: Sign) -> Checkpoint:
    """The checkpoint, signed by the log's key.

    Raises:
        NoteError: the origin cannot be a name on a note: it is empty, or holds white space or a plus.
    """
    text = checkpoint_text(origin, size, root)
    line = SignatureLine(origin, log_key(origin, public).key_id(), sign(text.encode()))
    return parse_checkpoint(Note(text, (line,)).whole())


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
    found = (cosigned(checkpoint, key) for key in known if key.kind != ED25519)
    return checkpoint, tuple(one for one in found if one is not None)


def add_cosignature(checkpoint: Checkpoint, line: SignatureLine) -> Checkpoint:
    """The checkpoint with one more signature."""
    note = with_line(parse_note(checkpoint.note), line)
    return Checkpoint(checkpoint.origin, checkpoint.size, checkpoint.root, note.whole())


def cosign(checkpoint: Checkpoint, key: NoteKey, sign: Sign, at: Moment) -> SignatureLine:
    """A witness's cosignature line, by its key of either kind. Whether it may cosign is for `witness` to say."""
    signature = sign(_cosigned_bytes(key, checkpoint, at.seconds))
    return SignatureLine(key.name, key.key_id(), at.seconds.to_bytes(_MOMENT_BYTES, "big") + signature)


def _cosigned_bytes(key: NoteKey, checkpoint: Checkpoint, seconds: int) -> bytes:
    if key.kind == LATTICE_COSIGNATURE:
        return b"".join(
            (
                b"subtree/v1\n\0",
                _short(key.name),
                seconds.to_bytes(8, "big"),
                _short(checkpoint.origin),
                bytes(8),
                checkpoint.size.to_bytes(8, "big"),
                checkpoint.root,
            )
        )
    text = checkpoint_text(checkpoint.origin, checkpoint.size, checkpoint.root)
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def _short(text: str) -> bytes:
    raw = text.encode()
    if not 0 < len(raw) < 1 << 8:
        raise NoteError("a name is 1 to 255 bytes")
    return bytes((len(raw),)) + raw


def cosigned(checkpoint: Checkpoint, key: NoteKey) -> Cosigned | None:
    """The witness's word on the checkpoint by this key, None where it gave none; the latest where it gave several.

    Raises:
        NoteError: a cosignature by this key does not hold.
    """
    verify = lattice.verify if key.kind == LATTICE_COSIGNATURE else keys.verify
    moments = []
    for line in lines_of(parse_note(checkpoint.note), key):
        seconds = int.from_bytes(line.signature[:_MOMENT_BYTES], "big")
        signature = line.signature[_MOMENT_BYTES:]
        if seconds >= _LAST_MOMENT or not verify(key.public, _cosigned_bytes(key, checkpoint, seconds), signature):
            raise NoteError(f"the cosignature of {key.name} does not hold")
        moments.append(seconds)
    return Cosigned(key.name, Moment(max(moments))) if moments else None
