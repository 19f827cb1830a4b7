import itertools
import random

import pytest

from safepassage.adapters.memory import MemoryTables
from safepassage.identity.facts import Doubted, Judged, Linked
from safepassage.identity.model import Answer, Finding, Waiting
from safepassage.identity.rules import conflicts, facts_of, is_open, judge, review_order, standing, undo, unsaid
from safepassage.identity.state import PairRow, apply
from safepassage.kernel.facts import Recorded
from safepassage.kernel.moment import Moment
from safepassage.kernel.problems import ProblemsError

REGISTERED = {"a": 4, "b": 3, "c": 2, "d": 1}


class Told:
    """A table that facts are applied to."""

    def __init__(self, *facts):
        self.tables = MemoryTables()
        self.index = 0
        self.tell(*facts)

    def tell(self, *facts):
        for fact in facts:
            apply(Recorded(fact, Moment(1_700_000_000 + self.index), "cell", self.index), self.tables)
            self.index += 1

    @property
    def pairs(self):
        return tuple(self.tables.select(PairRow))

    def standing(self):
        return standing(self.pairs, REGISTERED)

    def answer(self, left, right, answer, called=(), *, by="desk-1", reason="seen both papers", second=""):
        facts = judge(Answer(left, right, answer, by, reason, second), self.pairs, called)
        self.tell(*facts)
        return facts


def codes(call, *args, **kwargs):
    with pytest.raises(ProblemsError) as caught:
        call(*args, **kwargs)
    return sorted(problem.code for problem in caught.value.problems)


def link(left, right):
    return Linked(left, right, "exact/1", ("document-shared", "name-equal", "birth-equal"))


def doubt(left, right):
    return Doubted(left, right, "exact/1", ("document-not-shared", "name-equal", "birth-equal"))


def test_the_earliest_registered_stands_for_the_group():
    assert Told(link("a", "b"), link("c", "b")).standing() == {"a": "c", "b": "c", "c": "c"}


def test_nobody_linked_nobody_stands_for_another():
    assert Told(doubt("a", "b")).standing() == {}


@pytest.mark.parametrize("answer", ["different", "unsure"])
def test_a_human_loosens_a_matchers_link_and_taking_it_back_restores_it(answer):
    told = Told(link("b", "a"), link("c", "b"))
    before, rows = told.standing(), {row.key(): (row.verdict, row.kept, row.answer) for row in told.pairs}
    told.answer("a", "b", answer)
    assert told.standing() == {"b": "c", "c": "c"}
    told.tell(*undo("b", "a", "desk-2", "wrong paper", told.pairs))
    assert told.standing() == before
    assert {row.key(): (row.verdict, row.kept, row.answer) for row in told.pairs} == rows


def test_a_human_merges_and_everything_derived_follows_the_reversal():
    told = Told(doubt("a", "b"), link("c", "b"))
    before = told.standing()
    told.answer("a", "b", "same")
    assert told.standing() == {"a": "c", "b": "c", "c": "c"}
    told.tell(*undo("a", "b", "desk-1", "mistaken", told.pairs))
    assert told.standing() == before


def test_undo_of_nothing_is_nothing():
    assert undo("a", "b", "desk-1", "mistaken", Told(doubt("a", "b")).pairs) == ()


def test_the_same_answer_twice_is_written_once():
    told = Told(doubt("a", "b"))
    assert len(told.answer("a", "b", "unsure")) == 1
    assert told.answer("b", "a", "unsure") == ()


def test_two_who_were_called_need_a_second_person():
    told = Told(doubt("a", "b"))
    assert codes(told.answer, "a", "b", "same", called={"a", "b"}) == ["second"]
    assert codes(told.answer, "a", "b", "same", called={"a", "b"}, second="desk-1") == ["second"]
    assert codes(told.answer, "a", "b", "same", called={"a", "b"}, second=" Desk-1\u200b") == ["second"]
    assert told.answer("a", "b", "same", called={"a", "b"}, second="desk-2") == (
        Judged("a", "b", "same", "desk-1", "seen both papers", "desk-2"),
    )


def test_one_called_and_one_not_needs_no_second():
    assert len(Told(doubt("a", "b")).answer("a", "b", "same", called={"a"})) == 1


def test_called_through_somebody_they_count_as_one_with():
    told = Told(doubt("a", "b"), link("a", "c"), link("b", "d"))
    assert codes(told.answer, "a", "b", "same", called={"c", "d"}) == ["second"]


def test_an_incomplete_answer_has_every_fault_named():
    told = Told()
    assert codes(told.answer, "a", "a", "perhaps", by="", reason=" ") == ["answer", "by", "pair", "reason"]


