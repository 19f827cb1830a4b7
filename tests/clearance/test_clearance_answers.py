"""Answers from files: each line is an answer for one person, held with its reason, unanswered, a title or blank."""

from datetime import timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safepassage.clearance.model import Given, HeldLine
from safepassage.clearance.rules import read_answers
from safepassage.kernel.moment import Moment
from safepassage.people.model import Mark, Sheet

HEADER = ("reference", "document_number", "full_name", "birth_date", "answer", "valid_until", "reason")
CAIRO = timezone(timedelta(hours=2))
KNOWN = {
    ("R-1", "", "", ""): ("p1",),
    ("", "N1234567", "", ""): ("p1",),
    ("", "A7654321", "", ""): ("p2",),
    ("", "TWO00001", "", ""): ("p3", "p4"),
    ("", "", "Salma Invented", "1980-05-25"): ("p1",),
    ("", "", "Salma Invented", ""): ("p1", "p5"),
}


def find(reference, number, name, birth):
    asked = (reference, number, name if not (reference or number) else "", birth if not (reference or number) else "")
    return KNOWN.get(asked, ())


def read(*rows, marks=(), warnings=(), **more):
    sheet = Sheet("", tuple(range(1, len(rows) + 1)), tuple(rows), tuple(warnings), tuple(Mark(*one) for one in marks))
    return read_answers(sheet, "egy", find, **more)


def line(number="N1234567", answer="granted", *, until="", reason="", reference="", name="", birth=""):
    return (reference, number, name, birth, answer, until, reason)


def test_a_file_of_answers():
    result = read(HEADER, line(until="2023-12-01", reason="S1"), line("A7654321", "refused"))
    assert result.given == (Given("p1", "granted", Moment.parse("2023-12-01T23:59:59Z"), "S1"), Given("p2", "refused"))
    assert (result.held, result.unanswered, result.titles, result.blank, result.notes) == ((), (), (1,), 0, ())


def test_a_file_of_one_answer():
    assert read(HEADER, line()).given == (Given("p1", "granted"),)


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("granted", "granted"), ("Yes", "granted"), ("APPROVED", "granted"), ("Cleared", "granted"), ("موافق", "granted"), ("مقبولة", "granted"),
        ("نعم", "granted"), ("Accordé", "granted"), ("oui", "granted"), ("Approuvée", "granted"),
        ("refused", "refused"), ("No", "refused"), ("denied", "refused"), ("not approved", "refused"), ("مرفوض", "refused"), ("لا", "refused"),
        ("غير موافق", "refused"), ("Refusé", "refused"), ("Rejeté", "refused"), ("non", "refused"),
        ("withdrawn", "withdrawn"), ("revoked", "withdrawn"), ("مسحوب", "withdrawn"), ("ملغى", "withdrawn"), ("Retiré", "withdrawn"), ("annulée", "withdrawn"),
    ],
)  # fmt: skip
def test_answers_in_three_languages(word, status):
    assert read(HEADER, line(answer=word)).given == (Given("p1", status),)


@pytest.mark.parametrize("word", ["", "-", "pending", "under review", "قيد الدراسة", "en attente"])
def test_silence_is_no_answer(word):
    result = read(HEADER, line(answer=word))
    assert (result.given, result.held, result.unanswered) == ((), (), (2,))


def test_a_word_that_is_none_is_held_and_not_guessed():
    result = read(HEADER, line(answer="perhaps"))
    assert result.given == ()
    assert result.held == (
        HeldLine(
            2, line(answer="perhaps"), "column E (answer): the answer is not known. Write granted, refused or withdrawn"
        ),
    )


