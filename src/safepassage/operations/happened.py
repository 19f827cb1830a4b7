"""What is reported in the middle of a day, from the words of the command to the events of the planner."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict

from safepassage.kernel.canonical import read_canonical
from safepassage.kernel.plain import from_plain
from safepassage.kernel.problems import Problem as Fault
from safepassage.kernel.problems import ProblemsError
from safepassage.plan.facts import Reported
from safepassage.plan.model import EVENTS, CaseToPlan, Event, Problem
from safepassage.plan.state import ReconsideredRow

WORDS = re.compile(r"(?P<kind>[a-z-]+)(?::(?P<about>[^=]+))?(?:=(?P<count>[0-9]{1,6}))?")
# What each kind must name: the thing it is about, a number, or both.
NAMES = ("desks", "quota", "urgent", "coupling-blocked", "coupling-free")
COUNTS = ("minutes-known", "desks", "ambulances", "quota")
FORMS = (
    "closed, reopened, minutes-known=MINUTES, no-show[:CASE], desks:LANE=DESKS, ambulances=COUNT, quota:CATEGORY=UNITS, urgent:CASE, "
    "coupling-blocked:CATEGORY, coupling-free:CATEGORY"
)


def read_reported(words: Sequence[str]) -> tuple[Reported, ...]:
    """What was reported, of words such as `desks:hall=3`.

    Raises:
        ProblemsError: every one that cannot be read, at once; or there is none.
    """
    faults: list[Fault] = []
    found = [_read(text, at, faults) for at, text in enumerate(words)]
    if not words:
        faults.append(Fault("--event", "nothing is reported", f"Say what happened: {FORMS}"))
    if faults:
        raise ProblemsError(faults)
    return tuple(one for one in found if one is not None)


def _read(text: str, at: int, faults: list[Fault]) -> Reported | None:
    match = WORDS.fullmatch(text.strip())
    kind = match["kind"] if match else ""
    about, count = (match["about"] or "", match["count"]) if match else ("", None)
    named = bool(about) == (kind in NAMES) or kind == "no-show"
    if kind not in EVENTS or not named or (count is not None) != (kind in COUNTS):
        faults.append(
            Fault("--event", "this is none of the things that can happen", f"Write one of: {FORMS}", row=at + 1)
        )
        return None
    return Reported(kind, about, int(count or 0))


def check_reported(reported: Iterable[Reported], problem: Problem, told: Iterable[str]) -> Iterator[Fault]:
    """Everything reported that speaks of what the day does not have, or that the terms do not allow."""
    lanes, ceilings = {one.id for one in problem.lanes}, {one.id: one.quota for one in problem.categories}
    known = set(told)
    for at, one in enumerate(reported, 1):
        if one.kind == "desks" and one.about not in lanes:
            yield Fault("--event", "there is no such lane", f"Name one of: {', '.join(sorted(lanes))}", row=at)
        elif one.kind in ("quota", "coupling-blocked", "coupling-free") and one.about not in ceilings:
            yield Fault("--event", "there is no such category", f"Name one of: {', '.join(sorted(ceilings))}", row=at)
        elif one.kind == "quota" and one.count > ceilings[one.about]:
            do = "Amend the terms first: safepassage terms amend FILE"
            yield Fault("--event", "the terms do not allow so many on this day", do, row=at)
        elif one.kind == "no-show" and one.about and one.about not in known:
            do = "Name a case of the day's list, or none for everybody whose window has passed unseen"
            yield Fault("--event", "the case is not on the day's list", do, row=at)


def as_text(case: CaseToPlan) -> str:
    """A case as JSON text, for a fact: the chance to come is no whole number, and facts hold no others."""
    return json.dumps(asdict(case), ensure_ascii=False, separators=(",", ":"))


def earlier_events(rows: Iterable[ReconsideredRow], minute: int) -> list[Event]:
    """What was reported before, as it stands at `minute`: so many minutes known then are fewer now."""
    return [
        as_event(from_plain(Reported, one), row.minute - minute)
        for row in sorted(rows, key=lambda one: one.number)
        for one in read_canonical(row.reported)
    ]


def as_event(one: Reported, shift: int = 0) -> Event:
    """The planner's event; `shift` minutes are added to a number of minutes known."""
    count = one.count + shift if one.kind == "minutes-known" else one.count
    return Event(one.kind, one.about, count, CaseToPlan(**json.loads(one.case)) if one.case else None)
