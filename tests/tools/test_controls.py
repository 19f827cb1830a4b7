"""The list of controls that can be taken out: it fits the code and the page of threats, and what is not noticed is told."""

import importlib.util
import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
spec = importlib.util.spec_from_file_location("controls", ROOT / "tools" / "controls.py")
TOOL = importlib.util.module_from_spec(spec)
sys.modules["controls"] = TOOL  # a frozen dataclass looks for its module
spec.loader.exec_module(TOOL)
LISTED = TOOL.controls()
PAGE = (ROOT / "docs" / "threats.md").read_text()
RANKED = PAGE.partition("## Ranked")[2].partition("\n## ")[0]


def row(threat):
    return next(line for line in RANKED.splitlines() if line.startswith(f"| {threat} |"))


@pytest.mark.parametrize("control", LISTED, ids=lambda one: one.what)
def test_a_control_stands_once_in_the_code_and_can_be_taken_out(control):
    text = (ROOT / control.file).read_text()
    without = control.taken_out(text)
    assert without != text
    compile(without, control.file, "exec")


@pytest.mark.parametrize("control", LISTED, ids=lambda one: one.what)
def test_its_tests_are_named_in_the_row_of_its_threat(control):
    assert control.tests
    assert [test for test in control.tests if f"`{test}`" not in row(control.threat)] == []


def test_every_ranked_threat_has_a_control_that_is_tried():
    assert {one.threat for one in LISTED} == set(range(1, 16))
    assert len({one.what for one in LISTED}) == len(LISTED)


@pytest.mark.parametrize("old", ["def nothing_of_this_name", "    "])
def test_what_does_not_stand_exactly_once_is_told(old):
    changed = replace(LISTED[0], old=old)
    with pytest.raises(ValueError, match=re.escape("controls.toml")):
        changed.taken_out((ROOT / changed.file).read_text())


@pytest.mark.parametrize(("limit", "silent"), [("3", []), ("1", ["test_two.py::test_more"])])
def test_a_test_that_goes_on_as_if_nothing_had_happened_is_told(tmp_path, limit, silent):
    (tmp_path / "rule.py").write_text("MOST = 2\n")
    (tmp_path / "test_two.py").write_text(
        "from rule import MOST\n\ndef test_more():\n    assert MOST < 3\n\ndef test_two():\n    assert MOST == 2\n"
    )
    control = TOOL.Control(1, "a limit", "rule.py", "2", limit, ("test_two.py::test_two", "test_two.py::test_more"))
    assert TOOL.unnoticed(control, tmp_path) == silent
    assert (tmp_path / "rule.py").read_text() == "MOST = 2\n"


def test_a_test_that_is_not_there_notices_nothing(tmp_path):
    (tmp_path / "rule.py").write_text("MOST = 2\n")
    control = TOOL.Control(1, "a limit", "rule.py", "2", "3", ("test_none.py::test_none",))
    assert TOOL.unnoticed(control, tmp_path) == ["test_none.py::test_none"]
