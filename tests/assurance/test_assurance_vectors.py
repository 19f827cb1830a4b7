"""Public vectors beyond those that stand with their rooms: each set with its source, its number, and nothing unexplained.

`vectors/README.md` lists every set that is held to, where, and which are not carried and why.
"""

import base64
import json
import re
import sys
from itertools import product
from pathlib import Path

import cbor2
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed448 import Ed448PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from sweep import note, size

from safepassage.ledger import merkle
from safepassage.seal import cbor, cose, keys

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "verify"))
from safepassage_audit import signatures  # noqa: E402 - the auditor's program is no part of the package
from safepassage_audit.tree import Tree  # noqa: E402 - as above

TREES = size(20, 64)


# RFC 9162, held as transparency-dev/merkle holds its own: every proof of every small tree, and each of its named corruptions.
def leaves(count: int) -> list[bytes]:
    return [merkle.leaf_hash(bytes((number,))) for number in range(count)]


def flipped(steps, at: int, bit: int):
    step = steps[at]
    return (*steps[:at], bytes((step[0] ^ 1 << bit,)) + step[1:], *steps[at + 1 :])


def spoilt(steps, root: bytes):
    """The corruptions of a proof that the reference's own tests make, without those of its numbers."""
    yield from (flipped(steps, at, 4) for at in range(len(steps)))
    yield (*steps, b"")
    yield (*steps, root)
    yield (root, *steps)
    yield (b"", *steps)
    yield (*steps, merkle.EMPTY_ROOT)
    if steps:
        yield steps[:-1]
        yield steps[1:]
        yield ()
        yield (steps[0], *steps)


def test_every_inclusion_proof_of_small_trees_and_no_corruption_of_one():
    tried = refused = 0
    for count in range(1, TREES + 1):
        tree, held = merkle.Hashes(leaves(count)), leaves(count)
        for index in range(count):
            steps, root = tree.inclusion(index), tree.root()
            assert merkle.check_inclusion(held[index], index, count, steps, root)
            bad = [
                (held[index], index, count, other, root)
                for other in spoilt(steps, root)
                if tuple(other) != tuple(steps)
            ]
            bad += [
                (held[index], other, count, steps, root) for other in {index - 1, index ^ 2, count, -1, 2**62} - {index}
            ]
            bad += [(held[index], index, other, steps, root) for other in {0, index, count * 2, count // 2, 2**62} - {count}
                    if not _same_path(index, count, other)]  # fmt: skip
            bad += [
                (other, index, count, steps, root) for other in (b"", merkle.EMPTY_ROOT, merkle.leaf_hash(b"other"))
            ]
            bad += [(held[index], index, count, steps, other) for other in (b"", merkle.EMPTY_ROOT)]
            assert not [one for one in bad if merkle.check_inclusion(*one)], (index, count)
            tried, refused = tried + 1, refused + len(bad)
    note("vectors", "RFC 9162 inclusion, corrupted proofs refused", tried=tried + refused, found=0)
    assert refused > 5 * tried > 100


def _same_path(index: int, count: int, other: int) -> bool:
    """Whether a tree of another size has the same path to this leaf: then only the root tells them apart, and here it does."""
    return index < other and len(_path(index, count)) == len(_path(index, other))


def _path(index: int, count: int) -> list[bool]:
    found, start, stop = [], 0, count
    while stop - start > 1:
        middle = start + (1 << ((stop - start - 1).bit_length() - 1))
        found.append(index >= middle)
        start, stop = (middle, stop) if index >= middle else (start, middle)
    return found


def test_every_consistency_proof_of_small_trees_and_no_corruption_of_one():
    tried = refused = 0
    for new in range(1, TREES + 1):
        tree, other_tree = merkle.Hashes(leaves(new)), merkle.leaf_hash(b"other")
        for old in range(1, new + 1):
            steps, first, second = tree.consistency(old), tree.root(old), tree.root()
            assert merkle.check_consistency(old, new, steps, first, second)
            bad = [(old, new, other, first, second) for other in spoilt(steps, first) if tuple(other) != tuple(steps)]
            bad += [(old, new, steps, other, second) for other in (b"", other_tree, merkle.EMPTY_ROOT)]
            bad += [(old, new, steps, first, other) for other in (b"", other_tree, merkle.EMPTY_ROOT)]
            bad += [
                (new + 1, new, steps, first, second),
                (-1, new, steps, first, second),
                (0, new, steps, first, second),
            ]
            bad += [(old, new, steps, second, first)] if first != second else []
            assert not [one for one in bad if merkle.check_consistency(*one)], (old, new)
            tried, refused = tried + 1, refused + len(bad)
    note("vectors", "RFC 9162 consistency, corrupted proofs refused", tried=tried + refused, found=0)
    assert refused > 5 * tried > 100


def test_the_auditors_tree_is_the_ledgers():
    tree = Tree()
    for number, leaf in enumerate(leaves(200)):
        tree.append(leaf)
        assert tree.root() == merkle.Hashes(leaves(number + 1)).root() if number % 37 == 0 else True
    assert tree.root() == merkle.Hashes(leaves(200)).root()


# The points of small order in all their encodings, canonical or not, as C2SP/CCTV combines them (its file is too large to carry).
SMALL_ORDER = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
]


