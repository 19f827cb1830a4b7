"""Dates as lists write them. Day and month are never guessed: both readings are kept unless the list proves its order."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from safepassage.people.months import months
from safepassage.people.text import clean, key, western

OLDEST_YEARS = 120
PROOF_SHARE = 8  # one proof for eight ambiguous dates; in a true list there are five proofs for three of them
CONTRARY_SHARE = 50  # one typing error among fifty proofs does not overturn them
HIJRI = range(1300, 1500)
MONTHS_IN_YEAR = 12
EPOCH = date(1899, 12, 30)  # what day 0 of a spreadsheet works out to for every day since March 1900
TRIPLE = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{4}|\d{2})")
YEAR_FIRST = re.compile(r"(\d{4})([-/. ])(\d{1,2})\2(\d{1,2})")
HOUR = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2})?(\.\d+)?( ?[AP]M)?Z?$", re.IGNORECASE)
SEPARATOR = re.compile(r"\s*([-/.\u2010-\u2015\u2212\u060d\u066b\\])\s*")
YEAR_MONTH = re.compile(r"(\d{4})[-/. ](\d{1,2})|(\d{1,2})[-/. ](\d{4})")
NAMED = re.compile(
    r"(\d{1,2})?(?:st|nd|rd|th|er)?\s*(?:of\s+|de\s+)?([^\W\d]+(?: [^\W\d]+)?)\s*(\d{1,2})?(?:st|nd|rd|th)?\s+(\d{4}|\d{2})"
)

Reading = tuple[int, int, int]  # year, month, day; month and day 0 where not said


@dataclass(frozen=True, slots=True)
class Order:
    """What a column's dates prove: `order` is day or month (which stands first), or empty.

    `suspect` says that true date cells were probably made by a spreadsheet that read day as month: dates it could not
    read that way stayed text, and no date cell has a day after the twelfth.
    """

    order: str = ""
    proofs: int = 0
    ambiguous: int = 0
    contrary: int = 0
    suspect: bool = False


@dataclass(frozen=True, slots=True)
class DateRead:
    """`YYYY-MM-DD`, `YYYY-MM` or `YYYY`, the other reading where there is one, a doubt, or a fault; each with its remedy."""

    value: str = ""
    other: str = ""
    doubt: str = ""
    fault: str = ""
    do: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """The days a date can mean."""

    earliest: date
    latest: date

    def holds(self, reading: Reading) -> bool:
        """Whether any day of the reading lies in the window."""
        year, month, day = reading
        try:
            first = date(year, month or 1, day or 1)
        except ValueError:
            return False
        last = first if day else date(year, month or 12, 28)
        return first <= self.latest and last >= self.earliest


def birth_window(today: date) -> Window:
    """From 120 years ago to today."""
    return Window(date(today.year - OLDEST_YEARS - 1, today.month, min(today.day, 28)) + timedelta(days=1), today)


def tidy(text: str) -> str:
    """The date's text in western digits, without its hour, with plain separators."""
    plain = HOUR.sub("", western(clean(text)).replace(",", " ").replace("،", " "))
    plain = SEPARATOR.sub(lambda found: found[1] if found[1] in "-/." else "/", " ".join(plain.split()))
    return plain.removesuffix(" م").rstrip("./-")


def learn_order(texts: Iterable[str], date_cells: Iterable[str]) -> Order:
    """What the text dates of one column prove, and whether its true date cells (as ISO text) can be believed."""
    first = second = ambiguous = 0
    for text in texts:
        found = TRIPLE.fullmatch(tidy(text))
        if found:
            left, right = int(found[1]), int(found[3])
            first += left > MONTHS_IN_YEAR >= right
            second += right > MONTHS_IN_YEAR >= left
            ambiguous += left <= MONTHS_IN_YEAR and right <= MONTHS_IN_YEAR and left != right
    days = [int(one[8:10]) for one in date_cells if one[8:10].isdecimal()]
    suspect = first > second and bool(days) and max(days) <= MONTHS_IN_YEAR
    order = ""
    proofs, contrary = max(first, second), min(first, second)
    if proofs and contrary * CONTRARY_SHARE <= proofs and proofs * PROOF_SHARE >= ambiguous:
        order = "day" if first > second else "month"
    return Order(order, proofs, ambiguous, contrary, suspect)


def read_date(text: str, order: Order, window: Window, *, date_cell: bool = False) -> DateRead:
    """One date. A reading outside of the window counts only where there is no other, and is then a fault."""
    plain = tidy(text)
    readings, doubt = _readings(plain, order)
    if date_cell and order.suspect and readings:
        readings, doubt = _with_swapped(readings)
    if not readings:
        if order.order and _readings(plain, Order())[0]:
            return DateRead(fault="day and month stand the other way round than in the rest of the list", do=LOOK)
        if plain.isdecimal() or re.fullmatch(r"[\d/.\- ]+", plain):
            return DateRead(fault="the date does not exist", do="Write it as YYYY-MM-DD")
        return DateRead(fault="this is no date; another column's content may stand here", do="Write it as YYYY-MM-DD")
    possible = [one for one in dict.fromkeys(readings) if window.holds(one)]
    if not possible:
        return _outside(readings[0], window)
    possible = [one for one in possible if one[0] == possible[0][0]]  # of two centuries the later one
    if len(possible) == 1:
        return DateRead(
            _iso(possible[0]), doubt="" if doubt == SWAPPED else doubt, do="Check it on the document" if doubt else ""
        )
    return DateRead(_iso(possible[0]), _iso(possible[1]), doubt or SWAPPED, do=LOOK)


