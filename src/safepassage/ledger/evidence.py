"""Proofs of misconduct that convince a stranger: they hold signatures of the accused, and anybody with its key can check them."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from safepassage.kernel.canonical import canonical, read_canonical
from safepassage.ledger import merkle
from safepassage.ledger.checkpoint import parse_checkpoint, verify_checkpoint
from safepassage.ledger.entries import EntryError, leaf_hash, open_entry, read_header, signed_bytes
from safepassage.ledger.model import Checkpoint, Entry
from safepassage.ledger.note import NoteError, NoteKey
from safepassage.ledger.receipt import Receipt, gave, read_receipt
from safepassage.seal import envelope, keys


class EvidenceError(ValueError):
    """What is offered as evidence proves nothing."""


@dataclass(frozen=True, slots=True)
class SplitView:
    """Two checkpoints that the log signed and that cannot both begin one history.

    Of one size they differ in the root. Of two sizes, `steps` prove that the larger tree begins with `other_root`, and the smaller
    checkpoint says another root: a consistency proof against the log.
    """

    first: str
    second: str
    other_root: bytes = b""
    steps: tuple[bytes, ...] = ()

    def text(self) -> str:
        """The evidence as one canonical text."""
        steps: list[Any] = [step.hex() for step in self.steps]
        return canonical(
            {
                "evidence": "split-view/1",
                "first": self.first,
                "second": self.second,
                "other_root": self.other_root.hex(),
                "steps": steps,
            }
        )

    def says(self) -> str:
        """What it proves."""
        return "the log signed two histories"


@dataclass(frozen=True, slots=True)
class Omission:
    """The log's receipt for an entry, and a checkpoint of the log whose tree holds another leaf at that place (`steps` prove it)."""

    receipt: str
    checkpoint: str
    leaf: bytes
    steps: tuple[bytes, ...]

    def text(self) -> str:
        """The evidence as one canonical text."""
        steps: list[Any] = [step.hex() for step in self.steps]
        return canonical(
            {
                "evidence": "omission/1",
                "receipt": self.receipt,
                "checkpoint": self.checkpoint,
                "leaf": self.leaf.hex(),
                "steps": steps,
            }
        )

    def says(self) -> str:
        """What it proves."""
        return "the log gave a receipt for an entry, and signed a record that holds another in its place"


@dataclass(frozen=True, slots=True)
class FalseReceipt:
    """The log's receipt for an entry, and header and signature of the entry with that leaf hash: it is not the one the receipt names."""

    receipt: str
    entry: tuple[bytes, bytes]

    def text(self) -> str:
        """The evidence as one canonical text."""
        shown = [self.entry[0].decode(), base64.b64encode(self.entry[1]).decode()]
        return canonical({"evidence": "false-receipt/1", "receipt": self.receipt, "entry": list(shown)})

    def says(self) -> str:
        """What it proves."""
        return "the log gave a receipt for an entry, and what it signed for is another one"


@dataclass(frozen=True, slots=True)
class TwoReceipts:
    """Two receipts of the log that cannot both be true of one record."""

    first: str
    second: str

    def text(self) -> str:
        """The evidence as one canonical text."""
        return canonical({"evidence": "two-receipts/1", "first": self.first, "second": self.second})

    def says(self) -> str:
        """What it proves."""
        return "the log gave two receipts that cannot both be true of one record"


@dataclass(frozen=True, slots=True)
class Fork:
    """Two entries that one actor signed at one place of its own sequence: its key was cloned, or it told two stories.

    Header and signature of each, as they are kept.
    """

    first: tuple[bytes, bytes]
    second: tuple[bytes, bytes]

    def text(self) -> str:
        """The evidence as one canonical text."""
        return canonical(
            {
                "evidence": "fork/1",
                "first": [self.first[0].decode(), base64.b64encode(self.first[1]).decode()],
                "second": [self.second[0].decode(), base64.b64encode(self.second[1]).decode()],
            }
        )

    def says(self) -> str:
        """What it proves."""
        return (
            "one actor wrote two entries at one place of its own sequence: its key was cloned, or it told two stories"
        )


