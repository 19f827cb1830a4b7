"""OpenDocument sheets, written by odfpy; calamine, which knows nothing of hidden lines, is the oracle for the values."""

import zipfile

import pytest
from list_files import read, refused
from odf.office import Annotation
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TableProperties
from odf.table import CoveredTableCell, Table, TableCell, TableColumn, TableRow
from odf.text import P, S
from python_calamine import CalamineWorkbook

from safepassage.adapters.lists import Limits
from safepassage.people.model import Mark

HEADER = ("Full name", "Date of birth", "Passport no")
ONE = ("Salma Invented", "1980-05-03", "N1234567")


def cell(text="", **attributes):
    made = TableCell(**({"valuetype": "string"} | attributes))
    if text:
        made.addElement(P(text=text))
    return made


def line(*cells, **attributes):
    made = TableRow(**attributes)
    for one in cells:
        made.addElement(cell(one) if isinstance(one, str) else one)
    return made


def save(path, *lines, columns=(), edit=None):
    document = OpenDocumentSpreadsheet()
    table = Table(name="قائمة")
    for one in (*columns, *lines):
        table.addElement(one)
    document.spreadsheet.addElement(table)
    if edit:
        edit(document, table)
    document.save(path)
    return path


def test_values_and_numbers_agree_with_another_reader(tmp_path):
    path = save(tmp_path / "a.ods", line(*HEADER), line(*ONE), line(), line(), line("Karim", "", "N7"), line("Rania"))
    (sheet,) = read(path)
    assert sheet.name == "قائمة"
    assert sheet.numbers == (1, 2, 5, 6)
    assert sheet.rows == (HEADER, ONE, ("Karim", "", "N7"), ("Rania",))
    oracle = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert [
        tuple(row[: len(mine)]) for row, mine in zip((row for row in oracle if any(row)), sheet.rows, strict=True)
    ] == list(sheet.rows)


def test_dates_numbers_and_truths(tmp_path):
    cells = (
        cell("03/05/01", valuetype="date", datevalue="2001-05-03"),
        cell("2001", valuetype="date", datevalue="2001-01-01"),
        cell("1,234,567.00", valuetype="float", value="1234567"),
        cell("012345678", valuetype="float", value="12345678"),
        cell("WAHR", valuetype="boolean", booleanvalue="true"),
        cell("03.11.23 18:30", valuetype="date", datevalue="2023-11-03T18:30:00"),
    )
    (sheet,) = read(save(tmp_path / "a.ods", line(*cells)))
    assert sheet.rows == (("2001-05-03", "2001", "1234567", "012345678", "TRUE", "2023-11-03 18:30:00"),)
    assert sheet.marks == (Mark(1, 1, "date"), Mark(1, 2, "date"), Mark(1, 6, "date"))


def test_hidden_and_filtered_lines_and_columns(tmp_path):
    lines = (line(*HEADER), line(*ONE, visibility="collapse"), line(*ONE), line(*ONE, visibility="filter"))
    columns = (TableColumn(numbercolumnsrepeated=2), TableColumn(visibility="collapse"))
    (sheet,) = read(save(tmp_path / "a.ods", *lines, columns=columns))
    assert len(sheet.rows) == 4
    assert sheet.marks == (Mark(0, 3, "hidden"), Mark(2, 0, "hidden"), Mark(4, 0, "hidden"))
    assert [(row, column) for row, column, _ in sheet.warnings] == [(0, "C"), (2, ""), (4, "")]


def test_a_hidden_sheet(tmp_path):
    def edit(document, _):
        style = Style(name="ta9", family="table")
        style.addElement(TableProperties(display="false"))
        document.automaticstyles.addElement(style)
        hidden = Table(name="Spare", stylename="ta9")
        hidden.addElement(line(*ONE))
        document.spreadsheet.addElement(hidden)

    first, second = read(save(tmp_path / "a.ods", line(*HEADER), edit=edit))
    assert first.marks == ()
    assert second.marks == (Mark(1, 0, "hidden"),)
    assert second.rows == (ONE,)


def test_formulas_errors_and_rounded_numbers(tmp_path):
    cells = (
        cell("2", valuetype="float", value="2", formula="of:=1+1"),
        cell("", formula="of:=1+2"),
        cell("#REF!", formula="of:=X"),
        cell("1.23E+19", valuetype="float", value="12345678901234567890"),
    )
    (sheet,) = read(save(tmp_path / "a.ods", line(*cells), line(cell("", formula="of:=1"))))
    assert sheet.rows[0] == ("2", "", "#REF!", "12345678901234567890")
    assert sheet.marks == (
        Mark(1, 1, "formula"),
        Mark(1, 2, "no-result"),
        Mark(1, 3, "error"),
        Mark(1, 3, "formula"),
        Mark(1, 4, "rounded"),
        Mark(2, 1, "no-result"),
    )