def test_no_signature_with_a_key_or_a_point_of_small_order_counts_and_both_programs_agree():
    points = [bytes.fromhex(one) for one in SMALL_ORDER]
    sound = keys.public_key(b"\x05" * 32)
    tried = 0
    for public, point, s in product([*points, sound], points, (0, 1, signatures.ORDER, signatures.ORDER + 1, 2**255)):
        signature = point + s.to_bytes(32, "little")
        for message in (b"", b"edge case"):
            assert not keys.verify(public, message, signature)
            assert not signatures.signed(public, message, signature)
            tried += 1
    for public in points:
        assert keys.check_public_key(public) is not None
    note("vectors", "Ed25519 points of small order", tried=tried, found=0)
    assert tried == 15 * 14 * 5 * 2


# RFC 8949, appendix A: those of its 82 items that do not stand in tests/seal/test_cbor.py.
OTHER_ITEMS = [
    ([1, [2, 3], [4, 5]], "8301820203820405"),
    (None, "f93e00"), (None, "f97bff"), (None, "fa7f7fffff"), (None, "fb7e37e43c8800759c"), (None, "f90001"), (None, "f90400"),
    (None, "f9c400"), (None, "fbc010666666666666"), (None, "f9fc00"), (None, "fa7f800000"), (None, "fa7fc00000"), (None, "faff800000"),
    (None, "fb7ff8000000000000"), (None, "fbfff0000000000000"), (None, "f818"), (None, "c1fb41d452d9e2000000"),
    (None, "d82076687474703a2f2f7777772e6578616d706c652e636f6d"), (None, "a56161614161626142616361436164614461656145"),
    (None, "9f0102030405060708090a0b0c0d0e0f101112131415161718181819ff"), (None, "fb3ff8000000000000"),
]  # fmt: skip


def not_well_formed() -> list[bytes]:
    """RFC 8949, appendix F.1, and the groups of cbor/test-vectors `fail.json`: what no decoder may take."""
    reserved = [bytes((major << 5 | minor,)) for major in range(8) for minor in (28, 29, 30)]
    breaks = [
        b"\xff",
        b"\x1f",
        b"\x3f",
        b"\xdf",
        b"\x81\xff",
        b"\x82\x00\xff",
        b"\xa1\xff",
        b"\xa1\x00\xff",
        b"\xa2\x00\x00\xff",
    ]
    chunks = [bytes((start, inner)) for start in (0x5F, 0x7F) for inner in range(0xFF) if inner >> 5 != start >> 5]
    simple = [bytes((0xF8, value)) for value in range(32)]
    short = [bytes.fromhex(one) for one in ("18", "19", "1a", "1b", "1901", "1a0102", "1b01020304050607", "38", "58", "78", "98", "9a01ff00",
             "b8", "d8", "f8", "f900", "fa0000", "fb000000", "41", "61", "5affffffff00", "5bffffffffffffffff010203", "7affffffff00",
             "7b7fffffffffffffff010203", "81", "818181818181818181", "8200", "a1", "a20102", "a100", "a2000000", "5f4100", "7f6100",
             "9f", "9f0102", "bf", "bf01020102", "819f", "9f8000", "9f9f9f9f9fffffffff", "9f819f819f9fffffff")]  # fmt: skip
    return [*reserved, *breaks, *chunks, *simple, *short]


