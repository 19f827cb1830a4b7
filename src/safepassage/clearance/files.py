"""A party's file of answers, whole: every line is an answer, held with its reason, unanswered, a title or blank."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, tzinfo

from safepassage.clearance.answers import CORRECT, AnswerLine, Find, LineError
from safepassage.clearance.model import AnswersRead, Given, HeldLine
from safepassage.people.columns import find_header
from safepassage.people.dates import Order, learn_order
from safepassage.people.headings import ANSWERS
from safepassage.people.lines import Fields, by_field, by_line, in_column, split_sheet
from safepassage.people.model import Sheet

NEEDED = frozenset({"answer"})
BROKEN = frozenset({"no-result", "error", "rounded"})

Taken = tuple[int, tuple[str, ...], Given]


def read_answers(
    sheet: Sheet, party: str, find: Find, mapping: Mapping[str, str] | None = None, zone: tzinfo = UTC
) -> AnswersRead:
    """Read a party's answers.

    Args:
        sheet: the table as its reader found it.
        party: who answers, as the notes name it.
        find: person ids for a reference, document number (A-Z0-9), full name and birth date, each empty where not said.
        mapping: field to heading or column letter, kept for this party.
        zone: where a day without an hour ends.

    Returns:
        `given + held + unanswered + titles + blank` make up every line; a person answered for twice alike counts once,
        in the first line (the notes say so), twice in different ways not at all.
    """
    header = find_header(sheet, mapping, ANSWERS, NEEDED)
    fields = by_field(header.columns)
    notes = [
        f"{party}{f', row {row}' if row else ''}{in_column(column)}: {what}" for row, column, what in sheet.warnings
    ]
    notes.extend(header.notes)
    if "answer" not in fields:
        return _nothing_recognised(sheet, notes)
    titles, body = split_sheet(sheet, header, by_line(sheet))
    line = AnswerLine(fields, _order(sheet, fields, "birth"), _order(sheet, fields, "until"), zone)
    broken = _broken(sheet, fields)
    taken: dict[str, list[Taken]] = defaultdict(list)
    held: list[HeldLine] = []
    unanswered: list[int] = []
    for at, _ in body:
        number, cells = sheet.numbers[at], sheet.rows[at]
        try:
            one = _one(line, cells, find, broken.get(number, ""))
        except LineError as problem:
            held.append(HeldLine(number, cells, str(problem)))
            continue
        if one is None:
            unanswered.append(number)
            continue
        taken[one.person_id].append((number, cells, one))
        if line.reason(cells)[1]:
            notes.append(f"{party}, row {number}: the reason is free text and was not kept; use a code")
    given, contradictions = _agreed(taken, notes)
    blank = (sheet.numbers[-1] if sheet.numbers else 0) - len(titles) - len(body)
    in_order = tuple(sorted((*held, *contradictions), key=lambda one: one.row))
    return AnswersRead(given, in_order, tuple(unanswered), titles, blank, tuple(notes))


def _nothing_recognised(sheet: Sheet, notes: list[str]) -> AnswersRead:
    problem = "no column of answers was recognised. Name the columns in a mapping for this party"
    held = tuple(
        HeldLine(number, cells, problem)
        for number, cells in zip(sheet.numbers, sheet.rows, strict=True)
        if any(cell.strip() for cell in cells)
    )
    return AnswersRead((), held, (), (), (sheet.numbers[-1] if sheet.numbers else 0) - len(held), (*notes, problem))


def _order(sheet: Sheet, fields: Fields, name: str) -> Order:
    places = [place for place, _ in fields.get(name, ())]
    return learn_order((cells[place] for cells in sheet.rows for place in places if place < len(cells)), ())


def _broken(sheet: Sheet, fields: Fields) -> dict[int, str]:
    """What makes a line unusable before anybody reads it, by line."""
    used = {place + 1 for places in fields.values() for place, _ in places}
    found = {}
    for number, marks in by_line(sheet).items():
        if "hidden" in marks.get(0, ()):
            found[number] = "the line is hidden in the source. Show it, look at it, and import the file again"
        elif any(kinds & BROKEN for column, kinds in marks.items() if column in used):
            found[number] = "a cell holds a formula without a result, an error or a rounded number. Ask for values"
    return found


def _one(line: AnswerLine, cells: tuple[str, ...], find: Find, broken: str) -> Given | None:
    if broken:
        raise LineError(broken)
    status = line.answer(cells)
    if status in {"", "pending"}:
        return None
    persons = line.persons(cells, find)
    if not persons:
        raise LineError(f"nobody who was put to this party fits the line. {CORRECT}")
    if len(persons) > 1:
        raise LineError(f"{len(persons)} persons fit the line. Ask the party for the reference or the document number")
    return line.given(cells, persons[0], status)


def _agreed(taken: Mapping[str, list[Taken]], notes: list[str]) -> tuple[tuple[Given, ...], list[HeldLine]]:
    given: list[Given] = []
    held: list[HeldLine] = []
    for lines in taken.values():
        rows = ", ".join(str(number) for number, _, _ in lines)
        if len({(one.status, one.until) for _, _, one in lines}) == 1:
            given.append(lines[0][2])
            if len(lines) > 1:
                notes.append(f"rows {rows} answer alike for one person and count once")
        else:
            problem = f"rows {rows} answer differently for one person. {CORRECT}"
            held.extend(HeldLine(number, cells, problem) for number, cells, _ in lines)
    return tuple(given), held
