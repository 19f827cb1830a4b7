"""Who belongs together, as each kind of list shows it."""

from datetime import date

import pytest
from people_sheets import HEADER, OMAR, RANIA, SALMA, TODAY, changed, read

from safepassage.people.ages import age_range, is_minor
from safepassage.people.families import Line, find_marks
from safepassage.people.model import Details, ReadRow
from safepassage.people.rules import units

NAMES = (
    "Salma Karim Invented",
    "Omar Salim Invented",
    "Rania Adel Example",
    "Karim Fadi Example",
    "Lina Hani Specimen",
    "Adel Rami Specimen",
)


def people(count, start=1, **fields):
    return [Line(number, name=NAMES[(number - 1) % len(NAMES)], **fields) for number in range(start, start + count)]


def marks_of(*lines):
    return find_marks(lines).marks


def grouped(result):
    return [[row.row for row in unit.members] for unit in units(result.rows, TODAY)]


class TestByNumber:
    def test_one_number_is_one_family_wherever_its_lines_stand(self):
        result = read(HEADER, SALMA, RANIA, OMAR)
        assert grouped(result) == [[2, 4], [3]]
        assert [row.family for row in result.rows] == ["1", "2", "1"]

    def test_numbers_of_every_script_and_spelling_are_one(self):
        result = read(HEADER, changed(SALMA, F="F-12"), changed(OMAR, F="f ١٢"))
        assert grouped(result) == [[2, 3]]

    def test_a_missing_number_among_repeated_ones_is_a_doubt_and_stands_alone(self):
        result = read(HEADER, SALMA, OMAR, changed(RANIA, F=""))
        assert grouped(result) == [[2, 3], [4]]
        assert [what for _, what, _ in result.rows[2].problems] == [
            "the family number is missing; the person stands alone until it is known"
        ]

    def test_numbers_that_stand_once_go_on_over_the_blank_cells_below(self):
        result = read(
            HEADER, SALMA, changed(OMAR, F=""), RANIA, changed(OMAR, F="", A="Karim Adel Example", E="A1111111")
        )
        assert grouped(result) == [[2, 3], [4, 5]]
        assert "goes on with the family above" in result.notes[-1]

    def test_a_blank_cell_of_a_principal_begins_a_family_of_its_own(self):
        result = read(HEADER, SALMA, changed(OMAR, F=""), changed(RANIA, F=""))
        assert grouped(result) == [[2, 3], [4]]
        assert result.rows[2].problems != ()

    def test_merged_cells_go_on_even_where_a_number_repeats(self):
        rows = (
            HEADER,
            SALMA,
            changed(OMAR, F=""),
            RANIA,
            changed(SALMA, A="Lina Hani Specimen", E="B2222222", B="1990-01-01"),
        )
        result = read(*rows, marks=[(3, 6, "merged")])
        assert grouped(result) == [[2, 3, 5], [4]]

    def test_everybody_with_a_number_of_their_own_is_alone(self):
        assert grouped(read(HEADER, SALMA, RANIA)) == [[2], [3]]


