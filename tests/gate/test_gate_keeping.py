"""What of a device's word is kept, part by part: a good record is itself; what no ledger can hold is replaced, named, and never quoted."""

import hashlib
from dataclasses import replace

import pytest

from safepassage.gate.keeping import LONGEST, MOST, kept_close, kept_record, told_moment, told_unkept
from safepassage.gate.model import Close, Record
from safepassage.gate.records import record_id, said
from safepassage.kernel.moment import Moment
from safepassage.kernel.plain import to_plain

BARE = Record(
    "", "gaza/2023-11-01/1", "gaza", "0a" * 10, "admit", "in-order", "exited", "officer 1", manifest=3, manifest_digest="cd" * 32,
    drawn="0" * 16,
)  # fmt: skip
GOOD = replace(BARE, record=record_id("gaza-a", 7, said(BARE)), at="2023-11-01T08:00:00Z")
LONG = "x" * (LONGEST + 1)
SHORT_FOR_LONG = "sha256-" + hashlib.sha256(LONG.encode()).hexdigest()


def with_parts(**parts):
    return {name: value for name, value in (to_plain(GOOD) | parts).items() if value != "-"}


def own(record):
    """The same under the id that its content gives it."""
    return replace(record, record=record_id("gaza-a", 7, said(record)))


def test_the_limits_are_what_every_reader_can_hold():
    assert (MOST, LONGEST) == (9_007_199_254_740_991, 500)


def test_a_good_record_is_itself_and_says_nothing():
    assert kept_record(to_plain(GOOD)) == (GOOD, ())


def test_a_record_with_an_id_of_somebody_elses_is_left_as_it_is():
    other = replace(GOOD, record="gaza-a/7/" + "0" * 32)
    assert kept_record(to_plain(other)) == (other, ())


@pytest.mark.parametrize("plain", [None, 7, "x", [], ["record"]])
def test_what_is_no_record_at_all(plain):
    assert kept_record(plain) == (None, ("it is no record",))


