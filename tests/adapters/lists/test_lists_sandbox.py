"""The child process: what it may use, what it may not do, and what the parent says when it dies."""

import subprocess
import sys
import textwrap
from pathlib import Path, PurePosixPath

import pytest
from list_files import HEADER, compound_file, read_apart, refused_apart, row_xml, save_book, save_parts, sheet_xml

import safepassage
from safepassage.adapters.lists import Limits, SandboxedReader, nursery, reader
from safepassage.adapters.lists.limits import MEGABYTE, letter
from safepassage.kernel.problems import ProblemsError
from safepassage.operations.ports import ListReader
from safepassage.people.model import Mark

SOURCE = str(Path(safepassage.__file__).parents[1])


def confined(body: str, **limits: int) -> subprocess.CompletedProcess:
    """Run lines in a process that has confined itself as the child does."""
    script = "import json\nfrom safepassage.adapters.lists.child import confine\nfrom safepassage.adapters.lists.limits import Limits\n"
    script += f"confine(Limits(**{limits!r}))\n" + textwrap.dedent(body)
    return subprocess.run(
        [sys.executable, "-P", "-c", script], env={"PYTHONPATH": SOURCE}, capture_output=True, timeout=60, check=False
    )


def test_the_reader_fits_the_port(tmp_path):
    port: ListReader = SandboxedReader()
    assert port.read(PurePosixPath(save_book(tmp_path / "a.xlsx", HEADER)))[0].rows == (HEADER,)


def test_an_ordinary_line_of_python_runs():
    assert confined("print('hello')").stdout == b"hello\n"


@pytest.mark.parametrize(
    "body",
    [
        "import socket; socket.socket().connect(('127.0.0.1', 9))",
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "import os; os.fork()",
        "open('stolen.txt', 'w')",
        "import os; os.open('stolen.txt', os.O_CREAT | os.O_RDWR)",
        "import ctypes; ctypes.CDLL('libc.so.6')",
        "import os; os.kill(os.getppid(), 0)",
    ],
)
def test_what_a_confined_process_may_not_do(body):
    ended = confined(f"import sys\n{body}\nprint('done')")
    assert ended.returncode == 9
    assert ended.stdout == b""


def test_memory_and_time_are_bounded():
    assert b"MemoryError" in confined("x = bytearray(300 * 2**20)", memory_bytes=200 * MEGABYTE).stderr
    assert confined("while True: pass", cpu_seconds=1).returncode < 0


def test_a_list_that_takes_too_much_memory(tmp_path):
    rows = "".join(row_xml(number, f"Person {number:09}" * 100) for number in range(1, 24_000))
    path = save_parts(tmp_path / "a.xlsx", sheet_xml(rows))
    problem = refused_apart(path, Limits(memory_bytes=64 * MEGABYTE, zip_ratio=1000))
    assert problem.code == "too-large"
    assert "memory" in problem.what


def test_a_list_that_takes_too_much_time(tmp_path):
    rows = "".join(row_xml(number, *["Person"] * 20) for number in range(1, 40_000))
    problem = refused_apart(save_parts(tmp_path / "a.xlsx", sheet_xml(rows)), Limits(cpu_seconds=1, zip_ratio=1000))
    assert problem.code == "too-large"
    assert "seconds" in problem.what