class TestByHead:
    HEAD = ("Full name", "Date of birth", "Head of family")

    def row(self, name, head, birth="1980-01-01"):
        return (name, birth, head)

    def test_members_name_their_head(self):
        result = read(
            self.HEAD,
            self.row(NAMES[0], NAMES[0]),
            self.row(NAMES[1], NAMES[0]),
            self.row(NAMES[2], NAMES[2]),
            self.row(NAMES[3], NAMES[0]),
        )
        assert grouped(result) == [[2, 3, 5], [4]]
        assert all(row.problems == () for row in result.rows)

    @pytest.mark.parametrize("own", ["", "Self", "رب الأسرة", NAMES[0].upper()])
    def test_the_head_says_so_in_several_ways(self, own):
        assert grouped(read(self.HEAD, self.row(NAMES[0], own), self.row(NAMES[1], NAMES[0]))) == [[2, 3]]

    def test_a_head_who_is_not_on_the_list_still_holds_the_family_together(self):
        result = read(self.HEAD, self.row(NAMES[1], NAMES[0]), self.row(NAMES[2], NAMES[0]))
        assert grouped(result) == [[2, 3]]
        assert {row.problems[0][1] for row in result.rows} == {"no line of the list is this head of family"}

    def test_two_heads_of_one_name_are_told_apart_by_place_and_doubted(self):
        rows = [
            self.row(NAMES[0], ""),
            self.row(NAMES[1], NAMES[0]),
            self.row(NAMES[0], "", "1960-01-01"),
            self.row(NAMES[2], NAMES[0]),
        ]
        result = read(self.HEAD, *rows)
        assert grouped(result) == [[2, 3], [4, 5]]
        assert [bool(row.problems) for row in result.rows] == [False, True, False, True]

    def test_a_doubled_line_is_no_second_head(self):
        head = (*self.HEAD, "Passport no")
        first, second = (NAMES[0], "1980-01-01", NAMES[0], "N1234567"), (NAMES[1], "2010-01-01", NAMES[0], "N1234568")
        assert grouped(read(head, first, second, first)) == [[2, 3, 4]]

    def test_yes_and_no_begin_blocks(self):
        lines = [
            Line(1, name="a", head="yes"),
            Line(2, name="b", head="no"),
            Line(3, name="c", head="no"),
            Line(4, name="d", head="yes"),
        ]
        assert marks_of(*lines) == ("row 1", "row 1", "row 1", "row 4")

    def test_a_tick_for_the_head_and_blanks_for_the_rest(self):
        lines = [Line(1, name="a", head="✓"), Line(2, name="b"), Line(3, name="c", head="✓"), Line(4, name="d")]
        assert marks_of(*lines) == ("row 1", "row 1", "row 3", "row 3")


class TestByLayout:
    HEAD = ("Full name", "Date of birth", "Relation")

    def test_each_family_begins_with_its_principal(self):
        rows = [
            ("A B", "1980", "head"),
            ("C B", "2010", "child"),
            ("D E", "1970", "principal"),
            ("F E", "1975", "wife"),
            ("G E", "2001", "son"),
        ]
        result = read(self.HEAD, *rows)
        assert grouped(result) == [[2, 3], [4, 5, 6]]
        assert result.notes[-1] == "each family begins with its principal applicant"

    def test_relatives_without_any_principal_are_no_sign_of_a_family(self):
        result = read(self.HEAD, ("A B", "1980", "spouse"), ("C B", "2010", "child"), ("D B", "2011", "child"))
        assert grouped(result) == [[2], [3], [4]]

    def test_principals_alone_are_families_of_one(self):
        assert grouped(read(self.HEAD, ("A B", "1980", "head"), ("D E", "1970", "head"))) == [[2], [3]]

    def test_indented_lines_belong_to_the_line_above(self):
        rows = [
            ("Salma Invented", "1980"),
            ("   Omar Invented", "2010"),
            ("   Lina Invented", "2011"),
            ("Rania Example", "1975"),
        ]
        result = read(("Full name", "Date of birth"), *rows)
        assert grouped(result) == [[2, 3, 4], [5]]
        assert "indented" in result.notes[-1]
        assert result.rows[1].details.full_name == "Omar Invented"

    def test_blank_lines_part_families(self):
        result = read(("Full name", "Date of birth"), ("A B", "1980"), ("C B", "2010"), ("",), ("D E", "1970"))
        assert grouped(result) == [[2, 3], [5]]
        assert "look whether that is so" in result.notes[-1]

    def test_a_single_block_or_single_persons_are_no_families(self):
        assert marks_of(*people(3)) == ("", "", "")
        assert marks_of(Line(1, name="a"), Line(3, name="b", after_gap=True)) == ("", "")

    def test_a_page_is_no_family(self):
        lines = [*people(26), *people(3, start=28)]
        lines[26] = Line(28, name="x", after_gap=True)
        assert set(marks_of(*lines)) == {""}

    def test_a_list_without_any_sign_is_one_of_single_persons(self):
        result = read(("Full name", "Date of birth"), ("A B", "1980"), ("C B", "2010"))
        assert grouped(result) == [[2], [3]]
        assert [row.details.family for row in result.rows] == ["", ""]


