"""A large run of slips is several files, and one that fails leaves none."""

from __future__ import annotations

import pytest

from safepassage.adapters.codes import CodeError
from safepassage.adapters.traces import FolderTraces
from safepassage.cli import passes
from safepassage.people.naming import Sought

DAY = "2023-11-02"


class Printer:
    """Prints what it is given as text, two slips to a file; the run breaks where a slip says so."""

    def print(self, slips, title):
        if "broken" in slips:
            raise CodeError("a code does not read back")
        return f"%PDF {title} {' '.join(slips)}".encode()

    def print_batches(self, slips, title):
        for start in range(0, len(slips), 2):
            yield self.print(slips[start : start + 2], title)


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(passes, "ONE_FILE", 2)


def test_a_small_run_is_one_file(tmp_path):
    files = passes._printed(Printer(), ["a", "b"], "t", tmp_path, DAY)
    assert files == [tmp_path / f"slips-{DAY}.pdf"]
    assert files[0].read_bytes() == b"%PDF t a b"


def test_a_large_run_is_several_files_and_every_slip_is_in_one(tmp_path):
    files = passes._printed(Printer(), ["a", "b", "c", "d", "e"], "t", tmp_path, DAY)
    assert [path.name for path in files] == [f"slips-00{number}-{DAY}.pdf" for number in (1, 2, 3)]
    assert [path.read_bytes() for path in files] == [b"%PDF t a b", b"%PDF t c d", b"%PDF t e"]


@pytest.mark.parametrize("slips", [["broken"], ["a", "b", "c", "broken", "e"]])
def test_one_wrong_code_and_no_slip_of_the_run_is_left(tmp_path, slips):
    with pytest.raises(CodeError):
        passes._printed(Printer(), slips, "t", tmp_path, DAY)
    assert list(tmp_path.iterdir()) == []


def test_an_erasure_finds_every_file_of_a_run_by_its_day(tmp_path):

    passes._printed(Printer(), ["a", "b", "c"], "t", tmp_path, DAY)
    assert FolderTraces([tmp_path]).remove(Sought(), [DAY]).destroyed == (
        f"slips-001-{DAY}.pdf",
        f"slips-002-{DAY}.pdf",
    )
    assert list(tmp_path.iterdir()) == []
