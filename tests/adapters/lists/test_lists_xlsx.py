import zipfile
from datetime import UTC, date, datetime

import pytest
from list_files import HEADER, read, refused, row_xml, save_book, save_parts, sheet_xml
from openpyxl.comments import Comment
from openpyxl.packaging.relationship import Relationship
from openpyxl.styles import Alignment
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook.external_link import ExternalLink
from openpyxl.workbook.external_link.external import ExternalBook

from safepassage.adapters.lists import Limits
from safepassage.adapters.lists.xlsx import number_text
from safepassage.people.model import Mark

ONE = ("Salma Invented", "1980-05-03", "N1234567")
TWO = ("Karim Invented", "1979-01-31", "N1234568")
THREE = ("Rania Invented", "2011-12-12", "N1234569")


def test_every_line_comes_with_its_number(tmp_path):
    (sheet,) = read(save_book(tmp_path / "a.xlsx", HEADER, ONE, (), TWO, THREE))
    assert sheet.name == "Sheet"
    assert sheet.numbers == (1, 2, 4, 5)
    assert sheet.rows == (HEADER, ONE, TWO, THREE)
    assert sheet.warnings == ()
    assert sheet.marks == ()


def test_a_single_line_is_a_list_too(tmp_path):
    (sheet,) = read(save_book(tmp_path / "a.xlsx", ONE))
    assert sheet.rows == (ONE,)


def test_values_are_text_as_shown(tmp_path):
    cells = (
        1234567,
        12.5,
        True,
        date(2001, 5, 3),
        datetime(2001, 5, 3, tzinfo=UTC).replace(tzinfo=None),
        "  kept  ",
        40.0,
    )
    (sheet,) = read(save_book(tmp_path / "a.xlsx", cells))
    assert sheet.rows == (("1234567", "12.5", "TRUE", "2001-05-03", "2001-05-03", "  kept  ", "40"),)
    assert sheet.marks == (Mark(1, 4, "date"), Mark(1, 5, "date"))


def test_a_date_with_an_hour_keeps_it(tmp_path):
    (sheet,) = read(save_book(tmp_path / "a.xlsx", (datetime(2023, 11, 3, 18, 30, tzinfo=UTC).replace(tzinfo=None),)))
    assert sheet.rows == (("2023-11-03 18:30",),)


@pytest.mark.parametrize(("shape", "shown"), [("yyyy", "2001"), ("mm/yyyy", "2001-05"), ("dd/mm/yyyy", "2001-05-03")])
def test_a_date_says_no_more_than_its_format_shows(tmp_path, shape, shown):
    def edit(book):
        book.active["A1"].number_format = shape

    (sheet,) = read(save_book(tmp_path / "a.xlsx", (date(2001, 5, 3),), edit=edit))
    assert sheet.rows == ((shown,),)


def test_dates_of_the_1904_calendar(tmp_path):
    def edit(book):
        book.epoch = CALENDAR_MAC_1904

    (sheet,) = read(save_book(tmp_path / "a.xlsx", (date(2001, 5, 3),), edit=edit))
    assert sheet.rows == (("2001-05-03",),)


@pytest.mark.parametrize(
    ("value", "shape", "text"),
    [
        (12345678, "000000000", "012345678"),
        (12345678, "000-000-000", "012345678"),
        (12345678, "General", "12345678"),
        (12345678, "0", "12345678"),
        (12345678, "#,##0", "12345678"),
        (7.0, "General", "7"),
        (7.25, "General", "7.25"),
    ],
)
def test_zeros_that_the_format_shows_are_kept(value, shape, text):
    assert number_text(value, shape) == text


def test_a_number_too_long_for_a_spreadsheet_is_marked(tmp_path):
    (sheet,) = read(save_book(tmp_path / "a.xlsx", (12345678901234567890,)))
    assert sheet.marks == (Mark(1, 1, "rounded"),)
    assert [(row, column) for row, column, _ in sheet.warnings] == [(1, "A")]


