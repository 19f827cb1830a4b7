"""Keyed tags: what lets two places recognise the same document, pass or person without either holding its number.

Every use has its own domain, and every part is length-prefixed, so no two uses and no two splits of the same text share a tag.
"""

from __future__ import annotations

import hmac
import unicodedata

DOCUMENT_TAG_BYTES = 16
MANIFEST_TAG_BYTES = 8

# 31 characters without 0 O 1 I L. 31 is prime, so that one weighted check character finds every single wrong
# character and every exchange of two characters.
CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_DATA = 15  # 31^15 is 74 bits
_BASE = len(CODE_ALPHABET)
_GROUP = 4
_DASHES = frozenset("-\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}\N{ARABIC TATWEEL}._/")


def derive(pepper: bytes, purpose: str, *parts: str | bytes) -> bytes:
    """32 bytes that only a holder of the pepper can compute: HMAC-SHA-256 over the purpose and the length-prefixed parts."""
    message = bytearray(b"safepassage/derive/1")
    for part in (purpose, *parts):
        raw = part.encode() if isinstance(part, str) else part
        message += b"s" if isinstance(part, str) else b"b"
        message += len(raw).to_bytes(8, "big")
        message += raw
    return hmac.digest(pepper, bytes(message), "sha256")


def document_tag(pepper: bytes, operation: str, issuer: str, number: str) -> str:
    """16 bytes as hex for a document's number, already in its normal form."""
    return derive(pepper, "document", operation, issuer, number)[:DOCUMENT_TAG_BYTES].hex()


def manifest_tag(pepper: bytes, pass_id: str) -> str:
    """8 bytes as hex for a pass in the manifest."""
    return derive(pepper, "manifest", pass_id)[:MANIFEST_TAG_BYTES].hex()


def _check_character(data: str) -> str:
    total = sum(weight * CODE_ALPHABET.index(one) for weight, one in enumerate(data, start=1))
    return CODE_ALPHABET[total % _BASE]


def lookup_code(pepper: bytes, case_id: str) -> str:
    """The secret look-up code of a case, `XXXX-XXXX-XXXX-XXXX`: 74 bits and a check character."""
    number = int.from_bytes(derive(pepper, "look-up", case_id), "big")
    data = ""
    for _ in range(CODE_DATA):
        number, digit = divmod(number, _BASE)
        data += CODE_ALPHABET[digit]
    return _grouped(data + _check_character(data))


def _grouped(code: str) -> str:
    return "-".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))


def check_lookup_code(text: str) -> str | None:
    """The code in its one printed form however it was typed (case, spaces, dashes, digits of any script), or None where it is none."""
    typed = unicodedata.normalize("NFKC", text).upper()
    plain = "".join(_ascii_digit(one) for one in typed if not one.isspace() and one not in _DASHES)
    if len(plain) != CODE_DATA + 1 or any(one not in CODE_ALPHABET for one in plain):
        return None
    if _check_character(plain[:CODE_DATA]) != plain[CODE_DATA]:
        return None
    return _grouped(plain)


def _ascii_digit(one: str) -> str:
    value = unicodedata.decimal(one, None)
    return one if value is None else str(value)
