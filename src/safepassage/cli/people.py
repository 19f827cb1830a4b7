"""`safepassage people ...`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from safepassage.cli.erasure import AlsoOption, past_moment_of, words_of_epoch, words_of_files
from safepassage.cli.shell import (
    ActorOption,
    AtOption,
    JsonOption,
    OperationOption,
    Reply,
    asked,
    file_bytes,
    file_text,
    house_of,
    moment_of,
    one_line,
    run,
    settings_of,
    visible,
)
from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.kernel.wording import counted
from safepassage.operations import erasing, files, reinstating
from safepassage.operations import people as use
from safepassage.operations.consent import Request
from safepassage.operations.manifests import TAKE_OUT
from safepassage.wiring import end_epoch, folder_traces, held_to

app = typer.Typer(no_args_is_help=True)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A list: CSV, XLSX or ODS.")],
    source: Annotated[
        str, typer.Option("--source", metavar="ORG", help="The party that sent it, as the terms name it.")
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen; change nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before adding people.")] = False,
    mapping: Annotated[
        Path | None,
        typer.Option(
            "--mapping",
            metavar="FILE",
            help='Columns of this source, as JSON: {"full_name": "Column heading or letter"}.',
        ),
    ] = None,
    operation: OperationOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read a list exactly as it stands: rows accepted, rows held with row, column and reason."""

    def answer() -> Reply:
        house, content, moment = house_of(operation), file_bytes(file), moment_of(at)
        house = held_to(house, content)
        columns = None if mapping is None else _read_mapping(mapping)
        if not (dry_run or yes or as_json):
            before = use.import_list(house, file, content, source, moment, mapping=columns, dry_run=True)
            if not before.known and not typer.confirm(
                f"You are adding {counted(before.accepted, 'person', 'people')} from {visible(file.name)}. Go on?",
                err=True,
            ):
                return Reply({"done": False}, ["Nothing was changed."])
        done = use.import_list(house, file, content, source, moment, mapping=columns, dry_run=dry_run)
        return Reply(done, _words(done, dry_run=dry_run), done.held, needs_person=bool(done.doubts))

    run(answer, as_json=as_json)


def _read_mapping(path: Path) -> dict[str, str]:
    try:
        read = json.loads(file_text(path))
    except json.JSONDecodeError as error:
        raise ProblemsError(
            [Problem(path.name, f"this is no JSON: {error.msg}", 'Write {"full_name": "Name"}', error.lineno)]
        ) from None
    except RecursionError:
        read = None
    if not isinstance(read, dict) or not all(isinstance(one, str) for one in read.values()):
        raise ProblemsError(
            [Problem(path.name, "this is no mapping of fields to columns", 'Write {"full_name": "Name"}')]
        )
    return read


def _words(done: use.Imported, *, dry_run: bool) -> list[str]:
    if done.known:
        return [f"{done.filename}: taken in before. Nothing new."]
    verb = "would be accepted" if dry_run else "accepted"
    held = len({one.row for one in done.held})
    counts = f"{done.accepted:,} {verb} in {counted(done.cases, 'case')}, {held:,} held, {done.linked:,} known from other lists"
    return [
        f"{done.filename} from {done.source}: {counts}, {done.doubts:,} to be judged (safepassage identity review).",
        *(f"  note: {note}" for note in done.notes),
    ]


@app.command()
def withdraw(
    person: Annotated[str, typer.Argument(metavar="PERSON", help="The person's id.")],
    reason: Annotated[str, typer.Option("--reason", help="own-wish, source, or died.")],
    by: Annotated[str, typer.Option("--by", metavar="PARTY", help="The party that says so.")],
    operation: OperationOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
) -> None:
    """Record that a person no longer asks to leave."""

    def answer() -> Reply:
        number = use.withdraw(house_of(operation), person, reason, by, moment_of(at))
        gates = f" Manifest {number} is fixed without the person; take it to the gates: {TAKE_OUT}" if number else ""
        return Reply(
            {"person": person, "withdrawn": reason, "manifest": number}, [f"{person}: withdrawn ({reason}).{gates}"]
        )

    run(answer, as_json=as_json)


@app.command()
def reinstate(
    person: Annotated[str, typer.Argument(metavar="PERSON", help="The person's id.")],
    reason: Annotated[str, typer.Option("--reason", metavar="WHY", help="Why, in words. Name nobody in it.")],
    by: Annotated[
        str, typer.Option("--by", metavar="PARTY", help="The party that says so; its list names the person.")
    ],
    operation: OperationOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
) -> None:
    """Record that a person who withdrew, or was taken off a list, asks to leave again."""

    def answer() -> Reply:
        done = reinstating.reinstate(house_of(operation), person, reason, by, moment_of(at))
        says = [
            f"{done.person_id}: asks to leave again, now {done.state}, with case {done.case_id}; its place is as it was."
        ]
        says += [
            f"  the case is called for {day} without this person: make a new list for that day, or let it go in part"
            for day in done.without
        ]
        return Reply(done, says, needs_person=bool(done.without))

    run(answer, as_json=as_json)


