"""`safepassage plan ...`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from safepassage.cli.erasure import AlsoOption, past_moment_of, words_of_epoch, words_of_files
from safepassage.cli.shell import (
    AtOption,
    JsonOption,
    OperationOption,
    Reply,
    file_text,
    house_of,
    moment_of,
    run,
    settings_of,
)
from safepassage.kernel.wording import counted
from safepassage.operations import closing, explaining, happened, planning, recomputing, replanning
from safepassage.operations import plan as use
from safepassage.operations.manifests import in_words
from safepassage.plan.model import Dial, Window
from safepassage.plan.wire import read_plan, read_problem, write_plan
from safepassage.wiring import end_epoch, folder_traces, scratch_store

app = typer.Typer(no_args_is_help=True)
DayOption = Annotated[str, typer.Option("--day", metavar="D", help="The day, as 2023-11-01.")]
PlannerOption = Annotated[str, typer.Option("--planner", help="robust, or a named baseline such as simple.")]


@app.command()
def make(
    day: DayOption,
    planner: PlannerOption = use.PLANNER,
    operation: OperationOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a draft call list with waves and its certificate."""

    def answer() -> Reply:
        made = use.make(house_of(operation), day, moment_of(at), planner=planner)
        reasons: dict[str, int] = {}
        for one in made.barred:
            reasons[one.code] = reasons.get(one.code, 0) + 1
        worst, _, limit = made.plan.in_thousandths()
        data = {
            "day": day,
            "draft": made.draft,
            "planner": planner,
            "cases": len(made.plan.order),
            "persons": made.persons,
            "carried": made.carried,
            "standby": len(made.plan.standby),
            "barred": reasons,
            "worst_permille": worst,
            "limit_permille": limit,
            "calls_in_vain": made.plan.calls_in_vain,
            "waves": made.windows,
            "shares": made.plan.shares,
            "dial": made.dial,
            "owed": len(made.owed),
            "gates": made.gates,
            "came_so_far": {"called": made.shows.called, "came": made.shows.came},
        }
        barred = [f"  not callable, {code}: {counted(count, 'case')}" for code, count in sorted(reasons.items())]
        return Reply(
            data, [*(_drafted(made, day) if made.plan.order else _nobody(made, day)), *barred, _next(made, day)]
        )

    run(answer, as_json=as_json)


def _drafted(made: use.Made, day: str) -> list[str | Table]:
    owed = f"{counted(len(made.owed), 'case')} called first because smaller ones took places over their heads on the last list."
    return [
        f"Draft {made.draft} for {day}: {counted(len(made.plan.order), 'case')}, {counted(made.persons, 'person', 'people')}, {made.carried:,} of them with a kept place; {len(made.plan.standby):,} on standby.",
        *in_words(made.gates),
        planning.promise(made.plan),
        planning.who_came(made.shows),
        *([owed] if made.owed else []),
        wave_table(made.windows),
        dial_table(made.dial),
        planning.how_shares_hold(made.problem, made.plan),
    ]


def _nobody(made: use.Made, day: str) -> list[str | Table]:
    return [f"Draft {made.draft} for {day}: nobody can be called.", *in_words(made.gates)]


WHO_IS_MISSING = "Next: safepassage clearance status says whose answers are missing or have run out"


def _next(made: use.Made, day: str) -> str:
    if not made.plan.order:
        return WHO_IS_MISSING
    return f"Next: safepassage plan publish --day {day}"


def wave_table(windows: Sequence[Window]) -> Table:
    """The waves: how many are called for each, and how many a closing would find there in vain."""
    table = Table("wave", "minutes after opening", "cases", "persons", "in vain at a random closing", box=None)
    for one in windows:
        vain = f"{one.in_vain / 10:.1f}"
        table.add_row(f"{one.window + 1}", f"{one.begins}-{one.ends}", f"{one.cases:,}", f"{one.persons:,}", vain)
    return table


def dial_table(rows: Sequence[Dial]) -> Table:
    """What each risk of turning somebody away means."""
    table = Table("category", "cases called", "quota used", "of those who come, turned away", "risk of any", box=None)
    for one in dict.fromkeys(rows):
        shares = (f"{share / 10:.1f} %" for share in (one.used, one.turned_away, one.risk))
        table.add_row(one.category, f"{one.called:,}", *shares)
    return table