class TestCompanions:
    HEAD = ("Referral no", "Patient name", "DOB", "Triage", "Relation", "Companion of")

    def test_by_reference_wherever_they_stand(self):
        rows = [
            ("R-1", "A B", "1980", "critical", "", ""),
            ("R-2", "C D", "1990", "urgent", "", ""),
            ("", "E F", "1970", "", "", "R-2"),
            ("", "G H", "1971", "", "", "r 1"),
            ("", "I J", "1972", "", "", "R-1"),
        ]
        result = read(self.HEAD, *rows)
        assert grouped(result) == [[2, 5, 6], [3, 4]]
        assert [unit.kind for unit in units(result.rows, TODAY)] == ["patient", "patient"]

    def test_the_patient_stands_first_even_if_the_companion_was_listed_before(self):
        result = read(self.HEAD, ("", "E F", "1970", "", "", "R-1"), ("R-1", "A B", "1980", "critical", "", ""))
        (unit,) = units(result.rows, TODAY)
        assert (unit.principal, [row.row for row in unit.members]) == (3, [3, 2])

    def test_by_name_or_by_the_same_referral(self):
        rows = [
            ("R-1", "Salma Invented", "1980", "critical", "", ""),
            ("", "E F", "1970", "", "", "SALMA INVENTED"),
            ("R-1", "G H", "1971", "", "companion", ""),
        ]
        assert grouped(read(self.HEAD, *rows)) == [[2, 3, 4]]

    def test_companions_without_a_reference_follow_their_patient(self):
        rows = [
            ("R-1", "A B", "1980", "critical", "", ""),
            ("", "C D", "1970", "", "مرافق", ""),
            ("R-2", "E F", "1971", "stable", "", ""),
        ]
        assert grouped(read(self.HEAD, *rows)) == [[2, 3], [4]]

    def test_a_companion_of_nobody_on_the_list_stands_alone_with_a_doubt(self):
        result = read(self.HEAD, ("R-1", "A B", "1980", "critical", "", ""), ("", "C D", "1970", "", "", "R-9"))
        assert grouped(result) == [[2], [3]]
        assert [what for _, what, _ in result.rows[1].problems if "companion" in what] == [
            "no patient of the list is meant by this companion"
        ]

    def test_a_reference_that_two_patients_share_joins_nobody(self):
        rows = [
            ("R-1", "A B", "1980", "urgent", "", ""),
            ("R-1", "C D", "1981", "urgent", "", ""),
            ("", "E F", "1970", "", "", "R-1"),
        ]
        result = read(self.HEAD, *rows)
        assert grouped(result) == [[2], [3], [4]]
        assert "several patients could be meant" in [what for _, what, _ in result.rows[2].problems]

    def test_a_first_line_that_is_a_companion(self):
        assert marks_of(Line(1, name="a", relation="companion"), Line(2, name="b")) == ("row 1", "row 2")

    def test_a_companion_in_a_list_of_families_is_a_member(self):
        result = read(HEADER, SALMA, changed(OMAR, G="Companion"))
        assert grouped(result) == [[2, 3]]


class TestHeldMembers:
    def test_a_family_with_a_held_member_is_not_taken_for_complete(self):
        result = read(HEADER, SALMA, changed(OMAR, A=""), RANIA)
        assert [(row.row, row.family) for row in result.held()] == [(3, "1")]
        assert result.rows[0].problems == (
            ("", "row 3 of the same unit is held", "Mend that row before this unit is called"),
        )
        assert result.rows[2].problems == ()

    def test_so_is_a_patient_whose_companion_is_held(self):
        rows = [("R-1", "A B", "1980-01-01", "critical", "", ""), ("", "C D", "never", "", "", "R-1")]
        result = read(TestCompanions.HEAD, *rows)
        assert [what for _, what, _ in result.rows[0].problems] == ["row 3 of the same unit is held"]


