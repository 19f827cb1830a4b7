"""Links two lists without an operation: nothing is recorded, nobody is merged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from safepassage.identity.fields import FieldEngine
from safepassage.identity.linking import match
from safepassage.identity.model import Link, ListPerson
from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.operations.ports import ListReader
from safepassage.people.model import Details, ReadRow
from safepassage.people.rules import read_list


@dataclass(frozen=True, slots=True)
class Matched:
    """The links, every row of the left list in its order, and the rows of either list that could not be read."""

    links: tuple[Link, ...]
    left: int
    right: int
    held: tuple[Problem, ...]


def match_lists(
    reader: ListReader, engine: FieldEngine, left: PurePath, right: PurePath, threshold: float, today: date
) -> Matched:
    """Who of the left list may be who of the right one, best partner first.

    Raises:
        ProblemsError: a file cannot be read, or no column of it holds names; or the threshold is no probability.
    """
    if not 0 <= threshold <= 1:
        raise ProblemsError([Problem("--threshold", "it is no probability", "Give a number from 0 to 1")])
    held: list[Problem] = []
    sides = [_people(reader, path, today, held) for path in (left, right)]
    links = match(sides[0], sides[1], engine, threshold)
    return Matched(links, len(sides[0]), len(sides[1]), tuple(held))


def _people(reader: ListReader, path: PurePath, today: date, held: list[Problem]) -> list[ListPerson]:
    people: list[ListPerson] = []
    for sheet in reader.read(path):
        if not sheet.rows:
            continue
        read = read_list(sheet, path.name, today)
        if not read.columns:
            raise ProblemsError(
                [
                    Problem(
                        path.name, read.notes[-1], "Name the columns as id, full_name, birth_date, document_number ..."
                    )
                ]
            )
        people += [_person(row, row.details) for row in read.rows if row.details is not None]
        held += [
            Problem(path.name, what, do, row.row, column) for row in read.held() for column, what, do in row.problems
        ]
    return people


def _person(row: ReadRow, said: Details) -> ListPerson:
    return ListPerson(
        row_id=said.reference or str(row.row),
        full_name=said.full_name,
        given_name=said.given_name,
        father_name=said.father_name,
        family_name=said.family_name,
        birth=said.birth,
        birth_other=said.birth_other,
        sex=said.sex,
        nationality=said.nationality,
        document=said.documents[0].number if said.documents else "",
        family_id=said.family,
        document_kind=said.documents[0].kind if said.documents else "",
    )


def rows_of(links: Sequence[Link]) -> list[tuple[str, str, str, str, str]]:
    """The links as the rows of `left_id,right_id,probability,bits,reason`."""
    return [(one.left_id, one.right_id, f"{one.probability:.6f}", f"{one.bits:.2f}", one.reason) for one in links]
