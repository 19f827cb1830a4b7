"""Who is linked without a human and who is asked about: dates that say little, and what a family adds."""

from dataclasses import replace

import numpy as np
import pytest
from plain_fields import PlainEngine

from safepassage.identity.linking import match
from safepassage.identity.model import ListPerson
from safepassage.identity.pairs import compared

ENGINE = PlainEngine()
# Invented people; the mother stands on both lists with a birth date of her own.
MOTHER = (
    ListPerson("a0", "هند عمر الدجاني", birth="1961-08-17", sex="F"),
    ListPerson("b0", "Hind Omar Dajani", birth="1961-08-17", sex="F"),
)
LEFT = ListPerson("a1", "يزن سمير كمال النابلسي", birth="1984-03-05", sex="M")
RIGHT = ListPerson("b1", "Yazan Samir Nabulsi", birth="1984-03-05", sex="M")


def found(left, right, *, mother=False):
    """The link of the first two, as automatic, asked, or none."""
    sides = ([left], [right])
    if mother:
        sides = tuple([replace(one, family_id=key), replace(hers, family_id=key)] for one, hers, key in zip((left, right), MOTHER, "fg", strict=True))  # fmt: skip
    made = [one for one in match(*sides, ENGINE, threshold=0.05) if (one.left_id, one.right_id) == ("a1", "b1")]
    return ("automatic" if made[0].automatic else "asked") if made else "none"


def born(left, right, **more):
    return replace(LEFT, birth=left, **more), replace(RIGHT, birth=right, **more)


def test_a_birth_date_and_three_parts_of_a_name_link():
    assert found(LEFT, RIGHT) == "automatic"


@pytest.mark.parametrize(
    ("dates", "alone", "with_mother"),
    [
        (("1984-01-01", "1984-01-01"), "asked", "automatic"),  # cousins share a first of January
        (("1984-03-05", "1984-01-01"), "asked", "automatic"),  # and a year
        (("1984-03-05", "1984-03-06"), "automatic", "automatic"),  # one digit off
        (("", ""), "asked", "automatic"),  # the name alone, and then the family
        (("1984-03-05", "1984-11-23"), "asked", "asked"),  # a date that contradicts is always asked about
    ],
)
def test_dates_that_say_little_need_a_family(dates, alone, with_mother):
    left, right = born(*dates)
    assert found(left, right) == alone
    assert found(left, right, mother=True) == with_mother


@pytest.mark.parametrize("dates", [("1984", "1984-03-05"), ("1984-01-01", "1984-03-05")])
def test_a_year_and_a_name_are_asked_about(dates):
    left, right = born(*dates)
    short = replace(right, full_name="Yazan Nabulsi")
    assert found(left, right) == "asked"
    assert found(left, short) == "asked"
    assert found(left, right, mother=True) == "automatic"
    assert found(left, short, mother=True) == "automatic"


def test_a_document_speaks_for_a_placeholder():
    assert found(*born("1984-01-01", "1984-01-01", document="N1234567")) == "automatic"


def test_a_brother_of_the_family_is_not_the_one_who_is_missing():
    left, right = born("1984-01-01", "1984-01-01")
    brother = replace(right, full_name="Rami Samir Nabulsi")
    assert found(left, brother, mother=True) != "automatic"
    assert found(*(replace(one, birth="1984-03-05") for one in (left, brother)), mother=True) != "automatic"


# A father and his son, the embassy writing another family name for both.
FATHER = ListPerson("a2", "سمير كمال يوسف النابلسي", birth="1951-10-23", sex="M")
HIS = ListPerson("b2", "Samir Barghouti", birth="1951-10-23", sex="M")


def of_a_house(left, right, others):
    """As `found`, the first two in families in which these stand too."""
    sides = [[replace(one, family_id="f") for one in (left, *others[0])], [replace(one, family_id="g") for one in (right, *others[1])]]  # fmt: skip
    made = [one for one in match(*sides, ENGINE, threshold=0.05) if (one.left_id, one.right_id) == ("a1", "b1")]
    return ("automatic" if made[0].automatic else "asked", made[0].reason) if made else ("none", "")


def test_two_of_a_family_whose_name_is_written_in_two_ways_speak_for_each_other():
    other = replace(RIGHT, full_name="Yazan Barghouti")
    assert of_a_house(LEFT, other, ([], []))[0] != "automatic"
    verdict, reason = of_a_house(LEFT, other, ([FATHER], [HIS]))
    assert verdict == "automatic"
    assert reason.endswith("another of the family was surely found in one family") or "others of the family" in reason


@pytest.mark.parametrize(
    "witness",
    [
        replace(HIS, birth="1951-10-24"),  # not the same date
        replace(HIS, birth="1951-01-01"),  # no date
        replace(HIS, full_name="Kamal Barghouti"),  # not his name
    ],
)
def test_a_doubtful_member_speaks_for_nobody(witness):
    other = replace(RIGHT, full_name="Yazan Barghouti")
    assert of_a_house(LEFT, other, ([FATHER], [witness]))[0] != "automatic"


