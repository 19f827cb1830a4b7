"""Do two birth dates agree, each known to the day, the month or the year, or not at all?"""

from __future__ import annotations

from safepassage.identity.model import Subject


def readings(subject: Subject) -> tuple[str, ...]:
    """The birth date, and its other reading where day and month could be swapped."""
    return tuple(one for one in dict.fromkeys((subject.birth, subject.birth_other)) if one)


def compare_births(left: Subject, right: Subject) -> str:
    """The reason that fits: `birth-equal`, `birth-other-reading`, `birth-coarse`, `birth-missing` or `birth-differs`."""
    if not left.birth or not right.birth:
        return "birth-missing"
    if left.birth == right.birth:
        return "birth-equal" if len(left.birth) == len("YYYY-MM-DD") else "birth-coarse"
    if set(readings(left)) & set(readings(right)):
        return "birth-other-reading"
    if any(_covers(one, other) for one in readings(left) for other in readings(right)):
        return "birth-coarse"
    return "birth-differs"


def _covers(one: str, other: str) -> bool:
    """One date is the other, known less exactly."""
    return len(one) != len(other) and (one.startswith(other + "-") or other.startswith(one + "-"))
