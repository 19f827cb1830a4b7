"""The costly part of checking entries, each for itself: hashes, headers, bodies, signatures.

Nothing here remembers anything, so pieces of a ledger may be examined anywhere and in any order, in another process too; what an
entry must be after those before it is for `verify.Chain`, which takes what is found here in the ledger's order.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from safepassage.kernel.canonical import read_canonical
from safepassage.ledger.entries import EntryError, leaf_hash, open_under, read_header, signed_bytes
from safepassage.ledger.model import Entry, Header
from safepassage.seal import keys

Sealed = tuple[
    int, bytes, bytes, bytes, bytes | None
]  # an entry's four fields, and its body's key, None where that was destroyed
Claim = tuple[
    bytes, bytes, bytes
]  # the public key, and header and signature of an entry that it is said to have signed


class Examined(NamedTuple):
    """One entry by itself. `header` is None where it cannot be read, and `wrong` says why.

    `body` is the plain data of the body, `broken` the name of the error where the key does not open it to any; both are empty where
    there is no key or no header.
    """

    leaf: bytes
    header: Header | None
    wrong: str = ""
    body: Any = None
    broken: str = ""


def examined(entry: Entry, key: bytes | None) -> Examined:
    """What an entry is by itself, its body opened where there is a key."""
    leaf = leaf_hash(entry)
    try:
        header = read_header(entry.header)
    except EntryError as error:
        return Examined(leaf, None, str(error))
    if key is None:
        return Examined(leaf, header)
    try:
        body = read_canonical(open_under(header, entry, key))
    except (ValueError, TypeError, RecursionError) as error:
        return Examined(leaf, header, broken=type(error).__name__)
    return Examined(leaf, header, body=body)


def examine(pieces: Sequence[Sealed]) -> list[Examined]:
    """Each of these entries by itself, in their order."""
    return [examined(Entry(index, header, signature, body), key) for index, header, signature, body, key in pieces]


def is_signed(claim: Claim) -> bool:
    """Whether the signature is the key's over the header."""
    public, header, signature = claim
    return keys.verify(public, signed_bytes(header), signature)


def check_signatures(claims: Sequence[Claim]) -> list[bool]:
    """Whether each holds, in their order."""
    return [is_signed(claim) for claim in claims]
