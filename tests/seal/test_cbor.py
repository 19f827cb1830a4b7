import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safepassage.seal import cbor

# RFC 8949, appendix A: those items that are of our kind, in the form they have there.
OURS = [
    (0, "00"), (1, "01"), (10, "0a"), (23, "17"), (24, "1818"), (25, "1819"), (100, "1864"), (1000, "1903e8"),
    (1000000, "1a000f4240"), (1000000000000, "1b000000e8d4a51000"), (18446744073709551615, "1bffffffffffffffff"),
    (-18446744073709551616, "3bffffffffffffffff"), (-1, "20"), (-10, "29"), (-100, "3863"), (-1000, "3903e7"),
    (b"", "40"), (b"\x01\x02\x03\x04", "4401020304"), ("", "60"), ("a", "6161"), ("IETF", "6449455446"),
    ('"\\', "62225c"), ("ü", "62c3bc"), ("水", "63e6b0b4"), ("\U00010151", "64f0908591"), ([], "80"),
    ([1, 2, 3], "83010203"), (list(range(1, 26)), "98190102030405060708090a0b0c0d0e0f101112131415161718181819"),
    ({}, "a0"), ({1: 2, 3: 4}, "a201020304"),
]  # fmt: skip

# The rest of appendix A: big numbers, floats, simple values, tags, text keys, indefinite lengths.
NOT_OURS = [
    "c249010000000000000000", "c349010000000000000000", "f90000", "f98000", "f93c00", "fb3ff199999999999a", "fa47c35000",
    "f97c00", "f97e00", "fb7ff0000000000000", "f4", "f5", "f6", "f7", "f0", "f8ff",
    "c074323031332d30332d32315432303a30343a30305a", "c11a514b67b0", "d74401020304", "d818456449455446",
    "a26161016162820203", "826161a161626163", "5f42010243030405ff", "7f657374726561646d696e67ff", "9fff",
    "9f018202039f0405ffff", "9f01820203820405ff", "83018202039f0405ff", "bf61610161629f0203ffff", "bf6346756ef563416d7421ff",
]  # fmt: skip

MALFORMED = [
    "", "18", "19", "1903", "1a0000", "1b00", "1c", "1d", "1e", "1f", "3f", "41", "62c3", "62ff00", "63eda080", "81", "8201",
    "a1", "a101", "a2010201", "0000", "8000", "1817", "190017", "1900ff", "1a0000ffff", "1b00000000ffffffff", "3817", "580161",
    "780161", "9800", "b800", "a203040102", "a201020102", "a1200a00", "9b0fffffffffffffff", "bb0fffffffffffffff", "5b0fffffffffffffff",
    "7b0fffffffffffffff", "a1810101", "a1a00101", "a1410101", "a1616101", "a21801020203",
]  # fmt: skip


@pytest.mark.known_answers("CBOR appendix A, what is of our kind", 1)
@pytest.mark.parametrize(("item", "text"), OURS)
def test_rfc_8949_appendix_a(item, text):
    assert cbor.encode(item).hex() == text
    assert cbor.decode(bytes.fromhex(text), 3) == item


@pytest.mark.parametrize("text", NOT_OURS + MALFORMED)
def test_everything_else_is_refused(text):
    with pytest.raises(cbor.CborError):
        cbor.decode(bytes.fromhex(text), 3)


@pytest.mark.parametrize("item", [1.5, None, True, {True: 1}, 2**64, -(2**64) - 1, [None], (1,), {1: {2: 0.5}}])
def test_what_has_no_place_is_not_written(item):
    with pytest.raises(cbor.CborError):
        cbor.encode(item)


def test_nesting_counts_the_outermost_as_one():
    assert cbor.decode(bytes.fromhex("8101"), 1) == [1]
    assert cbor.decode(bytes.fromhex("818101"), 2) == [[1]]
    assert cbor.decode(bytes.fromhex("01"), 0) == 1
    for text, depth in (("8101", 0), ("818101", 1), ("a101a0", 1), ("81818101", 2)):
        with pytest.raises(cbor.CborError, match="nested"):
            cbor.decode(bytes.fromhex(text), depth)


def test_a_deep_nest_and_a_great_length_cost_nothing():
    with pytest.raises(cbor.CborError):
        cbor.decode(b"\x81" * 100_000 + b"\x01", 2)
    with pytest.raises(cbor.CborError):
        cbor.decode(b"\x9b\xff\xff\xff\xff\xff\xff\xff\xff" + bytes(1000), 2)


ITEMS = st.recursive(
    st.integers(-(2**64), 2**64 - 1) | st.binary(max_size=40) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.integers(-(2**64), 2**64 - 1), inner, max_size=4),
    max_leaves=12,
)


@given(ITEMS)
@settings(derandomize=True, max_examples=300)
def test_cbor2_agrees(item):
    raw = cbor.encode(item)
    assert cbor2.loads(raw) == item
    assert cbor.decode(raw, 20) == item


@given(st.binary(max_size=24))
@settings(derandomize=True, max_examples=2000)
def test_what_is_accepted_has_one_form(raw):
    try:
        item = cbor.decode(raw, 4)
    except cbor.CborError:
        return
    assert cbor.encode(item) == raw
    assert cbor2.loads(raw) == item


@given(ITEMS, st.data())
@settings(derandomize=True, max_examples=500)
def test_a_changed_byte_is_another_item_or_none(item, data):
    raw = bytearray(cbor.encode(item))
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] ^= data.draw(st.integers(1, 255))
    try:
        other = cbor.decode(bytes(raw), 20)
    except cbor.CborError:
        return
    assert cbor.encode(other) == bytes(raw)