@pytest.mark.parametrize(
    ("parts", "kept", "says"),
    [
        ({"officer": "a\0b"}, {"officer": "a\ufffdb"}, "its officer holds a null character"),
        ({"officer": 7}, {"officer": ""}, "its officer is no text"),
        ({"officer": "-"}, {"officer": ""}, "its officer is missing"),
        ({"session": "-"}, {"session": ""}, "its session is missing"),
        ({"pass_id": LONG}, {"pass_id": SHORT_FOR_LONG}, f"its pass_id is longer than {LONGEST} bytes"),
        ({"pass_id": "é" * (LONGEST // 2 + 1)}, {"pass_id": "sha256-" + hashlib.sha256(("é" * (LONGEST // 2 + 1)).encode()).hexdigest()},
         f"its pass_id is longer than {LONGEST} bytes"),
        ({"verdict": "perhaps"}, {"verdict": "unreadable"}, "its verdict is no verdict"),
        ({"step": "flown"}, {"step": ""}, "its step is no step"),
        ({"manifest": "3"}, {"manifest": 0}, "its manifest is no number"),
        ({"manifest": True}, {"manifest": 0}, "its manifest is no number"),
        ({"manifest": MOST + 1}, {"manifest": MOST}, "its manifest is a number beyond all counting"),
        ({"manifest": -(10**30)}, {"manifest": -MOST}, "its manifest is a number beyond all counting"),
        ({"more": 1}, {}, "it has parts that no record has"),
    ],
)  # fmt: skip
def test_what_cannot_be_held_is_stood_for_under_an_id_of_its_own(parts, kept, says):
    found = own(replace(GOOD, **kept))
    assert kept_record(with_parts(**parts)) == (found, (says,))
    # Handed over again it is the same, and it never says what it speaks of.
    assert kept_record(with_parts(**parts)) == (found, (says,))
    assert LONG not in says


@pytest.mark.parametrize(
    "parts",
    [
        {"officer": "o" * 9_000}, {"second": "s" * 9_000, "override": "w" * 9_000}, {"pass_id": "x" * LONGEST}, {"step": ""},
        {"verdict": "hold", "step": ""}, {"verdict": "refuse", "step": "returned"}, {"manifest": MOST}, {"manifest": -MOST}, {"manifest": 0},
    ],
)  # fmt: skip
def test_what_can_be_held_stays_as_it_is(parts):
    assert kept_record(with_parts(**parts)) == (replace(GOOD, **parts), ())


@pytest.mark.parametrize("name", ["second", "override", "takes_back", "manifest_digest", "drawn", "manifest"])
def test_what_older_devices_did_not_say_is_nothing_and_no_fault(name):
    record, faults = kept_record(with_parts(**{name: "-"}))
    assert (record, faults) == (replace(GOOD, **{name: 0 if name == "manifest" else ""}), ())


@pytest.mark.parametrize(
    ("parts", "kept"),
    [
        ({"at": "yesterday"}, {"at": ""}), ({"at": 7}, {"at": ""}), ({"at": "-"}, {"at": ""}), ({"category": 7}, {"category": ""}),
        ({"category": "a\0"}, {"category": ""}), ({"category": "foreign"}, {"category": "foreign"}), ({"patient": "yes"}, {"patient": False}),
        ({"patient": True}, {"patient": True}), ({"patient": "-"}, {"patient": False}), ({"category": "-"}, {"category": ""}),
        ({"conflict": "gaza-b/1/x"}, {"conflict": "gaza-b/1/x"}), ({"conflict": "y" * LONGEST}, {"conflict": "y" * LONGEST}),
        ({"conflict": LONG}, {"conflict": ""}), ({"conflict": None}, {"conflict": ""}), ({"conflict": "-"}, {"conflict": ""}),
    ],
)  # fmt: skip
def test_what_others_know_of_it_is_absent_where_it_cannot_be_read_and_is_no_fault(parts, kept):
    assert kept_record(with_parts(**parts)) == (replace(GOOD, **kept), ())


@pytest.mark.parametrize("device", ["d" * LONGEST, LONG])
def test_a_long_name_of_a_device_keeps_its_place(device):
    record, faults = kept_record(with_parts(record=f"{device}/7/{'0' * 32}"))
    name = device if len(device) <= LONGEST else SHORT_FOR_LONG
    assert record.record.startswith(f"{name}/7/")
    assert faults == (() if len(device) <= LONGEST else (f"its record is longer than {LONGEST} bytes",))


def test_a_record_named_beyond_all_measure_or_without_a_place_is_a_device_of_its_own():
    endless = "e" * 2 * LONGEST + "/7/x"
    assert kept_record(with_parts(record=endless))[0].record.startswith(
        "sha256-" + hashlib.sha256(endless.encode()).hexdigest() + "/0/"
    )
    edge = "f" * (2 * LONGEST - 4) + "/7/x"
    assert kept_record(with_parts(record=edge))[0].record.partition("/")[2].startswith("7/")
    placeless = "g" * (LONGEST + 5)
    assert kept_record(with_parts(record=placeless))[0].record.partition("/")[2].startswith("0/")


def test_all_faults_are_named_at_once_in_the_order_of_the_parts():
    record, faults = kept_record({"more": 1, "verdict": 3})
    assert faults[0] == "its record is missing"
    assert faults[-2:] == ("its verdict is no verdict", "it has parts that no record has")
    assert [one for one in faults if "verdict" in one] == ["its verdict is no text", "its verdict is no verdict"]
    assert (record.verdict, record.step, record.record.partition("/")[0]) == ("unreadable", "", "-")


CLOSE = {"session": "gaza/2023-11-01/1", "device": "gaza-a", "last": 7}


@pytest.mark.parametrize(
    ("plain", "kept", "faults"),
    [
        (CLOSE, Close("gaza/2023-11-01/1", "gaza-a", 7), ()),
        (CLOSE | {"last": "7"}, None, ("its last is no number",)),
        (CLOSE | {"last": MOST + 1}, None, ("its last is a number beyond all counting",)),
        (
            CLOSE | {"device": "a\0", "session": 3},
            None,
            ("its session is no text", "its device holds a null character"),
        ),
        (CLOSE | {"device": LONG}, None, (f"its device is longer than {LONGEST} bytes",)),
        (CLOSE | {"more": 1}, None, ("it is no close",)),
        ({"session": "x"}, None, ("it is no close",)),
        (None, None, ("it is no close",)),
    ],
)
def test_a_close_is_kept_as_it_stands_or_not_at_all(plain, kept, faults):
    assert kept_close(plain) == (kept, faults)


@pytest.mark.parametrize("text", ["2023-11-01T08:00:00Z", "2023-11-01T10:00:00+02:00"])
def test_a_moment_that_can_be_read(text):
    assert told_moment(text) == Moment.parse("2023-11-01T08:00:00Z")


@pytest.mark.parametrize("text", ["", "yesterday", "2023-11-01", "9999-12-31T23:59:59-14:00", "2023-11-01T08:00:00"])
def test_a_moment_that_cannot(text):
    assert told_moment(text) is None


def test_what_is_told_names_place_and_stand_in_and_only_what_was_asked_for():
    found = [(GOOD, ()), (own(GOOD), ("one", "two")), (None, ("three",)), (Close("s", "d", 1), ("four",))]
    assert list(told_unkept("record", found, kept=True)) == [
        f"record 2 of 4 (it stands as {own(GOOD).record}): one; two",
        "record 4 of 4: four",
    ]
    assert list(told_unkept("close", found, kept=False)) == ["close 3 of 4: three"]
