"""From what a party holds to a proof that convinces a stranger: two exports, or an export and a checkpoint that somebody kept."""

from __future__ import annotations

import base64
import json
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
from safepassage.ledger.entries import leaf_hash, read_header
from safepassage.ledger.evidence import Evidence, EvidenceError, Fork, check_fork, fork, omission, split_view
from safepassage.ledger.export import FORMAT
from safepassage.ledger.facts import ActorAdmitted, KeyRotated
from safepassage.ledger.model import Checkpoint, Entry
from safepassage.ledger.note import NoteError, NoteKey
from safepassage.ledger.receipt import gave, read_receipt

_WITH_KEYS = (ActorAdmitted.KIND, KeyRotated.KIND)


@dataclass(slots=True)
class Shown:
    """What one export shows: its tree, its checkpoints' notes, its entries without their bodies, the keys that it names for each actor."""

    tree: merkle.Hashes = field(default_factory=merkle.Hashes)
    notes: list[str] = field(default_factory=list)
    entries: dict[tuple[str, int], Entry] = field(default_factory=dict)
    keys: defaultdict[str, set[bytes]] = field(default_factory=lambda: defaultdict(set))


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
    if "checkpoint" in plain:
        shown.notes.append(str(plain["checkpoint"]))
    elif "entry" in plain:
        signature = base64.b64decode(plain["signature"], validate=True)
        entry = Entry(len(shown.tree), plain["header"].encode(), signature, b"")
        header = read_header(entry.header)
        shown.tree.append(leaf_hash(entry))
        shown.entries[header.actor, header.sequence] = entry
        if header.kind in _WITH_KEYS and "body" in plain:
            fact = read_canonical(plain["body"])["fact"]
            shown.keys[str(fact["actor"])].add(bytes.fromhex(fact["public"]))


def proofs(
    exports: Sequence[Shown], kept: Iterable[str], receipts: Iterable[str], logs: Sequence[NoteKey]
) -> Iterator[tuple[str, Evidence]]:
    """Every kind of proof that these hold, each checked against its signatures, under a name: `split-view`, `omission-PLACE`, `fork-ACTOR`.

    `kept` are checkpoints' notes from elsewhere, `receipts` signed ones that the party was given, `logs` the log's keys as it knows them.
    Of two histories one proof is given, the one with the smallest checkpoints; of a receipt one; of each actor that signed two entries
    at one place of its sequence, the first.

    Raises:
        ValueError: a receipt is none.
    """
    notes = dict.fromkeys([note for shown in exports for note in shown.notes] + list(kept))
    points = {log.text(): sorted(_signed(notes, log), key=lambda point: (point.size, point.note)) for log in logs}
    split = next((found for log in logs for found in _split(exports, points[log.text()])), None)
    if split is not None:
        yield "split-view", split
    for text in receipts:
        said = read_receipt(text)
        left_out = (
            found
            for log in logs
            if gave(said, log)
            for point in points[log.text()]
            for shown in exports
            if (found := omission(text, point.note, shown.tree)) is not None
        )
        proof = next(left_out, None)
        if proof is not None:
            yield f"omission-{said.place}", proof
    yield from _forks(exports)


def _split(exports: Sequence[Shown], points: Sequence[Checkpoint]) -> Iterator[Evidence]:
    for place, other in enumerate(points):
        for one in points[:place]:
            for shown in exports:
                found = split_view(one.note, other.note, shown.tree)
                if found is not None:
                    yield found


def _forks(exports: Sequence[Shown]) -> Iterator[tuple[str, Fork]]:
    told = set()
    for one, other in combinations(exports, 2):
        for place in sorted(one.entries.keys() & other.entries.keys()):
            actor = place[0]
            pair = fork(one.entries[place], other.entries[place]) if actor not in told else None
            if pair is not None and _convinces(pair, one.keys[actor] | other.keys[actor]):
                told.add(actor)
                yield f"fork-{actor}", pair


def _signed(notes: Iterable[str], log: NoteKey) -> Iterator[Checkpoint]:
    for note in notes:
        with suppress(NoteError):
            yield verify_checkpoint(note, log)[0]


def _convinces(pair: Fork, publics: Iterable[bytes]) -> bool:
    for public in publics:
        try:
            check_fork(pair, public)
        except EvidenceError:
            continue
        return True
    return False
