"""Days as they were at the real crossing, played with invented people: at every point each of them is in one state that can be believed."""

import pytest

from safepassage.account.model import STATES
from safepassage.account.report import Frame, ReportDay
from safepassage.account.rules import accounted, overdue_between, report_data, state_at
from safepassage.kernel.moment import Moment

FAMILY = ("mother", "father", "son", "daughter")
FIRST = ReportDay("2023-11-01", "2023-11-01T22:00:00Z")
SECOND = ReportDay("2023-11-02", "2023-11-02T22:00:00Z")


@pytest.fixture(autouse=True)
def everybody_is_accounted_for_at_the_end(world):
    yield
    evidence = world.evidence()
    assert evidence.stands
    assert accounted(evidence.persons, evidence.stands).holds()
    assert {one.state for one in evidence.stands} <= set(STATES)


def states(world, *ids):
    return [world.state(one) for one in ids]


def test_a_good_day(world):
    world.called(*FAMILY)
    for one in FAMILY:
        world.scan(f"pass-{one}", "exited")
    assert states(world, *FAMILY) == ["in-between"] * 4
    for one in FAMILY:
        world.scan(f"pass-{one}", "entered", side="egypt")
    world.end("2023-11-01")
    assert states(world, *FAMILY) == ["entered"] * 4


def test_a_closure_with_people_waiting_keeps_their_places(world):
    world.called(*FAMILY, "absent")
    world.scan("pass-mother", "exited")
    world.scan("pass-mother", "entered", side="egypt")
    for one in FAMILY[1:]:
        world.scan(f"pass-{one}", "hold", reason="order")
    world.scan("pass-son", "refuse", reason="closed")
    assert states(world, *FAMILY) == ["entered", "presented", "presented", "presented"]
    world.end("2023-11-01", no_show=("absent",), carried_over=FAMILY[1:])
    assert states(world, *FAMILY, "absent") == ["entered", *["carried-over"] * 3, "no-show"]
    world.publish("2023-11-02", FAMILY[1:])
    for one in FAMILY[1:]:
        world.scan(f"pass-{one}", "exited", day="2023-11-02")
        world.scan(f"pass-{one}", "entered", side="egypt", day="2023-11-02")
    assert states(world, *FAMILY) == ["entered"] * 4


def test_a_family_refused_on_the_second_side_spends_two_nights_in_between_and_is_sent_back(world):
    world.called(*FAMILY)
    for one in FAMILY:
        world.scan(f"pass-{one}", "exited")
        world.scan(f"pass-{one}", "refuse", side="egypt", reason="turned-away")
    world.end("2023-11-01")
    out = world.moves("mother")[-1].at
    later = Moment.parse(out).plus(days=2)
    assert states(world, *FAMILY) == ["in-between"] * 4
    assert [one.person_id for one in overdue_between(world.stands(), later, 120)] == list(FAMILY)
    for one in FAMILY:
        world.scan(f"pass-{one}", "returned", later)
    assert states(world, *FAMILY) == ["turned-back"] * 4
    assert overdue_between(world.stands(), later, 120) == ()
    assert state_at(world.moves("son"), later.plus(hours=-1)) == "in-between"


def test_a_pass_scanned_twice_is_one_crossing(world):
    world.called("mother")
    world.scan("pass-mother", "exited")
    world.scan("pass-mother", "refuse", reason="already-exited")
    world.scan("pass-mother", "entered", side="egypt")
    world.scan("pass-mother", "refuse", side="egypt", reason="already-entered")
    assert world.path("mother") == ["pending", "cleared", "called", "in-between", "entered"]


def test_a_side_that_was_cut_off_reports_the_next_day(world):
    world.called(*FAMILY)
    out = world.now
    world.now = out.plus(hours=10)
    world.end("2023-11-01", no_show=FAMILY)
    assert states(world, *FAMILY) == ["no-show"] * 4
    for at, one in enumerate(FAMILY):
        world.scan(f"pass-{one}", "entered", out.plus(minutes=40 + at), "egypt")
    for at, one in enumerate(FAMILY):
        world.scan(f"pass-{one}", "exited", out.plus(minutes=10 + at))
    assert states(world, *FAMILY) == ["entered"] * 4
    data = report_data(world.evidence(), Frame("Report", "2023-11-02T06:00:00Z", "UTC", 1, "", (FIRST,)))
    assert data.differences[0].reasons == (("entered", 4),)
    assert (data.days[0].no_show, data.days[0].entered) == (4, 4)  # both were said; neither is taken from the other


def test_a_patient_dies_while_the_list_is_made_and_the_companion_withdraws(world):
    world.called("patient", "companion")
    world.withdraw("patient", "died")
    world.withdraw("companion")
    world.end("2023-11-01", lapsed=("patient", "companion"))
    assert states(world, "patient", "companion") == ["died", "withdrawn"]
    data = report_data(world.evidence(), Frame("Report", "2023-11-02T06:00:00Z", "UTC", 1, "", (FIRST,)))
    assert data.differences[0].reasons == (("died", 1), ("withdrawn", 1))


def test_a_party_takes_its_yes_back_in_the_morning_and_gives_it_again_at_noon(world):
    world.called(*FAMILY)
    world.answer("isr", "withdrawn", "father")
    assert states(world, *FAMILY) == ["called", "refused", "called", "called"]
    data = report_data(world.evidence(), Frame("Report", "2023-11-01T12:00:00Z", "UTC", 1, "", (FIRST,)))
    assert data.contradictions == (("refused, while called", 1),)
    world.answer("isr", "granted", "father")
    assert states(world, *FAMILY) == ["called"] * 4


def test_a_yes_taken_back_while_somebody_is_between_the_gates_is_seen_and_hides_nobody(world):
    world.called(*FAMILY)
    world.scan("pass-son", "exited")
    world.lapse("egy", "son", "daughter")
    assert states(world, "son", "daughter") == ["in-between", "refused"]
    assert world.why("son") == "grant of egy lapsed; without every yes"
    world.scan("pass-son", "returned")
    assert world.state("son") == "refused"
    world.answer("egy", "granted", "son")
    assert world.state("son") == "turned-back"


def test_a_person_on_two_lists_is_one_and_parts_again(world):
    world.called("embassy-a")
    world.cleared("embassy-b")
    world.link("embassy-a", "embassy-b")
    world.scan("pass-embassy-a", "exited")
    world.judge("embassy-a", "embassy-b", "different")
    assert states(world, "embassy-a", "embassy-b") == ["in-between", "cleared"]
    assert state_at(world.moves("embassy-b"), world.moves("embassy-b")[-1].entry - 1) is None


def test_the_next_days_list_takes_nobody_out_from_between_the_gates(world):
    world.called(*FAMILY)
    world.scan("pass-mother", "exited")
    world.end("2023-11-01", carried_over=FAMILY[1:])
    world.publish("2023-11-02", FAMILY)
    assert states(world, *FAMILY) == ["in-between", *["called"] * 3]
    data = report_data(world.evidence(), Frame("Report", "2023-11-02T23:00:00Z", "UTC", 1, "", (FIRST, SECOND)))
    assert data.differences[1].reasons == (("call still open", 3), ("in-between", 1))
