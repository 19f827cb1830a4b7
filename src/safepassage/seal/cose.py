"""COSE_Sign1 (RFC 9052) in the one narrow form of a pass: Ed25519, a 4-byte key id, nothing unprotected, flat claims.

The general libraries accept many byte strings for one token; here one token has one. The caller's context is signed as external
data (RFC 9052, section 4.4), so a pass of one operation never verifies in another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from safepassage.seal import cbor
from safepassage.seal.keys import SIGNATURE_BYTES, verify

KID_BYTES = 4
CLAIM_LEAST, CLAIM_MOST = -24, 23  # one byte each
Claims = dict[int, int | bytes | str]

_ALGORITHM, _KID = 1, 4
_EDDSA = -8


class CoseError(ValueError):
    """Why a token is refused: `code` is stable, the text is for a person."""

    def __init__(self, code: str, says: str) -> None:
        self.code = code
        super().__init__(says)


@dataclass(frozen=True, slots=True)
class Token:
    """A token taken apart, its signature not yet checked."""

    kid: bytes
    protected: bytes
    payload: bytes
    signature: bytes
    claims: Mapping[int, int | bytes | str]


def _to_be_signed(protected: bytes, context: bytes, payload: bytes) -> bytes:
    return cbor.encode(["Signature1", protected, context, payload])


def seal_token(claims: Claims, kid: bytes, context: bytes, sign: Callable[[bytes], bytes]) -> bytes:
    """The signed token: its bytes are the same for the same claims, key and context.

    Raises:
        ValueError: the key id is not 4 bytes, or a claim is not of the form a token may hold.
    """
    if len(kid) != KID_BYTES:
        raise ValueError(f"a key id is {KID_BYTES} bytes")
    payload = cbor.encode(dict(claims))
    protected = cbor.encode({_ALGORITHM: _EDDSA, _KID: kid})
    signature = sign(_to_be_signed(protected, context, payload))
    token = cbor.encode([protected, {}, payload, signature])
    open_token(token)
    return token


def open_token(raw: bytes) -> Token:
    """The token taken apart. Nothing in it may be believed before `signature_holds`.

    Raises:
        CoseError: with code `cbor`, `shape`, `protected`, `algorithm`, `key-id`, `unprotected` or `claims`.
    """
    protected, unprotected, payload, signature = _parts(raw)
    if unprotected != {}:
        raise CoseError("unprotected", "something stands in the unprotected header")
    return Token(_key_id(protected), protected, payload, signature, _claims(payload))


def _decoded(raw: bytes, depth: int) -> cbor.Item:
    try:
        return cbor.decode(raw, depth)
    except cbor.CborError as error:
        raise CoseError("cbor", str(error)) from None


def _parts(raw: bytes) -> tuple[bytes, cbor.Item, bytes, bytes]:
    match _decoded(raw, 2):
        case [bytes(protected), dict(unprotected), bytes(payload), bytes(signature)] if (
            len(signature) == SIGNATURE_BYTES
        ):
            return protected, unprotected, payload, signature
    raise CoseError("shape", "this is not a signed token of the one form a pass has")


def _key_id(protected: bytes) -> bytes:
    header = _decoded(protected, 1)
    if not isinstance(header, dict) or set(header) != {_ALGORITHM, _KID}:
        raise CoseError("protected", "the protected header is not algorithm and key id alone")
    if header[_ALGORITHM] != _EDDSA:
        raise CoseError("algorithm", "the algorithm is not the one passes are signed with")
    kid = header[_KID]
    if not isinstance(kid, bytes) or len(kid) != KID_BYTES:
        raise CoseError("key-id", f"the key id is not {KID_BYTES} bytes")
    return kid


def _claims(payload: bytes) -> Claims:
    read = _decoded(payload, 1)
    if not isinstance(read, dict):
        raise CoseError("claims", "the claims are not a map")
    claims: Claims = {}
    for key, value in read.items():
        if not CLAIM_LEAST <= key <= CLAIM_MOST or isinstance(value, list | dict):
            raise CoseError("claims", "a claim is not of the form a pass has")
        claims[key] = value
    return claims


def signature_holds(token: Token, context: bytes, public: bytes) -> bool:
    """Whether the key signed exactly this token in this context."""
    return verify(public, _to_be_signed(token.protected, context, token.payload), token.signature)
