"""The command by which somebody who withdrew asks again. All people are invented."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from safepassage.cli.main import application
from safepassage.people.state import PersonRow
from safepassage.store.store import DjangoStore

TERMS = Path(__file__).parents[2] / "examples" / "rafah-2023" / "terms.toml"
LIST = """Full name,Passport no,Date of birth,Sex,Nationality,Family no,Relation
Suha Karmi,JX100004,1990-11-25,F,JOR,2,principal
"""
WHY = ("--reason", "the first word was not hers")
APP, runner = application(), CliRunner()


@pytest.fixture
def cell(tmp_path, monkeypatch):
    monkeypatch.delenv("SAFEPASSAGE_DATABASE_URL", raising=False)
    operation = tmp_path / "operation"

    def run(*words, expect=0, as_json=True):
        words = (*words, "--operation", str(operation))
        if words[0] != "ledger":
            words = (*words, "--at", "2023-10-31T10:00:00+02:00")
        found = runner.invoke(APP, [*words, *(["--json"] if as_json else [])])
        assert found.exit_code == expect, (words, found.stdout, found.stderr, found.exception)
        return json.loads(found.stdout) if as_json else found.stdout

    run("init", "--terms", str(TERMS))
    (tmp_path / "jor.csv").write_text(LIST)
    run("people", "import", str(tmp_path / "jor.csv"), "--source", "jor")
    store = DjangoStore.open(next(operation.glob("*.sqlite3")))
    with store.reading() as work:
        (person,) = (row.person_id for row in work.tables.select(PersonRow))
    store.close()
    return run, person


def test_out_and_in_again_and_the_record_holds(cell):
    run, person = cell
    gone = run("people", "withdraw", person, "--reason", "own-wish", "--by", "jor")
    assert gone == {"person": person, "withdrawn": "own-wish", "manifest": 0}
    done = run("people", "reinstate", person, *WHY, "--by", "jor")
    assert (done["person_id"], done["ids"], done["state"], done["without"]) == (person, [person], "pending", [])
    assert run("account", "status")["accounted"] == {"people": 1, "accounted": 1, "missing": [], "doubled": []}
    assert run("ledger", "verify")["flaws"] == []


def test_what_is_refused_changes_nothing_and_names_nobody(cell):
    run, person = cell
    refused = run("people", "reinstate", person, *WHY, "--by", "jor", expect=2)
    assert refused["problems"][0]["what"] == "the person never withdrew, or asks again already"
    run("people", "withdraw", person, "--reason", "died", "--by", "jor")
    refused = run("people", "reinstate", person, "--reason", "Suha Karmi lives", "--by", "jor", expect=2)
    assert [one["what"] for one in refused["problems"]] == ["it names the person", "the person is recorded as died"]
    assert "Karmi" not in json.dumps(refused)


def test_it_is_said_in_words(cell):
    run, person = cell
    run("people", "withdraw", person, "--reason", "source", "--by", "jor")
    says = run("people", "reinstate", person, *WHY, "--by", "jor", as_json=False)
    assert " ".join(says.split()).startswith(f"{person}: asks to leave again, now pending, with case c")