@dataclass(frozen=True, slots=True)
class DeviceFork:
    """Two entries that one actor signed, whose bodies hold two records of one device at one place of its own sequence: it was cloned.

    Header, signature, body and the body's key of each: whoever gets this can read these two bodies and no other.
    """

    first: tuple[bytes, bytes, bytes, bytes]
    second: tuple[bytes, bytes, bytes, bytes]

    def text(self) -> str:
        """The evidence as one canonical text."""
        return canonical({"evidence": "device-fork/1", "first": _opened(self.first), "second": _opened(self.second)})

    def says(self) -> str:
        """What it proves."""
        return "one device wrote two records at one place of its sequence: it was cloned, or its memory was turned back"


Evidence = SplitView | Omission | FalseReceipt | TwoReceipts | Fork | DeviceFork


def _opened(entry: tuple[bytes, bytes, bytes, bytes]) -> list[Any]:
    header, signature, body, key = entry
    return [header.decode(), base64.b64encode(signature).decode(), body.decode(), key.hex()]


def _read_opened(four: list[str]) -> tuple[bytes, bytes, bytes, bytes]:
    header, signature, body, key = four
    return header.encode(), base64.b64decode(signature, validate=True), body.encode(), bytes.fromhex(key)


def device_fork(first: tuple[Entry, bytes], second: tuple[Entry, bytes]) -> DeviceFork:
    """The evidence of two entries with their bodies' keys.

    Raises:
        EntryError: a key does not open its body.
    """
    one, other = ((entry.header, entry.signature, open_entry(entry, key), key) for entry, key in (first, second))
    return DeviceFork(one, other)


def check_device_fork(evidence: DeviceFork, *publics: bytes) -> None:
    """Be convinced that the holder of these keys put two records of one device at one place into the record.

    Raises:
        EvidenceError: it proves nothing.
    """
    places, of = [], set()
    for header, signature, body, key in (evidence.first, evidence.second):
        try:
            read = read_header(header)
            committed = read.body
            fact = read_canonical(body)["fact"]
            record, side = str(fact["record"]), str(fact["side"])
        except (EntryError, ValueError, TypeError, KeyError, RecursionError):
            raise EvidenceError("what is shown is no entry with a record") from None
        if not _signed_by(publics, header, signature):
            raise EvidenceError("this key did not sign both entries")
        if len(key) != envelope.KEY_BYTES or envelope.commitment(key, body).hex() != committed:
            raise EvidenceError("a body is not the one its header commits to")
        places.append(record.rpartition("/"))
        of.add((read.operation, read.actor, read.kind, side))
    (one, _, check), (other, _, other_check) = places
    # A side may work two operations, or a rehearsal before it, with one key: their devices count each for itself. Where the desk wrote
    # in the place of two sides, devices of two parties may bear one name.
    if len(of) > 1 or not one or one != other or check == other_check:
        raise EvidenceError("the records are not two of one device at one place")


def read_evidence(text: str) -> Evidence:
    """The evidence a text holds, not yet checked.

    Raises:
        EvidenceError: the text is no evidence.
    """
    try:
        data = read_canonical(text)
        match data["evidence"]:
            case "split-view/1":
                steps = tuple(bytes.fromhex(step) for step in data["steps"])
                return SplitView(str(data["first"]), str(data["second"]), bytes.fromhex(data["other_root"]), steps)
            case "omission/1":
                steps = tuple(bytes.fromhex(step) for step in data["steps"])
                return Omission(str(data["receipt"]), str(data["checkpoint"]), bytes.fromhex(data["leaf"]), steps)
            case "false-receipt/1":
                return FalseReceipt(str(data["receipt"]), _signed(data["entry"]))
            case "two-receipts/1":
                return TwoReceipts(str(data["first"]), str(data["second"]))
            case "fork/1":
                return Fork(_signed(data["first"]), _signed(data["second"]))
            case "device-fork/1":
                return DeviceFork(_read_opened(data["first"]), _read_opened(data["second"]))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        pass
    raise EvidenceError("the text is no evidence of a kind known here")


