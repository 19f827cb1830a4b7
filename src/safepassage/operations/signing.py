"""The record's own signature: the log's key, and a checkpoint of the ledger as it stands."""

from __future__ import annotations

from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.ledger import merkle
from safepassage.ledger.checkpoint import log_key, make_checkpoint
from safepassage.ledger.model import Checkpoint
from safepassage.ledger.note import NoteKey
from safepassage.ledger.state import ActorRow, KeyRow
from safepassage.operations.house import DESK, House
from safepassage.operations.ports import Work


def log_of(house: House, work: Work) -> NoteKey:
    """The log's key, as the record itself says it.

    Raises:
        ProblemsError: the operation was never started.
    """
    row = work.tables.get(ActorRow, DESK)
    if row is None:
        raise ProblemsError(
            [Problem("operation", "there is no record yet", "Start it with: safepassage init --terms FILE")]
        )
    return log_key(house.name, bytes.fromhex(row.public))


def logs_of(house: House, work: Work) -> tuple[tuple[int, NoteKey], ...]:
    """Every key the log ever had, each with the place from which it signs: a checkpoint is signed by the key of its last entry.

    Raises:
        ProblemsError: the operation was never started.
    """
    log_of(house, work)
    rows = sorted(work.tables.select(KeyRow, actor=DESK), key=lambda row: row.epoch)
    return tuple((row.since, log_key(house.name, bytes.fromhex(row.public))) for row in rows)


def sign_checkpoint(house: House, work: Work) -> Checkpoint:
    """Sign the ledger as it stands, inside a transaction."""
    head = work.head()
    kept = next((one for one in work.checkpoints() if one.size == head.size), None)
    if kept is not None:
        return kept
    made = make_checkpoint(
        house.name,
        head.size,
        merkle.root(head.frontier),
        house.keys.public(DESK),
        lambda message: house.keys.sign(DESK, message),
    )
    work.keep_checkpoint(made)
    return made
