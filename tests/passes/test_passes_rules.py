import zoneinfo

import pytest

from safepassage.kernel.moment import Moment
from safepassage.kernel.problems import ProblemsError
from safepassage.passes.facts import ManifestMade, Revoked
from safepassage.passes.model import Bearer, CallDay, CalledCase, Manifest, Pass, Said, Slip, SlipPerson, Window
from safepassage.passes.rules import (
    in_force,
    local_moment,
    manifest_made,
    manifest_of,
    manifest_text,
    pass_for,
    revoke,
    revoke_for,
    slips_for,
    wave_times,
    window_of,
)
from safepassage.passes.state import PassRow

AT = Moment.parse
NOON = AT("2023-11-02T10:00:00Z")
BEARER = Bearer("Layla Invented", "1990-05-01", "1c" * 16, "foreign", "a")
WINDOW = Window(AT("2023-11-02T05:00:00Z"), AT("2023-11-04T22:00:00Z"))
HEAD = Manifest("invented-2023", 3, NOON, (), 120, "ab" * 32)


def row(number, person="p-1", expires="2023-11-04T22:00:00Z", revoked=""):
    return PassRow(
        f"{number:020x}", person, "2023-11-02", "1c" * 16, "2023-11-02T05:00:00Z", expires, revoked, "1/validity"
    )


def tag_of(pass_id):
    return pass_id[-16:]


def test_a_local_time_is_a_moment_of_the_crossings_time_zone():
    assert local_moment("2023-11-02", 7 * 60, "Africa/Cairo") == AT("2023-11-02T07:00:00+02:00")
    assert local_moment("2023-07-02", 7 * 60, "Africa/Cairo") == AT("2023-07-02T07:00:00+03:00")
    assert local_moment("2023-11-02", 24 * 60, "Asia/Kolkata") == AT("2023-11-03T00:00:00+05:30")


def test_a_time_the_clock_skips_or_shows_twice_has_one_moment():
    # Cairo: on 28 April 2023 00:00 became 01:00; on 27 October 2023 00:00 became 23:00 of the day before.
    assert local_moment("2023-04-28", 30, "Africa/Cairo") == AT("2023-04-28T00:30:00+02:00")
    assert local_moment("2023-10-26", 23 * 60 + 30, "Africa/Cairo") == AT("2023-10-26T23:30:00+03:00")


@pytest.mark.parametrize("minute", [-1, 1441])
def test_a_minute_outside_the_day_is_refused(minute):
    with pytest.raises(ValueError, match=r"between 0 and 1,440"):
        local_moment("2023-11-02", minute, "UTC")


def test_an_unknown_time_zone_is_refused():
    with pytest.raises(zoneinfo.ZoneInfoNotFoundError):
        local_moment("2023-11-02", 0, "Nowhere/Town")


def test_a_window_runs_from_presenting_to_the_end_of_the_last_day():
    assert window_of("2023-11-02", "2023-11-04", 7 * 60, "Africa/Cairo") == Window(
        AT("2023-11-02T07:00:00+02:00"), AT("2023-11-05T00:00:00+02:00")
    )


def test_a_window_across_a_change_of_the_clock_is_an_hour_longer():
    window = window_of("2023-10-26", "2023-10-26", 7 * 60, "Africa/Cairo")
    assert window.expires.seconds - window.valid_from.seconds == 18 * 3600


def test_a_window_cannot_end_before_its_day():
    with pytest.raises(ValueError, match="cannot end before its day"):
        window_of("2023-11-02", "2023-11-01", 7 * 60, "UTC")


def test_a_pass_says_what_its_bearer_and_window_say():
    assert pass_for("invented-2023", BEARER, "0a" * 10, WINDOW) == Pass(
        "0a" * 10, "invented-2023", "Layla Invented", "1990-05-01", "1c" * 16, "foreign", "a", *(
            WINDOW.valid_from, WINDOW.expires
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "pass_id"), [(" ", "0a" * 10), ("Layla Invented", "0a" * 9), ("Layla Invented", "xy" * 10)]
)
def test_a_pass_without_a_name_or_a_proper_id_is_refused(name, pass_id):
    with pytest.raises(ValueError, match=r"name|10 bytes|hex"):
        pass_for("invented-2023", Bearer(name, "", "", "foreign", "a"), pass_id, WINDOW)


def test_in_force_are_passes_not_revoked_and_not_ended():
    rows = [
        row(1),
        row(2, revoked="refused"),
        row(3, expires="2023-11-02T10:00:00Z"),
        row(4, expires="2023-11-02T10:00:01Z"),
    ]
    assert in_force(rows, NOON) == (rows[0], rows[3])


def test_a_manifest_holds_sorted_tags_apart_from_the_withdrawn():
    rows = [row(9, "p-9"), row(1, "p-1"), row(5, "p-5", revoked="refused"), row(7, "p-7", expires="2023-11-01T00:00:00Z"),
            row(6, "p-6", revoked="refused", expires="2023-11-01T00:00:00Z")]  # fmt: skip
    manifest = manifest_of(HEAD, rows, tag_of, patients={"p-9", "p-5"})
    assert manifest == Manifest(
        "invented-2023", 3, NOON, (f"{1:016x}", f"{9:016x}"), 120, "ab" * 32, (f"{5:016x}", f"{6:016x}"), (f"{9:016x}",)
    )


