"""Base45 (RFC 9285), strict: one text for one string of bytes, everything else refused."""

from __future__ import annotations

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_VALUE = {character: value for value, character in enumerate(ALPHABET)}
_TRIPLE = 3
_MOST_PAIR, _MOST_BYTE = 0xFFFF, 0xFF


def encode(raw: bytes) -> str:
    """Three characters for two bytes, two for a last one."""
    text: list[str] = []
    for at in range(0, len(raw) - 1, 2):
        high, low = divmod(raw[at] << 8 | raw[at + 1], 45)
        top, middle = divmod(high, 45)
        text += (ALPHABET[low], ALPHABET[middle], ALPHABET[top])
    if len(raw) % 2:
        middle, low = divmod(raw[-1], 45)
        text += (ALPHABET[low], ALPHABET[middle])
    return "".join(text)


def decode(text: str) -> bytes:
    """The bytes.

    Raises:
        ValueError: a character outside the alphabet, a length no encoding has, or a group too large for its bytes.
    """
    try:
        values = [_VALUE[character] for character in text]
    except KeyError:
        raise ValueError("a character is not of the base45 alphabet") from None
    if len(values) % _TRIPLE == 1:
        raise ValueError("no base45 text has this length")
    raw = bytearray()
    for at in range(0, len(values), _TRIPLE):
        group = values[at : at + _TRIPLE]
        whole = len(group) == _TRIPLE
        number = group[0] + 45 * group[1] + (2025 * group[2] if whole else 0)
        if number > (_MOST_PAIR if whole else _MOST_BYTE):
            raise ValueError("a base45 group is larger than its bytes can hold")
        raw += number.to_bytes(2 if whole else 1, "big")
    return bytes(raw)
