"""Machine-readable zones of travel documents: ICAO 9303 parts 4 to 7 (TD3, TD1, TD2, MRV-A and MRV-B).

The check digits catch typing errors. They are no security: anybody can compute them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from safepassage.people.dates import Window, birth_window
from safepassage.people.text import INVISIBLE, western

WEIGHTS = (7, 3, 1)
SIGNS = re.compile(r"[A-Z0-9<]+")
LENGTHS = {88: (44, 44), 72: (36, 36), 90: (30, 30, 30)}
KINDS = {"P": "passport", "I": "id-card", "A": "id-card", "C": "id-card", "V": "other"}
GERMAN = "D"  # the one state whose code is not three letters (ICAO 9303-3, section 5)


@dataclass(frozen=True, slots=True)
class Mrz:
    """What the lines say; `faults` names the parts whose check digit is wrong. `birth` as in `Details`, its century inferred."""

    shape: str = ""
    kind: str = ""
    issuer: str = ""
    number: str = ""
    nationality: str = ""
    birth: str = ""
    sex: str = ""
    family_name: str = ""
    given_name: str = ""
    faults: tuple[str, ...] = ()


def check_digit(text: str) -> str:
    """The check digit of ICAO 9303-3, section 4.9: weights 7, 3, 1; A is 10, Z is 35, `<` is 0; modulo 10."""
    total = sum(WEIGHTS[at % 3] * (0 if sign == "<" else int(sign, 36)) for at, sign in enumerate(text))
    return str(total % 10)


def read_mrz(text: str, today: date) -> Mrz:
    """The zone in a cell, its lines apart or run together. `faults` alone where it has no shape of ICAO 9303."""
    typed = western(INVISIBLE.sub("", text)).upper().replace("«", "<<").replace("‹", "<")
    whole = "".join(typed.split())
    if not SIGNS.fullmatch(whole) or len(whole) not in LENGTHS:
        return Mrz(faults=(f"{len(whole)} signs, where a zone has 72, 88 or 90 of A-Z, 0-9 and <",))
    lines, at = [], 0
    for length in LENGTHS[len(whole)]:
        lines.append(whole[at : at + length])
        at += length
    return _three_lines(lines, today) if len(lines) == len(WEIGHTS) else _two_lines(lines, today)


def _two_lines(lines: list[str], today: date) -> Mrz:
    top, low = lines
    visa, wide = top[0] == "V", len(low) == 44  # noqa: PLR2004 - the width of a passport
    number, number_pair = (low[0:9], (low[0:9], low[9])) if visa or wide else _long_number(low[0:9], low[9], low[28:])
    checks = {"number": number_pair, "birth date": (low[13:19], low[19]), "expiry date": (low[21:27], low[27])}
    if wide and not visa and low[28:43].strip("<"):
        checks["personal number"] = (low[28:42], low[42])
    if not visa:
        checks["whole"] = (low[0:10] + low[13:20] + low[21:-1], low[-1])
    shape = ("MRV-A" if wide else "MRV-B") if visa else ("TD3" if wide else "TD2")
    fields = _Fields(shape, top[:5], number, low[10:13], low[13:19], low[20], top[5:])
    return _build(fields, checks, today)


def _three_lines(lines: list[str], today: date) -> Mrz:
    top, middle, names = lines
    number, number_pair = _long_number(top[5:14], top[14], top[15:])
    checks = {
        "number": number_pair,
        "birth date": (middle[0:6], middle[6]),
        "expiry date": (middle[8:14], middle[14]),
        "whole": (top[5:30] + middle[0:7] + middle[8:15] + middle[18:29], middle[29]),
    }
    return _build(_Fields("TD1", top[:5], number, middle[15:18], middle[0:6], middle[7], names), checks, today)


class _Fields(NamedTuple):
    """The parts of a zone as they stand, with their fillers."""

    shape: str
    head: str
    number: str
    nationality: str
    birth: str
    sex: str
    names: str


def _long_number(number: str, check: str, spare: str) -> tuple[str, tuple[str, str]]:
    """A number of more than nine signs goes on in the optional field, its check digit last (9303-5, note j)."""
    rest = spare.partition("<")[0]
    if check != "<" or not rest:
        return number, (number, check)
    return number + rest[:-1], (number + rest[:-1], rest[-1])


def _build(fields: _Fields, checks: dict[str, tuple[str, str]], today: date) -> Mrz:
    family, _, given = fields.names.partition("<<")
    day = _birth(fields.birth, birth_window(today))
    faults = [f"check digit of the {part}" for part, (text, digit) in checks.items() if check_digit(text) != digit]
    if day is None:
        faults.append("birth date")
    return Mrz(
        fields.shape,
        KINDS.get(fields.head[0], "travel-document"),
        _state(fields.head[2:5]),
        fields.number.replace("<", ""),
        _state(fields.nationality),
        day or "",
        fields.sex if fields.sex in {"M", "F"} else "",
        " ".join(family.replace("<", " ").split()),
        " ".join(given.replace("<", " ").split()),
        tuple(faults),
    )


def _state(code: str) -> str:
    bare = code.replace("<", "")
    return "DEU" if bare == GERMAN else bare


def _birth(text: str, window: Window) -> str | None:
    """The latest date of the past that ends in these digits; unknown parts are `<` (9303-3, section 4.8)."""
    year, month, day = text[0:2], text[2:4].strip("<"), text[4:6].strip("<")
    if not year.strip("<"):
        return "" if not month and not day else None
    if not (year + month + day).isdecimal():
        return None
    for century in (2000, 1900):
        reading = (century + int(year), int(month or 0), int(day or 0))
        if window.holds(reading):
            return "-".join(f"{part:02}" for part in reading if part)
    return None
