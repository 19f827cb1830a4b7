"""The page that officers' trainers read says what the code does."""

from pathlib import Path

from safepassage.gate.model import Merged
from safepassage.gate.reasons import RETURNS, SAYS, TABLE

PAGE = (Path(__file__).parents[2] / "docs" / "gate.md").read_text(encoding="utf-8")


def cells(heading):
    part = PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    rows = [line.strip("|").split("|") for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


def test_the_table_of_reasons_is_the_codes_table():
    written = [(code.strip("`"), verdict) for code, verdict, _, _ in cells("Hold and refuse")]
    assert written == [(reason.code, reason.verdict) for reason in TABLE]


def test_what_two_people_may_end_is_exactly_what_is_held():
    for code, verdict, _, ends in cells("Hold and refuse"):
        assert ("two people" in ends) is (verdict == "hold"), code


def test_every_oddity_of_a_merge_is_explained():
    written = [name for name, _ in cells("Records")]
    assert written == [name for name in Merged.__dataclass_fields__ if name not in {"records", "closes"}]


def test_every_other_reason_is_named():
    for code in {"in-order", "in-order-degraded", "turned-away", *RETURNS} & {*SAYS, *RETURNS}:
        assert f"`{code}`" in PAGE