def test_a_manifest_of_nobody_and_of_one():
    assert manifest_of(HEAD, [], tag_of) == HEAD
    assert manifest_of(HEAD, [row(1)], tag_of).tags == (f"{1:016x}",)


@pytest.mark.parametrize("second", ["", "refused"])
def test_two_passes_of_one_tag_are_refused(second):
    with pytest.raises(ValueError, match="two passes have one tag"):
        manifest_of(HEAD, [row(1), row(2, revoked=second)], lambda _: "0" * 16)


def test_the_fact_of_a_manifest_counts_and_names_its_text():
    manifest = manifest_of(HEAD, [row(1), row(2)], tag_of)
    fact = manifest_made(manifest)
    assert (fact.number, fact.passes, len(fact.digest)) == (3, 2, 64)
    assert fact != manifest_made(manifest_of(HEAD, [row(1), row(3)], tag_of))
    assert isinstance(fact, ManifestMade)
    assert manifest_text(manifest).count("\n") == 0


def test_a_pass_is_withdrawn_with_its_reason():
    assert revoke(row(1), row(1).pass_id, " refused by a party ") == Revoked(row(1).pass_id, "refused by a party")


def test_everything_wrong_with_a_withdrawal_is_said_at_once():
    with pytest.raises(ProblemsError) as caught:
        revoke(None, "0a" * 10, "  ")
    assert [problem.code for problem in caught.value.problems] == ["pass-unknown", "reason-missing"]
    with pytest.raises(ProblemsError) as caught:
        revoke(row(1, revoked="earlier"), row(1).pass_id, "again")
    assert [problem.code for problem in caught.value.problems] == ["pass-revoked"]


def test_only_passes_in_force_of_the_persons_named_are_withdrawn():
    rows = [
        row(1, "p-1"),
        row(2, "p-2"),
        row(3, "p-1", revoked="earlier"),
        row(4, "p-1", expires="2023-11-02T09:00:00Z"),
        row(5, "p-3"),
    ]
    assert revoke_for(rows, {"p-1": "a yes was taken back", "p-3": "replaced", "p-4": "x", "p-2": ""}, NOON) == (
        Revoked(rows[0].pass_id, "a yes was taken back"),
        Revoked(rows[4].pass_id, "replaced"),
    )


DAY = CallDay("2023-11-02", "2023-11-04", 7 * 60, 30)


def case(wave=0, persons=1, documents=()):
    people = tuple(SlipPerson(f"Invented {number}", "", f"EV1:{number}") for number in range(persons))
    return CalledCase(f"C-{wave}", Said("Foreign passports"), wave, "ABCD-EFGH", people, documents)


def test_waves_follow_each_other_without_a_gap():
    assert [wave_times(DAY, wave) for wave in (0, 1, 3)] == [("07:00", "07:30"), ("07:30", "08:00"), ("08:30", "09:00")]


def test_a_list_that_counts_its_waves_from_one():
    assert wave_times(CallDay("2023-11-02", "2023-11-04", 7 * 60, 30, first_wave=1), 1) == ("07:00", "07:30")


def test_waves_without_a_length_all_come_at_once():
    day = CallDay("2023-11-02", "2023-11-04", 7 * 60, 0)
    assert [wave_times(day, wave) for wave in (0, 5)] == [("07:00", ""), ("07:00", "")]


def test_the_last_wave_of_a_day_does_not_reach_into_the_next():
    day = CallDay("2023-11-02", "2023-11-04", 23 * 60 + 45, 30)
    assert wave_times(day, 0) == ("23:45", "23:59")
    with pytest.raises(ValueError, match="of the day it names"):
        wave_times(day, 1)


def test_a_wave_before_the_first_is_refused():
    with pytest.raises(ValueError, match="before the first"):
        wave_times(DAY, -1)


def test_a_slip_says_what_a_family_must_know():
    (slip,) = slips_for(DAY, [case(2, 3, (Said("passport"), Said("no-objection"), Said("passport")))])
    assert slip == Slip(
        case_id="C-2",
        day="2023-11-02",
        present_at="08:00",
        valid_until="2023-11-04",
        lane=Said("Foreign passports"),
        wave=3,
        code="ABCD-EFGH",
        persons=case(2, 3).persons,
        documents=(Said("passport"), Said("no-objection")),
        present_until="08:30",
    )


def test_slips_keep_the_order_of_the_list():
    assert [slip.case_id for slip in slips_for(DAY, [case(2), case(0), case(1)])] == ["C-2", "C-0", "C-1"]
    assert slips_for(DAY, []) == ()


def test_a_case_of_nobody_cannot_be_called():
    with pytest.raises(ValueError, match="without a person"):
        slips_for(DAY, [case(persons=0)])
