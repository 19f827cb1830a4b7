"""The quick search against a plain one: every word of the list, letter by letter, for every part."""

import random

import numpy as np
import pytest
from identity_people import FAMILY, FATHER, GIVEN

from safepassage.identity import search
from safepassage.identity.engine import candidates, prepare, scores
from safepassage.identity.roster import left_side, roster
from safepassage.identity.search_kernels import Letters, begin, step
from safepassage.identity.shipped import scripts, spelling_for, weights_for
from safepassage.identity.tokens import tokenise

EDDINE = "Abdelkrimabdelkrimabdelk" + " eddine" * 8
HARD = {
    "arab": ["", "محمد", "محمد محمد محمد", "عبد الله بن عمر", "نور الدين", "٤٢ 🙂", "مmحhمmدd علي", "ا", "محمد أحمد " * 20, "نور" + " الدين" * 9],
    "hebr": ["", "משה", "בן ציון לוי", "ג'ורג' כהן", "משה " * 40],
    "cyrl": ["", "Иван", "Иван Иванович Петров", "Ёлкинъ", "Иван " * 40],
    "latn": ["", "Omar", "Omar Omar Omar", "Abd Allah bin Omar", EDDINE, "O", "mمoحh", "Mohamed Ahmed " * 20, "Moshe Levi", "Ivan Petrov"],
}  # fmt: skip


def people(script, count, seed):
    dice = random.Random(seed)
    if script not in ("arab", "latn"):
        words = sorted({word for name in HARD[script] for word in name.split()})
        return [" ".join(dice.choices(words, k=3)) for _ in range(count)]
    side = 0 if script == "arab" else 1
    return [" ".join(dice.choice(some)[side] for some in (GIVEN, FATHER, FAMILY)) for _ in range(count)]


def lists(source, target, count=60):
    left, right = (HARD[script] + people(script, count, seed) for script, seed in ((source, 3), (target, 5)))
    names = [tokenise(text) for text in left], [tokenise(text) for text in right]
    kept = [[name for name in side if name.script in (script, "")] for side, script in zip(names, (source, target), strict=True)]  # fmt: skip
    return *kept, spelling_for(source, target)[0]


def plain_search(symbols, trie, spelling):
    """Depth first over every word; a branch is left where the best that is open cannot reach the least."""
    letters = Letters(*spelling.tables.letters32)
    least = search.RAREST * search.PER_SYMBOL ** len(symbols)
    deepest = int(trie.depth.max(initial=0)) + 1
    alpha, rest = np.zeros((deepest, len(symbols) + 1)), np.ones(len(symbols) + 1)
    begin(symbols, letters, alpha, rest)
    node, found = 0, set()
    while node < len(trie.depth):
        d = trie.depth[node]
        if step(alpha, d, symbols, letters, trie.segments[node], trie.prefixes[node], rest) < least:
            node = trie.end[node]
            continue
        word = trie.word[node]
        if word >= 0 and alpha[d, len(symbols)] >= least:
            found |= set(trie.listed[trie.start[word] : trie.start[word + 1]].tolist())
        node += 1
    return found


@pytest.mark.parametrize("few", [0, 1_000_000])
@pytest.mark.parametrize(("source", "target"), scripts())
def test_the_search_finds_what_a_plain_one_finds(source, target, few, monkeypatch):
    monkeypatch.setattr(search, "FEW", few)
    left, right, spelling = lists(source, target)
    these, listed = roster(left, source), search.index(right, spelling)
    side = left_side(these, spelling)
    part, word, share = search.found(these, side.spelled, listed, 1)
    alone = {at for at in these.parts.ravel().tolist() if at >= 0}
    assert len(these.words) > 3
    for at, text in enumerate(these.words):
        symbols = side.spelled.values[side.spelled.start[at] : side.spelled.start[at + 1]]
        seen = search.shares_of(text, listed.written, spelling)
        plain = plain_search(symbols, listed.trie if at in alone else listed.alone, spelling)
        assert word[part == at].tolist() == sorted(plain | set(seen))
        assert share[part == at].tolist() == [seen.get(one, 0.0) for one in sorted(plain | set(seen))]


