import cbor2
import pytest
from cwt import COSE, COSEKey

from safepassage.seal import cbor, cose, keys

SEED = bytes(range(32))
PUBLIC = keys.public_key(SEED)
KID = b"kid4"
CONTEXT = b"context"
CLAIMS = {4: 1_699_000_000, -1: "INVENTED NAME", 7: b"0123456789"}


def _sign(message):
    return keys.sign(SEED, message)


def _token(protected=None, payload=None, *, context=CONTEXT, **parts):
    """A token signed by the right key, whatever is in it."""
    protected = cbor2.dumps({1: -8, 4: KID}) if protected is None else protected
    payload = cbor.encode(CLAIMS) if payload is None else payload
    signature = _sign(cbor2.dumps(["Signature1", protected, context, payload]))
    return [protected, parts.get("unprotected", {}), payload, parts.get("signature", signature)]


def test_a_token_opens_and_its_signature_holds():
    raw = cose.seal_token(CLAIMS, KID, CONTEXT, _sign)
    token = cose.open_token(raw)
    assert (token.kid, dict(token.claims)) == (KID, CLAIMS)
    assert cose.signature_holds(token, CONTEXT, PUBLIC)
    assert raw == cbor2.dumps(_token())


def test_another_context_or_key_does_not_hold():
    token = cose.open_token(cose.seal_token(CLAIMS, KID, CONTEXT, _sign))
    assert not cose.signature_holds(token, b"another", PUBLIC)
    assert not cose.signature_holds(token, b"", PUBLIC)
    assert not cose.signature_holds(token, CONTEXT, keys.public_key(bytes(32)))


def _cwt_key():
    return COSEKey.new({1: 1, -1: 6, 3: -8, 2: KID, -2: PUBLIC, -4: SEED})


def test_cwt_reads_what_we_write_and_we_read_what_cwt_writes():
    raw = cose.seal_token(CLAIMS, KID, CONTEXT, _sign)
    assert (
        cbor2.loads(COSE.new().decode(cbor2.CBORTag(18, cbor2.loads(raw)), _cwt_key(), external_aad=CONTEXT)) == CLAIMS
    )
    theirs = cbor2.loads(
        COSE.new().encode(
            cbor.encode(CLAIMS), _cwt_key(), protected={1: -8, 4: KID}, unprotected={}, external_aad=CONTEXT
        )
    )
    token = cose.open_token(cbor2.dumps(theirs.value))
    assert dict(token.claims) == CLAIMS
    assert cose.signature_holds(token, CONTEXT, PUBLIC)


# Malformed, malleable or looser than our form, all signed by the right key. The general libraries accept most of them.
INDEFINITE = b"\x9f" + b"".join(cbor2.dumps(part) for part in _token()) + b"\xff"
PAYLOAD = cbor.encode(CLAIMS)
LOOSE = {
    "a trailing byte": (cbor2.dumps(_token()) + b"\x00", "cbor"),
    "a second message": (cbor2.dumps(_token()) * 2, "cbor"),
    "an indefinite array": (INDEFINITE, "cbor"),
    "a longer length than need be": (b"\x98\x04" + cbor2.dumps(_token())[1:], "cbor"),
    "a tag": (cbor2.dumps(cbor2.CBORTag(18, _token())), "cbor"),
    "a tag 61 around a tag": (cbor2.dumps(cbor2.CBORTag(61, cbor2.CBORTag(18, _token()))), "cbor"),
    "a claim twice": (cbor2.dumps(_token(payload=b"\xa2\x04\x01\x04\x02")), "cbor"),
    "claims out of order": (cbor2.dumps(_token(payload=b"\xa2\x07\x01\x04\x02")), "cbor"),
    "a float": (cbor2.dumps(_token(payload=cbor2.dumps({4: 1.5}))), "cbor"),
    "not a number": (cbor2.dumps(_token(payload=cbor2.dumps({4: float("nan")}))), "cbor"),
    "a big number": (cbor2.dumps(_token(payload=cbor2.dumps({4: 2**70}))), "cbor"),
    "a claim that is nothing": (cbor2.dumps(_token(payload=cbor2.dumps({4: None}))), "cbor"),
    "nested claims": (cbor2.dumps(_token(payload=cbor2.dumps({4: {1: 2}}))), "cbor"),
    "a list in the claims": (cbor2.dumps(_token(payload=cbor2.dumps({4: [1]}))), "cbor"),
    "a tag in the claims": (cbor2.dumps(_token(payload=cbor2.dumps({4: cbor2.CBORTag(1, 5)}))), "cbor"),
    "a text key": (cbor2.dumps(_token(payload=cbor2.dumps({"4": 1}))), "cbor"),
    "bytes after the claims": (cbor2.dumps(_token(payload=PAYLOAD + b"\x00")), "cbor"),
    "claims of no map": (cbor2.dumps(_token(payload=b"\x80")), "claims"),
    "empty claims bytes": (cbor2.dumps(_token(payload=b"")), "cbor"),
    "a claim key of two bytes": (cbor2.dumps(_token(payload=cbor2.dumps({24: 1}))), "claims"),
    "a private claim key": (cbor2.dumps(_token(payload=cbor2.dumps({-260: 1}))), "claims"),
    "algorithm twice": (cbor2.dumps(_token(b"\xa3\x01\x27\x01\x27\x04\x44kid4")), "cbor"),
    "algorithm only unprotected": (cbor2.dumps(_token(cbor2.dumps({4: KID}), unprotected={1: -8})), "unprotected"),
    "key id only unprotected": (cbor2.dumps(_token(cbor2.dumps({1: -8}), unprotected={4: KID})), "unprotected"),
    "no key id": (cbor2.dumps(_token(cbor2.dumps({1: -8}))), "protected"),
    "no algorithm": (cbor2.dumps(_token(cbor2.dumps({4: KID}))), "protected"),
    "no protected header": (cbor2.dumps(_token(b"")), "cbor"),
    "a protected header of no map": (cbor2.dumps(_token(b"\x01")), "protected"),
    "the algorithm ES256": (cbor2.dumps(_token(cbor2.dumps({1: -7, 4: KID}))), "algorithm"),
    "an algorithm of text": (cbor2.dumps(_token(b"\xa2\x01\x65EdDSA\x04\x44kid4")), "algorithm"),
    "a key id of 8 bytes": (cbor2.dumps(_token(cbor2.dumps({1: -8, 4: b"kid4kid4"}))), "key-id"),
    "a key id of text": (cbor2.dumps(_token(cbor2.dumps({1: -8, 4: "kid4"}))), "key-id"),
    "something unprotected": (cbor2.dumps(_token(unprotected={99: b"x"})), "unprotected"),
    "an unknown critical header": (
        cbor2.dumps(_token(b"\xa4\x01\x27\x02\x81\x18\x63\x04\x44kid4\x18\x63\x01")),
        "cbor",
    ),
    "a third protected header": (cbor2.dumps(_token(cbor2.dumps({1: -8, 4: KID, 5: 1}))), "protected"),
    "a signature of 63 bytes": (cbor2.dumps(_token(signature=bytes(63))), "shape"),
    "a signature of 65 bytes": (cbor2.dumps(_token(signature=bytes(65))), "shape"),
    "three parts": (cbor2.dumps(_token()[:3]), "shape"),
    "five parts": (cbor2.dumps([*_token(), b""]), "shape"),
    "a detached payload": (cbor2.dumps([_token()[0], {}, None, _token()[3]]), "cbor"),
    "a map": (cbor2.dumps({1: 2}), "shape"),
    "nothing": (b"", "cbor"),
}


