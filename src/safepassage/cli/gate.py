"""`safepassage gate ...`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from safepassage.cli.shell import (
    AtOption,
    JsonOption,
    OperationOption,
    Reply,
    file_text,
    house_of,
    moment_of,
    run,
    table,
)
from safepassage.operations import gate as use
from safepassage.operations import overrides as overriding

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
                f"{side} is closed: session {fact.session} with {fact.records:,} records. When both sides are closed: safepassage plan end --day D",
                *overriding.in_words(found),
            ],
            needs_person=bool(found.overrides),
        )

    run(answer, as_json=as_json)


@app.command()
def scan(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What the code on the slip says (EV1:...).")],
    side: Annotated[str, typer.Option("--side", metavar="S", help="The side it is presented at.")],
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
        decision = use.scan(
            house_of(operation),
            side,
            text,
            document,
            moment_of(at),
            officer,
            second=second,
            words=reason,
            comes_back=back,
            turned_away=turn_away,
        )
        says = [f"{WORDS[decision.verdict]}: {decision.says}"]
        if decision.clause:
            says.append(f"  under {decision.clause}")
        return Reply(decision, says, needs_person=decision.verdict != "admit")

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
            people = "person" if found.admitted == 1 else "people"
            return Reply(found, [f"Nobody was let through against a hold, of {found.admitted:,} {people}."])
        rows = [[one.at, one.record, one.held, overriding.who_answered(one), one.words] for one in found.overrides]
        pairs = [
            [" and ".join(one.two), one.count, one.admitted, "stands out" if one.often else ""] for one in found.pairs
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
        odd = [*done.conflicts, *done.gaps, *done.forks, *done.after_close, *done.odd, *done.loose, *done.lost]
        odd += [*done.mended, *done.left_out]
        says = [f"{done.side}: {done.fresh:,} new records, {done.known:,} known before."]
        says += [f"  a second crossing: record {one}" for one in done.conflicts]
        says += [f"  missing: record {one}" for one in done.gaps]
        says += [f"  two records in one place: {one}" for one in done.forks]
        says += [f"  written after the device's close: {one}" for one in done.after_close]
        says += [f"  its parts contradict each other: record {one}" for one in done.odd]
        says += [f"  a return without its exit; note it where the exit is known: record {one}" for one in done.loose]
        says += [f"  under a manifest that this ledger does not hold: record {one}" for one in done.lost]
        says += [f"  cannot be kept as it stands: {one}" for one in done.mended]
        says += [f"  not taken in: {one}" for one in done.left_out]
        if done.mended or done.left_out:
            says.append("  Keep this file, and find out what wrote it: the ledger does not hold it to the letter.")
        if done.earlier_key:
            says.append("  Signed with an earlier key of this side: give that device the key in force.")
        if done.lost:
            says.append(
                "  This ledger was set back, or somebody gave that device another manifest. Show the ledger to every witness:"
            )
            says.append("  safepassage ledger checkpoint --request FILE")
        if evidence is not None and done.forks:
            evidence.mkdir(parents=True, exist_ok=True)
            for place, text in use.fork_evidence(house, done.forks).items():
                path = evidence / f"fork-{place.replace('/', '-')}.json"
                path.write_text(text)
                says.append(f"  proof for others: {path} (safepassage ledger evidence FILE --key KEY-OF-THE-SIDE)")
        return Reply(done, says, needs_person=bool(odd))

    run(answer, as_json=as_json)
