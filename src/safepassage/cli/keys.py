"""`safepassage keys ...`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from safepassage.cli.shell import (
    JsonOption,
    OperationOption,
    PassphraseOption,
    Reply,
    house_of,
    passphrase_of,
    run,
    table,
)
from safepassage.operations import keys as use
from safepassage.wiring import make_witness_key, system_dice

app = typer.Typer(no_args_is_help=True)


@app.command("list")
def list_(operation: OperationOption = None, as_json: JsonOption = False) -> None:
    """Who may write, with which key; what the issuer's keys may sign; the log's key."""

    def answer() -> Reply:
        found = use.actors(house_of(operation))
        rows = [(one.actor, one.party, one.role, one.epoch, one.public[:16], one.says) for one in found.actors]
        columns = ("actor", "party", "role", "epoch", "key begins", "")
        says: list[str | Table] = [
            table("Actors", columns, rows, (3,)),
            f"The log's key, for witnesses and verifiers: {found.log}",
        ]
        return Reply(found, says)

    run(answer, as_json=as_json)


@app.command()
def witness(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The witness's name on checkpoints, without spaces.")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="The key file; keep it on the witness's machine.")],
    kind: Annotated[str, typer.Option("--kind", help="ed25519, or ml-dsa-44 beside it.")] = "ed25519",
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a witness's key. Needs no operation."""

    def answer() -> Reply:
        words = passphrase_of(passphrase_file)
        public = make_witness_key(out, name, kind, system_dice(), words).public().text()
        sealed = "sealed under the passphrase" if words else "NOT sealed: give --passphrase-file FILE to seal it"
        return Reply(
            {"name": name, "key": public, "file": str(out), "sealed": bool(words)},
            [f"{out}, {sealed}.", f"For the quorum file: witness {name} {public}"],
        )

    run(answer, as_json=as_json)
