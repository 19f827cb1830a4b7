"""One person is one person however the name is written, and two are two."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safepassage.kernel.pair import person_named, two_people

WRITINGS = {  # an invented name
    "no-break space": "Ali\u00a0Hassan",
    "two spaces": "Ali  Hassan",
    "a tab": "Ali\tHassan",
    "spaces around": "  Ali Hassan\n",
    "ideographic space": "Ali\u3000Hassan",
    "upper case": "ALI HASSAN",
    "zero-width space": "Ali Has\u200bsan",
    "zero-width joiner": "Ali Hassan\u200d",
    "soft hyphen": "Ali Has\u00adsan",
    "byte order mark": "\ufeffAli Hassan",
    "right-to-left mark": "\u200fAli Hassan",
    "a control character": "Ali\x01 Hassan",
    "full width": "\uff21li Hassan",
}


@pytest.mark.parametrize("name", WRITINGS)
def test_one_person_in_two_writings_is_one_person(name):
    assert two_people("Ali Hassan", WRITINGS[name], "seen") == "it needs two different people, both named"
    assert two_people(WRITINGS[name], "Ali Hassan", "seen") == "it needs two different people, both named"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Andr\u00e9", "Andre\u0301"),  # composed and decomposed
        ("Andr\u00e9", "ANDRE\u200b\u0301"),
        ("Strau\u00df", "STRAUSS"),
        ("\u0627\ufefb", "\u0627\u0644\u0627"),  # a presentation form of lam-alef, and its letters
        ("\u03a3\u03af\u03c3\u03c5\u03c6\u03bf\u03c2", "\u03a3\u038a\u03a3\u03a5\u03a6\u039f\u03a3"),
    ],
)
def test_in_every_script(one, other):
    assert person_named(one) == person_named(other)
    assert two_people(one, other, "seen") is not None


@pytest.mark.parametrize(
    ("one", "other"), [("Ali Hassan", "Ali Hasan"), ("officer 1", "officer 11"), ("Rene", "Ren\u00e9"), ("a b", "ab")]
)
def test_two_people_are_two(one, other):
    assert two_people(one, other, "seen") is None


@pytest.mark.parametrize("nobody", ["", " ", "\u200b", "\u00a0\ufeff", "\x00", "\u2063 \u200f"])
def test_what_cannot_be_seen_names_nobody_and_says_nothing(nobody):
    assert person_named(nobody) == ""
    assert two_people("Ali Hassan", nobody, "seen") is not None
    assert two_people(nobody, "Ali Hassan", "seen") is not None
    assert two_people("Ali Hassan", "Omar Dajani", nobody) == "it needs its reason in words"


@settings(derandomize=True, max_examples=300)
@given(st.text())
def test_the_form_is_its_own_form(text):
    assert person_named(person_named(text)) == person_named(text)
