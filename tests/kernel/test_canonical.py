"""One value, one text; and what is no text at all is refused before anything is signed or kept of it."""

import pytest

from safepassage.kernel.canonical import canonical, read_canonical


@pytest.mark.parametrize("value", [None, True, 0, -5, "", "أ", [], {}, {"b": [1, {"a": "x"}], "a": None}])
def test_a_value_comes_back_from_its_text_and_from_its_bytes(value):
    text = canonical(value)
    assert read_canonical(text) == value
    assert read_canonical(text.encode()) == value


@pytest.mark.parametrize(
    "text", ['{"b":1,"a":2}', '{"a": 1}', "[1.0]", '"\\u0041"', '"\\ud800"', "[1]\n", "NaN", "{", '{"a":1,"a":1}']
)
def test_another_text_of_the_same_value_is_refused(text):
    with pytest.raises((ValueError, TypeError)):
        read_canonical(text)


def test_half_a_character_pair_is_no_text():
    with pytest.raises(ValueError, match="surrogates not allowed"):
        read_canonical('"\udcc0"')


def test_a_float_has_no_canonical_form():
    for value in (1.5, [1.5], {"a": (0.0,)}):
        with pytest.raises(TypeError, match="a float has no canonical form"):
            canonical(value)
