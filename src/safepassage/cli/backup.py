"""`safepassage backup ...`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from safepassage.cli.shell import JsonOption, OperationOption, Reply, house_of, run, settings_of
from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.kernel.wording import counted
from safepassage.operations import restoring
from safepassage.operations.signing import log_of
from safepassage.wiring import (
    back_up,
    end_epoch,
    epochs,
    house_from_backup,
    read_backup,
    read_shares,
    system_dice,
)

app = typer.Typer(no_args_is_help=True)


@app.command()
def shares(
    holder: Annotated[
        list[str],
        typer.Option(
            "--holder", metavar="WHO", help="Who gets a share; three or more: the cell, the mediator, a side."
        ),
    ],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the shares are written, to be handed over.")],
    operation: OperationOption = None,
    as_json: JsonOption = False,
) -> None:
    """Begin an epoch of backups: two shares together open what is made in it. Needed once, and again after an erasure."""

    def answer() -> Reply:
        house, settings = house_of(operation), settings_of(operation)
        if out.resolve().is_relative_to(settings.operation.resolve()):
            what = "whoever takes the operation's folder would hold every share, and open every backup"
            raise ProblemsError(
                [Problem("--out", what, "Name a folder elsewhere, best on the sticks to be handed over")]
            )
        end_epoch(house, settings)
        with house.store.reading() as work:
            since, log = work.head().size, log_of(house, work).text()
        kept = epochs(settings)
        files = kept.begin(house.name, holder, out, system_dice(), since, log)
        old = kept.last() - 1
        says = [f"Every holder of a share of epoch {old} or before destroys it, if that was not done."] if old else []
        says += [f"{one}: hand it to its holder, on paper or a stick of theirs, and delete it here." for one in files]
        return Reply({"shares": [str(one) for one in files]}, says)

    run(answer, as_json=as_json)


@app.command()
def make(
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The backup; take it to another place.")],
    operation: OperationOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write record and keys as one sealed file. This installation alone cannot open it."""

    def answer() -> Reply:
        house, settings = house_of(operation), settings_of(operation)
        end_epoch(house, settings)
        epoch = epochs(settings).now()
        if epoch is None:
            do = "Begin one: safepassage backup shares --holder coordination --holder MEDIATOR --holder SIDE --out DIR"
            raise ProblemsError([Problem("backup", _why_none(epochs(settings).last()), do)])
        back_up(house, settings, out, epoch["recipient"])
        size = out.stat().st_size
        says = [
            f"{out}: {counted(size, 'byte')}, epoch {epoch['epoch']}; two of {', '.join(epoch['holders'])} open it together."
        ]
        return Reply({"file": str(out), "bytes": size, "epoch": epoch["epoch"]}, says)

    run(answer, as_json=as_json)


def _why_none(last: int) -> str:
    if not last:
        return "no epoch of backups was begun"
    return f"an erasure ended epoch {last}, and its backups still hold what was erased: tell every holder of a share of epoch {last} to destroy it"


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The backup.")],
    share: Annotated[list[Path], typer.Option("--share", metavar="FILE", help="A share; two of one epoch.")],
    operation: OperationOption = None,
    as_json: JsonOption = False,
) -> None:
    """Bring an operation back into a folder of its own; its tables are made anew from the record."""

    def answer() -> Reply:
        pieces, keys = read_backup(file, share)
        house = house_from_backup(settings_of(operation), pieces, keys, read_shares(share))
        with house.store.reading() as work:
            size = work.head().size
            newest = restoring.newest(work).iso()
        says = [
            f"{counted(size, 'entry is', 'entries are')} back, the newest of {newest}. Check them: safepassage ledger verify",
            "Whoever was erased after that is back too: erase them again (people erase), and amend again what was amended.",
            "What gates recorded since comes in with: safepassage gate sync BUNDLE. Seal the keys again: safepassage keys seal",
        ]
        return Reply({"entries": size}, says)

    run(answer, as_json=as_json)
