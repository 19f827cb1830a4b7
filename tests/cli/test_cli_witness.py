"""Witnesses, quorum and export from the command line: what is recorded and what is witnessed, and two people for each export."""

from __future__ import annotations

import base64
import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from safepassage.cli.main import application
from safepassage.ledger.note import NoteKey
from safepassage.ledger.receipt import gave, read_receipt
from safepassage.settings import read_settings
from safepassage.wiring import open_house

ROOT = Path(__file__).parents[2]
TERMS = ROOT / "examples" / "rafah-2023" / "terms.toml"
LIST = """Full name,Passport no,Date of birth,Sex,Nationality,Family no,Relation
Suha Karmi,JX100004,1990-11-25,F,JOR,2,principal
"""  # invented
WITNESSES = ("gaza-crossings", "egy", "qat")
app = application()
runner = CliRunner()
sys.path.insert(0, str(ROOT / "verify"))


def at(text: str) -> tuple[str, str]:
    return "--at", f"2023-{text}:00+02:00"


class Shell:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *words: str, expect: int = 0, here: bool = True):
        where = ("--operation", str(self.folder / "operation")) if here else ()
        found = runner.invoke(app, [*words, *where, "--json"])
        assert found.exit_code == expect, (words, found.stdout, found.stderr, found.exception)
        return json.loads(found.stdout)

    def path(self, name: str, text: str | None = None) -> str:
        if text is not None:
            (self.folder / name).write_text(text)
        return str(self.folder / name)

    def witness(self, name: str, expect: int = 0, request: str = "request", log: str = "") -> dict:
        words = ("--log", log) if log else ()
        key, state, out = (self.path(f"{name}.{what}") for what in ("key", "state", "answer"))
        given = ("ledger", "witness", self.path(request), "--key", key, "--state", state, "--out", out)
        return self.run(*given, *words, *at("10-31T12:30"), expect=expect, here=False)


@pytest.fixture
def shell(tmp_path, monkeypatch):
    monkeypatch.delenv("SAFEPASSAGE_OPERATION", raising=False)
    monkeypatch.delenv("SAFEPASSAGE_DATABASE_URL", raising=False)
    made = Shell(tmp_path)
    made.run("init", "--terms", str(TERMS), *at("10-31T08:00"))
    made.run("people", "import", made.path("jor.csv", LIST), "--source", "jor", *at("10-31T10:00"))
    return made


@pytest.fixture
def watched(shell):
    """The operation with a quorum of two sides and the mediator, whose keys are of both kinds."""
    lines = []
    for name in WITNESSES:
        kind = "ml-dsa-44" if name == "qat" else "ed25519"
        made = shell.run("keys", "witness", name, "--out", shell.path(f"{name}.key"), "--kind", kind, here=False)
        lines.append(f"witness {name} {made['key']}")
    text = "\n".join([*lines, "group all-three all gaza-crossings egy qat", "quorum all-three", ""])
    shell.run("ledger", "quorum", shell.path("quorum", text), "--reason", "agreed on 31 October", *at("10-31T12:00"))
    return shell


def log_key(shell):
    return shell.run("keys", "list")["log"]


def standing(shell):
    found = shell.run("ledger", "verify")
    assert found["flaws"] == []
    return found["standing"]


def test_without_a_quorum_the_record_is_recorded_and_says_so(shell):
    found = standing(shell)
    assert (found["quorum"], found["witnessed"], found["recorded"] > 50) == (False, 0, True)
    assert shell.run("account", "status", *at("10-31T12:00"))["record"] == found


def test_a_checkpoint_is_witnessed_when_the_whole_quorum_cosigned_it(watched):
    log = log_key(watched)
    size = watched.run("ledger", "checkpoint", "--request", watched.path("request"))["size"]
    for place, name in enumerate(WITNESSES, start=1):
        assert watched.witness(name, log=log)["status"] == 200
        found = watched.run("ledger", "cosign", watched.path(f"{name}.answer"))["standing"]
        assert found["witnessed"] == (size if place == 3 else 0)
        again = watched.run("ledger", "cosign", watched.path(f"{name}.answer"))["standing"]
        assert again == found
    found = standing(watched)
    assert (found["witnessed"], found["by"]) == (size, sorted(WITNESSES))


