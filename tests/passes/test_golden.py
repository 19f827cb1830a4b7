"""`vectors/passes.json`: passes that every reader accepts and refuses alike, the gate page's too.

`python tests/passes/test_golden.py` writes the file anew; the test compares it with what is written today.
"""

import json
import sys
from dataclasses import replace
from pathlib import Path

import cbor2

from safepassage.kernel.moment import Moment
from safepassage.kernel.plain import from_plain, to_plain
from safepassage.passes import wire
from safepassage.passes.model import Pass
from safepassage.seal import base45, cbor, edwards, keys

FILE = Path(__file__).parents[2] / "vectors" / "passes.json"
OPERATION = "rafah-2023"
SEED, SECOND = bytes(range(32)), bytes(range(32, 64))
PUBLIC = keys.public_key(SEED)
KID = wire.key_id(OPERATION, PUBLIC)
KEYS = wire.pass_keys(OPERATION, [PUBLIC, keys.public_key(SECOND)])
GOOD = Pass(
    "00112233445566778899",
    OPERATION,
    "INVENTED MUHAMMAD TESTPERSON",
    "1985-03-01",
    "ab" * 16,
    "foreign",
    "A",
    Moment(1_699_000_000),
    Moment(1_699_090_000),
)
CLAIMS = wire._to_claims(GOOD)
PROTECTED = cbor.encode({1: -8, 4: KID})
PAYLOAD = cbor.encode(dict(CLAIMS))
CONTEXT = wire._context(OPERATION)

ACCEPTED = {
    "the usual pass": {},
    "the shortest": {"name": "I", "birth": "", "tag": "", "lane": "", "category": "x"},
    "an Arabic name": {"name": "محمد عبد الرحمن المُخْتَلَق"},
    "a Hebrew name": {"name": "בדוי לדוגמה"},
    "a Persian name with a joiner": {"name": "می‌خواهم ساختگی"},
    "a name with marks beyond the composed": {"name": "q\u0323 invented"},
    "a name outside the first plane": {"name": "𞤀𞤁𞤂 invented"},
    "the longest name": {"name": "A" * 120},
    "the longest name in two-byte letters": {"name": "م" * 60},
    "a birth year": {"birth": "1985"},
    "a birth month": {"birth": "1985-03"},
    "a birth before 1970": {"birth": "1931-12-31"},
    "a birth in 1970": {"birth": "1970-01-01"},
    "a birth on a leap day": {"birth": "2000-02-29"},
    "the first birth": {"birth": "1800-01-01"},
    "the last birth": {"birth": "2199-12-31"},
    "without a document tag": {"tag": ""},
    "without a lane": {"lane": ""},
    "the longest words": {"category": "c" * 40, "lane": "L" * 16},
    "from the first second to the last": {"valid_from": Moment(0), "expires": Moment(2**32 - 1)},
}


def _sign(message, seed=SEED):
    return keys.sign(seed, message)


def _signature(protected=PROTECTED, payload=PAYLOAD, *, context=CONTEXT, label="Signature1", seed=SEED):
    return _sign(cbor2.dumps([label, protected, context, payload]), seed)


def _bytes(protected=PROTECTED, payload=PAYLOAD, unprotected=b"\xa0", signature=None):
    """A token put together by hand, signed well unless said otherwise."""
    signature = _signature(protected, payload) if signature is None else signature
    return b"\x84" + cbor2.dumps(protected) + unprotected + cbor2.dumps(payload) + cbor2.dumps(signature)


def _claims(**change):
    """Claims in canonical order with some changed; the last character of a name is the claim's number, `m` is minus."""
    claims = dict(CLAIMS)
    for name, value in change.items():
        number = int(name.removeprefix("c").replace("m", "-"))
        claims.pop(number, None)
        if value is not None:
            claims[number] = value
    return _bytes(payload=cbor2.dumps(dict(sorted(claims.items(), key=lambda pair: cbor2.dumps(pair[0])))))


def _refused():
    token = _bytes()
    good = _signature()
    larger = int.from_bytes(good[32:], "little") + edwards.ORDER
    high = {"a name with a high surrogate in CESU-8": b"\xed\xa0\x80"}
    yield from _refused_frames(token, good, larger)
    yield from _refused_headers()
    yield from _refused_claims(high)


