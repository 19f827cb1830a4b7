"""Who withdrew and asks again: the state that follows, under every id and after every day's end. All people are invented."""

import pytest

from safepassage.account.standing import gone_of, withdrawn_as
from safepassage.account.state import PlaceRow, StandRow
from safepassage.people.facts import ConsentRecorded, PersonReinstated
from safepassage.people.state import ConsentRow, PersonRow

DAY, NEXT = "2023-11-01", "2023-11-02"


def again(world, person_id):
    return world.record(PersonReinstated(person_id, "changed their mind"))


@pytest.mark.parametrize("reason", ["own-wish", "source"])
def test_who_asks_again_is_where_the_answers_put_them(world, reason):
    world.cleared("a", "b", "c")
    world.person("d")
    world.submit("d")
    for one in "ad":
        world.withdraw(one, reason)
    for one in "ad":
        again(world, one)
    assert [world.state(one) for one in "abcd"] == ["cleared", "cleared", "cleared", "pending"]
    assert world.path("a") == ["pending", "cleared", "withdrawn", "cleared"]
    assert world.why("a") == "asks to leave again"
    assert world.tables.get(PersonRow, "a").withdrawn == ""


def test_who_died_does_not_ask_again_whatever_is_written(world):
    world.cleared("a", "b")
    world.withdraw("a", "died")
    for later in ("own-wish", "source"):
        world.withdraw("a", later)
        again(world, "a")
        assert world.state("a") == "died"
    world.withdraw("b", "source")
    world.withdraw("b", "died")
    again(world, "b")
    assert (world.state("b"), world.tables.get(PersonRow, "b").withdrawn) == ("died", "died")


def test_a_list_does_not_make_less_of_an_own_wish(world):
    world.cleared("a", "b")
    world.link("a", "b")
    world.withdraw("b", "own-wish")
    world.withdraw("b", "source")
    assert world.state("a") == "withdrawn"


def test_what_is_no_reason_of_ours_still_counts_and_crashes_nothing(world):
    world.cleared("a")
    world.withdraw("a", "moved away")
    assert world.state("a") == "withdrawn"
    world.withdraw("a", "died")
    assert world.state("a") == "died"


def test_nobody_who_is_reinstated_changes_nothing(world):
    world.cleared("a")
    before = world.tables.copy()
    again(world, "ghost")
    again(world, "a")
    assert world.tables.rows == before.rows


def test_place_and_registration_are_as_they_were(world):
    world.cleared("a", "b")
    before = world.tables.get(PersonRow, "a")
    world.withdraw("a")
    again(world, "a")
    assert world.tables.get(PersonRow, "a") == before


def test_under_two_ids_each_withdrawal_is_taken_back_by_itself(world):
    world.cleared("a", "b")
    world.link("a", "b")
    world.withdraw("b", "own-wish")
    world.withdraw("a", "source")
    again(world, "b")
    assert world.state("a") == "cleared"  # another list still names the person
    world.withdraw("b", "source")
    assert world.state("a") == "withdrawn"
    again(world, "a")
    assert world.state("a") == "cleared"


def test_a_call_that_still_holds_holds_again(world):
    world.called("a")
    world.withdraw("a")
    again(world, "a")
    assert world.path("a")[-3:] == ["called", "withdrawn", "called"]


def test_a_call_whose_day_ended_meanwhile_is_nobodys(world):
    """Else the person stood as called for ever, on the list of a day that is over, and no list could call them again."""
    world.called("a", "b")
    world.withdraw("a")
    world.end(DAY, carried_over=("b",))
    again(world, "a")
    assert (world.state("a"), world.state("b")) == ("cleared", "carried-over")
    assert world.tables.get(PlaceRow, "a").place == ""
    world.publish(NEXT, ("a",))
    assert world.state("a") == "called"


def test_the_same_of_a_yes_that_was_taken_back_over_the_days_end(world):
    world.called("a")
    world.answer("egy", "withdrawn", "a")
    assert world.why("a") == "answered by egy; while called"
    world.end(DAY)
    assert world.why("a") == f"the place of {DAY} lapsed"
    world.answer("egy", "granted", "a")
    assert world.state("a") == "cleared"


def test_who_waited_at_the_gate_when_they_withdrew_waits_there_until_the_day_ends(world):
    world.called("a", "b")
    for one in "ab":
        world.scan(f"pass-{one}", "hold")
        world.withdraw(one)
    again(world, "a")
    assert world.state("a") == "presented"
    world.end(DAY, lapsed=("a",))
    again(world, "b")
    assert (world.state("a"), world.state("b")) == ("cleared", "cleared")


def test_who_was_turned_back_is_still_turned_back_after_the_day(world):
    world.called("a")
    world.scan("pass-a", "refuse", reason="turned-away")
    world.withdraw("a")
    world.end(DAY)
    again(world, "a")
    assert world.state("a") == "turned-back"


def test_a_kept_place_is_kept(world):
    world.called("a")
    world.end(DAY, carried_over=("a",))
    world.withdraw("a")
    again(world, "a")
    assert world.path("a")[-3:] == ["carried-over", "withdrawn", "carried-over"]


def test_who_crossed_stays_where_they_are(world):
    world.called("a", "b")
    for one in "ab":
        world.scan(f"pass-{one}", "exited")
    world.scan("pass-b", "entered", side="egypt")
    for one in "ab":
        world.withdraw(one)
        again(world, one)
    assert [(world.state(one), world.why(one)) for one in "ab"] == [
        ("in-between", "asks to leave again"),
        ("entered", "asks to leave again"),
    ]


def test_consents_to_go_without_them_are_asked_anew_and_no_others(world):
    world.cleared("a", "b", "c")
    for adult, without in (("b", ("a",)), ("c", ("b",))):
        world.record(ConsentRecorded("case-1", adult, without, "told, and agreed"))
    world.withdraw("a")
    again(world, "a")
    assert [row.person_id for row in world.tables.select(ConsentRow)] == ["c"]


def test_a_consent_that_names_the_person_under_the_id_they_stand_for_is_asked_anew_too(world):
    world.cleared("a", "b", "c")
    world.link("a", "b")
    world.record(ConsentRecorded("case-1", "c", ("a",), "told, and agreed"))
    world.withdraw("b")
    again(world, "b")
    assert list(world.tables.select(ConsentRow)) == []


@pytest.mark.parametrize(
    ("said", "one", "whole"),
    [
        ((), "", ""),
        (("",), "", ""),
        (("", "source"), "", ""),
        (("source", "source"), "source", "withdrawn"),
        (("", "own-wish"), "own-wish", "withdrawn"),
        (("source", "own-wish"), "own-wish", "withdrawn"),
        (("own-wish", "died", ""), "died", "died"),
    ],
)
def test_as_what_somebody_is_gone_under_several_ids(said, one, whole):
    assert (withdrawn_as(said), gone_of(said)) == (one, whole)


def test_every_person_is_in_one_state_all_the_while(world):
    world.called("a", "b", "c")
    for one in "abc":
        world.withdraw(one)
    for one in "cab":
        again(world, one)
        assert sorted(row.person_id for row in world.tables.select(StandRow)) == ["a", "b", "c"]