def _signed(pair: list[str]) -> tuple[bytes, bytes]:
    header, signature = pair
    return header.encode(), base64.b64decode(signature, validate=True)


def split_view(first: str, second: str, tree: merkle.Hashes | None = None) -> SplitView | None:
    """Evidence that two checkpoints contradict each other, or None where they do not.

    `tree` holds the entries of the larger; without it only checkpoints of one size can be compared.
    """
    one, other = sorted((parse_checkpoint(first), parse_checkpoint(second)), key=lambda point: point.size)
    if one.size == other.size:
        return SplitView(one.note, other.note) if one.root != other.root else None
    if tree is None or len(tree) < other.size or tree.root(other.size) != other.root or one.size == 0:
        return None
    root = tree.root(one.size)
    return None if root == one.root else SplitView(one.note, other.note, root, tree.consistency(one.size, other.size))


def _of_the_log(note: str, logs: Sequence[NoteKey]) -> Checkpoint:
    """The checkpoint, signed by one of the log's keys.

    Raises:
        NoteError: none of them did, or it is no checkpoint.
    """
    why = NoteError("no key is given")
    for log in logs:
        try:
            return verify_checkpoint(note, log)[0]
        except NoteError as error:
            why = error
    raise why


def check_split_view(evidence: SplitView, *logs: NoteKey) -> None:
    """Be convinced that the log showed two histories; `logs` are its keys, several where it was given another.

    Raises:
        EvidenceError: the two checkpoints do not contradict each other as claimed.
        NoteError: the log did not sign both.
    """
    one, other = _of_the_log(evidence.first, logs), _of_the_log(evidence.second, logs)
    if one.origin != other.origin:
        raise EvidenceError("the two checkpoints are of two logs")
    if one.size == other.size:
        if one.root == other.root:
            raise EvidenceError("the two checkpoints are of one tree")
        return
    shown = merkle.check_consistency(one.size, other.size, evidence.steps, evidence.other_root, other.root)
    if one.size == 0 or not shown or evidence.other_root == one.root:
        raise EvidenceError("it is not shown that the larger tree begins with another root")


def omission(receipt: str, checkpoint: str, tree: merkle.Hashes) -> Omission | None:
    """Evidence that the entry of a receipt is not where the log said, in the tree under this checkpoint; None where it is.

    `tree` holds at least the entries of the checkpoint.

    Raises:
        ValueError: the receipt or the checkpoint is none.
    """
    said, point = read_receipt(receipt), parse_checkpoint(checkpoint)
    if not said.place < point.size <= len(tree) or tree.root(point.size) != point.root:
        return None
    leaf = tree.leaf(said.place)
    return (
        None if leaf.hex() == said.leaf else Omission(receipt, checkpoint, leaf, tree.inclusion(said.place, point.size))
    )


def check_omission(evidence: Omission, *logs: NoteKey) -> None:
    """Be convinced that the log gave a receipt for an entry and signed a record without it; `logs` as for `check_split_view`.

    Raises:
        EvidenceError: the two do not contradict each other as claimed.
        NoteError: the log did not sign the checkpoint.
    """
    point, said = _of_the_log(evidence.checkpoint, logs), _given(evidence.receipt, logs)
    if said.operation != point.origin:
        raise EvidenceError("receipt and checkpoint are of two logs")
    shown = merkle.check_inclusion(evidence.leaf, said.place, point.size, evidence.steps, point.root)
    if not shown or evidence.leaf.hex() == said.leaf:
        raise EvidenceError("it is not shown that another entry stands in the place of the receipt")


def _given(receipt: str, logs: Sequence[NoteKey]) -> Receipt:
    try:
        said = read_receipt(receipt)
    except ValueError as error:
        raise EvidenceError(str(error)) from None
    if not any(gave(said, log) for log in logs):
        raise EvidenceError("the log did not give this receipt")
    return said


