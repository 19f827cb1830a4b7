"""How numbers, days and moments are written for the reader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal, format_percent


@dataclass(frozen=True, slots=True)
class Language:
    """A reader's language: `tag` as in BCP 47, `direction` ltr or rtl, `timezone` by its IANA name."""

    tag: str = "en"
    direction: str = "ltr"
    timezone: str = "UTC"

    def number(self, value: int) -> str:
        """`11,500`."""
        return format_decimal(value, locale=self._locale())

    def counted(self, value: int, one: str, many: str = "") -> str:
        """`1 case`, `11,500 cases`; `many` where the plural is not the singular with an s."""
        return f"{self.number(value)} {one if value == 1 else many or f'{one}s'}"

    def percent(self, permille: int) -> str:
        """`88.1%` of 881, always with one decimal, so that columns align."""
        return format_percent(permille / 1000, format="#,##0.0%", locale=self._locale())

    def round_percent(self, permille: int) -> str:
        """`75%` of 750, for an axis."""
        return format_percent(permille / 1000, format="#,##0%", locale=self._locale())

    def day_of_month(self, iso: str) -> str:
        """`12`, where the month is known."""
        return format_date(date.fromisoformat(iso), "d", locale=self._locale())

    def day(self, iso: str) -> str:
        """`1 Nov`."""
        return format_date(date.fromisoformat(iso), "d MMM", locale=self._locale())

    def moment(self, iso: str) -> str:
        """`12 Nov 2023, 19:30`, in the reader's time zone."""
        read = datetime.fromisoformat(iso)
        return format_datetime(read, "d MMM y, HH:mm", tzinfo=ZoneInfo(self.timezone), locale=self._locale())

    def _locale(self) -> str:
        return self.tag.replace("-", "_")


ENGLISH = Language()
