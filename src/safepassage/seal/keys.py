"""Ed25519 keys (RFC 8032) under one rule that every verifier of the project shares.

Libraries disagree on hostile signatures. A signature counts here only where S is below the group order, and neither R nor
the public key is a point of small order or written in a form that is not canonical. Whoever registers a key asks
`check_public_key` first; after that, all implementations we know agree on every signature this rule accepts.
"""

from __future__ import annotations

from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from safepassage.seal.edwards import (
    ORDER,
    PRIME,
    decompress,
    encoded_y,
    in_prime_order_subgroup,
    is_small_order,
)

KEY_BYTES = 32
SIGNATURE_BYTES = 64


@lru_cache(maxsize=64)
def _private(seed: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(seed)


@lru_cache(maxsize=4096)
def _public(raw: bytes) -> Ed25519PublicKey | None:
    if len(raw) != KEY_BYTES or encoded_y(raw) >= PRIME or is_small_order(raw):
        return None
    return Ed25519PublicKey.from_public_bytes(raw)


@lru_cache(maxsize=64)
def public_key(seed: bytes) -> bytes:
    """The 32-byte public key of a 32-byte seed.

    Raises:
        ValueError: the seed is not 32 bytes.
    """
    return _private(seed).public_key().public_bytes_raw()


def sign(seed: bytes, message: bytes) -> bytes:
    """The 64-byte signature of the message by the key of a 32-byte seed.

    Raises:
        ValueError: the seed is not 32 bytes.
    """
    return _private(seed).sign(message)


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature is the key's over the message, under the rule of this file; never raises on bad bytes."""
    if len(signature) != SIGNATURE_BYTES or int.from_bytes(signature[32:], "little") >= ORDER:
        return False
    point = signature[:32]
    if encoded_y(point) >= PRIME or is_small_order(point):
        return False
    key = _public(public)
    if key is None:
        return False
    try:
        key.verify(signature, message)
    except InvalidSignature:
        return False
    return True


def check_public_key(raw: bytes) -> str | None:
    """Why this public key must not be registered, or None where it may be."""
    if len(raw) != KEY_BYTES:
        return f"a public key is {KEY_BYTES} bytes, this is {len(raw)}"
    if is_small_order(raw):
        return "the key is a point of small order: anybody could sign for it"
    point = decompress(raw)
    if point is None:
        return "the bytes are no point of the curve in its one canonical form"
    if not in_prime_order_subgroup(point):
        return "the key lies outside the subgroup of prime order: verifiers would disagree about its signatures"
    return None
