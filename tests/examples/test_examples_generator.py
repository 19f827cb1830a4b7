"""The invented people: the same bytes for the same seed, every planted fault where it is said to be, the numbers of the record."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections import Counter, defaultdict
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any
from xml.etree import ElementTree as ET

import openpyxl
import pytest

from safepassage.terms.reading import read_terms

ROOT = Path(__file__).parents[2]
PARTIES = ("gaza-crossings", "isr", "egy")
Made = tuple[Path, Any]
Grid = list[list[str]]


def digests(folder: Path) -> dict[str, str]:
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return {str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def grid(folder: Path, listed: dict[str, Any]) -> Grid:
    """The cells of a list as text, row 1 first."""
    path = folder / listed["file"]
    if path.suffix == ".csv":
        text = path.read_bytes().decode(listed["encoding"])
        delimiter = ";" if ";" in text.split("\n")[listed["header_row"] - 1] else ","
        return list(csv.reader(io.StringIO(text), delimiter=delimiter))
    if path.suffix == ".ods":
        table = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
        with zipfile.ZipFile(path) as packed:
            rows = ET.fromstring(packed.read("content.xml")).iter(f"{table}table-row")
        return [["".join(cell.itertext()) for cell in row.iter(f"{table}table-cell")] for row in rows]
    sheet = openpyxl.load_workbook(path, read_only=True).active
    assert sheet is not None
    return [
        ["" if cell is None else str(cell.date()) if hasattr(cell, "date") else str(cell) for cell in row]
        for row in sheet.iter_rows(values_only=True)
    ]


def read_all(made: Made) -> dict[str, Grid]:
    out, planted = made
    return {one["file"]: grid(out, one) for one in planted.lists}


def truth(out: Path) -> dict[tuple[str, int], tuple[str, str]]:
    with (out / "truth.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    assert lines[1] == ["file", "row", "person", "family"]
    return {(name, int(row)): (person, family) for name, row, person, family in lines[2:]}


@pytest.fixture(scope="session")
def small_grids(small: Made) -> dict[str, Grid]:
    return read_all(small)


@pytest.fixture(scope="session")
def full_grids(full: Made) -> dict[str, Grid]:
    return read_all(full)


def test_the_same_seed_gives_the_same_bytes(generator: ModuleType, small: Made, tmp_path: Path) -> None:
    again = generator.generate(7, 60, 20, tmp_path)
    assert digests(tmp_path) == digests(small[0])
    assert again == small[1]
    assert len(digests(tmp_path)) > 40


def test_another_seed_gives_other_people(generator: ModuleType, small: Made, tmp_path: Path) -> None:
    generator.generate(8, 60, 20, tmp_path)
    here, there = digests(tmp_path), digests(small[0])
    assert here["lists/gaza-crossings.xlsx"] != there["lists/gaza-crossings.xlsx"]


def test_no_stamp_of_the_hour_is_in_a_workbook(small: Made) -> None:
    for path in (small[0] / "lists").glob("*.xlsx"):
        with zipfile.ZipFile(path) as packed:
            assert {info.date_time for info in packed.infolist()} == {(2023, 10, 31, 0, 0, 0)}
            assert b"2023-10-31T00:00:00Z</dcterms:modified>" in packed.read("docProps/core.xml")


@pytest.mark.parametrize(("people", "injured"), [(19, 20), (60, 4)])
def test_too_few_to_hold_every_fault_are_refused(
    generator: ModuleType, tmp_path: Path, people: int, injured: int
) -> None:
    with pytest.raises(ValueError, match="or more"):
        generator.generate(1, people, injured, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_least_that_is_allowed_works(generator: ModuleType, tmp_path: Path) -> None:
    planted = generator.generate(3, 20, 5, tmp_path)
    assert planted.people == 20
    assert len(list((tmp_path / "lists").iterdir())) == len(planted.lists)


def test_every_file_says_that_its_people_are_invented(small: Made, small_grids: dict[str, Grid]) -> None:
    out, planted = small
    assert planted.notice.startswith("INVENTED PEOPLE - nobody on this list exists")
    assert {cells[0][0] for cells in small_grids.values()} == {planted.notice}
    files = [*(out / "answers").rglob("*.csv"), out / "truth.csv"]
    assert len(files) > 20
    for file in files:
        assert file.read_text(encoding="utf-8").startswith(planted.notice)
    assert json.loads((out / "planted.json").read_text(encoding="utf-8"))["notice"] == planted.notice


def test_every_source_is_a_party_that_may_send_it(full: Made) -> None:
    terms = read_terms((ROOT / "examples/rafah-2023/terms.toml").read_text(encoding="utf-8"), "terms.toml")
    roles = {one.id: set(one.roles) for one in terms.parties}
    sources = [one["source"] for one in full[1].lists]
    assert len(sources) == len(set(sources)) == 65
    for source in sources:
        assert roles[source] & {"sends", "refers"}
    assert {path.stem for path in (full[0] / "answers").rglob("*.csv")} == set(PARTIES)
    assert all("clears" in roles[party] for party in PARTIES)


def test_a_small_example_has_every_format(small: Made) -> None:
    planted = small[1]
    assert {Path(one["file"]).suffix for one in planted.lists} == {".csv", ".xlsx", ".ods"}
    assert {one["language"] for one in planted.lists} == {"en", "ar", "fr"}
    assert {one["encoding"] for one in planted.lists} == {"utf-8", "cp1256"}
    assert {one["group"] for one in planted.lists} == {"number", "head", "indent"}
    assert {one["merged"] for one in planted.lists} == {True, False}
    assert {one["total_line"] for one in planted.lists} == {True, False}


def test_the_full_example_has_the_sizes_of_the_real_one(full: Made) -> None:
    out, planted = full
    lines = truth(out)
    foreign = {person for (file, _), (person, _) in lines.items() if file == "lists/gaza-crossings.xlsx"}
    assert len(foreign) == 7500
    families = Counter(family for (file, _), (_, family) in lines.items() if file == "lists/gaza-crossings.xlsx")
    assert (min(families.values()), max(families.values())) == (1, 12)
    assert 3.3 < 7500 / len(families) < 3.9
    referred = {person for (file, _), (person, _) in lines.items() if "hospital" in file or "health" in file}
    assert 7000 < len(referred) < 8000  # 4,000 patients with 0 to 2 companions
    assert sum(one["entries"] for one in planted.lists) == len(lines)


def test_every_line_of_every_list_is_in_the_truth_once(small: Made, small_grids: dict[str, Grid]) -> None:
    lines = truth(small[0])
    for one in small[1].lists:
        rows = [row for file, row in lines if file == one["file"]]
        first, last = one["header_row"] + 1, one["header_row"] + one["entries"]
        assert sorted(rows) == list(range(first, last + 1))
        assert len(small_grids[one["file"]]) == last + one["total_line"]


def cell(grids: dict[str, Grid], planted: Any, place: dict[str, Any], *headings: str) -> str:
    header_row = next(one["header_row"] for one in planted.lists if one["file"] == place["file"])
    cells = grids[place["file"]]
    at = next(cells[header_row - 1].index(one) for one in headings if one in cells[header_row - 1])
    return cells[place["row"] - 1][at]


DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩", "0123456789")
FAULTS = {
    "birth-missing": 50, "child-missing": 25, "day-month-swapped": 60, "hidden-row": 2, "name-in-wrong-column": 15,
    "number-typing-error": 20, "one-number-two-people": 6, "row-doubled": 20, "two-categories": 8,
}  # fmt: skip


def test_the_full_example_has_so_many_of_each_fault(full: Made) -> None:
    planted = full[1]
    assert {name: len(planted.faults[name]) for name in FAULTS} == FAULTS
    assert set(planted.faults) - set(FAULTS) == {"two-embassies", "two-referrals"}
    assert (len(planted.look_alikes), len(planted.twins)) == (20, 15)
    assert len(planted.faults["two-embassies"]) > 18
    assert len(planted.faults["two-referrals"]) > 40


def test_a_small_example_has_one_of_each_fault_at_least(small: Made) -> None:
    assert set(small[1].faults) == {*FAULTS, "two-embassies", "two-referrals"}
    assert small[1].look_alikes
    assert small[1].twins


@pytest.mark.parametrize("made", ["small", "full"])
def test_the_places_of_faults_speak_of_the_persons_they_name(made: str, request: pytest.FixtureRequest) -> None:
    out, planted = request.getfixturevalue(made)
    lines = truth(out)
    places = [place for each in planted.faults.values() for one in each for place in one]
    assert len(places) > 10
    for place in places:
        assert lines[place["file"], place["row"]][0] == place["person"]


def test_a_missing_child_is_on_the_authoritys_list_only(full: Made) -> None:
    out, planted = full
    files = defaultdict(set)
    for (file, _), (person, _) in truth(out).items():
        files[person].add(file)
    for parent, child in planted.faults["child-missing"]:
        assert files[child["person"]] == {"lists/gaza-crossings.xlsx"}
        assert parent["file"] in files[parent["person"]]
        assert parent["file"] != "lists/gaza-crossings.xlsx"


def test_one_number_stands_with_two_people(full: Made, full_grids: dict[str, Grid]) -> None:
    headings = ("Passport no", "رقم الجواز", "Numéro de passeport")
    for one, other in full[1].faults["one-number-two-people"]:
        number = cell(full_grids, full[1], one, *headings)
        assert number == cell(full_grids, full[1], other, *headings)
        assert number.startswith("X")
        assert one["person"] != other["person"]


def test_day_and_month_stand_the_other_way_round_on_the_authoritys_list(
    full: Made, full_grids: dict[str, Grid]
) -> None:
    planted = full[1]
    embassy = {
        person: (file, row) for (file, row), (person, _) in truth(full[0]).items() if file in {"lists/gbr.csv", "lists/usa.csv"}
    }  # fmt: skip
    seen = 0
    for (place,) in planted.faults["day-month-swapped"]:
        if place["person"] not in embassy:
            continue
        file, row = embassy[place["person"]]
        there = cell(full_grids, planted, {"file": file, "row": row}, "Date of birth")
        year, month, day = (there[6:], there[:2], there[3:5]) if file == "lists/usa.csv" else there.split("-")
        here = cell(full_grids, planted, place, "تاريخ الميلاد").translate(DIGITS)
        if there:
            assert here == f"{year}/{day}/{month}"
            assert day != month
            seen += 1
    assert seen > 3


def test_missing_births_names_elsewhere_and_doubled_lines_are_there(full: Made, full_grids: dict[str, Grid]) -> None:
    planted = full[1]
    birth = ("Date of birth", "تاريخ الميلاد", "Date de naissance")
    for (place,) in planted.faults["birth-missing"]:
        assert not cell(full_grids, planted, place, *birth)
    name = ("Full name", "Given name", "الاسم الكامل", "Nom et prénom")
    for (place,) in planted.faults["name-in-wrong-column"]:
        assert not cell(full_grids, planted, place, *name)
        assert " " in cell(full_grids, planted, place, "Nationality", "الجنسية", "Nationalité")
    for one, other in planted.faults["row-doubled"]:
        first, second = (full_grids[place["file"]][place["row"] - 1] for place in (one, other))
        same = [left == right for left, right in zip(first, second, strict=True)]
        assert same.count(False) <= 2  # the line's own number, and a family number that is merged over it


def test_hidden_lines_are_hidden(full: Made) -> None:
    for (place,) in full[1].faults["hidden-row"]:
        sheet = openpyxl.load_workbook(full[0] / place["file"]).active
        assert sheet is not None
        assert sheet.row_dimensions[place["row"]].hidden


def test_look_alikes_share_a_name_and_not_a_birth_date(full: Made, full_grids: dict[str, Grid]) -> None:
    planted = full[1]
    rows = {person: row for (file, row), (person, _) in truth(full[0]).items() if file == "lists/gaza-crossings.xlsx"}

    def said(person: str, heading: str) -> str:
        place = {"file": "lists/gaza-crossings.xlsx", "row": rows[person]}
        return cell(full_grids, planted, place, heading).translate(DIGITS)

    for one, other in planted.look_alikes:
        assert said(one, "الاسم الكامل") == said(other, "الاسم الكامل")
        assert said(one, "تاريخ الميلاد") != said(other, "تاريخ الميلاد")
    births = [(said(one, "تاريخ الميلاد"), said(other, "تاريخ الميلاد")) for one, other in planted.twins]
    assert sum(one == other for one, other in births) >= len(births) - 3  # a twin may bear another fault
    assert all(said(one, "الاسم الكامل") != said(other, "الاسم الكامل") for one, other in planted.twins)


def answers_of(out: Path) -> dict[tuple[str, str], list[dict[str, str]]]:
    found: dict[tuple[str, str], list[dict[str, str]]] = {}
    for path in sorted((out / "answers").rglob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            next(file)
            found[path.parent.name, path.stem] = list(csv.DictReader(file))
    return found


def test_answers_are_of_the_agreed_columns_and_words(full: Made) -> None:
    answers = answers_of(full[0])
    header = ["reference", "document_number", "full_name", "birth_date", "answer", "valid_until", "reason"]
    lines = [line for each in answers.values() for line in each]
    assert len(lines) == full[1].answer_lines
    assert {tuple(line) for line in lines} == {tuple(header)}
    assert {line["answer"] for line in lines} == {"granted", "refused", "withdrawn"}
    assert all(bool(line["valid_until"]) <= (line["answer"] == "granted") for line in lines)
    assert all(line["reason"] for line in lines if line["answer"] != "granted")
    days = sorted({day for day, _ in answers})
    assert days == [(date(2023, 10, 31) + timedelta(days=at)).isoformat() for at in range(13)]


def test_who_is_ready_for_a_day_has_every_yes_before_it_and_nobody_else_has(
    full: Made, full_grids: dict[str, Grid]
) -> None:
    out, planted = full
    numbers = document_numbers(full, full_grids)
    granted: dict[str, dict[str, str]] = defaultdict(dict)
    for (day, party), lines in answers_of(out).items():
        for line in lines:
            if line["answer"] == "granted" and line["document_number"]:
                granted[line["document_number"]].setdefault(party, day)
    expected = {1: 491, 2: 596, 3: 571, 4: 730, 7: 603, 8: 373, 9: 420, 10: 594, 12: 300}
    ready = {day: said["persons"] for day, said in planted.ready.items() if "persons" in said}
    assert {int(day[-2:]): len(persons) for day, persons in ready.items()} == expected
    seen = 0
    for day, persons in ready.items():
        for person in persons:
            if person in numbers:
                assert set(granted[numbers[person]]) == set(PARTIES)
                assert max(granted[numbers[person]].values()) < day
                seen += 1
    assert seen > 3000


def document_numbers(made: Made, grids: dict[str, Grid]) -> dict[str, str]:
    """Numbers as embassies wrote them, of persons whose line has no fault."""
    out, planted = made
    faulty = {place["person"] for each in planted.faults.values() for one in each for place in one}
    wanted = {one["file"]: one["header_row"] for one in planted.lists if one["source"] != "gaza-crossings"}
    found = {}
    for (file, row), (person, _) in truth(out).items():
        header = grids[file][wanted[file] - 1] if file in wanted else []
        if "Passport no" in header and person not in faulty:
            found[person] = grids[file][row - 1][header.index("Passport no")]
    return found


def test_the_injured_of_each_day_are_as_many_as_were_recorded(full: Made) -> None:
    patients = {day: len(said["patients"]) for day, said in full[1].ready.items()}
    assert len(patients) == 12
    assert patients["2023-11-01"] == 81
    assert all(20 <= count <= 50 for day, count in patients.items() if day != "2023-11-01")
    assert len(full[1].answers["died"]) == 10
    assert set(full[1].answers["died"]) <= set(full[1].ready["2023-11-01"]["patients"])


def test_families_that_are_not_ready_lack_an_answer_for_somebody(full: Made, full_grids: dict[str, Grid]) -> None:
    out, planted = full
    numbers = document_numbers(full, full_grids)
    granted = defaultdict(set)
    for (_, party), lines in answers_of(out).items():
        for line in lines:
            if line["answer"] == "granted":
                granted[line["document_number"]].add(party)
    members = defaultdict(set)
    for (file, _), (person, family) in truth(out).items():
        if file == "lists/gaza-crossings.xlsx":
            members[family].add(person)
    waiting = [family for family in planted.answers["waiting"] if family in members and members[family] <= set(numbers)]
    assert len(waiting) > 300
    for family in waiting:
        assert any(granted[numbers[person]] != set(PARTIES) for person in members[family])


def test_answers_for_nobody_match_no_list(full: Made, full_grids: dict[str, Grid]) -> None:
    strangers = {said.split("/")[-1] for said in full[1].answers["unknown-person"]}
    assert len(strangers) > 5
    cells = {value for rows in full_grids.values() for row in rows for value in row}
    assert not strangers & cells


def test_a_machine_readable_zone_has_the_check_digits_of_the_standard(
    generator: ModuleType, full_grids: dict[str, Grid]
) -> None:
    import invented.entries  # noqa: PLC0415 - it can be found once the generator was loaded

    check = invented.entries._check
    # The specimen of ICAO 9303-4, appendix: number, birth, expiry, personal number, all of it.
    assert [check(text) for text in ("L898902C3", "740812", "120415", "ZE184226B<<<<<")] == [6, 2, 9, 1]
    assert check("L898902C36" + "7408122" + "1204159" + "ZE184226B<<<<<1") == 0
    cells = [value for row in full_grids["lists/nld.xlsx"] for value in row if value.startswith("P<")]
    assert len(cells) > 10
    for value in cells:
        first, second = value.split("\n")
        assert (len(first), len(second)) == (44, 44)
        assert int(second[9]) == check(second[:9])
        assert int(second[43]) == check(second[:10] + second[13:20] + second[21:43])
