"""From what a party holds to a proof that convinces a stranger: two exports, or an export and a checkpoint that somebody kept."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from safepassage.kernel.canonical import read_canonical
from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.ledger import merkle
from safepassage.ledger.checkpoint import verify_checkpoint
from safepassage.ledger.entries import EntryError, leaf_hash, read_header, signed_bytes
from safepassage.ledger.evidence import (
    Evidence,
    EvidenceError,
    Fork,
    TwoReceipts,
    check_fork,
    contradict,
    false_receipt,
    fork,
    omission,
    split_view,
)
from safepassage.ledger.export import FORMAT
from safepassage.ledger.facts import ActorAdmitted, KeyRotated
from safepassage.ledger.model import Checkpoint, Entry
from safepassage.ledger.note import NoteError, NoteKey
from safepassage.ledger.receipt import Receipt, gave, read_receipt
from safepassage.seal import envelope, keys

_WITH_KEYS = (ActorAdmitted.KIND, KeyRotated.KIND)
_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}", re.ASCII)
Place = tuple[str, int]  # an actor and its sequence


@dataclass(slots=True)
class Shown:
    """What one export shows: its tree, its checkpoints' notes, its entries without their bodies.

    `held` is None where a header is none of this project's: its leaf stands in the tree like any other, so that whoever writes one hides nothing
    behind it. `again` are entries at a place of their actor's sequence where another stands already; `named` those that name an actor's key, each with
    its body and the body's key.
    """

    tree: merkle.Hashes = field(default_factory=merkle.Hashes)
    notes: list[str] = field(default_factory=list)
    entries: dict[Place, Entry] = field(default_factory=dict)
    held: list[Entry | None] = field(default_factory=list)
    again: list[tuple[Place, Entry]] = field(default_factory=list)
    named: list[tuple[Entry, bytes, bytes]] = field(default_factory=list)


def shown_by(lines: Iterable[str], source: str) -> Shown:
    """Read an export (`docs/export-format.md`), line by line. Nothing of it is believed; what is made of it is checked by its signatures.

    Raises:
        ProblemsError: every line that is none of an export.
    """
    shown, problems = Shown(), []
    for number, line in enumerate(lines, start=1):
        try:
            plain = json.loads(line)
            if number == 1 and plain["export"] != FORMAT:
                raise ValueError("another format")  # noqa: TRY301 - told like every line that is none of an export
            _take(shown, plain)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            what = "this is no line of an export"
            problems.append(Problem(source, what, "Ask for the export again, or name the right file", row=number))
            if number == 1:
                break  # another file altogether
    if problems:
        raise ProblemsError(problems)
    return shown


def _take(shown: Shown, plain: dict[str, Any]) -> None:
    if "entry" in plain:
        signature = base64.b64decode(plain["signature"], validate=True)
        entry = Entry(len(shown.tree), plain["header"].encode(), signature, b"")
        shown.tree.append(leaf_hash(entry))
        try:
            header = read_header(entry.header)
        except EntryError:
            shown.held.append(None)
            return
        shown.held.append(entry)
        place = header.actor, header.sequence
        if shown.entries.setdefault(place, entry) is not entry:
            shown.again.append((place, entry))
        if header.kind in _WITH_KEYS and "body" in plain:
            shown.named.append((entry, plain["body"].encode(), bytes.fromhex(plain["key"])))
    elif "checkpoint" in plain:
        shown.notes.append(str(plain["checkpoint"]))


def keys_of(shown: Shown, logs: Sequence[NoteKey]) -> defaultdict[str, set[bytes]]:
    """The keys that the log itself gave to each actor, by entries that it signed: what an export says beyond that accuses nobody."""
    found: defaultdict[str, set[bytes]] = defaultdict(set)
    writers = {log.public for log in logs}
    for entry, body, key in shown.named:
        header = read_header(entry.header)
        by_the_log = any(keys.verify(public, signed_bytes(entry.header), entry.signature) for public in writers)
        with suppress(ValueError, TypeError, KeyError, RecursionError):
            if by_the_log and hmac.compare_digest(envelope.commitment(key, body).hex(), header.body):
                fact = read_canonical(body)["fact"]
                found[str(fact["actor"])].add(bytes.fromhex(fact["public"]))
                writers |= {bytes.fromhex(fact["public"])} if fact["actor"] == header.actor else set()
    return found


def proofs(
    exports: Sequence[Shown], kept: Iterable[str], receipts: Iterable[str], logs: Sequence[NoteKey]
) -> Iterator[tuple[str, Evidence]]:
    """Every kind of proof that these hold, each checked against its signatures, under a name that a file may have.

    `split-view`, `omission-PLACE`, `false-receipt-PLACE`, `two-receipts`, `fork-ACTOR`. `kept` are checkpoints' notes from elsewhere, `receipts`
    signed ones that the party was given, `logs` the log's keys as it knows them. Of two histories one proof is given, the one with the
    smallest checkpoints; of a receipt one, of receipts that contradict each other one; of each actor that signed two entries at one place of
    its sequence, the first.

    Raises:
        ValueError: a receipt is none.
    """
    notes = dict.fromkeys([note for shown in exports for note in shown.notes] + list(kept))
    points = sorted(_signed(notes, logs), key=lambda point: (point.size, point.note))
    split = _split(exports, points)
    if split is not None:
        yield "split-view", split
    given = [one for one in map(read_receipt, dict.fromkeys(receipts)) if any(gave(one, log) for log in logs)]
    own = [[point for point in points if _is_of(point, shown)] for shown in exports]
    for said in given:
        yield from _broken(said, exports, own)
    yield from _both(given)
    yield from _forks(exports, logs)


def _is_of(point: Checkpoint, shown: Shown) -> bool:
    return point.size <= len(shown.tree) and shown.tree.root(point.size) == point.root


def _split(exports: Sequence[Shown], points: Sequence[Checkpoint]) -> Evidence | None:
    """Each checkpoint is held against the first of its size, and against the first before it that its own tree does not begin with."""
    first: dict[int, int] = {}
    bad: list[int | None] = [None] * len(exports)
    for at, other in enumerate(points):
        against: list[tuple[int, merkle.Hashes | None]] = [(first.setdefault(other.size, at), None)]
        for number, shown in enumerate(exports):
            before = bad[number]
            if _is_of(other, shown):
                against += [] if before is None else [(before, shown.tree)]
            elif before is None and other.size > 0:
                bad[number] = at
        for before, tree in sorted(against, key=lambda one: one[0]):
            found = split_view(points[before].note, other.note, tree)
            if found is not None:
                return found
    return None


def _broken(
    said: Receipt, exports: Sequence[Shown], own: Sequence[Sequence[Checkpoint]]
) -> Iterator[tuple[str, Evidence]]:
    """What stands in the place of a receipt, against what the log gave it for."""
    for shown, points in zip(exports, own, strict=True):
        if said.place >= len(shown.tree):
            continue
        entry = shown.held[said.place]
        found: Evidence | None = None if entry is None else false_receipt(said.text(), entry)
        if found is not None:
            yield f"false-receipt-{said.place}", found
            return
        after = bisect_right(points, said.place, key=lambda point: point.size)
        found = omission(said.text(), points[after].note, shown.tree) if after < len(points) else None
        if found is not None:
            yield f"omission-{said.place}", found
            return


def _both(given: Sequence[Receipt]) -> Iterator[tuple[str, Evidence]]:
    """The first two receipts that cannot both be true."""
    seen: dict[tuple[str, object], Receipt] = {}
    for said in given:
        for what in (("place", said.place), ("leaf", said.leaf), ("entry", (said.actor, said.sequence))):
            before = seen.setdefault((said.operation + "\n" + what[0], what[1]), said)
            if contradict(before, said):
                yield "two-receipts", TwoReceipts(before.text(), said.text())
                return


def _forks(exports: Sequence[Shown], logs: Sequence[NoteKey]) -> Iterator[tuple[str, Fork]]:
    told: set[str] = set()
    known = [keys_of(shown, logs) for shown in exports]
    for (actor, _), one, other, publics in _doubled(exports, known):
        pair = fork(one, other) if actor not in told else None
        if pair is not None and _convinces(pair, publics.get(actor, ())):
            told.add(actor)
            yield f"fork-{_file_name(actor)}", pair


def _doubled(
    exports: Sequence[Shown], known: Sequence[defaultdict[str, set[bytes]]]
) -> Iterator[tuple[Place, Entry, Entry, dict[str, set[bytes]]]]:
    """Two entries at one place of an actor's sequence, in one export or in two, and the keys of each actor there."""
    for shown, publics in zip(exports, known, strict=True):
        for place, entry in shown.again:
            yield place, shown.entries[place], entry, publics
    for (one, its), (other, theirs) in combinations(zip(exports, known, strict=True), 2):
        of_both = {actor: its[actor] | theirs[actor] for actor in [*its, *theirs]}
        for place in sorted(one.entries.keys() & other.entries.keys()):
            yield place, one.entries[place], other.entries[place], of_both


def _file_name(actor: str) -> str:
    """The actor's name where a file may have it, else a digest: an export may name its actors as it likes."""
    return actor if _FILE.fullmatch(actor) else hashlib.sha256(actor.encode()).hexdigest()[:16]


def _signed(notes: Iterable[str], logs: Sequence[NoteKey]) -> Iterator[Checkpoint]:
    for note in notes:
        for log in logs:
            with suppress(NoteError):
                yield verify_checkpoint(note, log)[0]
                break


def _convinces(pair: Fork, publics: Iterable[bytes]) -> bool:
    try:
        check_fork(pair, *publics)
    except EvidenceError:
        return False
    return True
