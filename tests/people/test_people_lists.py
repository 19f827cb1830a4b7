"""Lists as they come: every line is accepted, held with its reasons, or counted as title or blank."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from people_sheets import HEADER, OMAR, RANIA, SALMA, TODAY, changed, problems_of, read, sheet_of

from safepassage.people.model import Details, Document, ListRead, ReadRow, Sheet
from safepassage.people.rules import read_list

LOOK = "Look at the original, correct the cell and import the list again"


def test_a_good_list_is_read_whole():
    result = read(HEADER, SALMA, OMAR, RANIA)
    assert result.rows[0] == ReadRow(
        2,
        SALMA,
        Details(
            full_name="Salma Karim Invented",
            birth="1980-05-25",
            sex="F",
            nationality="JOR",
            documents=(Document("passport", "", "N1234567"),),
            family="1",
            relation="principal",
        ),
        (),
        "1",
    )
    assert (result.header, result.titles, result.blank, result.held()) == (1, (1,), 0, ())
    assert [row.row for row in result.accepted()] == [2, 3, 4]
    assert result.notes == ("dates were read with the day first: 3 of them can be read in no other way",)


def test_a_list_of_one_person():
    assert [row.details.full_name for row in read(HEADER, RANIA).accepted()] == ["Rania Adel Example"]


def test_the_mapping_of_a_read_list_reads_the_next_one():
    first = read(HEADER, SALMA)
    assert first.mapping == {
        "full_name": "Full name", "birth": "Date of birth", "sex": "Sex", "nationality": "Nationality",
        "passport_number": "Passport no", "family": "Family no", "relation": "Relation",
    }  # fmt: skip
    assert read(HEADER, SALMA, mapping=first.mapping).rows == first.rows


def test_an_arabic_list():
    head = (
        "م",
        "الاسم الكامل",
        "تاريخ الميلاد",
        "الجنس",
        "الجنسية",
        "رقم الجواز",
        "رقم العائلة",
        "صلة القرابة",
        "رقم الهوية",
    )
    row = ("١", "سلمى كريم المثالية", "٢٥/٠٥/١٩٨٠", "أنثى", "أردنية", "N١٢٣٤٥٦٧", "١٢", "رب الأسرة", "٤٠١٢٣٤٥٦٧")
    (one,) = read(head, row).rows
    assert one.details == Details(
        full_name="سلمى كريم المثالية",
        birth="1980-05-25",
        sex="F",
        nationality="JOR",
        documents=(Document("passport", "", "N1234567"), Document("id-card", "", "401234567")),
        family="12",
        relation="principal",
    )
    assert one.problems == ()


def test_a_french_list():
    head = ("N°", "Nom", "Prénom", "Né(e) le", "Sexe", "Nationalité", "N° passeport", "Lien de parenté")
    (one,) = read(head, ("1", "Exemple", "Hélène", "25 mai 1980", "féminin", "Française", "12AB34567", "Épouse")).rows
    assert (one.details.full_name, one.details.birth, one.details.nationality) == (
        "Hélène Exemple",
        "1980-05-25",
        "FRA",
    )
    assert (one.details.given_name, one.details.family_name, one.details.relation) == ("Hélène", "Exemple", "spouse")
    assert one.problems == ()


def test_a_hospital_list():
    head = (
        "Referral no",
        "Patient name",
        "DOB",
        "ID no",
        "Triage",
        "Transport",
        "Companion of",
        "Specific needs",
        "No objection",
    )
    patient = ("R-17", "Omar Salim Invented", "2010-01-13", "401234567", "Critical", "Ambulance", "", "oxygen", "yes")
    companion = ("", "Salma Karim Invented", "1980-05-25", "401234568", "", "", "R-17", "", "")
    first, second = read(head, patient, companion).accepted()
    assert (first.details.triage, first.details.transport, first.details.needs, first.details.no_objection) == (
        "critical",
        "ambulance",
        "oxygen",
        True,
    )
    assert (first.details.reference, second.details.companion_of) == ("R-17", "R-17")
    assert first.family == second.family == "row 2"


def test_name_parts_make_the_full_name():
    head = ("Given name", "Father name", "Family name", "Date of birth")
    (one,) = read(head, ("Salma", "Karim", "Invented", "1980-05-25")).rows
    assert (one.details.full_name, one.details.father_name) == ("Salma Karim Invented", "Karim")


@pytest.mark.parametrize("separator", ["\n", " / ", "|"])
def test_a_name_in_two_scripts(separator):
    (one,) = read(HEADER, changed(SALMA, A=f"سلمى المثالية{separator}Salma Invented")).rows
    assert (one.details.full_name, one.details.latin_name) == ("سلمى المثالية", "Salma Invented")


def test_two_columns_of_names_in_two_scripts():
    head = ("الاسم الكامل", "Name in English", "DOB")
    (one,) = read(head, ("سلمى المثالية", "Salma Invented", "1980-05-25")).rows
    assert (one.details.full_name, one.details.latin_name) == ("سلمى المثالية", "Salma Invented")


class TestWhatStandsAroundTheList:
    def test_titles_above_the_header_are_counted(self):
        result = read(("Embassy of Jordan",), ("List of nationals", "", "3 November 2023"), HEADER, SALMA)
        assert (result.header, result.titles, [row.row for row in result.rows]) == (3, (1, 2, 3), [4])

    def test_a_header_repeated_on_every_page_is_a_title(self):
        result = read(HEADER, SALMA, HEADER, RANIA)
        assert (result.titles, [row.row for row in result.rows]) == ((1, 3), [2, 4])

    def test_blank_lines_and_gaps_are_counted(self):
        sheet = Sheet("", (1, 2, 3, 7), (HEADER, ("", " ", ""), SALMA, RANIA), ())
        result = read_list(sheet, "jor", TODAY)
        assert (len(result.rows), result.titles, result.blank) == (2, (1,), 4)

    @pytest.mark.parametrize(
        "cells", [("Total: 2",), ("Total", "2"), ("المجموع", "٢"), ("Signature",), ("", "Grand total", "2")]
    )
    def test_a_total_is_held_and_belongs_to_nobody(self, cells):
        result = read(HEADER, SALMA, cells)
        assert [row.problems[0][1] for row in result.held()] == [
            "this looks like a total or a signature, not like a person"
        ]
        assert result.held()[0].family == ""
        assert result.accepted()[0].problems == ()

    def test_a_person_named_like_a_total_is_none(self):
        assert len(read(HEADER, changed(SALMA, A="Sum Invented")).accepted()) == 1

    def test_a_line_with_a_single_cell_is_held(self):
        assert problems_of(HEADER, SALMA, ("Second page",)) == (
            (
                "",
                "only one cell of this line is filled",
                "Take it out if it is a title or a note; else write what is missing",
            ),
        )

    def test_an_empty_sheet(self):
        assert read_list(Sheet("", (), (), ()), "jor", TODAY).rows == ()

    def test_a_header_without_people(self):
        result = read(HEADER)
        assert (result.rows, result.titles) == ((), (1,))

    def test_a_sheet_without_a_header_is_held_whole(self):
        result = read(("a", "b"), ("c", "d"), ("", ""))
        assert (result.header, result.columns, result.blank, len(result.held()), len(result.rows)) == (0, (), 1, 2, 2)
        assert result.notes[-1].startswith("no line was recognised as the header (columns A to B)")

    def test_what_the_reader_warns_of_comes_first_in_the_notes(self):
        result = read(HEADER, SALMA, warnings=[(0, "", "the workbook carries macros"), (2, "C", "the cell is odd")])
        assert result.notes[:2] == ("jor: the workbook carries macros", "jor, row 2, column C: the cell is odd")


class TestHeld:
    """Nothing is dropped: what cannot be read is held with column, reason and remedy."""

    @pytest.mark.parametrize(
        ("row", "place", "word"),
        [
            (changed(SALMA, A=""), "A (Full name)", "there is no name"),
            (changed(SALMA, A="n/a"), "A (Full name)", "there is no name"),
            (changed(SALMA, A="N1234567"), "A (Full name)", "digits"),
            (changed(SALMA, A="Female"), "A (Full name)", "this is no name"),
            (changed(SALMA, A="?????? ????"), "A (Full name)", "lost"),
            (changed(SALMA, A="Salma \ufffd\ufffd Invented"), "A (Full name)", "lost"),
            (changed(SALMA, A="Salma Invented\nOmar Invented"), "A (Full name)", "more than one name"),
            (changed(SALMA, A="x" * 151), "A (Full name)", "no name"),
            (changed(SALMA, B="Salma Invented"), "B (Date of birth)", "no date"),
            (changed(SALMA, B="2030-01-01"), "B (Date of birth)", "future"),
            (changed(SALMA, B="1890-01-01"), "B (Date of birth)", "past"),
            (changed(SALMA, C="Salma"), "C (Sex)", "not known for sex"),
            (changed(SALMA, D="Salma Invented"), "D (Nationality)", "no state"),
            (changed(SALMA, E="Salma Invented"), "E (Passport no)", "no digit"),
            (changed(SALMA, E="1.23457E+11"), "E (Passport no)", "rounded"),
        ],
    )
    def test_a_cell_that_cannot_be_read_holds_the_line(self, row, place, word):
        result = read(HEADER, OMAR, row)
        (held,) = result.held()
        assert (held.row, held.cells, held.details) == (3, row, None)
        assert [problem for problem in held.problems if problem[0] == place and word in problem[1] and problem[2]] != []

    def test_everything_that_is_wrong_is_said_at_once(self):
        bad = changed(SALMA, A="", B="2030-01-01", C="?!y", D="Nowhere", E="none at all")
        assert [place for place, _, _ in problems_of(HEADER, bad)] == [
            "A (Full name)", "B (Date of birth)", "D (Nationality)", "C (Sex)", "E (Passport no)",
        ]  # fmt: skip

    def test_a_name_in_the_wrong_column(self):
        """The fault that real lists have: the name slipped into the column beside it, which is empty for the rest."""
        (held,) = read(HEADER, RANIA, changed(SALMA, A="", D="Salma Karim Invented")).held()
        assert [(place, what) for place, what, _ in held.problems] == [
            ("A (Full name)", "there is no name"),
            ("D (Nationality)", "no state is known under this name"),
        ]

    def test_a_hidden_line_is_held_and_a_shown_one_is_not(self):
        result = read(HEADER, SALMA, RANIA, marks=[(3, 0, "hidden")])
        assert [(row.row, row.problems[0][1]) for row in result.held()] == [(3, "the line is hidden in the source")]
        assert [row.row for row in result.accepted()] == [2]

    @pytest.mark.parametrize(("kind", "word"), [("no-result", "formula"), ("error", "error"), ("rounded", "digits")])
    def test_a_broken_cell_holds_the_line_where_the_column_is_used(self, kind, word):
        (held,) = read(HEADER, SALMA, RANIA, marks=[(3, 4, kind)]).held()
        assert held.row == 3
        assert next(problem[0] for problem in held.problems if word in problem[1]) == "D (Nationality)"
        assert read((*HEADER, "Remarks"), (*SALMA, "x"), marks=[(2, 8, kind)]).held() == ()

    def test_a_line_of_formulas_without_results_is_held_and_not_blank(self):
        result = read(HEADER, SALMA, ("",), marks=[(3, 1, "no-result")])
        assert [row.row for row in result.held()] == [3]
        assert result.blank == 0

    def test_more_cells_than_headings_hold_a_line(self):
        (held,) = read(HEADER, SALMA, OMAR, (*RANIA, "Principal")).held()
        assert "more cells" in held.problems[0][1]

    def test_a_column_without_a_heading_holds_nobody(self):
        assert read(HEADER, *[(*one, "x") for one in (SALMA, OMAR, RANIA)]).held() == ()

    def test_control_characters_hold_a_line(self):
        (held,) = read(HEADER, changed(SALMA, G="Princ\x00\u00e9pal")).held()
        assert "no text" in held.problems[0][1]

    def test_no_problem_repeats_what_a_cell_says(self):
        for column in "ABCDEFG":
            for _, what, do in problems_of(HEADER, changed(SALMA, **{column: "Zzyzx 1 Qwertz"})):
                assert "Zzyzx" not in what + do


class TestDoubts:
    """Accepted, and somebody should look."""

    @pytest.mark.parametrize(
        ("row", "place", "word"),
        [
            (changed(SALMA, B=""), "B (Date of birth)", "no birth date"),
            (changed(SALMA, B="unknown"), "B (Date of birth)", "no birth date"),
            (changed(SALMA, B="1980"), "B (Date of birth)", "only the year"),
            (changed(SALMA, E=""), "E (Passport no)", "no document number"),
            (changed(SALMA, A="Salma"), "A (Full name)", "single word"),
            (changed(SALMA, A="\u202eSalma Invented"), "A (Full name)", "direction"),
            (changed(SALMA, D="Jordan / Egypt"), "D (Nationality)", "several states"),
            (changed(SALMA, G="godmother"), "G (Relation)", "not known"),
        ],
    )
    def test_a_doubt_names_its_column(self, row, place, word):
        result = read(HEADER, row)
        assert result.held() == ()
        ((where, what, do),) = result.rows[0].problems
        assert (where, word in what, bool(do)) == (place, True, True)

    def test_a_missing_birth_date_is_empty_and_not_invented(self):
        assert read(HEADER, changed(SALMA, B="-")).rows[0].details.birth == ""

    def test_day_and_month_in_doubt_keep_both_readings(self):
        (one,) = read(HEADER, changed(SALMA, B="03/05/1980")).rows
        assert (one.details.birth, one.details.birth_other) == ("1980-05-03", "1980-03-05")
        assert [place for place, _, _ in one.problems] == ["B (Date of birth)"]

    def test_the_same_list_can_prove_the_order(self):
        result = read(HEADER, changed(SALMA, B="03/05/1980"), OMAR)
        assert [row.details.birth for row in result.rows] == ["1980-05-03", "2010-01-13"]
        assert result.rows[0].problems == ()
        assert result.notes == ("dates were read with the day first: 1 of them can be read in no other way",)

    def test_an_order_that_is_not_proved_is_said(self):
        result = read(HEADER, changed(SALMA, B="03/05/1980"))
        assert result.notes == ("1 dates could have day and month swapped, and the list does not prove its order",)

    def test_true_date_cells_need_no_proof(self):
        (one,) = read(HEADER, changed(SALMA, B="1980-03-05"), marks=[(2, 2, "date")]).rows
        assert (one.details.birth, one.details.birth_other, one.problems) == ("1980-03-05", "", ())

    def test_true_date_cells_among_text_dates_that_a_spreadsheet_swapped(self):
        result = read(HEADER, changed(SALMA, B="1980-03-05"), OMAR, RANIA, marks=[(2, 2, "date")])
        assert result.rows[0].details.birth_other == "1980-05-03"
        assert "swapped" in result.rows[0].problems[0][1]

    def test_one_number_two_people(self):
        result = read(HEADER, SALMA, changed(RANIA, E="N 123 4567"))
        assert [row.problems for row in result.rows] == [
            (("E (Passport no)", "row 3 has the same document number", "Look whether this is one person or two"),),
            (("E (Passport no)", "row 2 has the same document number", "Look whether this is one person or two"),),
        ]

    def test_one_person_twice(self):
        result = read(HEADER, SALMA, changed(SALMA, A="SALMA  KARIM INVENTED", E="Z9999999"))
        assert [row.problems[0][1] for row in result.rows] == [
            "row 3 has the same name and birth date",
            "row 2 has the same name and birth date",
        ]

    def test_three_lines_alike_name_each_other(self):
        result = read(HEADER, SALMA, SALMA, SALMA)
        assert [row.problems[0][1] for row in result.rows] == [
            "row 3, 4 has the same document number", "row 2, 4 has the same document number", "row 2, 3 has the same document number",
        ]  # fmt: skip

    def test_a_formula_with_a_result_is_read_with_a_doubt(self):
        (one,) = read(HEADER, SALMA, marks=[(2, 4, "formula")]).rows
        assert one.details.nationality == "JOR"
        assert [place for place, _, _ in one.problems] == ["D (Nationality)"]

    def test_a_used_column_that_is_hidden_is_said(self):
        result = read(HEADER, SALMA, marks=[(0, 5, "hidden")])
        assert [note for note in result.notes if "hidden" in note] == [
            "column E (Passport no) is hidden in the source and was read as passport number: look whether that is right"
        ]
        assert result.rows[0].details.documents[0].number == "N1234567"


class TestMachineReadableLines:
    HEAD = (*HEADER, "MRZ")
    ZONE = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
    ANNA = ("Anna Maria Eriksson", "12/08/1974", "F", "UTO", "L898902C3", "1", "Principal")

    def test_they_settle_a_birth_date_and_add_the_issuer(self):
        (one,) = read(self.HEAD, (*self.ANNA, self.ZONE)).rows
        assert (one.details.birth, one.details.birth_other, one.problems) == ("1974-08-12", "", ())
        assert one.details.documents == (Document("passport", "UTO", "L898902C3"),)

    def test_they_fill_what_the_list_leaves_out(self):
        (one,) = read(("MRZ", "Family no"), (self.ZONE, "1")).rows
        assert one.details == Details(
            full_name="ANNA MARIA ERIKSSON",
            birth="1974-08-12",
            sex="F",
            nationality="UTO",
            documents=(Document("passport", "UTO", "L898902C3"),),
            family="1",
        )

    def test_they_give_a_name_in_arabic_its_latin_form(self):
        (one,) = read(self.HEAD, (*changed(self.ANNA, A="آنا ماريا إريكسون"), self.ZONE)).rows
        assert one.details.latin_name == "ANNA MARIA ERIKSSON"

    def test_a_typing_error_in_them_is_a_doubt_and_they_are_not_used(self):
        (one,) = read(self.HEAD, (*self.ANNA, self.ZONE.replace("7408122", "7408132"))).rows
        assert one.details.documents == (Document("passport", "", "L898902C3"),)
        assert [
            (place, "check digit of the birth date" in what) for place, what, _ in one.problems if "MRZ" in place
        ] == [("H (MRZ)", True)]

    @pytest.mark.parametrize(
        ("cells", "place"), [({"B": "13/08/1974"}, "B (Date of birth)"), ({"E": "L898902C4"}, "H (MRZ)")]
    )
    def test_a_line_that_contradicts_them_is_held(self, cells, place):
        (held,) = read(self.HEAD, (*changed(self.ANNA, **cells), self.ZONE)).held()
        assert [(one, "differs" in what) for one, what, _ in held.problems if "differs" in what] == [(place, True)]


CELL = st.sampled_from(
    [
        "",
        "Salma Invented",
        "25/05/1980",
        "F",
        "Jordan",
        "N1234567",
        "1",
        "Child",
        "Total",
        "?",
        "\x00",
        "٣",
        "-",
        "<<",
        "2030-01-01",
    ]
)


@settings(max_examples=200, derandomize=True, deadline=None)
@given(st.lists(st.lists(CELL, max_size=9).map(tuple), max_size=12), st.booleans())
def test_every_line_ends_somewhere_and_only_once(rows, headed):
    rows = [HEADER, *rows] if headed else rows
    result = read(*rows)
    assert isinstance(result, ListRead)
    seen = [row.row for row in result.rows] + list(result.titles)
    assert len(seen) == len(set(seen))
    assert len(seen) + result.blank == len(rows)
    assert len(result.accepted()) + len(result.held()) == len(result.rows)
    for row in result.held():
        assert row.problems != ()
        assert all(what and do for _, what, do in row.problems)
    for row in result.accepted():
        assert row.details.full_name


def test_the_same_sheet_is_read_the_same_way_twice():
    rows = (HEADER, SALMA, changed(OMAR, B="03/05/2010"), changed(RANIA, A=""))
    assert read(*rows) == read(*rows)


def test_the_day_changes_only_what_depends_on_it():
    sheet = sheet_of(HEADER, SALMA)
    assert read_list(sheet, "jor", TODAY).rows == read_list(sheet, "jor", TODAY.replace(year=2024)).rows