def test_merged_cells(tmp_path):
    (sheet,) = read(
        save(
            tmp_path / "a.ods",
            line(cell("Family", numberrowsspanned="2"), "Salma"),
            line(CoveredTableCell(), "Karim"),
            line("Other", "Rania"),
        )
    )
    assert sheet.rows == (("Family", "Salma"), ("", "Karim"), ("Other", "Rania"))
    assert sheet.marks == (Mark(2, 1, "merged"),)
    assert [(row, column) for row, column, _ in sheet.warnings] == [(1, "A")]


def test_spaces_paragraphs_and_notes(tmp_path):
    spaced = TableCell(valuetype="string")
    paragraph = P(text="Salma")
    paragraph.addElement(S(c=3))
    paragraph.addText("Invented")
    spaced.addElement(paragraph)
    spaced.addElement(P(text="second line"))
    noted = cell("Karim")
    note = Annotation()
    note.addElement(P(text="not for the list"))
    noted.addElement(note)
    (sheet,) = read(save(tmp_path / "a.ods", line(spaced, noted)))
    assert sheet.rows == (("Salma   Invented\nsecond line", "Karim"),)
    assert [what for _, _, what in sheet.warnings] == ["the workbook carries notes on cells; they were not read"]


def test_repeated_cells_and_lines_are_spread(tmp_path):
    lines = (line(cell("x", numbercolumnsrepeated="3"), "y"), line(*ONE, numberrowsrepeated="2"), line("end"))
    (sheet,) = read(save(tmp_path / "a.ods", *lines))
    assert sheet.rows == (("x", "x", "x", "y"), ONE, ONE, ("end",))
    assert sheet.numbers == (1, 2, 3, 4)


def test_the_usual_million_of_blank_lines_costs_nothing(tmp_path):
    blank = line(cell("", numbercolumnsrepeated="16384"), numberrowsrepeated="1048000")
    (sheet,) = read(save(tmp_path / "a.ods", line(*ONE), blank, line("end")))
    assert sheet.numbers == (1, 1048002)


@pytest.mark.parametrize(
    "made",
    [
        lambda: line(cell("x", numbercolumnsrepeated="16384")),
        lambda: line("x", numberrowsrepeated="1048576"),
        lambda: line(cell("", numbercolumnsrepeated="300"), "x"),
    ],
)
def test_repetitions_that_would_fill_the_memory(tmp_path, made):
    assert refused(save(tmp_path / "a.ods", line(*ONE), made())).code == "too-large"


def test_a_line_more_than_the_bound(tmp_path):
    path = save(tmp_path / "a.ods", line("a"), line("b"), line("c"))
    assert len(read(path, Limits(rows=3))[0].rows) == 3
    assert refused(path, Limits(rows=2)).code == "too-large"


def change(path, name, edit):
    with zipfile.ZipFile(path) as archive:
        parts = {one: archive.read(one) for one in archive.namelist()}
    parts[name] = edit(parts.get(name, b""))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for one, content in parts.items():
            archive.writestr(one, content)
    return path


def test_a_locked_document(tmp_path):
    path = save(tmp_path / "a.ods", line(*ONE))
    change(
        path,
        "META-INF/manifest.xml",
        lambda text: text.replace(b"</manifest:manifest>", b"<manifest:encryption-data/></manifest:manifest>"),
    )
    assert refused(path).code == "password"


def test_damage_entities_and_nonsense(tmp_path):
    def edited(name, edit):
        return refused(
            change(save(tmp_path / name, line(cell("x", numbercolumnsrepeated="2"))), "content.xml", edit)
        ).code

    assert edited("a.ods", lambda text: text[:-40]) == "damaged"
    assert edited("b.ods", lambda text: text.replace(b"?>", b'?><!DOCTYPE x [<!ENTITY a "b">]>', 1)) == "hostile"
    assert edited("c.ods", lambda text: text.replace(b'repeated="2"', b'repeated="-2"')) == "damaged"


def test_macros_are_reported(tmp_path):
    path = change(save(tmp_path / "a.ods", line(*ONE)), "Basic/Standard/Module1.xml", lambda _: b"<a/>")
    (sheet,) = read(path)
    assert [what for _, _, what in sheet.warnings] == ["the workbook carries macros; they were not run"]
