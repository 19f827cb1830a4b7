"""A proof that an entry is in the record, as one text that can be kept and checked without a network: C2SP `tlog-proof` v1."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass

from safepassage.ledger.checkpoint import verify_checkpoint
from safepassage.ledger.merkle import HASH_BYTES, check_inclusion
from safepassage.ledger.model import Checkpoint
from safepassage.ledger.note import NoteKey

HEADING = "c2sp.org/tlog-proof@v1"
MOST_STEPS = 63
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,15})", re.ASCII)


class ProofError(ValueError):
    """Text that is no proof, or a proof that does not hold."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof taken apart: the entry's place, the hashes from its sibling up, the checkpoint's note; `extra` is believed by nobody."""

    index: int
    steps: tuple[bytes, ...]
    note: str
    extra: bytes = b""

    def text(self) -> str:
        """The proof as one text."""
        extra = [f"extra {_encode(self.extra)}"] if self.extra else []
        return "\n".join((HEADING, *extra, f"index {self.index}", *steps_lines(self.steps), "", self.note))


def _encode(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _decode(text: str) -> bytes:
    try:
        raw = base64.b64decode(text, validate=True)
    except ValueError:
        raise ProofError("a line of the proof is not base64") from None
    if _encode(raw) != text:
        raise ProofError("a line of the proof is not in the one form of base64")
    return raw


def read_proof(text: str) -> Proof:
    """The proof, not yet checked.

    Raises:
        ProofError: the text is no proof.
    """
    head, blank, note = text.partition("\n\n")
    heading, *lines = head.split("\n")
    if heading != HEADING or not blank or not lines:
        raise ProofError("this is no proof of version 1")
    extra = b""
    if lines[0].startswith("extra "):
        extra = _decode(lines.pop(0).removeprefix("extra "))
    index = _INDEX.fullmatch(lines.pop(0)) if lines else None
    if index is None or len(lines) > MOST_STEPS:
        raise ProofError("the proof's place or its length is not of its form")
    return Proof(int(index[1]), read_steps(lines), note, extra)


def steps_lines(steps: Iterable[bytes]) -> list[str]:
    """Hashes in base64, one a line."""
    return [_encode(step) for step in steps]


def read_steps(lines: Iterable[str]) -> tuple[bytes, ...]:
    """Hashes in base64, one a line.

    Raises:
        ProofError: a line is not 32 bytes in base64.
    """
    steps = tuple(_decode(line) for line in lines)
    if any(len(step) != HASH_BYTES for step in steps):
        raise ProofError("a hash of the proof is not 32 bytes")
    return steps


def check_proof(proof: Proof, leaf: bytes, log: NoteKey) -> Checkpoint:
    """The checkpoint under which the leaf hash is proven to be in the record. Whether it is witnessed is for `policy.judge`.

    Raises:
        ProofError: the leaf is not shown to be in the tree.
        NoteError: the log did not sign the checkpoint.
    """
    checkpoint, _ = verify_checkpoint(proof.note, log)
    if not check_inclusion(leaf, proof.index, checkpoint.size, proof.steps, checkpoint.root):
        raise ProofError("the proof does not show this entry in the checkpoint's tree")
    return checkpoint
