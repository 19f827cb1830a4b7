"""Entries of lists: what one source says of one invented person, and the lines it becomes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from invented.files import Cell, Table
from invented.people import Person
from invented.styles import HEADINGS, WORDS, Style

ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
NOTICE = "INVENTED PEOPLE - nobody on this list exists - made by examples/generate.py"


@dataclass(slots=True)
class Entry:
    """One line that a source will write. `marks` holds what stands in a column in place of the truth."""

    person: Person
    family: str
    head: Person | None = None
    marks: dict[str, Cell] = field(default_factory=dict)
    reference: str = ""
    companion_of: str = ""
    triage: str = ""
    transport: str = ""
    arabic_digits: bool = False
    hidden: bool = False
    file: str = ""
    row: int = 0


@dataclass(slots=True)
class ListFile:
    """One source's list: who sent it, how it is written, and its entries in order."""

    source: str
    name: str
    style: Style
    title: str
    entries: list[Entry] = field(default_factory=list)

    @property
    def header_row(self) -> int:
        """The headings' row, from 1: the notice and the titles stand above it."""
        return max(self.style.titles, 1) + 1


def name_in(person: Person, style: Style) -> str:
    """The person's name the way the source writes it."""
    if style.names == "arabic":
        return " ".join(person.arabic())
    *given, family = person.latin()
    if style.names == "comma":
        return f"{family.upper()}, {' '.join(given)}"
    written = " ".join((*given, family))
    return written.upper() if style.names == "upper" else written


def table_of(one: ListFile, states: dict[str, dict[str, str]]) -> Table:
    """The lines of the list; each entry learns its file and its row."""
    style, table = one.style, Table()
    width = len(style.columns)
    titles = [NOTICE, one.title, "", ""][: one.header_row - 1]
    table.rows += [[title, *[None] * (width - 1)] for title in titles]
    if style.merged:
        table.merged += [(row, 1, row, width) for row in range(1, len(titles) + 1)]
    table.rows.append([HEADINGS[style.language][column] for column in style.columns])
    for number, entry in enumerate(one.entries, 1):
        table.rows.append([_cell(entry, column, style, states, number) for column in style.columns])
        entry.file, entry.row = one.name, len(table.rows)
        if entry.hidden:
            table.hidden.append(entry.row)
    if style.merged:
        _merge_families(one, table)
    if style.total:
        table.rows.append([f"Total: {len(one.entries)}", *[None] * (width - 1)])
    return table


def _merge_families(one: ListFile, table: Table) -> None:
    """The family number stands once, merged over the lines of the family."""
    if "family" not in one.style.columns:
        return
    column = one.style.columns.index("family") + 1
    start = 0
    for at in range(1, len(one.entries) + 1):
        if at == len(one.entries) or one.entries[at].family != one.entries[start].family:
            if at - start > 1:
                table.merged.append((one.entries[start].row, column, one.entries[at - 1].row, column))
                for entry in one.entries[start + 1 : at]:
                    table.rows[entry.row - 1][column - 1] = None
            start = at


def _cell(entry: Entry, column: str, style: Style, states: dict[str, dict[str, str]], number: int) -> Cell:
    if column in entry.marks:
        value = entry.marks[column]
        return _birth(value, style, entry) if isinstance(value, date) else value
    if column == "no":
        return number
    if column == "nationality" and not style.codes:
        return states[style.language][entry.person.nationality.lower()]
    return _WRITERS[column](entry, style)


def _passport(person: Person, style: Style) -> str:
    """A list with a column for identity numbers keeps them out of the passport column."""
    return person.document if "id" not in style.columns or person.document_kind == "passport" else ""


def _relation(person: Person, style: Style) -> str:
    if style.language == "ar" and person.sex == "M" and person.relation == "spouse":
        return "زوج"
    if style.language == "ar" and person.sex == "F" and person.relation == "child":
        return "ابنة"
    return WORDS[style.language][person.relation]


def _birth(birth: date, style: Style, entry: Entry) -> Cell:
    return birth if style.birth == "cell" else _digits(birth.strftime(style.birth), entry)


def _digits(text: str, entry: Entry) -> str:
    return text.translate(ARABIC_DIGITS) if entry.arabic_digits else text


def mrz(person: Person) -> str:
    """The two lines of a passport's machine-readable zone (ICAO 9303-4), in one cell."""
    *given, family = ("".join(sign for sign in part.upper() if sign.isalpha()) for part in person.latin())
    state = "D" if person.nationality == "DEU" else person.nationality
    first = f"P<{state:<<3}{family}<<{'<'.join(given)}"[:44].ljust(44, "<")
    number = person.document[:9].ljust(9, "<")
    birth, expiry = person.birth.strftime("%y%m%d"), "290101"
    parts = f"{number}{_check(number)}", f"{birth}{_check(birth)}", f"{expiry}{_check(expiry)}", "<" * 14 + "0"
    second = f"{parts[0]}{state:<<3}{parts[1]}{person.sex}{parts[2]}{parts[3]}"
    return f"{first}\n{second}{_check(''.join(parts))}"


def _check(text: str) -> int:
    values = (0 if sign == "<" else int(sign, 36) for sign in text)
    return sum(value * (7, 3, 1)[at % 3] for at, value in enumerate(values)) % 10


def _name(entry: Entry, style: Style) -> str:
    indent = "    " if style.group == "indent" and entry.person.relation != "principal" else ""
    return indent + name_in(entry.person, style)


def _word(value: str, style: Style) -> str | None:
    return WORDS[style.language][value] if value else None


_WRITERS: dict[str, Callable[[Entry, Style], Cell]] = {
    "full": _name,
    "given": lambda entry, _: entry.person.latin()[0],
    "father": lambda entry, _: entry.person.latin()[1],
    "family_name": lambda entry, _: entry.person.latin()[2],
    "birth": lambda entry, style: _birth(entry.person.birth, style, entry),
    "sex": lambda entry, style: _word(entry.person.sex, style),
    "nationality": lambda entry, _: entry.person.nationality,
    "passport": lambda entry, style: _digits(_passport(entry.person, style), entry),
    "id": lambda entry, _: _digits(entry.person.identity, entry),
    "kind": lambda entry, style: _word(entry.person.document_kind, style),
    "family": lambda entry, _: entry.family,
    "relation": lambda entry, style: _relation(entry.person, style),
    "head": lambda entry, style: name_in(entry.head or entry.person, style),
    "no_objection": lambda entry, style: _word("yes" if entry.person.no_objection else "", style),
    "needs": lambda entry, _: entry.person.needs or None,
    "mrz": lambda entry, _: mrz(entry.person) if entry.person.document_kind == "passport" else None,
    "triage": lambda entry, style: _word(entry.triage, style),
    "transport": lambda entry, style: _word(entry.transport, style),
    "reference": lambda entry, _: entry.reference or None,
    "companion_of": lambda entry, _: entry.companion_of or None,
}
