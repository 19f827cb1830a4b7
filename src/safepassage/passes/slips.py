"""What a family is told on paper: when to come, where, with which papers, and until when the call holds."""

from __future__ import annotations

from collections.abc import Iterable

from safepassage.passes.model import CallDay, CalledCase, Slip

DAY_MINUTES = 24 * 60


def clock_time(minute: int) -> str:
    """`HH:MM` of a local minute after midnight.

    Raises:
        ValueError: the minute is not of the day.
    """
    if not 0 <= minute < DAY_MINUTES:
        raise ValueError("a time on a slip must be of the day it names")
    return f"{minute // 60:02d}:{minute % 60:02d}"


def wave_times(day: CallDay, wave: int) -> tuple[str, str]:
    """From when and until when a wave presents itself; the second is empty where waves have no length.

    A wave that would run past midnight ends at 23:59: the family is not told a time of another day.

    Raises:
        ValueError: the wave begins before the day's first or after midnight.
    """
    if wave < day.first_wave:
        raise ValueError("a wave cannot come before the first")
    start = day.present_from + (wave - day.first_wave) * day.wave_minutes
    until = clock_time(min(start + day.wave_minutes, DAY_MINUTES - 1)) if day.wave_minutes else ""
    return clock_time(start), until


def slips_for(day: CallDay, cases: Iterable[CalledCase]) -> tuple[Slip, ...]:
    """One slip for each called case, in the order given. The printer needs nothing else.

    Raises:
        ValueError: a case has no person, or its wave is not of the day.
    """
    return tuple(_slip(day, case) for case in cases)


def _slip(day: CallDay, case: CalledCase) -> Slip:
    if not case.persons:
        raise ValueError("a case without a person cannot be called")
    present_at, present_until = wave_times(day, case.wave)
    return Slip(
        case_id=case.case_id,
        day=day.day,
        present_at=present_at,
        valid_until=day.valid_until,
        lane=case.lane,
        wave=case.wave - day.first_wave + 1,
        code=case.code,
        persons=case.persons,
        documents=tuple(dict.fromkeys(case.documents)),
        present_until=present_until,
    )
