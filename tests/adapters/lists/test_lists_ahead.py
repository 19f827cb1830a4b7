from __future__ import annotations

from pathlib import PurePath

import pytest

from safepassage.adapters.lists.ahead import ReadAhead
from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.people.model import Sheet


class Recording:
    def __init__(self):
        self.asked = []

    def read(self, path):
        self.asked.append(path.name)
        if path.name == "broken.csv":
            raise ProblemsError([Problem("broken.csv", "it is empty", "Send it again")])
        return (Sheet(path.name, (1,), (("x",),), ()),)


def test_files_in_order_and_out_of_order_come_as_they_are():
    reader = Recording()
    ahead = ReadAhead(reader, [PurePath("a.csv"), PurePath("b.csv"), PurePath("c.csv")])
    assert [ahead.read(PurePath(name))[0].name for name in ("a.csv", "other.csv", "b.csv", "c.csv", "a.csv")] == [
        "a.csv",
        "other.csv",
        "b.csv",
        "c.csv",
        "a.csv",
    ]
    assert sorted(reader.asked) == ["a.csv", "a.csv", "b.csv", "c.csv", "other.csv"]


def test_a_problem_is_told_to_who_asks_for_the_file():
    ahead = ReadAhead(Recording(), [PurePath("a.csv"), PurePath("broken.csv")])
    assert ahead.read(PurePath("a.csv"))
    with pytest.raises(ProblemsError, match="empty"):
        ahead.read(PurePath("broken.csv"))
