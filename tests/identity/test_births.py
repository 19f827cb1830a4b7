import pytest

from safepassage.identity.births import compare_births, readings
from safepassage.identity.model import Subject


def born(birth, other=""):
    return Subject("p", "s", "", birth, other, "", "", ())


@pytest.mark.parametrize(
    ("left", "right", "reason"),
    [
        (born("1984-03-05"), born("1984-03-05"), "birth-equal"),
        (born("1984-03-05", "1984-05-03"), born("1984-05-03"), "birth-other-reading"),
        (born("1984-03-05", "1984-05-03"), born("1984-05"), "birth-coarse"),
        (born("1984"), born("1984"), "birth-coarse"),
        (born("1984"), born("1984-12-31"), "birth-coarse"),
        (born("198"), born("1984-12-31"), "birth-differs"),
        (born("1984-03-05"), born("1984-05-03"), "birth-differs"),
        (born(""), born("1984"), "birth-missing"),
        (born(""), born(""), "birth-missing"),
    ],
)
def test_what_two_dates_are_to_each_other(left, right, reason):
    assert compare_births(left, right) == reason
    assert compare_births(right, left) == reason


def test_one_reading_or_two():
    assert readings(born("1984-03-05")) == ("1984-03-05",)
    assert readings(born("1984-03-05", "1984-05-03")) == ("1984-03-05", "1984-05-03")
    assert readings(born("")) == ()
