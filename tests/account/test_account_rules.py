"""Counts and their differences."""

from dataclasses import replace

import pytest

from safepassage.account.counting import day_counts
from safepassage.account.evidence import Book, Evidence
from safepassage.account.model import STATES
from safepassage.account.report import Accounted, DayCounts, Frame, OnwardDue, PartyAnswers, ReportDay
from safepassage.account.rules import (
    accounted,
    contradictions,
    differences,
    onward_overdue,
    overdue_between,
    party_answers,
    report_data,
    state_at,
    tally,
)
from safepassage.account.state import MoveRow, StandRow
from safepassage.kernel.moment import Moment
from safepassage.people.state import PersonRow

DAY = ReportDay("2023-11-01", "2023-11-01T22:00:00Z", "open", 5, 3)
NEXT = ReportDay("2023-11-02", "2023-11-02T22:00:00Z", "closed")
NOON = Moment.parse("2023-11-01T12:00:00Z")


def counts(**named):
    return tuple(named.get(state.replace("-", "_"), 0) for state in STATES)


def move(entry, state, at):
    return MoveRow("a", entry, state, f"2023-11-01T{at}:00Z", "")


def stand(person_id, state, since="2023-11-01T08:00:00Z", category="foreign", why="x"):
    return StandRow(person_id, state, since, 1, category, why)


@pytest.fixture
def day(world):
    """Six called on the first day: one through, one sent back, one turned away, one held, one absent, one carried over; two more wait."""
    world.called(*"abcdef")
    world.person("g")
    world.cleared("h")
    world.scan("pass-a", "exited")
    world.scan("pass-a", "entered", side="egypt")
    world.scan("pass-b", "exited")
    world.scan("pass-b", "refuse", side="egypt", reason="turned-away")
    world.scan("pass-b", "returned")
    world.scan("pass-c", "refuse", reason="turned-away")
    world.scan("pass-d", "hold")
    world.end("2023-11-01", no_show=("e",), carried_over=("f",))
    return world


def test_the_state_at_a_moment_and_at_an_entry():
    moves = [move(3, "pending", "06:00"), move(7, "cleared", "07:00"), move(9, "called", "08:00")]
    at = [state_at(moves, Moment.parse(f"2023-11-01T{one}:00Z")) for one in ("05:59", "06:00", "07:59", "23:00")]
    assert at == [None, "pending", "cleared", "called"]
    assert [state_at(moves, one) for one in (2, 3, 8, 9, 100)] == [None, "pending", "cleared", "called", "called"]
    assert state_at([], 5) is None


def test_a_late_record_changes_what_is_known_now_and_not_what_was_known_then():
    moves = [move(3, "called", "06:00"), move(7, "no-show", "17:00"), move(9, "in-between", "09:00")]
    assert state_at(moves, NOON) == "in-between"
    assert state_at(moves, Moment.parse("2023-11-01T18:00:00Z")) == "in-between"
    assert state_at(moves, 8) == "no-show"
    assert state_at(reversed(moves), NOON) == "in-between"


def test_a_merged_person_is_nowhere_by_itself():
    moves = [move(3, "pending", "06:00"), move(7, "merged", "07:00"), move(9, "cleared", "08:00")]
    assert [state_at(moves, one) for one in (3, 7, 9)] == ["pending", None, "cleared"]


def test_the_tally_counts_each_category_and_state():
    found = tally([stand("a", "called"), stand("b", "called"), stand("c", "died", category="injured")])
    assert [(one.category, one.counts) for one in found] == [("foreign", counts(called=2)), ("injured", counts(died=1))]
    assert (found[0].people(), found[0].of("called"), found[1].of("called")) == (2, 2, 0)
    assert tally([]) == ()


def test_everybody_is_accounted_for(day):
    evidence = day.evidence()
    found = accounted(evidence.persons, evidence.stands)
    assert found == Accounted(8, 8)
    assert found.holds()
    assert found.sentence() == "8 people, 8 accounted for"


def test_thousands_read_as_such():
    assert Accounted(11500, 11499, ("p",)).sentence() == "11,500 people, 11,499 accounted for"
    assert not Accounted(11500, 11499, ("p",)).holds()


def test_a_merged_person_is_not_counted_twice(world):
    world.cleared("a", "b", "c")
    world.link("a", "b")
    evidence = world.evidence()
    assert accounted(evidence.persons, evidence.stands) == Accounted(2, 2)


