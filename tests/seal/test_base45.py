import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safepassage.seal import base45

# RFC 9285, sections 4.3 and 4.4.
RFC_9285 = [(b"AB", "BB8"), (b"Hello!!", "%69 VD92EX0"), (b"base-45", "UJCLQE7W581"), (b"ietf!", "QED8WEX0"), (b"", "")]


@pytest.mark.known_answers("RFC 9285, base45", 1)
@pytest.mark.parametrize(("raw", "text"), RFC_9285)
def test_rfc_9285(raw, text):
    assert base45.encode(raw) == text
    assert base45.decode(text) == raw


def test_the_largest_groups():
    assert base45.decode("FGW") == b"\xff\xff"
    assert base45.decode("U5") == b"\xff"


@pytest.mark.parametrize("text", ["GGW", ":::", "V5", "::", "A", "AAAA", "bb8", "BB8\n", "BB8=", "ÄÖ", "٣٣٣", "BB8 "])
def test_everything_else_is_refused(text):
    with pytest.raises(ValueError, match="base45"):
        base45.decode(text)


@given(st.binary(max_size=300))
@settings(derandomize=True)
def test_bytes_come_back(raw):
    assert base45.decode(base45.encode(raw)) == raw


@given(st.text(alphabet=base45.ALPHABET, max_size=12))
@settings(derandomize=True, max_examples=500)
def test_one_text_for_one_string_of_bytes(text):
    try:
        raw = base45.decode(text)
    except ValueError:
        return
    assert base45.encode(raw) == text