@pytest.mark.parametrize(
    ("cells", "person"),
    [
        (line("", reference="R-1"), "p1"),
        (line("N 123-4567"), "p1"),
        (line("N١٢٣٤٥٦٧"), "p1"),
        (line("", name="Salma  Invented", birth="25/05/1980"), "p1"),
        (line("no number at all", reference="R-1"), "p1"),
    ],
)
def test_ways_to_name_a_person(cells, person):
    assert [one.person_id for one in read(HEADER, cells).given] == [person]


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        (line("Z0000001"), "nobody who was put to this party fits the line. Ask the party to correct the line and send it again"),
        (line("TWO00001"), "2 persons fit the line. Ask the party for the reference or the document number"),
        (line(""), "the line names nobody: no reference, document number or name. Ask the party to correct the line and send it again"),
        (line("1.2E+07"), "column B (document_number): a spreadsheet rounded the number and lost its last digits. Ask for the number; set the column to text before typing it"),
        (line("", name="Salma Invented"), "2 persons fit the line. Ask the party for the reference or the document number"),
        (line("", name="Salma Invented", birth="03/05/1980"), "2 persons fit the line. Ask the party for the reference or the document number"),
    ],
)  # fmt: skip
def test_whoever_is_not_found_exactly_once_is_held(cells, problem):
    result = read(HEADER, cells)
    assert (result.given, result.held) == ((), (HeldLine(2, cells, problem),))


@pytest.mark.parametrize(
    ("until", "moment"),
    [
        ("2023-12-01", "2023-12-01T23:59:59+02:00"),
        ("31/12/2023", "2023-12-31T23:59:59+02:00"),
        ("31 décembre 2023", "2023-12-31T23:59:59+02:00"),
        ("٣١/١٢/٢٠٢٣", "2023-12-31T23:59:59+02:00"),
        ("2023-12-01T12:00:00Z", "2023-12-01T12:00:00Z"),
        ("2023-12-01 18:30", "2023-12-01T18:30:00+02:00"),
        ("2023-12-01T18:30:15", "2023-12-01T18:30:15+02:00"),
    ],
)
def test_until_when_an_answer_holds(until, moment):
    (one,) = read(HEADER, line(until=until), zone=CAIRO).given
    assert one.until == Moment.parse(moment)


@pytest.mark.parametrize(
    ("until", "word"),
    [
        ("03/12/2023", "swapped"),
        ("2023-12", "day is not given"),
        ("2023", "year"),
        ("soon", "no date"),
        ("2023-12-01 25:30", "does not exist"),
    ],
)
def test_an_end_that_is_not_clear_is_held(until, word):
    result = read(HEADER, line(until=until))
    assert result.given == ()
    assert result.held[0].problem.startswith("column F (valid_until): ")
    assert word in result.held[0].problem


def test_the_file_can_prove_the_order_of_its_dates():
    result = read(HEADER, line(until="03/12/2023"), line("A7654321", until="31/12/2023"))
    assert [one.until.iso() for one in result.given] == ["2023-12-03T23:59:59Z", "2023-12-31T23:59:59Z"]


def test_a_reason_is_a_code_and_free_text_is_not_kept():
    result = read(HEADER, line(reason="S1.2/x"), line("A7654321", reason="her brother was seen somewhere"))
    assert [one.reason for one in result.given] == ["S1.2/x", ""]
    assert result.notes == ("egy, row 3: the reason is free text and was not kept; use a code",)


def test_two_lines_that_agree_count_once():
    result = read(HEADER, line(), line("", reference="R-1"), line("A7654321"))
    assert [one.person_id for one in result.given] == ["p1", "p2"]
    assert result.notes == ("rows 2, 3 answer alike for one person and count once",)


@pytest.mark.parametrize(
    "second", [line("", "refused", reference="R-1"), line("", reference="R-1", until="2023-12-01")]
)
def test_two_lines_that_differ_are_both_held(second):
    result = read(HEADER, line(), line("A7654321"), second)
    assert [one.person_id for one in result.given] == ["p2"]
    assert [(one.row, "rows 2, 4 answer differently" in one.problem) for one in result.held] == [(2, True), (4, True)]


def test_hidden_and_broken_lines_are_held():
    result = read(HEADER, line(), line("A7654321"), marks=[(2, 0, "hidden"), (3, 5, "no-result")])
    assert result.given == ()
    assert [(one.row, one.problem.split(".")[0]) for one in result.held] == [
        (2, "the line is hidden in the source"),
        (3, "a cell holds a formula without a result, an error or a rounded number"),
    ]


def test_a_file_without_a_column_of_answers_is_held_whole():
    result = read(("reference", "full_name"), ("R-1", "Salma Invented"), ("", ""))
    assert (result.given, len(result.held), result.blank) == ((), 2, 1)
    assert result.notes[-1].startswith("no column of answers was recognised")


