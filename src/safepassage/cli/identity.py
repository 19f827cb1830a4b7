"""`safepassage identity ...`."""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Annotated

import typer

from safepassage.cli.shell import (
    AtOption,
    JsonOption,
    OperationOption,
    Reply,
    error_console,
    house_of,
    moment_of,
    run,
    table,
)
from safepassage.identity.model import ANSWERS, REASONS, Answer
from safepassage.operations import identity as use
from safepassage.operations import matching
from safepassage.operations.house import House
from safepassage.wiring import field_engine, list_reader

app = typer.Typer(no_args_is_help=True)
ByOption = Annotated[str, typer.Option("--by", metavar="WHO", help="Who judges.")]
KEYS = {"s": "same", "d": "different", "u": "unsure"}


@app.command()
def match(
    left: Annotated[Path, typer.Argument(metavar="LEFT", help="A list: CSV, XLSX or ODS.")],
    right: Annotated[Path, typer.Argument(metavar="RIGHT", help="The list to look in.")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where the links go, as CSV.")],
    engine: Annotated[str, typer.Option("--engine", help="duckdb, or spark where it is installed.")] = "duckdb",
    threshold: Annotated[
        float, typer.Option("--threshold", metavar="P", help="The least probability of a link.")
    ] = 0.5,
    at: AtOption = None,
    as_json: JsonOption = False,
) -> None:
    """Link two lists without an operation: each row of LEFT with its best partners in RIGHT, and why."""

    def answer() -> Reply:
        done = matching.match_lists(
            list_reader(), field_engine(engine), left, right, threshold, moment_of(at).utc_date()
        )
        with out.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["left_id", "right_id", "probability", "bits", "reason"])
            writer.writerows(matching.rows_of(done.links))
        linked = sum(bool(one.right_id) for one in done.links)
        data = {"left": done.left, "right": done.right, "links": linked, "held": len(done.held), "out": str(out)}
        return Reply(data, [f"{done.left:,} against {done.right:,} rows: {linked:,} links: {out}"], done.held)

    run(answer, as_json=as_json)


@app.command()
def review(
    by: Annotated[
        str, typer.Option("--by", metavar="WHO", help="Who judges; without it the doubts are only listed.")
    ] = "",
    operation: OperationOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what a person must decide, the most pressing first; with --by, decide by one key each."""

    def answer() -> Reply:
        house = house_of(operation)
        open_doubts = use.doubts(house)
        if by and not as_json and sys.stdin.isatty():
            judged = _one_by_one(house, open_doubts, by, at)
            return Reply({"judged": judged}, [f"{judged} judged, {len(open_doubts) - judged} left."])
        if not open_doubts:
            return Reply([], ["Nothing to judge."])
        rows = [[one.left.person_id, one.right.person_id, "; ".join(_words(one)), one.since] for one in open_doubts]
        return Reply(
            open_doubts,
            [table("Are these two one person?", ["one", "other", "what was found", "since"], rows)],
            needs_person=True,
        )

    run(answer, as_json=as_json)


def _words(doubt: use.Doubt) -> list[str]:
    return [REASONS.get(reason, reason) for reason in doubt.reasons]


def _one_by_one(house: House, open_doubts: tuple[use.Doubt, ...], by: str, at: str | None) -> int:
    """Show each pair and take one key: s same, d different, u unsure, n next, q stop."""
    judged = 0
    for number, doubt in enumerate(open_doubts, 1):
        sides = [doubt.left, doubt.right]
        rows = [
            ["name", *(one.full_name for one in sides)],
            ["born", *(" or ".join(filter(None, (one.birth, one.birth_other))) or "-" for one in sides)],
            ["sex", *(one.sex or "-" for one in sides)],
            ["nationality", *(one.nationality or "-" for one in sides)],
            ["list of", *(one.source for one in sides)],
            ["id", *(one.person_id for one in sides)],
        ]
        error_console.print(
            table(f"{number} of {len(open_doubts)}: {'; '.join(_words(doubt))}", ["", "one", "other"], rows)
        )
        key = typer.prompt("[s]ame [d]ifferent [u]nsure [n]ext [q]uit", default="n", err=True).strip().lower()[:1]
        if key == "q":
            break
        if key in KEYS:
            reason = typer.prompt("why", err=True)
            second = typer.prompt("second person, where both were called", default="", err=True) if key == "s" else ""
            use.decide(
                house, Answer(doubt.left.person_id, doubt.right.person_id, KEYS[key], by, reason, second), moment_of(at)
            )
            judged += 1
    return judged


@app.command()
def judge(
    left: Annotated[str, typer.Argument(metavar="PERSON", help="One person's id.")],
    right: Annotated[str, typer.Argument(metavar="PERSON", help="The other's.")],
    answer: Annotated[
        str, typer.Argument(metavar="ANSWER", help=", ".join(ANSWERS) + " (takes an earlier answer back).")
    ],
    by: ByOption,
    reason: Annotated[str, typer.Option("--reason", help="Why.")],
    second: Annotated[
        str, typer.Option("--second", metavar="WHO", help="A second person; needed where both were called.")
    ] = "",
    operation: OperationOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
) -> None:
    """Record a person's decision; everything that follows from it follows, also when it is taken back."""

    def reply() -> Reply:
        facts = use.decide(house_of(operation), Answer(left, right, answer, by, reason, second), moment_of(at))
        says = f"{left} and {right}: {answer}." if facts else "This stood so already. Nothing new."
        return Reply({"left": left, "right": right, "answer": answer, "changed": bool(facts)}, [says])

    run(reply, as_json=as_json)
