"""`safepassage clearance ...`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

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
from safepassage.operations import clearance as use

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
        return Reply(done, [f"{done.filename} from {done.party}: {words}; {len(done.held):,} held."], done.held)

    run(answer, as_json=as_json)


@app.command()
def status(operation: OperationOption = None, at: AtOption = None, as_json: JsonOption = False) -> None:
    """Say who waits for whom, since when."""

    def answer() -> Reply:
        rows = use.status(house_of(operation), moment_of(at))
        statuses = sorted({status for row in rows for status in row.counts})
        shown = table(
            "Answers by party",
            ["party", *statuses, "median hours", "slow hours", "oldest waits"],
            [
                [
                    row.party,
                    *(row.counts.get(one, 0) for one in statuses),
                    *(_hours(one) for one in (row.median_hours, row.slow_hours, row.oldest_hours)),
                ]
                for row in rows
            ],
            range(1, len(statuses) + 4),
        )
        return Reply(
            rows,
            [shown]
            if rows
            else ["Nobody was put to any party yet. Import a list: safepassage people import FILE --source ORG"],
        )

    run(answer, as_json=as_json)


def _hours(count: int | None) -> str:
    return "-" if count is None else f"{count:,} h"
