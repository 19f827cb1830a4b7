"""`safepassage account ...`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from safepassage.account.model import STATES
from safepassage.cli.shell import AtOption, JsonOption, OperationOption, Reply, house_of, moment_of, run, table
from safepassage.kernel.wording import counted
from safepassage.operations import account as use
from safepassage.wiring import recorded_reality, write_report

app = typer.Typer(no_args_is_help=True)


def state_table(found: use.Status) -> Table:
    """People by state and category, as a table for people."""
    rows = [
        [state, *(one.of(state) for one in found.categories), sum(one.of(state) for one in found.categories)]
        for state in STATES
    ]
    return table(
        "Where everybody is",
        ["state", *(one.category or "no category" for one in found.categories), "all"],
        rows,
        range(1, len(found.categories) + 2),
    )


@app.command()
def status(operation: OperationOption = None, at: AtOption = None, as_json: JsonOption = False) -> None:
    """Say where everybody is."""

    def answer() -> Reply:
        found = use.status(house_of(operation), moment_of(at))
        says: list[str | Table] = [
            state_table(found),
            f"{found.accounted.sentence()}. {counted(found.held_rows, 'row is', 'rows are')} held.",
        ]
        says += [
            f"{person} has been between the gates longer than the terms allow." for person in found.between_too_long
        ]
        says += [f"{counted(count, 'person', 'people')}: {what}." for what, count in found.contradictions]
        if found.kept_too_long:
            whose = counted(found.kept_too_long, "person's", "people's")
            says.append(f"{whose} data is kept beyond the terms' time: safepassage people retain")
        says.append(f"The record: {found.record.sentence()}.")
        return Reply(
            found,
            says,
            needs_person=bool(found.between_too_long) or bool(found.kept_too_long) or not found.accounted.holds(),
        )

    run(answer, as_json=as_json)


@app.command()
def report(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the report goes (HTML, PDF, CSV).")],
    recorded: Annotated[
        Path | None,
        typer.Option(
            "--recorded",
            metavar="FILE",
            help="What others reported of the days (CSV as examples/rafah-2023/days.csv), to stand beside ours.",
        ),
    ] = None,
    operation: OperationOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the report: one HTML file with pictures, a PDF, and CSV beside them."""

    def answer() -> Reply:
        real = recorded_reality(recorded) if recorded is not None else {}
        data = use.report(house_of(operation), moment_of(at), real, recorded.name if recorded is not None else "")
        files = write_report(data, out)
        return Reply({"files": [str(one) for one in files]}, [f"Written: {one}" for one in files])

    run(answer, as_json=as_json)
