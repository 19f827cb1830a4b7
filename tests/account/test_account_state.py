"""What each fact does to where a person is."""

from safepassage.account.state import MoveRow, PlaceRow, StandRow
from safepassage.kernel.moment import Moment


def test_a_new_person_is_pending_and_its_past_begins(world):
    world.person("a")
    assert world.stands() == [StandRow("a", "pending", "2023-11-01T06:01:00Z", 0, "foreign", "registered")]
    assert world.moves("a") == [MoveRow("a", 0, "pending", "2023-11-01T06:01:00Z", "registered")]


def test_a_person_named_by_a_second_row_does_not_move(world):
    world.person("a", "a")
    assert world.path("a") == ["pending"]
    world.person("a", category="injured")
    assert [(one.state, one.category) for one in world.stands()] == [("pending", "injured")]


def test_every_required_yes_clears_and_not_one_less(world):
    world.person("a", "b", "c")
    world.submit("a", "b", "c")
    world.answer("egy", "granted", "a", "b")
    assert [world.state(one) for one in "abc"] == ["pending"] * 3
    world.answer("isr", "granted", "a", "c")
    assert [world.state(one) for one in "abc"] == ["cleared", "pending", "pending"]
    assert world.why("a") == "answered by isr"


def test_one_no_refuses_even_while_others_are_silent(world):
    world.person("a")
    world.submit("a")
    world.answer("egy", "refused", "a")
    assert world.state("a") == "refused"
    world.answer("egy", "granted", "a")
    assert world.state("a") == "pending"
    assert world.path("a") == ["pending", "refused", "pending"]


def test_a_withdrawn_and_a_lapsed_yes_refuse(world):
    world.cleared("a", "b", "c")
    world.answer("egy", "withdrawn", "a")
    world.lapse("isr", "b")
    assert [world.state(one) for one in "abc"] == ["refused", "refused", "cleared"]
    assert world.why("b") == "grant of isr lapsed"


def test_a_new_required_party_makes_a_cleared_person_pending(world):
    world.cleared("a")
    world.submit("a", parties=("qat",))
    assert world.state("a") == "pending"


def test_where_nobody_must_answer_submission_clears(world):
    world.person("a", "b")
    world.submit("a", parties=())
    assert [world.state("a"), world.state("b")] == ["cleared", "pending"]
    world.publish("2023-11-01", ("a",))
    assert world.state("a") == "called"


def test_a_published_list_calls_and_a_draft_does_not(world):
    world.cleared("a", "b", "c")
    world.publish("2023-11-01", ("a", "b"))
    assert [world.state(one) for one in "abc"] == ["called", "called", "cleared"]


def test_a_replaced_list_lets_go_of_whom_the_new_one_leaves_out(world):
    world.cleared("a", "b", "c")
    world.publish("2023-11-01", ("a", "b"))
    world.publish("2023-11-01", ("b",), ("c",))
    assert [world.state(one) for one in "abc"] == ["cleared", "called", "called"]
    assert world.why("a") == "not on the new list of 2023-11-01"
    assert world.path("b") == ["pending", "cleared", "called"]


def test_a_list_of_another_day_lets_nobody_go(world):
    world.cleared("a", "b")
    world.publish("2023-11-01", ("a",))
    world.publish("2023-11-02", ("b",))
    assert [world.state("a"), world.state("b")] == ["called", "called"]


def test_a_withdrawn_yes_shows_while_called_and_the_place_comes_back_with_it(world):
    world.called("a")
    world.answer("egy", "withdrawn", "a")
    assert (world.state("a"), world.why("a")) == ("refused", "answered by egy; while called")
    world.answer("egy", "granted", "a")
    assert (world.state("a"), world.why("a")) == ("called", "answered by egy")


def test_a_place_carried_over_while_refused_is_kept(world):
    world.called("a")
    world.answer("egy", "withdrawn", "a")
    world.end("2023-11-01", carried_over=("a",))
    assert world.state("a") == "refused"
    world.answer("egy", "granted", "a")
    assert world.state("a") == "carried-over"


def test_the_end_of_the_day(world):
    world.called("a", "b", "c", "d")
    world.answer("egy", "refused", "d")
    world.end("2023-11-01", no_show=("a",), carried_over=("b",), lapsed=("c", "d"))
    assert [world.state(one) for one in "abcd"] == ["no-show", "carried-over", "cleared", "refused"]
    world.publish("2023-11-02", ("a", "b"))
    assert [world.state("a"), world.state("b")] == ["called", "called"]


def test_a_good_crossing(world):
    world.called("a")
    world.scan("pass-a", "exited")
    world.scan("pass-a", "entered", side="egypt")
    assert world.path("a") == ["pending", "cleared", "called", "in-between", "entered"]
    assert world.why("a") == "entered at egypt"


def test_held_then_admitted(world):
    world.called("a")
    world.scan("pass-a", "hold", reason="document-mismatch")
    assert (world.state("a"), world.why("a")) == ("presented", "hold at gaza: document-mismatch")
    world.scan("pass-a", "exited")
    assert world.state("a") == "in-between"


def test_a_refusal_on_the_second_side_leaves_a_person_in_between_until_returned(world):
    world.called("a")
    world.scan("pass-a", "exited")
    world.scan("pass-a", "refuse", side="egypt", reason="turned-away")
    assert world.state("a") == "in-between"
    world.scan("pass-a", "returned")
    assert world.state("a") == "turned-back"


