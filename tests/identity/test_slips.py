"""What a word may be meant for: a slip of a known word, or half of a compound too many."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safepassage.identity.compare import compare
from safepassage.identity.letters import ALPHABETS
from safepassage.identity.shipped import spelling_for
from safepassage.identity.slips import (
    ADDED,
    ARTICLE,
    COMPOUND,
    KINDS,
    LONGEST,
    SHARE,
    SHORTEST,
    Known,
    bare,
    halves,
    slip,
)

LETTERS = ALPHABETS["latn"]
KNOWN = Known(("mohammad", "kirmani", "said", "salah", "rahman"), "latn", LETTERS)
EACH = SHARE / KINDS


@pytest.mark.parametrize(
    ("word", "meant", "chance"),
    [
        ("mohamad", "mohammad", EACH / 8),  # one letter lost
        ("mohammxad", "mohammad", EACH / 9 / 26),  # one too many
        ("mohammbd", "mohammad", EACH / 8 / 26),  # one wrong
        ("mhoammad", "mohammad", EACH / 7),  # two turned round
        ("kimrani", "kirmani", EACH / 6),
        ("salaheddine", "salah", ADDED),
        ("abdulrahman", "rahman", ADDED),
        ("salah+din", "salah", ADDED),
        ("essaid", "said", ARTICLE),
        ("alkirmani", "kirmani", ARTICLE),
        ("alkimrani", "kirmani", ARTICLE * EACH / 6),  # both
        ("abdulrahhman", "rahman", ADDED * EACH / 7 / 26),
    ],
)
def test_what_may_be_meant(word, meant, chance):
    assert KNOWN.meant(word) == ((meant, pytest.approx(chance)),)


@pytest.mark.parametrize("word", ["mohammad", "said", "xyz", "sai", "mxhammxd", "", "s" * 40])
def test_known_short_and_strange_words_are_what_they_are(word):
    assert KNOWN.meant(word) == ()


def test_who_knows_nothing_says_nothing():
    assert Known((), "latn", LETTERS).meant("mohamad") == ()


@pytest.mark.parametrize(
    ("word", "script", "alone"),
    [
        ("عبد+رحمن", "arab", {"رحمن": ADDED}),
        ("ناصر+دين", "arab", {"ناصر": ADDED}),
        ("ابوشادي", "arab", {"شادي": ADDED}),
        ("abou+shady", "latn", {"shady": ADDED}),
        ("noureddine", "latn", {"nour": ADDED}),
        ("essaid", "latn", {"said": ARTICLE}),
        ("+sadek", "latn", {"sadek": ADDED}),
        ("ahmed", "latn", {}),
        ("elias", "latn", {}),
        ("abdo", "latn", {}),
        ("נורא", "hebr", {}),
    ],
)
def test_the_other_half_of_a_compound(word, script, alone):
    assert dict(bare(word, script)) == alone


NAMES = frozenset(("محمد", "حسن", "جلال", "صاحب", "زماني", "+كريم", "رحمت", "علي"))


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("محمدحسن", {"محمد", "حسن"}),
        ("جلالالدين", {"جلال"}),
        ("رحمتالله", {"رحمت"}),
        ("صاحبالزماني", {"صاحب", "زماني"}),
        ("محمدالكريم", {"محمد", "+كريم"}),
        ("محمدزاهد", set()),  # one half is no name
        ("عليا", set()),  # too short
        ("محمد", set()),
        ("عبد+رحمن", set()),
        ("", set()),
    ],
)
def test_two_names_in_one_word(word, found):
    assert dict(halves(word, NAMES)) == dict.fromkeys(found, COMPOUND)


words = st.text("abcm", min_size=SHORTEST, max_size=LONGEST)


@settings(derandomize=True, max_examples=300, deadline=None)
@given(words, words)
def test_a_slip_is_found_exactly_where_it_has_a_probability(one, other):
    found = dict(Known((one,), "latn", "abcm").meant(other))
    if one != other and not bare(other, "latn"):
        assert found == ({one: slip(one, other, 4)} if slip(one, other, 4) else {})


@settings(derandomize=True, max_examples=100, deadline=None)
@given(words, st.integers(0, 30), st.sampled_from("abcm"))
def test_every_letter_lost_added_or_changed_is_a_slip(word, at, letter):
    at %= len(word)
    for made in (word[:at] + word[at + 1 :], word[:at] + letter + word[at:], word[:at] + letter + word[at + 1 :]):
        assert made == word or slip(word, made, 4) > 0


def test_a_slip_of_a_common_name_is_no_rare_name():
    lexicon = spelling_for("arab", "latn")[0].words
    slipped, strange = lexicon.log2("mxhammed"), lexicon.by_letters("mxhammed")
    assert lexicon.log2("mohammed") > slipped > strange + 2


@pytest.mark.parametrize(
    ("arabic", "slipped", "stranger"),
    [
        ("احمد كمال قادر", "AHMED QAER", "AHMED NASER"),
        ("صلاح البيطار", "Salah Eddine Bitar", "Omar Bitar"),
        ("ناصر الدين الشاعر", "Nasser al-Shaer", "Ibrahim al-Shaer"),
        ("يوسف ترابي", "Youssef Ettorabi", "Youssef Ettahiri"),
        ("محمدحسن فتاحي", "Hassan Fattahi", "Reza Fattahi"),
        ("رحمتالله زاهدي", "Rahmat Zahedi", "Rashid Zahedi"),
        ("نور الشريف", "ELSHREIF NOUR", "ELHAKIM NOUR"),
    ],
)
def test_who_is_meant_is_nearer_than_a_stranger(arabic, slipped, stranger):
    assert compare(arabic, slipped).score > compare(arabic, stranger).score + 3
