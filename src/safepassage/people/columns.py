"""Which line heads a list and what each column holds: recognised by its words, or said by the user once for a source."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from safepassage.people.headings import PEOPLE
from safepassage.people.model import Column, Sheet
from safepassage.people.text import clean, key, letter

HEADER_WITHIN = 40  # titles, addresses and logos stand above a header, never a page of them
LEAST_HEADINGS = 2
NAMES = frozenset({"full_name", "given_name", "family_name", "latin_name", "mrz"})
UNUSED = frozenset({"line", "ignored"})
SEVERAL = frozenset({"ignored", "line", "document_number", "passport_number", "id_number"})  # may head several columns
PARTS = re.compile(r"[\n/|()\[\]]+|\s[-–—]\s")
LETTERS = re.compile(r"[A-Za-z]{1,3}")


@dataclass(frozen=True, slots=True)
class Header:
    """The header found: its place among the sheet's rows (-1 for none), its columns, what was not sure or not found."""

    at: int
    columns: tuple[Column, ...]
    notes: tuple[str, ...] = ()


def find_header(
    sheet: Sheet,
    mapping: Mapping[str, str] | None = None,
    vocabulary: Mapping[str, str] = PEOPLE,
    needed: frozenset[str] = NAMES,
) -> Header:
    """The header line and the columns.

    Args:
        sheet: the table as read.
        mapping: field to heading or column letter, kept for this source; goes before recognition.
        vocabulary: field by heading, as `text.key` writes it.
        needed: a header must have at least one of these fields.
    """
    best, best_count = Header(-1, ()), 0
    for at, cells in enumerate(sheet.rows[:HEADER_WITHIN]):
        columns = _recognise(cells, vocabulary)
        fields = {one.field for one in columns if one.field and one.field not in UNUSED}
        count = len(fields)
        if count > best_count and count >= LEAST_HEADINGS and fields & needed:
            best, best_count = Header(at, columns), count
    if mapping:
        best = _apply_mapping(sheet, best, mapping)
    return Header(best.at, best.columns, (*best.notes, *_notes(best.columns)))


def _recognise(cells: tuple[str, ...], vocabulary: Mapping[str, str]) -> tuple[Column, ...]:
    found = []
    for at, cell in enumerate(cells, start=1):
        field, sure = _field(cell, vocabulary)
        found.append(Column(letter(at), clean(cell), field, sure))
    return _settle(found)


def field_of(heading: str) -> str:
    """The field of a list of people that a heading names, empty where it names none."""
    return _field(heading, PEOPLE)[0]


def _field(cell: str, vocabulary: Mapping[str, str]) -> tuple[str, bool]:
    whole = key(cell)
    if not whole or len(cell) > 120:  # noqa: PLR2004 - a sentence is no heading
        return "", True
    if whole in vocabulary:
        return vocabulary[whole], True
    parts = [vocabulary.get(key(part), "") for part in PARTS.split(cell) if key(part)]
    known = {part for part in parts if part}
    if len(known) == 1 and parts[0]:
        return known.pop(), all(parts)
    inside = _inside(whole, vocabulary)
    return inside, not inside


def _inside(whole: str, vocabulary: Mapping[str, str]) -> str:
    """The field of the longest known words inside of a longer heading."""
    words = whole.split()
    for length in range(min(len(words), 6), 1, -1):
        for start in range(len(words) - length + 1):
            field = vocabulary.get(" ".join(words[start : start + length]), "")
            if field:
                return field
    return ""


def _settle(columns: list[Column]) -> tuple[Column, ...]:
    """One column a field: of several claims the sure one stays, then the first; what loses is reported as not used."""
    chosen: dict[str, Column] = {}
    for column in columns:
        before = chosen.get(column.field)
        if before is None or (column.sure and not before.sure):
            chosen[column.field] = column
    return tuple(
        column
        if not column.field or column.field in SEVERAL or chosen[column.field] is column
        else Column(column.letter, column.heading, "", sure=False)
        for column in columns
    )


def _apply_mapping(sheet: Sheet, header: Header, mapping: Mapping[str, str]) -> Header:
    at = _mapped_header(sheet, mapping, header.at)
    width = max((len(cells) for cells in sheet.rows), default=0)
    cells = sheet.rows[at] if at >= 0 else ()
    columns = {one.letter: one for one in header.columns} if at == header.at else {}
    result, missing = [], dict(mapping)
    for place in range(1, width + 1):
        heading = clean(cells[place - 1]) if place <= len(cells) else ""
        field = _mapped(letter(place), heading, mapping)
        missing.pop(field, None)
        known = columns.get(letter(place))
        if field:
            result.append(Column(letter(place), heading, field))
        elif known is not None and known.field not in mapping:
            result.append(known)
        else:
            result.append(Column(letter(place), heading, ""))
    notes = tuple(
        f"the kept mapping names {heading} for {field}, which this sheet does not have"
        for field, heading in missing.items()
    )
    return Header(at, tuple(result), notes)


def _mapped_header(sheet: Sheet, mapping: Mapping[str, str], found: int) -> int:
    """The line that has every heading of the mapping; what could be a column's letter need not be a heading."""
    every = {key(heading) for heading in mapping.values()}
    headings = {key(heading) for heading in mapping.values() if not LETTERS.fullmatch(heading)}
    for wanted in (every, headings):
        for place, cells in enumerate(sheet.rows[:HEADER_WITHIN] if wanted else ()):
            if wanted <= {key(cell) for cell in cells}:
                return place
    return found


def _mapped(place: str, heading: str, mapping: Mapping[str, str]) -> str:
    for field, wanted in mapping.items():
        if key(wanted) == key(heading) and heading:
            return field
    return next(
        (field for field, wanted in mapping.items() if LETTERS.fullmatch(wanted) and wanted.upper() == place), ""
    )


def _notes(columns: tuple[Column, ...]) -> list[str]:
    notes = [
        f"column {one.place()} was taken as {one.field.replace('_', ' ')}, which is not sure"
        for one in columns
        if one.field and not one.sure
    ]
    unused = ", ".join(one.place() for one in columns if one.heading and not one.field)
    return [*notes, f"columns not used: {unused}"] if unused else notes
