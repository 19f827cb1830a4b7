"""`safepassage ledger ...`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from safepassage.cli.erasure import past_moment_of
from safepassage.cli.shell import (
    ActorOption,
    AtOption,
    JsonOption,
    OperationOption,
    PassphraseOption,
    Reply,
    asked,
    error_console,
    file_text,
    house_of,
    moment_of,
    run,
    table,
)
from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.kernel.wording import counted
from safepassage.operations import exporting, proof_files, proving, sampling, witnessing
from safepassage.operations import ledger as use
from safepassage.operations.house import DESK
from safepassage.operations.replaying import Flaw
from safepassage.wiring import passphrase_in, read_witness_key, scratch_store, second_process, witness_folder

app = typer.Typer(no_args_is_help=True)
MOST_SHOWN = 20
COSIGNED = 200
STATUS = {
    COSIGNED: "cosigned",
    400: "this is no request",
    403: "the log's key did not sign this checkpoint",
    404: "this witness does not watch this log (--log KEY)",
    409: "this witness cosigned another size before, which follows",
    422: "it is not shown that the checkpoint continues what was cosigned",
}


def _some(flaws: Sequence[Flaw]) -> list[str]:
    more = [f"  and {len(flaws) - MOST_SHOWN} more (--json shows all)"] if len(flaws) > MOST_SHOWN else []
    return [*(f"  {flaw.says}" for flaw in flaws[:MOST_SHOWN]), *more]


@app.command()
def verify(operation: OperationOption = None, as_json: JsonOption = False) -> None:
    """Check every entry and every invariant, rebuild all tables from the ledger and compare them."""

    def answer() -> Reply:
        house = house_of(operation)
        with (
            scratch_store() as scratch,
            second_process() as elsewhere,
            Progress(console=error_console, transient=True) as progress,
        ):
            task = progress.add_task("checking entries", total=None)
            verdict = use.verify(
                house, scratch, lambda done, size: progress.update(task, completed=done, total=size), elsewhere
            )
        lines = [
            f"{counted(verdict.entries, 'entry', 'entries')}, root {verdict.root[:16]}..., {counted(verdict.checkpoints, 'checkpoint')}, {counted(verdict.erased, 'erased body', 'erased bodies')}.",
            verdict.standing.sentence() + ".",
            *(
                [f"Answers signed by the party itself, with a key of its own: {', '.join(verdict.own)}."]
                if verdict.own
                else []
            ),
            *_some(verdict.quorums),
            "Every entry holds, every invariant holds, and the tables are what the entries make them."
            if not verdict.flaws
            else f"{counted(len(verdict.flaws), 'thing is', 'things are')} wrong:",
        ]
        lines += _some(verdict.flaws)
        if verdict.odd:
            lines += [
                f"{counted(len(verdict.odd), 'thing is', 'things are')} odd; somebody should look:",
                *_some(verdict.odd),
            ]
        return Reply(verdict, list(lines), needs_person=bool(verdict.flaws or verdict.odd))

    run(answer, as_json=as_json)


@app.command()
def checkpoint(
    operation: OperationOption = None,
    as_json: JsonOption = False,
    whole: Annotated[bool, typer.Option("--note", help="Print the signed note itself.")] = False,
    request: Annotated[
        Path | None, typer.Option("--request", metavar="FILE", help="Write what a witness is asked to this file.")
    ] = None,
    old: Annotated[int, typer.Option("--old", metavar="SIZE", help="How many entries that witness cosigned.")] = 0,
) -> None:
    """Sign the ledger as it stands; with --request, ask a witness for its cosignature."""

    def answer() -> Reply:
        house = house_of(operation)
        if request is None:
            made, says = use.checkpoint(house), []
        else:
            text, made = witnessing.request_for(house, old)
            request.write_text(text)
            says = [f"Take {request} to the witness: safepassage ledger witness {request} --key K --state DIR"]
        first = (
            made.note
            if whole
            else f"Checkpoint of {counted(made.size, 'entry', 'entries')}, root {made.root.hex()[:16]}..."
        )
        return Reply({"size": made.size, "root": made.root.hex(), "note": made.note}, [first, *says])

    run(answer, as_json=as_json)


@app.command()
def sample(
    beacon: Annotated[
        str,
        typer.Option(
            "--beacon", metavar="TEXT", help="A number that nobody knew when the checkpoint was cosigned, as agreed."
        ),
    ],
    count: Annotated[int, typer.Option("--count", metavar="N", help="How many entries.")] = 30,
    kind: Annotated[
        list[str] | None, typer.Option("--kind", metavar="K", help="Of kinds that begin so; may be given often.")
    ] = None,
    size: Annotated[
        int,
        typer.Option("--size", metavar="SIZE", help="From the checkpoint of so many entries (the newest witnessed)."),
    ] = 0,
    operation: OperationOption = None,
    as_json: JsonOption = False,
) -> None:
    """Draw entries for an audit that nobody could choose: everybody draws the same."""

    def answer() -> Reply:
        drawn = sampling.draw(house_of(operation), beacon, count, kinds=kind or (), size=size)
        rows = [
            [f"{one.entry}", one.kind, one.actor, one.clause, "" if one.readable else "erased"] for one in drawn.drawn
        ]
        says = f"{len(rows):,} of {counted(drawn.among, 'entry', 'entries')}, from the checkpoint of {drawn.size:,}, root {drawn.root[:16]}..."
        return Reply(drawn, [says, table("To be looked at", ["entry", "kind", "actor", "clause", ""], rows)])

    run(answer, as_json=as_json)


@app.command()
def quorum(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The quorum file (C2SP tlog-policy).")],
    reason: Annotated[
        str, typer.Option("--reason", help="Who agreed on it, and when; for a change, of the one who asks first.")
    ] = "",
    actor: ActorOption = DESK,
    operation: OperationOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
) -> None:
    """Put the first quorum in force: whose cosignatures make the record witnessed. To change it, one person asks, another gives the same command."""

    def answer() -> Reply:
        done = witnessing.agree_quorum(house_of(operation), file_text(file), file.name, reason, moment_of(at), actor)
        names, changes = sorted(done.policy.witnesses), [f"  {change}" for change in done.changes]
        if done.request is not None and not done.request.agreed:
            reply = asked(done.request)
            return Reply(reply.data, [*reply.says, "The quorum would change:", *changes], needs_person=True)
        data = {"done": True, "quorum": done.policy.quorum, "witnesses": names, "changes": done.changes}
        return Reply(data, [f"In force: {', '.join(names)}.", *changes])

    run(answer, as_json=as_json)


@app.command()
def witness(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="What the witness is asked: a C2SP add-checkpoint request.")
    ],
    key: Annotated[
        list[Path], typer.Option("--key", metavar="K", help="The witness's key file; once more for its second key.")
    ],
    state: Annotated[Path, typer.Option("--state", metavar="DIR", help="What this witness remembers. Never copy it.")],
    log: Annotated[
        str, typer.Option("--log", metavar="KEY", help="Watch this log from now on: its key, NAME+ID+BASE64.")
    ] = "",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="ANSWER", help="Write the answer here (default: print it).")
    ] = None,
    passphrase_file: PassphraseOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
) -> None:
    """Cosign a checkpoint, if it continues what this witness cosigned before. Needs no operation: run it on a machine of your own."""

    def answer() -> Reply:
        folder, words = witness_folder(state), passphrase_in(passphrase_file)
        cosigners = [read_witness_key(one, words).cosigner() for one in key]
        if log:
            folder.watch(log)
        found = folder.answer(file_text(file), cosigners, moment_of(at))
        if out is not None and found.status == COSIGNED:
            out.write_text(found.body)
        told = f"{found.status}: {STATUS[found.status]}"
        says = [told, *found.body.splitlines()] if out is None or found.status != COSIGNED else [f"{told} {out}"]
        data = {"status": found.status, "answer": found.body, "evidence": found.evidence is not None}
        return Reply(data, says, needs_person=found.status != COSIGNED)

    run(answer, as_json=as_json)


@app.command()
def cosign(
    file: Annotated[Path, typer.Argument(metavar="ANSWER", help="A witness's answer.")],
    operation: OperationOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take a witness's cosignature into the record."""

    def answer() -> Reply:
        checkpoint, found = witnessing.take_cosignatures(house_of(operation), file_text(file))
        return Reply(
            {"size": checkpoint.size, "note": checkpoint.note, "standing": found},
            [f"Checkpoint of {counted(checkpoint.size, 'entry', 'entries')}: cosigned.", found.sentence() + "."],
        )

    run(answer, as_json=as_json)


