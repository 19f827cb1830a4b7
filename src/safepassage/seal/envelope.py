"""A body sealed under a key of its own: destroying the key erases the body and leaves the ledger as it is.

The key encrypts exactly one body, so the nonce may be fixed: AES-GCM breaks when a key meets a nonce twice, and a key that
is used once cannot. The commitment in the public header is keyed too, or a guess at a body could be tried against it.
"""

from __future__ import annotations

import hmac

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
_NONCE = bytes(12)


class SealBrokenError(Exception):
    """The sealed bytes are not what this key and this context sealed."""


def _derived(key32: bytes, purpose: bytes) -> bytes:
    if len(key32) != KEY_BYTES:
        raise ValueError(f"a body's key is {KEY_BYTES} bytes, this is {len(key32)}")
    return hmac.digest(key32, b"safepassage/body/1/" + purpose, "sha256")


def seal_body(key32: bytes, plaintext: bytes, aad: bytes) -> bytes:
    """The plaintext under AES-256-GCM, 16 bytes longer, bound to `aad`. Use a key for one body only.

    Raises:
        ValueError: the key is not 32 bytes.
    """
    return AESGCM(_derived(key32, b"seal")).encrypt(_NONCE, plaintext, aad)


def open_body(key32: bytes, sealed: bytes, aad: bytes) -> bytes:
    """The plaintext.

    Raises:
        ValueError: the key is not 32 bytes.
        SealBrokenError: key, context or bytes are not those of the sealing.
    """
    try:
        return AESGCM(_derived(key32, b"seal")).decrypt(_NONCE, sealed, aad)
    except InvalidTag:
        raise SealBrokenError("the body is not what this key sealed here") from None


def commitment(key32: bytes, plaintext: bytes) -> bytes:
    """32 bytes that bind to the plaintext and say nothing of it without the key.

    Raises:
        ValueError: the key is not 32 bytes.
    """
    return hmac.digest(_derived(key32, b"commitment"), plaintext, "sha256")


def seal_box(key32: bytes, plaintext: bytes, aad: bytes, nonce: bytes) -> bytes:
    """The plaintext under AES-256-GCM behind its nonce: for a key that seals many things. The 12 bytes of `nonce` must be new each time."""
    return nonce + AESGCM(_derived(key32, b"box")).encrypt(nonce, plaintext, aad)


def open_box(key32: bytes, sealed: bytes, aad: bytes) -> bytes:
    """The plaintext.

    Raises:
        SealBrokenError: key, context or bytes are not those of the sealing.
    """
    try:
        return AESGCM(_derived(key32, b"box")).decrypt(sealed[: len(_NONCE)], sealed[len(_NONCE) :], aad)
    except (InvalidTag, ValueError):
        raise SealBrokenError("this is not what the key sealed here") from None
