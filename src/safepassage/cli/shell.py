"""What every command shares: the common options, one JSON document or plain words, and the exit status."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from safepassage.kernel.moment import Moment
from safepassage.kernel.plain import to_plain
from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.operations.consent import Request
from safepassage.operations.house import House
from safepassage.settings import Settings, read_settings
from safepassage.wiring import open_house, present_moment

OperationOption = Annotated[
    Path | None,
    typer.Option("--operation", metavar="DIR", help="The folder the operation lives in (default: ./operation)."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON document on standard output.")]
AtOption = Annotated[
    str | None,
    typer.Option(
        "--at",
        metavar="MOMENT",
        help="When it happened, as 2023-11-01T07:00:00+02:00 (default: now); for records written on paper first.",
    ),
]
ActorOption = Annotated[
    str,
    typer.Option(
        "--as", metavar="ACTOR", help="Who you are in the record: the actor that signs (safepassage keys list)."
    ),
]
PassphraseOption = Annotated[
    Path | None,
    typer.Option("--passphrase-file", metavar="FILE", help="A file whose first line is the passphrase of the key."),
]

WIDE = 160
DONE, NEEDS_PERSON, WRONG_USE = 0, 1, 2
# A line is one line, however long: what is read by a program must not be broken at a width nobody has.
error_console = Console(stderr=True, highlight=False, soft_wrap=True)


@dataclass(slots=True)
class Reply:
    """What a command answers: plain data for machines, words and tables for people, and whether somebody must act."""

    data: Any
    says: Sequence[str | Table] = ()
    problems: Sequence[Problem] = ()
    needs_person: bool = False


def asked(request: Request) -> Reply:
    """What is said while a second person is still needed."""
    says = f"Asked as {request.asked_by}: {request.act} {request.subject}. Another person gives the same command with --as within a day."
    return Reply({"done": False, "request": request}, [says], needs_person=True)


def run(answer: Callable[[], Reply], *, as_json: bool) -> None:
    """Run a command, print its reply, and leave with its status."""
    try:
        reply = answer()
    except ProblemsError as error:
        _print(Reply({"done": False}, problems=error.problems), as_json=as_json)
        raise typer.Exit(WRONG_USE) from None
    _print(reply, as_json=as_json)
    raise typer.Exit(NEEDS_PERSON if reply.needs_person or reply.problems else DONE)


def _print(reply: Reply, *, as_json: bool) -> None:
    if as_json:
        document = to_plain(reply.data)
        if reply.problems:
            document = {"result": document, "problems": [to_plain(one) for one in reply.problems]}
        sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True) + "\n")
        return
    # What is piped into a file has no screen to fit.
    console = Console(highlight=False) if sys.stdout.isatty() else Console(highlight=False, width=WIDE)
    for line in reply.says:
        console.print(line, markup=False) if isinstance(line, str) else console.print(line)
    for problem in reply.problems:
        error_console.print(problem.sentence(), markup=False)


def settings_of(operation: Path | None) -> Settings:
    """The settings of this run."""
    return read_settings(os.environ, operation)


def house_of(operation: Path | None) -> House:
    """The operation that was named, opened.

    Raises:
        ProblemsError: there is none.
    """
    return open_house(settings_of(operation))


def moment_of(at: str | None) -> Moment:
    """The moment named, or now.

    Raises:
        ProblemsError: the text is no moment.
    """
    if at is None:
        return present_moment()
    try:
        return Moment.parse(at)
    except ValueError as error:
        raise ProblemsError([Problem("--at", str(error), "Write it as 2023-11-01T07:00:00+02:00")]) from None


def file_bytes(path: Path) -> bytes:
    """The bytes of a file.

    Raises:
        ProblemsError: it cannot be read.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise ProblemsError(
            [
                Problem(
                    path.name, f"the file cannot be read: {error.strerror}", "Check the name and that you may read it"
                )
            ]
        ) from None


def file_text(path: Path) -> str:
    """The text of a UTF-8 file.

    Raises:
        ProblemsError: it cannot be read or is not UTF-8.
    """
    try:
        return file_bytes(path).decode()
    except UnicodeDecodeError as error:
        raise ProblemsError(
            [Problem(path.name, f"byte {error.start + 1} is not UTF-8", "Save the file as UTF-8")]
        ) from None


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]], numbers: Sequence[int] = ()) -> Table:
    """A table for people; `numbers` are the columns that hold numbers."""
    made = Table(title=title, title_justify="left")
    for at, column in enumerate(columns):
        made.add_column(column, justify="right" if at in numbers else "left")
    for row in rows:
        made.add_row(
            *(f"{cell:,}" if isinstance(cell, int) and not isinstance(cell, bool) else str(cell) for cell in row)
        )
    return made