@app.command()
def export(
    party: Annotated[str, typer.Option("--party", metavar="P", help="The party it is for.")],
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="Where it goes; receipt and checkpoint beside it.")
    ],
    actor: ActorOption,
    reason: Annotated[str, typer.Option("--reason", help="Why; of the one who asks first.")] = "",
    operation: OperationOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
) -> None:
    """Public headers, proofs and the party's own bodies. One person asks, another gives the same command and it is written."""

    def answer() -> Reply:
        house, moment = house_of(operation), past_moment_of(at)
        request = exporting.ask_export(house, party, reason, actor, moment)
        if not request.agreed:
            return asked(request)
        with exporting.export(house, party) as made, out.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(made.lines)
        note = out.with_name(out.name + ".checkpoint")
        note.write_text(made.checkpoint.note)
        receipts = out.with_name(out.name + ".receipts")
        files, has, given = [str(out), str(note)], f"receipt: {receipts}", f" --receipts {receipts}"
        if made.receipt is None:
            has, given = (
                f"no receipt, for {party} has none of these entries, or the log's key is newer than they are",
                "",
            )
        else:
            receipts.write_text(made.receipt.text())
            files.append(str(receipts))
        data = {"done": True, "entries": made.entries, "files": files}
        says = [
            f"{counted(made.entries, 'entry', 'entries')} for {party}: {out}; checkpoint: {note}; {has}.",
            f"Check it: python verify/safepassage_verify.py {out} --log KEY{given} --checkpoint ONE-YOU-KEPT",
            "Or open verify/safepassage-verify.html in a browser and drop these files on it; it needs no network.",
        ]
        return Reply(data, says)

    run(answer, as_json=as_json)


