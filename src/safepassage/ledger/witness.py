"""What a witness answers: the rule of C2SP `tlog-witness` v1.0.0. It cosigns a checkpoint only if it continues what it cosigned before.

The rule gives an answer and what must be remembered. The shell reads the memory, calls the rule, writes the new memory durably, all
under one lock, and only then sends the answer: a witness that answers first can be made to sign two histories by a power cut.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from safepassage.kernel.canonical import canonical, read_canonical
from safepassage.kernel.moment import Moment
from safepassage.ledger import merkle
from safepassage.ledger.checkpoint import add_cosignature, cosign, cosigned, parse_checkpoint
from safepassage.ledger.evidence import SplitView
from safepassage.ledger.model import Checkpoint
from safepassage.ledger.note import NoteError, NoteKey, lines_of, parse_note, signers
from safepassage.ledger.proof import ProofError, read_steps, steps_lines

OK, MALFORMED, FORBIDDEN, UNKNOWN, CONFLICT, UNPROVEN = 200, 400, 403, 404, 409, 422
MOST_STEPS = 63
SIZE_TYPE = "text/x.tlog.size"
_OLD = re.compile(r"old (0|[1-9][0-9]{0,15})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Watched:
    """What a witness remembers of one log: its keys, and the newest checkpoint it cosigned (`note` empty before the first)."""

    origin: str
    keys: tuple[NoteKey, ...]
    size: int = 0
    root: bytes = merkle.EMPTY_ROOT
    note: str = ""


@dataclass(frozen=True, slots=True)
class Cosigner:
    """One key of a witness and its pen."""

    key: NoteKey
    sign: Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Answer:
    """What to remember, then what to say. `remember` is None where nothing changes; `evidence` is kept where the log contradicts itself."""

    status: int
    body: str = ""
    kind: str = "text/plain; charset=utf-8"
    remember: Watched | None = None
    evidence: SplitView | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """An `add-checkpoint` request taken apart."""

    old: int
    steps: tuple[bytes, ...]
    note: str

    def text(self) -> str:
        """The request as it is sent."""
        return "\n".join((f"old {self.old}", *steps_lines(self.steps), "", self.note))


def add_checkpoint(body: str, memory: Mapping[str, Watched], cosigners: Sequence[Cosigner], at: Moment) -> Answer:
    """The answer to an `add-checkpoint` request, given what is remembered of each log by its origin."""
    try:
        request = _request(body)
        checkpoint = parse_checkpoint(request.note)
    except (NoteError, ProofError) as error:
        return Answer(MALFORMED, f"{error}\n")
    watched = memory.get(checkpoint.origin)
    if watched is None:
        return Answer(UNKNOWN, "this log is not known here\n")
    if not _signed(request.note, watched):
        return Answer(FORBIDDEN, "the log's key did not sign this checkpoint\n")
    if request.old > checkpoint.size:
        return Answer(MALFORMED, "the old size is larger than the checkpoint's\n")
    return _continued(request, checkpoint, watched, cosigners, at)


def _request(body: str) -> Request:
    head, blank, note = body.partition("\n\n")
    first, *lines = head.split("\n")
    old = _OLD.fullmatch(first)
    if old is None or not blank or len(lines) > MOST_STEPS:
        raise ProofError("the request is not old size, proof, empty line, checkpoint")
    return Request(int(old[1]), read_steps(lines), note)


def _signed(note: str, watched: Watched) -> bool:
    try:
        return bool(signers(parse_note(note), watched.keys))
    except NoteError:
        return False


def _continued(
    request: Request, checkpoint: Checkpoint, watched: Watched, cosigners: Sequence[Cosigner], at: Moment
) -> Answer:
    if request.old != watched.size:
        return _conflict(checkpoint, watched)
    if checkpoint.size == watched.size and checkpoint.root != watched.root:
        return _conflict(checkpoint, watched)
    if not merkle.check_consistency(watched.size, checkpoint.size, request.steps, watched.root, checkpoint.root):
        return Answer(UNPROVEN, "the proof does not show that the checkpoint continues the last one\n")
    lines = [cosign(checkpoint, one.key, one.sign, at).text() for one in cosigners]
    new = replace(watched, size=checkpoint.size, root=checkpoint.root, note=request.note)
    return Answer(OK, "".join(lines), remember=new)


def _conflict(checkpoint: Checkpoint, watched: Watched) -> Answer:
    evidence = None
    if watched.note and checkpoint.size == watched.size and checkpoint.root != watched.root:
        evidence = SplitView(watched.note, checkpoint.note)
    return Answer(CONFLICT, f"{watched.size}\n", SIZE_TYPE, evidence=evidence)


def gathered(checkpoint: Checkpoint, body: str, known: Sequence[NoteKey]) -> Checkpoint:
    """The log's side: the checkpoint with those cosignatures of a witness's answer that known keys made; the others are left out.

    Raises:
        NoteError: the answer is no list of signature lines, or a known witness's cosignature does not hold.
    """
    point = checkpoint
    answer = parse_checkpoint(checkpoint.note + body)
    for key in known:
        before = len(lines_of(parse_note(checkpoint.note), key))
        for line in lines_of(parse_note(answer.note), key)[before:]:
            alone = add_cosignature(checkpoint, line)
            if cosigned(alone, key) is not None:
                point = add_cosignature(point, line)
    return point


def memory_text(memory: Mapping[str, Watched]) -> str:
    """What a witness remembers, as one canonical text for the shell to store."""
    return canonical(
        {
            origin: {
                "keys": [key.text() for key in one.keys],
                "note": one.note,
                "root": one.root.hex(),
                "size": one.size,
            }
            for origin, one in memory.items()
        }
    )


def read_memory(text: str) -> dict[str, Watched]:
    """What a witness remembers.

    Raises:
        ValueError: the text is no memory; a witness without its memory must not sign, so nothing is guessed.
    """
    try:
        return {origin: _watched(origin, one) for origin, one in read_canonical(text).items()}
    except (KeyError, TypeError, AttributeError, RecursionError):
        raise ValueError("the witness's memory cannot be read") from None


def _watched(origin: str, plain: Mapping[str, Any]) -> Watched:
    size, root, note = int(plain["size"]), bytes.fromhex(plain["root"]), str(plain["note"])
    newest = parse_checkpoint(note) if note else Checkpoint(origin, 0, merkle.EMPTY_ROOT, "")
    if (newest.origin, newest.size, newest.root) != (origin, size, root):
        raise ValueError("the witness's memory contradicts itself")
    return Watched(origin, tuple(NoteKey.parse(key) for key in plain["keys"]), size, root, note)
