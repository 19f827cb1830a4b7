"""What is read from the other rooms' rows."""

from dataclasses import replace
from itertools import permutations

import pytest

from safepassage.account.evidence import Book
from safepassage.account.reckon import Step, answers_now, gone_now, linked_with, root_of, step_now
from safepassage.kernel.moment import Moment
from safepassage.people.state import PersonRow


def test_the_person_an_id_stands_for(world):
    world.person("a", "b", "c")
    world.stands_for("c", "b")
    world.stands_for("b", "a")
    assert [root_of(world.tables, one) for one in ("a", "b", "c", "ghost")] == ["a", "a", "a", ""]


def test_ids_that_stand_for_each_other_do_not_hang(world):
    world.person("a", "b")
    world.stands_for("a", "b")
    world.stands_for("b", "a")
    assert root_of(world.tables, "a") in ("a", "b")
    assert Book(world.evidence()).person("a") in ("a", "b")


def test_an_id_merged_into_nobody_known_is_nobody(world):
    world.person("a")
    world.stands_for("a", "ghost")
    assert root_of(world.tables, "a") == ""


def test_answers_of_all_ids_count_together(world):
    world.person("a", "b")
    world.submit("a", "b")
    world.answer("egy", "granted", "a")
    world.answer("isr", "granted", "b")
    assert [answers_now(world.tables, one) for one in (("a",), ("b",), ("a", "b"), ())] == [
        "pending", "pending", "cleared", "unasked",
    ]  # fmt: skip


def test_who_is_gone_is_read_from_every_id(world):
    world.person("a", "b")
    world.withdraw("b", "source")
    assert [gone_now(world.tables, one) for one in (("a",), ("b",), ("a", "b"), ("ghost",))] == [
        "",
        "withdrawn",
        "",
        "",
    ]


def test_the_gates_step_follows_moments_and_not_arrival(world):
    world.called("a")
    nine = Moment.parse("2023-11-01T09:00:00Z")
    world.scan("pass-a", "returned", nine.plus(minutes=30))
    first = world.scan("pass-a", "exited", nine)
    assert step_now(world.tables, ("a",)) == Step("turned-back", nine.plus(minutes=30).iso(), first - 1)
    again = world.scan("pass-a", "exited", nine.plus(hours=1))
    assert step_now(world.tables, ("a",)) == Step("in-between", nine.plus(hours=1).iso(), again)


def test_at_one_moment_the_ledgers_order_decides(world):
    world.called("a")
    nine = Moment.parse("2023-11-01T09:00:00Z")
    world.scan("pass-a", "exited", nine)
    world.scan("pass-a", "entered", nine, "egypt")
    assert step_now(world.tables, ("a",)).step == "entered"


def test_scans_that_say_nothing_of_the_person_leave_no_step(world):
    world.called("a")
    world.scan("pass-a", "refuse", reason="forged")
    assert step_now(world.tables, ("a",)) == Step()
    assert step_now(world.tables, ("ghost",)) == Step()


def test_whom_a_judgement_may_concern(world):
    world.person(*"abcde")
    world.link("a", "b")
    world.link("b", "c")
    world.judge("c", "d", "different")
    assert linked_with(world.tables, ["a"]) == {"a", "b", "c"}
    assert linked_with(world.tables, ["d", "e"]) == {"d", "e"}


def test_the_book_reads_every_row_as_the_person_it_speaks_of_now(world):
    world.called("a", "b")
    world.scan("pass-b", "exited")
    world.link("a", "b")
    world.scan("pass-a", "hold")
    book = Book(world.evidence())
    assert book.listed == book.called == {"2023-11-01": {"a"}}
    assert {what: who for what, who in book.gate["2023-11-01"].items() if who} == {
        "exited": {"a"}, "hold": {"a"}, "presented": {"a"},
    }  # fmt: skip
    assert [one.person_id for one in book.own_moves("a")] == ["a"] * len(book.own_moves("a"))
    assert len(book.moves["a"]) == len(book.own_moves("a")) + len(world.moves("b"))


def test_a_session_of_another_form_counts_on_the_date_of_its_scan(world):
    world.called("a")
    world.scan("pass-a", "hold", Moment.parse("2023-11-05T08:00:00Z"))
    evidence = world.evidence()
    odd = replace(evidence, scans=(replace(evidence.scans[0], session="evening"),))
    assert list(Book(odd).gate) == ["2023-11-05"]