LOOK = "Look at the document, write the date as YYYY-MM-DD"
SWAPPED = "day and month could be swapped, and the list does not prove its order"
MANGLED = "a spreadsheet may have swapped day and month here, as other dates of this column stayed text"
TWO_DIGITS = "the year has two digits"
YEAR_ONLY = "only the year is given"
MONTH_ONLY = "the day is not given"
SERIAL = "the date stands as a spreadsheet's day number"
ODD_ORDER = "the date is written year, day, month"


def _with_swapped(readings: list[Reading]) -> tuple[list[Reading], str]:
    year, month, day = readings[0]
    return [readings[0], (year, day, month)], MANGLED if day and day != month else ""


def _outside(reading: Reading, window: Window) -> DateRead:
    if reading[0] in HIJRI:
        return DateRead(fault="the year belongs to the Islamic calendar", do="Write the Gregorian date as YYYY-MM-DD")
    try:
        after = date(reading[0], reading[1] or 1, reading[2] or 1) > window.latest
    except ValueError:
        return DateRead(fault="the date does not exist", do="Write it as YYYY-MM-DD")
    what = "the date lies in the future" if after else "the date lies too far in the past"
    return DateRead(fault=what, do=LOOK)


def _readings(plain: str, order: Order) -> tuple[list[Reading], str]:
    found = YEAR_FIRST.fullmatch(plain)
    if found:
        return _year_first(int(found[1]), int(found[3]), int(found[4]))
    found = TRIPLE.fullmatch(plain)
    if found:
        return _triple(int(found[1]), int(found[3]), found[4], order)
    if plain.isdecimal():
        return _digits(plain, order)
    found = YEAR_MONTH.fullmatch(plain)
    if found:
        year, month = (found[1], found[2]) if found[1] else (found[4], found[3])
        return _dropped([(int(year), int(month), 0)], MONTH_ONLY)
    return _named(plain)


def _dropped(readings: list[Reading], doubt: str) -> tuple[list[Reading], str]:
    kept = [one for one in readings if _exists(one)]
    return kept, doubt if kept else ""


def _exists(reading: Reading) -> bool:
    try:
        date(reading[0], reading[1] or 1, reading[2] or 1)
    except ValueError:
        return False
    return True


def _year_first(year: int, second: int, third: int) -> tuple[list[Reading], str]:
    if not second and not third:
        return [(year, 0, 0)], YEAR_ONLY
    if not third:
        return _dropped([(year, second, 0)], MONTH_ONLY)
    if second > MONTHS_IN_YEAR:
        return _dropped([(year, third, second)], ODD_ORDER)
    return _dropped([(year, second, third)], "")


def _triple(left: int, right: int, year_text: str, order: Order) -> tuple[list[Reading], str]:
    years, doubt = [int(year_text)], ""
    if len(year_text) == 2:  # noqa: PLR2004 - two digits of a year
        years, doubt = [2000 + int(year_text), 1900 + int(year_text)], TWO_DIGITS
    if not left and not right:
        return [(year, 0, 0) for year in years], YEAR_ONLY
    readings: list[Reading] = []
    for year in years:
        pair = [(year, right, left), (year, left, right)]
        if order.order:
            pair = pair[:1] if order.order == "day" else pair[1:]
        readings.extend(one for one in pair if _exists(one) and one[1] and one[2])
    return readings, doubt


def _digits(plain: str, order: Order) -> tuple[list[Reading], str]:
    match len(plain):
        case 4:
            return [(int(plain), 0, 0)], YEAR_ONLY
        case 5:
            day = EPOCH + timedelta(days=int(plain))
            return [(day.year, day.month, day.day)], SERIAL
        case 8 if plain.startswith(("19", "20")) and _exists((int(plain[:4]), int(plain[4:6]), int(plain[6:]))):
            return _year_first(int(plain[:4]), int(plain[4:6]), int(plain[6:]))
        case 8:
            return _triple(int(plain[:2]), int(plain[2:4]), plain[4:], order)
    return [], ""


def _named(plain: str) -> tuple[list[Reading], str]:
    found = NAMED.fullmatch(plain.replace("-", " ").replace("/", " ").replace(".", " ").replace("  ", " ").lower())
    if not found:
        return [], ""
    month = months().get(key(found[2]), 0)
    day = int(found[1] or found[3] or 0)
    if not month or (found[1] and found[3]):
        return [], ""
    doubt = "" if day else MONTH_ONLY
    years = [int(found[4])]
    if len(found[4]) == 2:  # noqa: PLR2004 - two digits of a year
        years, doubt = [2000 + int(found[4]), 1900 + int(found[4])], TWO_DIGITS
    return _dropped([(year, month, day) for year in years], doubt)


def _iso(reading: Reading) -> str:
    year, month, day = reading
    if not month:
        return f"{year:04}"
    return f"{year:04}-{month:02}-{day:02}" if day else f"{year:04}-{month:02}"
