"""One value, one text; and what is no text at all is refused before anything is signed or kept of it."""

import json

import pytest

from safepassage.kernel import canonical as canonical_module
from safepassage.kernel.canonical import canonical, read_canonical, refuse_crowd


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


@pytest.mark.parametrize(
    ("text", "values"),
    [("[1,2,3]", 3), ("[[],[]]", 4), ("[{},{}]", 4), ('["a,b",1]', 2), ('["\\"",1,2]', 3), ('["\\\\",1,2]', 3), ('["\\\\\\",[[[",1]', 2),
     ('{"a,,,":1,"b":2}', 2), ('"[[[[[[', 0), ('["a\\', 1)],
)  # fmt: skip
def test_a_text_of_more_values_than_that_is_refused_unread(text, values):
    """Signs within strings count for nothing, however they are escaped."""
    refuse_crowd(text, values)
    if values:
        with pytest.raises(ValueError, match="holds more than"):
            refuse_crowd(text, values - 1)


def test_what_could_not_be_read_again_is_not_written(monkeypatch):
    monkeypatch.setattr(canonical_module, "MOST_VALUES", 3)
    assert read_canonical(canonical(["a,b", 1])) == ["a,b", 1]
    for crowd in ([1, 2, 3, 4], [[], [[]]], [{}, {}]):
        with pytest.raises(ValueError, match="more than 3 values"):
            canonical(crowd)
        with pytest.raises(ValueError, match="more than 3 values"):
            read_canonical(json.dumps(crowd).replace(" ", ""))
