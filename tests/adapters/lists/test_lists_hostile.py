"""Files made to harm, and files that were harmed. Each ends in one problem with what to do, never in a crash."""

import io
import os
import random
import struct
import zipfile
from pathlib import Path

import pytest
from list_files import HEADER, MAIN, compound_file, read, refused, row_xml, save_book, save_parts, sheet_xml

from safepassage.adapters.lists import Limits
from safepassage.adapters.lists.child import read_file
from safepassage.adapters.lists.limits import MEGABYTE
from safepassage.kernel.problems import ProblemsError

ONE = ("Salma Invented", "1980-05-03", "N1234567")


def test_an_empty_file(tmp_path):
    for name, content in (("a.xlsx", b""), ("b.csv", b"  \r\n ")):
        (tmp_path / name).write_bytes(content)
        assert refused(tmp_path / name).code == "empty"


def test_a_workbook_without_lines_is_an_empty_sheet(tmp_path):
    (sheet,) = read(save_book(tmp_path / "a.xlsx"))
    assert sheet.rows == ()


def test_a_workbook_locked_with_a_password(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(compound_file("EncryptionInfo", "EncryptedPackage"))
    problem = refused(tmp_path / "a.xlsx")
    assert problem.code == "password"
    assert "password" in problem.do


def test_a_zip_locked_with_a_password(tmp_path):
    path = save_book(tmp_path / "a.xlsx", HEADER)
    content = bytearray(path.read_bytes())
    place = content.index(b"PK\x01\x02")
    content[place + 8] |= 1
    path.write_bytes(content)
    assert refused(path).code == "password"


def test_an_old_workbook_is_named_as_such(tmp_path):
    (tmp_path / "a.xls").write_bytes(compound_file("Workbook"))
    problem = refused(tmp_path / "a.xls")
    assert problem.code == "unknown"
    assert "XLS" in problem.what


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_workbook_cut_short(tmp_path, share):
    path = save_book(tmp_path / "a.xlsx", HEADER, ONE)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    assert refused(path).code == "damaged"


def test_a_changed_byte_inside(tmp_path):
    path = save_book(tmp_path / "a.xlsx", HEADER, *[ONE] * 50)
    with zipfile.ZipFile(path) as archive:
        entry = archive.getinfo("xl/worksheets/sheet1.xml")
    content = bytearray(path.read_bytes())
    content[entry.header_offset + 30 + len(entry.filename) + entry.compress_size // 2] ^= 0xFF
    path.write_bytes(content)
    assert refused(path).code == "damaged"


def test_a_hundred_megabytes_when_unpacked(tmp_path):
    path = save_parts(tmp_path / "a.xlsx", " " * (101 * MEGABYTE))
    assert path.stat().st_size < MEGABYTE
    problem = refused(path)
    assert problem.code == "too-large"
    assert "100 MB" in problem.what


def test_bounds_of_the_packing_hold_exactly(tmp_path):
    xml = sheet_xml(row_xml(1, *ONE))
    path = save_parts(tmp_path / "a.xlsx", xml)
    with zipfile.ZipFile(path) as archive:
        sizes = [entry.file_size for entry in archive.infolist()]
    assert read(path, Limits(zip_entries=len(sizes), unpacked_bytes=sum(sizes), entry_bytes=max(sizes)))[0].rows == (
        ONE,
    )
    for limits in (
        Limits(zip_entries=len(sizes) - 1),
        Limits(unpacked_bytes=sum(sizes) - 1),
        Limits(entry_bytes=max(sizes) - 1),
    ):
        assert refused(path, limits).code == "too-large"


def test_a_part_that_packs_too_well(tmp_path):
    path = save_parts(tmp_path / "a.xlsx", sheet_xml(row_xml(1, *ONE)) + " " * (20 * MEGABYTE))
    assert refused(path).code == "too-large"
    assert read(path, Limits(zip_ratio=5000))[0].rows == (ONE,)


def test_a_size_that_lies(tmp_path):
    path = save_parts(tmp_path / "a.xlsx", sheet_xml(row_xml(1, *ONE)))
    content = bytearray(path.read_bytes())
    place = content.rindex(b"PK\x01\x02")  # the last entry is the sheet
    content[place + 24 : place + 28] = struct.pack("<L", 100)
    path.write_bytes(content)
    assert refused(path).code == "damaged"


@pytest.mark.parametrize(
    "name", ["../up.xml", "/absolute.xml", "xl\\..\\..\\up.xml", "C:/windows.xml", "xl/../../up.xml"]
)
def test_a_name_that_leads_outside(tmp_path, name):
    path = save_parts(tmp_path / "a.xlsx", sheet_xml(row_xml(1, *ONE)), **{name: "<a/>"})
    assert refused(path).code == "hostile"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_of_one_name(tmp_path):
    path = save_parts(tmp_path / "a.xlsx", sheet_xml(row_xml(1, *ONE)))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", sheet_xml(row_xml(1, "Somebody Else")))
    assert refused(path).code == "hostile"


LAUGHS = "".join(f'<!ENTITY l{at} "{f"&l{at - 1};" * 10}">' for at in range(1, 10))


@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml", "docProps/thumbnail.dat"]
)
def test_entity_bombs_in_any_part(tmp_path, part):
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{LAUGHS}]><x>&l9;</x>'
    path = save_parts(tmp_path / "a.xlsx", sheet_xml(row_xml(1, *ONE)), **{part: bomb})
    assert refused(path).code == "hostile"


def test_an_entity_bomb_in_utf_16(tmp_path):
    bomb = f'<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [<!ENTITY l0 "lol">{LAUGHS}]><x>&l9;</x>'
    path = save_parts(
        tmp_path / "a.xlsx", sheet_xml(row_xml(1, *ONE)), **{"xl/sharedStrings.xml": bomb.encode("utf-16")}
    )
    assert refused(path).code == "hostile"


