"""The pictures: what they draw is what they were given."""

import itertools
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from safepassage.account.model import STATES
from safepassage.account.report import (
    Certificate,
    DayCounts,
    DayStates,
    PartyAnswers,
    ReportDay,
    Stage,
    WavePicture,
)
from safepassage.adapters.pictures import (
    Language,
    certificate_picture,
    crossed_picture,
    funnel_picture,
    states_picture,
    waiting_picture,
    waves_picture,
)
from safepassage.adapters.pictures.states import BANDS, band_counts
from safepassage.adapters.pictures.svg import AMBER, MIST, NAVY, PALE, PAPER, wide
from safepassage.adapters.pictures.waiting import SHADES

SVG = "{http://www.w3.org/2000/svg}"


def read(picture):
    return ET.fromstring(picture)


def texts(picture):
    return [one.text for one in read(picture).iter(f"{SVG}text")]


def boxes(picture, fill, stroke):
    return [one for one in read(picture).iter(f"{SVG}rect") if one.get("fill") == fill and one.get("stroke") == stroke]


def heights(marks):
    return [float(one.get("height")) for one in marks]


def states(day, **named):
    return DayStates(day, tuple(named.get(state.replace("-", "_"), 0) for state in STATES))


def day(number, listed=0, entered=0, status="open", *, recorded_listed=None, recorded_crossed=None):
    stamp = f"2023-11-{number:02}"
    return DayCounts(
        ReportDay(stamp, f"{stamp}T22:00:00Z", status, recorded_listed, recorded_crossed),
        listed, listed, entered, entered, entered, 0, 0, 0, 0,
    )  # fmt: skip


def says(picture):
    return read(picture).find(f"{SVG}desc").text


def test_every_state_is_in_exactly_one_band():
    assert sorted(state for band in BANDS for state in band.states) == sorted(STATES)
    assert len({band.fill for band in BANDS}) == len(BANDS)


def test_bars_of_states_are_as_high_as_their_counts():
    picture = states_picture([states("2023-11-01", entered=30, called=10), states("2023-11-02", entered=60)])
    entered = heights(one for one in boxes(picture, NAVY, PAPER))
    called = heights(boxes(picture, BANDS[2].fill, PAPER))
    assert (len(entered), len(called)) == (2, 1)
    assert entered[1] == pytest.approx(2 * entered[0], abs=0.05)
    assert called[0] == pytest.approx(entered[0] / 3, abs=0.05)


def test_bands_are_named_with_their_last_count_and_bands_nobody_was_in_are_not():
    picture = states_picture([states("2023-11-01", entered=1234, in_between=2), states("2023-11-02", entered=1236)])
    found = texts(picture)
    assert {"Entered", "1,236", "In between the gates", "0"} <= set(found)
    assert "Refused" not in found
    assert "At the end of 2 Nov: entered 1,236, in between the gates 0," in says(picture)


def test_the_sum_of_a_days_bands_is_everybody():
    one = states("2023-11-01", **{state.replace("-", "_"): at + 1 for at, state in enumerate(STATES)})
    assert sum(band_counts(one)) == sum(one.counts) == 78


def test_listed_and_entered_stand_side_by_side_with_what_was_reported():
    picture = crossed_picture([day(1, 500, 250, recorded_listed=491), day(2, 300, 0, recorded_crossed=0), day(3)])
    listed, entered = heights(boxes(picture, PALE, NAVY)[1:]), heights(boxes(picture, NAVY, NAVY))
    assert len(listed) == 2
    assert entered == [pytest.approx(listed[0] / 2, abs=0.05)]
    assert listed[1] == pytest.approx(listed[0] * 0.6, abs=0.05)
    diamonds = [one.get("fill") for one in read(picture).iter(f"{SVG}path")]
    assert diamonds == [PAPER, AMBER, PAPER, AMBER]  # two in the key, one each of the two reports
    assert says(picture) == (
        "1 Nov: 500 listed, 250 entered, 491 listed as reported; 2 Nov: 300 listed, 0 entered, 0 crossed as reported; "
        "3 Nov: 0 listed, 0 entered."
    )


