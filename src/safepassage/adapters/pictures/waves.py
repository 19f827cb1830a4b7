"""When how many people are asked to come."""

from __future__ import annotations

from collections.abc import Sequence

from safepassage.account.report import WavePicture
from safepassage.adapters.pictures.axes import count_axis, count_field, foot_line
from safepassage.adapters.pictures.language import ENGLISH, Language
from safepassage.adapters.pictures.svg import BLUE, NAVY, QUIET, WIDTH, picture, rect, text

HEIGHT = 240
MOST_LABELS = 14


def waves_picture(waves: Sequence[WavePicture], name: str, language: Language = ENGLISH) -> str:
    """A bar of persons for each wave, at the time they are to present themselves, dark as far as they come in vain; empty without waves."""
    if not waves:
        return ""
    field = count_field((64, WIDTH - 8), (24, HEIGHT - 46), max(one.persons for one in waves), len(waves))
    marks = count_axis(field, language)
    every = -(-len(waves) // MOST_LABELS)
    bar = min(field.step() * 0.7, 60)
    for at, one in enumerate(waves):
        top = field.y(one.persons)
        marks.append(rect(field.x(at) - bar / 2, top, bar, field.foot - top, BLUE, stroke=NAVY))
        if one.in_vain:
            dark = field.y(one.in_vain / 10)
            marks.append(rect(field.x(at) - bar / 2, dark, bar, field.foot - dark, NAVY))
        if at % every == 0:
            marks.append(text(field.x(at), top - 6, language.number(one.persons), anchor="middle"))
            marks.append(text(field.x(at), field.foot + 20, one.present_at, fill=QUIET, anchor="middle"))
    marks.append(foot_line(field))
    marks.append(
        text(
            (field.left + field.right) / 2,
            HEIGHT - 6,
            "persons asked to present themselves at",
            fill=QUIET,
            anchor="middle",
        )
    )
    each = "; ".join(
        f"{one.present_at}: {language.counted(one.persons, 'person')} in {language.counted(one.cases, 'case')}"
        + (f", about {language.number(-(-one.in_vain // 10))} in vain" if one.in_vain else "")
        for one in waves
    )
    return picture(name, HEIGHT, "Waves of the day", each + ".", marks)