def test_the_same_is_found_in_one_walk_and_in_many(monkeypatch):
    left, right, spelling = lists("arab", "latn")
    these, listed = roster(left, "arab"), search.index(right, spelling)
    asked = these, left_side(these, spelling).spelled, listed
    whole = search.found(*asked, 1)
    monkeypatch.setattr(search, "TOGETHER", 3)
    for threads in (1, 2):
        for one, other in zip(whole, search.found(*asked, threads), strict=True):
            assert one.tolist() == other.tolist()


def test_of_many_words_the_first_are_kept(monkeypatch):
    _, right, spelling = lists("arab", "latn")
    these, listed = roster([tokenise("محمد")], "arab"), search.index(right, spelling)
    symbols = left_side(these, spelling).spelled
    monkeypatch.setattr(search, "shares_of", lambda *_: {})
    every = search.found(these, symbols, listed, 1)[1].tolist()
    monkeypatch.setattr(search, "MOST_WORDS", 2)
    assert len(every) > 2
    for few in (0, 10):
        monkeypatch.setattr(search, "FEW", few)
        some = search.found(these, symbols, listed, 1)[1].tolist()
        assert len(some) == 2
        assert set(some) < set(every)


def test_words_longer_than_any_name_are_searched():
    spelling = spelling_for("latn", "latn")[0]
    long = tokenise(EDDINE)
    assert max(map(len, long.parts)) > 64
    found = candidates(prepare([long, long, tokenise("Omar")], [tokenise("Omar"), long], spelling), 2)
    assert found[:, 0].tolist() == [1, 1, 0]


@pytest.mark.parametrize(("source", "target"), scripts())
def test_a_pair_is_weighed_alike_alone_and_among_others(source, target):
    left, right, spelling = lists(source, target)
    weights, both = weights_for(spelling), prepare(left, right, spelling)
    found = candidates(both)
    among = scores(both, np.arange(len(left)), found, weights)
    again = scores(both, np.arange(len(left))[::-1], found[::-1], weights)[::-1]
    assert among.tobytes() == np.ascontiguousarray(again).tobytes()
    for row in range(0, len(left), 7):
        for k in np.flatnonzero(found[row] >= 0)[:9].tolist():
            alone = scores(both, np.array([row]), found[row : row + 1, k : k + 1], weights)
            assert alone[0, 0] == among[row, k]


@pytest.mark.parametrize(("source", "target"), [("arab", "arab"), ("arab", "latn"), ("hebr", "latn")])
def test_slips_are_the_same_together_and_one_by_one(source, target, monkeypatch):
    spelling = spelling_for(source, target)[0]
    known, dice = spelling.words.known, random.Random(7)
    letters, words = [*known.letters, "+"], sorted(known.words)
    written = set()
    for word in dice.sample(words, 300):
        for _ in range(3):
            at, letter = dice.randrange(len(word)), dice.choice(letters)
            written |= {word[:at] + letter + word[at:], word[:at] + letter + word[at + 1 :], word[:at] + word[at + 1 :]}
            written.add(word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :])
    known.remember({})
    one_by_one = {word: known.meant(word) for word in known.asked(sorted(written))}
    monkeypatch.setattr(search, "MANY", 1)
    took = []
    monkeypatch.setattr(known, "remember", lambda near: took.append(near) or type(known).remember(known, near))
    search.look_up(sorted(written), spelling)
    assert set(took[-1]) == set(one_by_one)
    assert {word: known.meant(word) for word in one_by_one} == one_by_one
    assert sum(map(bool, one_by_one.values())) > 100
    search.look_up((), spelling)
    assert took[-1] == {}