@pytest.mark.parametrize(("raw", "code"), LOOSE.values(), ids=LOOSE)
def test_what_is_loose_is_refused_with_its_reason(raw, code):
    with pytest.raises(cose.CoseError) as caught:
        cose.open_token(raw)
    assert caught.value.code == code


def test_claim_keys_are_those_of_one_byte():
    for key in (-24, 0, 23):
        assert cose.open_token(cose.seal_token({key: 1}, KID, CONTEXT, _sign)).claims == {key: 1}
    for key in (-25, 24):
        with pytest.raises(cose.CoseError, match="form a pass has"):
            cose.seal_token({key: 1}, KID, CONTEXT, _sign)


@pytest.mark.parametrize("context", [b"", b"contex", CONTEXT + b"\x00"])
def test_a_signature_over_another_context_does_not_hold(context):
    assert not cose.signature_holds(cose.open_token(cbor2.dumps(_token(context=context))), CONTEXT, PUBLIC)


def test_no_changed_byte_is_accepted():
    raw = cose.seal_token(CLAIMS, KID, CONTEXT, _sign)
    accepted = []
    for at in range(len(raw)):
        for bit in range(8):
            changed = raw[:at] + bytes((raw[at] ^ 1 << bit,)) + raw[at + 1 :]
            try:
                token = cose.open_token(changed)
            except cose.CoseError:
                continue
            if token.kid == KID and cose.signature_holds(token, CONTEXT, PUBLIC):
                accepted.append(at)
    assert accepted == []


@pytest.mark.parametrize(
    ("claims", "kid"),
    [({4: 1.5}, KID), ({4: True}, KID), ({24: 1}, KID), ({4: [1]}, KID), (CLAIMS, b"kid"), (CLAIMS, b"")],
)
def test_what_could_not_be_read_is_not_written(claims, kid):
    with pytest.raises(ValueError):  # noqa: PT011  the reason differs with the claim, that it is refused is the point
        cose.seal_token(claims, kid, CONTEXT, _sign)


def _cwt_accepts(raw):
    try:
        token = cbor2.loads(raw)
        wrapped = token if isinstance(token, cbor2.CBORTag) else cbor2.CBORTag(18, token)
        COSE.new().decode(wrapped, _cwt_key(), external_aad=CONTEXT)
    except Exception:  # noqa: BLE001  whatever a general library raises, it did not accept
        return False
    return True


def test_a_general_library_accepts_many_of_them_so_they_are_well_signed():
    accepted = {name for name, (raw, _) in LOOSE.items() if _cwt_accepts(raw)}
    assert {
        "a trailing byte",
        "a second message",
        "an indefinite array",
        "a claim twice",
        "something unprotected",
    } <= accepted
    assert len(accepted) >= 25
