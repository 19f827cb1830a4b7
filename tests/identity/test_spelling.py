import math

import numpy as np
import pytest

from safepassage.identity.channel import Channel, contexts, letter_numbers, source_symbols
from safepassage.identity.shipped import scripts, spelling_for, weights_for
from safepassage.identity.spelling import LEAST, Lexicon, Spelling
from safepassage.identity.store_model import pack, unpack

TINY = ("", "a", "b", "ab")


@pytest.fixture(scope="module")
def tiny():
    """A channel in which every symbol is written as nothing, a, b or ab with known probabilities."""
    rows = len(source_symbols("latn")) * 12
    table = np.tile([0.4, 0.3, 0.2, 0.1], (rows, 1))
    letters = np.full((28, 28, 28), 1 / 28)
    words = Lexicon("latn", {"ab": 3, "b": 1}, letters, 4)
    return Spelling(Channel.of("latn", "latn", TINY, table), {"x": {"ab": 3, "b": 1}}, words, words)


def by_hand(part, word):
    """The same sum over every way of cutting the word, by recursion; slips left out."""
    if not part:
        return float(not word)
    table = dict(zip(TINY, (0.4, 0.3, 0.2, 0.1), strict=True))
    return sum(p * by_hand(part[1:], word[len(cut) :]) for cut, p in table.items() if word.startswith(cut))


@pytest.mark.parametrize("word", ["", "a", "b", "ab", "abab", "ba"])
def test_the_sum_over_all_alignments(tiny, word):
    plain = tiny.tables.plain
    slipping = tiny.tables.slipping
    assert np.abs(plain - slipping).max() < 0.011
    assert tiny.written("xy", word) == pytest.approx(by_hand("^xy", word), rel=0.15, abs=1e-6)


def test_bits_are_a_ratio_of_two_probabilities(tiny):
    seen, each, rest = tiny.mixture("x")
    assert (dict(seen), each, rest) == ({"ab": 3, "b": 1}, 1 / 6, 2 / 6)
    probability = 3 / 6 + 2 / 6 * tiny.written("x", "ab")
    assert tiny.bits("x", "ab") == pytest.approx(math.log2(probability) - tiny.words.log2("ab"))


def test_nothing_in_common_costs_no_more_than_the_least(tiny):
    assert tiny.bits("x", "zzzzzzzzzz") >= LEAST


def test_the_alignment_spells_the_word(tiny):
    assert "".join(letters for _, letters in tiny.letters("xy", "aab")) == "aab"


def test_a_lexicon_is_a_probability():
    letters = np.full((28, 28, 28), 1 / 28)
    lexicon = Lexicon("latn", {"ab": 3, "b": 1}, letters, 4)
    assert 2 ** lexicon.log2("ab") > 2 ** lexicon.log2("b") > 2 ** lexicon.log2("zz")


def test_joined_words_hold_no_more_than_each_alone(tiny):
    assert tiny.info(("ab", "b")) <= tiny.info(("ab",)) + tiny.info(("b",)) + 1e-9


def test_contexts_tell_first_last_and_what_follows():
    first, second, third = contexts("با", "arab")
    assert len({first, second, third}) == 3
    assert contexts("+با", "arab")[0] != contexts("با", "arab")[0]
    assert letter_numbers("ab+", "latn") == (1, 2, 27)


def test_the_model_survives_the_file(tiny):
    (again,), weights = unpack(pack([tiny], {"*": [1.0, -0.5]}, "invented"))
    assert weights == {"*": (1.0, -0.5)}
    assert np.allclose(again.channel.table, tiny.channel.table, rtol=0.04)
    assert again.seen == {"x": {"ab": 3, "b": 1}}
    assert pack([again], weights, "invented") == pack([tiny], weights, "invented")


def test_the_shipped_model_knows_its_scripts():
    assert set(scripts()) >= {("arab", "latn"), ("hebr", "latn"), ("cyrl", "latn"), ("latn", "latn"), ("arab", "arab")}
    for source, target in scripts():
        spelling, turned = spelling_for(source, target)
        assert (spelling.source, spelling.target, turned) == (source, target, False)
        sums = spelling.channel.table.sum(axis=1)
        assert 0 < sums.min() <= sums.max() < 1.1
        assert np.isfinite(weights_for(spelling)).all()
    assert spelling_for("latn", "arab")[1]
    assert spelling_for("hebr", "arab") is None
