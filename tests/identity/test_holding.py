"""Who is linked without a human and who is asked about: dates that say little, and what a family adds."""

from dataclasses import replace

import pytest
from plain_fields import PlainEngine

from safepassage.identity.linking import match
from safepassage.identity.model import ListPerson

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
