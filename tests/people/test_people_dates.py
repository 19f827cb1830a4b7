"""Dates: both readings are kept, or the list proves one. The day of all tests is 3 November 2023."""

from datetime import date, timedelta

import pytest
from babel.dates import format_date
from hypothesis import given, settings
from hypothesis import strategies as st

from safepassage.people.dates import (
    MANGLED,
    MONTH_ONLY,
    SERIAL,
    SWAPPED,
    TWO_DIGITS,
    YEAR_ONLY,
    DateRead,
    Order,
    Window,
    birth_window,
    learn_order,
    read_date,
    tidy,
)

TODAY = date(2023, 11, 3)
WINDOW = birth_window(TODAY)
UNPROVEN, DAY, MONTH = Order(), Order("day", 9), Order("month", 9)
DAYS = st.dates(date(1903, 11, 5), TODAY)


def read(text, order=UNPROVEN, **more):
    return read_date(text, order, WINDOW, **more)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2001-05-03", "2001-05-03"),
        ("2001/5/3", "2001-05-03"),
        ("2001.05.03", "2001-05-03"),
        ("20010503", "2001-05-03"),
        ("2001-05-03 00:00:00", "2001-05-03"),
        ("2001-05-03T00:00", "2001-05-03"),
        ("25/05/2001", "2001-05-25"),
        ("05/25/2001", "2001-05-25"),
        ("25.5.2001", "2001-05-25"),
        ("25-5-2001", "2001-05-25"),
        ("25 5 2001", "2001-05-25"),
        ("25 / 05 / 2001", "2001-05-25"),
        ("05/05/2001", "2001-05-05"),
        ("٢٥/٠٥/٢٠٠١", "2001-05-25"),
        ("۲۵/۰۵/۲۰۰۱", "2001-05-25"),
        ("٢٠٠١/٥/٣", "2001-05-03"),
        ("\u200f25/05/2001\u200e", "2001-05-25"),
        ("25؍5؍2001", "2001-05-25"),
        ("3 May 2001", "2001-05-03"),
        ("3rd of May 2001", "2001-05-03"),
        ("May 3, 2001", "2001-05-03"),
        ("3-MAY-2001", "2001-05-03"),
        ("1er janvier 1990", "1990-01-01"),
        ("3 févr. 1990", "1990-02-03"),
        ("3 août 1990", "1990-08-03"),
        ("٣ أيار ١٩٩٠", "1990-05-03"),
        ("3 مايو 1990", "1990-05-03"),
        ("3 كانون الثاني 1990", "1990-01-03"),
        ("3 كانون ثاني 1990", "1990-01-03"),
        ("3 جانفي 1990", "1990-01-03"),
        ("3 ابريل 1990", "1990-04-03"),
        ("25/05/2001 م", "2001-05-25"),
        ("25/12/98", "1998-12-25"),
    ],
)
def test_one_reading_and_no_doubt_of_it(text, value):
    found = read(text)
    assert (found.value, found.other, found.fault) == (value, "", "")
    assert found.doubt in {"", TWO_DIGITS}


@pytest.mark.parametrize("text", ["03/05/2001", "3.5.2001", "٠٣/٠٥/٢٠٠١", "3-5-2001", "03052001"])
def test_day_and_month_that_could_be_swapped_are_never_guessed(text):
    found = read(text)
    assert (found.value, found.other, found.doubt) == ("2001-05-03", "2001-03-05", SWAPPED)
    assert found.do


def test_a_proven_order_decides():
    assert read("03/05/2001", DAY) == DateRead("2001-05-03")
    assert read("03/05/2001", MONTH) == DateRead("2001-03-05")


def test_a_date_against_the_proven_order_is_a_fault():
    assert "other way round" in read("05/25/2001", DAY).fault
    assert "other way round" in read("25/05/2001", MONTH).fault


@pytest.mark.parametrize(
    ("text", "value", "doubt"),
    [
        ("1980", "1980", YEAR_ONLY),
        ("١٩٨٠", "1980", YEAR_ONLY),
        ("00/00/1980", "1980", YEAR_ONLY),
        ("1980-00-00", "1980", YEAR_ONLY),
        ("1980-05", "1980-05", MONTH_ONLY),
        ("05/1980", "1980-05", MONTH_ONLY),
        ("May 1980", "1980-05", MONTH_ONLY),
        ("36526", "2000-01-01", SERIAL),
        ("12/05/98", "1998-05-12", TWO_DIGITS),
    ],
)
def test_what_is_said_in_part_is_kept_with_a_doubt(text, value, doubt):
    found = read(text)
    assert (found.value, found.doubt) == (value, doubt)


def test_two_digits_of_a_year_mean_the_later_century_where_that_is_past():
    assert read("25/05/05").value == "2005-05-25"
    assert read("25/05/23").value == "2023-05-25"
    assert read("25/12/23").value == "1923-12-25"
    assert read("25/05/24").value == "1924-05-25"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("2023-11-04", "the date lies in the future"),
        ("13/12/2023", "the date lies in the future"),
        ("2030", "the date lies in the future"),
        ("1902-11-03", "the date lies too far in the past"),
        ("1890", "the date lies too far in the past"),
        ("1421/02/08", "the year belongs to the Islamic calendar"),
        ("31/02/2000", "the date does not exist"),
        ("2000-02-30", "the date does not exist"),
        ("0000-00-00", "the date does not exist"),
        ("99/99/1999", "the date does not exist"),
        ("123", "the date does not exist"),
        ("30 February 2000", "this is no date; another column's content may stand here"),
        ("Salma Invented", "this is no date; another column's content may stand here"),
        ("3 Mayo 2001", "this is no date; another column's content may stand here"),
        ("N1234567", "this is no date; another column's content may stand here"),
        ("1¹814", "this is no date; another column's content may stand here"),
        ("199²", "this is no date; another column's content may stand here"),
        ("1990030①", "this is no date; another column's content may stand here"),
    ],
)
def test_what_cannot_be_a_birth_date_is_a_fault_with_its_remedy(text, fault):
    found = read(text)
    assert (found.value, found.other, found.fault) == ("", "", fault)
    assert found.do