def test_nothing_is_said_of_reports_where_there_are_none():
    assert "Listed, as reported" not in texts(crossed_picture([day(1, 5, 3)]))
    assert "Listed, as reported" in texts(crossed_picture([day(1, 5, 3, recorded_crossed=0)]))


def test_a_closed_day_has_a_grey_ground_and_is_named():
    picture = crossed_picture([day(1, 5, 3), day(2, 5, 0, "closed"), day(3, 5, 1, "partial")])
    assert len(boxes(picture, MIST, None)) == 1
    assert [one for one in texts(picture) if one in ("open", "closed", "partial")] == ["open", "closed", "partial"]


def test_the_number_stands_above_a_diamond_that_would_cover_it():
    def foot(picture, says):
        return next(float(one.get("y")) for one in read(picture).iter(f"{SVG}text") if one.text == says)

    alone, covered, apart = (crossed_picture([day(1, 500, 333, recorded_crossed=one)]) for one in (None, 345, 20))
    assert foot(covered, "333") < foot(alone, "333") - 7
    assert foot(apart, "333") == foot(alone, "333")


@pytest.mark.parametrize("many", [1, 3, 31, 190])
def test_any_number_of_days_fits_into_the_picture(many):
    stamps = [f"2023-{1 + at // 28:02}-{1 + at % 28:02}" for at in range(many)]
    counts = [
        replace(day(1, 100 + at, 50, recorded_listed=90), day=ReportDay(one, f"{one}T22:00:00Z", "open", 90))
        for at, one in enumerate(stamps)
    ]
    for picture in (crossed_picture(counts), states_picture([states(one, entered=5) for one in stamps])):
        places = [float(one.get("x")) for one in read(picture).iter(f"{SVG}text")]
        assert 0 <= min(places) <= max(places) <= 940
        axis = [one for one in texts(picture) if one[:1].isdigit() and "," not in one and len(one) < 7]
        assert len(axis) < 120


def test_the_month_is_named_where_it_begins():
    stamps = [f"2023-11-{at:02}" for at in range(19, 31)] + ["2023-12-01", "2023-12-02"]
    found = texts(states_picture([states(one, entered=5) for one in stamps]))
    assert [one for one in found if one.endswith(("Nov", "Dec"))] == ["19 Nov", "1 Dec"]
    assert "20" in found


def test_the_funnel_is_drawn_to_scale():
    picture = funnel_picture([Stage("Listed", 400, "named"), Stage("Entered", 100, "let in")])
    widths = [float(one.get("width")) for one in boxes(picture, NAVY, None)]
    assert widths[1] == pytest.approx(widths[0] / 4, abs=0.05)
    assert {"Listed", "400", "100.0%", "Entered", "100", "25.0%"} <= set(texts(picture))
    assert says(picture) == "listed 400, named; entered 100, let in."


def test_a_long_name_of_a_party_is_drawn_whole_in_two_lines_and_nothing_is_cut_off():
    party = PartyAnswers("gaza", (4, 0, 0, 0), 5, 0, None, None, None)
    name = "General Authority for Crossings and Borders, Gaza"
    picture = waiting_picture([party], {"gaza": name})
    lines = [one for one in texts(picture) if one in name]
    assert " ".join(lines) == name
    assert len(lines) == 2
    assert all(wide(one) <= 276 for one in lines)
    assert says(picture).startswith(name)
    endless = waiting_picture([party], {"gaza": f"{name} " * 9})
    assert [one for one in texts(endless) if one.endswith(" ...")]
    assert says(endless).count(name) == 9