def test_who_is_missing_and_who_is_counted_twice_is_named(world):
    world.cleared("a", "b", "c")
    persons = list(world.tables.select(PersonRow))
    stands = world.stands()
    assert accounted(persons, stands[1:]) == Accounted(3, 2, ("a",))
    assert accounted(persons, [*stands, stands[0]]) == Accounted(3, 3, (), ("a",))
    assert accounted(persons[1:], stands) == Accounted(2, 2, (), ("a",))
    assert accounted([replace(persons[0], merged_into="b"), *persons[1:]], stands) == Accounted(2, 2, (), ("a",))
    assert accounted(persons, [replace(stands[0], state="somewhere"), *stands[1:]]) == Accounted(3, 2, ("a",))
    assert not accounted(persons, [*stands, stands[0]]).holds()
    assert accounted([], []) == Accounted(0, 0)
    assert accounted([], []).holds()


def day_table(evidence, days):
    return tuple(day_counts(Book(evidence), day) for day in days)


def test_each_column_of_the_day_is_a_count_of_its_own(day):
    (found,) = day_table(day.evidence(), [DAY])
    assert found == DayCounts(
        DAY, listed=6, called=6, presented=4, exited=2, entered=1, returned=1, turned_away=2, no_show=1, carried_over=1
    )


def test_a_day_without_a_list_is_all_zeros(day):
    assert day_table(day.evidence(), [NEXT]) == (DayCounts(NEXT, 0, 0, 0, 0, 0, 0, 0, 0, 0),)
    assert day_table(day.evidence(), []) == ()


def test_called_counts_who_was_on_a_replaced_list_too(world):
    world.cleared("a", "b", "c")
    world.publish("2023-11-01", ("a", "b"))
    world.publish("2023-11-01", ("b", "c"))
    (found,) = day_table(world.evidence(), [DAY])
    assert (found.listed, found.called) == (2, 3)


def test_a_draft_calls_nobody(world):
    world.cleared("a")
    world.publish("2023-11-01", ("a",))
    draft = replace(world.evidence().lists[0], day="2023-11-02", status="draft")
    evidence = world.evidence()
    call = replace(evidence.calls[0], day="2023-11-02")
    evidence = replace(evidence, lists=(*evidence.lists, draft), calls=(*evidence.calls, call))
    assert [(one.listed, one.called) for one in day_table(evidence, [DAY, NEXT])] == [(1, 1), (0, 0)]


def test_one_person_with_two_passes_and_two_ids_counts_once(world):
    world.called("a")
    world.called("b", day="2023-11-01")
    world.link("a", "b")
    world.scan("pass-a", "exited")
    world.scan("pass-b", "exited")
    (found,) = day_table(world.evidence(), [DAY])
    assert (found.listed, found.called, found.presented, found.exited) == (1, 1, 1, 1)


def test_a_scan_belongs_to_the_day_of_its_session(world):
    world.called("a", "b")
    world.scan("pass-a", "hold", Moment.parse("2023-11-02T00:30:00Z"), day="2023-11-01")
    world.scan("pass-b", "hold", day="2023-11-02")
    assert [one.presented for one in day_table(world.evidence(), [DAY, NEXT])] == [1, 1]


def test_coming_back_on_another_day_is_not_presenting_again(world):
    world.called("a")
    world.scan("pass-a", "exited")
    world.scan("pass-a", "returned", day="2023-11-02")
    assert [(one.presented, one.returned) for one in day_table(world.evidence(), [DAY, NEXT])] == [(1, 0), (0, 1)]


def test_the_difference_names_what_became_of_everybody_listed(day):
    (found,) = differences(day.evidence(), [DAY, NEXT])
    assert (found.day, found.listed, found.crossed) == ("2023-11-01", 6, 1)
    assert dict(found.reasons) == {
        "entered": 1, "turned-back": 2, "presented": 1, "no-show": 1, "carried-over": 1,
    }  # fmt: skip
    assert found.reasons[0] == ("entered", 1)
    assert sum(people for _, people in found.reasons) == found.listed


def test_the_difference_of_a_day_that_is_not_over(world):
    world.called("a", "b", "c")
    world.withdraw("b", "died")
    world.answer("egy", "refused", "c")
    (found,) = differences(world.evidence(), [DAY])
    assert found.reasons == (("call still open", 1), ("died", 1), ("refused", 1))


def test_what_happens_after_a_day_ended_does_not_change_its_difference(day):
    day.publish("2023-11-02", ("e", "f"))
    day.issue("second-e", "e", "2023-11-02")
    day.scan("second-e", "exited", day="2023-11-02")
    day.scan("second-e", "entered", side="egypt", day="2023-11-02")
    first, second = differences(day.evidence(), [DAY, NEXT])
    assert dict(first.reasons)["no-show"] == 1
    assert (second.listed, second.crossed) == (2, 1)
    assert second.reasons == (("entered", 1), ("call still open", 1))


