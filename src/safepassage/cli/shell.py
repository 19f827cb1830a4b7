"""What every command shares: the common options, one JSON document or plain words, and the exit status."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

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
CodeArgument = Annotated[
    str,
    typer.Argument(
        metavar="[TEXT]",
        help="What the code on the slip says (EV1:...); without it, it is read from the scanner.",
        show_default=False,
    ),
]
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

WIDE = 100_000  # signs; no table is wider
DONE, NEEDS_PERSON, WRONG_USE = 0, 1, 2
# A line is one line, however long: what is read by a program must not be broken at a width nobody has.
error_console = Console(stderr=True, highlight=False, soft_wrap=True, width=None if sys.stderr.isatty() else WIDE)

# What acts on a terminal, or turns or hides the text around it: controls, separators of lines, embeddings and overrides of direction,
# what has no shape, and halves of characters. The marks and joiners that Arabic and Persian need stay.
_HIDDEN = re.compile(
    "[\u0000-\u001f\u007f-\u009f\u00ad\u180e\u200b\u2028-\u202e\u2060-\u2065\u206a-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
_ISOLATES = re.compile("[\u2066-\u2069]")
_UNSEEN = re.compile(f"{_HIDDEN.pattern}|{_ISOLATES.pattern}")
_END_OF_ISOLATE = "\u2069"


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
    except OSError as error:
        _print(Reply({"done": False}, problems=[_of_a_file(error)]), as_json=as_json)
        raise typer.Exit(WRONG_USE) from None
    _print(reply, as_json=as_json)
    raise typer.Exit(NEEDS_PERSON if reply.needs_person or reply.problems else DONE)


def _of_a_file(error: OSError) -> Problem:
    """What a disk would not do: a folder that is not there, a place where nobody may write, no room left."""
    name = Path(str(error.filename)).name if error.filename is not None else "a file"
    what = f"it cannot be read or written: {error.strerror or type(error).__name__}"
    return Problem(name, what, "See that its folder is there, that you may write there, and that the disk is not full")


def _print(reply: Reply, *, as_json: bool) -> None:
    if as_json:
        document = to_plain(reply.data)
        if reply.problems:
            document = {"result": document, "problems": [to_plain(one) for one in reply.problems]}
        sys.stdout.write(_json_text(document) + "\n")
        return
    # What is piped into a file has no screen to fit: no table is cut there.
    console = Console(highlight=False) if sys.stdout.isatty() else Console(highlight=False, width=WIDE)
    for line in reply.says:
        if isinstance(line, str):
            console.print(as_typed(line), soft_wrap=True)  # a command is copied whole, from a screen too
        else:
            console.print(line)
    for problem in reply.problems:
        error_console.print(as_typed(problem.sentence()))


def _json_text(document: Any) -> str:
    """The document, readable in every script; what `visible` would escape is escaped as JSON does it, so that a reader gets the same back."""
    lines = json.dumps(document, ensure_ascii=False, indent=2, sort_keys=True).split("\n")
    return "\n".join(_UNSEEN.sub(lambda found: json.dumps(found[0])[1:-1], line) for line in lines)


def visible(text: str) -> str:
    r"""The text with everything that acts on a terminal, or turns or hides what stands around it, written as `\x1b` or `\u202e`.

    Isolates of direction stay where each is ended in the text.
    """
    text = _HIDDEN.sub(_escaped, text)
    open_ones = 0
    for sign in _ISOLATES.findall(text):
        open_ones += -1 if sign == _END_OF_ISOLATE else 1
        if open_ones < 0:
            break
    return _ISOLATES.sub(_escaped, text) if open_ones else text


def _escaped(found: re.Match[str]) -> str:
    return found[0].encode("ascii", "backslashreplace").decode() if found[0] > "\x7f" else f"\\x{ord(found[0]):02x}"


def as_typed(text: str) -> Text:
    """The text for the terminal, sign for sign as somebody typed it: no markup in it is obeyed, no name of a picture replaced."""
    return Text(visible(text))


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


def one_line(what: str) -> str:
    """One line from a scanner, the keyboard or a pipe: what is read so stands in no list of processes and in no shell's history."""
    if sys.stdin.isatty():
        return str(typer.prompt(what, default="", show_default=False, err=True)).strip()
    return sys.stdin.readline().strip()


def code_of(given: str) -> str:
    """What the code on a slip says: as given, or read.

    Raises:
        ProblemsError: there is none.
    """
    code = given or one_line("the code on the slip")
    if not code:
        raise ProblemsError(
            [Problem("the pass", "nothing was scanned", "Scan the code on the slip, or give it as TEXT")]
        )
    return code


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]], numbers: Sequence[int] = ()) -> Table:
    """A table for people; `numbers` are the columns that hold numbers."""
    made = Table(title=as_typed(title), title_justify="left")
    for at, column in enumerate(columns):
        made.add_column(as_typed(column), justify="right" if at in numbers else "left")
    for row in rows:
        made.add_row(*(as_typed(_in_words(cell)) for cell in row))
    return made


def _in_words(cell: object) -> str:
    return f"{cell:,}" if isinstance(cell, int) and not isinstance(cell, bool) else str(cell)
