"""`safepassage identity ...`."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from safepassage.cli import reviewing
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
from safepassage.cli.wording import read_moment
from safepassage.identity.model import ANSWERS, Answer
from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.kernel.wording import counted
from safepassage.operations import identity as use
from safepassage.operations import matching
from safepassage.operations.files import look
from safepassage.operations.house import House
from safepassage.wiring import field_engine, list_reader

app = typer.Typer(no_args_is_help=True)
ByOption = Annotated[str, typer.Option("--by", metavar="WHO", help="Who judges.")]


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
        return Reply(
            data,
            [f"{counted(done.left, 'row')} against {done.right:,}: {counted(linked, 'link')}, written to {out}."],
            done.held,
        )

    run(answer, as_json=as_json)


@app.command()
def review(
    by: Annotated[
        str, typer.Option("--by", metavar="WHO", help="Who judges; without it the doubts are only listed.")
    ] = "",
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Write the doubts as CSV, to be answered in the column answer."),
    ] = None,
    reason: Annotated[
        str,
        typer.Option("--reason", help="Why you look, with --by or --out; recorded for each person shown. Name nobody."),
    ] = "",
    operation: OperationOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what a person must decide, the most pressing first; with --by, decide by one key each (or one line each, piped)."""

    def answer() -> Reply:
        house = house_of(operation)
        open_doubts = use.doubts(house)
        why = reviewing.reason_asked(reason) if by or out is not None else ""
        if by:
            desk = reviewing.Review(house, by, why, at, open_doubts)
            desk.run(reviewing.keys())
            left = len(use.doubts(house))
            return Reply({"judged": desk.judged, "left": left}, [f"{desk.judged} judged, {left} left."])
        if out is not None:
            shown = [side.person_id for one in open_doubts for side in (one.left, one.right)]
            look(house, shown, why, "", moment_of(at))
            _write_doubts(house, open_doubts, out)
            says = f"{counted(len(open_doubts), 'doubt')} written to {out}. It holds names: keep it to who judges."
            says_next = f"Next: fill its columns answer and reason, then safepassage identity judge-file {out} --by WHO"
            return Reply({"doubts": len(open_doubts), "out": str(out)}, [says, says_next])
        if not open_doubts:
            return Reply([], ["Nothing to judge."])
        rows = [
            [one.left.person_id, one.right.person_id, "; ".join(reviewing.in_words(one)), read_moment(one.since)]
            for one in open_doubts
        ]
        return Reply(
            [_without_names(one) for one in open_doubts],
            [
                table("Are these two one person?", ["one", "other", "what was found", "since"], rows),
                f"{counted(len(open_doubts), 'doubt')} to judge. Next: safepassage identity review --by WHO --reason WHY",
            ],
            needs_person=True,
        )

    run(answer, as_json=as_json)


def _without_names(doubt: use.Doubt) -> dict[str, Any]:
    """A doubt for a machine: who opens the files of the two gives a reason for it."""
    return {
        "left": doubt.left.person_id,
        "right": doubt.right.person_id,
        "reasons": doubt.reasons,
        "since": doubt.since,
        "matters": {"day": doubt.matters.day, "people": doubt.matters.people, "rank": doubt.matters.rank},
    }


COLUMNS = (
    "left",
    "right",
    "answer",
    "reason",
    "second",
    "left_name",
    "right_name",
    "left_birth",
    "right_birth",
    "found",
    "evidence",
)


def _write_doubts(house: House, open_doubts: tuple[use.Doubt, ...], out: Path) -> None:
    """The doubts in their order, with an empty column for each answer."""
    with out.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for one in open_doubts:
            found = use.evidence_of(house, one.left.person_id, one.right.person_id)
            ids = one.left.person_id, one.right.person_id
            sides = one.left.full_name, one.right.full_name, one.left.birth, one.right.birth
            writer.writerow(
                [
                    *ids,
                    "",
                    "",
                    "",
                    *map(_harmless, sides),
                    ", ".join(one.reasons),
                    _harmless(found.sentence() if found else ""),
                ]
            )


def _harmless(text: str) -> str:
    """A cell that a spreadsheet does not take for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


@app.command(name="judge-file")
def judge_file(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="CSV with left, right, answer; reason and second where they are.")
    ],
    by: ByOption,
    operation: OperationOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
) -> None:
    """Record many decisions at once, each a signed fact of its own; lines without an answer are left as they are."""

    def reply() -> Reply:
        answers = list(_answers(file, by))
        done = use.decide_many(house_of(operation), answers, file.name, moment_of(at))
        says = f"{done.judged:,} judged, {done.known:,} stood so already, {len(done.refused):,} refused."
        return Reply({"judged": done.judged, "known": done.known, "refused": len(done.refused)}, [says], done.refused)

    run(reply, as_json=as_json)


def _answers(file: Path, by: str) -> Iterator[tuple[int, Answer]]:
    """The lines that say something, with their numbers.

    Raises:
        ProblemsError: the file has no such columns.
    """
    lines = csv.DictReader(io.StringIO(file_text(file).removeprefix("\ufeff")))
    missing = [name for name in COLUMNS[:3] if name not in (lines.fieldnames or ())]
    if missing:
        raise ProblemsError(
            [
                Problem(file.name, f"there is no column {one}", "Take the file that identity review --out wrote")
                for one in missing
            ]
        )
    for number, line in enumerate(lines, 2):
        said = {name: (line.get(name) or "").strip() for name in COLUMNS[:5]}
        if said["answer"]:
            reason = said["reason"] or "judged from a file"
            yield number, Answer(said["left"], said["right"], said["answer"].lower(), by, reason, said["second"])


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
