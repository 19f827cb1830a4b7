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
    PassphraseOption,
    Reply,
    file_bytes,
    file_text,
    house_of,
    moment_of,
    run,
    table,
)
from safepassage.cli.wording import counted, lasting
from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.operations import clearance as use
from safepassage.operations import statements
from safepassage.operations.manifests import in_words
from safepassage.operations.terms import check
from safepassage.wiring import list_reader, passphrase_in, read_own_key, system_dice, write_new

app = typer.Typer(no_args_is_help=True)


@app.command("import")
def import_(
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="A party's answers: CSV, XLSX or ODS.")] = None,
    party: Annotated[str, typer.Option("--party", metavar="P", help="The clearing party, as the terms name it.")] = "",
    signed: Annotated[
        Path | None,
        typer.Option("--signed", metavar="STATEMENT", help="Instead of both: what the party signed (clearance sign)."),
    ] = None,
    operation: OperationOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take a party's answers in."""

    def answer() -> Reply:
        if signed is not None and file is None and not party:
            done = statements.take(house_of(operation), signed.name, file_bytes(signed), moment_of(at))
        elif signed is None and file is not None and party:
            done = use.import_answers(house_of(operation), file, file_bytes(file), party, moment_of(at))
        else:
            what = "it takes either a file and its party, or a statement that names its party"
            raise ProblemsError([Problem("clearance import", what, "Give FILE --party P, or --signed STATEMENT")])
        words = ", ".join(f"{count:,} {status}" for status, count in done.by_status.items()) or "nothing new"
        says = [f"{done.filename} from {done.party}: {words}; {counted(len(done.held), 'line')} held."]
        says += in_words(done.gates)
        return Reply(done, says, done.held)

    run(answer, as_json=as_json)


@app.command()
def sign(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Your answers: CSV, XLSX or ODS.")],
    party: Annotated[str, typer.Option("--party", metavar="P", help="Who you are, as the terms name you.")],
    terms: Annotated[
        Path, typer.Option("--terms", metavar="FILE", help="The terms: whose operation, which time zone.")
    ],
    number: Annotated[
        int, typer.Option("--number", metavar="N", help="Which statement of yours it is: the first is 1; it rises.")
    ],
    key: Annotated[Path, typer.Option("--key", metavar="KEYFILE", help="Your own key (keys own).")],
    out: Annotated[
        Path, typer.Option("--out", metavar="STATEMENT", help="The statement, for the cell; it names people.")
    ],
    passphrase_file: PassphraseOption = None,
    as_json: JsonOption = False,
) -> None:
    """Sign your answers with your own key, where you sit. Needs no operation; nobody else can change, move or drop one of them."""

    def answer() -> Reply:
        agreement = check(file_text(terms), terms.name)
        seed = read_own_key(key, passphrase_in(passphrase_file))
        made = statements.sign(list_reader(), file, agreement, party, number, seed, system_dice())
        write_new(out, made.text().encode())
        told = {"party": party, "number": number, "rows": len(made.rows), "root": made.root, "file": str(out)}
        says = f"{out}: statement {number} of {party}, {counted(len(made.rows), 'answer')}, signed. Hand it to the cell: safepassage clearance import --signed {out}"
        return Reply(told, [says])

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
        own = [
            f"{row.party} signs its answers itself: "
            + (f"statement {row.statement} is the newest taken." if row.statement else "no statement was taken yet.")
            for row in rows
            if row.signs_itself
        ]
        return Reply(
            rows,
            [shown, *own]
            if rows
            else ["Nobody was put to any party yet. Import a list: safepassage people import FILE --source ORG"],
        )

    run(answer, as_json=as_json)
