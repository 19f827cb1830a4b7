"""A key of its own in a file of its own: what a witness signs with, far from the operation."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from safepassage.adapters.files import read_file, write_new
from safepassage.adapters.keyring import refuse_weak
from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.ledger.actors import rotation_message
from safepassage.ledger.checkpoint import witness_key
from safepassage.ledger.note import NoteError, NoteKey
from safepassage.ledger.witness import Cosigner
from safepassage.operations.keys import Handed
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


def make_own_key(
    path: Path, dice: Dice, actor: str, record: str, epoch: int, key: Path | None = None, passphrase: str = ""
) -> Handed:
    """A new key of an actor in a new file; where there is a key before it, that signs it.

    The file is in the form in which a keys folder reads it; under a passphrase, which opens the old key too, in that of `read_own_key` only.

    Raises:
        ProblemsError: the file is there already, the old key cannot be read, the passphrase is weak, or the record's name is missing beside it.
    """
    if passphrase:
        refuse_weak(passphrase)
    old = None if key is None else read_own_key(key, passphrase)
    if old is not None and (not record or epoch < 2):  # noqa: PLR2004 - a key that follows another is the second or later
        what = "the old key signs for one record and one epoch, and they are not both named"
        raise ProblemsError([Problem("--record", what, "Give --record NAME and --epoch N as keys rotate says them")])
    seed = dice.take(32)
    public = keys.public_key(seed).hex()
    raw = seed.hex().encode()
    write_new(path, seal_with_passphrase(raw, passphrase) if passphrase else raw)
    signature = keys.sign(old, rotation_message(record, actor, epoch, public)) if old is not None else b""
    return Handed(public, signature.hex())


def read_own_key(path: Path, passphrase: str = "") -> bytes:
    """The 32-byte seed that `make_own_key` wrote.

    Raises:
        ProblemsError: the file cannot be read, is no key, or the passphrase does not open it.
    """
    raw = read_file(path)
    try:
        if raw.startswith(_AGE):
            raw = open_with_passphrase(raw, passphrase)
        seed = bytes.fromhex(raw.decode().strip())
        keys.public_key(seed)
    except SealBrokenError as error:
        raise ProblemsError([Problem(path.name, str(error), "Give its passphrase: --passphrase-file FILE")]) from None
    except ValueError:
        what = "this is no key of an actor: 64 hexadecimal digits"
        raise ProblemsError([Problem(path.name, what, "Name the file that keys own wrote")]) from None
    return seed


def make_witness_key(path: Path, name: str, kind: str, dice: Dice, passphrase: str = "") -> WitnessKey:
    """A new key in a new file, sealed where a passphrase is given.

    Raises:
        ProblemsError: the name cannot stand on a note, the kind is unknown, or the file is there already.
    """
    if kind not in (ED25519, MLDSA):
        raise ProblemsError([Problem("--kind", f"there is no kind {kind}", f"Use {ED25519} or {MLDSA}")])
    if passphrase:
        refuse_weak(passphrase)
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
