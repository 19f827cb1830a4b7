"""Entries: canonical header, the actor's signature over it, and a body sealed under a key of its own.

What an actor signs is the header's bytes behind a line that names their use, so that no signature made for an entry can stand
for anything else.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable, Mapping
from typing import Any

from safepassage.kernel.canonical import canonical, read_canonical
from safepassage.kernel.plain import Plain
from safepassage.ledger import merkle
from safepassage.ledger.model import ActorHead, Entry, Head, Header
from safepassage.seal import envelope

VERSION = 1
MOST_HEADER_BYTES = 4096
_SIGNING = b"safepassage/entry/1\n"
_MOST_NUMBER = 2**53 - 1  # what a browser counts exactly
_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
_TEXTS = ("operation", "kind", "actor", "previous", "clause", "body", "seen_root")
_FIELDS = frozenset((*_TEXTS, "version", "sequence", "deltas", "seen_size"))


class EntryError(ValueError):
    """Bytes that are no entry of this project, or a body that is not the one its header commits to."""


def write_entry(
    head: Head,
    *,
    operation: str,
    kind: str,
    actor: str,
    clause: str,
    deltas: Mapping[str, int],
    body: bytes,
    key: bytes,
    sign: Callable[[bytes], bytes],
    seen: tuple[int, str] = (0, ""),
) -> tuple[Entry, Head]:
    """The entry that follows `head`, and the head with it.

    `body` is the canonical plaintext; `key` 32 bytes never used before; `sign` makes the actor's Ed25519 signature; `seen` is size
    and root (hex) of the newest checkpoint the actor had seen, `(0, "")` for none.

    Raises:
        EntryError: the header would not be one that readers accept.
        ValueError: the key is not 32 bytes.
    """
    own = head.actors.get(actor) or ActorHead(0, "")
    header = Header(
        VERSION,
        operation,
        kind,
        actor,
        own.sequence + 1,
        own.last,
        clause,
        deltas,
        envelope.commitment(key, body).hex(),
        *seen,
    )
    raw = header_bytes(header)
    _check(_plain(header), raw)
    entry = Entry(head.size, raw, sign(_SIGNING + raw), envelope.seal_body(key, body, raw))
    return entry, follow(head, actor, leaf_hash(entry))


def follow(head: Head, actor: str, leaf: bytes) -> Head:
    """The head after one more entry of this actor with this leaf hash."""
    own = head.actors.get(actor)
    own = ActorHead(own.sequence + 1 if own else 1, leaf.hex())
    return Head(head.size + 1, merkle.append(head.frontier, head.size, leaf), {**head.actors, actor: own})


def signed_bytes(header: bytes) -> bytes:
    """What the actor's signature of an entry is over."""
    return _SIGNING + header


def leaf_hash(entry: Entry) -> bytes:
    """The entry's leaf in the tree: over header and signature, never over the sealed body, so that erasing leaves the tree alone."""
    return merkle.leaf_hash(entry.header + entry.signature)


def header_bytes(header: Header) -> bytes:
    """The header's one form: canonical JSON in UTF-8."""
    return canonical(_plain(header)).encode()


def _plain(header: Header) -> dict[str, Plain]:
    return {
        "version": header.version,
        "operation": header.operation,
        "kind": header.kind,
        "actor": header.actor,
        "sequence": header.sequence,
        "previous": header.previous,
        "clause": header.clause,
        "deltas": dict(header.deltas),
        "body": header.body,
        "seen_size": header.seen_size,
        "seen_root": header.seen_root,
    }


def read_header(raw: bytes) -> Header:
    """The header these bytes are.

    Raises:
        EntryError: the bytes are not the one form of a header, or hold more or less than a header does.
    """
    if len(raw) > MOST_HEADER_BYTES:
        raise EntryError("the header is longer than any header")
    try:
        data = read_canonical(raw)
    except (ValueError, TypeError, RecursionError):
        raise EntryError("the header is not canonical JSON") from None
    _check(data, raw)
    return Header(**data)


def _check(data: Any, raw: bytes) -> None:
    """Say what is wrong with a header's plain data."""
    if not isinstance(data, dict) or data.keys() != _FIELDS:
        raise EntryError("the header's fields are not those of a header")
    if len(raw) > MOST_HEADER_BYTES:
        raise EntryError("the header is longer than any header")
    if data["version"] != VERSION or type(data["version"]) is not int:
        raise EntryError("the header is of a version this reader does not know")
    if not all(isinstance(data[name], str) for name in _TEXTS):
        raise EntryError("a text of the header is not text")
    if not (data["operation"] and data["kind"] and data["actor"]):
        raise EntryError("the header names no operation, kind or actor")
    _check_numbers(data)
    _check_hashes(data)


def _check_numbers(data: dict[str, Any]) -> None:
    if not _is_number(data["sequence"], 1) or not _is_number(data["seen_size"], 0):
        raise EntryError("a number of the header is not a whole number in range")
    deltas = data["deltas"]
    if not isinstance(deltas, dict) or not all(_is_number(value, -_MOST_NUMBER) for value in deltas.values()):
        raise EntryError("a count of the header is not a whole number in range")


def _check_hashes(data: dict[str, Any]) -> None:
    if (data["previous"] == "") != (data["sequence"] == 1) or (data["seen_root"] == "") != (data["seen_size"] == 0):
        raise EntryError("the header's hashes do not go with its numbers")
    if not all(
        _HASH.fullmatch(data[name]) for name in ("previous", "body", "seen_root") if data[name] or name == "body"
    ):
        raise EntryError("a hash of the header is not 64 hexadecimal digits")


def _is_number(value: Any, least: int) -> bool:
    return type(value) is int and least <= value <= _MOST_NUMBER


def open_entry(entry: Entry, key: bytes) -> bytes:
    """The plaintext of the entry's body.

    Raises:
        EntryError: the body is not what the key sealed, or not what the header commits to.
    """
    return open_under(read_header(entry.header), entry, key)


def open_under(header: Header, entry: Entry, key: bytes) -> bytes:
    """The same, where the entry's header was read already.

    Raises:
        EntryError: as for `open_entry`.
    """
    try:
        body = envelope.open_body(key, entry.body, entry.header)
    except (ValueError, envelope.SealBrokenError):
        raise EntryError(f"the body of entry {entry.index} is not what its key sealed") from None
    if not hmac.compare_digest(envelope.commitment(key, body).hex(), header.body):
        raise EntryError(f"the body of entry {entry.index} is not the one its header commits to")
    return body
