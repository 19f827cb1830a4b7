"""Names and dates as no list should have them: an answer or a clear message, never a crash, never a long wait."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safepassage.identity.compare import compare
from safepassage.identity.evidence import evidence, same_birth_name
from safepassage.identity.levels import InProcess
from safepassage.identity.linking import match
from safepassage.identity.model import ListPerson
from safepassage.identity.single import Standing

FORTY = " ".join(["محمد", "علي", "حسن", "عمر", "يوسف"] * 8)
ODD = [
    "",
    " ",
    "Ali",
    "علي",
    FORTY,
    "محمد٤٢ علي🙂",
    "مhاmمd Ali",
    "12345",
    "🙂🙂",
    "a" * 500,
    "\u202eAli\u202c",
    "O'Brien-Smith",
    "<<<",
    ",",
    "ـــ",
]


@pytest.mark.parametrize("one", ODD)
def test_every_name_gets_an_answer(one):
    left = [ListPerson("a", one, birth="2199-05-05"), ListPerson("b", "عمر الدجاني", birth="1975-01-19")]
    right = [ListPerson("x", "Omar Dajani", birth="1975-01-19"), ListPerson("y", one, birth="0000-00-00")]
    links = match(left, right, InProcess())
    assert {link.left_id for link in links} == {"a", "b"}
    assert ("b", "x") in {(link.left_id, link.right_id) for link in links}
    assert all(link.reason for link in links)
    assert Standing([one, "Omar Dajani"]).nearest("عمر الدجاني")[0].row == 1
    assert evidence(left[0], right[1]).sentence()


def test_an_empty_name_says_so():
    (link,) = match([ListPerson("a", "")], [ListPerson("x", "Omar Dajani")], InProcess())
    assert (link.right_id, link.reason) == ("", "no name, and nothing else that finds a partner")


def test_one_token_is_never_linked_by_itself():
    links = match([ListPerson("a", "علي")], [ListPerson("x", "Ali")], InProcess(), threshold=0.01)
    assert [link.automatic for link in links] == [False]


def test_forty_tokens_find_their_partner_and_are_bounded():
    links = match([ListPerson("a", FORTY)], [ListPerson("x", FORTY), ListPerson("y", "Omar Dajani")], InProcess())
    assert [link.right_id for link in links] == ["x"]


def test_many_identical_names_are_nobodys_partner():
    """Each has as many equal rivals, so that none is probable; and candidates stay few."""
    left = [ListPerson(f"a{at}", "محمد علي") for at in range(300)]
    right = [ListPerson(f"x{at}", "Mohammed Ali") for at in range(300)]
    links = match(left, right, InProcess())
    assert len(links) == 300
    assert [link for link in links if link.right_id] == []


def test_a_birth_date_in_the_future_links_nobody_by_itself():
    people = [ListPerson("a", "سعاد", birth="2199-05-05")], [ListPerson("x", "Karim", birth="2199-05-05")]
    assert [link.automatic for link in match(*people, InProcess())] == [False]


TEXT = st.text(st.characters(codec="utf-8"), max_size=40)
NAME = st.lists(
    st.sampled_from(["محمد", "Ali", "עמר", "Омар", "bin", "ال", "Abu", "<<", ",", "1", "🙂"]), max_size=8
).map(" ".join)


@settings(max_examples=120, deadline=None, derandomize=True)
@given(one=TEXT | NAME, other=TEXT | NAME)
def test_a_comparison_does_not_depend_on_the_side(one, other):
    there, back = compare(one, other), compare(other, one)
    assert there.score == pytest.approx(back.score, abs=1e-9)
    assert there.comparable == back.comparable
    assert 0.0 <= there.probability() <= 1.0


PEOPLE = [ListPerson("a", "Yazan Nabulsi"), ListPerson("b", "Suha Karmi"), ListPerson("c", "رامي النابلسي")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("يزن النابلسي", (0,)), ("KARMI, Suha", (1,)), ("Rami Nabulsi", (2,)), ("Nabulsi", (0, 2)), ("", ()), ("Ramzi Karmi", ()),
        ("Yazan Samir Khaled Nabulsi", (0,)),
    ],
)  # fmt: skip
def test_a_name_among_those_born_on_one_day(text, found):
    assert same_birth_name(text, PEOPLE) == found


def test_two_of_one_name_are_both_meant():
    assert same_birth_name("Yazan Nabulsi", [PEOPLE[0], ListPerson("d", "Yazan Samir Nabulsi")]) == (0, 1)