def test_a_reading_in_the_future_is_no_reading():
    assert read("05/12/2023") == DateRead("2023-05-12")


def test_the_window_of_births_is_exact():
    assert read("2023-11-03").value == "2023-11-03"
    assert read("1902-11-04").value == "1902-11-04"
    assert birth_window(date(2024, 2, 29)).earliest == date(1903, 2, 29 - 1) + timedelta(days=1)


def test_a_list_that_proves_the_day_first():
    order = learn_order(["03/05/2001", "25/05/2001", "1980-01-31", "", "x"], [])
    assert order == Order("day", 1, 1, 0)


def test_a_list_that_proves_the_month_first():
    assert learn_order(["03/05/2001", "05/25/2001"], []).order == "month"


def test_a_list_that_proves_nothing():
    assert learn_order(["03/05/2001", "04/06/2001"], []) == Order("", 0, 2, 0)
    assert learn_order([], []) == Order()


def test_a_list_that_contradicts_itself_proves_nothing():
    assert learn_order(["25/05/2001", "05/25/2001"], []).order == ""


def test_one_typing_error_among_many_proofs_does_not_overturn_them():
    assert learn_order(["25/05/2001"] * 50 + ["05/25/2001"], []).order == "day"
    assert learn_order(["25/05/2001"] * 49 + ["05/25/2001"], []).order == ""


def test_one_proof_among_too_many_ambiguous_dates_proves_nothing():
    assert learn_order(["25/05/2001"] + ["03/05/2001"] * 8, []).order == "day"
    assert learn_order(["25/05/2001"] + ["03/05/2001"] * 9, []).order == ""


def test_true_date_cells_that_a_spreadsheet_may_have_swapped():
    """Text dates are what the spreadsheet could not read month first; its own dates then have no day after the twelfth."""
    order = learn_order(["25/05/2001", "31/01/1980"], ["2001-03-05", "1999-12-01"])
    assert order.suspect
    found = read("2001-03-05", order, date_cell=True)
    assert (found.value, found.other, found.doubt) == ("2001-03-05", "2001-05-03", MANGLED)
    assert read("2001-05-05", order, date_cell=True) == DateRead("2001-05-05")
    assert read("2001-03-05", order).other == ""


def test_true_date_cells_are_believed_where_nothing_speaks_against_them():
    assert not learn_order(["25/05/2001"], ["2001-03-25"]).suspect
    assert not learn_order([], ["2001-03-05"]).suspect
    assert not learn_order(["05/25/2001"], ["2001-03-05"]).suspect


def test_a_list_written_year_day_month_is_read_with_a_doubt():
    assert read("2001-25-05").value == "2001-05-25"
    assert read("2001-25-05").doubt


def test_tidy_leaves_separators_and_takes_the_hour():
    assert tidy(" ٣ / ٥ / ٢٠٠١ ") == "3/5/2001"
    assert tidy("2001-05-03 12:30:00 PM") == "2001-05-03"
    assert tidy("3–5–2001") == "3/5/2001"


@settings(max_examples=200, derandomize=True, deadline=None)
@given(DAYS, st.sampled_from(["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y.%m.%d"]))
def test_year_first_comes_back(day, shape):
    assert read(day.strftime(shape)) == DateRead(day.isoformat())


@settings(max_examples=200, derandomize=True, deadline=None)
@given(DAYS, st.sampled_from("/.-"), st.booleans())
def test_the_true_day_is_always_among_the_readings(day, separator, day_first):
    text = day.strftime(f"%d{separator}%m{separator}%Y" if day_first else f"%m{separator}%d{separator}%Y")
    found = read(text)
    assert day.isoformat() in {found.value, found.other}
    assert read(text, DAY if day_first else MONTH) == DateRead(day.isoformat())


@settings(max_examples=300, derandomize=True, deadline=None)
@given(DAYS, st.sampled_from(["en", "fr", "ar", "ar_JO", "ar_DZ", "ar_MA", "ar_MR"]))
def test_month_names_of_every_language_come_back(day, locale):
    assert read(format_date(day, "d MMMM y", locale=locale)).value == day.isoformat()


@settings(max_examples=200, derandomize=True, deadline=None)
@given(DAYS)
def test_eastern_digits_mean_the_same(day):
    text = day.strftime("%d/%m/%Y")
    for zero in (0x660, 0x6F0):
        assert read(text.translate({48 + at: zero + at for at in range(10)})) == read(text)


@settings(max_examples=500, derandomize=True, deadline=None)
@given(st.text(alphabet=st.sampled_from("0123456789٠٣٥/-. ,:أيارمMayabT\u200f"), max_size=14))
def test_no_text_breaks_it(text):
    found = read(text)
    assert bool(found.value) != bool(found.fault)
    assert not found.other or found.doubt
    for value in filter(None, (found.value, found.other)):
        parts = [int(part) for part in value.split("-")]
        assert WINDOW.holds((*parts, 0, 0)[:3])


def test_a_window_holds_what_it_can_hold_in_part():
    window = Window(date(2000, 6, 15), date(2001, 6, 15))
    assert [
        window.holds(one)
        for one in ((2000, 0, 0), (2000, 6, 0), (2000, 6, 14), (2001, 6, 16), (2001, 7, 0), (2000, 2, 30))
    ] == [
        True,
        True,
        False,
        False,
        False,
        False,
    ]