def _refused_frames(token, good, larger):
    yield "a trailing byte", token + b"\x00", "cbor"
    yield "a second message", token + token, "cbor"
    yield "an indefinite array", b"\x9f" + token[1:] + b"\xff", "cbor"
    yield "a longer array length than need be", b"\x98\x04" + token[1:], "cbor"
    yield "the COSE_Sign1 tag", b"\xd2" + token, "cbor"
    yield "the CWT tag", b"\xd8\x3d\xd2" + token, "cbor"
    yield "an indefinite byte string", token.replace(b"\x58\x40", b"\x5f\x58\x40") + b"\xff", "cbor"
    yield "three parts", b"\x83" + token[1 : -len(good) - 2], "shape"
    yield "five parts", b"\x85" + token[1:] + b"\x40", "shape"
    yield "cut short", token[:-1], "cbor"
    yield "nothing", b"", "cbor"
    yield "a signature of 63 bytes", _bytes(signature=good[:-1]), "shape"
    yield "a signature of 65 bytes", _bytes(signature=good + b"\x00"), "shape"
    yield "a signature of nothing", _bytes(signature=bytes(64)), "signature"
    yield "S above the group order", _bytes(signature=good[:32] + larger.to_bytes(32, "little")), "signature"
    yield "R of small order", _bytes(signature=bytes((1, *bytes(31))) + good[32:]), "signature"
    yield "R not canonical", _bytes(signature=b"\xee" + b"\xff" * 30 + b"\x7f" + good[32:]), "signature"
    yield "a changed bit", _bytes(signature=bytes((good[0] ^ 1,)) + good[1:]), "signature"
    yield "signed by another known key", _bytes(signature=_signature(seed=SECOND)), "signature"
    yield "signed as another structure", _bytes(signature=_signature(label="Signature")), "signature"
    yield "signed for no operation", _bytes(signature=_signature(context=b"")), "signature"
    yield (
        "signed for an operation of the same mark",
        _bytes(signature=_signature(context=wire._context("x"))),
        "signature",
    )


def _refused_headers():
    stranger = cbor.encode({1: -8, 4: wire.key_id(OPERATION, bytes(32))})
    other = cbor.encode({1: -8, 4: wire.key_id("kabul-2021", PUBLIC)})
    yield "an unknown key", _bytes(stranger), "unknown-key"
    yield (
        "another operation",
        _bytes(other, signature=_signature(other, context=wire._context("kabul-2021"))),
        "other-operation",
    )
    yield "something unprotected", _bytes(unprotected=b"\xa1\x18\x63\x41x"), "unprotected"
    yield "an unprotected array", _bytes(unprotected=b"\x80"), "shape"
    yield "the algorithm only unprotected", _bytes(cbor.encode({4: KID}), unprotected=b"\xa1\x01\x27"), "unprotected"
    yield "no algorithm", _bytes(cbor.encode({4: KID})), "protected"
    yield "no key id", _bytes(cbor.encode({1: -8})), "protected"
    yield "a third protected header", _bytes(cbor.encode({1: -8, 4: KID, 5: 0})), "protected"
    yield "the algorithm twice", _bytes(b"\xa3\x01\x27\x01\x27\x04\x44" + KID), "cbor"
    yield "headers out of order", _bytes(b"\xa2\x04\x44" + KID + b"\x01\x27"), "cbor"
    yield "an empty protected header", _bytes(b""), "cbor"
    yield "the algorithm ES256", _bytes(cbor.encode({1: -7, 4: KID})), "algorithm"
    yield "a key id of 8 bytes", _bytes(cbor.encode({1: -8, 4: KID * 2})), "key-id"
    yield "a key id of text", _bytes(b"\xa2\x01\x27\x04\x64kid4"), "key-id"


