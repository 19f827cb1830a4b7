"""Signatures: Ed25519 under the record's one rule, and ML-DSA-44."""

from __future__ import annotations

from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

PUBLIC_BYTES, SIGNATURE_BYTES, LATTICE_PUBLIC_BYTES = 32, 64, 1312
PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
EIGHTH = (
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
)
SMALL = frozenset((0, 1, PRIME - 1, *(int.from_bytes(bytes.fromhex(one), "little") for one in EIGHTH)))


def _sound(point: bytes) -> bool:
    y = int.from_bytes(point, "little") & (2**255 - 1)
    return y < PRIME and y not in SMALL


@lru_cache(maxsize=4096)
def _ed25519(public: bytes) -> Ed25519PublicKey | None:
    return Ed25519PublicKey.from_public_bytes(public) if len(public) == PUBLIC_BYTES and _sound(public) else None


@lru_cache(maxsize=256)
def _lattice(public: bytes) -> MLDSA44PublicKey | None:
    return MLDSA44PublicKey.from_public_bytes(public) if len(public) == LATTICE_PUBLIC_BYTES else None


def signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the Ed25519 signature holds; R and key of small order, and S above the group order, never do."""
    if (
        len(signature) != SIGNATURE_BYTES
        or int.from_bytes(signature[32:], "little") >= ORDER
        or not _sound(signature[:32])
    ):
        return False
    return _holds(_ed25519(public), message, signature)


def _holds(key: Ed25519PublicKey | MLDSA44PublicKey | None, message: bytes, signature: bytes) -> bool:
    if key is None:
        return False
    try:
        key.verify(signature, message)
    except InvalidSignature:
        return False
    return True


def lattice_signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the ML-DSA-44 signature holds."""
    return _holds(_lattice(public), message, signature)
