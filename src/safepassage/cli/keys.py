"""`safepassage keys ...`."""

from __future__ import annotations

import re
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
    file_text,
    house_of,
    moment_of,
    run,
    settings_of,
    table,
)
from safepassage.kernel.wording import counted
from safepassage.operations import keys as use
from safepassage.wiring import keyring, make_own_key, make_witness_key, passphrase_in, system_dice

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
    public: Annotated[
        str,
        typer.Option(
            "--public", metavar="HEX", help="A new key that its holder made (keys own); never one of the cell's."
        ),
    ] = "",
    signature: Annotated[
        str,
        typer.Option(
            "--signature", metavar="HEX", help="The old key's over the new one, 128 digits, or a file that holds them."
        ),
    ] = "",
    operation: OperationOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
) -> None:
    """Give an actor a new key, from the next entry on. The old key signs it: here where it lies here, else where its holder is."""

    def answer() -> Reply:
        handed = use.Handed(public.lower(), _signature_in(signature)) if public or signature else None
        epoch = use.rotate(house_of(operation), actor, reason, moment_of(at), revoke=revoke, handed=handed)
        says = [f"{actor} signs with a new key: epoch {epoch}."]
        if revoke:
            says.append("What the earlier keys signed opens nothing: issue passes again, and fix a manifest.")
        return Reply({"actor": actor, "epoch": epoch, "revoked": revoke}, says)

    run(answer, as_json=as_json)


def _signature_in(told: str) -> str:
    """The digits themselves, or what the file of that name holds."""
    return told if re.fullmatch(r"[0-9a-fA-F]*", told) else file_text(Path(told)).strip()


@app.command()
def own(
    actor: ActorArgument,
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="The new key; keep it on a machine or stick of yours.")
    ],
    key: Annotated[
        Path | None, typer.Option("--key", metavar="FILE", help="The key you hold now, to sign the new one with.")
    ] = None,
    record: Annotated[str, typer.Option("--record", metavar="NAME", help="The operation's name, with --key.")] = "",
    epoch: Annotated[
        int, typer.Option("--epoch", metavar="N", help="Which of your keys it is, with --key: the second is 2.")
    ] = 2,
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a key of your own where nobody else sees it; with --key, sign it with the one you hold. Needs no operation."""

    def answer() -> Reply:
        words = passphrase_in(passphrase_file)
        made = make_own_key(out, system_dice(), actor, record, epoch, key, words)
        use_of_it = (
            "sealed under the passphrase: a clearing party signs its answers with it (safepassage clearance sign)"
            if words
            else f"bring it as {actor}.key when you sign"
        )
        says = [f"{out}: {use_of_it}.", f"Its public key: {made.public}"]
        if made.signature:
            says.append(f"The old key's signature over it, for keys rotate: {made.signature}")
        return Reply(
            {
                "actor": actor,
                "public": made.public,
                "signature": made.signature,
                "file": str(out),
                "sealed": bool(words),
            },
            says,
        )

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
        says = [
            f"{counted(count, 'key is', 'keys are')} sealed. From now on name the file: SAFEPASSAGE_PASSPHRASE_FILE={passphrase_file}"
        ]
        return Reply({"sealed": count}, says)

    run(answer, as_json=as_json)