def test_a_kept_mapping_reads_unusual_headings():
    rows = (("who", "what"), ("R-1", "yes"))
    assert read(*rows).given == ()
    assert read(*rows, mapping={"reference": "who", "answer": "what"}).given == (Given("p1", "granted"),)


def test_arabic_and_french_headings():
    assert read(("رقم الجواز", "الرد", "صالح حتى"), ("N1234567", "موافق", "2023-12-31")).given[0].status == "granted"
    assert (
        read(("Numéro de passeport", "Réponse", "Valable jusqu’au"), ("N1234567", "refusé", "")).given[0].status
        == "refused"
    )


def test_titles_blank_lines_and_warnings_are_accounted_for():
    sheet = Sheet("", (1, 2, 3, 6), (("Answers",), HEADER, line(), line("A7654321")), ((0, "", "macros"),), ())
    result = read_answers(sheet, "egy", find)
    assert (result.titles, result.blank, len(result.given), result.notes) == ((1, 2), 2, 2, ("egy: macros",))


CELL = st.sampled_from(
    [
        "",
        "R-1",
        "N1234567",
        "A7654321",
        "TWO00001",
        "Z1",
        "granted",
        "refused",
        "pending",
        "?",
        "2023-12-01",
        "03/04/2023",
        "\x00",
    ]
)


@settings(max_examples=200, derandomize=True, deadline=None)
@given(st.lists(st.lists(CELL, min_size=7, max_size=7).map(tuple), max_size=10))
def test_every_line_ends_somewhere(rows):
    result = read(HEADER, *rows)
    alike = sum(note.count(",") for note in result.notes if "alike" in note)
    given_rows = len(result.given) + alike
    assert given_rows + len(result.held) + len(result.unanswered) + len(result.titles) + result.blank == len(rows) + 1
    assert len({one.person_id for one in result.given}) == len(result.given)
    assert all(
        one.problem.endswith(("again", "number", "values", "YYYY-MM-DD", "withdrawn", "shows it", "it", "columns"))
        for one in result.held
    )


def test_a_broken_cell_holds_the_line_only_where_the_column_is_read():
    header = ("what we think", *HEADER)
    rows = [("note", *line()), ("note", *line("A7654321", "refused"))]
    assert len(read(header, *rows, marks=[(2, 1, "no-result")]).given) == 2
    for column in (2, 3, 6):
        result = read(header, *rows, marks=[(3, column, "no-result")])
        assert [one.row for one in result.held] == [3]
        assert [one.person_id for one in result.given] == ["p1"]


def test_a_line_that_is_shorter_than_its_heading_is_read_as_far_as_it_goes():
    whole = line(reason="S1", until="2023-12-01", birth="25/05/1980")
    for length in (4, 5, 6):
        result = read(HEADER, whole[:length], line("A7654321", "refused"))
        assert len(result.given) + len(result.held) + len(result.unanswered) == 2
    assert read(HEADER, whole[:4]).unanswered == (2,)
    assert read(HEADER, whole[:3]).unanswered == (2,)


def test_a_file_without_a_line_has_nothing_in_it():
    result = read()
    assert (result.given, result.held, result.titles, result.blank) == ((), (), (), 0)


@pytest.mark.parametrize(
    ("until", "taken"),
    [("2000-01-01", True), ("1999-12-31", False), ("2100-12-31", True), ("2101-01-01", False)],
)
def test_an_answer_holds_until_a_day_of_this_age(until, taken):
    result = read(HEADER, line(until=until))
    assert (len(result.given), len(result.held)) == ((1, 0) if taken else (0, 1))


@pytest.mark.parametrize(
    ("birth", "known"), [("1880-01-01", True), ("1879-12-31", False), ("2100-12-31", True), ("2101-01-01", False)]
)
def test_a_birth_date_is_of_somebody_who_may_live(birth, known):
    asked = []

    def finding(reference, number, name, date):
        asked.append((reference, number, name, date))
        return ()

    sheet = Sheet("", (1, 2), (HEADER, line("", name="Salma Invented", birth=birth)), (), ())
    read_answers(sheet, "egy", finding)
    assert [date for *_, date in asked] == [birth if known else ""]
