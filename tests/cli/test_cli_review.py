"""Judging doubts from the command line: one key each, many from a file, all of it to be taken back."""

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from safepassage.cli.main import application

TERMS = Path(__file__).parents[2] / "examples" / "rafah-2023" / "terms.toml"
HEADER = "Full name,Passport no,Date of birth,Sex,Nationality,Family no,Relation\n"
NAMES = ("Suha Karmi", "Yazan Nabulsi", "Lina Dajani")  # invented people
SERIES = {"jor": "10000", "usa": "77312"}
WHY = "doubles before the list"
AT = ("--at", "2023-10-31T10:00:00+02:00")


class Desk:
    """An operation in which three people stand on two lists, once without a birth date."""

    def __init__(self, folder):
        self.folder = folder
        self.run("init", "--terms", str(TERMS), *AT)
        for source, born in (("jor", "1990-11-25"), ("usa", "")):
            rows = [
                f"{name},{source[0].upper()}X{SERIES[source]}{at},{born},,,{at},principal"
                for at, name in enumerate(NAMES)
            ]
            file = folder / f"{source}.csv"
            file.write_text(HEADER + "\n".join(rows) + "\n")
            self.run("people", "import", str(file), "--source", source, *AT)

    def run(self, *words, keys=""):
        found = CliRunner().invoke(
            application(), [*words, "--operation", str(self.folder / "operation"), "--json"], input=keys
        )
        assert found.exit_code in (0, 1), (words, found.stdout, found.stderr, found.exception)
        return json.loads(found.stdout), found.stderr

    def waiting(self):
        return self.run("identity", "review")[0]

    def review(self, keys):
        return self.run("identity", "review", "--by", "desk-1", "--reason", WHY, *AT, keys="\n".join(keys) + "\n")


@pytest.fixture
def desk(tmp_path, monkeypatch):
    monkeypatch.delenv("SAFEPASSAGE_OPERATION", raising=False)
    monkeypatch.delenv("SAFEPASSAGE_DATABASE_URL", raising=False)
    return Desk(tmp_path)


def test_one_key_each_and_the_rest_waits(desk):
    assert len(desk.waiting()) == 3
    said, shown = desk.review("sd")
    assert said == {"judged": 2, "left": 1}
    assert "3 of 3 left, 0 judged" in shown
    assert "1 of 3 left, 2 judged" in shown
    assert len(desk.waiting()) == 1


def test_both_sides_and_the_evidence_are_in_view(desk):
    _, shown = desk.review("q")
    for text in (
        "jor",
        "usa",
        "born",
        "1990-11-25",
        "bits",
        "letters",
        "together",
        "the names are equal",
        "a birth date is missing",
    ):
        assert text in shown
    assert "a=a" in shown  # in each of the three names
    assert "seen" in shown


def test_an_answer_is_taken_back_and_given_otherwise(desk):
    said, _ = desk.review("sbd")
    assert said == {"judged": 1, "left": 2}
    assert desk.review("bq")[0] == {"judged": 0, "left": 2}


def test_unsure_is_an_answer_and_stays_open(desk):
    assert desk.review("uuu")[0] == {"judged": 3, "left": 3}


def test_all_alike_at_once_and_back(desk):
    assert desk.review("a")[0] == {"judged": 3, "left": 0}
    assert desk.waiting() == []


def test_all_alike_is_taken_back_as_one(desk):
    assert desk.review("nab")[0] == {"judged": 0, "left": 3}


def test_next_and_other_keys_answer_nothing(desk):
    assert desk.review("nxnn")[0] == {"judged": 0, "left": 3}


def test_the_end_of_the_input_ends_the_review(desk):
    assert desk.review("")[0] == {"judged": 0, "left": 3}


def test_many_decisions_from_a_file(desk):
    file = desk.folder / "doubts.csv"
    assert desk.run("identity", "review", "--out", str(file), "--reason", WHY, *AT)[0]["doubts"] == 3
    with file.open(newline="", encoding="utf-8") as open_file:
        rows = list(csv.DictReader(open_file))
    assert [row["answer"] for row in rows] == ["", "", ""]
    assert all("bits" in row["evidence"] and row["left_name"] in NAMES for row in rows)
    rows[0]["answer"], rows[1]["answer"], rows[2]["left"], rows[2]["answer"] = (
        "same",
        "Perhaps",
        "p-nobody",
        "different",
    )
    with file.open("w", newline="", encoding="utf-8") as open_file:
        writer = csv.DictWriter(open_file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    said, shown = desk.run("identity", "judge-file", str(file), "--by", "desk-1", *AT)
    assert [problem["row"] for problem in said["problems"]] == [3, 4]
    assert said["result"] == {"judged": 1, "known": 0, "refused": 2}
    assert NAMES[0] not in shown
    again, _ = desk.run("identity", "judge-file", str(file), "--by", "desk-1", *AT)
    assert again["result"] == {"judged": 0, "known": 1, "refused": 2}
    assert len(desk.waiting()) == 2


def test_a_file_of_another_kind_is_refused(desk):
    file = desk.folder / "other.csv"
    file.write_text("one,two\n1,2\n")
    words = ["identity", "judge-file", str(file), "--by", "desk-1", "--operation", str(desk.folder / "operation")]
    found = CliRunner().invoke(application(), words)
    assert found.exit_code == 2
    assert "there is no column left" in found.stderr
    assert "there is no column answer" in found.stderr


def test_a_name_that_looks_like_a_formula_is_made_harmless(desk):
    from safepassage.cli.identity import _harmless  # noqa: PLC0415 - this one looks inside

    assert [_harmless(one) for one in ("=1+1", "+x", "Suha", "")] == ["'=1+1", "'+x", "Suha", ""]


def opened(desk):
    """Who was looked at, with the reason recorded, by the files themselves."""
    persons = sorted({one[side] for one in desk.waiting() for side in ("left", "right")})
    found = {}
    for one in persons:
        said, _ = desk.run("people", "show", one, "--reason", "to count the looks", "--as", "coordination", *AT)
        found[one] = [reason for _, _, reason in said["opened_by"] if "count the looks" not in reason]
    return found


def test_each_pair_shown_is_in_the_record_once(desk):
    desk.review("xsbq")
    looks = opened(desk)
    said = f"{WHY} (identity review by desk-1)"
    assert sorted(map(tuple, looks.values())) == [(), (), *[(said,)] * 4]
    desk.run("identity", "review", "--out", str(desk.folder / "all.csv"), "--reason", "to send to the cell", *AT)
    assert all("to send to the cell (identity review)" in reasons for reasons in opened(desk).values())


@pytest.mark.parametrize("more", [("--by", "desk-1"), ("--out", "doubts.csv"), ("--by", "desk-1", "--reason", " ")])
def test_without_a_reason_nothing_is_shown(desk, more):
    words = ["identity", "review", *more, "--operation", str(desk.folder / "operation"), *AT]
    found = CliRunner().invoke(application(), words, input="n\n")
    assert found.exit_code == 2
    assert "no reason is given" in found.stderr
    assert not any(name in found.stdout + found.stderr for name in NAMES)
    assert set(map(tuple, opened(desk).values())) == {()}


def test_the_plain_listing_holds_no_name(desk):
    listed = desk.waiting()
    assert [set(one) for one in listed] == [{"left", "right", "reasons", "since", "matters"}] * 3
    assert not any(name in json.dumps(listed) for name in NAMES)
