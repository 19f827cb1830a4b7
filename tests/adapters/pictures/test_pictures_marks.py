"""The marks pictures are made of."""

import itertools
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safepassage.adapters.pictures.language import ENGLISH, Language
from safepassage.adapters.pictures.svg import element, nice_ceiling, number, picture, spread, text


def test_numbers_are_short_and_never_exponents():
    assert [number(one) for one in (0, 1.0, 1.239, 0.001, 1200, -2.5)] == ["0", "1", "1.24", "0", "1200", "-2.5"]


def test_text_and_attributes_are_escaped():
    hostile = "<script>\"&'"
    made = element("g", text(1, 2, hostile), fill=hostile)
    read = ET.fromstring(made)
    assert (read.get("fill"), read[0].text) == (hostile, hostile)
    assert "<script" not in made


def test_a_picture_says_what_it_shows():
    read = ET.fromstring(picture("p", 10, "Title <1>", "Says & tells", ["<g/>"]))
    assert read.get("role") == "img"
    assert read.get("aria-labelledby") == "p-title p-says"
    assert [(one.get("id"), one.text) for one in read][:2] == [("p-title", "Title <1>"), ("p-says", "Says & tells")]


@given(st.integers(0, 10**9))
@settings(derandomize=True, database=None)
def test_the_top_of_an_axis_is_near_above_and_has_round_quarters(value):
    top = nice_ceiling(value)
    assert top >= value
    assert top % 4 == 0
    assert top <= max(4, value * 2)


@pytest.mark.parametrize(("value", "top"), [(0, 4), (4, 4), (5, 8), (9, 12), (97, 100), (846, 1000), (11500, 12000)])
def test_tops_of_axes(value, top):
    assert nice_ceiling(value) == top


@given(st.lists(st.floats(0, 300), max_size=8))
@settings(derandomize=True, database=None)
def test_labels_never_touch_and_stay_in_order(wanted):
    placed = spread(sorted(wanted), 20, 0, 300)
    assert len(placed) == len(wanted)
    assert all(after - before >= 20 - 1e-9 for before, after in itertools.pairwise(placed))
    assert all(one <= 300 for one in placed)


def test_labels_with_room_stay_where_they_are():
    assert spread([10, 50, 200], 20, 0, 300) == [10, 50, 200]
    assert spread([10, 12, 14], 20, 0, 300) == [10, 30, 50]
    assert spread([290, 295], 20, 0, 300) == [280, 300]
    assert spread([], 20, 0, 300) == []


def test_numbers_and_days_as_a_language_writes_them():
    german, arabic = Language("de"), Language("ar-EG", "rtl")
    assert (ENGLISH.number(11500), german.number(11500)) == ("11,500", "11.500")
    assert (ENGLISH.day("2023-11-01"), german.day("2023-11-01")) == ("1 Nov", "1 Nov.")
    assert ENGLISH.percent(881) == "88.1%"
    assert ENGLISH.percent(850) == "85.0%"
    assert ENGLISH.round_percent(750) == "75%"
    assert ENGLISH.day_of_month("2023-11-01") == "1"
    assert arabic.day("2023-11-01").endswith("نوفمبر")


def test_moments_are_told_in_the_readers_time_zone():
    assert Language(timezone="Africa/Cairo").moment("2023-11-12T22:30:00Z") == "13 Nov 2023, 00:30"
    assert ENGLISH.moment("2023-11-12T22:30:00Z") == "12 Nov 2023, 22:30"
