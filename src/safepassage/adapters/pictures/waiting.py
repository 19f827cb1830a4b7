"""Who waits for which party's answer, and for how long."""

from __future__ import annotations

from collections.abc import Sequence

from safepassage.account.report import WAITING_UP_TO, PartyAnswers
from safepassage.adapters.pictures.language import ENGLISH, Language
from safepassage.adapters.pictures.svg import (
    INK,
    NAVY,
    PAPER,
    QUIET,
    WIDTH,
    in_lines,
    line,
    picture,
    rect,
    text,
    wide,
)

AGES = ("up to 1 day", "1 to 3 days", "3 to 7 days", "longer than 7 days")
SHADES = (("#e1ebf5", INK), ("#9fc2e2", INK), ("#4a86bd", PAPER), (NAVY, PAPER))
ROW = 40
HEAD = 44
LEFT = 300
RIGHT = WIDTH - 250
NAME = "waiting"


def ages_named() -> tuple[str, ...]:
    """The ages people waiting are counted by, in words."""
    assert len(AGES) == len(WAITING_UP_TO) + 1, "each age has a name"
    return AGES


def waiting_picture(parties: Sequence[PartyAnswers], names: dict[str, str], language: Language = ENGLISH) -> str:
    """A bar for each party, of people waiting by age; empty where nobody waits."""
    most = max((sum(one.waiting) for one in parties), default=0)
    if not most:
        return ""
    called = [names.get(one.party, one.party) for one in parties]
    left = min(max(wide(one) for one in called) + 24, LEFT)
    marks = _key(left)
    for at, (one, name) in enumerate(zip(parties, called, strict=True)):
        y = HEAD + ROW * at
        lines = in_lines(name, LEFT - 24)
        foot = y + 19 - 8 * (len(lines) - 1)
        marks += [
            text(left - 12, foot + 16 * row, says, anchor="end", font_weight="600") for row, says in enumerate(lines)
        ]
        marks += _bar(one, left, y, (RIGHT - left) / most, language)
    height = HEAD + ROW * len(parties) + 4
    marks.append(line((left, HEAD - 4, left, height - 8), INK))
    return picture(NAME, height, "People waiting for each party's answer", _says(parties, called, language), marks)


def _key(left: float) -> list[str]:
    marks, x = [text(left, 24, "Waiting for", fill=QUIET)], left + 92
    for age, (fill, _) in zip(ages_named(), SHADES, strict=True):
        marks.append(rect(x, 12, 14, 14, fill, stroke=NAVY))
        marks.append(text(x + 20, 24, age))
        x += 42 + wide(age)
    return marks


def _bar(one: PartyAnswers, left: float, y: float, scale: float, language: Language) -> list[str]:
    marks, x = [], left
    for count, (fill, ink) in zip(one.waiting, SHADES, strict=True):
        length = count * scale
        if count:
            marks.append(rect(x, y, length, 28, fill, stroke=NAVY))
            says = language.number(count)
            if wide(says) + 8 < length:
                marks.append(text(x + length / 2, y + 19, says, fill=ink, anchor="middle"))
        x += length
    marks.append(text(x + 10, y + 19, _beside(one, language), fill=INK))
    return marks


def _beside(one: PartyAnswers, language: Language) -> str:
    waiting = sum(one.waiting)
    if not waiting:
        return "nobody waits"
    oldest = "" if one.oldest_hours is None else f", the longest {language.number(one.oldest_hours)} h"
    return f"{language.number(waiting)} waiting{oldest}"


def _says(parties: Sequence[PartyAnswers], called: Sequence[str], language: Language) -> str:
    each = []
    for one, name in zip(parties, called, strict=True):
        ages = ", ".join(
            f"{language.number(count)} {age}" for count, age in zip(one.waiting, ages_named(), strict=True) if count
        )
        each.append(f"{name}: {_beside(one, language)}" + (f" ({ages})" if ages else ""))
    return "; ".join(each) + "."
