"""Files as they really come. Every person in them is invented."""

import struct
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from safepassage.adapters.lists import Limits, SandboxedReader
from safepassage.adapters.lists.child import read_file
from safepassage.kernel.problems import ProblemsError

READER = SandboxedReader()  # one nursery for all tests; what differs are the limits
HEADER = ("Full name", "Date of birth", "Passport no")
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def read(path: Path, limits: Limits | None = None):
    """What the child reads, without starting one: the same lines of code, much sooner."""
    with path.open("rb") as stream:
        return read_file(stream, limits or Limits())


def refused(path: Path, limits: Limits | None = None):
    with pytest.raises(ProblemsError) as caught:
        read(path, limits)
    (problem,) = caught.value.problems
    assert problem.do
    return problem


def read_apart(path: Path, limits: Limits | None = None):
    READER.limits = limits or Limits()
    return READER.read(path)


def refused_apart(path: Path, limits: Limits | None = None):
    with pytest.raises(ProblemsError) as caught:
        read_apart(path, limits)
    (problem,) = caught.value.problems
    assert problem.source == path.name
    assert problem.do
    return problem


def save_book(path: Path, *rows, edit=None) -> Path:
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    if edit:
        edit(book)
    book.save(path)
    return path


def save_parts(path: Path, sheet_xml: str, **more: str) -> Path:
    """The smallest workbook around a sheet's markup, so that a test can say anything in it."""
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="a" Type="{DOCUMENT}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{DOCUMENT}"><sheets><sheet name="List" sheetId="1" r:id="s1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="s1" Type="{DOCUMENT}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet_xml,
    } | more
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


def sheet_xml(rows: str, *, dimension: str = "A1:C9", before: str = "", after: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}"><dimension ref="{dimension}"/>{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def row_xml(number: int, *texts: str, attributes: str = "") -> str:
    cells = "".join(
        f'<c r="{chr(65 + at)}{number}" t="inlineStr"><is><t>{text}</t></is></c>' for at, text in enumerate(texts)
    )
    return f'<row r="{number}"{attributes}>{cells}</row>'


def compound_file(*names: str) -> bytes:
    """A compound file (MS-CFB) with empty streams of these names: what a locked workbook looks like from outside."""
    free, end, fat_sector = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    head = struct.pack(
        "<8s16sHHHHHHLLLLLLLLLL",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"",
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        0,
        0,
        1,
        1,
        0,
        4096,
        end,
        0,
        end,
        0,
    )
    head += struct.pack("<109L", 0, *[free] * 108)
    fat = struct.pack("<128L", fat_sector, end, *[free] * 126)
    directory = b""
    for at, name in enumerate(("Root Entry", *names)):
        encoded = (name + "\0").encode("utf-16-le")
        entry = encoded.ljust(64, b"\0") + struct.pack(
            "<HBBLLL", len(encoded), 5 if at == 0 else 2, 1, free, free, free
        )
        directory += entry.ljust(116, b"\0") + struct.pack("<LQ", end, 0)
    return head + fat + directory.ljust(512, b"\0")
