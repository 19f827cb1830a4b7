"""One is told apart from many, in one place for every room; no room counts by hand."""

import re
from pathlib import Path

import pytest

from safepassage.kernel.wording import counted, permille

ROOMS = Path(__file__).parents[2] / "src" / "safepassage"
# What a sentence would count with the singular or the plural written out for every number.
BY_HAND = re.compile(
    r"\{[^{}]*:,[^{}]*\} (?:people|persons|cases|rows|entries|records|passes|answers|slips|bodies|lists|keys|minutes)\b"
)
CHOSEN_BY_HAND = re.compile(r"""if [\w.()]+ [!=]= 1 else (?:f?["'].*["']|many)""")
ONE_PLACE = {"kernel/wording.py", "adapters/pictures/language.py"}


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 cases"), (1, "1 case"), (3, "3 cases"), (1203, "1,203 cases")]
)  # fmt: skip
def test_one_is_told_apart_from_many(number, said):
    assert counted(number, "case") == said
    assert counted(number, "person", "people") == said.replace("cases", "people").replace("case", "person")


def test_a_share_is_told_in_percent():
    assert [permille(share) for share in (0, 5, 125, 999, 1000)] == ["0 %", "0.5 %", "12.5 %", "99.9 %", "100 %"]


def test_no_sentence_counts_by_hand():
    files = sorted(ROOMS.rglob("*.py"))
    assert len(files) > 300
    found = [
        f"{file.relative_to(ROOMS)}:{number}"
        for file in files
        for number, line in enumerate(file.read_text().splitlines(), 1)
        if BY_HAND.search(line) or (CHOSEN_BY_HAND.search(line) and str(file.relative_to(ROOMS)) not in ONE_PLACE)
    ]
    assert not found
    assert BY_HAND.search('f"{count:,} people"')
    assert CHOSEN_BY_HAND.search("""'pass' if count == 1 else 'passes'""")