def test_twins_of_one_date_do_not_speak_for_each_other():
    twin = replace(FATHER, full_name="زياد سمير كمال النابلسي", birth=LEFT.birth)
    there = replace(HIS, full_name="Ziad Barghouti", birth=LEFT.birth)
    assert of_a_house(LEFT, replace(RIGHT, full_name="Yazan Barghouti"), ([twin], [there]))[0] != "automatic"


def test_a_mother_found_with_a_digit_wrong_speaks_for_a_first_of_january():
    hers = replace(MOTHER[1], birth="1961-08-18")
    left, right = born("1984-01-01", "1984-01-01")
    assert of_a_house(left, right, ([MOTHER[0]], [hers]))[0] == "automatic"
    assert of_a_house(left, right, ([MOTHER[0]], [replace(hers, birth="1961-01-01")]))[0] == "asked"


@pytest.mark.parametrize(
    ("date", "with_mother"),
    [
        ("1984-03-10", "automatic"),  # the day is another, in both its digits
        ("1984-11-05", "automatic"),  # the month
        ("1983-12-05", "asked"),  # year and month
        ("1984-11-23", "asked"),  # month and day
        ("1974-03-05", "automatic"),  # a digit of the year, as ever
        ("1968-03-05", "asked"),  # a year that no slip makes
    ],
)
def test_one_part_of_a_date_is_another(date, with_mother):
    left, right = born("1984-03-05", date)
    assert found(left, right, mother=True) == with_mother
    assert found(left, replace(right, sex="F"), mother=True) in ("asked", "none")


def test_a_year_before_is_one_part_of_a_date():
    left, right = born("1990-03-05", "1989-03-05")
    assert found(left, right, mother=True) == "automatic"
    assert found(left, right) == "asked"


def test_a_date_one_part_off_needs_the_fathers_name():
    left, right = born("1984-03-05", "1984-03-10")
    for name in ("Yazan Nabulsi", "Yazan Kamal Nabulsi", "Yazan Omar Nabulsi"):
        assert found(left, replace(right, full_name=name), mother=True) == "asked"
    assert of_a_house(left, right, ([MOTHER[0]], [MOTHER[1]]))[1].endswith("surely found in one family")


@pytest.mark.parametrize("date", ["1984-03-06", "1984-01-01", "1984", ""])
def test_a_cousin_of_the_house_has_another_father(date):
    """Both are named after the grandfather; the mother of the house stands on both lists."""
    cousin = replace(RIGHT, full_name="Yazan Omar Kamal Nabulsi", birth=date)
    assert found(LEFT, cousin, mother=True) != "automatic"
    family = replace(RIGHT, full_name="Yazan Samir Kamal Barghouti", birth=date)
    assert found(LEFT, family, mother=True) == "automatic"


@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("Yazan Samir Kamal Barghouti", "automatic"),  # a family name in two ways
        ("Yazan Samir Omar Nabulsi", "automatic"),
        ("Yazan Omar Kamal Nabulsi", "asked"),  # two fathers
        ("Yazan Samir Barghouti", "asked"),  # two parts of a name are shared by many
    ],
)
def test_given_and_fathers_name_and_one_more_with_the_whole_date(name, verdict):
    assert found(LEFT, replace(RIGHT, full_name=name)) == verdict
    assert found(LEFT, replace(RIGHT, full_name=name, birth="1984-05-03")) == "asked"
    assert found(LEFT, replace(RIGHT, full_name=name, birth="1984-03-06")) == "asked"


@pytest.mark.parametrize(
    ("left", "right", "father"),
    [
        ("يزن سمير كمال النابلسي", "Yazan Samir Nabulsi", True),
        ("يزن سمير كمال النابلسي", "Nabulsi Yazan Samir", True),
        ("يزن بن سمير النابلسي", "Yazan bin Samir al-Nabulsi", True),
        ("يزن بن سمير النابلسي", "Yazan Samir Nabulsi", True),
        ("النابلسي يزن سمير كمال", "Yazan Samir Nabulsi", True),
        ("عبد الرحمن سمير كمال النابلسي", "Abdul Rahman Samir Nabulsi", True),
        ("يزن سمير كمال النابلسي", "Yazan Kamal Nabulsi", False),
        ("يزن ريما كمال النابلسي", "Yazan Ilma Nabulsi", False),  # a chance likeness
        ("يزن سمير كمال النابلسي", "Yazan Nabulsi", False),
        ("يزن سمير كمال النابلسي", "Samir Kamal Nabulsi", False),
        ("يزن النابلسي", "Yazan Nabulsi", False),
        ("يزن", "Yazan", False),
    ],
)
def test_fathers_meet(left, right, father):
    pairs = compared([ListPerson("a", left)], [ListPerson("b", right)], np.array([[0, 0]]))
    assert pairs.father.tolist() == [father]
