import itertools
import json
from hashlib import sha512
from pathlib import Path

import pytest

from safepassage.seal import edwards, keys

VECTORS = Path(__file__).parents[2] / "vectors"
SEED = bytes(range(32))

# RFC 8032, section 7.1: seed, public key, message, signature.
RFC_8032 = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]


@pytest.mark.known_answers("RFC 8032 section 7.1, Ed25519", 1)
@pytest.mark.parametrize(("seed", "public", "message", "signature"), RFC_8032)
def test_rfc_8032(seed, public, message, signature):
    assert keys.public_key(bytes.fromhex(seed)).hex() == public
    assert keys.sign(bytes.fromhex(seed), bytes.fromhex(message)).hex() == signature
    assert keys.verify(bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature))
    assert keys.check_public_key(bytes.fromhex(public)) is None


def _wycheproof():
    for case in json.loads((VECTORS / "wycheproof_ed25519.json").read_text()):
        yield case, *(bytes.fromhex(case[name]) for name in ("public", "message", "signature"))


@pytest.mark.known_answers("Wycheproof, Ed25519", 210)
def test_wycheproof():
    told = {"valid": [], "invalid": [], "acceptable": []}
    for case, public, message, signature in _wycheproof():
        told[case["result"]].append(keys.verify(public, message, signature))
    assert (len(told["valid"]), all(told["valid"])) == (117, True)
    assert (len(told["invalid"]), any(told["invalid"])) == (64, False)
    assert len(told["acceptable"]) == 29


def test_where_wycheproof_leaves_it_open_the_key_is_never_registered():
    open_cases = [public for case, public, _, _ in _wycheproof() if case["result"] == "acceptable"]
    assert len(open_cases) == 29
    assert None not in {keys.check_public_key(public) for public in open_cases}


def test_a_signature_is_of_one_key_and_one_message():
    signature = keys.sign(SEED, b"message")
    public = keys.public_key(SEED)
    assert keys.verify(public, b"message", signature)
    assert not keys.verify(public, b"other", signature)
    assert not keys.verify(keys.public_key(bytes(32)), b"message", signature)
    assert not any(
        keys.verify(public, b"message", signature[:at] + bytes((signature[at] ^ 1,)) + signature[at + 1 :])
        for at in range(64)
    )


@pytest.mark.parametrize("length", [0, 1, 63, 65, 128])
def test_a_signature_of_another_length_does_not_hold(length):
    assert not keys.verify(keys.public_key(SEED), b"", bytes(length))


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_a_key_of_another_length_is_refused_without_a_crash(length):
    assert keys.check_public_key(bytes(length)) is not None
    assert not keys.verify(b"\x02" * length, b"", keys.sign(SEED, b""))
    with pytest.raises(ValueError, match="32"):
        keys.sign(bytes(length), b"")


@pytest.mark.parametrize("raw", [keys.public_key(SEED) + b"\x00", keys.public_key(SEED)[:31], b""])
def test_the_reason_for_a_key_of_another_length_is_its_length(raw):
    assert keys.check_public_key(raw) == f"a public key is 32 bytes, this is {len(raw)}"


def test_s_plus_the_group_order_does_not_hold():
    signature = keys.sign(SEED, b"m")
    larger = int.from_bytes(signature[32:], "little") + edwards.ORDER
    assert not keys.verify(keys.public_key(SEED), b"m", signature[:32] + larger.to_bytes(32, "little"))


# Edge cases made here from the curve itself, in the manner of C2SP's CCTV: every point of small order, in every encoding.


def _multiply(point, by):
    total = (0, 1, 1, 0)
    while by:
        if by & 1:
            total = edwards._add(total, point)
        point, by = edwards._add(point, point), by >> 1
    return total


def _compress(point):
    x, y = (point[at] * pow(point[2], -1, edwards.PRIME) % edwards.PRIME for at in (0, 1))
    return (y | (x & 1) << 255).to_bytes(32, "little")


