"""The witnesses of a simulated run: one of each side and the mediator's, each with a memory of its own, and their quorum.

Each is the real rule of a witness. What is kept beside it, for the checks, is what each truly gave its word for.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from safepassage.ledger import merkle, witness
from safepassage.ledger.checkpoint import add_cosignature, cosign, make_checkpoint, witness_key
from safepassage.ledger.entries import leaf_hash
from safepassage.ledger.evidence import check_evidence, split_view
from safepassage.ledger.model import Checkpoint, Entry
from safepassage.ledger.note import NoteError, NoteKey
from safepassage.ledger.policy import judge, parse_policy
from safepassage.ledger.proof import Proof, ProofError, check_proof, read_proof
from safepassage.operations import signing, witnessing
from safepassage.operations.house import DESK, House
from safepassage.operations.record import read_recorded
from safepassage.passes.state import ManifestRow
from safepassage.seal.keys import public_key, sign

NAMES = ("gaza", "egypt", "mediator")


def _seed(name: str) -> bytes:
    return hashlib.sha256(f"witness {name}".encode()).digest()


@dataclass(frozen=True)
class Word:
    """What a device is shown of its manifest: the entry that fixed it with its key, and a proof under a checkpoint."""

    entry: Entry
    key: bytes
    proof: str


class Witnesses:
    """The three, and what passes between them and the server."""

    def __init__(self, log: NoteKey) -> None:
        self.log = log
        self.names = NAMES
        self.keys = {name: witness_key(name, public_key(_seed(name))) for name in NAMES}
        self.memory = {name: {log.name: witness.Watched(log.name, (log,))} for name in NAMES}
        self.policy = replace(parse_policy(self.quorum(), "quorum"), logs=(log,))
        self.believed = dict.fromkeys(NAMES, 0)  # how far the server thinks that each has come
        self.vouched: dict[str, tuple[int, bytes]] = dict.fromkeys(NAMES, (0, b""))
        self.fixed: dict[str, set[str]] = {name: set() for name in NAMES}  # digests of manifests under its word
        self.given: dict[int, set[str]] = {}  # who gave the server its word for the checkpoint of a size
        self.known: dict[str, bool] = {}
        self.tree = merkle.Hashes()  # of the record as far as it was needed
        self.cut: set[str] = set()
        self.reported: set[str] = set()

    def copy(self) -> Witnesses:
        other = Witnesses(self.log)
        other.memory = {name: dict(held) for name, held in self.memory.items()}
        other.believed, other.vouched = dict(self.believed), dict(self.vouched)
        other.fixed = {name: set(held) for name, held in self.fixed.items()}
        other.given = {size: set(names) for size, names in self.given.items()}
        return other

    def quorum(self) -> str:
        """The quorum file: each side and the mediator."""
        lines = [f"witness {name} {self.keys[name].text()}" for name in NAMES]
        return "\n".join([*lines, f"group everybody all {' '.join(NAMES)}", "quorum everybody", ""])

    def ask(self, house: House, name: str, now, *, lost: bool = False) -> None:
        """Show one witness the record as it stands. `lost`: its answer never arrives. What it objects to stands in `reported`."""
        memory = self.memory[name]
        old = self.believed[name]
        if old <= house.store.latest.size:
            request, point = witnessing.request_for(house, old, self.tree)
        else:  # the record is smaller than what this witness knows of it: it is shown all the same
            point = signing_now(house)
            request = witness.Request(old, (), point.note).text()
        signer = witness.Cosigner(self.keys[name], lambda message: sign(_seed(name), message))
        answer = witness.add_checkpoint(request, memory, [signer], now)
        known = memory[self.log.name]
        if answer.remember is not None:
            memory[self.log.name] = answer.remember
        if answer.status == witness.OK:
            self._vouch(house, name, point, answer.body, lost=lost)
            return
        if answer.kind == witness.SIZE_TYPE and int(answer.body) != old:
            self.believed[name] = int(
                answer.body
            )  # it was believed to be elsewhere: a stale size, not a contradiction yet
            self.ask(house, name, now, lost=lost)
            return
        self.reported.add(name)
        tree = self.grown(house)
        shown = answer.evidence or split_view(known.note, point.note, tree if len(tree) >= known.size else None)
        if shown is not None:
            check_evidence(shown, self.log)

    def _vouch(self, house: House, name: str, point: Checkpoint, body: str, *, lost: bool) -> None:
        covered = {row.digest for row in house.store.tables.select(ManifestRow) if row.entry < point.size}
        self.fixed[name] |= covered
        if point.size >= self.vouched[name][0]:
            self.vouched[name] = (point.size, point.root)
        if not lost:
            witnessing.take_cosignatures(house, body)
            self.given.setdefault(point.size, set()).add(name)
            self.believed[name] = point.size

    def begins(self, house: House, name: str) -> bool:
        """Whether what a witness gave its word for is the beginning of what the ledger holds."""
        size, root = self.vouched[name]
        tree = self.grown(house)
        return size == 0 or (size <= len(tree) and tree.root(size) == root)

    def whole(self, digest: str) -> bool:
        """Whether the whole quorum truly gave its word for a manifest."""
        return all(digest in self.fixed[name] for name in NAMES)

    def has_all(self, row: ManifestRow) -> bool:
        """Whether the server has the whole quorum's word for one checkpoint beyond a manifest."""
        return any(size > row.entry and names >= set(NAMES) for size, names in self.given.items())

    def judged(self, note: str) -> bool:
        """Whether the quorum cosigned it: the product's rule, asked once for each note."""
        if note not in self.known:
            self.known[note] = judge(note, self.policy).witnessed
        return self.known[note]

    # What a device is shown, and what it believes
    def word_for(self, house: House, row: ManifestRow) -> Word | None:
        """What an honest server shows for a manifest: a proof under the largest checkpoint that is witnessed; None before there is one."""
        points = sorted((one for size, one in house.store.notes.items() if size > row.entry), key=lambda one: -one.size)
        point = next((one for one in points if self.judged(one.note)), None)
        return None if point is None else self._word(house, row, point)

    def false_word(self, house: House, row: ManifestRow, how: int, now) -> Word:
        """What an operator who colludes with one side can make: the log's word, that side's, and others' words of another tree."""
        kept = [one for one in house.store.notes.values() if one.size <= row.entry]
        size = house.store.latest.size
        root = self.grown(house).root(size)
        point = make_checkpoint(
            self.log.name, size, root, house.keys.public(DESK), lambda message: house.keys.sign(DESK, message)
        )
        if how % 3:
            side = NAMES[how % 2]
            point = add_cosignature(
                point, cosign(point, self.keys[side], lambda message: sign(_seed(side), message), now)
            )
        if how % 3 == 2 and kept:
            lines = [line for line in kept[-1].note.splitlines(keepends=True) if line.startswith("\u2014 mediator ")]
            point = replace(point, note=point.note + "".join(lines))
        return self._word(house, row, point)

    def grown(self, house: House) -> merkle.Hashes:
        """The tree of what the ledger holds."""
        for entry, _ in house.store.kept[len(self.tree) :]:
            self.tree.append(leaf_hash(entry))
        return self.tree

    def _word(self, house: House, row: ManifestRow, point: Checkpoint) -> Word:
        entry, key = house.store.kept[row.entry]
        steps = self.grown(house).inclusion(row.entry, point.size)
        return Word(entry, key, Proof(row.entry, steps, point.note).text())

    def believes(self, word: Word | None, digest: str) -> bool:
        """Whether a device may hold the manifest for witnessed: its entry is proven under a checkpoint of the whole quorum."""
        if word is None:
            return False
        try:
            fact = read_recorded(word.entry, word.key).fact
            proof = read_proof(word.proof)
            check_proof(proof, leaf_hash(word.entry), self.log)
            return fact.digest == digest and self.judged(proof.note)
        except (ProofError, NoteError, AttributeError):
            return False


def signing_now(house: House) -> Checkpoint:
    with house.store.work() as work:
        return signing.sign_checkpoint(house, work)
