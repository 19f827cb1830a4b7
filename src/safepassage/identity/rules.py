"""What identity decides, as operations call it."""

from safepassage.identity.across import across
from safepassage.identity.exact import findings
from safepassage.identity.judging import conflicts, facts_of, is_open, judge, review_order, standing, undo, unsaid

__all__ = [
    "across",
    "conflicts",
    "facts_of",
    "findings",
    "is_open",
    "judge",
    "review_order",
    "standing",
    "undo",
    "unsaid",
]