def test_an_entity_that_would_read_a_file(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    xml = f'<!DOCTYPE x [<!ENTITY f SYSTEM "{secret.as_uri()}">]>' + sheet_xml(row_xml(1, "&f;"))
    assert refused(save_parts(tmp_path / "a.xlsx", xml)).code == "hostile"


def test_one_cell_at_the_far_corner(tmp_path):
    xml = sheet_xml(row_xml(1, *ONE) + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    problem = refused(save_parts(tmp_path / "a.xlsx", xml))
    assert (problem.row, problem.column, problem.code) == (1048576, "XFD", "too-large")


def test_one_cell_in_the_last_line(tmp_path):
    xml = sheet_xml(row_xml(1, *ONE) + '<row r="1048576"><c r="A1048576"><v>1</v></c></row>')
    (sheet,) = read(save_parts(tmp_path / "a.xlsx", xml))
    assert sheet.numbers == (1, 1048576)


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="ZZZZZ99"><v>1</v></c></row>',
        '<row r="1"><c r="A2"><v>1</v></c></row>',
        '<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
        '<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="A1"><v>2</v></c></row>',
        '<row r="0"><c r="A0"><v>1</v></c></row>',
        '<row r="99999999999"><c><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>7</v></c></row>',
        '<row r="1"><c r="A1"><v>no number</v></c></row>',
        '<row r="1"><c r="A1"><v>1E999</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></row>',
    ],
)
def test_markup_that_makes_no_sense(tmp_path, rows):
    assert refused(save_parts(tmp_path / "a.xlsx", sheet_xml(rows))).code == "damaged"


def test_a_merge_over_the_whole_sheet_costs_nothing(tmp_path):
    xml = sheet_xml(row_xml(1, *ONE), after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')
    (sheet,) = read(save_parts(tmp_path / "a.xlsx", xml))
    assert [(mark.row, mark.column) for mark in sheet.marks] == [(1, 2), (1, 3)]


def test_hidden_columns_without_end_cost_nothing(tmp_path):
    xml = sheet_xml(row_xml(1, *ONE), before='<cols><col min="2" max="16384" hidden="1"/></cols>')
    (sheet,) = read(save_parts(tmp_path / "a.xlsx", xml))
    assert [(mark.row, mark.column) for mark in sheet.marks] == [(0, 2), (0, 3)]


def test_a_cell_longer_than_any_name(tmp_path):
    problem = refused(save_parts(tmp_path / "a.xlsx", sheet_xml(row_xml(1, "x") + row_xml(2, "y", "x" * 5001))))
    assert (problem.row, problem.column, problem.code) == (2, "B", "too-large")


def many_rows(path: Path, count: int) -> Path:
    dice = random.Random(1)
    with zipfile.ZipFile(save_parts(path, ""), "r") as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if "sheet1" not in name}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            part.write(f'<worksheet xmlns="{MAIN}"><dimension ref="A1:A2"/><sheetData>'.encode())
            for _ in range(count):
                part.write(f"<row><c><v>{dice.randrange(10**9)}</v></c></row>".encode())
            part.write(b"</sheetData></worksheet>")
    return path


def test_more_lines_than_a_list_has_under_a_dimension_of_two(tmp_path):
    problem = refused(many_rows(tmp_path / "a.xlsx", 50_001))
    assert problem.what == "the sheet has more than 50000 lines"


@pytest.mark.skipif("SAFEPASSAGE_SWEEP" not in os.environ, reason="a million lines are for the nightly sweep")
def test_a_million_lines(tmp_path):
    assert refused(many_rows(tmp_path / "a.xlsx", 1_000_000)).code == "too-large"


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("a.xlsx", b"%PDF-1.7 something", "PDF"),
        ("b.csv", b"\x89PNG\r\n\x1a\n and so on", "picture"),
        ("c.xls", b"<html><table><tr><td>Name</td></tr></table></html>", "web page"),
        ("d.xlsx", b"7z\xbc\xaf\x27\x1c and so on", "packed"),
    ],
)
def test_other_kinds_of_files_are_told_by_their_content(tmp_path, name, content, word):
    (tmp_path / name).write_bytes(content)
    problem = refused(tmp_path / name)
    assert problem.code == "unknown"
    assert word in problem.what


@pytest.mark.parametrize(("part", "word"), [("word/document.xml", "another kind"), ("xl/workbook.bin", "XLSB")])
def test_other_kinds_of_packed_documents(tmp_path, part, word):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(part, "<a/>")
    assert word in refused(tmp_path / "a.xlsx").what


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_a_damaged_workbook_never_gives_anything_but_sheets_or_problems(tmp_path):
    """Bytes changed at random inside of the parts, packed again so that no checksum catches them."""
    dice = random.Random(20231101)
    with zipfile.ZipFile(save_book(tmp_path / "a.xlsx", HEADER, *[ONE] * 5)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    outcomes = {"sheets": 0, "problems": 0}
    for _ in range(300):
        hurt = dict(parts)
        name = dice.choice(sorted(parts))
        content = bytearray(parts[name])
        for _ in range(dice.randrange(1, 4)):
            content[dice.randrange(len(content))] = dice.randrange(256)
        hurt[name] = bytes(content)
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for one, text in hurt.items():
                archive.writestr(one, text)
        packed.seek(0)
        try:
            read_file(packed, Limits())
            outcomes["sheets"] += 1
        except ProblemsError:
            outcomes["problems"] += 1
    assert outcomes["sheets"] > 20
    assert outcomes["problems"] > 20