@app.command()
def dial(
    day: DayOption,
    risk: Annotated[
        list[int] | None, typer.Option("--risk", min=0, max=999, help="A risk in thousandths; may be given again.")
    ] = None,
    operation: OperationOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what each risk of turning somebody away would mean for the day's newest list: cases called, quota used, people turned away."""

    def answer() -> Reply:
        rows = use.dialled(house_of(operation), day, tuple(risk or ()))
        return Reply({"day": day, "dial": rows}, [dial_table(rows)])

    run(answer, as_json=as_json)


@app.command()
def publish(
    day: DayOption,
    draft: Annotated[int | None, typer.Option("--draft", help="Which draft (default: the newest).")] = None,
    operation: OperationOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
) -> None:
    """Make a draft the day's call list, after an independent check."""

    def answer() -> Reply:
        done = use.publish(house_of(operation), day, moment_of(at), draft)
        standby = f"On standby, in the list's order: {counted(done.standby, 'case')}."
        if not done.cases:
            says = f"The list for {day} is published, and nobody is called. {standby}"
            return Reply(done, [says, WHO_IS_MISSING])
        called = f"{counted(done.cases, 'case')}, {counted(done.persons, 'person', 'people')}"
        return Reply(
            done,
            [
                f"Called for {day}: {called}; the call holds to the end of {done.valid_until}. {standby}",
                f"Next: safepassage passes issue --day {day} --out DIR",
            ],
        )

    run(answer, as_json=as_json)


@app.command()
def end(
    day: DayOption,
    also: AlsoOption = None,
    operation: OperationOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
) -> None:
    """End a day: no-shows, who keeps the place because the crossing closed; and erase whose data the terms keep no longer."""

    def answer() -> Reply:
        house, traces = house_of(operation), folder_traces(settings_of(operation), also or ())
        done = closing.close_day(house, day, past_moment_of(at), traces)
        fact, erased = done.ended, done.erased
        epoch = end_epoch(house, settings_of(operation))
        counts = {"no_show": len(fact.no_show), "carried_over": len(fact.carried_over), "lapsed": len(fact.lapsed)}
        return Reply(
            {"day": day, **counts, "erased": len(erased), "files": done.files, "ended_epoch": epoch},
            [
                f"{day} has ended. People who did not come: {counts['no_show']:,}; who keep their place: {counts['carried_over']:,}; whose call lapsed: {counts['lapsed']:,}.",
                f"People erased, as the terms keep their data no longer: {len(erased):,}.",
                *words_of_files(done.files),
                *words_of_epoch(epoch),
            ],
            needs_person=bool(done.files.kept or done.files.look),
        )

    run(answer, as_json=as_json)


@app.command()
def replan(
    day: DayOption,
    event: Annotated[
        list[str],
        typer.Option("--event", metavar="EVENT", help=f"What happened; may be given again: {happened.FORMS}."),
    ],
    operation: OperationOption = None,
    at: AtOption = None,
    as_json: JsonOption = False,
) -> None:
    """Look at the day's list again after something happened; it is published anew only if that gains more than the terms' margin."""

    def answer() -> Reply:
        done = replanning.replan(house_of(operation), day, happened.read_reported(event), moment_of(at))
        return Reply(done, replanning.in_words(done), needs_person=done.why == "not-proved" or bool(done.notices))

    run(answer, as_json=as_json)


@app.command()
def recompute(
    day: DayOption,
    draft: Annotated[int | None, typer.Option("--draft", help="Which draft (default: the one published last).")] = None,
    operation: OperationOption = None,
    as_json: JsonOption = False,
) -> None:
    """Compute a list again from the ledger alone, and name each family that was put in, left out or moved."""

    def answer() -> Reply:
        with scratch_store() as scratch:
            found = recomputing.recompute(house_of(operation), scratch, day, draft)
        if not found.faults:
            says = f"Draft {found.draft} of {day} (entry {found.entry}, terms {found.clause}): {counted(found.cases, 'case')} ranked, {found.calls:,} called, just as the ledger's inputs make it."
        else:
            says = f"Draft {found.draft} of {day} is not what the ledger's inputs make it:"
        data = {
            key: getattr(found, key)
            for key in ("day", "draft", "entry", "clause", "planner", "software", "cases", "calls")
        }
        return Reply({**data, "faults": len(found.faults)}, [says], found.faults)

    run(answer, as_json=as_json)


@app.command()
def explain(
    case: Annotated[str, typer.Argument(metavar="CASE", help="The case's id, or a person's.")],
    day: Annotated[str | None, typer.Option("--day", metavar="D", help="The day (default: the newest list).")] = None,
    operation: OperationOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say why this case is, or is not, on the list, and what would change it. It never shows another family, and nothing that the checker refuses."""

    def answer() -> Reply:
        found = explaining.explain_case(house_of(operation), case, day, moment_of(None))
        return Reply(found, [*found.sentences], needs_person=bool(found.faults))

    run(answer, as_json=as_json)


@app.command()
def solve(
    problem: Annotated[
        Path, typer.Argument(metavar="PROBLEM.json", help="A planning problem; no operation is needed.")
    ],
    out: Annotated[Path, typer.Option("--out", metavar="PLAN.json", help="Where the plan goes.")],
    planner: PlannerOption = use.PLANNER,
    as_json: JsonOption = False,
) -> None:
    """Plan a day from a file."""

    def answer() -> Reply:
        found = planning.solve_problem(read_problem(file_text(problem), problem.name), planner)
        out.write_text(write_plan(found.plan))
        says = [
            f"{counted(len(found.plan.order), 'case')} in order, {len(found.plan.standby):,} on standby, written to {out}.",
            planning.promise(found.plan),
        ]
        says += [f"  can never be called: {case} ({reason})" for case, reason in found.never]
        return Reply(
            {"plan": str(out), "never": found.never, "worst": f"{found.plan.worst}", "limit": f"{found.plan.limit}"},
            list(says),
            needs_person=bool(found.never),
        )

    run(answer, as_json=as_json)


@app.command()
def check(
    problem: Annotated[Path, typer.Argument(metavar="PROBLEM.json", help="The problem.")],
    plan: Annotated[Path, typer.Argument(metavar="PLAN.json", help="The plan, from whoever.")],
    as_json: JsonOption = False,
) -> None:
    """Check any call list against its problem, independently of the planner."""

    def answer() -> Reply:
        faults = planning.check_plan(
            read_problem(file_text(problem), problem.name), read_plan(file_text(plan), plan.name)
        )
        says = (
            [f"{plan.name}: every rule of {problem.name} holds, and the certificate is true."]
            if not faults
            else [f"{plan.name} has {counted(len(faults), 'fault')}:"]
        )
        return Reply({"faults": len(faults)}, list(says), faults)

    run(answer, as_json=as_json)
