"""New entries against known ones: who is linked, who is asked about, who is left alone."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from identity_people import families

from safepassage.identity.across import MATCHER, across
from safepassage.identity.model import Entry, Finding, ListPerson
from safepassage.identity.nearby import nearby


def entry(key, name, birth="", source="jor", *, sex="", document="", kind="passport", case="", stands="", **more):
    person = ListPerson(
        key, name, birth=birth, sex=sex, document=document, document_kind=kind if document else "",
        family_id=case or f"c-{key}", **more,
    )  # fmt: skip
    return Entry(person, source, stands or key)


def said(new, known):
    found = across(new if isinstance(new, list) else [new], known if isinstance(known, list) else [known])
    assert all(one.matcher == MATCHER for one in found)
    return [(one.left, one.right, one.verdict) for one in found]


ARABIC = entry("a", "يزن سمير خالد النابلسي", "1980-03-14", "gaza-crossings", sex="M")


@pytest.mark.parametrize(
    "other",
    [
        entry("b", "Yazan Nabulsi", "1980-03-14", sex="M"),
        entry("b", "NABULSI, Yazan Samir", "1980-03-14"),
        entry("b", "NABULSI<<YAZAN<SAMIR<<<<", "1980-03-14"),
        entry("b", "Yazan Samir Nabulsi", "1980-03-14", sex="M", document="X123456"),
    ],
)
def test_name_and_birth_date_link_across_scripts(other):
    assert said(ARABIC, other) == [("a", "b", "same")]


@pytest.mark.parametrize(
    "other",
    [
        entry("b", "Yazan Nabulsi"),  # names alone
        entry("b", "Yazan Samir Khaled Nabulsi"),  # four of them
        entry("b", "Yazan Nabulsi", "1980-03-14", sex="F"),
    ],
)
def test_a_human_is_asked(other):
    assert said(ARABIC, other) == [("a", "b", "doubt")]


@pytest.mark.parametrize(
    "other",
    [
        entry("b", "Ramzi Samir Nabulsi", "1980-03-14", sex="M"),  # a twin
        entry("b", "Samir Khaled Nabulsi", "1955-01-09", sex="M"),  # the father
        entry("b", "Suha Karmi", "1980-03-14"),
        entry("b", "Yazan Samir Khaled Nabulsi", "1979-09-02"),  # a look-alike
        entry("b", "", "1980-03-14"),
        entry("b", "🙂 123", ""),
    ],
)
def test_nobody_else_is_linked(other):
    assert [verdict for *_, verdict in said(ARABIC, other) if verdict == "same"] == []


def test_a_father_of_another_name_is_not_the_same_man():
    one = entry("a", "أنس مروان يوسف الشامي", "1963-04-26", "gaza-crossings", sex="M")
    other = entry("b", "أنس رامي نضال الشامي", "1963-04-26", "gaza-health", sex="M")
    assert "same" not in [verdict for *_, verdict in said(one, other)]


def test_a_shared_number_with_another_name_is_asked_about_not_followed():
    one = entry("a", "Yazan Nabulsi", "1980-03-14", document="X123456")
    other = entry("b", "Suha Karmi", "1991-07-08", "can", document="X123456")
    assert said(one, other) == [("a", "b", "doubt")]


def test_any_number_finds_but_two_numbers_do_not_part():
    one = entry("a", "Yazan Nabulsi", document="7123456", kind="id-card", others=("X123456",))
    other = entry("b", "Yazan Nabulsi", source="can", document="X123456")
    assert said(one, other) == [("a", "b", "same")]
    assert said(entry("a", "Yazan Nabulsi", "1980-03-14", sex="M", document="X1"), replace(other, person=replace(other.person, birth="1980-03-14", sex="M"))) == [("a", "b", "same")]  # fmt: skip


def test_within_one_source_two_papers_are_two_people():
    one = entry("a", "Yazan Nabulsi", "1980-03-14", document="X123456")
    assert said(one, entry("b", "Yazan Nabulsi", "1980-03-14", document="X777777")) == []
    assert said(one, entry("b", "Yazan Nabulsi", "1980-03-14", document="X123456")) == [("a", "b", "same")]


def test_who_stands_on_three_lists_is_not_his_own_rival():
    known = [
        entry("b", "Yazan Nabulsi", "1980-03-14", stands="b"),
        entry("c", "Yazan Samir Nabulsi", "1980-03-14", "can", stands="b"),
    ]
    assert [verdict for *_, verdict in said(ARABIC, known)] == ["same"]
    apart = [known[0], replace(known[1], stands_for="c")]
    assert "same" not in [verdict for *_, verdict in said(ARABIC, apart)]


def test_a_child_without_a_birth_date_is_found_through_the_family():
    family = [("Yazan Nabulsi", "1980-03-14", "M"), ("Hala Nabulsi", "1983-05-21", "F"), ("Rami Nabulsi", "", "M")]
    arabic = [
        ("يزن سمير نابلسي", "1980-03-14", "M"),
        ("هلا سمير نابلسي", "1983-05-21", "F"),
        ("رامي يزن نابلسي", "2012-07-30", "M"),
    ]
    known = [entry(f"b{at}", name, birth, sex=sex, case="jor1") for at, (name, birth, sex) in enumerate(family)]
    new = [
        entry(f"a{at}", name, birth, "gaza-crossings", sex=sex, case="g1")
        for at, (name, birth, sex) in enumerate(arabic)
    ]
    known += [entry(f"z{at}", f"Zz{chr(97 + at)}qi Unheard", "1931-02-03", "z") for at in range(26)]
    assert said(new, known) == [(f"a{at}", f"b{at}", "same") for at in range(3)]
    alone = said(new[2:], known[2:3])
    assert alone in ([("a2", "b2", "doubt")], [])


def registered(people, source):
    return [Entry(one, source, one.row_id) for one in people]


def test_households_are_found_and_nobody_is_merged_wrongly():
    left, right, truth = families(25, seed=3)
    found = across(registered(left, "gaza-crossings"), registered(right, "jor"))
    linked = {(one.left, one.right) for one in found if one.verdict == "same"}
    pairs = {tuple(sorted(pair)) for pair in (truth.items() if isinstance(truth, dict) else truth)}
    assert linked <= pairs
    assert len(linked) > 0.8 * len(pairs)


@settings(max_examples=8, deadline=None, derandomize=True)
@given(st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(dice):
    left, right, _ = families(6, seed=4)
    one, other = registered(left, "gaza-crossings"), registered(right, "jor")
    expected = across(one, other)
    assert across(dice.sample(one, len(one)), dice.sample(other, len(other))) == expected


def test_strangers_on_the_list_change_no_link():
    left, right, _ = families(6, seed=4)
    expected = [one for one in across(registered(left, "a"), registered(right, "b")) if one.verdict == "same"]
    strangers = [entry(f"z{at}", f"Zz{'abcdefgh'[at]}qi Unheard", "1931-02-03", "z") for at in range(8)]
    found = [
        one for one in across(registered(left, "a"), [*registered(right, "b"), *strangers]) if one.verdict == "same"
    ]
    assert found == expected


def test_nothing_to_compare():
    assert across([], [ARABIC]) == across([ARABIC], []) == ()
    assert across([entry("a", "")], [entry("b", "")]) == ()


def test_reasons_are_codes_without_personal_data():
    (found,) = across([ARABIC], [entry("b", "Yazan Nabulsi", "1980-03-14")])
    assert found == Finding("a", "b", "same", MATCHER, ("document-not-shared", "name-spelling", "birth-equal"))


def test_work_does_not_grow_with_left_times_right():
    """Ten thousand entries of one name and one placeholder birth date: few pairs are looked at for each."""
    people = [ListPerson(f"p{at}", "محمد علي", birth="1990-01-01") for at in range(2_000)]
    pairs = nearby(people, [replace(one, row_id=f"q{at}") for at, one in enumerate(people)])
    assert len(pairs) <= 12 * len(people)


def test_crowded_birth_dates_and_numbers_propose_nobody():
    dice = random.Random(1)
    crowd = [ListPerson(f"p{at}", f"Name{dice.random()}", birth="1990-05-06", document="000000") for at in range(500)]
    assert len(nearby(crowd[:1], crowd)) == 0