@app.command()
def consent(
    case: Annotated[str, typer.Argument(metavar="CASE", help="The case's id.")],
    person: Annotated[str, typer.Argument(metavar="PERSON", help="The adult who agrees.")],
    without: Annotated[list[str], typer.Option("--without", metavar="PERSON", help="Who stays; once for each.")],
    said: Annotated[str, typer.Option("--said", help="What the person was told and answered.")],
    operation: OperationOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
) -> None:
    """Record an adult's consent that the family is called in part."""

    def answer() -> Reply:
        use.consent(house_of(operation), case, person, tuple(without), said, moment_of(at))
        return Reply(
            {"case": case, "person": person, "without": tuple(without)}, [f"{case}: consent of {person} recorded."]
        )

    run(answer, as_json=as_json)


@app.command()
def show(
    person: Annotated[str, typer.Argument(metavar="PERSON", help="The person's id.")],
    reason: Annotated[str, typer.Option("--reason", help="Why you look; it is recorded. Name nobody in it.")],
    actor: ActorOption,
    operation: OperationOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
) -> None:
    """Open a person's file; who looks and why is in the record before anything is shown."""

    def answer() -> Reply:
        found = files.show(house_of(operation), person, reason, actor, moment_of(at))
        return Reply(found, _file_says(found))

    run(answer, as_json=as_json)


@app.command()
def find(
    reason: Annotated[str, typer.Option("--reason", help="Why you look; it is recorded. Name nobody in it.")],
    actor: ActorOption,
    operation: OperationOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
) -> None:
    """Open the file of who came with a document. Its number is asked for, or read as one line; the look is recorded, also one that finds nobody."""

    def answer() -> Reply:
        house = house_of(operation)
        found = files.find(house, one_line("the number of the document in hand"), reason, actor, moment_of(at))
        says = [line for one in found for line in (f"{one.person_id}:", *_file_says(one))]
        nobody = "Nobody whom you may know of has a document of this number; that you looked is in the record."
        return Reply(found, says or [nobody], needs_person=not found)

    run(answer, as_json=as_json)


def _file_says(found: files.PersonFile) -> list[str]:
    said = found.details
    return [
        f"{said.full_name}, born {said.birth or 'not said'}, {said.nationality or 'nationality not said'}; list of {found.source}",
        f"case {found.case_id}, category {found.category or 'none'}, now {found.state or 'nowhere'}",
        *(f"  {one.kind} {one.number} ({one.issuer})" for one in said.documents),
        *(f"  {party}: {status} since {since}" for party, status, since in found.answers),
        *(f"  opened {when} by {who}: {why}" for when, who, why in found.opened_by),
    ]


@app.command()
def erase(
    person: Annotated[str, typer.Argument(metavar="PERSON", help="The person's id, or that of a held row.")],
    actor: ActorOption,
    reason: Annotated[str, typer.Option("--reason", help="Why; of the one who asks first. Name nobody in it.")] = "",
    also: AlsoOption = None,
    operation: OperationOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
) -> None:
    """Erase a person for good. One person asks, another gives the same command and it is done; the record stays whole."""

    def answer() -> Reply:
        house = house_of(operation)
        done = erasing.erase(
            house, person, reason, actor, past_moment_of(at), folder_traces(settings_of(operation), also or ())
        )
        return asked(done) if isinstance(done, Request) else _erased(done, end_epoch(house, settings_of(operation)))

    run(answer, as_json=as_json)


@app.command()
def retain(
    also: AlsoOption = None,
    operation: OperationOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
) -> None:
    """Erase everybody whose data the terms keep no longer. The end of each day does so by itself."""

    def answer() -> Reply:
        house = house_of(operation)
        done = erasing.retain(house, past_moment_of(at), folder_traces(settings_of(operation), also or ()))
        return _erased(done, end_epoch(house, settings_of(operation)))

    run(answer, as_json=as_json)


def _erased(done: erasing.Done, epoch: int | None) -> Reply:
    says = [
        f"{one.subject}: {counted(one.bodies, 'body', 'bodies')} can be read by nobody any more." for one in done.erased
    ] or ["Nobody's time is over."]
    says += [*words_of_files(done.files), *words_of_epoch(epoch)]
    data = {"done": True, "erased": done.erased, "files": done.files, "ended_epoch": epoch}
    return Reply(data, says, needs_person=bool(done.files.kept or done.files.look))
