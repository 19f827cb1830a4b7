"""`safepassage gate ...`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from safepassage.cli.gate_words import file_name, in_its_place, told
from safepassage.cli.shell import (
    AtOption,
    CodeArgument,
    JsonOption,
    OperationOption,
    Reply,
    code_of,
    file_text,
    house_of,
    moment_of,
    one_line,
    run,
    table,
)
from safepassage.kernel.wording import counted
from safepassage.operations import gate as use
from safepassage.operations import overrides as overriding
from safepassage.operations.post import Post

app = typer.Typer(no_args_is_help=True)
SideArgument = Annotated[str, typer.Argument(metavar="SIDE", help="The side, as the terms name it.")]
WORDS = {"admit": "ADMIT", "hold": "HOLD", "refuse": "REFUSE"}


@app.command("open")
def open_(
    side: SideArgument, operation: OperationOption = None, at: AtOption = None, as_json: JsonOption = False
) -> None:
    """Open a side for a session."""

    def answer() -> Reply:
        fact = use.open_side(house_of(operation), side, moment_of(at))
        return Reply(
            {"session": fact.session, "manifest": fact.manifest},
            [f"{side} is open: session {fact.session} under manifest {fact.manifest}."],
        )

    run(answer, as_json=as_json)


@app.command()
def close(
    side: SideArgument,
    reason: Annotated[str, typer.Option("--reason", help="Why it closes.")] = "end of the day",
    operation: OperationOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
) -> None:
    """Close a side; what counts is what was recorded before."""

    def answer() -> Reply:
        house = house_of(operation)
        fact = use.close_side(house, side, reason, moment_of(at))
        found = overriding.overrides(house, session=fact.session)
        return Reply(
            {"session": fact.session, "records": fact.records, "overrides": len(found.overrides)},
            [
                f"{side} is closed: session {fact.session} with {counted(fact.records, 'record')}. When both sides are closed: safepassage plan end --day D",
                *overriding.in_words(found),
            ],
            needs_person=bool(found.overrides),
        )

    run(answer, as_json=as_json)


@app.command()
def scan(
    side: Annotated[str, typer.Option("--side", metavar="S", help="The side it is presented at.")],
    text: CodeArgument = "",
    document: Annotated[
        str, typer.Option("--document", metavar="NUMBER", help="The number of the document in hand.")
    ] = "",
    officer: Annotated[str, typer.Option("--officer", metavar="WHO", help="Who scans.")] = "desk",
    second: Annotated[
        str, typer.Option("--second", metavar="WHO", help="A second person, to admit what is held.")
    ] = "",
    reason: Annotated[str, typer.Option("--reason", help="Why it is admitted all the same.")] = "",
    back: Annotated[bool, typer.Option("--return", help="The person comes back from between the gates.")] = False,
    turn_away: Annotated[bool, typer.Option("--turn-away", help="This side says no.")] = False,
    operation: OperationOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
) -> None:
    """Admit, hold or refuse one pass, with its reason; the record is durable before the answer is shown."""

    def answer() -> Reply:
        house = house_of(operation)
        code = code_of(text)
        number = document if document or text or back else one_line("the number of the document in hand, if any")
        post = Post(house, side, moment_of(at))
        decision = post.scan(
            code,
            number,
            moment_of(at),
            officer,
            second=second,
            words=reason,
            comes_back=back,
            turned_away=turn_away,
        )
        says = [f"{WORDS[decision.verdict]}: {decision.says}"]
        if decision.also:
            says.append(f"  and also: {', '.join(one.replace('-', ' ') for one in decision.also)}")
        if decision.clause:
            says.append(f"  under {decision.clause}")
        if post.in_place_of:
            says += in_its_place(post.in_place_of)
        return Reply(
            {**asdict(decision), "in_place_of": post.in_place_of},
            says,
            needs_person=decision.verdict != "admit",
        )

    run(answer, as_json=as_json)


@app.command()
def overrides(
    day: Annotated[str, typer.Option("--day", metavar="D", help="One day, as 2023-11-01; without it, all.")] = "",
    operation: OperationOption = None,
    as_json: JsonOption = False,
) -> None:
    """Who was let through against a hold, by which two people and why; and which pair does so more than others."""

    def answer() -> Reply:
        found = overriding.overrides(house_of(operation), day)
        if not found.overrides:
            return Reply(
                found, [f"Nobody was let through against a hold, of {counted(found.admitted, 'person', 'people')}."]
            )
        rows = [[one.at, one.record, one.held, overriding.who_answered(one), one.words] for one in found.overrides]
        pairs = [
            [
                " and ".join(map(overriding.set_apart, one.two)),
                one.count,
                one.admitted,
                "stands out" if one.often else "",
            ]
            for one in found.pairs
        ]
        return Reply(
            found,
            [
                *overriding.in_words(found),
                table("Against a hold", ["at", "record", "the gate held for", "who answered", "their reason"], rows),
                table("By pair", ["two people", "overrides", "admissions of either", ""], pairs, (1, 2)),
            ],
            needs_person=True,
        )

    run(answer, as_json=as_json)


@app.command()
def sync(
    bundle: Annotated[Path, typer.Argument(metavar="BUNDLE", help="A device's records, as one signed file.")],
    evidence: Annotated[
        Path | None,
        typer.Option("--evidence", metavar="DIR", help="Write proof of a cloned device here, to be shown to others."),
    ] = None,
    operation: OperationOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take a device's records in: any order, twice, or late, each counts once."""

    def answer() -> Reply:
        house = house_of(operation)
        done = use.sync(house, file_text(bundle), moment_of(at))
        says = list(told(done))
        if evidence is not None and done.forks:
            evidence.mkdir(parents=True, exist_ok=True)
            for place, text in use.fork_evidence(house, done.forks).items():
                path = evidence / f"fork-{file_name(place)}.json"
                path.write_text(text)
                says.append(f"  proof for others: {path} (safepassage ledger evidence FILE --key KEY-OF-THE-SIDE)")
        return Reply(done, says, needs_person=done.looks)

    run(answer, as_json=as_json)