def test_answers_that_contradict_are_refused():
    told = Told()
    told.answer("a", "b", "same")
    told.answer("b", "c", "different")
    assert codes(told.answer, "a", "c", "same") == ["contradiction"]
    told.answer("c", "d", "same")
    assert codes(told.answer, "a", "d", "same") == ["contradiction"]
    other = Told()
    other.answer("a", "b", "same")
    other.answer("b", "c", "same")
    assert codes(other.answer, "a", "c", "different") == ["contradiction"]


def test_a_matchers_link_never_crosses_a_humans_different():
    told = Told()
    told.answer("a", "c", "different")
    told.tell(link("a", "b"), link("c", "b"))
    assert told.standing() == {"a": "b", "b": "b"}
    assert conflicts(told.pairs) == (("b", "c"),)


def test_a_list_added_later_changes_no_human_answer():
    told = Told(doubt("a", "b"))
    told.answer("a", "b", "different")
    told.tell(link("b", "a"), doubt("a", "b"))
    assert told.standing() == {}
    assert [(row.answer, row.by, row.kept) for row in told.pairs] == [("different", "desk-1", "")]


def test_standing_does_not_depend_on_the_order_of_rows():
    told = Told(link("a", "b"), link("b", "c"), link("c", "d"))
    told.answer("a", "d", "different")
    expected = told.standing(), conflicts(told.pairs)
    assert len(expected[1]) == 1
    for order in itertools.permutations(told.pairs):
        assert (standing(order, REGISTERED), conflicts(order)) == expected


def test_any_answer_can_be_reversed_exactly():
    dice = random.Random(7)
    people = list(REGISTERED)
    for _ in range(60):
        told = Told(*(dice.choice([link, doubt])(*dice.sample(people, 2)) for _ in range(3)))
        before = told.standing(), conflicts(told.pairs)
        left, right = dice.sample(people, 2)
        try:
            told.answer(left, right, dice.choice(["same", "different", "unsure"]))
        except ProblemsError:
            continue
        told.tell(*undo(left, right, "desk-1", "mistaken", told.pairs))
        assert (told.standing(), conflicts(told.pairs)) == before


def test_findings_that_say_nothing_new_are_left_out():
    told = Told(doubt("a", "b"), link("b", "c"), doubt("c", "d"))
    told.answer("a", "b", "unsure")
    found = [
        Finding("a", "b", "same", "exact/1", ()),
        Finding("b", "c", "doubt", "exact/1", ()),
        Finding("c", "d", "doubt", "exact/1", ()),
        Finding("a", "d", "doubt", "exact/1", ()),
    ]
    assert [(one.left, one.right) for one in unsaid(found, told.pairs)] == [("a", "d")]
    found[2] = Finding("c", "d", "same", "exact/1", ())
    assert [(one.left, one.right) for one in unsaid(found, told.pairs)] == [("c", "d"), ("a", "d")]


def test_the_earlier_registered_is_kept():
    found = [Finding("a", "b", "same", "exact/1", ("name-equal",)), Finding("c", "d", "doubt", "exact/1", ())]
    assert facts_of(found, REGISTERED) == (
        Linked("b", "a", "exact/1", ("name-equal",)),
        Doubted("c", "d", "exact/1", ()),
    )
    assert facts_of([Finding("a", "b", "different", "exact/1", ())], REGISTERED) == ()


def test_a_family_waiting_for_tomorrow_is_looked_at_first():
    told = Told(doubt("a", "b"), doubt("a", "c"), doubt("a", "d"), doubt("c", "d"))
    waiting = {"d": Waiting("2023-11-02", 3), "c": Waiting("2023-11-02", 5), "b": Waiting("2023-11-09", 9)}
    ordered = review_order(told.pairs, waiting)
    assert [row.key() for row in ordered] == [("a", "c"), ("c", "d"), ("a", "d"), ("a", "b")]
    assert review_order(reversed(told.pairs), waiting) == ordered
    assert [row.key() for row in review_order(told.pairs, {})] == [row.key() for row in told.pairs]


def test_a_pair_is_open_until_a_human_says_same_or_different():
    told = Told(doubt("a", "b"))
    assert [is_open(row) for row in told.pairs] == [True]
    told.answer("a", "b", "unsure")
    assert [is_open(row) for row in told.pairs] == [True]
    told.answer("a", "b", "different")
    assert [is_open(row) for row in told.pairs] == [False]


def test_problems_name_nobody():
    with pytest.raises(ProblemsError) as caught:
        Told(doubt("a-person", "b-person")).answer("a-person", "b-person", "same", called={"a-person", "b-person"})
    assert "-person" not in str(caught.value)