def test_a_witness_cosigns_what_continues_and_nothing_else(watched):
    log = log_key(watched)
    assert watched.run("ledger", "checkpoint", "--request", watched.path("request"))["size"] > 0
    assert watched.witness("egy", expect=1)["status"] == 404
    assert watched.witness("egy", log=log)["status"] == 200
    first = watched.run("ledger", "checkpoint", "--request", watched.path("again"))["size"]
    assert watched.witness("egy", request="again", expect=1) == {
        "status": 409,
        "answer": f"{first}\n",
        "evidence": False,
    }
    watched.run(
        "people",
        "import",
        watched.path(
            "b.csv", LIST.replace("JX", "KX").replace("Suha Karmi,", "Nada Haddad,").replace("1990-11-25", "1972-03-08")
        ),
        "--source",
        "can",
        *at("10-31T13:00"),
        expect=0,
    )
    watched.run("ledger", "checkpoint", "--request", watched.path("next"), "--old", str(first))
    wrong = (watched.folder / "next").read_text().split("\n")
    wrong[1] = wrong[1][::-1] if not wrong[1].endswith("=") else "A" * 43 + "="
    watched.path("wrong", "\n".join(wrong))
    assert watched.witness("egy", request="wrong", expect=1)["status"] == 422
    assert watched.witness("egy", request="next")["status"] == 200
    broken = (watched.folder / "next").read_text()
    watched.path("broken", broken[: broken.rindex("\n\n") + 10])
    assert watched.witness("egy", request="broken", expect=1)["status"] == 400


def test_the_witness_remembers_before_it_answers(watched, monkeypatch):
    """Where the memory cannot be made durable there is no answer."""
    watched.run("ledger", "checkpoint", "--request", watched.path("request"))
    assert watched.witness("egy", log=log_key(watched))["status"] == 200
    memory = watched.folder / "egy.state" / "memory.json"
    before = memory.read_text()
    watched.run(
        "people",
        "import",
        watched.path("b.csv", LIST.replace("JX", "KX")),
        "--source",
        "can",
        *at("10-31T13:00"),
    )
    watched.run(
        "ledger",
        "checkpoint",
        "--request",
        watched.path("request"),
        "--old",
        str(json.loads(before)["rafah-2023"]["size"]),
    )
    import safepassage.adapters.witness as room  # noqa: PLC0415 - this test breaks its disk

    def full(*_):
        raise OSError(28, "No space left on device")

    (watched.folder / "egy.answer").unlink()
    monkeypatch.setattr(room, "replace_file", full)
    key, state, out = (watched.path(f"egy.{what}") for what in ("key", "state", "answer"))
    found = runner.invoke(
        app, ["ledger", "witness", watched.path("request"), "--key", key, "--state", state, "--out", out]
    )
    assert (found.exit_code, "No space left on device" in found.output) == (2, True)
    assert not Path(out).exists()
    assert memory.read_text() == before


def test_a_witness_without_its_memory_does_not_sign(watched):
    watched.run("ledger", "checkpoint", "--request", watched.path("request"))
    watched.witness("egy", log=log_key(watched))
    (watched.folder / "egy.state" / "memory.json").write_text("{")
    told = watched.witness("egy", expect=2)
    assert "must not sign" in told["problems"][0]["what"]


def test_an_answer_of_a_stranger_is_not_taken(watched):
    watched.run("keys", "witness", "egy", "--out", watched.path("stranger.key"), here=False)
    watched.run("ledger", "checkpoint", "--request", watched.path("request"))
    watched.witness("stranger", log=log_key(watched))
    told = watched.run("ledger", "cosign", watched.path("stranger.answer"), expect=2)
    assert "no cosignature" in told["problems"][0]["what"]
    assert watched.run("ledger", "cosign", watched.path("x", "not an answer\n"), expect=2)["problems"]
    assert standing(watched)["witnessed"] == 0


