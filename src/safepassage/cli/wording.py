"""Counts and moments as people read them, for the sentences of commands."""

from __future__ import annotations

from datetime import UTC, datetime

from safepassage.kernel.moment import Moment
from safepassage.kernel.wording import counted

__all__ = ["counted", "lasting", "read_moment"]
_DAYS_FROM = 100  # hours; above it nobody counts in hours any more


def lasting(hours: int | None) -> str:
    """How long something took or has lasted: `98 h`, `1,118 days`, `-` where nothing is known."""
    if hours is None:
        return "-"
    return f"{hours:,} h" if hours < _DAYS_FROM else counted(round(hours / 24), "day")


def read_moment(iso: str) -> str:
    """`2023-10-31 14:00 UTC` of the record's own form `2023-10-31T14:00:00Z`."""
    return datetime.fromtimestamp(Moment.parse(iso).seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")
