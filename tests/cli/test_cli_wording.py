"""What commands say to people: one and many told apart, long times in days, moments readable, and always what to do next."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from safepassage.cli.main import application
from safepassage.cli.wording import lasting, read_moment

TERMS = Path(__file__).parents[2] / "examples" / "rafah-2023" / "terms.toml"
HEADER = "Full name,Passport no,Date of birth,Sex,Nationality,Family no,Relation\n"
SERIES = {"jor": "10000", "usa": "77312"}
NAMES = ("Suha Karmi", "Yazan Nabulsi", "Lina Dajani")  # invented people


@pytest.mark.parametrize(
    ("hours", "said"), [(None, "-"), (0, "0 h"), (98, "98 h"), (99, "99 h"), (100, "4 days"), (26_845, "1,119 days")]
)
def test_nobody_counts_a_month_in_hours(hours, said):
    assert lasting(hours) == said


def test_a_moment_is_read_at_a_glance():
    assert read_moment("2023-10-31T14:00:59Z") == "2023-10-31 14:00 UTC"


class Desk:
    """An operation in which a number of people stand on two lists, once without a birth date; nobody has answered yet."""

    def __init__(self, folder, people):
        self.folder = folder
        self.says("init", "--terms", str(TERMS))
        for source, born in (("jor", "1990-11-25"), ("usa", "")):
            rows = [
                f"{name},{source[0].upper()}X{SERIES[source]}{at},{born},,,{at},principal"
                for at, name in enumerate(NAMES[:people])
            ]
            (folder / f"{source}.csv").write_text(HEADER + "\n".join(rows) + "\n")
            self.says("people", "import", str(folder / f"{source}.csv"), "--source", source, "--yes")

    def says(self, *words, at="2023-10-31T10:00:00+02:00"):
        place = ("--operation", str(self.folder / "operation"), "--at", at)
        found = CliRunner().invoke(application(), [*words, *place])
        assert found.exit_code in (0, 1), (words, found.stdout, found.stderr, found.exception)
        return found.stdout


@pytest.fixture(params=[1, 3])
def desk(tmp_path, monkeypatch, request):
    monkeypatch.delenv("SAFEPASSAGE_OPERATION", raising=False)
    monkeypatch.delenv("SAFEPASSAGE_DATABASE_URL", raising=False)
    desk = Desk(tmp_path, request.param)
    desk.people = request.param
    return desk


def test_where_nobody_can_be_called_it_says_so_and_where_to_look(desk):
    said = desk.says("plan", "make", "--day", "2023-11-01", at="2023-10-31T21:00:00+02:00")
    assert said.splitlines() == [
        "Draft 1 for 2023-11-01: nobody can be called.",
        "Next: safepassage clearance status says whose answers are missing or have run out",
    ]


def test_doubts_are_counted_and_the_next_command_is_named(desk, monkeypatch):
    doubts = "1 doubt" if desk.people == 1 else f"{desk.people} doubts"
    place = ("--operation", str(desk.folder / "operation"))
    said = CliRunner().invoke(application(), ["identity", "review", *place]).stdout
    assert said.count("2023-10-31 08:00 UTC") == desk.people
    assert said.splitlines()[-1] == f"{doubts} to judge. Next: safepassage identity review --by WHO --reason WHY"
    assert not any(name in said for name in NAMES)
    monkeypatch.chdir(desk.folder)
    file = "doubts.csv"
    assert desk.says("identity", "review", "--out", file, "--reason", "doubles").splitlines() == [
        f"{doubts} written to {file}. It holds names: keep it to who judges.",
        f"Next: fill its columns answer and reason, then safepassage identity judge-file {file} --by WHO",
    ]


def test_answers_that_are_held_are_counted_and_waiting_is_told_in_hours(desk):
    answers = desk.folder / "egy.csv"
    answers.write_text("document_number,answer\nJX100000,granted\n" + "ZZ000000,granted\n" * desk.people)
    held = "1 line held." if desk.people == 1 else f"{desk.people} lines held."
    assert desk.says("clearance", "import", str(answers), "--party", "egy") == f"egy.csv from egy: 1 granted; {held}\n"
    said = desk.says("clearance", "status", at="2023-11-10T10:00:00+02:00")
    assert "half answered within" in said
    assert said.count("10 days") == 3


def test_the_end_of_a_day_counts_people(desk):
    desk.says("plan", "make", "--day", "2023-11-01", at="2023-10-31T21:00:00+02:00")
    said = desk.says("plan", "publish", "--day", "2023-11-01", at="2023-11-01T02:00:00+02:00")
    assert said.splitlines() == [
        "The list for 2023-11-01 is published, and nobody is called. On standby, in the list's order: 0 cases.",
        "Next: safepassage clearance status says whose answers are missing or have run out",
    ]
    assert desk.says("plan", "end", "--day", "2023-11-01", at="2023-11-01T20:00:00+02:00").splitlines()[:2] == [
        "2023-11-01 has ended. People who did not come: 0; who keep their place: 0; whose call lapsed: 0.",
        "People erased, as the terms keep their data no longer: 0.",
    ]


def test_a_list_is_asked_about_before_it_adds_anybody_and_a_no_changes_nothing(desk):
    more = desk.folder / "more.csv"
    more.write_text(HEADER + "Huda Farra,JX555551,1991-04-02,,,9,principal\n")
    status = ("account", "status", "--json", "--operation", str(desk.folder / "operation"))
    before = json.loads(CliRunner().invoke(application(), status).stdout)["accounted"]
    given = ["people", "import", str(more), "--source", "jor", *status[3:]]
    said = CliRunner().invoke(application(), given, input="n\n")
    assert "Go on?" in said.stderr
    assert said.stdout.endswith("Nothing was changed.\n")
    assert json.loads(CliRunner().invoke(application(), status).stdout)["accounted"] == before
    assert CliRunner().invoke(application(), given, input="y\n").exit_code == 0
    after = json.loads(CliRunner().invoke(application(), status).stdout)["accounted"]
    assert after["people"] == before["people"] + 1


def test_who_does_not_clear_gives_no_answer(desk):
    answers = desk.folder / "jor.csv"
    answers.write_text("document_number,answer\nJX100000,granted\n")
    place = ("--operation", str(desk.folder / "operation"))
    said = CliRunner().invoke(application(), ["clearance", "import", str(answers), "--party", "jor", *place])
    assert said.exit_code == 2
    assert "jor is no clearing party of this operation. Name one of: egy, gaza-crossings, isr." in said.stderr
