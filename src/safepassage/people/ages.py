"""Who is a minor, on what a list says of a birth."""

from __future__ import annotations

from datetime import date

from safepassage.people.model import Details

ADULT_FROM = 18


def age_range(birth: str, day: date) -> tuple[int, int] | None:
    """The youngest and the oldest a person can be on a day, in whole years; None where nothing is known.

    `birth` is `YYYY-MM-DD`, `YYYY-MM` or `YYYY`.
    """
    if not birth:
        return None
    year, *rest = (int(part) for part in birth.split("-"))
    match rest:
        case []:
            first, last = date(year, 1, 1), date(year, 12, 31)
        case [month]:
            first, last = date(year, month, 1), date(year, month, 28)
        case _:
            first = last = date(year, *rest)
    return _years(last, day), _years(first, day)


def _years(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def is_minor(details: Details, day: date) -> bool:
    """Whether the person may be younger than eighteen on that day: any reading of the birth date protects.

    Where no birth date is known, whoever the list calls a child counts as one.
    """
    ranges = [one for one in (age_range(details.birth, day), age_range(details.birth_other, day)) if one]
    if not ranges:
        return details.relation == "child"
    return min(youngest for youngest, _ in ranges) < ADULT_FROM
