"""Lines that a party signed: one form and no other, whom they mean, why one is held, what an erasure leaves. All people are invented."""

from dataclasses import replace

import pytest

from safepassage.adapters.memory import MemoryTables
from safepassage.clearance.erasing import KINDS, blank, left_of
from safepassage.clearance.facts import RowAnswered, RowHeld, StatementTaken, Submitted
from safepassage.clearance.model import Given, Line, SignedRow
from safepassage.clearance.rules import cells_of, given_of, line_of, whom, why_held
from safepassage.clearance.state import ClearanceRow, StatementLineRow, StatementRow, apply
from safepassage.kernel.facts import Recorded
from safepassage.kernel.moment import Moment

LINE = Line("p-1", "N1234567", "Salma Invented", "1980-05-25", "granted", "2023-12-01T21:59:59Z", "S1")
START = Moment.parse("2023-11-01T08:00:00Z")
SIGNED = SignedRow("dd", 2, 5, "1f", ("aa", "bb"), "5a17", ("", "N1234567", "Hala Invented", "", "granted", "", ""))
ANSWERED = RowAnswered("egy", SIGNED, Given("p1", "granted", START, "S1"))
HELD = RowHeld("egy", replace(SIGNED, row=3), ("p2", "p3"), "2 persons fit the line")


def nobody(_: str) -> bool:
    return False


def line(**said):
    return cells_of(replace(LINE, **said))


def test_a_line_and_its_cells_are_one():
    cells = ("p-1", "N1234567", "Salma Invented", "1980-05-25", "granted", "2023-12-01T21:59:59Z", "S1")
    assert cells_of(LINE) == cells
    assert line_of(cells) == LINE


@pytest.mark.parametrize(
    "said",
    [
        {"reference": "", "document_number": ""}, {"document_number": "", "full_name": ""}, {"reference": "", "full_name": ""},
        {"status": "refused"}, {"status": "withdrawn"}, {"until": ""}, {"reason": ""}, {"reason": "a.b_c/d-9"},
        {"birth": ""}, {"birth": "1980"}, {"birth": "1980-05"}, {"full_name": "سلمى"},
        {"document_number": "A123"}, {"document_number": "A" * 24},
    ],
)  # fmt: skip
def test_lines_that_may_be_signed(said):
    assert line_of(line(**said)) == replace(LINE, **said)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"reference": "", "document_number": "", "full_name": ""}, "a row names nobody"),
        ({"status": "pending"}, "a row's answer is none"),
        ({"status": ""}, "a row's answer is none"),
        ({"status": "Granted"}, "a row's answer is none"),
        ({"reference": " p-1"}, "a row's text is not in its one form"),
        ({"full_name": "Salma  Invented"}, "a row's text is not in its one form"),
        ({"document_number": "n1234567"}, "a row's document number is not in its one form"),
        ({"document_number": "N12 34567"}, "a row's document number is not in its one form"),
        ({"document_number": "A12"}, "a row's document number is not in its one form"),
        ({"document_number": "A" * 25}, "a row's document number is not in its one form"),
        ({"document_number": "N1234567\n"}, "a row's document number is not in its one form"),
        ({"reason": "free text"}, "a row's reason is no code"),
        ({"birth": "25-05-1980"}, "a row's birth date is not in its one form"),
        ({"birth": "1980-05-25-01"}, "a row's birth date is not in its one form"),
        ({"birth": "١٩٨٠"}, "a row's birth date is not in its one form"),
        ({"until": "2023-12-01T23:59:59+02:00"}, "a row's moment is not in its one form"),
    ],
)
def test_lines_that_are_not_in_their_one_form(said, why):
    with pytest.raises(ValueError, match=f"^{why}$"):
        line_of(line(**said))


@pytest.mark.parametrize("said", [{"birth": "1980-02-30"}, {"until": "2023-12-01"}, {"until": "never"}])
def test_days_and_moments_that_do_not_exist(said):
    with pytest.raises(ValueError, match=r"."):
        line_of(line(**said))


@pytest.mark.parametrize("cells", [line()[:-1], (*line(), ""), ()])
def test_a_row_of_another_length_is_no_line(cells):
    with pytest.raises(ValueError, match=r"^a row has not the cells of a line$"):
        line_of(cells)


