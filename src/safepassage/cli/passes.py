"""`safepassage passes ...`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from safepassage.cli.shell import (
    AtOption,
    CodeArgument,
    JsonOption,
    OperationOption,
    Reply,
    code_of,
    house_of,
    moment_of,
    run,
)
from safepassage.kernel.wording import counted
from safepassage.operations import passes as use
from safepassage.operations.manifests import TAKE_OUT, take_out
from safepassage.operations.ports import SlipPrinter
from safepassage.passes.model import Slip
from safepassage.passes.wire import Fault
from safepassage.wiring import overwrite

app = typer.Typer(no_args_is_help=True)
ONE_FILE = 200
"""Slips in one PDF at most: a larger run is several files."""


def _printed(printer: SlipPrinter, slips: Sequence[Slip], title: str, out: Path, day: str) -> list[Path]:
    """The PDFs of a run, `slips-DAY.pdf` or `slips-001-DAY.pdf` and so on; where one fails, none is left."""
    files: list[Path] = []
    try:
        if len(slips) <= ONE_FILE:
            files = [out / f"slips-{day}.pdf"]
            files[0].write_bytes(printer.print(slips, title))
            return files
        for number, pdf in enumerate(printer.print_batches(slips, title), start=1):
            files.append(out / f"slips-{number:03d}-{day}.pdf")
            files[-1].write_bytes(pdf)
    except BaseException:
        for path in files:
            overwrite(path)
        raise
    return files


@app.command()
def issue(
    day: Annotated[str, typer.Option("--day", metavar="D", help="The day, as 2023-11-01.")],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where slips (PDF) and manifest go.")],
    operation: OperationOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
) -> None:
    """Issue the day's passes: a slip for each case, as PDF, and the manifest."""

    def answer() -> Reply:
        house = house_of(operation)
        done = use.issue(house, day, moment_of(at))
        out.mkdir(parents=True, exist_ok=True)
        manifest = out / f"manifest-{done.number}.json"
        files = _printed(house.printer, done.slips, f"{house.name} {day}", out, day)
        slips = ", ".join(map(str, files))
        manifest.write_text(done.manifest)
        return Reply(
            {
                "day": day,
                "slips": str(files[0]),
                "files": [str(path) for path in files],
                "manifest": str(manifest),
                "number": done.number,
                "cases": len(done.slips),
                "passes": done.passes,
            },
            [
                f"{counted(done.passes, 'new pass', 'new passes')} on {counted(len(done.slips), 'slip')}: {slips}",
                f"Manifest {done.number}: {manifest}",
            ],
        )

    run(answer, as_json=as_json)


@app.command()
def manifest(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the file goes.")],
    operation: OperationOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write the newest manifest, to be carried to the gates: the same file each time, unless the record says otherwise by now."""

    def answer() -> Reply:
        done = take_out(house_of(operation), moment_of(at))
        out.mkdir(parents=True, exist_ok=True)
        path = out / f"manifest-{done.number}.json"
        path.write_text(done.text)
        why = "fixed just now, for the record has changed since the last one" if done.fresh else "as it was fixed"
        return Reply(
            {"number": done.number, "manifest": str(path), "passes": done.passes, "fresh": done.fresh},
            [f"Manifest {done.number}, {why}, {counted(done.passes, 'pass', 'passes')}: {path}"],
        )

    run(answer, as_json=as_json)


@app.command()
def verify(
    text: CodeArgument = "",
    operation: OperationOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what a pass says, whether its signature holds, and whether it is in force."""

    def answer() -> Reply:
        read, standing = use.verify_text(house_of(operation), code_of(text), moment_of(at))
        if isinstance(read, Fault):
            return Reply(
                {"standing": standing, "fault": read.code},
                [f"Not a pass of this operation: {read.says}."],
                needs_person=True,
            )
        data = {
            "standing": standing,
            "pass_id": read.pass_id,
            "category": read.category,
            "valid_from": read.valid_from,
            "expires": read.expires,
        }
        says = f"Pass {read.pass_id}, {read.category}: {standing}; holds from {read.valid_from.iso()} to {read.expires.iso()}."
        return Reply(data, [says], needs_person=standing != "in-force")

    run(answer, as_json=as_json)


@app.command()
def revoke(
    pass_id: Annotated[str, typer.Argument(metavar="ID", help="The pass's id.")],
    reason: Annotated[str, typer.Option("--reason", help="Why.")],
    operation: OperationOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
) -> None:
    """Withdraw a pass and fix a new manifest without it."""

    def answer() -> Reply:
        number = use.revoke_pass(house_of(operation), pass_id, reason, moment_of(at))
        return Reply(
            {"pass_id": pass_id, "manifest": number},
            [f"{pass_id} is withdrawn. Manifest {number} holds without it; take it to the gates: {TAKE_OUT}"],
        )

    run(answer, as_json=as_json)