def _refused_claims(high):
    yield "a claim twice", _bytes(payload=b"\xa2\x04\x01\x04\x02"), "cbor"
    yield "claims out of order", _bytes(payload=b"\xa2\x05\x01\x04\x02"), "cbor"
    yield "claims of no map", _bytes(payload=b"\x80"), "claims"
    yield "bytes after the claims", _bytes(payload=PAYLOAD + b"\x00"), "cbor"
    yield "an indefinite map", _bytes(payload=b"\xbf" + PAYLOAD[1:] + b"\xff"), "cbor"
    yield "no claims", _bytes(payload=b"\xa0"), "claims"
    yield "an end that is a float", _claims(c4=1.5), "cbor"
    yield "an end that is not a number", _claims(c4=float("nan")), "cbor"
    yield "an end that is true", _claims(c4=True), "cbor"
    yield "an end of 70 bits", _claims(c4=2**70), "cbor"
    yield "an end of 64 bits", _claims(c4=2**64 - 1), "claims"
    yield "an end of 33 bits", _claims(c4=2**32), "claims"
    yield "an end before 1970", _claims(c4=-1), "claims"
    yield "an end with a tag", _claims(c4=cbor2.CBORTag(1, 1_699_090_000)), "cbor"
    yield "an end written too long", _bytes(payload=PAYLOAD.replace(b"\x1a", b"\x1b\x00\x00\x00\x00", 1)), "cbor"
    yield "an end at the beginning", _claims(c4=1_699_000_000), "claims"
    yield "no end", _claims(c4=None), "claims"
    yield "no name", _claims(cm1=None), "claims"
    yield "an empty name", _claims(cm1=""), "claims"
    yield "a name of 121 bytes", _claims(cm1="A" * 121), "claims"
    yield "a name in a list", _claims(cm1=["A"]), "cbor"
    yield "a name in a map", _claims(cm1={1: "A"}), "cbor"
    yield "a name that is nothing", _claims(cm1=cbor2.undefined), "cbor"
    yield "a name that turns", _claims(cm1="INV\u202eENTED"), "claims"
    yield "a name with a mark that hides", _claims(cm1="INV\u200bENTED"), "claims"
    yield "a name with a control character", _claims(cm1="INV\u0085ENTED"), "claims"
    yield "a name with a byte order mark", _claims(cm1="\ufeffINVENTED"), "claims"
    yield "a name with two spaces", _claims(cm1="INVENTED  PERSON"), "claims"
    yield "a name with a hard space", _claims(cm1="INVENTED\u00a0PERSON"), "claims"
    yield "a name that ends with a space", _claims(cm1="INVENTED "), "claims"
    raw = cbor.encode("INVENTED MUHAMMAD TESTPERSON")
    yield "a name that is not UTF-8", _bytes(payload=PAYLOAD.replace(raw, raw[:-1] + b"\xff")), "cbor"
    for name, bad in high.items():
        yield name, _bytes(payload=PAYLOAD.replace(raw, raw[: -len(bad)] + bad)), "cbor"
    yield "a name in overlong UTF-8", _bytes(payload=PAYLOAD.replace(raw, raw[:-2] + b"\xc0\x80")), "cbor"
    yield "a full birth date of text", _claims(cm2="1985-03-01"), "claims"
    yield "a birth in month 13", _claims(cm2="1985-13"), "claims"
    yield "a birth in Arabic digits", _claims(cm2="١٩٨٥"), "claims"
    yield "a birth in 1799", _claims(cm2=-62093), "claims"
    yield "a birth in 2200", _claims(cm2=84006), "claims"
    yield "a tag of 15 bytes", _claims(cm3=bytes(15)), "claims"
    yield "a tag of text", _claims(cm3="ab" * 8), "claims"
    yield "an id of 9 bytes", _claims(c7=bytes(9)), "claims"
    yield "no category", _claims(cm4=None), "claims"
    yield "a category with a space", _claims(cm4="two words"), "claims"
    yield "a category with a line end", _claims(cm4="foreign\n"), "claims"
    yield "an empty lane", _claims(cm5=""), "claims"
    yield "a claim nobody knows", _claims(cm6=1), "claims"
    yield "a claim key of two bytes", _claims(c24=1), "claims"
    yield "a text key", _bytes(payload=b"\xa1\x61\x34\x01"), "cbor"


def _refused_texts():
    text = wire.PREFIX + base45.encode(_bytes())
    yield "empty", "", "prefix"
    yield "another prefix", "HC1:" + text[4:], "prefix"
    yield "a space before", " " + text, "prefix"
    yield "a line end after", text + "\n", "base45"
    yield "lower case", "EV1:" + text[4:].lower(), "base45"
    yield "one character more", text + "0", "base45"
    yield "a byte more", text + "00", "cbor"
    yield "a group above its bytes", "EV1:GGW", "base45"
    yield "too long", "EV1:" + "0" * 597, "length"
    yield "Arabic digits", "EV1:٣٣٣", "base45"


def golden():
    """The whole file's content."""
    accepted = [
        {"name": name, "text": wire.pass_text(says, _sign, KID), "pass": to_plain(says)}
        for name, says in ((name, replace(GOOD, **change)) for name, change in ACCEPTED.items())
    ]
    texts = [(name, wire.PREFIX + base45.encode(raw), code) for name, raw, code in _refused()]
    return {
        "about": "Passes every reader must accept, and must refuse with this code. All people are invented. See docs/pass-format.md.",
        "operation": OPERATION,
        "keys": {kid.hex(): public.hex() for kid, public in KEYS.items()},
        "accepted": accepted,
        "refused": [{"name": name, "text": text, "code": code} for name, text, code in [*texts, *_refused_texts()]],
    }


def _written():
    return json.dumps(golden(), ensure_ascii=False, indent=1) + "\n"


def test_the_file_is_what_is_written_today():
    assert FILE.read_text() == _written()


def test_every_accepted_pass_is_read_as_it_says():
    cases = json.loads(FILE.read_text())
    known = {bytes.fromhex(kid): bytes.fromhex(public) for kid, public in cases["keys"].items()}
    assert len(cases["accepted"]) == 20
    for case in cases["accepted"]:
        assert wire.read_pass(case["text"], known, cases["operation"]) == from_plain(Pass, case["pass"])


def test_every_refused_pass_is_refused_for_its_reason():
    cases = json.loads(FILE.read_text())
    known = {bytes.fromhex(kid): bytes.fromhex(public) for kid, public in cases["keys"].items()}
    told = {
        case["name"]: getattr(wire.read_pass(case["text"], known, OPERATION), "code", "ACCEPTED")
        for case in cases["refused"]
    }
    assert told == {case["name"]: case["code"] for case in cases["refused"]}
    assert len(told) == len(cases["refused"]) >= 90
    assert set(told.values()) == {
        "prefix", "length", "base45", "cbor", "shape", "protected", "unprotected", "algorithm", "key-id",
        "other-operation", "unknown-key", "signature", "claims",
    }  # fmt: skip


if __name__ == "__main__":
    FILE.write_text(_written())
    sys.exit(0)