def test_what_a_line_answers():
    assert given_of(LINE, "p9") == Given("p9", "granted", Moment.parse("2023-12-01T21:59:59Z"), "S1")
    assert given_of(replace(LINE, until="", reason="", status="refused"), "p9") == Given("p9", "refused", None, "")


@pytest.mark.parametrize(
    ("ways", "meant"),
    [
        ([], ()), ([(), ()], ()), ([("a",)], ("a",)), ([("a",), ()], ("a",)), ([("a", "b"), ("b", "c")], ("b",)),
        ([("b", "a"), ("a", "b")], ("a", "b")), ([("b",), ("a",)], ("a", "b")), ([("a",), ("a", "b"), ("c",)], ("a", "b", "c")),
    ],
)  # fmt: skip
def test_whom_a_line_means(ways, meant):
    assert whom(ways) == meant


def test_why_a_line_is_held():
    assert why_held((), asked=True) == (
        "nobody in the record fits the line. Ask the party to correct the line and send it again"
    )
    two = "2 persons fit the line. Ask the party for the reference or the document number"
    assert why_held(("a", "b"), asked=True) == two
    assert why_held(("a",), asked=False) == "the person was never put to this party"
    assert why_held(("a",), asked=True) == ""


def tables_of(*facts):
    tables = MemoryTables()
    for index, fact in enumerate(facts):
        apply(Recorded(fact, START.plus(minutes=index), "coordination", index, "1/C1"), tables)
    return tables


def test_a_statement_and_its_rows_are_kept():
    taken = StatementTaken("egy", 4, "dd", "ee", 5, "ff")
    tables = tables_of(Submitted(("p1",), ("egy",)), taken, ANSWERED, HELD)
    assert list(tables.select(StatementRow)) == [StatementRow("dd", "egy", 4, "ee", 5, START.plus(minutes=1).iso(), 1)]
    assert list(tables.select(StatementLineRow)) == [
        StatementLineRow("dd", 2, "egy", "p1", '["p1"]', 2, bare=False),
        StatementLineRow("dd", 3, "egy", "", '["p2","p3"]', 3, bare=False),
    ]
    (row,) = tables.select(ClearanceRow)
    since = START.plus(minutes=2).iso()
    assert (row.status, row.since, row.answered, row.until, row.reason) == ("granted", since, since, START.iso(), "S1")
    assert (row.granted_entry, row.ended_entry) == (2, -1)


def test_what_the_facts_count():
    assert (ANSWERED.deltas(), HELD.deltas()) == ({"granted": 1}, {"held_rows": 1})


def test_an_answer_for_nobody_who_was_asked_about_changes_no_answer():
    assert list(tables_of(ANSWERED).select(ClearanceRow)) == []


def test_a_row_goes_with_whom_it_answers_for_alone():
    left = left_of(ANSWERED, {"n1234567"}, lambda _: True, {"p2"})
    assert left is None
    assert left_of(ANSWERED, (), nobody, {"p1"}) == replace(ANSWERED, signed=replace(SIGNED, salt="", line=()))


@pytest.mark.parametrize(
    ("words", "called", "ids"),
    [((), nobody, {"p3"}), ({"n1234567"}, nobody, ()), ((), lambda cell: cell == "Hala Invented", ())],
)
def test_a_held_row_goes_with_everybody_whom_it_may_mean_or_names(words, called, ids):
    assert left_of(HELD, words, called, ids) == replace(HELD, signed=replace(HELD.signed, salt="", line=()))


def test_a_held_row_of_others_stays():
    assert left_of(HELD, {""}, nobody, {"p1"}) is None
    assert {RowAnswered.KIND, RowHeld.KIND} <= KINDS


@pytest.mark.parametrize("fact", [ANSWERED, HELD])
def test_the_tables_of_an_erased_row_are_those_of_what_is_left(fact):
    left = replace(fact, signed=replace(fact.signed, salt="", line=()))
    live, again = tables_of(fact), tables_of(left)
    blank(left, live)
    assert list(live.select(StatementLineRow)) == list(again.select(StatementLineRow))
    assert [row.bare for row in live.select(StatementLineRow)] == [True]


def test_blanking_what_is_not_there_adds_nothing():
    tables = MemoryTables()
    blank(ANSWERED, tables)
    assert list(tables.select(StatementLineRow)) == []