@app.command()
def evidence(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="Evidence of two histories, of a receipt broken, or of a cloned key or device."
        ),
    ],
    key: Annotated[
        list[str],
        typer.Option(
            "--key",
            metavar="KEY",
            help="The accused's key: NAME+ID+BASE64, or 64 hexadecimal digits; again for each it had since.",
        ),
    ],
    as_json: JsonOption = False,
) -> None:
    """Check evidence that somebody shows: it convinces whoever knows the accused's key, and needs no operation."""

    def answer() -> Reply:
        says = witnessing.convinced(file_text(file), file.name, *key)
        return Reply({"holds": True, "says": says}, [f"It holds: {says}."])

    run(answer, as_json=as_json)


@app.command()
def receipt(
    party: Annotated[str, typer.Option("--party", metavar="P", help="Who said it.")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where it goes; it names nobody.")],
    operation: OperationOption = None,
    as_json: JsonOption = False,
) -> None:
    """The log's signed word that what a party said, to its newest entry or statement, is in the record. Hand it over when it has answered."""

    def answer() -> Reply:
        made = exporting.signed_receipt(house_of(operation), party)
        out.write_text(made.text())
        whose = f"{party}'s entry" if made.actor == party else f"What {party} signed, the desk's entry"
        says = f"{whose} {made.sequence:,}, at place {made.place:,} of the record: {out}. The party keeps it where the cell cannot reach it."
        return Reply(made, [says])

    run(answer, as_json=as_json)


@app.command()
def proof(
    place: Annotated[
        int, typer.Argument(metavar="PLACE", min=0, help="The entry's place, as a receipt or an export says it.")
    ],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where it goes; it names nobody.")],
    operation: OperationOption = None,
    as_json: JsonOption = False,
) -> None:
    """A proof file that one entry is in the record, under the newest witnessed checkpoint: whoever has it can check it without a network."""

    def answer() -> Reply:
        text, proven = proof_files.write_proof(house_of(operation), place)
        out.write_text(text)
        return Reply(
            proven,
            [f"{proven.sentence()}: {out}", f"Check it: safepassage ledger proven {out} --log KEY --quorum FILE"],
        )

    run(answer, as_json=as_json)


@app.command()
def proven(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A proof file (C2SP tlog-proof), as `ledger proof` writes it.")
    ],
    log: Annotated[
        list[str], typer.Option("--log", metavar="KEY", help="The log's key as you know it; again for each later one.")
    ],
    quorum_file: Annotated[
        Path | None,
        typer.Option(
            "--quorum", metavar="FILE", help="The quorum as you know it: says whether the entry is witnessed."
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Check a proof file: that an entry is in the record, and who cosigned that. Needs no operation."""

    def answer() -> Reply:
        agreed = None if quorum_file is None else file_text(quorum_file)
        found = proof_files.check_file(file_text(file), file.name, log, agreed)
        return Reply(found, [f"It holds: {found.sentence()}."], needs_person=found.witnessed is False)

    run(answer, as_json=as_json)


def lines_of(path: Path) -> Iterator[str]:
    """The lines of a large file of UTF-8, one at a time.

    Raises:
        ProblemsError: it cannot be read or is not UTF-8.
    """
    try:
        with path.open(encoding="utf-8") as lines:
            yield from lines
    except (OSError, UnicodeDecodeError):
        what = "the file cannot be read as text"
        raise ProblemsError([Problem(path.name, what, "Check the name and that you may read it")]) from None


@app.command()
def prove(
    files: Annotated[
        list[Path], typer.Argument(metavar="EXPORT [OTHER]", help="An export that you hold, and another party's.")
    ],
    log: Annotated[
        list[str], typer.Option("--log", metavar="KEY", help="The log's key as you know it; again for each later one.")
    ],
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the proofs go.")],
    kept: Annotated[
        list[Path] | None, typer.Option("--checkpoint", metavar="FILE", help="A checkpoint that somebody kept.")
    ] = None,
    receipts: Annotated[
        list[Path] | None, typer.Option("--receipts", metavar="FILE", help="Signed receipts that you were given.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Where exports, checkpoints or receipts show two histories, an entry left out, or an actor that signed twice at one place: write the proof for others. Needs no operation."""

    def answer() -> Reply:
        exports = ((path.name, lines_of(path)) for path in files)
        given = ((path.name, lines_of(path)) for path in receipts or ())
        found = proving.prove(exports, [file_text(path) for path in kept or ()], given, log)
        says = []
        for name, (what, text) in found.items():
            out.mkdir(parents=True, exist_ok=True)
            (out / f"{name}.json").write_text(text)
            says.append(f"{what}: {out / name}.json")
        says += ["Anybody can check it: safepassage ledger evidence FILE --key KEY-OF-THE-ACCUSED"] if found else []
        says = says or ["Nothing here contradicts anything else: there is nothing to prove."]
        return Reply({"proofs": [str(out / f"{name}.json") for name in found]}, says, needs_person=bool(found))

    run(answer, as_json=as_json)
