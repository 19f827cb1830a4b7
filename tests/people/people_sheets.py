"""Sheets of invented people, as a reader would hand them over."""

from datetime import date

from safepassage.people.model import Mark, Sheet
from safepassage.people.rules import read_list

TODAY = date(2023, 11, 3)
HEADER = ("Full name", "Date of birth", "Sex", "Nationality", "Passport no", "Family no", "Relation")
SALMA = ("Salma Karim Invented", "25/05/1980", "F", "Jordan", "N1234567", "1", "Principal")
OMAR = ("Omar Salim Invented", "13/01/2010", "M", "Jordan", "N1234568", "1", "Child")
RANIA = ("Rania Adel Example", "31/12/1975", "F", "Egypt", "A7654321", "2", "Principal")


def sheet_of(*rows, marks=(), warnings=(), start=1):
    return Sheet(
        "List",
        tuple(range(start, start + len(rows))),
        tuple(tuple(row) for row in rows),
        tuple(warnings),
        tuple(Mark(*one) for one in marks),
    )


def read(*rows, mapping=None, **more):
    return read_list(sheet_of(*rows, **more), "jor", TODAY, mapping)


def changed(row, **cells):
    """The row with other cells; columns are named by letter."""
    new = list(row)
    for letter, text in cells.items():
        new[ord(letter) - 65] = text
    return tuple(new)


def problems_of(*rows, row=None, **more):
    """What is said of the last row, or of the row with that number."""
    result = read(*rows, **more)
    return next(one for one in reversed(result.rows) if row in (None, one.row)).problems
