"""How far people have come."""

from __future__ import annotations

from collections.abc import Sequence

from safepassage.account.report import Stage
from safepassage.adapters.pictures.language import ENGLISH, Language
from safepassage.adapters.pictures.svg import INK, MIST, NAVY, QUIET, WIDTH, line, picture, rect, text

ROW = 44
LEFT = 110
RIGHT = WIDTH - 150
NAME = "funnel"


def funnel_picture(stages: Sequence[Stage], language: Language = ENGLISH) -> str:
    """A bar for each stage, with its share of the first; empty where nobody is in the first."""
    if not stages or not stages[0].people:
        return ""
    most = max(stage.people for stage in stages)
    marks: list[str] = []
    for at, stage in enumerate(stages):
        y = 8 + ROW * at
        length = (RIGHT - LEFT) * stage.people / most
        marks.append(text(LEFT - 12, y + 18, stage.name, anchor="end", font_weight="600"))
        marks.append(rect(LEFT, y + 2, RIGHT - LEFT, 24, MIST))
        marks.append(rect(LEFT, y + 2, length, 24, NAVY))
        marks.append(text(RIGHT + 70, y + 18, language.number(stage.people), anchor="end", font_weight="600", fill=INK))
        share = stage.people * 1000 // stages[0].people
        marks.append(text(WIDTH - 8, y + 18, language.percent(share), anchor="end", fill=QUIET))
        marks.append(text(LEFT + 6, y + 39, stage.says, fill=QUIET, font_size=11.5))
    height = 8 + ROW * len(stages)
    marks.append(line((LEFT, 6, LEFT, height - 14), INK))
    says = "; ".join(f"{stage.name.lower()} {language.number(stage.people)}, {stage.says}" for stage in stages)
    return picture(NAME, height, "How far people have come", says + ".", marks)