def test_a_sealed_key_opens_with_its_passphrase_only(shell):
    words = shell.path("words", "invented words of nobody\n")
    made = shell.run("keys", "witness", "egy", "--out", shell.path("egy.key"), "--passphrase-file", words, here=False)
    assert made["sealed"] is True
    assert (shell.folder / "egy.key").read_bytes().startswith(b"age-encryption.org/v1")
    shell.run("ledger", "checkpoint", "--request", shell.path("request"))
    given = ("ledger", "witness", shell.path("request"), "--key", shell.path("egy.key"), "--state", shell.path("state"))
    told = shell.run(*given, "--log", log_key(shell), expect=2, here=False)
    assert "passphrase" in told["problems"][0]["what"]
    assert shell.run(*given, "--log", log_key(shell), "--passphrase-file", words, here=False)["status"] == 200


def test_a_quorum_that_needs_nobody_is_refused(shell):
    told = shell.run("ledger", "quorum", shell.path("q", "quorum none\n"), "--reason", "x", expect=2)
    assert told["problems"][0]["what"] == "its quorum needs nobody"


def changed_quorum(shell, text, actor, *words, when="11-01T09:00", expect=0):
    given = ("ledger", "quorum", shell.path("quorum-2", text), "--as", actor)
    return shell.run(*given, *words, *at(when), expect=expect)


def test_the_cell_alone_does_not_replace_the_witnesses(watched):
    made = watched.run("keys", "witness", "mine", "--out", watched.path("mine.key"), here=False)
    text = f"witness mine {made['key']}\nquorum mine\n"
    told = changed_quorum(watched, text, "coordination", expect=2)
    assert told["problems"][0]["what"] == "no reason is given"
    asked = changed_quorum(watched, text, "coordination", "--reason", "for speed", expect=1)
    assert (asked["done"], asked["request"]["act"], asked["request"]["agreed"]) == (False, "change-quorum", False)
    again = changed_quorum(watched, text, "coordination", "--reason", "for speed", expect=2)
    assert "two different people" in again["problems"][0]["what"]
    watched.run("ledger", "checkpoint", "--request", watched.path("request"))
    for name in ("mine", *WITNESSES):
        watched.witness(name, log=log_key(watched))
    refused = watched.run("ledger", "cosign", watched.path("mine.answer"), expect=2)
    assert "no cosignature, by a witness of the quorum" in refused["problems"][0]["what"]
    for name in WITNESSES:
        watched.run("ledger", "cosign", watched.path(f"{name}.answer"))
    found = watched.run("ledger", "verify")
    assert (found["flaws"], found["quorums"], found["standing"]["by"]) == ([], [], sorted(WITNESSES))


def test_two_people_replace_a_witness_and_verify_says_so(watched):
    made = watched.run("keys", "witness", "can", "--out", watched.path("can.key"), here=False)
    text = (watched.folder / "quorum").read_text().replace("witness egy ", "witness old ")
    text = "\n".join(one for one in text.splitlines() if not one.startswith("witness old ")) + "\n"
    text = f"witness can {made['key']}\n{text.replace(' egy', ' can')}"
    changed_quorum(watched, text, "egy", "--reason", "our machine was lost", expect=1)
    done = changed_quorum(watched, text, "gaza-crossings", when="11-01T10:00")
    changes = ["no longer a witness: egy", "a new witness: can", "as before: gaza-crossings, qat"]
    assert (done["done"], done["witnesses"], done["changes"]) == (True, ["can", "gaza-crossings", "qat"], changes)
    found = watched.run("ledger", "verify")
    (told,) = found["quorums"]
    assert (found["flaws"], found["odd"], told["code"]) == ([], [], "quorum")
    where = ("--operation", watched.path("operation"))
    plain = runner.invoke(app, ["ledger", "verify", *where])
    assert plain.exit_code == 0
    assert told["says"] in " ".join(plain.stdout.split())


