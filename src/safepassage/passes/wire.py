"""A pass as it is printed: `EV1:` and the base45 text of one strict COSE_Sign1 token. `docs/pass-format.md` is this in words.

The operation's name is signed with every pass but not printed; two bytes of its hash stand in the key id, so that a pass
of another operation is recognised as one. Everything odd is a `Fault`, never an exception and never a pass.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from safepassage.kernel.moment import Moment
from safepassage.passes.model import Pass
from safepassage.seal import base45, cose
from safepassage.terms.model import LONGEST_CATEGORY, LONGEST_LANE

PREFIX = "EV1:"
MOST_CHARACTERS = 600
MOST_NAME_BYTES = 120
_OPERATION_BYTES = 2
_EXPIRES, _FROM, _PASS_ID = 4, 5, 7  # as in CWT (RFC 8392)
_NAME, _BIRTH, _TAG, _CATEGORY, _LANE = -1, -2, -3, -4, -5
_PASS_ID_BYTES, _TAG_BYTES = 10, 16
_EPOCH = date(1970, 1, 1).toordinal()
_FIRST_DAY, _LAST_DAY = date(1800, 1, 1).toordinal() - _EPOCH, date(2199, 12, 31).toordinal() - _EPOCH
_LAST_MOMENT = 2**32 - 1
_PART_OF_BIRTH = re.compile(r"(18|19|20|21)[0-9]{2}(-(0[1-9]|1[0-2]))?", re.ASCII)
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*", re.ASCII)

# Control characters and marks that turn or hide text: a name must look like what it is. Stated as code points, so that every
# reader agrees whatever its Unicode version. The joiners U+200C and U+200D stay: Persian, Urdu and Indic names need them.
_FORBIDDEN = re.compile(
    "[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\uffff]"
)
_SPACES = re.compile("[\u0020\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a text is not a pass of this operation: a stable code, and the sentence for the officer."""

    code: str
    says: str


class _ClaimError(ValueError):
    pass


def _operation_mark(operation: str) -> bytes:
    return hashlib.sha256(b"safepassage/operation/1\0" + operation.encode()).digest()[:_OPERATION_BYTES]


def _context(operation: str) -> bytes:
    return b"safepassage/pass/1\0" + operation.encode()


def key_id(operation: str, public: bytes) -> bytes:
    """The 4-byte id of an issuer's key in an operation: two bytes say which operation, two which key."""
    key = hashlib.sha256(b"safepassage/pass-key/1\0" + operation.encode() + b"\0" + public).digest()
    return _operation_mark(operation) + key[: cose.KID_BYTES - _OPERATION_BYTES]


def pass_keys(operation: str, publics: Iterable[bytes]) -> dict[bytes, bytes]:
    """Public keys by their id, as `read_pass` takes them.

    Raises:
        ValueError: two different keys have one id; make the newer key again.
    """
    keys: dict[bytes, bytes] = {}
    for public in publics:
        if keys.setdefault(key_id(operation, public), public) != public:
            raise ValueError("two issuer keys have one id: make the newer key again")
    return keys


def printable_name(name: str) -> str:
    """The name as a pass carries it: composed (NFC), without marks that turn or hide text, single spaces, at most 120 bytes."""
    text = _SPACES.sub(" ", _FORBIDDEN.sub("", unicodedata.normalize("NFC", re.sub(r"[\t\r\n]", " ", name))))
    return text.encode()[:MOST_NAME_BYTES].decode(errors="ignore").strip(" ")


def pass_text(says: Pass, sign: Callable[[bytes], bytes], kid: bytes) -> str:
    """The printed text of a pass. `sign` makes the issuer's Ed25519 signature; `kid` is `key_id` of that key.

    The name is brought to its printable form first, so no name stops a person.

    Raises:
        ValueError: a field is not of its form, or the key id is of another operation.
    """
    if kid[:_OPERATION_BYTES] != _operation_mark(says.operation):
        raise ValueError("the key id is not of the pass's operation")
    claims = _to_claims(says)
    _from_claims(claims, says.operation)
    return PREFIX + base45.encode(cose.seal_token(claims, kid, _context(says.operation), sign))


