"""Receipts: the log's signed word that an entry stands at a place."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from safepassage_audit.entries import HASH, MOST_NUMBER, one_form
from safepassage_audit.notes import Key
from safepassage_audit.signatures import signed

CONTEXT = b"safepassage/receipt/1\n"
FIELDS = frozenset(("actor", "leaf", "operation", "receipt", "sequence", "signature"))
SIGNATURE = re.compile(r"[0-9a-f]{128}", re.ASCII)


@dataclass(frozen=True)
class Receipt:
    """That the entry with this leaf hash stands at `place` and is the actor's `sequence`-th; `message` is what the log signed."""

    operation: str
    actor: str
    sequence: int
    place: int
    leaf: str
    message: bytes
    signature: bytes

    def given_by(self, log: Key) -> bool:
        """Whether the log with this key gave it."""
        return self.operation == log.name and signed(log.public, self.message, self.signature)


def read_receipts(text: str) -> dict[int, list[Receipt]]:
    """The receipts of a file, one a line, by their places.

    Raises:
        ValueError: a line is none, or not in its one form.
    """
    found: dict[int, list[Receipt]] = {}
    for line in text.splitlines():
        one = _receipt(json.loads(line), line)
        found.setdefault(one.place, []).append(one)
    return found


def _receipt(data: Any, line: str) -> Receipt:
    if not isinstance(data, dict) or data.keys() != FIELDS or one_form(data) != line:
        raise ValueError("a line is no receipt in its one form")
    texts = [data[name] for name in ("operation", "actor", "leaf", "signature")]
    numbers = [data["sequence"], data["receipt"]]
    if not all(type(one) is str for one in texts) or not all(
        type(one) is int and 0 <= one <= MOST_NUMBER for one in numbers
    ):
        raise ValueError("a receipt holds something else than it should")
    operation, actor, leaf, signature = texts
    if not HASH.fullmatch(leaf) or not SIGNATURE.fullmatch(signature):
        raise ValueError("a receipt's hash or signature is not of its form")
    message = CONTEXT + one_form({name: data[name] for name in FIELDS if name != "signature"}).encode()
    return Receipt(operation, actor, *numbers, leaf, message, bytes.fromhex(signature))
