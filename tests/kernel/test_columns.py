from dataclasses import dataclass
from typing import ClassVar

import pytest

from safepassage.kernel.columns import LARGEST, LONGEST_KEY, Column, check_equal, check_key, checked_values, shape_of
from safepassage.kernel.rows import Row


@dataclass(frozen=True, slots=True)
class One(Row):
    TABLE: ClassVar[str] = "one"
    KEY: ClassVar[tuple[str, ...]] = ("name",)
    name: str


@dataclass(frozen=True, slots=True)
class Many(Row):
    TABLE: ClassVar[str] = "many"
    KEY: ClassVar[tuple[str, ...]] = ("place", "name")
    name: str
    place: int
    yes: bool
    note: str | None
    count: int | None = None


YES, NO = True, False


def kept_as(hint, key=("name",)):
    """A row with one field of that declared type beside its key."""

    @dataclass(frozen=True)
    class Odd(Row):
        TABLE: ClassVar[str] = "odd"
        KEY: ClassVar[tuple[str, ...]] = key
        name: str
        odd: hint

    return Odd


def test_the_shape_of_a_row_of_one_field():
    shape = shape_of(One)
    assert (shape.name, shape.columns, shape.key) == (
        "One",
        (Column("name", str, optional=False),),
        (Column("name", str, optional=False),),
    )
    assert shape.values(One("a")) == ("a",)


def test_the_shape_of_a_row_of_many_fields():
    shape = shape_of(Many)
    assert shape.columns == (
        Column("name", str, optional=False),
        Column("place", int, optional=False),
        Column("yes", bool, optional=False),
        Column("note", str, optional=True),
        Column("count", int, optional=True),
    )
    assert [column.name for column in shape.key] == ["place", "name"]
    assert shape.values(Many("a", 1, YES, None)) == ("a", 1, YES, None, None)


def test_a_shape_is_made_once():
    assert shape_of(Many) is shape_of(Many)


@pytest.mark.parametrize("hint", [float, bytes, list[str], str | int, tuple[str, ...], object, None], ids=str)
def test_a_field_no_store_can_keep_is_a_mistake(hint):
    with pytest.raises(TypeError, match=r"Odd\.odd is declared as something a store cannot keep"):
        shape_of(kept_as(hint))


@pytest.mark.parametrize("key", [(), ("nobody",), ("name", "nobody"), ("odd",)])
def test_a_key_must_name_fields_that_are_never_none(key):
    with pytest.raises(TypeError, match=r"Odd\.KEY must name fields"):
        shape_of(kept_as(str | None, key))


@pytest.mark.parametrize(
    "row",
    [
        One(""),
        One("أحمد 😀"),
        Many("a", LARGEST, YES, None, None),
        Many("a", -LARGEST - 1, NO, "", 0),
        One("k" * LONGEST_KEY),
        One("ب" * (LONGEST_KEY // 2)),
        Many("k" * LONGEST_KEY, 1, YES, "n" * 100_000),
    ],
    ids=range(7),
)
def test_a_good_row_gives_its_values(row):
    assert checked_values(row) == shape_of(type(row)).values(row)


class Name(str):
    """Text that would come back as plain text."""

    __slots__ = ()


@pytest.mark.parametrize(
    ("row", "error", "told"),
    [
        (One(1), TypeError, "One.name is int, not str"),
        (One(None), TypeError, "One.name is NoneType, not str"),
        (One(Name("a")), TypeError, "One.name is Name, not str"),
        (Many("a", YES, YES, None), TypeError, "Many.place is bool, not int"),
        (Many("a", 1, 1, None), TypeError, "Many.yes is int, not bool"),
        (Many("a", 1, None, None), TypeError, "Many.yes is NoneType, not bool"),
        (Many("a", 1, YES, 5), TypeError, "Many.note is int, not str"),
        (Many("a", 1, YES, None, 1.0), TypeError, "Many.count is float, not int"),
        (Many("a", LARGEST + 1, YES, None), ValueError, "Many.place is a number of more than 64 bits"),
        (Many("a", 1, YES, None, -LARGEST - 2), ValueError, "Many.count is a number of more than 64 bits"),
        (One("a\x00b"), ValueError, "One.name holds a null character"),
        (Many("a", 1, YES, "secret \udc80"), ValueError, "Many.note holds half of a character pair"),
        (Many("\ud83d", 1, YES, "\ude00"), ValueError, "Many.name holds half of a character pair"),
        (One("k" * (LONGEST_KEY + 1)), ValueError, "a key of One is longer than 2000 bytes"),
        (One("ب" * (LONGEST_KEY // 2 + 1)), ValueError, "a key of One is longer than 2000 bytes"),
    ],
    ids=range(15),
)
def test_a_bad_row_is_told_by_its_field_and_never_by_its_value(row, error, told):
    with pytest.raises(error) as caught:
        checked_values(row)
    assert str(caught.value) == told
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("key", [(1, "a"), (0, ""), (-5, "ب")])
def test_a_good_key(key):
    check_key(Many, key)


@pytest.mark.parametrize(
    ("key", "error", "told"),
    [
        ((), TypeError, "a key of Many has 2 parts, not 0"),
        ((1,), TypeError, "a key of Many has 2 parts, not 1"),
        ((1, "a", "b"), TypeError, "a key of Many has 2 parts, not 3"),
        (("a", 1), TypeError, "Many.place is str, not int"),
        ((1, None), TypeError, "Many.name is NoneType, not str"),
        ((1, "\x00"), ValueError, "Many.name holds a null character"),
        ((2**63, "a"), ValueError, "Many.place is a number of more than 64 bits"),
        ((1, "k" * 2001), ValueError, "a key of Many is longer than 2000 bytes"),
    ],
    ids=range(8),
)
def test_a_bad_key(key, error, told):
    with pytest.raises(error) as caught:
        check_key(Many, key)
    assert str(caught.value) == told


def test_good_questions():
    check_equal(Many, {})
    check_equal(Many, {"note": None, "count": None, "yes": False, "place": 1})


@pytest.mark.parametrize(
    ("equal", "told"),
    [
        ({"nothing": 1}, "Many has no field nothing"),
        ({"place": "1"}, "Many.place is str, not int"),
        ({"place": None}, "Many.place is NoneType, not int"),
        ({"yes": 1}, "Many.yes is int, not bool"),
    ],
    ids=range(4),
)
def test_bad_questions(equal, told):
    with pytest.raises(TypeError) as caught:
        check_equal(Many, equal)
    assert str(caught.value) == told