def test_who_is_in_between_too_long(world):
    stands = [
        stand("a", "in-between", "2023-11-01T11:29:00Z"),
        stand("b", "in-between", "2023-11-01T11:30:00Z"),
        stand("c", "in-between", "2023-10-30T12:00:00Z"),
        stand("d", "entered", "2023-10-30T12:00:00Z"),
    ]
    found = overdue_between(stands, NOON, 30)
    assert [(one.person_id, one.minutes) for one in found] == [("c", 2880), ("a", 31)]
    assert overdue_between([], NOON, 30) == ()


def test_who_must_have_left_the_receiving_country():
    stands = [
        stand("a", "entered", "2023-10-29T12:00:00Z"),
        stand("b", "entered", "2023-10-29T11:59:59Z"),
        stand("c", "in-between", "2023-10-01T12:00:00Z"),
        stand("d", "entered", "2023-10-01T12:00:00Z", category="injured"),
    ]
    assert onward_overdue(stands, {"foreign": 72}, NOON) == (OnwardDue("foreign", 72, 1, 1),)
    assert onward_overdue(stands, {"foreign": 72, "a": 1}, NOON)[0] == OnwardDue("a", 1, 0, 0)
    assert onward_overdue(stands, {}, NOON) == ()


def test_answers_are_counted_by_age_and_by_time_taken():
    assert party_answers("egy", [0, 24, 25, 72, 168, 169, 400], [5, 1, 3, 2, 4, 100, 6, 7, 8, 9], 48) == PartyAnswers(
        "egy", (2, 2, 1, 2), 400, 10, 5, 9, 48
    )
    assert party_answers("egy", [], [7], None) == PartyAnswers("egy", (0, 0, 0, 0), None, 1, 7, 7, None)
    assert party_answers("egy", [3], [], 24) == PartyAnswers("egy", (1, 0, 0, 0), 3, 0, None, None, 24)


def test_contradictions_are_counted(world):
    world.called("a", "b", "c")
    world.answer("egy", "withdrawn", "a", "b")
    assert contradictions(world.stands()) == (("refused, while called", 2),)


def test_the_report_holds_everything_and_no_name(day):
    frame = Frame(
        "Report", "2023-11-02T00:00:00Z", "Africa/Cairo", 40, "root", (DAY, NEXT),
        onward=(("foreign", 72),), between_minutes=60,
        waiting_hours=(("egy", (3,)),), answer_hours=(("isr", (4, 5)),), agreed_hours=(("qat", 24),),
    )  # fmt: skip
    data = report_data(day.evidence(), frame)
    assert data.accounted == Accounted(8, 8)
    assert [one.day.day for one in data.days] == ["2023-11-01", "2023-11-02"]
    assert [one.counts for one in data.states] == [data.categories[0].counts] * 2
    assert data.people_in("turned-back") == 2
    assert [(one.name, one.people) for one in data.funnel] == [
        ("Listed", 8), ("Cleared", 7), ("Called", 6), ("Presented", 4), ("Exited", 2), ("Entered", 1),
    ]  # fmt: skip
    assert [one.party for one in data.parties] == ["egy", "isr", "qat"]
    assert data.onward == (OnwardDue("foreign", 72, 1, 0),)
    assert (data.between, data.contradictions) == ((), ())
    assert "Invented" not in repr(data)


def test_the_states_of_past_days_add_up_to_the_people_known_then(world):
    world.cleared("a", "b")
    world.now = Moment.parse("2023-11-02T06:00:00Z")
    world.person("c")
    world.withdraw("b")
    frame = Frame("Report", "2023-11-02T20:00:00Z", "UTC", 1, "", (DAY, NEXT))
    data = report_data(world.evidence(), frame)
    assert [one.counts for one in data.states] == [
        counts(cleared=2), counts(cleared=1, withdrawn=1, pending=1),
    ]  # fmt: skip


def test_the_report_of_an_operation_without_people_or_days():
    data = report_data(Evidence(), Frame("Report", "2023-11-02T20:00:00Z", "UTC", 0, "", ()))
    assert data.accounted == Accounted(0, 0)
    assert (data.categories, data.days, data.states, data.differences, data.parties) == ((), (), (), (), ())
    assert [one.people for one in data.funnel] == [0] * 6


def test_the_order_of_the_rows_does_not_matter(day):
    frame = Frame("Report", "2023-11-02T00:00:00Z", "UTC", 40, "root", (DAY, NEXT))
    evidence = day.evidence()
    turned = type(evidence)(*(tuple(reversed(getattr(evidence, name))) for name in evidence.__dataclass_fields__))
    assert report_data(turned, frame) == report_data(evidence, frame)
