"""Reads CSV in whatever encoding and with whatever separator it came, and says what was concluded and why."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter

from safepassage.adapters.lists.building import SheetBuilder
from safepassage.adapters.lists.limits import Limits, refuse
from safepassage.people.model import Sheet

MARKED = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
CANDIDATES = ("cp1256", "iso8859_6", "cp1252")
NAMES = {"cp1256": "Windows-1256 (Arabic)", "iso8859_6": "ISO 8859-6 (Arabic)", "cp1252": "Windows-1252 (Western)"}
WORD = re.compile(r"[^\x00-@\[-`{-\x7f\s،؛؟]+")
ARABIC = re.compile(r"[\u0600-\u06ff\u200c\u200d]")
LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
STRANGE = re.compile(r"[\u0080-\u00bf\u00d7\u00f7\u2000-\u200b\u2010-\u2fff]")
GARBLED = re.compile(r"[\u00c3\u00d8\u00d9][\u0080-\u00bf\u0192\u2020-\u203a]|\u00d8\u00a7|\u00d9\u201e")
SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
SAVE_AGAIN = "Open it in a spreadsheet, look at the names, and save it as XLSX or as CSV UTF-8"
MOST_LINES_IN_CELL = 3
SAMPLE_LINES = 200


def read_plaintext(content: bytes, limits: Limits) -> tuple[Sheet, ...]:
    """The one sheet of a CSV, TSV or semicolon file.

    Raises:
        ProblemsError: it is no text, its encoding cannot be told, or its quotation marks do not close.
    """
    text, concluded = decode(content)
    builder = SheetBuilder("", limits)
    builder.general.extend(concluded)
    separator = find_separator(text)
    if len(GARBLED.findall(text)) > 2:  # noqa: PLR2004 - three such pairs are no accident of a name
        builder.general.append("letters look garbled by an earlier program; compare the names with the original")
    before = csv.field_size_limit(limits.cell_characters)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for number, cells in enumerate(reader, start=1):
            builder.line(number, cells)
            for column, cell in enumerate(cells, start=1):
                if cell.count("\n") > MOST_LINES_IN_CELL:
                    builder.mark(number, column, "lines")
    except csv.Error as broken:
        raise refuse(
            "a quotation mark opens a cell and does not close it, so that rows would be lost",
            'Look at this line for a stray " and remove it, or save the list as XLSX',
            row=reader.line_num,
            code="damaged",
        ) from broken
    finally:
        csv.field_size_limit(before)  # it is the whole process's setting
    return (builder.build(),)


def decode(content: bytes) -> tuple[str, list[str]]:
    """The text, and what was concluded of its encoding where the file does not say.

    Raises:
        ProblemsError: nothing fits, or two readings fit equally well.
    """
    for mark, encoding in MARKED:
        if content.startswith(mark):
            return _strict(content, encoding), []
    if b"\0" in content:
        return _without_mark(content)
    try:
        return content.decode("utf-8"), []
    except UnicodeDecodeError as broken:
        _refuse_spoilt(content, broken)
    return _legacy(content)


def _strict(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as broken:
        raise refuse(
            "the file is cut short or damaged: its text stops making sense",
            SAVE_AGAIN,
            row=content[: broken.start].count(b"\n") + 1,
            code="damaged",
        ) from broken


def _without_mark(content: bytes) -> tuple[str, list[str]]:
    zeros = Counter(at % 2 for at, byte in enumerate(content[:4000]) if not byte)
    encoding = "utf-16-le" if zeros[1] > zeros[0] else "utf-16-be"
    rare = zeros.total() * 20 < min(len(content), 4000)  # in UTF-16 every digit, comma and line end brings one
    if rare or min(zeros[0], zeros[1]) * 20 > max(zeros[0], zeros[1]) or len(content) % 2:
        raise refuse("the file is neither a workbook nor text", "Send the list as XLSX, ODS or CSV", code="unknown")
    return _strict(content, encoding), ["the file does not say its encoding; it was read as UTF-16"]


def _refuse_spoilt(content: bytes, broken: UnicodeDecodeError) -> None:
    lenient = content.decode("utf-8", "replace")
    lost, kept = lenient.count("\ufffd"), sum(1 for sign in lenient if "\u0080" <= sign != "\ufffd")
    if kept > 3 * lost:
        raise refuse(
            f"the text is UTF-8 with {lost} damaged places, this line the first",
            SAVE_AGAIN,
            row=content[: broken.start].count(b"\n") + 1,
            code="encoding",
        )


def _legacy(content: bytes) -> tuple[str, list[str]]:
    readings = {}
    for encoding in CANDIDATES:
        try:
            readings[encoding] = content.decode(encoding)
        except UnicodeDecodeError:
            continue
    ranked = sorted(readings, key=lambda encoding: (_oddness(readings[encoding]), CANDIDATES.index(encoding)))
    if not ranked:
        raise refuse("the encoding of the text cannot be told", SAVE_AGAIN, code="encoding")
    best = ranked[0]
    oddness = _oddness(readings[best])
    rivals = [one for one in ranked[1:] if readings[one] != readings[best] and _oddness(readings[one]) <= 2 * oddness]
    if rivals:
        raise refuse(
            f"the text could be {NAMES[best]} or {NAMES[rivals[0]]}; names would differ",
            SAVE_AGAIN,
            code="encoding",
        )
    return readings[best], [
        f"the file does not say its encoding; it was read as {NAMES[best]}, in which its words make sense: check a few names"
    ]


def _oddness(text: str) -> int:
    """How many words no one would write: two scripts in one word, signs inside of it, hardly a plain letter in it."""
    odd = 0
    for word in set(WORD.findall(text)):
        arabic, latin = len(ARABIC.findall(word)), len(LATIN.findall(word))
        plain = sum(1 for sign in word if sign.isascii())
        if (arabic and latin) or STRANGE.search(word) or (latin > 2 and latin > 2 * plain):  # noqa: PLR2004 - a short word may be all accents
            odd += 1
    return odd


def find_separator(text: str) -> str:
    """The sign that cuts the most lines into the same number of cells, more than one; a comma where none does."""
    lines = text.splitlines()[:SAMPLE_LINES]
    best, best_score = ",", (0, 0)
    for separator in SEPARATORS:
        try:
            widths = Counter(len(cells) for cells in csv.reader(lines, delimiter=separator) if len(cells) > 1)
        except csv.Error:
            continue
        if widths:
            width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
            if (count, width) > best_score:
                best, best_score = separator, (count, width)
    return best