def false_receipt(receipt: str, entry: Entry) -> FalseReceipt | None:
    """Evidence that a receipt is of another entry than it names, None where it is of that one or this entry has another leaf hash.

    Raises:
        ValueError: the receipt or the entry is none.
    """
    said, header = read_receipt(receipt), read_header(entry.header)
    named = (header.operation, header.actor, header.sequence) == (said.operation, said.actor, said.sequence)
    return (
        None if named or leaf_hash(entry).hex() != said.leaf else FalseReceipt(receipt, (entry.header, entry.signature))
    )


def check_false_receipt(evidence: FalseReceipt, *logs: NoteKey) -> None:
    """Be convinced that the log gave a receipt in the name of an entry that it is not of.

    Raises:
        EvidenceError: the log did not give it, or it is of the entry that it names.
    """
    _given(evidence.receipt, logs)
    header, signature = evidence.entry
    try:
        shown = false_receipt(evidence.receipt, Entry(0, header, signature, b""))
    except ValueError:
        shown = None
    if shown is None or len(signature) != keys.SIGNATURE_BYTES:
        raise EvidenceError("it is not shown that the receipt is of another entry than it names")


def check_two_receipts(evidence: TwoReceipts, *logs: NoteKey) -> None:
    """Be convinced that the log gave two receipts that cannot both be true.

    Raises:
        EvidenceError: it did not give both, or both can be true.
    """
    if not contradict(_given(evidence.first, logs), _given(evidence.second, logs)):
        raise EvidenceError("both receipts can be true of one record")


def contradict(one: Receipt, other: Receipt) -> bool:
    """Whether two receipts cannot both be true: a place, a leaf and an actor's number belong to one entry each."""
    shared = (
        one.place == other.place or one.leaf == other.leaf or (one.actor, one.sequence) == (other.actor, other.sequence)
    )
    return one.operation == other.operation and shared and one.signed() != other.signed()


def fork(first: Entry, second: Entry) -> Fork | None:
    """Evidence that one actor wrote two entries at one place of its sequence, or None where these are not two such."""
    if (first.header, first.signature) == (second.header, second.signature):
        return None
    one, other = read_header(first.header), read_header(second.header)
    same = (one.operation, one.actor, one.sequence) == (other.operation, other.actor, other.sequence)
    return Fork((first.header, first.signature), (second.header, second.signature)) if same else None


def check_fork(evidence: Fork, *publics: bytes) -> str:
    """Be convinced that the holder of these keys wrote twice at one place; the actor's name.

    Raises:
        EvidenceError: the two entries are not two of one actor at one place, or the key did not sign both.
    """
    try:
        one, other = read_header(evidence.first[0]), read_header(evidence.second[0])
    except EntryError:
        raise EvidenceError("what is shown is no entry") from None
    if (one.operation, one.actor, one.sequence) != (other.operation, other.actor, other.sequence) or one == other:
        raise EvidenceError("the entries are not two of one actor at one place")
    for header, signature in (evidence.first, evidence.second):
        if not _signed_by(publics, header, signature):
            raise EvidenceError("this key did not sign both entries")
    return one.actor


def _signed_by(publics: Sequence[bytes], header: bytes, signature: bytes) -> bool:
    return any(keys.verify(public, signed_bytes(header), signature) for public in publics)


def check_evidence(evidence: Evidence, *accused: NoteKey) -> None:
    """Be convinced by any kind; `accused` are the keys of the accused, several where it was given another in the course of time.

    Raises:
        EvidenceError: it proves nothing.
    """
    publics = tuple(key.public for key in accused)
    try:
        match evidence:
            case SplitView():
                check_split_view(evidence, *accused)
            case Omission():
                check_omission(evidence, *accused)
            case FalseReceipt():
                check_false_receipt(evidence, *accused)
            case TwoReceipts():
                check_two_receipts(evidence, *accused)
            case DeviceFork():
                check_device_fork(evidence, *publics)
            case Fork():
                check_fork(evidence, *publics)
    except NoteError as error:
        raise EvidenceError(str(error)) from None