def test_the_first_quorum_says_who_agreed_on_it(shell):
    made = shell.run("keys", "witness", "qat", "--out", shell.path("qat.key"), here=False)
    text = f"witness qat {made['key']}\nquorum qat\n"
    told = changed_quorum(shell, text, "coordination", expect=2)
    assert told["problems"][0]["what"] == "no reason is given"
    done = changed_quorum(shell, text, "coordination", "--reason", "agreed on 31 October")
    assert (done["done"], done["witnesses"], done["changes"]) == (True, ["qat"], [])


def export(shell, *words, actor, when="11-01T09:00", party="jor", expect=0):
    out = shell.path("export.jsonl")
    return shell.run(
        "ledger", "export", "--party", party, "--out", out, "--as", actor, *words, *at(when), expect=expect
    )


def test_two_people_stand_behind_an_export_and_the_program_that_stands_alone_finds_it_whole(shell, capsys):
    from safepassage_audit import command  # noqa: PLC0415 - its folder is on the path only here

    asked = export(shell, "--reason", "the embassy asked for it", actor="coordination", expect=1)
    assert (asked["done"], asked["request"]["agreed"]) == (False, False)
    assert not (shell.folder / "export.jsonl").exists()
    told = export(shell, actor="coordination", expect=2)
    assert "two different people" in told["problems"][0]["what"]
    assert "nobody who may ask" in export(shell, actor="issuer", expect=2)["problems"][0]["what"]
    done = export(shell, actor="qat")
    assert done["done"] is True
    lines = [json.loads(line) for line in (shell.folder / "export.jsonl").read_text().splitlines()]
    entries = [one for one in lines if "entry" in one]
    assert len(entries) == done["entries"]
    opened = {json.loads(one["header"])["kind"] for one in entries if "body" in one}
    assert opened == {
        "ledger.actor-admitted/1",
        "terms.agreed/1",
        "people.list-received/1",
        "people.entry-read/1",
        "people.case-formed/1",
    }
    assert {json.loads(one["header"])["actor"] for one in entries if "body" in one} == {"coordination", "jor"}
    given = [shell.path("export.jsonl"), "--log", log_key(shell), "--receipts", shell.path("export.jsonl.receipts")]
    assert command.main([*given, "--checkpoint", shell.path("export.jsonl.checkpoint")]) == 0
    assert capsys.readouterr().out.endswith("Nothing wrong was found.\n")
    # The receipt beside it is the log's signed word on the newest entry of the party that the export holds.
    (given,) = (shell.folder / "export.jsonl.receipts").read_text().splitlines()
    newest = [one for one in entries if json.loads(one["header"])["actor"] == "jor"][-1]
    assert json.loads(given)["receipt"] == newest["entry"]
    assert gave(read_receipt(given), NoteKey.parse(log_key(shell)))
    assert shell.run("ledger", "verify")["flaws"] == []


def test_cell_and_auditor_draw_the_same_sample_from_what_was_witnessed(watched, capsys):
    from safepassage_audit import command  # noqa: PLC0415 - its folder is on the path only here

    draw = ("ledger", "sample", "--beacon", "round 17 of the agreed beacon", "--count", "3", "--kind", "people.")
    nothing = watched.run(*draw, expect=2)
    assert "nothing of the record is witnessed yet" in nothing["problems"][0]["what"]
    size = watched.run("ledger", "checkpoint", "--request", watched.path("request"))["size"]
    for name in WITNESSES:
        watched.witness(name, log=log_key(watched))
        watched.run("ledger", "cosign", watched.path(f"{name}.answer"))
    drawn = watched.run(*draw)
    assert (drawn["size"], drawn["among"], len(drawn["drawn"])) == (size, 3, 3)
    assert {one["kind"] for one in drawn["drawn"]} == {
        "people.list-received/1", "people.entry-read/1", "people.case-formed/1",
    }  # fmt: skip
    assert all(
        one["readable"] and one["actor"] == "jor" for one in drawn["drawn"] if one["kind"] != "people.case-formed/1"
    )
    export(watched, "--reason", "the monitor draws", actor="coordination", expect=1)
    export(watched, actor="qat")
    given = [watched.path("export.jsonl"), "--log", log_key(watched), "--beacon", "round 17 of the agreed beacon"]
    for count in (1, 2, 3):
        one = watched.run(*draw[:5], str(count), *draw[6:])
        assert (
            command.main([*given, "--sample", str(count), "--sample-of", str(size), "--kind", "people.", "--json"]) == 0
        )
        told = json.loads(capsys.readouterr().out)["sample"]
        assert told["entries"] == [row["entry"] for row in one["drawn"]]
        assert told["root"] == one["root"]
    odd = watched.run("ledger", "sample", "--beacon", " ", "--count", "0", "--size", "3", expect=2)
    assert len(odd["problems"]) == 3  # all at once