def test_hidden_lines_are_kept_and_reported(tmp_path):
    def edit(book):
        book.active.row_dimensions[3].hidden = True

    (sheet,) = read(save_book(tmp_path / "a.xlsx", HEADER, ONE, TWO, THREE, edit=edit))
    assert sheet.rows == (HEADER, ONE, TWO, THREE)
    assert sheet.marks == (Mark(3, 0, "hidden"),)
    assert [(row, column) for row, column, _ in sheet.warnings] == [(3, "")]
    assert "the line is hidden" in sheet.warnings[0][2]


def test_lines_without_height_are_hidden_too(tmp_path):
    (sheet,) = read(
        save_parts(
            tmp_path / "a.xlsx", sheet_xml(row_xml(1, *ONE) + row_xml(2, *TWO, attributes=' ht="0" customHeight="1"'))
        )
    )
    assert sheet.marks == (Mark(2, 0, "hidden"),)


def test_lines_hidden_by_default_are_reported(tmp_path):
    xml = sheet_xml(
        row_xml(1, *ONE, attributes=' hidden="0"') + row_xml(2, *TWO),
        before='<sheetFormatPr zeroHeight="1" defaultRowHeight="15"/>',
    )
    (sheet,) = read(save_parts(tmp_path / "a.xlsx", xml))
    assert sheet.marks == (Mark(2, 0, "hidden"),)


def test_hidden_columns_are_kept_and_reported(tmp_path):
    def edit(book):
        book.active.column_dimensions["C"].hidden = True

    (sheet,) = read(save_book(tmp_path / "a.xlsx", HEADER, ONE, edit=edit))
    assert sheet.rows == (HEADER, ONE)
    assert sheet.marks == (Mark(0, 3, "hidden"),)
    assert sheet.warnings[0][:2] == (0, "C")


def test_a_hidden_sheet_is_read_with_every_line_hidden(tmp_path):
    def edit(book):
        other = book.create_sheet("Spare")
        other.append(TWO)
        other.sheet_state = "veryHidden"

    first, second = read(save_book(tmp_path / "a.xlsx", HEADER, ONE, edit=edit))
    assert first.marks == ()
    assert second.rows == (TWO,)
    assert second.marks == (Mark(1, 0, "hidden"),)
    assert "the sheet is hidden" in second.warnings[0][2]


def test_formulas_are_reported_with_and_without_result(tmp_path):
    rows = (
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>1+2</f></c>'
        '<c r="C1" t="str"><f>UPPER("a")</f><v>A</v></c><c r="D1" t="inlineStr"><is><t>x</t></is></c></row>'
    )
    (sheet,) = read(save_parts(tmp_path / "a.xlsx", sheet_xml(rows)))
    assert sheet.rows == (("2", "", "A", "x"),)
    assert sheet.marks == (Mark(1, 1, "formula"), Mark(1, 2, "no-result"), Mark(1, 3, "formula"))
    assert [(row, column) for row, column, _ in sheet.warnings] == [(1, "A"), (1, "B"), (1, "C")]


def test_a_line_of_formulas_without_results_is_not_lost(tmp_path):
    xml = sheet_xml(row_xml(1, *ONE) + '<row r="2"><c r="A2"><f>Other!A1</f></c></row>')
    (sheet,) = read(save_parts(tmp_path / "a.xlsx", xml))
    assert sheet.marks == (Mark(2, 1, "no-result"),)
    assert sheet.numbers == (1, 2)


def test_errors_are_marked(tmp_path):
    rows = '<row r="1"><c r="A1" t="e"><v>#REF!</v></c><c r="B1"><v>5</v></c></row>'
    (sheet,) = read(save_parts(tmp_path / "a.xlsx", sheet_xml(rows)))
    assert sheet.rows == (("#REF!", "5"),)
    assert sheet.marks == (Mark(1, 1, "error"),)


def test_merged_cells_are_reported_where_they_say_nothing(tmp_path):
    def edit(book):
        book.active.merge_cells("C2:C4")
        book.active.merge_cells("A6:C6")

    rows = (HEADER, ONE, TWO[:2], THREE[:2], (), ("Title", None, None))
    (sheet,) = read(save_book(tmp_path / "a.xlsx", *rows, edit=edit))
    assert sheet.marks == (Mark(3, 3, "merged"), Mark(4, 3, "merged"), Mark(6, 2, "merged"), Mark(6, 3, "merged"))
    assert [(row, column) for row, column, _ in sheet.warnings] == [(2, "C"), (6, "A")]


