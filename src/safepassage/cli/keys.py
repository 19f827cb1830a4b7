"""`safepassage keys ...`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from safepassage.cli.shell import (
    AtOption,
    JsonOption,
    OperationOption,
    PassphraseOption,
    Reply,
    house_of,
    moment_of,
    run,
    settings_of,
    table,
)
from safepassage.operations import keys as use
from safepassage.wiring import keyring, make_witness_key, passphrase_in, system_dice

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
        words = passphrase_in(passphrase_file)
        public = make_witness_key(out, name, kind, system_dice(), words).public().text()
        sealed = "sealed under the passphrase" if words else "NOT sealed: give --passphrase-file FILE to seal it"
        return Reply(
            {"name": name, "key": public, "file": str(out), "sealed": bool(words)},
            [f"{out}, {sealed}.", f"For the quorum file: witness {name} {public}"],
        )

    run(answer, as_json=as_json)


ReasonOption = Annotated[str, typer.Option("--reason", help="Why. Name nobody in it.")]
ActorArgument = Annotated[str, typer.Argument(metavar="ACTOR", help="The actor's id in the record.")]


@app.command()
def admit(
    actor: ActorArgument,
    party: Annotated[
        str, typer.Option("--party", metavar="P", help="The party they belong to; coordination for the cell.")
    ],
    reason: ReasonOption,
    role: Annotated[str, typer.Option("--role", help="In words: officer, device, desk.")] = "officer",
    public: Annotated[
        str, typer.Option("--public", metavar="HEX", help="Their own public key, 64 digits (default: make one here).")
    ] = "",
    operation: OperationOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
) -> None:
    """Let somebody write in the record: a person of the cell, a device."""

    def answer() -> Reply:
        key = use.admit(house_of(operation), actor, party, role, public, reason, moment_of(at))
        return Reply({"actor": actor, "public": key}, [f"{actor} of {party} may write, with the key {key[:16]}..."])

    run(answer, as_json=as_json)


@app.command()
def retire(
    actor: ActorArgument,
    reason: ReasonOption,
    operation: OperationOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
) -> None:
    """Let somebody write no more; what they wrote stands."""

    def answer() -> Reply:
        use.retire(house_of(operation), actor, reason, moment_of(at))
        return Reply({"actor": actor, "retired": True}, [f"{actor} writes no more."])

    run(answer, as_json=as_json)


@app.command()
def rotate(
    actor: ActorArgument,
    reason: ReasonOption,
    revoke: Annotated[
        bool, typer.Option("--revoke", help="The earlier keys count no more: passes signed with them open nothing.")
    ] = False,
    operation: OperationOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give an actor a new key, from the next entry on."""

    def answer() -> Reply:
        epoch = use.rotate(house_of(operation), actor, reason, moment_of(at), revoke=revoke)
        says = [f"{actor} signs with a new key: epoch {epoch}."]
        if revoke:
            says.append("What the earlier keys signed opens nothing: issue passes again, and fix a manifest.")
        return Reply({"actor": actor, "epoch": epoch, "revoked": revoke}, says)

    run(answer, as_json=as_json)


@app.command()
def issuer(
    reason: ReasonOption,
    category: Annotated[
        list[str] | None, typer.Option("--category", metavar="C", help="Only this category; once for each.")
    ] = None,
    most: Annotated[int, typer.Option("--most", metavar="N", help="At most so many passes; 0 is no limit.")] = 0,
    begins: Annotated[str | None, typer.Option("--from", metavar="MOMENT", help="No pass that holds earlier.")] = None,
    ends: Annotated[str | None, typer.Option("--until", metavar="MOMENT", help="No pass that holds longer.")] = None,
    operation: OperationOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say what the issuer's newest key may sign; gates hold what lies outside."""

    def answer() -> Reply:
        window = (None if begins is None else moment_of(begins), None if ends is None else moment_of(ends))
        epoch = use.limit_issuer(house_of(operation), tuple(category or ()), most, window, reason, moment_of(at))
        return Reply({"epoch": epoch}, [f"The issuer's key of epoch {epoch} is limited: safepassage keys list"])

    run(answer, as_json=as_json)


@app.command()
def seal(
    passphrase_file: PassphraseOption = None,
    operation: OperationOption = None,
    as_json: JsonOption = False,
) -> None:
    """Seal the operation's keys under a passphrase (age), or under a new one."""

    def answer() -> Reply:
        house_of(operation)
        count = keyring(settings_of(operation)).seal(passphrase_in(passphrase_file), system_dice())
        says = [f"{count} keys are sealed. From now on name the file: SAFEPASSAGE_PASSPHRASE_FILE={passphrase_file}"]
        return Reply({"sealed": count}, says)

    run(answer, as_json=as_json)
