"""The report's tables: made once, shown as HTML and PDF, and written as CSV."""

from __future__ import annotations

from dataclasses import dataclass

from safepassage.account.model import STATES
from safepassage.account.report import ReportData
from safepassage.adapters.pictures.waiting import ages_named
from safepassage.adapters.report import words

Cell = str | int | None


@dataclass(frozen=True, slots=True)
class Table:
    """One table. The first cell of a row names it; whole numbers stay numbers; None is a dash: not known, which is not nought.

    `claims` is how many of the last columns are what others reported.
    """

    name: str
    caption: str
    note: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: bool = False
    claims: int = 0


def people_table(data: ReportData) -> Table:
    """Every state by category, now."""
    names = [data.frame.name(one.category) or "No category" for one in data.categories]
    rows: list[tuple[Cell, ...]] = [
        (words.STATES[state], words.MEANINGS[state], *(one.of(state) for one in data.categories), data.people_in(state))
        for state in STATES
    ]
    people = [one.people() for one in data.categories]
    rows.append(("All", "each person once", *people, sum(people)))
    return Table(
        "people",
        "Where everybody is now",
        "Persons. Everybody is in exactly one line; a person on several lists counts once.",
        ("State", "Meaning", *names, "All"),
        tuple(rows),
        total=True,
    )


def days_table(data: ReportData) -> Table:
    """Each day's separate counts."""
    reported = any(one.day.recorded_listed is not None or one.day.recorded_crossed is not None for one in data.days)
    head = (
        "Day", "Crossing", "Listed", "Called", "Presented", "Exited", "Entered", "Returned", "Turned back", "Did not come", "Carried over",
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    for one in data.days:
        ours = (
            one.listed, one.called, one.presented, one.exited, one.entered,
            one.returned, one.turned_away, one.no_show, one.carried_over,
        )  # fmt: skip
        theirs = (one.day.recorded_listed, one.day.recorded_crossed) if reported else ()
        rows.append((one.day.day, words.STATUSES.get(one.day.status, one.day.status), *ours, *theirs))
    source = f" As reported: {data.frame.recorded_source}; a claim beside ours, never added to it." if reported else ""
    return Table(
        "days",
        "Each day, by what was counted",
        "Persons, each once in a column. The columns measure different things and do not add up: a person can be listed, held, "
        "let out and sent back on one day. Called counts everybody on any list published for the day, listed only the list that held."
        + source,
        (*head, *(("Listed, reported", "Crossed, reported") if reported else ())),
        tuple(rows),
        claims=2 if reported else 0,
    )


def differences_table(data: ReportData) -> Table:
    """Why listed is not crossed."""
    counts = [dict(one.reasons) for one in data.differences]
    reasons = sorted({reason for one in counts for reason in one} - {"entered"}, key=list(words.REASONS).index)
    return Table(
        "differences",
        "What became of everybody on each day's list",
        "Persons on the list that held, by where they were when the day ended. The columns after “Listed” add up to it.",
        ("Day", "Listed", "Entered that day", *(words.REASONS[reason] for reason in reasons)),
        tuple(
            (one.day, one.listed, one.crossed, *(said.get(reason, 0) for reason in reasons))
            for one, said in zip(data.differences, counts, strict=True)
        ),
    )


def states_table(data: ReportData) -> Table:
    """Every state at the end of every day."""
    return Table(
        "states-by-day",
        "People by state at the end of each day",
        "Persons, as is known now of then: a record that arrived late counts on the day it happened.",
        ("Day", *(words.STATES[state] for state in STATES), "All"),
        tuple((one.day, *one.counts, sum(one.counts)) for one in data.states),
    )


def parties_table(data: ReportData) -> Table:
    """Who waits for whom, and how fast each party answers."""
    rows: list[tuple[Cell, ...]] = [
        (
            data.frame.name(one.party), *one.waiting, sum(one.waiting), one.oldest_hours,
            one.answered, one.median_hours, one.slow_hours, one.agreed_hours,
        )
        for one in data.parties
    ]  # fmt: skip
    return Table(
        "parties",
        "Answers of each party",
        "Persons waiting, by how long, and the longest wait; then how long answers took: half came within the first figure, nine in ten within the second. All times in whole hours.",
        (
            "Party", *(age.capitalize() for age in ages_named()), "All waiting", "Longest, h",
            "Answered", "Half, h", "Nine in ten, h", "Agreed, h",
        ),
        tuple(rows),
    )  # fmt: skip


def between_table(data: ReportData) -> Table:
    """Who is in between for longer than agreed."""
    return Table(
        "between",
        "In between for longer than agreed",
        f"Persons out of one side and not into the other for more than {data.frame.between_minutes} minutes, the longest first.",
        ("Person", "Since", "Minutes"),
        tuple((one.person_id, one.since, one.minutes) for one in data.between),
    )


def onward_table(data: ReportData) -> Table:
    """Who must have left the receiving country."""
    return Table(
        "onward",
        "Time to leave the receiving country",
        "Persons who entered, by whether the agreed hours have run out. Whether they left is not recorded here.",
        ("Category", "Hours agreed", "Within them", "Past them"),
        tuple((data.frame.name(one.category), one.hours, one.within, one.overdue) for one in data.onward),
    )


def contradictions_table(data: ReportData) -> Table:
    """What does not fit together."""
    return Table(
        "contradictions",
        "What does not fit together",
        "Persons whose records contradict each other. Each needs somebody to look.",
        ("What", "Persons"),
        tuple((words.contradiction(what), people) for what, people in data.contradictions),
    )


def doubles_table(data: ReportData) -> Table:
    """What became of pairs that may be one person."""
    return Table(
        "doubles",
        "One person on several lists",
        "Pairs of entries. A doubt is seen by the coordination cell alone: it stands in no list, and no party and no gate sees it.",
        ("What", "Count"),
        tuple((words.DOUBLES.get(code, code), count) for code, count in data.frame.doubles),
    )


def every_table(data: ReportData) -> tuple[Table, ...]:
    """All of them, as they are written beside the report."""
    made = (
        people_table, days_table, differences_table, states_table, parties_table,
        between_table, onward_table, contradictions_table, doubles_table,
    )  # fmt: skip
    return tuple(one(data) for one in made)
