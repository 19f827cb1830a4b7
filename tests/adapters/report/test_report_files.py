"""The files beside the page, and how they are written."""

import csv
import io
from dataclasses import replace

import pytest

from safepassage.account.report import CategoryCount
from safepassage.adapters.pictures import ENGLISH
from safepassage.adapters.report import write_report
from safepassage.adapters.report.csvs import csv_of, safe
from safepassage.adapters.report.pdf import font_folders, pdf_of
from safepassage.adapters.report.tables import Table, days_table, differences_table, every_table, states_table
from safepassage.adapters.report.view import view_of

FILES = [
    "report.html", "report.pdf", "people.csv", "days.csv", "differences.csv", "states-by-day.csv", "parties.csv",
    "between.csv", "onward.csv", "contradictions.csv", "doubles.csv",
]  # fmt: skip


def rows_of(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_every_file_is_written_and_nothing_half_done_is_left(data, tmp_path):
    out = tmp_path / "made" / "here"
    made = write_report(data, out)
    assert [path.name for path in made] == FILES
    assert sorted(path.name for path in out.iterdir()) == sorted(FILES)


def test_the_same_report_twice_is_the_same_bytes(data, tmp_path):
    one, other = write_report(data, tmp_path / "one"), write_report(data, tmp_path / "other")
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in other]


def test_a_second_report_replaces_the_first(data, empty, tmp_path):
    write_report(data, tmp_path)
    write_report(empty, tmp_path)
    assert b"0 people, 0 accounted for" in (tmp_path / "report.html").read_bytes()


def test_a_place_that_cannot_be_written_fails_loudly(data, tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OSError, match="file"):
        write_report(data, tmp_path / "file")


def test_a_file_that_cannot_be_replaced_leaves_nothing_half_written(data, tmp_path):
    (tmp_path / "report.pdf").mkdir()
    with pytest.raises(OSError, match=r"report\.pdf"):
        write_report(data, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report.html", "report.pdf"]


def test_a_spreadsheet_reads_the_csv_as_it_is_meant():
    table = Table("t", "", "", ("Party", "All"), (("مصر", 1234), ("=1+1", -5), ("a, b", None)))
    content = csv_of(table)
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == 4
    assert rows_of(content) == [["Party", "All"], ["مصر", "1234"], ["'=1+1", "-5"], ["a, b", ""]]


@pytest.mark.parametrize("cell", ["=cmd", "+1", "-1", "@x", "\tx", "\rx", "\nx", "＝x"])
def test_a_formula_is_made_harmless(cell):
    assert safe(cell) == f"'{cell}"


def test_what_is_no_formula_stays_as_it_is():
    assert [safe(one) for one in ("a=b", "", "'x", 0, -3, None)] == ["a=b", "", "'x", "0", "-3", ""]


def test_hostile_names_are_harmless_in_every_csv(data, tmp_path):
    hostile = "=HYPERLINK(0)"
    frame = replace(data.frame, names=(("foreign", hostile), ("egy", hostile)), days=())
    three = (*data.categories, CategoryCount("zz", data.categories[0].counts))
    made = write_report(replace(data, frame=frame, categories=three), tmp_path)
    cells = [cell for path in made if path.suffix == ".csv" for row in rows_of(path.read_bytes()) for cell in row]
    assert cells.count("'=HYPERLINK(0)") == 3
    assert hostile not in cells


def test_the_csv_of_the_days_holds_plain_numbers_and_dates(data):
    rows = rows_of(csv_of(days_table(data)))
    assert rows[0][:3] == ["Day", "Crossing", "Listed"]
    assert rows[1] == ["2023-11-01", "open", "581", "581", "455", "441", "437", "4", "3", "96", "30", "572", "437"]
    assert rows[3][-1] == ""  # what nobody reported is not nought


def test_columns_of_reports_are_left_out_where_nobody_reported(data):
    quiet = tuple(replace(one, day=replace(one.day, recorded_listed=None, recorded_crossed=None)) for one in data.days)
    table = days_table(replace(data, days=quiet))
    assert (table.claims, len(table.head)) == (0, 11)
    assert "reported" not in table.note


def test_the_reasons_of_each_day_add_up_to_its_list(data):
    table = differences_table(data)
    assert len(table.rows) == 10
    for row in table.rows:
        assert sum(row[2:]) == row[1]


def test_the_states_of_each_day_add_up_to_its_people(data):
    table = states_table(data)
    assert [sum(row[1:-1]) for row in table.rows] == [row[-1] for row in table.rows] == [11_500] * 12


def test_every_row_is_as_wide_as_its_head(data, empty):
    for one in (data, empty):
        for table in every_table(one):
            assert {len(row) for row in table.rows} <= {len(table.head)}


def test_the_pdf_is_made_of_the_same_report_and_of_its_own_date_only(data):
    view = view_of(data, ENGLISH)
    made = pdf_of(view, data.frame.as_of, ENGLISH)
    assert made.startswith(b"%PDF-")
    assert pdf_of(view, data.frame.as_of, ENGLISH) == made
    assert pdf_of(view, "2023-11-13T17:30:00Z", ENGLISH) != made
    assert b"2023-11-12T17:30:00" in made


def test_the_pdf_of_an_operation_that_has_just_begun_is_made(empty):
    assert pdf_of(view_of(empty, ENGLISH), empty.frame.as_of, ENGLISH).startswith(b"%PDF-")


def test_text_that_typst_would_run_is_only_text(data):
    hostile = '#panic("run") $x$ *b* @r \\'
    frame = replace(data.frame, title=hostile, names=(("foreign", hostile),), root=hostile)
    view = view_of(replace(data, frame=frame), ENGLISH)
    assert pdf_of(view, data.frame.as_of, ENGLISH).startswith(b"%PDF-")


def test_there_is_a_font_on_every_machine():
    assert [list(folder.glob("*.ttf")) != [] for folder in font_folders()] == [True] * len(font_folders())
    assert font_folders()
