"""Reads a list as it was received. Every line ends accepted, held with its reasons, or counted as title or blank."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from safepassage.people.ages import age_range, is_minor
from safepassage.people.columns import Header, find_header
from safepassage.people.dates import learn_order
from safepassage.people.families import Line, find_marks
from safepassage.people.fields import NUMBERS, Context
from safepassage.people.lines import (
    Fields,
    Marked,
    ReadLine,
    by_field,
    by_line,
    header_width,
    hidden_columns,
    in_column,
    place_of,
    read_line,
    split_sheet,
    unrecognised,
)
from safepassage.people.model import ListRead, ReadRow, Sheet, Unit
from safepassage.people.text import key

__all__ = ["age_range", "is_minor", "read_list", "units"]

ONE_PERSON = "Look whether this is one person or two"


def read_list(sheet: Sheet, source: str, today: date, mapping: Mapping[str, str] | None = None) -> ListRead:
    """Read a sheet of persons.

    Args:
        sheet: the table as its reader found it.
        source: the organisation that sent it, as the notes name it.
        today: the day on which ages and future dates are judged.
        mapping: field to heading or column letter, kept for this source; goes before what is recognised.

    Returns:
        Every line accounted for: `len(rows) + len(titles) + blank` is the number of the last line. Where no header was
        found and no mapping given, every line is held and `columns` is empty: better refuse the file than record it.
    """
    header = find_header(sheet, mapping)
    fields = by_field(header.columns)
    notes = [
        f"{source}{f', row {row}' if row else ''}{in_column(column)}: {what}" for row, column, what in sheet.warnings
    ]
    notes.extend([*header.notes, *hidden_columns(sheet, fields)])
    last = sheet.numbers[-1] if sheet.numbers else 0
    if not fields:
        rows = _all_held(sheet)
        notes.append(unrecognised(max((len(cells) for cells in sheet.rows), default=0)))
        return ListRead(0, (), rows, (), last - len(rows), tuple(notes), {})
    marked = by_line(sheet)
    titles, body = split_sheet(sheet, header, marked)
    context, order_note = _context(sheet, body, fields, marked, today)
    width = header_width(sheet, header, body)
    lines = [read_line(sheet, at, context, marked, width, after_gap=gap) for at, gap in body]
    persons = [one for one in lines if not one.apart]
    marks = find_marks([_line(one, marked) for one in persons])
    for at, name, what in marks.doubts:
        persons[at].reader.doubt(name, what)
    _doubt_repeated(persons)
    rows = _rows(lines, {one.number: mark for one, mark in zip(persons, marks.marks, strict=True)}, fields)
    notes.extend(note for note in (order_note, marks.note) if note)
    return ListRead(
        header=sheet.numbers[header.at] if header.at >= 0 else 0,
        columns=header.columns,
        rows=rows,
        titles=titles,
        blank=last - len(rows) - len(titles),
        notes=tuple(notes),
        mapping=_mapping(header),
    )


def _mapping(header: Header) -> dict[str, str]:
    """What to keep for this source: the heading where there is one, for columns move, else the letter."""
    return {one.field: one.heading or one.letter for one in header.columns if one.field not in {"", "line", "ignored"}}


def _all_held(sheet: Sheet) -> tuple[ReadRow, ...]:
    problem = ("", "the header of the list was not recognised", "Name the columns in a mapping for this source")
    return tuple(
        ReadRow(number, cells, None, (problem,))
        for number, cells in zip(sheet.numbers, sheet.rows, strict=True)
        if any(cell.strip() for cell in cells)
    )


def _context(
    sheet: Sheet, body: Sequence[tuple[int, bool]], fields: Fields, marked: Marked, today: date
) -> tuple[Context, str]:
    texts: list[str] = []
    cells: list[str] = []
    for at, _ in body:
        for place, _column in fields.get("birth", ()):
            text = sheet.rows[at][place] if place < len(sheet.rows[at]) else ""
            true_date = "date" in marked.get(sheet.numbers[at], {}).get(place + 1, ())
            (cells if true_date else texts).append(text)
    order = learn_order(texts, cells)
    note = ""
    if order.order:
        first = "the day" if order.order == "day" else "the month"
        note = f"dates were read with {first} first: {order.proofs} of them can be read in no other way"
    elif order.ambiguous:
        note = f"{order.ambiguous} dates could have day and month swapped, and the list does not prove its order"
    return Context(fields, order, today), note


def _line(one: ReadLine, marked: Marked) -> Line:
    said, details = one.reader.said, one.details
    family = one.reader.context.columns.get("family", ())
    names = [place for field in ("full_name", "given_name") for place, _ in one.reader.context.columns.get(field, ())]
    return Line(
        number=one.number,
        family=said("family"),
        head=said("head"),
        relation=details.relation,
        name=details.full_name,
        birth=details.birth,
        reference=details.reference,
        companion_of=details.companion_of,
        documents=tuple(document.number for document in details.documents),
        merged=any("merged" in marked.get(one.number, {}).get(place + 1, ()) for place, _ in family),
        indented=any(one.cells[place][:2].isspace() for place in names if place < len(one.cells) and one.cells[place]),
        after_gap=one.after_gap,
    )


def _doubt_repeated(lines: Sequence[ReadLine]) -> None:
    """Say which lines share a document number, or a name and a birth date, or everything."""
    same: dict[tuple[str, ...], list[ReadLine]] = defaultdict(list)
    for one in lines:
        for document in one.details.documents:
            same["number", document.number].append(one)
        if one.details.full_name and one.details.birth:
            same["person", key(one.details.full_name), one.details.birth].append(one)
    for (kind, *_), those in same.items():
        if len(those) < 2:  # noqa: PLR2004 - it takes two to repeat
            continue
        for one in those:
            others = ", ".join(str(other.number) for other in those if other is not one)[:60]
            if kind == "number":
                name = next((field for field in (*NUMBERS, "mrz") if field in one.reader.context.columns), "")
                one.reader.doubt(name, f"row {others} has the same document number", ONE_PERSON)
            else:
                one.reader.doubt("full_name", f"row {others} has the same name and birth date", ONE_PERSON)


def _rows(lines: Sequence[ReadLine], marks: Mapping[int, str], fields: Fields) -> tuple[ReadRow, ...]:
    held: dict[str, list[int]] = defaultdict(list)
    for one in lines:
        if one.held():
            held[marks.get(one.number, "")].append(one.number)
    rows = []
    for one in lines:
        mark = marks.get(one.number, "")
        problems = [(place_of(fields, finding.field), finding.what, finding.do) for finding in one.reader.findings]
        if one.held():
            rows.append(ReadRow(one.number, one.cells, None, tuple(problems), mark))
            continue
        if mark and held.get(mark):
            missing = ", ".join(map(str, held[mark]))[:60]
            problems.append(("", f"row {missing} of the same unit is held", "Mend that row before this unit is called"))
        rows.append(ReadRow(one.number, one.cells, replace(one.details, family=mark), tuple(problems), mark))
    return tuple(rows)


def _grouped(rows: Iterable[ReadRow]) -> tuple[tuple[ReadRow, ...], ...]:
    groups: dict[str, list[ReadRow]] = {}
    for row in rows:
        if row.details is not None:
            mark = row.family or row.details.family
            groups.setdefault(key(mark) if mark else f"alone {row.row}", []).append(row)
    return tuple(tuple(group) for group in groups.values())


def _is_companion(row: ReadRow) -> bool:
    return row.details is not None and (row.details.relation == "companion" or bool(row.details.companion_of))


def units(rows: Sequence[ReadRow], today: date) -> tuple[Unit, ...]:
    """Who is called together, in the list's order.

    A list that gives triage or says whose companion somebody is, is one of patients; in any other one a unit is a
    patient's where it has a companion and no principal applicant. The principal of a family is who the list calls so,
    else the first adult, else the first person.
    """
    read = [row.details for row in rows if row.details is not None]
    of_patients = any(one.triage or one.companion_of for one in read)
    found = []
    for unit in _grouped(rows):
        if of_patients or _is_case_of_patient(unit):
            case = tuple(sorted(unit, key=_is_companion))
            found.append(Unit("patient", case[0].row, case))
        else:
            found.append(Unit("family", _principal(unit, today), unit))
    return tuple(found)


def _is_case_of_patient(unit: Sequence[ReadRow]) -> bool:
    relations = {row.details.relation for row in unit if row.details is not None}
    return "companion" in relations and "principal" not in relations


def _principal(unit: Sequence[ReadRow], today: date) -> int:
    named = [row for row in unit if row.details is not None and row.details.relation == "principal"]
    adults = [row for row in unit if row.details is not None and not is_minor(row.details, today)]
    return (named or adults or list(unit))[0].row
