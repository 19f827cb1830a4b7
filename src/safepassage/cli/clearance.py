"""`safepassage clearance ...`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from safepassage.clearance.model import STATUSES
from safepassage.cli.shell import (
    AtOption,
    JsonOption,
    OperationOption,
    Reply,
    file_bytes,
    house_of,
    moment_of,
    run,
    table,
)
from safepassage.cli.wording import counted, lasting
from safepassage.operations import clearance as use
from safepassage.operations.manifests import in_words

app = typer.Typer(no_args_is_help=True)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A party's answers: CSV, XLSX or ODS.")],
    party: Annotated[str, typer.Option("--party", metavar="P", help="The clearing party, as the terms name it.")],
    operation: OperationOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take a party's answers in."""

    def answer() -> Reply:
        done = use.import_answers(house_of(operation), file, file_bytes(file), party, moment_of(at))
        words = ", ".join(f"{count:,} {status}" for status, count in done.by_status.items()) or "nothing new"
        says = [f"{done.filename} from {done.party}: {words}; {counted(len(done.held), 'line')} held."]
        says += in_words(done.gates)
        return Reply(done, says, done.held)

    run(answer, as_json=as_json)


@app.command()
def status(operation: OperationOption = None, at: AtOption = None, as_json: JsonOption = False) -> None:
    """Say who waits for whom, since when."""

    def answer() -> Reply:
        rows = use.status(house_of(operation), moment_of(at))
        shown = table(
            "Answers by party",
            ["party", "asked", *STATUSES, "half answered within", "90 of 100 within", "oldest waits"],
            [
                [
                    row.party,
                    row.counts.submitted,
                    *(getattr(row.counts, one) for one in STATUSES),
                    *(
                        lasting(one)
                        for one in (row.times.median_hours, row.times.ninetieth_hours, row.times.oldest_pending_hours)
                    ),
                ]
                for row in rows
            ],
            range(1, len(STATUSES) + 5),
        )
        return Reply(
            rows,
            [shown]
            if rows
            else ["Nobody was put to any party yet. Import a list: safepassage people import FILE --source ORG"],
        )

    run(answer, as_json=as_json)
