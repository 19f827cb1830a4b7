"""ML-DSA-44 (FIPS 204): signatures that a quantum computer does not forge, for cosignatures beside Ed25519; too long for a pass.

The library mixes fresh randomness into every signature, so two signatures of one message differ; both hold.
"""

from __future__ import annotations

from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

PUBLIC_BYTES = 1312
SIGNATURE_BYTES = 2420


@lru_cache(maxsize=16)
def _private(seed: bytes) -> MLDSA44PrivateKey:
    return MLDSA44PrivateKey.from_seed_bytes(seed)


@lru_cache(maxsize=64)
def _public(raw: bytes) -> MLDSA44PublicKey | None:
    return MLDSA44PublicKey.from_public_bytes(raw) if len(raw) == PUBLIC_BYTES else None


def public_key(seed: bytes) -> bytes:
    """The 1,312-byte public key of a 32-byte seed.

    Raises:
        ValueError: the seed is not 32 bytes.
    """
    return _private(seed).public_key().public_bytes_raw()


def sign(seed: bytes, message: bytes) -> bytes:
    """A 2,420-byte signature of the message by the key of a 32-byte seed.

    Raises:
        ValueError: the seed is not 32 bytes.
    """
    return _private(seed).sign(message)


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature is the key's over the message; never raises on bad bytes."""
    key = _public(public)
    if key is None:
        return False
    try:
        key.verify(signature, message)
    except InvalidSignature:
        return False
    return True
