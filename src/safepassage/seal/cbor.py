"""The little of CBOR (RFC 8949) a pass is made of, in its deterministic form (section 4.2.1) and no other.

Whole numbers of up to 64 bits, byte strings, UTF-8 text, arrays, and maps from whole numbers. No tags, floats, simple values or
indefinite lengths: what is not here cannot be decoded by accident.
"""

from __future__ import annotations

from collections.abc import Mapping

Item = int | bytes | str | list["Item"] | dict[int, "Item"]

_UNSIGNED, _NEGATIVE, _BYTES, _TEXT, _ARRAY, _MAP = range(6)
_ONE_BYTE, _TWO, _FOUR, _EIGHT = 24, 25, 26, 27
_LONGER = {_ONE_BYTE: (1, _ONE_BYTE), _TWO: (2, 1 << 8), _FOUR: (4, 1 << 16), _EIGHT: (8, 1 << 32)}


class CborError(ValueError):
    """The bytes are not one item in the one form this project allows."""


def _head(major: int, argument: int) -> bytes:
    if argument < _ONE_BYTE:
        return bytes((major << 5 | argument,))
    for minor, (width, _) in _LONGER.items():
        if argument < 1 << (8 * width):
            return bytes((major << 5 | minor,)) + argument.to_bytes(width, "big")
    raise CborError("a number has more than 64 bits")


def encode(item: Item) -> bytes:
    """The one encoding of the item.

    Raises:
        CborError: the item holds what a pass cannot.
    """
    if type(item) is int:
        return _head(_UNSIGNED, item) if item >= 0 else _head(_NEGATIVE, -1 - item)
    if isinstance(item, bytes):
        return _head(_BYTES, len(item)) + item
    if isinstance(item, str):
        raw = item.encode()
        return _head(_TEXT, len(raw)) + raw
    if isinstance(item, list):
        return _head(_ARRAY, len(item)) + b"".join(encode(one) for one in item)
    if isinstance(item, dict):
        return _head(_MAP, len(item)) + _encoded_pairs(item)
    raise CborError(f"{type(item).__name__} has no place in a pass")


def _encoded_pairs(pairs: Mapping[int, Item]) -> bytes:
    return b"".join(key + value for key, value in sorted((encode(key), encode(one)) for key, one in pairs.items()))


def decode(raw: bytes, depth: int = 1) -> Item:
    """The one item the bytes hold; arrays and maps may nest `depth` deep, the outermost counting as 1.

    Raises:
        CborError: anything that is not the deterministic encoding of one item of this kind.
    """
    item, end = _item(raw, 0, depth)
    if end != len(raw):
        raise CborError("bytes follow the item")
    return item


def _argument(raw: bytes, at: int) -> tuple[int, int, int]:
    if at >= len(raw):
        raise CborError("the bytes end too soon")
    major, minor = raw[at] >> 5, raw[at] & 31
    if major > _MAP:
        raise CborError("tags, floats and simple values have no place in a pass")
    if minor < _ONE_BYTE:
        return major, minor, at + 1
    if minor not in _LONGER:
        raise CborError("indefinite and reserved lengths have no place in a pass")
    width, least = _LONGER[minor]
    end = at + 1 + width
    if end > len(raw):
        raise CborError("the bytes end too soon")
    argument = int.from_bytes(raw[at + 1 : end], "big")
    if argument < least:
        raise CborError("a number is written longer than it need be")
    return major, argument, end


def _item(raw: bytes, at: int, depth: int) -> tuple[Item, int]:
    major, argument, at = _argument(raw, at)
    if major == _UNSIGNED:
        return argument, at
    if major == _NEGATIVE:
        return -1 - argument, at
    if major in (_BYTES, _TEXT):
        return _string(raw, at, argument, text=major == _TEXT)
    if depth < 1:
        raise CborError("arrays or maps are nested too deep")
    if major == _ARRAY:
        return _array(raw, at, argument, depth)
    return _map(raw, at, argument, depth)


def _string(raw: bytes, at: int, length: int, *, text: bool) -> tuple[Item, int]:
    end = at + length
    if end > len(raw):
        raise CborError("the bytes end too soon")
    if not text:
        return raw[at:end], end
    try:
        return raw[at:end].decode(), end
    except UnicodeDecodeError:
        raise CborError("a text is not UTF-8") from None


def _array(raw: bytes, at: int, count: int, depth: int) -> tuple[Item, int]:
    if count > len(raw) - at:
        raise CborError("the bytes end too soon")
    items = []
    for _ in range(count):
        item, at = _item(raw, at, depth - 1)
        items.append(item)
    return items, at


def _map(raw: bytes, at: int, count: int, depth: int) -> tuple[Item, int]:
    pairs: dict[int, Item] = {}
    last = b""
    for _ in range(count):
        start = at
        key, at = _item(raw, at, 0)
        if type(key) is not int:
            raise CborError("a key is not a whole number")
        if raw[start:at] <= last:
            raise CborError("keys are out of order, or one stands twice")
        last = raw[start:at]
        pairs[key], at = _item(raw, at, depth - 1)
    return pairs, at