def test_waiting_is_drawn_by_age_to_scale():
    parties = [
        PartyAnswers("egy", (300, 100, 0, 0), 50, 0, None, None, 48),
        PartyAnswers("isr", (0, 0, 0, 0), None, 9, 1, 2, None),
    ]
    picture = waiting_picture(parties, {"egy": "Egypt"})
    first, second = ([float(one.get("width")) for one in boxes(picture, fill, NAVY)] for fill, _ in SHADES[:2])
    assert (len(first), len(second)) == (2, 2)  # each with its key
    assert first[1] == pytest.approx(3 * second[1], abs=0.05)
    assert {"Egypt", "isr", "400 waiting, the longest 50 h", "nobody waits"} <= set(texts(picture))
    assert (
        says(picture) == "Egypt: 400 waiting, the longest 50 h (300 up to 1 day, 100 1 to 3 days); isr: nobody waits."
    )


def test_the_certificate_is_the_value_by_the_bound():
    certificate = Certificate(((0, 0, 0), (60, 30, 60), (120, 90, 100)), 500, 700, 950, 60)
    picture = certificate_picture(certificate, "c")
    (curve,) = (one.get("points").split() for one in read(picture).iter(f"{SVG}polyline"))
    ys = [float(one.split(",")[1]) for one in curve]
    foot, top = 290, 16
    assert [round((foot - y) / (foot - top), 3) for y in ys] == [1.0, 0.5, 0.9]
    assert {"50.0%", "70.0%", "95.0%", "at the worst minute", "no order can promise more"} <= set(texts(picture))
    assert says(picture) == (
        "From minute 60 on, whenever the crossing closes, the people through are worth at least 50.0% of the best that any plan "
        "could have had for that minute; 70.0% on the mean. No published order could promise more than 95.0%."
    )


def test_a_certificate_of_one_minute_and_equal_levels_is_drawn():
    picture = certificate_picture(Certificate(((60, 1, 1),), 1000, 1000, 1000, 0), "c")
    levels = [float(one.get("y")) for one in read(picture).iter(f"{SVG}text") if one.text == "100.0%"]
    assert len(levels) == 3
    assert min(abs(one - other) for one, other in itertools.pairwise(levels)) >= 19


def test_waves_are_drawn_to_scale():
    picture = waves_picture([WavePicture(0, "07:00", 10, 40), WavePicture(1, "08:00", 5, 20)], "w")
    first, second = heights(boxes(picture, "#5694ca", NAVY))
    assert first == pytest.approx(2 * second, abs=0.05)
    assert {"07:00", "08:00", "40", "20"} <= set(texts(picture))
    assert says(picture) == "07:00: 40 persons in 10 cases; 08:00: 20 persons in 5 cases."


def test_where_there_is_nothing_there_is_no_picture():
    nothing = [
        states_picture([]),
        crossed_picture([]),
        funnel_picture([]),
        funnel_picture([Stage("Listed", 0, "")]),
        waiting_picture([], {}),
        waiting_picture([PartyAnswers("egy", (0, 0, 0, 0), None, 0, None, None, None)], {}),
        certificate_picture(Certificate((), 0, 0, 0, 60), "c"),
        waves_picture([], "w"),
    ]
    assert nothing == [""] * 8


def test_days_on_which_nothing_happened_are_drawn_empty():
    picture = crossed_picture([day(1), day(2)])
    assert boxes(picture, PALE, NAVY)[1:] == []
    assert texts(states_picture([states("2023-11-01")]))[0] == "0"


def test_names_from_outside_cannot_break_out():
    hostile = "</text><script>alert(1)</script>"
    picture = waiting_picture([PartyAnswers("x", (1, 0, 0, 0), 1, 0, None, None, None)], {"x": hostile})
    assert "<script" not in picture
    assert hostile in texts(picture)


def test_a_picture_speaks_the_readers_language():
    picture = crossed_picture([day(1, 11500, 9000)], Language("de"))
    assert {"11.500", "9.000", "1 Nov."} <= set(texts(picture))
