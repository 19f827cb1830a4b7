"""`safepassage ledger ...`."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.progress import Progress

from safepassage.cli.shell import JsonOption, OperationOption, Reply, error_console, house_of, run
from safepassage.operations import ledger as use
from safepassage.wiring import scratch_store

app = typer.Typer(no_args_is_help=True)
MOST_SHOWN = 20


@app.command()
def verify(operation: OperationOption = None, as_json: JsonOption = False) -> None:
    """Check every entry and every invariant, rebuild all tables from the ledger and compare them."""

    def answer() -> Reply:
        house = house_of(operation)
        with scratch_store() as scratch, Progress(console=error_console, transient=True) as progress:
            task = progress.add_task("checking entries", total=None)
            verdict = use.verify(house, scratch, lambda done, size: progress.update(task, completed=done, total=size))
        lines = [
            f"{verdict.entries:,} entries, root {verdict.root[:16]}..., {verdict.checkpoints} checkpoints, {verdict.erased} erased bodies.",
            "Every entry holds, every invariant holds, and the tables are what the entries make them."
            if not verdict.flaws
            else f"{len(verdict.flaws)} things are wrong:",
        ]
        lines += [f"  {flaw.says}" for flaw in verdict.flaws[:MOST_SHOWN]]
        if len(verdict.flaws) > MOST_SHOWN:
            lines.append(f"  and {len(verdict.flaws) - MOST_SHOWN} more (--json shows all)")
        return Reply(verdict, list(lines), needs_person=bool(verdict.flaws))

    run(answer, as_json=as_json)


@app.command()
def checkpoint(
    operation: OperationOption = None,
    as_json: JsonOption = False,
    whole: Annotated[bool, typer.Option("--note", help="Print the signed note itself.")] = False,
) -> None:
    """Sign the ledger as it stands."""

    def answer() -> Reply:
        made = use.checkpoint(house_of(operation))
        return Reply(
            {"size": made.size, "root": made.root.hex(), "note": made.note},
            [made.note if whole else f"Checkpoint of {made.size:,} entries, root {made.root.hex()[:16]}..."],
        )

    run(answer, as_json=as_json)
