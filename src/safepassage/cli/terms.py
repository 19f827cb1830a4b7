"""`safepassage init` and `safepassage terms ...`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from safepassage.cli.erasure import past_moment_of
from safepassage.cli.shell import (
    ActorOption,
    AtOption,
    JsonOption,
    OperationOption,
    Reply,
    asked,
    file_text,
    house_of,
    moment_of,
    run,
    settings_of,
)
from safepassage.kernel.problems import ProblemsError
from safepassage.kernel.wording import counted
from safepassage.operations import terms as use
from safepassage.wiring import found_house

app = typer.Typer(no_args_is_help=True)
TermsFile = Annotated[Path, typer.Argument(metavar="FILE", help="A terms file (TOML).")]


def init(
    terms: Annotated[Path, typer.Option("--terms", metavar="FILE", help="The agreement, as a terms file.")],
    operation: OperationOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
) -> None:
    """Start an operation from its terms."""

    def answer() -> Reply:
        text = file_text(terms)
        agreement = use.check(text, terms.name)
        house = found_house(settings_of(operation), agreement.id)
        use.start(house, text, terms.name, moment_of(at))
        return Reply(
            {"operation": agreement.id, "version": agreement.version},
            [
                f"{agreement.name}: started with version {agreement.version} of the terms.",
                "Next: safepassage people import FILE --source ORG",
            ],
        )

    run(answer, as_json=as_json)


@app.command()
def check(file: TermsFile, as_json: JsonOption = False) -> None:
    """Say every problem of a terms file, with its line."""

    def answer() -> Reply:
        try:
            agreement = use.check(file_text(file), file.name)
        except ProblemsError as error:
            count = len(error.problems)
            return Reply({"problems": count}, [f"{counted(count, 'problem')} in {file.name}:"], error.problems)
        return Reply(
            {"problems": 0, "version": agreement.version},
            [f"{file.name}: no problem. Version {agreement.version} of {agreement.name}."],
        )

    run(answer, as_json=as_json)


@app.command()
def show(operation: OperationOption = None, as_json: JsonOption = False) -> None:
    """Show the terms in force, in words."""

    def answer() -> Reply:
        agreement = use.in_force(house_of(operation))
        words = use.in_words(agreement)
        lines: list[str] = []
        for heading, sentences in words:
            lines += ["", heading, *(f"  {sentence}" for sentence in sentences)]
        return Reply({"agreement": agreement, "words": words}, list(lines))

    run(answer, as_json=as_json)


@app.command()
def amend(
    file: TermsFile,
    actor: ActorOption,
    reason: Annotated[str, typer.Option("--reason", help="Why the terms change; of the one who asks first.")] = "",
    operation: OperationOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
) -> None:
    """Put a new version of the terms in force. One person asks, another gives the same command with the same file."""

    def answer() -> Reply:
        done = use.amend(house_of(operation), file_text(file), file.name, reason, past_moment_of(at), actor)
        version, changes = done.agreement.version, [f"  {change}" for change in done.changes]
        if not done.request.agreed:
            reply = asked(done.request)
            return Reply(reply.data, [*reply.says, f"Version {version} would change:", *changes], needs_person=True)
        return Reply(
            {"done": True, "version": version, "changes": done.changes},
            [f"Version {version} is in force. What changes:", *changes],
        )

    run(answer, as_json=as_json)
