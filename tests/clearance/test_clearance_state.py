"""What each fact of clearances does to the tables, and what is left of a held line when nobody may be named any more."""

import pytest

from safepassage.adapters.memory import MemoryTables
from safepassage.clearance.erasing import blank, left_of
from safepassage.clearance.facts import Answered, AnswerHeld, Lapsed, Submitted
from safepassage.clearance.model import Given
from safepassage.clearance.state import AnswerFileRow, ClearanceRow, HeldAnswerRow, apply
from safepassage.kernel.facts import Recorded
from safepassage.kernel.moment import Moment

START = Moment.parse("2023-11-01T08:00:00Z")
LATER = START.plus(minutes=1).iso()
HELD = AnswerHeld("egy", "aa", 3, (" N123 ", "perhaps"), "the answer is not known")


def nobody(_: str) -> bool:
    """Whom no cell calls in another way than by the words."""
    return False


def tables_of(*facts):
    tables = MemoryTables()
    for index, fact in enumerate(facts):
        apply(Recorded(fact, START.plus(minutes=index), "egy", index, "1/C1"), tables)
    return tables


def only(tables, kind):
    (row,) = tables.select(kind)
    return row


def test_whoever_was_put_to_a_party_is_awaited_and_put_again_changes_nothing():
    asked = Submitted(("p1", "p2"), ("egy", "isr"))
    tables = tables_of(asked)
    assert [(row.person_id, row.party, row.status) for row in tables.select(ClearanceRow)] == [
        (person, party, "pending") for person in ("p1", "p2") for party in ("egy", "isr")
    ]
    assert list(tables_of(asked, asked).select(ClearanceRow)) == list(tables.select(ClearanceRow))


def test_an_answer_keeps_when_the_first_one_came():
    asked, first = (
        Submitted(("p1",), ("egy",)),
        Answered("egy", "aa", (Given("p1", "granted", START.plus(days=2), "S1"),)),
    )
    row = only(tables_of(asked, first), ClearanceRow)
    assert (row.status, row.answered, row.since, row.until, row.reason) == (
        "granted", LATER, LATER, START.plus(days=2).iso(), "S1")  # fmt: skip
    second = Answered("egy", "bb", (Given("p1", "withdrawn"),))
    row = only(tables_of(asked, first, second), ClearanceRow)
    assert (row.status, row.answered, row.since, row.until, row.reason) == (
        "withdrawn", LATER, START.plus(minutes=2).iso(), "", "")  # fmt: skip


def test_the_places_at_which_a_grant_began_and_ended():
    said = ("refused", "granted", "granted", "withdrawn", "refused", "granted")
    facts = [
        Submitted(("p1",), ("egy",)),
        *(Answered("egy", str(n), (Given("p1", one),)) for n, one in enumerate(said)),
    ]
    places = [only(tables_of(*facts[: n + 1]), ClearanceRow) for n in range(len(facts))]
    assert [(row.granted_entry, row.ended_entry) for row in places] == [
        (-1, -1), (-1, -1), (2, -1), (2, -1), (2, 4), (2, 4), (6, -1)]  # fmt: skip
    lapsed = only(tables_of(*facts, Lapsed("egy", ("p1",))), ClearanceRow)
    assert (lapsed.status, lapsed.granted_entry, lapsed.ended_entry) == ("expired", 6, 7)
    assert [row.earlier for row in (*places, lapsed)] == ["[]"] * 6 + ["[[2,4]]"] * 2


@pytest.mark.parametrize("times", [0, 1, 3])
def test_a_grant_is_remembered_however_often_it_was_given_and_taken_back(times):
    said = ("granted", "withdrawn") * times
    facts = [
        Submitted(("p1",), ("egy",)),
        *(Answered("egy", str(n), (Given("p1", one),)) for n, one in enumerate(said)),
    ]
    row = only(tables_of(*facts), ClearanceRow)
    # Entry 1 gives it, 2 takes it back, and so on: what is fixed by an entry holds from the place behind it.
    assert [place for place in range(2 * times + 3) if row.held_at(place)] == [2 * n + 2 for n in range(times)]


def test_a_grant_in_force_has_not_ended():
    facts = (Submitted(("p1",), ("egy",)), Answered("egy", "aa", (Given("p1", "granted"),)))
    assert [place for place in range(4) if only(tables_of(*facts), ClearanceRow).held_at(place)] == []


def test_an_answer_for_whom_nobody_put_to_the_party_makes_no_row():
    assert list(tables_of(Answered("egy", "aa", (Given("p1", "granted"),))).select(ClearanceRow)) == []


def test_a_file_counts_its_answers_over_all_its_parts():
    parts = [Answered("egy", "aa", tuple(Given(f"p{number}", "granted") for number in range(size))) for size in (1, 3)]
    assert only(tables_of(parts[0]), AnswerFileRow).answers == 1
    assert only(tables_of(*parts), AnswerFileRow).answers == 4


def test_a_grant_whose_time_ran_out_has_lapsed_and_nothing_else():
    asked = Submitted(("p1",), ("egy",))
    row = only(tables_of(asked, Lapsed("egy", ("p1", "p2"))), ClearanceRow)
    assert (row.status, row.since, row.answered) == ("expired", LATER, "")


def test_of_a_held_line_that_names_somebody_the_cells_go_and_the_problem_stays():
    left = left_of(HELD, {"n123"}, nobody)
    assert left == AnswerHeld("egy", "aa", 3, (), "the answer is not known")
    tables = tables_of(HELD)
    assert only(tables, HeldAnswerRow).cells == '[" N123 ","perhaps"]'
    blank(left, tables)
    assert only(tables, HeldAnswerRow).cells == "[]"
    assert only(tables, HeldAnswerRow).problem == "the answer is not known"


def test_a_held_line_that_names_others_stays_as_it_is():
    assert left_of(HELD, {"n124", "n12", "123"}, nobody) is None
    assert left_of(HELD, set(), nobody) is None
    assert left_of(Lapsed("egy", ("n123",)), {"n123", "egy"}, " N123 ".__eq__) is None


def test_a_held_line_that_calls_somebody_in_another_way_loses_its_cells_too():
    assert left_of(HELD, set(), "perhaps".__eq__) == AnswerHeld("egy", "aa", 3, (), "the answer is not known")


def test_blanking_touches_the_row_of_its_own_line_only():
    tables = tables_of(HELD, AnswerHeld("egy", "aa", 4, ("N999",), "odd"))
    blank(AnswerHeld("egy", "aa", 3, (), "the answer is not known"), tables)
    assert [row.cells for row in tables.select(HeldAnswerRow)] == ["[]", '["N999"]']
    blank(AnswerHeld("isr", "bb", 9, (), ""), tables)
    blank(Lapsed("egy", ()), tables)
    assert [row.cells for row in tables.select(HeldAnswerRow)] == ["[]", '["N999"]']
