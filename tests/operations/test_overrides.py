"""Who was let through against a hold: every one is listed, and the pair that does so more than others stands out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from safepassage.gate.state import ScanRow
from safepassage.operations.overrides import Pair, in_words, overrides_among, who_answered


def crossing(number: int, officer: str, second: str = "", reason: str = "in-order") -> ScanRow:
    words = "both know the family" if second else ""
    session, moment = "gaza/2023-11-01/1", f"2023-11-01T{8 + number // 60:02d}:{number % 60:02d}:00+02:00"
    return ScanRow(
        f"gaza-a/{number}/x", session, "gaza", f"pass {number}", "admit", reason, "exited", officer, second, words,
        "", moment, number, "", 1, "", "",
    )  # fmt: skip


def day(ordinary: Iterable[tuple[str, int]], against: Iterable[tuple[str, str, int]]) -> list[ScanRow]:
    who = [(one, "") for one, count in ordinary for _ in range(count)]
    who += [(one, other) for one, other, count in against for _ in range(count)]
    return [
        crossing(number, one, other, "document-mismatch" if other else "in-order")
        for number, (one, other) in enumerate(who)
    ]


def test_each_override_is_told_with_the_hold_the_two_and_their_words():
    rows = day([("officer 1", 2)], [("officer 2", "officer 1", 1)])
    found = overrides_among(reversed(rows))
    (one,) = found.overrides
    assert (found.admitted, one.record, one.held) == (3, "gaza-a/2/x", "document-mismatch")
    assert (one.two, one.words) == (("officer 1", "officer 2"), "both know the family")
    assert found.pairs == (Pair(("officer 1", "officer 2"), 1, 3, often=False),)


def test_a_pair_is_the_same_whichever_of_the_two_scanned():
    found = overrides_among(day([("officer 3", 9)], [("officer 2", "officer 1", 2), ("officer 1", "officer 2", 1)]))
    assert [(one.two, one.count) for one in found.pairs] == [(("officer 1", "officer 2"), 3)]


def test_a_pair_is_the_same_however_its_names_are_written():
    found = overrides_among(day([("officer 3", 9)], [("officer 2", "officer 1", 2), ("Officer  1", "OFFICER 2", 1)]))
    assert [(one.two, one.count, one.admitted) for one in found.pairs] == [(("officer 1", "officer 2"), 3, 3)]


@pytest.mark.parametrize(
    ("against", "often"),
    [
        ([("1", "2", 2)], False),  # too few to say anything
        ([("1", "2", 3)], True),  # nobody else does so at all
        ([("1", "2", 6), ("3", "4", 1)], True),  # 6 of 56 against 1 of 51
        ([("1", "2", 6), ("3", "4", 3)], False),  # 6 of 56 against 3 of 53
    ],
)
def test_a_pair_that_does_so_more_than_others_stands_out(against, often):
    found = overrides_among(day([("1", 50), ("3", 50)], against))
    assert found.pairs[0].two == ("1", "2")
    assert [one.often for one in found.pairs] == [often, *(False for _ in against[1:])]
    told = in_words(found)
    assert len(told) == 1 + often
    assert f"pass: {sum(one[2] for one in against)} of {found.admitted} people" in told[0]


def test_where_nobody_else_admits_there_is_nothing_to_compare_with():
    found = overrides_among(day([("1", 50)], [("1", "2", 9)]))
    assert [one.often for one in found.pairs] == [False]


def test_nobody_against_a_hold_is_nothing_to_say():
    assert in_words(overrides_among(day([("1", 3)], []))) == in_words(overrides_among([])) == []


def test_the_share_is_said_in_tenths_of_a_hundredth():
    assert "1 of 8 people (12.5 %)" in in_words(overrides_among(day([("1", 7)], [("1", "2", 1)])))[0]


@pytest.mark.parametrize(
    ("officer", "second", "words", "two", "shown"),
    [
        ("officer 1", "", "x", ("officer 1",), "officer 1 ALONE"),
        ("officer 1", "officer 1", "x", ("officer 1",), "officer 1 ALONE"),
        ("officer 1", "", "", ("officer 1",), "officer 1 ALONE"),
        ("", "officer 2", "x", ("officer 2",), "officer 2 ALONE"),
        ("", "", "x", (), "NOBODY (it needs two different people, both named)"),
        ("a", "A", "x", ("A", "a"), "A and a (it needs two different people, both named)"),
        ("a", "b", " ", ("a", "b"), "a and b (it needs its reason in words)"),
    ],
)
def test_where_two_people_did_not_answer_it_is_listed_and_shown_plainly(officer, second, words, two, shown):
    bad = replace(crossing(1, officer, reason="document-mismatch"), second=second, override=words)
    found = overrides_among([bad, crossing(2, "1", "2", "document-mismatch"), crossing(3, "1")])
    assert [(one.two, one.words, who_answered(one)) for one in found.overrides] == [
        (two, words, shown),
        (("1", "2"), "both know the family", "1 and 2"),
    ]
    assert [one.two for one in found.pairs] == [("1", "2")]
    said = "2 of 3 people (66.6 %); for 1 of them two people did not answer; look at these first"
    assert said in in_words(found)[0]


@pytest.mark.parametrize(("second", "words"), [("2", ""), ("", "just in case"), ("2", "just in case")])
def test_names_beside_a_crossing_in_order_are_listed_and_accuse_nobody(second, words):
    found = overrides_among([replace(crossing(1, "1"), second=second, override=words)])
    assert [(one.held, one.lacking) for one in found.overrides] == [("in-order", "")]
    assert "two people answered each time" in in_words(found)[0]