def test_the_rest_of_appendix_a_and_nothing_that_is_not_well_formed():
    for item, text in OTHER_ITEMS:
        if item is not None:
            assert cbor.decode(bytes.fromhex(text), 3) == item
            assert cbor.encode(item).hex() == text
            continue
        with pytest.raises(cbor.CborError):
            cbor.decode(bytes.fromhex(text), 3)
    bad = not_well_formed()
    for raw in bad:
        for depth in (1, 3):
            with pytest.raises(cbor.CborError):
                cbor.decode(raw, depth)
    note("vectors", "CBOR appendices A and F", tried=len(OTHER_ITEMS) + len(bad), found=0)
    assert len(bad) > 500


def test_the_list_of_vectors_says_how_many_there_are():
    """`vectors/README.md` is held to the files: each file it names is there, with as many cases as it says."""
    page = (ROOT / "vectors" / "README.md").read_text()
    rows = re.findall(r"^\| \[`?([\w.]+\.json)`?\]\([\w.]+\) \| ([\d,]+) \|", page, re.MULTILINE)
    assert {name for name, _ in rows} == {path.name for path in (ROOT / "vectors").glob("*.json")}
    for name, count in rows:
        held = json.loads((ROOT / "vectors" / name).read_text())
        assert sum(_cases(held)) == int(count.replace(",", "")), name


def _cases(held) -> list[int]:
    if isinstance(held, list):
        return [len(held)]
    return [
        len(value) for value in held.values() if isinstance(value, list) and value and not isinstance(value[0], str)
    ] or [len(value) for value in held.values() if isinstance(value, list)]


# The COSE working group's examples of one signer: what others sign is put together as we put it together, and is no pass.
COSE_CODES = {
    "sign-pass-03": "unprotected",  # the one without a tag: its key id stands where nothing may
}


def holds(example) -> bool:
    """Whether the example's signature holds over what our own code says is signed, by its key."""
    raw = cbor2.loads(bytes.fromhex(example["cbor"]))
    protected, _, payload, signature = getattr(raw, "value", raw)
    if isinstance(raw, cbor2.CBORTag) and raw.tag != 18:
        return False
    header = cbor2.loads(protected)
    message = cose._to_be_signed(protected if header else b"", bytes.fromhex(example["external"]), payload)
    key = example["key"]
    if key["crv"] == "Ed25519":
        return keys.verify(bytes.fromhex(key["x_hex"]), message, signature)
    try:
        if key["crv"] == "Ed448":
            Ed448PublicKey.from_public_bytes(bytes.fromhex(key["x_hex"])).verify(signature, message)
        else:
            x, y = (int.from_bytes(base64.urlsafe_b64decode(key[name] + "="), "big") for name in ("x", "y"))
            der = encode_dss_signature(int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big"))
            public = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
            public.verify(der, message, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


COSE_WG = json.loads((ROOT / "vectors" / "cose_wg.json").read_text())


def test_the_cose_working_groups_examples_are_signed_as_we_would_and_none_is_a_pass():
    refused = 0
    for example in COSE_WG:
        raw = bytes.fromhex(example["cbor"])
        name = example["title"].split(":")[0]
        if not example["fail"]:
            parts = cbor2.loads(raw)
            protected, _, payload, _ = getattr(parts, "value", parts)
            signed = cose._to_be_signed(
                protected if cbor2.loads(protected) else b"", bytes.fromhex(example["external"]), payload
            )
            assert signed.hex() == example["to_be_signed"].lower(), name
        assert holds(example) is not example["fail"], name
        with pytest.raises(cose.CoseError) as caught:
            cose.open_token(raw)
        assert caught.value.code == COSE_CODES.get(name, "cbor"), name
        refused += 1
    assert refused == 11
    note("vectors", "COSE working group, one signer", tried=2 * refused, found=0)