def test_bad_files_of_every_kind_through_the_child(tmp_path):
    whole = save_book(tmp_path / "whole.xlsx", HEADER).read_bytes()
    far = sheet_xml('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    bomb = '<!DOCTYPE x [<!ENTITY a "b">]>' + sheet_xml(row_xml(1, "&a;"))
    files = {
        "empty": b"",
        "password": compound_file("EncryptionInfo", "EncryptedPackage"),
        "damaged": whole[: len(whole) // 2],
        "too-large": save_parts(tmp_path / "far.xlsx", far).read_bytes(),
        "hostile": save_parts(tmp_path / "bomb.xlsx", bomb).read_bytes(),
        "unknown": b"%PDF-1.7",
    }
    for code, content in files.items():
        path = tmp_path / f"{code}.bin"
        path.write_bytes(content)
        assert refused_apart(path).code == code


def test_marks_and_warnings_come_through_the_child(tmp_path):
    xml = sheet_xml(row_xml(1, *HEADER) + row_xml(2, "Salma Invented", attributes=' hidden="1"'))
    (sheet,) = read_apart(save_parts(tmp_path / "a.xlsx", xml))
    assert sheet.rows == (HEADER, ("Salma Invented",))
    assert sheet.marks == (Mark(2, 0, "hidden"),)
    assert [row for row, _, _ in sheet.warnings] == [2]


def test_windows_1256_comes_through_the_child(tmp_path):
    (tmp_path / "a.csv").write_bytes("الاسم,الجنس\nأحمد المثالي,ذكر\n".encode("cp1256"))
    assert read_apart(tmp_path / "a.csv")[0].rows == (("الاسم", "الجنس"), ("أحمد المثالي", "ذكر"))


def test_a_file_that_is_not_there_or_a_folder_or_too_large(tmp_path):
    assert "cannot be opened" in refused_apart(tmp_path / "none.xlsx").what
    (tmp_path / "folder.xlsx").mkdir()
    assert "cannot be opened" in refused_apart(tmp_path / "folder.xlsx").what
    (tmp_path / "a.csv").write_bytes(b"name,born\n" * 200)
    assert refused_apart(tmp_path / "a.csv", Limits(file_bytes=1999)).code == "too-large"
    assert len(read_apart(tmp_path / "a.csv", Limits(file_bytes=2000))[0].rows) == 200


def test_a_child_that_hangs_is_ended(tmp_path):
    problem = refused_apart(save_book(tmp_path / "a.xlsx", HEADER), Limits(wall_seconds=0))
    assert problem.code == "too-large"


def test_an_answer_longer_than_the_bound_is_not_believed(tmp_path):
    assert refused_apart(save_book(tmp_path / "a.xlsx", HEADER), Limits(answer_bytes=20)).code in {
        "damaged",
        "too-large",
    }


@pytest.mark.parametrize(
    ("returned", "code"), [(-6, "damaged"), (1, "damaged"), (9, "damaged"), (-9, "too-large"), (-24, "too-large")]
)
def test_every_way_to_die_has_its_sentence(returned, code):
    problem = reader._ended("list.xlsx", returned, Limits())
    assert (problem.source, problem.code) == ("list.xlsx", code)


def test_no_name_leaves_the_child_but_in_its_answer(tmp_path, capfd):
    xml = sheet_xml(row_xml(1, "Salma Invented") + '<row r="2"><c r="A2"><v>Salma Invented</v></c></row>')
    path = save_parts(tmp_path / "a.xlsx", xml)
    with pytest.raises(ProblemsError) as caught:
        SandboxedReader().read(path)
    assert "Salma" not in str(caught.value)
    assert capfd.readouterr() == ("", "")


def test_the_file_is_told_by_its_content_and_not_by_its_name(tmp_path):
    made = save_book(tmp_path / "a.xlsx", HEADER)
    named = made.rename(tmp_path / "list.csv")
    assert SandboxedReader().read(named)[0].rows == (HEADER,)


def test_the_nursery_starts_once_and_again_after_it_died(tmp_path):
    path = save_book(tmp_path / "a.xlsx", HEADER)
    kept = SandboxedReader()
    assert kept.read(path)[0].rows == (HEADER,)
    first = kept._nursery._process.pid
    assert kept.read(path)[0].rows == (HEADER,)
    assert kept._nursery._process.pid == first
    kept._nursery._process.kill()
    kept._nursery._process.wait()
    assert kept.read(path)[0].rows == (HEADER,)
    assert kept._nursery._process.pid != first


def test_closing_ends_the_nursery_and_reading_starts_another(tmp_path):
    path = save_book(tmp_path / "a.xlsx", HEADER)
    kept = SandboxedReader()
    kept.close()
    kept.read(path)
    process = kept._nursery._process
    kept.close()
    assert process.poll() == 0
    assert kept.read(path)[0].rows == (HEADER,)


def test_a_file_that_kills_its_child_leaves_the_nursery_for_the_next(tmp_path):
    rows = "".join(row_xml(number, *["Person"] * 20) for number in range(1, 20_000))
    slow, good = save_parts(tmp_path / "slow.xlsx", sheet_xml(rows)), save_book(tmp_path / "good.xlsx", HEADER)
    kept = SandboxedReader(Limits(cpu_seconds=1, zip_ratio=1000))
    with pytest.raises(ProblemsError):
        kept.read(slow)
    first = kept._nursery._process.pid
    assert kept.read(good)[0].rows == (HEADER,)
    assert kept._nursery._process.pid == first


def test_nothing_of_our_surroundings_reaches_the_nursery(tmp_path, monkeypatch):
    seen = []
    real = subprocess.Popen
    monkeypatch.setenv("SECRET", "a secret")
    monkeypatch.setattr(
        nursery.subprocess,
        "Popen",
        lambda command, **more: seen.append((command, more["env"])) or real(command, **more),
    )
    SandboxedReader().read(save_book(tmp_path / "Salma Invented.xlsx", HEADER))
    ((command, environment),) = seen
    assert "Salma" not in " ".join(command)
    assert sorted(environment) == ["OPENPYXL_DEFUSEDXML", "PYTHONDONTWRITEBYTECODE", "PYTHONPATH"]


@pytest.mark.parametrize(
    ("column", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA"), (16384, "XFD")]
)
def test_letters_of_columns(column, letters):
    assert letter(column) == letters
