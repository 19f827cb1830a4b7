"""A moment is a whole second of universal time; the core gets it as an argument and never asks a clock."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Self

MOST_REMEMBERED = 1 << 16  # a day at a crossing has some 30,000 moments, and each is read and written many times


@functools.lru_cache(maxsize=MOST_REMEMBERED)
def _iso(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@functools.lru_cache(maxsize=MOST_REMEMBERED)
def _seconds(text: str) -> int:
    read = datetime.fromisoformat(text)
    if read.tzinfo is None:
        raise ValueError(f"{text!r} has no offset from universal time: write 2023-11-01T07:00:00+02:00, or Z")
    return int(read.timestamp())


@dataclass(frozen=True, order=True, slots=True)
class Moment:
    """A point in time, in seconds since 1970-01-01T00:00:00Z."""

    seconds: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ISO 8601 with an offset or Z.

        Raises:
            ValueError: the text is no moment, or says nothing of its offset.
        """
        return cls(_seconds(text))

    def iso(self) -> str:
        """`2023-11-01T05:00:00Z`: one form, one width, so that text order is time order."""
        return _iso(self.seconds)

    def plus(self, *, days: int = 0, hours: int = 0, minutes: int = 0, seconds: int = 0) -> Moment:
        """The moment that much later (or earlier, where negative)."""
        return Moment(
            self.seconds + int(timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds).total_seconds())
        )

    def utc_date(self) -> date:
        """The calendar day in universal time."""
        return datetime.fromtimestamp(self.seconds, UTC).date()
