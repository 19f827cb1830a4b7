"""The command line from the terms to the record: one JSON document each, the promised exit status, help everywhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from safepassage.cli.main import application

ROOT = Path(__file__).parents[2]
TERMS = ROOT / "examples" / "rafah-2023" / "terms.toml"
LIST = """INVENTED PEOPLE
Full name,Passport no,Date of birth,Sex,Nationality,Family no,Relation
Yazan Nabulsi,JX100001,1980-03-14,M,JOR,1,principal
Hala Nabulsi,JX100002,1983-05-21,F,JOR,1,spouse
,JX100003,2012-07-30,M,JOR,1,child
Suha Karmi,JX100004,1990-11-25,F,JOR,2,principal
"""
PATIENT = """Full name,ID no,Date of birth,Sex,Nationality,Referral no,Triage,Transport
Karim Qasim,900000003,1988-04-16,M,PSE,R3,critical,ambulance
"""
runner = CliRunner()
APP = application()


class Shell:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *words: str, expect: int = 0):
        found = runner.invoke(APP, [*words, "--operation", str(self.folder / "operation"), "--json"])
        assert found.exit_code == expect, (words, found.stdout, found.stderr, found.exception)
        return json.loads(found.stdout)

    def file(self, name: str, text: str) -> str:
        path = self.folder / name
        path.write_text(text)
        return str(path)


@pytest.fixture
def shell(tmp_path, monkeypatch):
    monkeypatch.delenv("SAFEPASSAGE_OPERATION", raising=False)
    monkeypatch.delenv("SAFEPASSAGE_DATABASE_URL", raising=False)
    return Shell(tmp_path)


def at(text: str) -> tuple[str, str]:
    return "--at", f"2023-{text}:00+02:00"


def every_command():
    def walk(group, path):
        for name, command in sorted(group.commands.items()):
            if hasattr(command, "commands"):
                yield from walk(command, (*path, name))
            else:
                yield (*path, name)

    return list(walk(typer.main.get_command(APP), ()))


@pytest.mark.parametrize("path", every_command(), ids=" ".join)
def test_every_command_explains_itself(path):
    found = runner.invoke(APP, [*path, "--help"])
    assert found.exit_code == 0
    assert "Usage:" in found.stdout
    if path != ("version",):
        assert "--json" in found.stdout


def test_from_the_terms_to_the_record(shell, tmp_path):
    assert shell.run("init", "--terms", str(TERMS), *at("10-31T08:00"))["operation"] == "rafah-2023"
    done = shell.run("people", "import", shell.file("jor.csv", LIST), "--source", "jor", *at("10-31T10:00"), expect=1)
    assert (done["result"]["accepted"], len(done["problems"])) == (3, 1)
    assert done["problems"][0]["row"] == 5
    assert (
        shell.run("people", "import", str(tmp_path / "jor.csv"), "--source", "jor", *at("10-31T10:30"))["known"] is True
    )
    shell.run("people", "import", shell.file("p.csv", PATIENT), "--source", "gaza-health", *at("10-31T10:40"))
    for party in ("gaza-crossings", "isr", "egy"):
        numbers = ["JX100004", "900000003"] + (["ZZ000000"] if party == "egy" else [])
        text = "document_number,answer\n" + "".join(f"{one},granted\n" for one in numbers)
        expect = 1 if party == "egy" else 0
        shell.run(
            "clearance", "import", shell.file(f"{party}.csv", text), "--party", party, *at("10-31T15:00"), expect=expect
        )
    parties = {row["party"]: row["counts"] for row in shell.run("clearance", "status", *at("10-31T20:00"))}
    assert {party: counts["granted"] for party, counts in parties.items()} == {"egy": 2, "gaza-crossings": 2, "isr": 2}
    made = shell.run("plan", "make", "--day", "2023-11-01", *at("10-31T21:00"))
    assert (made["cases"], made["persons"], made["barred"]) == (2, 2, {})
    assert [(one["window"], one["cases"]) for one in made["waves"]] == [(0, 2)]
    dialled = shell.run("plan", "dial", "--day", "2023-11-01")
    assert dialled["dial"] == made["dial"]
    assert {one["category"] for one in made["dial"]} == {"foreign", "injured"}
    assert len(shell.run("plan", "dial", "--day", "2023-11-01", "--risk", "300")["dial"]) == 4
    assert shell.run("plan", "publish", "--day", "2023-11-01", *at("11-01T02:00"))["persons"] == 2
    issued = shell.run("passes", "issue", "--day", "2023-11-01", "--out", str(tmp_path / "out"), *at("11-01T02:10"))
    assert issued["passes"] == 2
    assert Path(issued["slips"]).read_bytes().startswith(b"%PDF")
    again = shell.run("passes", "manifest", "--out", str(tmp_path / "stick"), *at("11-01T07:00"))
    assert (again["number"], Path(again["manifest"]).read_bytes()) == (1, Path(issued["manifest"]).read_bytes())
    looked = shell.run("plan", "replan", "--day", "2023-11-01", "--event", "ambulances=39", *at("11-01T08:00"))
    assert (looked["draft"], looked["why"], looked["frozen"]) == (0, "too-little", 2)
    told = shell.run("plan", "replan", "--day", "2023-11-01", "--event", "flood", *at("11-01T08:00"), expect=2)
    assert told["problems"][0]["what"] == "this is none of the things that can happen"
    assert shell.run("plan", "recompute", "--day", "2023-11-01")["faults"] == 0
    session = shell.run("gate", "open", "gaza", *at("11-01T09:00"))
    assert session["session"] == "gaza/2023-11-01/1"
    refused = shell.run("gate", "scan", "EV1:NOTAPASS", "--side", "gaza", *at("11-01T09:10"), expect=1)
    assert refused["verdict"] == "refuse"
    assert shell.run("gate", "overrides")["overrides"] == []
    assert shell.run("gate", "close", "gaza", *at("11-01T17:00"))["overrides"] == 0
    ended = shell.run("plan", "end", "--day", "2023-11-01", *at("11-01T22:00"))
    assert ended["no_show"] == 2
    status = shell.run("account", "status", *at("11-01T22:00"))
    assert status["accounted"] == {"people": 4, "accounted": 4, "missing": [], "doubled": []}
    assert status["held_rows"] == 1
    report = shell.run("account", "report", "--out", str(tmp_path / "report"), *at("11-01T22:00"))
    page = Path(report["files"][0]).read_text()
    assert "4 people" in page
    assert "Karmi" not in page
    verdict = shell.run("ledger", "verify")
    assert verdict["flaws"] == []
    assert shell.run("ledger", "checkpoint")["size"] == verdict["entries"]
    case = shell.run("plan", "explain", "no-such-case", expect=2)
    assert case["problems"][0]["what"] == "there is no case or person no-such-case"


def test_a_source_that_is_no_party_is_told_which_are(shell):
    shell.run("init", "--terms", str(TERMS), *at("10-31T08:00"))
    told = shell.run(
        "people", "import", shell.file("x.csv", LIST), "--source", "atlantis", *at("10-31T10:00"), expect=2
    )
    assert told["problems"][0]["what"] == "the source atlantis is no party of this operation"
    assert "jor" in told["problems"][0]["do"]


def test_a_plan_for_a_day_without_terms_is_refused(shell):
    shell.run("init", "--terms", str(TERMS), *at("10-31T08:00"))
    told = shell.run("plan", "make", "--day", "2023-10-01", *at("10-31T21:00"), expect=2)
    assert told["problems"][0]["what"] == "no terms are in force on 2023-10-01"


def test_where_there_is_no_operation_the_way_to_one_is_said(shell):
    told = shell.run("account", "status", expect=2)
    assert "safepassage init" in told["problems"][0]["do"]


def test_terms_check_names_every_fault_with_its_line(shell, tmp_path):
    broken = (
        TERMS.read_text()
        .replace('mediator = "qat"', 'mediator = "nobody"')
        .replace("per_day = 50", "per_day = -50")
        .replace('opens = "09:00"', 'opens = "9 o\'clock"')
    )
    path = shell.file("broken.toml", broken.replace("most = 1", 'most = "one"').replace("days = ", "daze = ", 1))
    found = runner.invoke(APP, ["terms", "check", path, "--json"])
    assert found.exit_code == 1
    told = json.loads(found.stdout)
    assert told["result"]["problems"] >= 5
    assert all(one["row"] > 0 and one["source"] == "broken.toml" and one["do"] for one in told["problems"])


def test_plan_solve_and_check_need_no_operation(tmp_path):
    problem = {
        "version": 1, "seed": 1, "day": {"minutes": 600, "protect_from": 60, "grace": False},
        "categories": [{"id": "foreign", "quota": 5, "unit": "persons"}], "lanes": [{"id": "hall", "desks": 2}],
        "ambulances": {"count": 0, "return_minutes": 70}, "coupling": [], "shares": None, "turn_away_risk": 0.1,
        "cases": [
            {"id": f"c{n}", "category": "foreign", "list": "jo", "lane": "hall", "persons": 2, "units": 2, "weight": 4, "minutes": 10, "ambulance": False, "show": 0.8, "registered": n}
            for n in range(3)
        ],
    }  # fmt: skip
    (tmp_path / "p.json").write_text(json.dumps(problem))
    solved = runner.invoke(
        APP, ["plan", "solve", str(tmp_path / "p.json"), "--out", str(tmp_path / "plan.json"), "--json"]
    )
    assert solved.exit_code == 0, solved.output
    plan = json.loads((tmp_path / "plan.json").read_text())
    assert plan["order"]
    good = runner.invoke(APP, ["plan", "check", str(tmp_path / "p.json"), str(tmp_path / "plan.json"), "--json"])
    assert good.exit_code == 0, good.output
    plan["certificate"][-1]["value"] += 1000
    (tmp_path / "forged.json").write_text(json.dumps(plan))
    bad = runner.invoke(APP, ["plan", "check", str(tmp_path / "p.json"), str(tmp_path / "forged.json"), "--json"])
    assert bad.exit_code == 1
    assert json.loads(bad.stdout)["problems"]
