"""A key of its own in a file of its own: what a witness signs with, far from the operation."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from safepassage.adapters.files import read_file, write_new
from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.ledger.checkpoint import witness_key
from safepassage.ledger.note import NoteError, NoteKey
from safepassage.ledger.witness import Cosigner
from safepassage.operations.ports import Dice
from safepassage.seal import keys, lattice
from safepassage.seal.age import open_with_passphrase, seal_with_passphrase
from safepassage.seal.envelope import SealBrokenError

ED25519, MLDSA = "ed25519", "ml-dsa-44"
_AGE = b"age-encryption.org/"


@dataclass(frozen=True, slots=True)
class WitnessKey:
    """A witness's key: its name, its kind, its 32-byte seed."""

    name: str
    kind: str
    seed: bytes

    def public(self) -> NoteKey:
        """The key as it stands in a quorum file."""
        room = lattice if self.kind == MLDSA else keys
        return witness_key(self.name, room.public_key(self.seed))

    def cosigner(self) -> Cosigner:
        """The key and its pen."""
        room = lattice if self.kind == MLDSA else keys
        return Cosigner(self.public(), lambda message: room.sign(self.seed, message))


def make_witness_key(path: Path, name: str, kind: str, dice: Dice, passphrase: str = "") -> WitnessKey:
    """A new key in a new file, sealed where a passphrase is given.

    Raises:
        ProblemsError: the name cannot stand on a note, the kind is unknown, or the file is there already.
    """
    if kind not in (ED25519, MLDSA):
        raise ProblemsError([Problem("--kind", f"there is no kind {kind}", f"Use {ED25519} or {MLDSA}")])
    key = WitnessKey(name, kind, dice.take(32))
    try:
        NoteKey.parse(key.public().text())
    except NoteError as error:
        raise ProblemsError([Problem("name", str(error), "Use a word without spaces and plus signs")]) from None
    text = json.dumps({"kind": kind, "name": name, "seed": key.seed.hex()}).encode()
    write_new(path, seal_with_passphrase(text, passphrase) if passphrase else text)
    return key


def read_witness_key(path: Path, passphrase: str = "") -> WitnessKey:
    """The key in the file.

    Raises:
        ProblemsError: the file cannot be read, is no key, or the passphrase does not open it.
    """
    raw = read_file(path)
    try:
        if raw.startswith(_AGE):
            raw = open_with_passphrase(raw, passphrase)
        told = json.loads(raw)
        key = WitnessKey(str(told["name"]), str(told["kind"]), bytes.fromhex(told["seed"]))
        key.public()
    except SealBrokenError as error:
        raise ProblemsError([Problem(path.name, str(error), "Give its passphrase: --passphrase-file FILE")]) from None
    except (ValueError, KeyError, TypeError):
        raise ProblemsError(
            [Problem(path.name, "this is no key of a witness", "Make one: safepassage keys witness NAME --out FILE")]
        ) from None
    return key