def test_macros_notes_pictures_and_links_are_reported(tmp_path):
    def edit(book):
        book.active["A1"].comment = Comment("look", "somebody")
        link = ExternalLink()
        link.externalBook = ExternalBook()
        link.file_link = Relationship(type="externalLinkPath", Target="other.xlsx", TargetMode="External", Id="rId1")
        book._external_links.append(link)

    path = save_book(tmp_path / "a.xlsm", HEADER, ONE, edit=edit)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"no macro at all")
        archive.writestr("xl/media/image1.png", b"no picture at all")
    (sheet,) = read(path)
    assert sheet.rows == (HEADER, ONE)
    said = " / ".join(what for _, _, what in sheet.warnings)
    assert [word for word in ("macros", "notes", "pictures", "other workbooks") if word in said] == [
        "macros",
        "notes",
        "pictures",
        "other workbooks",
    ]
    assert {row for row, _, _ in sheet.warnings} == {0}


def test_a_stale_dimension_does_not_shorten_the_list(tmp_path):
    rows = "".join(row_xml(number, f"Person {number}") for number in range(1, 301))
    (sheet,) = read(save_parts(tmp_path / "a.xlsx", sheet_xml(rows, dimension="A1:A2")))
    assert len(sheet.rows) == 300
    assert sheet.rows[299] == ("Person 300",)


def test_lines_and_cells_without_references_are_counted(tmp_path):
    rows = "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"
    (sheet,) = read(save_parts(tmp_path / "a.xlsx", sheet_xml(rows)))
    assert sheet.rows == (("1", "2"), ("3",))
    assert sheet.numbers == (1, 2)


def test_many_warnings_of_a_kind_end_in_a_count(tmp_path):
    rows = "".join(f'<row r="{n}"><c r="A{n}"><f>1</f><v>{n}</v></c></row>' for n in range(1, 8))
    (sheet,) = read(save_parts(tmp_path / "a.xlsx", sheet_xml(rows)), Limits(warnings_of_a_kind=3))
    assert [row for row, _, _ in sheet.warnings] == [1, 2, 3, 0]
    assert sheet.warnings[3][2].startswith("4 more of the same")
    assert len(sheet.marks) == 7


def test_a_workbook_of_the_strict_dialect_is_refused_and_not_read_as_empty(tmp_path):
    xml = sheet_xml(row_xml(1, *ONE)).replace(
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"
    )
    problem = refused(save_parts(tmp_path / "a.xlsx", xml))
    assert problem.code == "short"
    assert problem.what == "the sheet has 1 lines and only 0 could be read"


def test_a_line_more_than_the_bound_is_refused_and_not_cut_off(tmp_path):
    rows = [(f"Person {at}",) for at in range(4)]
    assert len(read(save_book(tmp_path / "a.xlsx", *rows[:3]), Limits(rows=3))[0].rows) == 3
    problem = refused(save_book(tmp_path / "b.xlsx", *rows), Limits(rows=3))
    assert problem.code == "too-large"
    assert problem.what == "the sheet has more than 3 lines"


def test_indenting_by_format_becomes_spaces(tmp_path):
    def edit(book):
        book.active["A2"].alignment = Alignment(indent=2)

    (sheet,) = read(save_book(tmp_path / "a.xlsx", ONE, TWO, THREE, edit=edit))
    assert [row[0] for row in sheet.rows] == ["Salma Invented", "    Karim Invented", "Rania Invented"]


def test_signs_that_markup_cannot_hold_are_read_back(tmp_path):
    (sheet,) = read(save_parts(tmp_path / "a.xlsx", sheet_xml(row_xml(1, "Salma_x000D_Invented", "a_x005F_b"))))
    assert sheet.rows == (("Salma\rInvented", "a_b"),)