def read_pass(text: str, keys: Mapping[bytes, bytes], operation: str) -> Pass | Fault:
    """What a printed text says, or why it is not a pass of this operation. `keys` is as `pass_keys` makes it.

    Whether the pass is in force now is not asked here: times, manifest and document are the gate's to check.
    """
    try:
        token = cose.open_token(_token_bytes(text))
    except cose.CoseError as error:
        return Fault(error.code, str(error))
    if token.kid[:_OPERATION_BYTES] != _operation_mark(operation):
        return Fault("other-operation", "this pass belongs to another operation")
    public = keys.get(token.kid)
    if public is None:
        return Fault("unknown-key", "the key that signed this pass is not known here")
    if not cose.signature_holds(token, _context(operation), public):
        return Fault("signature", "the signature does not hold: the pass is forged or was changed")
    try:
        return _from_claims(token.claims, operation)
    except _ClaimError as error:
        return Fault("claims", str(error))


def _token_bytes(text: str) -> bytes:
    if not text.startswith(PREFIX):
        raise cose.CoseError("prefix", "this is not the code of a pass")
    if len(text) > MOST_CHARACTERS:
        raise cose.CoseError("length", "the code is longer than any pass")
    try:
        return base45.decode(text[len(PREFIX) :])
    except ValueError as error:
        raise cose.CoseError("base45", str(error)) from None


def _to_claims(says: Pass) -> cose.Claims:
    claims: cose.Claims = {
        _EXPIRES: says.expires.seconds,
        _FROM: says.valid_from.seconds,
        _PASS_ID: bytes.fromhex(says.pass_id),
        _NAME: printable_name(says.name),
        _CATEGORY: says.category,
    }
    if says.birth:
        claims[_BIRTH] = _birth_claim(says.birth)
    if says.tag:
        claims[_TAG] = bytes.fromhex(says.tag)
    if says.lane:
        claims[_LANE] = says.lane
    return claims


def _birth_claim(birth: str) -> int | str:
    if _PART_OF_BIRTH.fullmatch(birth):
        return birth
    return date.fromisoformat(birth).toordinal() - _EPOCH


def _from_claims(claims: Mapping[int, int | bytes | str], operation: str) -> Pass:
    unknown = set(claims) - {_EXPIRES, _FROM, _PASS_ID, _NAME, _BIRTH, _TAG, _CATEGORY, _LANE}
    if unknown:
        raise _ClaimError("the pass says something this reader does not know")
    valid_from, expires = _moment(claims, _FROM), _moment(claims, _EXPIRES)
    if valid_from.seconds >= expires.seconds:
        raise _ClaimError("the pass ends before it begins")
    return Pass(
        pass_id=_raw(claims, _PASS_ID, _PASS_ID_BYTES).hex(),
        operation=operation,
        name=_name(claims),
        birth=_birth(claims),
        tag=_raw(claims, _TAG, _TAG_BYTES).hex() if _TAG in claims else "",
        category=_word(claims, _CATEGORY, LONGEST_CATEGORY),
        lane=_word(claims, _LANE, LONGEST_LANE) if _LANE in claims else "",
        valid_from=valid_from,
        expires=expires,
    )


def _moment(claims: Mapping[int, int | bytes | str], key: int) -> Moment:
    value = claims.get(key)
    if not isinstance(value, int) or not 0 <= value <= _LAST_MOMENT:
        raise _ClaimError("a moment of the pass is missing or out of range")
    return Moment(value)


def _raw(claims: Mapping[int, int | bytes | str], key: int, length: int) -> bytes:
    value = claims.get(key)
    if not isinstance(value, bytes) or len(value) != length:
        raise _ClaimError("the pass's number or its document tag is missing or has the wrong length")
    return value


def _word(claims: Mapping[int, int | bytes | str], key: int, most: int) -> str:
    value = claims.get(key)
    if not isinstance(value, str) or len(value) > most or not _WORD.fullmatch(value):
        raise _ClaimError("the pass's category or lane is missing or not of its form")
    return value


def _name(claims: Mapping[int, int | bytes | str]) -> str:
    value = claims.get(_NAME)
    if not isinstance(value, str) or not value or len(value.encode()) > MOST_NAME_BYTES:
        raise _ClaimError("the pass's name is missing or too long")
    if _FORBIDDEN.search(value) or any(run != " " for run in _SPACES.findall(value)) or value != value.strip(" "):
        raise _ClaimError("the pass's name holds characters that turn or hide text")
    return value


def _birth(claims: Mapping[int, int | bytes | str]) -> str:
    value = claims.get(_BIRTH)
    if value is None:
        return ""
    if isinstance(value, int) and _FIRST_DAY <= value <= _LAST_DAY:
        return date.fromordinal(value + _EPOCH).isoformat()
    if isinstance(value, str) and _PART_OF_BIRTH.fullmatch(value):
        return value
    raise _ClaimError("the pass's birth date is not of its form")