def test_another_party_reads_no_name_in_its_export(shell):
    export(shell, "--reason", "the mediator checks", actor="coordination", party="can", expect=1)
    done = export(shell, actor="qat", party="can")
    text = (shell.folder / "export.jsonl").read_text()
    assert "Karmi" not in text
    assert "JX100004" not in text
    # It wrote none of these entries: there is no receipt, and so no file that looks like one.
    beside = sorted(path.name for path in shell.folder.glob("export.jsonl*"))
    assert beside == ["export.jsonl", "export.jsonl.checkpoint"]
    assert sorted(Path(one).name for one in done["files"]) == beside


@pytest.mark.parametrize(("party", "has"), [("jor", True), ("can", False)])
def test_whether_there_is_a_receipt_is_said(shell, party, has):
    export(shell, "--reason", "x", actor="coordination", party=party, expect=1)
    given = ("ledger", "export", "--party", party, "--out", shell.path("export.jsonl"), "--as", "qat")
    says = runner.invoke(app, [*given, "--operation", shell.path("operation"), *at("11-01T09:05")])
    assert says.exit_code == 0, says.output
    told = " ".join(says.stdout.split())
    assert (f"receipt: {shell.path('export.jsonl.receipts')}." in told) is has
    assert (f"no receipt, for {party} has none of these entries" in told) is not has
    assert ("--receipts" in told) is has


def test_a_request_lasts_a_day_and_is_used_once(shell):
    export(shell, "--reason", "x", actor="coordination", expect=1)
    assert export(shell, "--reason", "y", actor="qat", when="11-02T09:01", expect=1)["request"]["asked_by"] == "qat"
    export(shell, actor="coordination", when="11-02T09:30")
    assert export(shell, "--reason", "again", actor="coordination", when="11-02T09:40", expect=1)["done"] is False


def test_headers_leave_in_batches_so_that_timing_singles_nobody_out(shell):
    """The newest entries, short of a whole batch, are shown only when they are ten minutes old."""
    shell.run(
        "people",
        "import",
        shell.path(
            "b.csv", LIST.replace("JX", "KX").replace("Suha Karmi,", "Nada Haddad,").replace("1990-11-25", "1972-03-08")
        ),
        "--source",
        "can",
        *at("11-01T09:00"),
    )
    size = shell.run("ledger", "verify")["entries"]
    shell.run("ledger", "checkpoint")
    export(shell, "--reason", "x", actor="coordination", when="11-01T09:01", expect=1)
    early = export(shell, actor="qat", when="11-01T09:02", expect=2)
    assert "too young" in early["problems"][0]["what"]
    late = export(shell, actor="qat", when="11-01T09:12")
    assert late["entries"] > size


def proven(shell, *words: str, expect: int = 0):
    return shell.run("ledger", "proven", shell.path("entry.proof"), *words, expect=expect, here=False)


def whats(told):
    return [one["what"] for one in told["problems"]]


