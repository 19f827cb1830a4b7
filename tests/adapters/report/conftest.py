"""A report of an invented operation of twelve days, in the sizes of the real one, and one of an operation that has just begun."""

from dataclasses import replace

import pytest

from safepassage.account.model import STATES
from safepassage.account.report import (
    Accounted,
    CategoryCount,
    Certificate,
    DayCounts,
    DayDifference,
    DayStates,
    Frame,
    OnwardDue,
    Overdue,
    PartyAnswers,
    PlanPicture,
    ReportData,
    ReportDay,
    Stage,
    WavePicture,
)

# day, status, listed, presented, exited, entered, returned, turned away, no-show, carried over, reported listed and crossed
DAYS = (
    (1, "open", 581, 455, 441, 437, 4, 3, 96, 30, 572, 437),
    (2, "open", 610, 438, 430, 430, 0, 2, 158, 14, 596, 405),
    (3, "open", 571, 402, 395, 393, 2, 1, 121, 48, 571, None),
    (4, "closed", 730, 0, 0, 0, 0, 0, 0, 730, 730, 0),
    (5, "closed", 0, 0, 0, 0, 0, 0, 0, 0, None, None),
    (6, "partial", 730, 210, 202, 202, 0, 0, 88, 432, None, 14),
    (7, "open", 640, 597, 590, 590, 0, 4, 39, 4, 603, 652),
    (8, "closed", 373, 0, 0, 0, 0, 0, 0, 373, 373, 0),
    (9, "open", 712, 660, 655, 651, 4, 0, 48, 4, None, 707),
    (10, "partial", 594, 96, 90, 88, 0, 0, 12, 486, 594, None),
    (11, "closed", 0, 0, 0, 0, 0, 0, 0, 0, None, None),
    (12, "open", 846, 789, 781, 775, 2, 5, 50, 7, 846, 846),
)


def counts(**named):
    return tuple(named.get(state.replace("-", "_"), 0) for state in STATES)


def a_day(row):
    day, status, listed, *more, reported_listed, reported_crossed = row
    stamp = f"2023-11-{day:02}"
    return DayCounts(
        ReportDay(stamp, f"{stamp}T22:00:00Z", status, reported_listed, reported_crossed), listed, listed, *more
    )


def a_difference(row):
    day, _, listed, _, _, entered, returned, turned, absent, kept, *_ = row
    rest = listed - entered - returned - turned - absent - kept
    reasons = (("entered", entered), ("no-show", absent), ("carried-over", kept), ("turned-back", returned + turned))
    return DayDifference(f"2023-11-{day:02}", listed, entered, (*reasons, ("presented", rest)) if rest else reasons)


def the_states():
    through, found = 0, []
    for row in DAYS:
        through += row[5]
        pending = max(0, 9_000 - 1_400 * row[0])
        refused = 120 + 11 * row[0]
        gone = 11 + row[0]
        absent = 40 + 22 * row[0]
        cleared = 11_500 - through - pending - refused - gone - absent - row[9] - 2
        found.append(
            DayStates(
                f"2023-11-{row[0]:02}",
                counts(
                    entered=through, pending=pending, refused=refused, died=gone, no_show=absent, cleared=cleared,
                    carried_over=row[9], in_between=2,
                ),
            )
        )  # fmt: skip
    return tuple(found)


@pytest.fixture
def frame():
    minutes = range(60, 601, 30)
    curve = tuple((one, int(one * (0.86 + 0.0001 * one)), one) for one in minutes)
    waves = tuple(WavePicture(at, f"{7 + at:02}:00", 20 + at % 3, 62 + 7 * (at % 4)) for at in range(10))
    return Frame(
        title="Safe Passage, Rafah 2023 (invented people)",
        as_of="2023-11-12T17:30:00Z",
        timezone="Africa/Cairo",
        entries=61_204,
        root="9d3e5f0c1b7a4286d0e9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c3d2e1f0a9b8c7",
        days=tuple(a_day(row).day for row in DAYS),
        names=(("foreign", "Foreign passport holders"), ("injured", "Critically injured"), ("egy", "Egypt"), ("isr", "Israel"), ("gca", "Crossing authority")),
        recorded_source="officials and agencies, day by day in days.csv",
        between_minutes=120,
        plans=(
            PlanPicture(
                "2023-11-12", "robust 1", Certificate(curve, 850, 890, 951, 60), waves,
                "Case c-0412 is on the list, at place 31 of 212, in wave 2.\nIts weight for each minute is above the cut-off of its lane.",
                "Case c-2207 is not on the list: the quota of its category is full 14 places before it.\nAt the present pace it is reached in 2 days.",
            ),
        ),
    )  # fmt: skip


@pytest.fixture
def data(frame):
    last = the_states()[-1].counts
    injured = tuple(one // 9 for one in last)
    foreign = tuple(one - other for one, other in zip(last, injured, strict=True))
    return ReportData(
        frame=frame,
        accounted=Accounted(11_500, 11_500),
        categories=(CategoryCount("foreign", foreign), CategoryCount("injured", injured)),
        days=tuple(a_day(row) for row in DAYS),
        states=the_states(),
        differences=tuple(a_difference(row) for row in DAYS if row[2]),
        funnel=(
            Stage("Listed", 11_500, "named on a list we received, each person once"),
            Stage("Cleared", 10_940, "had every required party's yes at some time"),
            Stage("Called", 5_020, "on a list published for a day"),
            Stage("Presented", 3_647, "seen at the gate, whatever was decided"),
            Stage("Exited", 3_584, "let out by the first side"),
            Stage("Entered", 3_566, "let in by the second side"),
        ),
        parties=(
            PartyAnswers("egy", (120, 240, 31, 0), 101, 11_109, 14, 39, 48),
            PartyAnswers("gca", (0, 0, 0, 0), None, 11_500, 3, 9, 24),
            PartyAnswers("isr", (310, 622, 540, 212), 233, 9_816, 31, 88, 72),
        ),
        between=(
            Overdue("p-01f3", "2023-11-10T15:02:00Z", 3_028),
            Overdue("p-11c9", "2023-11-12T11:40:00Z", 350),
        ),
        onward=(OnwardDue("foreign", 72, 1_514, 2_052),),
        contradictions=(("in-between, without every yes", 1), ("refused, while called", 3)),
    )


@pytest.fixture
def empty(frame):
    return ReportData(
        frame=replace(frame, days=(), plans=(), entries=3, root="", names=()),
        accounted=Accounted(0, 0),
        categories=(), days=(), states=(), differences=(), parties=(), between=(), onward=(), contradictions=(),
        funnel=tuple(Stage(one, 0, "") for one in ("Listed", "Cleared", "Called", "Presented", "Exited", "Entered")),
    )  # fmt: skip
