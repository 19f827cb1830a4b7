"""A mirror: a witness that keeps every entry. Its cosignature says more than consistency: *I durably hold all of this* (C2SP `tlog-mirror`).

It needs no proofs, for it hashes what it holds. As with a witness the shell stores entries and memory durably before it answers, and the
mirror signs with a key of its own, never with a witness's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from safepassage.kernel.moment import Moment
from safepassage.ledger import merkle
from safepassage.ledger.checkpoint import cosign, verify_checkpoint
from safepassage.ledger.entries import leaf_hash
from safepassage.ledger.evidence import SplitView
from safepassage.ledger.model import Checkpoint, Entry
from safepassage.ledger.note import NoteKey
from safepassage.ledger.witness import CONFLICT, FORBIDDEN, OK, UNKNOWN, UNPROVEN, Answer, Cosigner


class GapError(ValueError):
    """Entries that do not follow those the mirror holds."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a mirror holds of one log: the log's key, how many entries, their frontier, and the newest checkpoint it cosigned."""

    log: NoteKey
    size: int = 0
    frontier: merkle.Frontier = ()
    cosigned: Checkpoint | None = None


def take(held: Held, entries: Iterable[Entry]) -> Held:
    """What is held with these entries, which the shell stores at the same time.

    Raises:
        GapError: an entry is not the next one.
    """
    size, frontier = held.size, held.frontier
    for entry in entries:
        if entry.index != size:
            raise GapError(f"entry {entry.index} does not follow the {size} entries held")
        frontier = merkle.append(frontier, size, leaf_hash(entry))
        size += 1
    return replace(held, size=size, frontier=frontier)


def vouch(held: Held, note: str, cosigner: Cosigner, at: Moment) -> tuple[Answer, Held]:
    """The answer to a checkpoint, and what to remember: cosigned only where it is exactly what is held."""
    if not note.startswith(f"{held.log.name}\n"):
        return Answer(UNKNOWN, "this log is not known here\n"), held
    try:
        checkpoint, _ = verify_checkpoint(note, held.log)
    except ValueError as error:
        return Answer(FORBIDDEN, f"{error}\n"), held
    if checkpoint.size != held.size:
        return Answer(CONFLICT, f"{held.size}\n"), held
    if checkpoint.root != merkle.root(held.frontier):
        return Answer(
            UNPROVEN, "the checkpoint is not of the entries held\n", evidence=_evidence(held, checkpoint)
        ), held
    line = cosign(checkpoint, cosigner.key, cosigner.sign, at)
    return Answer(OK, line.text()), replace(held, cosigned=checkpoint)


def _evidence(held: Held, checkpoint: Checkpoint) -> SplitView | None:
    """Two signed roots of one size are proof; where sizes differ, the entries held let `evidence.split_view` make it."""
    known = held.cosigned
    if known is None or known.size != checkpoint.size or known.root == checkpoint.root:
        return None
    return SplitView(known.note, checkpoint.note)
