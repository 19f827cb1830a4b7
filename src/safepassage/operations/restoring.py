"""Use cases of backups: everything the record is made of goes out, and comes back into an empty store; tables are made anew from it."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from safepassage.kernel.moment import Moment
from safepassage.kernel.plain import from_plain
from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.kernel.rows import Tables
from safepassage.ledger import merkle
from safepassage.ledger.checkpoint import parse_checkpoint
from safepassage.ledger.entries import follow, leaf_hash, read_header
from safepassage.ledger.facts import Erased
from safepassage.ledger.model import Entry
from safepassage.ledger.state import ActorRow, RemainsRow
from safepassage.operations.erasing import recorded_from
from safepassage.operations.house import DESK, ISSUER, House, unwatched
from safepassage.operations.keys import NEXT, PEPPER
from safepassage.operations.ports import Work
from safepassage.operations.project import KINDS, project
from safepassage.operations.record import UnknownKindError, read_recorded
from safepassage.operations.signing import logs_of
from safepassage.seal.keys import public_key

FORMAT = "safepassage-backup/1"
OURS = (DESK, ISSUER)
"""Whose keys always lie in the cell."""


def backup(house: House) -> Iterator[dict[str, Any]]:
    """The record as plain data, one piece at a time: a head, what erasures left, the entries with their keys, the checkpoints."""
    with house.store.reading() as work:
        head = work.head()
        yield {"backup": FORMAT, "operation": house.name, "size": head.size, "root": merkle.root(head.frontier).hex()}
        for row in work.tables.select(RemainsRow):
            yield {"remains": [row.entry, row.at, row.fact, row.erased_by]}
        for entry, key in work.entries():
            raw = [base64.b64encode(one).decode() for one in (entry.header, entry.signature, entry.body)]
            yield {"entry": entry.index, "raw": raw, "key": key.hex() if key is not None else ""}
        for checkpoint in work.checkpoints():
            yield {"checkpoint": checkpoint.note}


def restore(
    house: House,
    pieces: Iterable[dict[str, Any]],
    then: Callable[[], object] = unwatched,
    log: str = "",
    seeds: Mapping[str, bytes] | None = None,
) -> int:
    """Put a backup into the empty store of a house; how many entries. `then` is done when all is there and whole, before it is kept.

    `log` is a key that the log must have had, as its line; empty where nobody knows one. `seeds` are the keys that come with it: those
    of the cell itself must be those of the record.

    Raises:
        ProblemsError: the store is not empty, or the backup is not whole, or of another log: nothing is kept then.
    """
    try:
        return _restore(house, pieces, then, log, seeds)
    # A backup may come from anybody: what is out of its form can fail in a room's rows, or in the store when it is kept.
    except (
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
        ArithmeticError,
        RecursionError,
        UnknownKindError,
    ) as error:
        raise ProblemsError([_broken(type(error).__name__)]) from None


def _restore(
    house: House,
    pieces: Iterable[dict[str, Any]],
    then: Callable[[], object],
    log: str,
    seeds: Mapping[str, bytes] | None,
) -> int:
    with house.store.work() as work:
        if work.head().size:
            raise ProblemsError([Problem("operation", "it is not empty", "Restore into a folder of its own")])
        told: dict[str, Any] = {}
        remains: dict[int, RemainsRow] = {}
        bare: set[int] = set()
        for piece in pieces:
            if "backup" in piece:
                if told:
                    raise ValueError("a second head")
                told = piece
            elif "remains" in piece:
                row = RemainsRow(*from_plain(tuple[int, str, str, int], piece["remains"]))
                remains[row.entry] = row
            elif "entry" in piece:
                _entry(work, piece, remains, bare)
            else:
                work.keep_checkpoint(parse_checkpoint(from_plain(str, piece["checkpoint"])))
        head = work.head()
        whole = (told.get("backup"), told.get("operation"), told.get("size"), told.get("root"))
        if whole != (FORMAT, house.name, head.size, merkle.root(head.frontier).hex()):
            raise ProblemsError([_broken("its end is missing, or it is of another operation")])
        if log and log not in {key.text() for _, key in logs_of(house, work)}:
            what = "it is not of the record whose log the shares know: somebody else may have made it"
            raise ProblemsError([Problem("backup", what, "Use no part of it; bring another backup of this operation")])
        _refuse_other_keys(work.tables, seeds)
        newest(work)  # whoever restores is told its moment: a backup that has none is refused before it is kept
        then()
        return head.size


def _refuse_other_keys(tables: Tables, seeds: Mapping[str, bytes] | None) -> None:
    """Keys of another moment than the record's, or of somebody else, would sign what nobody believes."""
    if seeds is None:
        return
    held = {actor: {public_key(seeds[one]).hex() for one in (actor, actor + NEXT) if one in seeds} for actor in OURS}
    rows = {actor: tables.get(ActorRow, actor) for actor in OURS}
    strange = [actor for actor, row in rows.items() if row is not None and row.public not in held[actor]]
    if strange or PEPPER not in seeds:
        what = f"its keys are not those of its record: {', '.join(strange) or 'the secret of the tags'}"
        raise ProblemsError([Problem("backup", what, "Use another backup")])


def newest(work: Work) -> Moment:
    """The moment of the record's last entry.

    Raises:
        LookupError: there is no entry, or neither its key nor what an erasure left of it.
    """
    entry, key = next(iter(work.entries(work.head().size - 1)), (None, None))
    if entry is None:
        raise LookupError("no entry")
    if key is not None:
        return read_recorded(entry, key).at
    row = work.tables.get(RemainsRow, entry.index)
    if row is None:
        raise LookupError("nothing is left of the last entry")
    return Moment.parse(row.at)


def _broken(what: str) -> Problem:
    return Problem("backup", f"it is not whole: {what}", "Use another backup")


def _entry(work: Work, piece: dict[str, Any], remains: dict[int, RemainsRow], bare: set[int]) -> None:
    """Take one entry in; `bare` holds the places of those that came without the key of their body."""
    header, signature, body = map(base64.b64decode, from_plain(tuple[str, str, str], piece["raw"]))
    entry = Entry(from_plain(int, piece["entry"]), header, signature, body)
    key = bytes.fromhex(from_plain(str, piece["key"])) or None
    work.append(entry, key, follow(work.head(), read_header(header).actor, leaf_hash(entry)))
    recorded = read_recorded(entry, key) if key is not None else recorded_from(entry, remains[entry.index], KINDS)
    if isinstance(recorded.fact, Erased) and any(one.entry >= entry.index for one in recorded.fact.remains):
        raise ValueError("an erasure of what comes after it")
    if key is None:
        bare.add(entry.index)
    if isinstance(recorded.fact, Erased) and not {one.entry for one in recorded.fact.remains} <= bare:
        raise ValueError("somebody who was erased can be read")
    project(recorded, work.tables)