def test_scans_of_passes_nobody_holds_are_left_out_of_the_book(world):
    world.called("a")
    world.scan("another", "hold")
    assert dict(Book(world.evidence()).gate) == {}


def test_who_was_named_again_keeps_the_merge(world):
    world.person("a", "b")
    world.link("a", "b")
    world.person("b")
    assert world.tables.get(PersonRow, "b").merged_into == "a"
    assert [one.person_id for one in world.stands()] == ["a"]


def test_a_return_comes_behind_the_exit_it_names_whatever_the_clocks_say(world):
    world.called("a")
    nine = Moment.parse("2023-11-01T09:00:00Z")
    world.scan("pass-a", "exited", nine.plus(minutes=5), record="phone/1/x")
    back = world.scan("pass-a", "returned", nine, record="desk/1/y", takes_back="phone/1/x")
    assert step_now(world.tables, ("a",)) == Step("turned-back", nine.plus(minutes=5).iso(), back)
    # Noted a second time it changes nothing; an exit after it does.
    world.scan("pass-a", "returned", nine.plus(minutes=1), record="desk/2/y", takes_back="phone/1/x")
    assert step_now(world.tables, ("a",)).step == "turned-back"
    again = world.scan("pass-a", "exited", nine.plus(minutes=6), record="phone/2/x")
    assert step_now(world.tables, ("a",)) == Step("in-between", nine.plus(minutes=6).iso(), again)


def test_a_return_that_names_no_exit_of_this_person_counts_by_its_clock(world):
    world.called("a")
    nine = Moment.parse("2023-11-01T09:00:00Z")
    out = world.scan("pass-a", "exited", nine.plus(minutes=5), record="phone/1/x")
    for number, named in enumerate(("", "phone/9/x", "desk/1/y")):
        world.scan("pass-a", "returned", nine, record=f"desk/{number}/y", takes_back=named)
    assert step_now(world.tables, ("a",)) == Step("in-between", nine.plus(minutes=5).iso(), out)


def test_the_order_of_arrival_changes_nothing_of_a_return(world):
    nine = Moment.parse("2023-11-01T09:00:00Z")
    told = [
        ("exited", nine.plus(minutes=5), "phone/1/x", ""),
        ("returned", nine, "desk/1/y", "phone/1/x"),
        ("exited", nine.plus(minutes=9), "phone/2/x", ""),
        ("returned", nine.plus(minutes=2), "desk/2/y", "phone/2/x"),
    ]
    names = "abcdefghijklmnopqrstuvwx"
    world.called(*names)
    steps = set()
    for name, order in zip(names, permutations(told), strict=True):
        for what, at, record, named in order:
            own = (f"{record}{name}", f"{named}{name}" if named else "")
            world.scan(f"pass-{name}", what, at, record=own[0], takes_back=own[1])
        one = step_now(world.tables, (name,))
        steps.add((one.step, one.at))
    assert steps == {("turned-back", nine.plus(minutes=9).iso())}


@pytest.mark.parametrize("ahead", [-90, -15, -5, 0, 5, 15, 90])
@pytest.mark.parametrize("times", [0, 1, 2])
@pytest.mark.parametrize(
    ("came_in", "came_back", "step"),
    [(True, True, "turned-back"), (True, False, "entered"), (False, True, "turned-back"), (False, False, "in-between")],
)
def test_who_was_sent_back_after_entry_is_home_whatever_the_clocks_say(world, ahead, times, came_in, came_back, step):
    """One body is sent back after entry so many times, then goes once more; the clocks of the side it leaves are off by so many minutes."""
    world.called("a")
    nine = Moment.parse("2023-11-01T09:00:00Z")
    for number, (entered, returned) in enumerate([*[(True, True)] * times, (came_in, came_back)]):
        start, out, came = nine.plus(minutes=10 * number), f"phone/{number}/x", f"tablet/{number}/x"
        world.scan("pass-a", "exited", start.plus(minutes=ahead), record=out)
        if entered:
            world.scan("pass-a", "entered", start.plus(minutes=4), "egypt", record=came)
        if returned:
            back, knew = start.plus(minutes=8 + ahead), came if entered else ""
            world.scan("pass-a", "returned", back, record=f"desk/{number}/x", takes_back=out, conflict=knew)
    assert step_now(world.tables, ("a",)).step == step
