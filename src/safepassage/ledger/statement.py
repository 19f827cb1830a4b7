"""A statement: a party's answers, signed with its own key where it sits, so that nobody who writes them down can change them.

The party signs a head: operation, party, number, how many rows, and the Merkle root (RFC 9162) over the rows, each hashed with a salt of its own.
Whoever is shown a row with its salt and its path can check it against the head; who is not can guess nothing of it, and a row that was destroyed
leaves the signature over the others as it was.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from safepassage.kernel.canonical import canonical, read_canonical
from safepassage.kernel.plain import Plain
from safepassage.ledger import merkle
from safepassage.seal import keys

CONTEXT = b"safepassage/statement/1\n"
SALT_BYTES = 32
MOST_ROWS = 100_000
MOST_CELL = 400  # signs; no name and no number of a document is longer
MOST_NUMBER = 2**53 - 1  # what a browser counts exactly
MOST_BYTES = 1 << 28
_HEX = re.compile(r"(?:[0-9a-f]{2})*", re.ASCII)

Cells = tuple[str, ...]


def row_leaf(salt: str, cells: Sequence[str]) -> bytes:
    """The leaf hash of a row: its salt (32 bytes as hex) and its cells, as canonical JSON."""
    return merkle.leaf_hash(canonical([salt, list(cells)]).encode())


def head_bytes(operation: str, party: str, number: int, count: int, root: str) -> bytes:
    """What the party signs; `root` is hex."""
    plain: dict[str, Plain] = {
        "count": count,
        "operation": operation,
        "party": party,
        "root": root,
        "statement": number,
    }
    return CONTEXT + canonical(plain).encode()


def head_digest(head: bytes) -> str:
    """By what entries cite a statement: SHA-256 (hex) of what was signed, from which nobody can guess a row."""
    return hashlib.sha256(head).hexdigest()


def is_signed_by(public: bytes, head: bytes, signature: str) -> bool:
    """Whether the holder of this key signed the head; `signature` is hex."""
    return (
        len(signature) == 2 * keys.SIGNATURE_BYTES
        and _is_hex(signature)
        and keys.verify(public, head, bytes.fromhex(signature))
    )


def in_tree(leaf: str, row: int, count: int, path: Sequence[str], root: str) -> bool:
    """Whether the path shows the leaf as that row of a statement with so many rows and that root; all hashes are hex."""
    if not all(_is_hash(one) for one in (leaf, root, *path)):
        return False
    steps = [bytes.fromhex(one) for one in path]
    return merkle.check_inclusion(bytes.fromhex(leaf), row, count, steps, bytes.fromhex(root))


@dataclass(frozen=True)
class Statement:
    """One statement: `number` rises from 1 per party; each row is its salt (hex) and its cells; `signature` is hex."""

    operation: str
    party: str
    number: int
    rows: tuple[tuple[str, Cells], ...]
    signature: str = ""

    @cached_property
    def tree(self) -> merkle.Hashes:
        """The tree over its rows."""
        return merkle.Hashes(row_leaf(salt, cells) for salt, cells in self.rows)

    @property
    def root(self) -> str:
        """The tree's root, hex."""
        return self.tree.root().hex()

    def head(self) -> bytes:
        """What the party signs."""
        return head_bytes(self.operation, self.party, self.number, len(self.rows), self.root)

    def text(self) -> str:
        """One line, canonical JSON."""
        plain: dict[str, Plain] = {
            "operation": self.operation, "party": self.party, "statement": self.number, "root": self.root,
            "rows": [[salt, list(cells)] for salt, cells in self.rows], "signature": self.signature,
        }  # fmt: skip
        return canonical(plain) + "\n"


def signed_statement(bare: Statement, seed: bytes) -> Statement:
    """The statement with the signature of the key of a 32-byte seed."""
    return replace(bare, signature=keys.sign(seed, bare.head()).hex())


def read_statement(raw: bytes) -> Statement:
    """The statement that a file is, in its one form and no other; its signature is not yet checked.

    Raises:
        ValueError: it is none; the text names nobody.
    """
    try:
        if len(raw) > MOST_BYTES:
            raise ValueError("too long")  # noqa: TRY301 - told like every file that is no statement
        data = read_canonical(raw.decode().removesuffix("\n"))
        rows = tuple((salt, tuple(cells)) for salt, cells in data["rows"])
        found = Statement(data["operation"], data["party"], data["statement"], rows, data["signature"])
        if not (_is_sound(found) and found.text().encode() == raw):
            raise ValueError("not its one form")  # noqa: TRY301 - told like every file that is no statement
    except (ValueError, TypeError, KeyError, RecursionError):
        raise ValueError("this is no signed statement of answers") from None
    return found


def _is_sound(one: Statement) -> bool:
    texts = (one.operation, one.party, one.signature)
    return (
        all(isinstance(text, str) and text for text in texts)
        and type(one.number) is int
        and 1 <= one.number <= MOST_NUMBER
        and 1 <= len(one.rows) <= MOST_ROWS
        and len(one.signature) == 2 * keys.SIGNATURE_BYTES
        and _is_hex(one.signature)
        and all(_is_row(salt, cells) for salt, cells in one.rows)
        and len({salt for salt, _ in one.rows}) == len(one.rows)
    )


def _is_row(salt: object, cells: Sequence[object]) -> bool:
    return _is_hash(salt) and all(isinstance(cell, str) and len(cell) <= MOST_CELL for cell in cells)


def _is_hash(text: object) -> bool:
    return isinstance(text, str) and len(text) == 2 * merkle.HASH_BYTES and _is_hex(text)


def _is_hex(text: str) -> bool:
    return _HEX.fullmatch(text) is not None
