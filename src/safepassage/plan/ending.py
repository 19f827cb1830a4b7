"""What becomes of the called who did not cross, when a day ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from safepassage.plan.facts import DayEnded


@dataclass(frozen=True, slots=True)
class Called:
    """One called person at the end of the day: the wave and the state reached."""

    person_id: str
    wave: int
    state: str


def end_of_day(
    day: str, called: Sequence[Called], *, open_minutes: int, wave_minutes: int, carry_over: bool
) -> DayEnded:
    """Sort the called who did not cross.

    `open_minutes` is how long the crossing was open, 0 where it never was. Who came keeps the place; whose window had not
    ended when the crossing closed keeps it too; who was called for a window that passed while it was open is a no-show.
    Without carry-over in the terms nothing is kept, and the call lapses.
    """
    no_show, kept, lapsed = [], [], []
    for one in called:
        if one.state not in ("called", "presented"):
            continue
        had_its_window = (one.wave + 1) * wave_minutes <= open_minutes
        if one.state == "called" and had_its_window:
            no_show.append(one.person_id)
        elif carry_over:
            kept.append(one.person_id)
        else:
            lapsed.append(one.person_id)
    return DayEnded(day, tuple(no_show), tuple(kept), tuple(lapsed))