def test_a_sides_own_no_turns_a_person_back(world):
    world.called("a")
    world.scan("pass-a", "refuse", reason="turned-away")
    assert world.state("a") == "turned-back"


def test_a_no_to_the_hour_leaves_the_person_waiting_and_a_no_to_a_paper_moves_nobody(world):
    world.called("a", "b", "c", "d")
    for one, reason in zip("abcd", ("closed", "revoked", "forged", "already-exited"), strict=True):
        world.scan(f"pass-{one}", "refuse", reason=reason)
    assert [world.state(one) for one in "abcd"] == ["presented", "presented", "called", "called"]


def test_a_pass_nobody_holds_moves_nobody(world):
    world.called("a")
    before = world.stands()
    world.scan("pass-of-another-operation", "refuse", reason="other-operation")
    assert world.stands() == before


def test_a_second_crossing_never_un_counts_the_first(world):
    world.called("a")
    world.scan("pass-a", "exited")
    world.scan("pass-a", "entered", side="egypt")
    world.scan("pass-a", "exited")
    world.scan("pass-a", "returned")
    world.scan("pass-a", "hold")
    world.scan("pass-a", "refuse", reason="already-entered")
    assert world.path("a") == ["pending", "cleared", "called", "in-between", "entered"]


def test_a_copied_pass_leaves_one_body_in_between(world):
    world.called("a")
    world.scan("pass-a", "exited")
    world.scan("pass-a", "exited")
    world.scan("pass-a", "returned")
    assert world.state("a") == "in-between"


def test_sent_back_after_entering_is_where_the_body_is(world):
    world.called("a")
    world.scan("pass-a", "exited")
    world.scan("pass-a", "entered", side="egypt")
    world.scan("pass-a", "returned")
    assert world.state("a") == "turned-back"
    world.publish("2023-11-02", ("a",))
    world.scan("pass-a", "exited")
    world.scan("pass-a", "entered", side="egypt")
    assert world.state("a") == "entered"


def test_records_that_arrive_late_are_counted_in_the_order_of_their_moments(world):
    world.called("a")
    morning = Moment.parse("2023-11-01T09:00:00Z")
    world.scan("pass-a", "entered", morning.plus(minutes=40), "egypt")
    assert world.state("a") == "entered"
    world.scan("pass-a", "exited", morning)
    world.scan("pass-a", "returned", morning.plus(minutes=10))
    world.scan("pass-a", "exited", morning.plus(minutes=20))
    assert world.path("a") == ["pending", "cleared", "called", "entered"]


def test_a_crossing_found_after_the_day_ended_corrects_the_no_show(world):
    world.called("a")
    at = world.now
    world.now = world.now.plus(hours=12)
    world.end("2023-11-01", no_show=("a",))
    assert world.state("a") == "no-show"
    world.scan("pass-a", "exited", at.plus(minutes=5))
    assert world.state("a") == "in-between"


def test_a_person_turned_back_can_be_called_again(world):
    world.called("a")
    world.scan("pass-a", "refuse", reason="turned-away")
    world.publish("2023-11-02", ("a",))
    assert world.state("a") == "called"
    world.scan("pass-a", "hold")
    assert world.state("a") == "presented"


def test_in_between_is_never_lost_and_says_what_contradicts_it(world):
    world.called("a", "b", "c")
    for one in "abc":
        world.scan(f"pass-{one}", "exited")
    world.answer("egy", "withdrawn", "a")
    world.withdraw("b")
    world.end("2023-11-01", no_show=("a",), carried_over=("b",), lapsed=("c",))
    world.publish("2023-11-02", ("a",))
    assert [world.state(one) for one in "abc"] == ["in-between"] * 3
    assert world.why("a") == "answered by egy; without every yes"
    assert world.why("b") == "withdrawn: own-wish; though recorded as withdrawn"
    assert world.path("a")[-2:] == ["called", "in-between"]
    assert world.moves("c")[-1].why == "exited at gaza"


def test_withdrawn_and_died(world):
    world.called("a", "b", "c", "d")
    world.scan("pass-c", "exited")
    world.scan("pass-d", "exited")
    world.scan("pass-d", "entered", side="egypt")
    world.withdraw("a")
    for one in "bcd":
        world.withdraw(one, "died")
    assert [world.state(one) for one in "abcd"] == ["withdrawn", "died", "died", "entered"]
    assert world.why("d") == "withdrawn: died; though recorded as died"


def test_a_withdrawn_person_who_is_listed_again_asks_again(world):
    world.cleared("a")
    world.withdraw("a", "source")
    world.person("a")
    assert world.path("a") == ["pending", "cleared", "withdrawn", "cleared"]


def test_since_is_when_the_state_began(world):
    world.called("a")
    world.scan("pass-a", "exited")
    since = world.stands()[0].since
    world.answer("egy", "withdrawn", "a")
    stand = world.stands()[0]
    assert (stand.since, stand.state) == (since, "in-between")


def test_a_fact_about_nobody_writes_nothing(world):
    world.submit("ghost")
    world.answer("egy", "granted", "ghost")
    world.withdraw("ghost")
    world.lapse("egy", "ghost")
    assert world.stands() == []
    assert list(world.tables.select(MoveRow)) == []


def test_a_person_no_list_and_no_gate_spoke_of_has_no_place_row(world):
    world.cleared("a")
    assert list(world.tables.select(PlaceRow)) == []
