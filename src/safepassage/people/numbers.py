"""Numbers of documents as they are typed: `A 12-345 678`, `١٢٣٤٥٦٧`, `1.23E+08`."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from safepassage.people.text import INVISIBLE, western

SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?E\+?\d{1,2}", re.IGNORECASE)
WHOLE = re.compile(r"(\d+)\.0+")
BETWEEN = re.compile(r"[/,;،؛&+]|\s+(?:AND|ET|OR)\s+|\n")
OTHER = re.compile(r"[^A-Z0-9]")
RAISED = "No"  # Unicode's numbers that are no digits: ², ①, ½
SHORTEST, LONGEST = 4, 24
FROM_PAPER = "Write the number as the document shows it"


@dataclass(frozen=True, slots=True)
class NumberRead:
    """A number in A-Z0-9, or what is wrong with it and what to do."""

    number: str = ""
    fault: str = ""
    do: str = ""


def read_number(text: str) -> NumberRead:
    """The number without spaces and signs; letters stay letters (an O is never made a zero)."""
    typed = western(unicodedata.normalize("NFKC", INVISIBLE.sub("", text))).strip().lstrip("'").upper()
    whole = WHOLE.fullmatch(typed)
    if whole:
        typed = whole[1]
    if any(unicodedata.category(sign) == RAISED for sign in text):
        return NumberRead(fault="the number holds a raised or circled digit; it may mark a footnote", do=FROM_PAPER)
    if SCIENTIFIC.fullmatch(typed):
        do = "Ask for the number; set the column to text before typing it"
        return NumberRead(fault="a spreadsheet rounded the number and lost its last digits", do=do)
    parts = [part for part in (OTHER.sub("", one) for one in BETWEEN.split(typed)) if len(part) > SHORTEST]
    if len(parts) > 1:
        return NumberRead(fault="the cell holds more than one number", do="Write one number; give the others columns")
    number = OTHER.sub("", typed)
    if not any(sign.isdecimal() for sign in typed):
        return NumberRead(
            fault="there is no digit in the number; another column's content may stand here", do=FROM_PAPER
        )
    if any(sign.isalpha() and not sign.isascii() for sign in typed):
        return NumberRead(fault="the number holds letters other than A-Z", do=FROM_PAPER)
    if not SHORTEST <= len(number) <= LONGEST or not number.strip("0"):
        return NumberRead(fault=f"no document has such a number ({len(number)} signs)", do=FROM_PAPER)
    return NumberRead(number)