BASE = edwards.decompress(bytes.fromhex("58" + "66" * 31))
TORSION = edwards.decompress(bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"))
SMALL = [_compress(_multiply(TORSION, by)) for by in range(8)]


def _scalar(seed):
    raw = bytearray(sha512(seed).digest()[:32])
    raw[0], raw[31] = raw[0] & 248, raw[31] & 63 | 64
    return int.from_bytes(raw, "little")


def _forged(public, scalar, message, *, twist):
    """A signature whose R carries a torsion part, as an issuer with a crafted key could make it."""
    point = edwards._add(_multiply(BASE, 12345), _multiply(TORSION, twist))
    raw = _compress(point)
    challenge = int.from_bytes(sha512(raw + public + message).digest(), "little")
    return raw + ((12345 + challenge * scalar) % edwards.ORDER).to_bytes(32, "little")


def test_the_curve_agrees_with_the_library():
    for number in range(5):
        seed = bytes((number,)) * 32
        assert _compress(_multiply(BASE, _scalar(seed))) == keys.public_key(seed)


def test_there_are_eight_points_of_small_order():
    assert len(set(SMALL)) == 8
    assert all(edwards.is_small_order(raw) for raw in SMALL)
    assert not edwards.is_small_order(keys.public_key(SEED))


@pytest.mark.parametrize("raw", SMALL)
def test_a_key_of_small_order_is_refused(raw):
    assert "small order" in keys.check_public_key(raw)
    anything = raw + bytes(32)
    assert not any(keys.verify(raw, bytes((number,)), anything) for number in range(32))


@pytest.mark.parametrize("y", [edwards.PRIME, edwards.PRIME + 1, edwards.PRIME + 3, 2**255 - 1])
@pytest.mark.parametrize("sign", [0, 1])
def test_an_encoding_that_is_not_canonical_is_refused(y, sign):
    raw = (y | sign << 255).to_bytes(32, "little")
    assert keys.check_public_key(raw) is not None
    assert not keys.verify(raw, b"", keys.sign(SEED, b""))


def test_zero_x_with_a_sign_is_refused():
    assert edwards.decompress((1 | 1 << 255).to_bytes(32, "little")) is None
    assert keys.check_public_key((1 | 1 << 255).to_bytes(32, "little")) is not None


def test_bytes_off_the_curve_are_refused():
    off = [raw for raw in (number.to_bytes(32, "little") for number in range(2, 40)) if edwards.decompress(raw) is None]
    assert len(off) > 10
    assert {keys.check_public_key(raw) for raw in off} == {
        "the bytes are no point of the curve in its one canonical form"
    }


@pytest.mark.parametrize("twist", range(1, 8))
def test_a_key_outside_the_prime_order_subgroup_is_refused(twist):
    crafted = _compress(edwards._add(_multiply(BASE, _scalar(SEED)), _multiply(TORSION, twist)))
    assert "subgroup" in keys.check_public_key(crafted)


def test_with_a_registered_key_no_torsion_in_r_is_accepted():
    public, scalar = keys.public_key(SEED), _scalar(SEED)
    assert keys.verify(public, b"pass", _forged(public, scalar, b"pass", twist=0))
    assert not any(keys.verify(public, b"pass", _forged(public, scalar, b"pass", twist=twist)) for twist in range(1, 8))


def test_r_of_small_order_is_never_accepted():
    public, scalar = keys.public_key(SEED), _scalar(SEED)
    for raw, message in itertools.product(SMALL, (b"", b"pass")):
        challenge = int.from_bytes(sha512(raw + public + message).digest(), "little")
        s = challenge * scalar % edwards.ORDER
        assert not keys.verify(public, message, raw + s.to_bytes(32, "little"))


def test_the_last_case_would_pass_without_our_rule():
    """The identity as R with a fitting S: the library itself accepts it, so the rule above is what refuses it."""
    public, scalar, raw = keys.public_key(SEED), _scalar(SEED), SMALL[0]
    challenge = int.from_bytes(sha512(raw + public).digest(), "little")
    signature = raw + (challenge * scalar % edwards.ORDER).to_bytes(32, "little")
    keys._public(public).verify(signature, b"")
    assert not keys.verify(public, b"", signature)
