"""`safepassage demo`."""

from __future__ import annotations

import shutil
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from safepassage.cli.account import state_table
from safepassage.cli.shell import JsonOption, OperationOption, Reply, error_console, file_text, run, settings_of
from safepassage.kernel.moment import Moment
from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.kernel.wording import counted
from safepassage.operations import account, doubles, identity, planning, rehearsal, terms
from safepassage.wiring import ReadAhead, examples, found_house, recorded_reality, witnesses_here, write_report

DAYS = tuple(f"2023-11-{day:02d}" for day in range(1, 13))
SEED = 1
DEMO_MARK = "DEMO.txt"
END = "2023-11-12T22:00:00+02:00"


def demo(
    operation: OperationOption = None,
    people: Annotated[
        int, typer.Option("--people", help="How many invented foreign passport holders and dependants.")
    ] = 7500,
    injured: Annotated[int, typer.Option("--injured", help="How many invented injured.")] = 4000,
    days: Annotated[int, typer.Option("--days", min=1, max=12, help="How many days from 1 November on.")] = 12,
    serve: Annotated[
        bool, typer.Option("--serve", help="Show it in a browser (the web site is not built yet).")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Build the reference operation with invented people and run it from the lists to the report. Starts clean each time."""

    def answer() -> Reply:
        if serve:
            raise ProblemsError(
                [Problem("--serve", "the web site is not built yet", "Leave --serve out and open the report")]
            )
        started = time.monotonic()
        settings = settings_of(operation)
        _start_clean(settings.operation)
        lists = settings.operation / "lists"
        home = examples.examples_folder() / "rafah-2023"
        toml = file_text(home / "terms.toml")
        # The planner's code is compiled on the other core while people are invented and their lists are taken in.
        pool = ProcessPoolExecutor(max_workers=2)
        inventing = pool.submit(examples.write_lists, lists, SEED, people, injured)
        pool.submit(planning.warm_up)
        pool.shutdown(wait=False)
        error_console.print("inventing people ...")
        identity.warm_up()  # meanwhile
        inventing.result()
        with Progress(
            TextColumn("{task.description:42}"), BarColumn(), TimeElapsedColumn(), console=error_console
        ) as progress:
            agreement = terms.check(toml, "terms.toml")
            house = found_house(settings, agreement.id, seed=f"demo {SEED}")
            task = progress.add_task("starting", total=None)
            script = replace(
                examples.read_script(lists, agreement, DAYS[:days]), slips_to=settings.operation / "passes"
            )
            progress.update(task, total=len(script.lists) + 3 * len(script.days) + 2)
            terms.start(house, toml, "terms.toml", Moment.parse("2023-10-31T08:00:00+02:00"))
            paths = [*(one.path for one in script.lists), *(one.path for one in script.answers)]
            house = replace(house, reader=ReadAhead(house.reader, paths))
            sides = [party.id for party in agreement.parties if {"runs-side", "mediates"} & set(party.roles)]
            script = replace(script, witnesses=witnesses_here(settings.operation / "witnesses", sides, house))
            told = rehearsal.rehearse(house, script, lambda step: progress.update(task, description=step, advance=1))
            progress.update(task, description="report", advance=1)
            planted = doubles.count_planted(house, examples.read_planted(lists))
            real = recorded_reality(home / "days.csv")
            data = account.report(house, Moment.parse(END), real, "examples/rafah-2023/days.csv", planted)
            files = write_report(data, settings.operation / "report")
            progress.update(task, description="done", completed=progress.tasks[0].total or 1)
        found = account.status(house, Moment.parse(END))
        html = next(one for one in files if one.suffix == ".html")
        return Reply(
            {
                "report": str(html),
                "accounted": found.accounted,
                "told": told,
                "planted": planted,
                "seconds": round(time.monotonic() - started),
            },
            [
                f"{counted(told.accepted, 'row')} accepted, {told.held:,} held; {told.linked:,} known from other lists, {told.doubts:,} to be judged.",
                f"{planted.sentence()}.",
                f"{counted(told.answers, 'answer')} taken, {told.held_answers:,} held; {counted(told.scans, 'pass', 'passes')} presented.",
                state_table(found),
                f"{found.accounted.sentence()}.",
                f"The record: {found.record.sentence()}; in this demo all three witnesses run on this machine.",
                f"The report: {html}",
                f"Next: safepassage ledger verify --operation {settings.operation}",
            ],
            needs_person=not found.accounted.holds(),
        )

    run(answer, as_json=as_json)


def _start_clean(folder: Path) -> None:
    """Remove what an earlier demo left; a folder that holds anything else is left alone.

    Raises:
        ProblemsError: the folder is not one a demo made.
    """
    if folder.exists() and any(folder.iterdir()):
        if not (folder / DEMO_MARK).exists():
            raise ProblemsError(
                [
                    Problem(
                        str(folder),
                        "this folder holds something that no demo made",
                        "Name another folder with --operation DIR",
                    )
                ]
            )
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    (folder / DEMO_MARK).write_text("All people in this operation are invented. The next demo removes this folder.\n")
