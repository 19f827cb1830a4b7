"""What a witness answers: the rule of C2SP `tlog-witness` v1.0.0. It cosigns a checkpoint only if it continues what it cosigned before.

The rule gives an answer and what must be remembered. The shell reads the memory, calls the rule, writes the new memory durably, all
under one lock, and only then sends the answer: a witness that answers first can be made to sign two histories by a power cut.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from safepassage.kernel.moment import Moment
from safepassage.ledger import merkle
from safepassage.ledger.checkpoint import cosign, parse_checkpoint
from safepassage.ledger.evidence import SplitView
from safepassage.ledger.model import Checkpoint
from safepassage.ledger.note import NoteError, NoteKey, parse_note, signers
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
