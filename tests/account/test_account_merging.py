"""Two persons found to be one, and found not to be."""

from safepassage.account.state import StandRow
from safepassage.identity.facts import Linked


def test_a_merged_person_has_no_stand_and_its_moves_say_so(world):
    world.person("a", "b")
    world.link("a", "b")
    assert [(one.person_id, one.also) for one in world.stands()] == [("a", '["b"]')]
    assert world.path("b") == ["pending", "merged"]
    assert world.moves("b")[-1].why == "same person as a"


def test_a_reversal_brings_the_person_back_with_what_its_own_facts_imply(world):
    world.cleared("a", "b")
    world.link("a", "b")
    world.answer("egy", "refused", "b")
    assert world.state("a") == "refused"
    world.judge("a", "b", "different")
    assert [world.state("a"), world.state("b")] == ["cleared", "refused"]
    assert [one.also for one in world.stands()] == ["[]", "[]"]
    assert world.path("b") == ["pending", "cleared", "merged", "refused"]


def test_the_latest_word_of_a_party_counts_whichever_id_it_named(world):
    world.person("a", "b")
    world.submit("a", "b")
    world.answer("egy", "refused", "a")
    world.answer("isr", "granted", "a")
    world.link("a", "b")
    assert world.state("a") == "refused"
    world.answer("egy", "granted", "b")
    assert world.state("a") == "cleared"


def test_a_crossing_under_the_merged_id_is_the_persons(world):
    world.called("a")
    world.called("b", day="2023-11-02")
    world.scan("pass-b", "exited")
    world.link("a", "b")
    assert (world.state("a"), world.state("b")) == ("in-between", None)
    world.scan("pass-b", "entered", side="egypt")
    assert world.state("a") == "entered"
    world.judge("a", "b", "different")
    assert (world.state("a"), world.state("b")) == ("called", "entered")


def test_a_place_given_to_the_merged_id_is_the_persons_while_they_are_one(world):
    world.cleared("a", "b")
    world.link("a", "b")
    world.publish("2023-11-01", ("b",))
    assert world.state("a") == "called"
    world.judge("a", "b", "different")
    assert (world.state("a"), world.state("b")) == ("cleared", "called")


def test_a_new_list_that_names_the_other_id_keeps_the_call(world):
    for kept, other in (("a", "b"), ("d", "c")):
        world.cleared(kept, other)
        world.link(kept, other)
    world.publish("2023-11-01", ("a",), ("c",))
    world.publish("2023-11-01", ("b",), ("d",))
    assert (world.state("a"), world.state("d")) == ("called", "called")


def test_chains_and_groups_of_three(world):
    world.cleared("a", "b", "c")
    world.link("b", "c")
    world.link("a", "b")
    assert [(one.person_id, one.also) for one in world.stands()] == [("a", '["b","c"]')]
    world.judge("a", "b", "different")
    assert [(one.person_id, one.also) for one in world.stands()] == [("a", "[]"), ("b", '["c"]')]
    world.judge("b", "c", "unsure")
    assert [one.person_id for one in world.stands()] == ["a", "b", "c"]
    assert {one.state for one in world.stands()} == {"cleared"}


def test_a_double_taken_off_one_list_is_still_on_the_other(world):
    world.cleared("a", "b")
    world.link("a", "b")
    world.withdraw("b", "source")
    assert world.state("a") == "cleared"
    world.withdraw("a", "source")
    assert world.state("a") == "withdrawn"


def test_ones_own_wish_and_death_count_under_any_id(world):
    world.cleared("a", "b", "c", "d")
    world.link("a", "b")
    world.link("c", "d")
    world.withdraw("b", "own-wish")
    world.withdraw("d", "died")
    assert (world.state("a"), world.state("c")) == ("withdrawn", "died")


def test_a_judgement_that_changes_nothing_writes_nothing(world):
    world.cleared("a", "b")
    before = world.tables.copy()
    world.judge("a", "b", "different")
    world.judge("a", "b", "unsure")
    for table in ("stand", "move", "place"):
        assert world.tables.rows.get(table) == before.rows.get(table)


def test_the_same_link_twice_is_one(world):
    world.cleared("a", "b")
    world.link("a", "b")
    world.link("a", "b")
    assert world.path("b") == ["pending", "cleared", "merged"]
    assert world.tables.get(StandRow, "b") is None


def test_a_group_that_gets_a_new_root_leaves_no_second_stand(world):
    world.cleared("a", "b", "c")
    world.link("b", "c")
    # The whole group is now known as the earliest registered, though the link names only its last member.
    world.stands_for("b", "a")
    world.record(Linked("a", "c", "exact", ("same document",)))
    assert [(one.person_id, one.also) for one in world.stands()] == [("a", '["b","c"]')]
    assert world.path("b")[-1] == "merged"


def test_records_of_one_second_make_one_state_whoever_reports_first(world):
    """A device whose clock runs ahead is told of at the moment its bundle arrives, together with all the others of it."""
    world.called("a", "b")
    same = world.now.plus(minutes=30)
    for pass_id, order in (("pass-a", ("exited", "returned")), ("pass-b", ("returned", "exited"))):
        for what in order:
            number = {"exited": "gaza-b/1/00000000", "returned": "egypt-a/2/00000000"}[what]
            world.scan(pass_id, what, same, {"exited": "gaza", "returned": "egypt"}[what], record=pass_id + number)
    assert world.state("a") == world.state("b")