def test_a_proof_file_says_what_is_recorded_and_then_what_is_witnessed(watched):
    log, known = log_key(watched), ("--quorum", watched.path("quorum"))
    out = ("--out", watched.path("entry.proof"))
    assert whats(watched.run("ledger", "proof", "3", *out, expect=2)) == ["no checkpoint covers entry 3 yet"]
    size = watched.run("ledger", "checkpoint", "--request", watched.path("request"))["size"]
    made = watched.run("ledger", "proof", "3", *out)
    assert (made["place"], made["size"], made["witnessed"]) == (3, size, False)
    assert proven(watched, "--log", log) == {**made, "witnessed": None, "by": []}
    assert proven(watched, "--log", log, *known, expect=1) == made
    for name in WITNESSES:
        watched.witness(name, log=log)
        watched.run("ledger", "cosign", watched.path(f"{name}.answer"))
    watched.run(
        "people",
        "import",
        watched.path("more.csv", LIST.replace("JX100004", "JX100009")),
        "--source",
        "jor",
        "--yes",
        *at("10-31T13:00"),
    )
    watched.run("ledger", "checkpoint")
    made = watched.run("ledger", "proof", "3", *out)
    assert (made["size"], made["witnessed"], made["by"]) == (size, True, sorted(WITNESSES)), (
        "a later checkpoint is not witnessed"
    )
    assert proven(watched, "--log", log, *known) == made
    said = runner.invoke(app, ["ledger", "proven", watched.path("entry.proof"), "--log", log, *known])
    assert f"is in the record of {size} entries, witnessed by egy, gaza-crossings, qat." in said.output
    assert "Karmi" not in (watched.folder / "entry.proof").read_text()


def test_a_proof_file_that_was_changed_or_is_of_another_log_proves_nothing(watched):
    log, out = log_key(watched), ("--out", watched.path("entry.proof"))
    watched.run("ledger", "checkpoint")
    watched.run("ledger", "proof", "3", *out)
    good = (watched.folder / "entry.proof").read_text()
    other = good.splitlines()
    watched.run("ledger", "proof", "4", *out)
    extra = (watched.folder / "entry.proof").read_text().splitlines()[1]
    for text, why in (
        ("\n".join([other[0], extra, *other[2:]]) + "\n", "does not show this entry"),
        (good.replace("index 3\n", "index 5\n"), "does not show this entry"),
        ("\n".join([other[0], *other[2:]]) + "\n", "it proves nothing"),
        (good.replace("rafah-2023\n", "rafah-2024\n"), "no key given here"),
        ("", "this is no proof of version 1"),
    ):
        watched.path("entry.proof", text)
        assert why in whats(proven(watched, "--log", log, expect=2))[0]
    watched.path("entry.proof", good)
    witness = (watched.folder / "quorum").read_text().split()[2]
    assert "no key given here" in whats(proven(watched, "--log", witness, expect=2))[0]
    assert whats(proven(watched, "--log", "nonsense", expect=2))
    assert "and none at 9,999" in whats(watched.run("ledger", "proof", "9999", *out, expect=2))[0]


def test_a_cosignature_that_does_not_hold_witnesses_nothing_and_the_log_still_proves_the_entry(watched):
    log = log_key(watched)
    watched.run("ledger", "checkpoint", "--request", watched.path("request"))
    watched.witness("egy", log=log)
    (line,) = (watched.folder / "egy.answer").read_text().splitlines()
    name, raw = line.rsplit(" ", 1)
    broken = bytearray(base64.b64decode(raw))
    broken[-1] ^= 1
    house = open_house(read_settings({}, watched.folder / "operation"))
    with house.store.work() as work:
        kept = work.checkpoints()[-1]
        work.keep_checkpoint(replace(kept, note=f"{kept.note}{name} {base64.b64encode(broken).decode()}\n"))
    house.store.close()
    made = watched.run("ledger", "proof", "3", "--out", watched.path("entry.proof"))
    assert (made["place"], made["witnessed"], made["by"]) == (3, False, [])
    assert proven(watched, "--log", log)["size"] == made["size"]
    told = proven(watched, "--log", log, "--quorum", watched.path("quorum"), expect=2)
    assert "it proves nothing" in whats(told)[0]
