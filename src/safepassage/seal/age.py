"""Files sealed in the format age (age-encryption.org/v1): under a passphrase, or to the holder of an identity.

The library draws its own randomness, so two sealings of one text differ; both open. A passphrase is stretched by scrypt, at a cost
of about a second on the machine that seals.
"""

from __future__ import annotations

import pyrage  # type: ignore[import-untyped]  # it ships no types, and no other file uses it

from safepassage.seal.envelope import SealBrokenError


def seal_with_passphrase(plaintext: bytes, passphrase: str) -> bytes:
    """The text as an age file that the passphrase opens."""
    return bytes(pyrage.passphrase.encrypt(plaintext, passphrase))


def open_with_passphrase(sealed: bytes, passphrase: str) -> bytes:
    """The text.

    Raises:
        SealBrokenError: the passphrase is another, or the file was changed.
    """
    try:
        return bytes(pyrage.passphrase.decrypt(sealed, passphrase))
    except pyrage.DecryptError:
        raise SealBrokenError("the passphrase does not open this, or it was changed") from None


def new_identity() -> tuple[str, str]:
    """A new identity that opens (secret), and the recipient that seals to it (public)."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def recipient_of(identity: str) -> str:
    """The recipient that seals to this identity.

    Raises:
        ValueError: this is no identity.
    """
    try:
        return str(pyrage.x25519.Identity.from_str(identity).to_public())
    except pyrage.IdentityError:
        raise ValueError("this is no identity") from None


def seal_to(plaintext: bytes, recipient: str) -> bytes:
    """The text as an age file that only the recipient's identity opens.

    Raises:
        ValueError: this is no recipient.
    """
    try:
        return bytes(pyrage.encrypt(plaintext, [pyrage.x25519.Recipient.from_str(recipient)]))
    except pyrage.RecipientError:
        raise ValueError("this is no recipient") from None


def open_as(sealed: bytes, identity: str) -> bytes:
    """The text.

    Raises:
        SealBrokenError: the identity is none, is another's, or the file was changed.
    """
    try:
        return bytes(pyrage.decrypt(sealed, [pyrage.x25519.Identity.from_str(identity)]))
    except (pyrage.DecryptError, pyrage.IdentityError):
        raise SealBrokenError("this identity does not open this, or it was changed") from None