class TestUnits:
    def test_the_principal_is_who_the_list_calls_so(self):
        result = read(HEADER, changed(OMAR, G="Child"), SALMA)
        (unit,) = units(result.rows, TODAY)
        assert (unit.kind, unit.principal, [row.row for row in unit.members]) == ("family", 3, [2, 3])

    def test_else_the_first_adult_else_the_first(self):
        result = read(HEADER, changed(OMAR, G=""), changed(SALMA, G=""))
        assert units(result.rows, TODAY)[0].principal == 3
        alone = read(HEADER, OMAR)
        assert units(alone.rows, TODAY)[0].principal == 2

    def test_a_companion_makes_no_patients_of_a_list_of_families(self):
        result = read(HEADER, SALMA, changed(OMAR, G="Companion"), RANIA)
        assert [(unit.kind, unit.principal) for unit in units(result.rows, TODAY)] == [("family", 2), ("family", 4)]

    def test_a_patient_without_triage_on_a_list_of_patients_is_one(self):
        rows = [("R-1", "A B", "1980", "critical", "", ""), ("R-2", "C D", "1981", "", "", "")]
        assert [unit.kind for unit in units(read(TestCompanions.HEAD, *rows).rows, TODAY)] == ["patient", "patient"]

    def test_a_list_of_patients_and_companions_without_triage(self):
        rows = [("A B", "1980", ""), ("C D", "1981", "companion"), ("E F", "1982", "")]
        found = units(read(("Full name", "DOB", "Relation"), *rows).rows, TODAY)
        assert [(unit.kind, unit.principal, len(unit.members)) for unit in found] == [
            ("patient", 2, 2),
            ("family", 4, 1),
        ]

    def test_every_accepted_row_is_in_exactly_one_unit(self):
        result = read(HEADER, SALMA, OMAR, RANIA, changed(RANIA, A=""), changed(RANIA, F="", A="Lina Hani Specimen"))
        inside = sorted(row.row for unit in units(result.rows, TODAY) for row in unit.members)
        assert inside == [row.row for row in result.accepted()]

    def test_rows_that_carry_their_mark_in_the_details_alone(self):
        rows = [ReadRow(number, (), Details("A B", family="7")) for number in (1, 2)]
        assert [[row.row for row in unit.members] for unit in units(rows, TODAY)] == [[1, 2]]


class TestMinors:
    DAY = date(2023, 11, 3)

    @pytest.mark.parametrize(
        ("birth", "minor"),
        [
            ("2005-11-03", False),
            ("2005-11-04", True),
            ("2005-11", True),
            ("2005-10", False),
            ("2005", True),
            ("2004", False),
            ("1980-01-01", False),
        ],
    )
    def test_on_the_eighteenth_birthday_childhood_ends(self, birth, minor):
        assert is_minor(Details("A B", birth=birth), self.DAY) is minor

    def test_any_reading_protects(self):
        assert is_minor(Details("A B", birth="2005-05-12", birth_other="2005-12-05"), self.DAY)
        assert not is_minor(Details("A B", birth="2005-05-10", birth_other="2005-10-05"), self.DAY)

    def test_without_a_birth_date_the_list_s_word_counts(self):
        assert is_minor(Details("A B", relation="child"), self.DAY)
        assert not is_minor(Details("A B", relation="spouse"), self.DAY)

    def test_ages_as_a_range(self):
        assert age_range("2000-02-29", date(2023, 2, 28)) == (22, 22)
        assert age_range("2000-02-29", date(2023, 3, 1)) == (23, 23)
        assert age_range("2000", date(2023, 6, 1)) == (22, 23)
        assert age_range("", self.DAY) is None
