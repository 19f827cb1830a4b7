"""From a sheet's lines to lines that were read: what stands out of them is set apart, the rest is read cell by cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from safepassage.people.columns import Header
from safepassage.people.fields import Context, Finding, LineReader
from safepassage.people.model import Column, Details, Sheet
from safepassage.people.text import CONTROL, key, letter, western
from safepassage.people.words import TOTALS, is_nothing

AS_VALUES = "Ask for the list with values instead of formulas"
BROKEN = {
    "no-result": ("the cell holds a formula whose result was not stored", AS_VALUES),
    "error": ("the cell shows an error of the spreadsheet", AS_VALUES),
    "rounded": (
        "the spreadsheet lost the last digits of the number",
        "Ask for it; set the column to text before typing",
    ),
}
SHOW = "Show it, decide whether it belongs to the list, and import the list again"
ALONE = "Take it out if it is a title or a note; else write what is missing"
WHOLE_LINE = 0

Fields = Mapping[str, tuple[tuple[int, Column], ...]]  # field -> places from 0 and columns
Marked = Mapping[int, Mapping[int, frozenset[str]]]  # line number -> column from 1 (0 the whole line) -> kinds of marks


@dataclass(slots=True)
class ReadLine:
    """One line of the list proper, with what was found in it."""

    number: int
    cells: tuple[str, ...]
    reader: LineReader
    details: Details
    after_gap: bool
    apart: bool = False  # a total or a signature: held, and nobody's family

    def held(self) -> bool:
        """Whether a person must look before this line counts."""
        return any(one.holds for one in self.reader.findings)


def by_field(columns: tuple[Column, ...]) -> Fields:
    """The columns that are used, by field."""
    found: dict[str, list[tuple[int, Column]]] = defaultdict(list)
    for at, column in enumerate(columns):
        if column.field:
            found[column.field].append((at, column))
    return {name: tuple(places) for name, places in found.items()}


def by_line(sheet: Sheet) -> Marked:
    """The sheet's marks by line and column."""
    found: dict[int, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for mark in sheet.marks:
        found[mark.row][mark.column].add(mark.kind)
    return {row: {column: frozenset(kinds) for column, kinds in columns.items()} for row, columns in found.items()}


def split_sheet(sheet: Sheet, header: Header, marked: Marked) -> tuple[tuple[int, ...], tuple[tuple[int, bool], ...]]:
    """Numbers of title lines (the header too), and the places of the list's own lines with whether a gap stands before."""
    titles: list[int] = []
    body: list[tuple[int, bool]] = []
    heads = [key(cell) for cell in sheet.rows[header.at]] if header.at >= 0 else None
    before = 0
    for at, (number, cells) in enumerate(zip(sheet.numbers, sheet.rows, strict=True)):
        if not any(cell.strip() for cell in cells) and not _formulas_only(marked.get(number, {})):
            continue
        if at <= header.at or [key(cell) for cell in cells] == heads:
            titles.append(number)
        else:
            body.append((at, bool(body) and number > before + 1))
        before = number
    return tuple(titles), tuple(body)


def _formulas_only(marks: Mapping[int, frozenset[str]]) -> bool:
    """A line that looks blank because its formulas came without results is no blank line."""
    return any("no-result" in kinds for kinds in marks.values())


def read_line(sheet: Sheet, at: int, context: Context, marked: Marked, width: int, *, after_gap: bool) -> ReadLine:
    """Read the line at a place of the sheet; `width` is how many cells the header allows."""
    number, cells = sheet.numbers[at], sheet.rows[at]
    marks = marked.get(number, {})
    dates = frozenset(column - 1 for column, kinds in marks.items() if "date" in kinds)
    reader = LineReader(context, cells, dates)
    if "hidden" in marks.get(WHOLE_LINE, ()):
        reader.fault("", "the line is hidden in the source", SHOW)
    filled = [place for place, cell in enumerate(cells) if not is_nothing(cell)]
    zone = {place for place, _ in context.columns.get("mrz", ())}
    if filled and _is_total(cells[filled[0]]):
        reader.fault(
            "", "this looks like a total or a signature, not like a person", "Take the line out if nobody stands here"
        )
        return ReadLine(number, cells, reader, Details(""), after_gap, apart=True)
    if len(filled) == 1 and len(context.columns) > 1 and not zone & set(filled):
        reader.fault("", "only one cell of this line is filled", ALONE)
        return ReadLine(number, cells, reader, Details(""), after_gap)
    if any(place >= width for place in filled):
        reader.fault(
            "",
            "the line has more cells than the list has headings, so they may have moved",
            "Look for a separator inside of a cell",
        )
    _look_at_cells(reader, cells, marks)
    return ReadLine(number, cells, reader, reader.read(), after_gap)


def _is_total(text: str) -> bool:
    words = key(text)
    return words in TOTALS or (
        words.partition(" ")[0] in TOTALS and any(sign in ":0123456789" for sign in western(text))
    )


def _look_at_cells(reader: LineReader, cells: tuple[str, ...], marks: Mapping[int, frozenset[str]]) -> None:
    for name, places in reader.context.columns.items():
        if name in {"line", "ignored"}:
            continue
        for at, _ in places:
            kinds = marks.get(at + 1, frozenset())
            for kind in kinds & BROKEN.keys():
                reader.findings.append(Finding(name, *BROKEN[kind]))
            if "formula" in kinds and "error" not in kinds:
                reader.doubt(name, "the cell holds a formula; its stored result was read", AS_VALUES)
            if at < len(cells) and not cells[at].isascii() and CONTROL.search(cells[at]):
                reader.fault(name, "the cell holds signs that are no text", "Type the cell again")


def header_width(sheet: Sheet, header: Header, body: tuple[tuple[int, bool], ...]) -> int:
    """How many cells a line may have: the headings, or more where most lines go beyond them (a column without a heading)."""
    headed = max((at for at, column in enumerate(header.columns, start=1) if column.heading or column.field), default=0)
    beyond = sum(1 for at, _ in body if any(not is_nothing(cell) for cell in sheet.rows[at][headed:]))
    return headed if beyond * 2 <= len(body) else max(len(sheet.rows[at]) for at, _ in body)


def place_of(fields: Fields, name: str) -> str:
    """`C (Date of birth)` for a field, empty for the whole line."""
    return fields[name][0][1].place() if name in fields else ""


def hidden_columns(sheet: Sheet, fields: Fields) -> list[str]:
    """A note for each column that is used though the source hides it."""
    hidden = {mark.column for mark in sheet.marks if mark.kind == "hidden" and not mark.row}
    return [
        f"column {column.place()} is hidden in the source and was read as {name.replace('_', ' ')}: look whether that is right"
        for name, places in fields.items()
        for at, column in places
        if at + 1 in hidden
    ]


def in_column(column: str) -> str:
    """The column's part of a note's place."""
    return f", column {column}" if column else ""


def unrecognised(width: int) -> str:
    """What is said of a sheet whose header was not found."""
    return f"no line was recognised as the header (columns A to {letter(max(width, 1))}): name the columns in a mapping for this source"
