"""A receipt: the log's signed word that an entry stands at a place. With it an entry that was left out afterwards is proved to strangers.

The entry is in the record already when the receipt is given, so every checkpoint of more entries must hold it: the word needs no deadline.
An entry holds the hash of its actor's entry before, so the receipt of the newest binds all of that actor's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from safepassage.kernel.canonical import canonical, read_canonical
from safepassage.ledger.entries import leaf_hash, read_header
from safepassage.ledger.model import Entry
from safepassage.ledger.note import NoteKey
from safepassage.seal import keys

CONTEXT = b"safepassage/receipt/1\n"
LEAF_DIGITS = 64


@dataclass(frozen=True, slots=True)
class Receipt:
    """That the entry with this leaf hash (hex) stands at `place`, the actor's `sequence`-th; signed by the log's key (hex)."""

    operation: str
    actor: str
    sequence: int
    place: int
    leaf: str
    signature: str = ""

    def text(self) -> str:
        """One line, canonical JSON."""
        return canonical(self._plain() | {"signature": self.signature}) + "\n"

    def _plain(self) -> dict[str, Any]:
        return {
            "actor": self.actor, "leaf": self.leaf, "operation": self.operation, "receipt": self.place, "sequence": self.sequence,
        }  # fmt: skip

    def signed(self) -> bytes:
        """What the log signs."""
        return CONTEXT + canonical(self._plain()).encode()


def receipt_of(entry: Entry, sign: Callable[[bytes], bytes]) -> Receipt:
    """The receipt of an entry of the record, signed by the log.

    Raises:
        EntryError: the entry is none.
    """
    header = read_header(entry.header)
    bare = Receipt(header.operation, header.actor, header.sequence, entry.index, leaf_hash(entry).hex())
    return Receipt(header.operation, header.actor, header.sequence, entry.index, bare.leaf, sign(bare.signed()).hex())


def read_receipt(text: str) -> Receipt:
    """The receipt that a line is, not yet checked.

    Raises:
        ValueError: the line is none, or not in its one form.
    """
    try:
        data = read_canonical(text.strip())
        whole = Receipt(
            data["operation"], data["actor"], data["sequence"], data["receipt"], data["leaf"], data["signature"]
        )
        texts = (whole.operation, whole.actor, whole.leaf, whole.signature)
        whole_numbers = type(whole.place) is int and type(whole.sequence) is int and whole.place >= 0
        if not (all(isinstance(one, str) for one in texts) and whole_numbers and whole.text() == text.strip() + "\n"):
            raise ValueError("not in its one form")  # noqa: TRY301 - told like every line that is no receipt
        if [bytes.fromhex(one).hex() for one in texts[2:]] != list(texts[2:]) or len(whole.leaf) != LEAF_DIGITS:
            raise ValueError("no hashes in their one form")  # noqa: TRY301 - told like every line that is no receipt
    except (ValueError, TypeError, KeyError, RecursionError):
        raise ValueError("this is no signed receipt") from None
    return whole


def gave(receipt: Receipt, log: NoteKey) -> bool:
    """Whether the log with this key gave the receipt."""
    return receipt.operation == log.name and keys.verify(log.public, receipt.signed(), bytes.fromhex(receipt.signature))
