"""Keys and backups from the command line: limits, rotation, revocation, the restore drill, and an erasure that reaches backups."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from safepassage.adapters.backup import Epochs
from safepassage.cli.erasure import past_moment_of
from safepassage.cli.main import application
from safepassage.gate.model import Bundle, Record
from safepassage.gate.records import record_id, said
from safepassage.kernel.moment import Moment
from safepassage.kernel.problems import ProblemsError
from safepassage.operations import gate, passes
from safepassage.settings import VARIABLES, read_settings
from safepassage.wiring import open_house

TERMS = Path(__file__).parents[2] / "examples" / "rafah-2023" / "terms.toml"
LIST = """Full name,Passport no,Date of birth,Sex,Nationality,Family no,Relation
Suha Karmi,JX100004,1990-11-25,F,JOR,2,principal
Yazan Nabulsi,JX100001,1980-03-14,M,JOR,1,principal
"""  # invented
PATIENT = """Full name,ID no,Date of birth,Sex,Nationality,Referral no,Triage,Transport
Karim Qasim,900000003,1988-04-16,M,PSE,R3,critical,ambulance
"""
HOLDERS = ("coordination", "qat", "egy")
app = application()
runner = CliRunner()


def at(text: str) -> tuple[str, str]:
    return "--at", f"2023-{text}:00+02:00"


class Shell:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.where = folder / "operation"

    def run(self, *words: str, expect: int = 0, typed: str = ""):
        found = runner.invoke(app, [*words, "--operation", str(self.where), "--json"], input=typed)
        assert found.exit_code == expect, (words, found.stdout, found.stderr, found.exception)
        return json.loads(found.stdout)

    def path(self, name: str, text: str | None = None) -> str:
        if text is not None:
            (self.folder / name).write_text(text)
        return str(self.folder / name)

    def house(self):
        return open_house(read_settings({}, self.where))

    def called(self, expect: int = 0):
        self.run("plan", "make", "--day", "2023-11-01", *at("10-31T21:00"))
        self.run("plan", "publish", "--day", "2023-11-01", *at("11-01T02:00"))
        return self.issue(expect=expect)

    def issue(self, when: str = "11-01T02:10", expect: int = 0):
        return self.run("passes", "issue", "--day", "2023-11-01", "--out", self.path("out"), *at(when), expect=expect)

    def texts(self):
        house = self.house()
        issued = passes.issue(house, "2023-11-01", Moment.parse("2023-11-01T03:00:00+02:00"))
        return {person.name: person.pass_text for slip in issued.slips for person in slip.persons}

    def scan(self, text: str, number: str, when: str, expect: int = 0):
        return self.run("gate", "scan", text, "--side", "gaza", "--document", number, *at(when), expect=expect)


@pytest.fixture
def shell(tmp_path, monkeypatch):
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    made = Shell(tmp_path)
    made.run("init", "--terms", str(TERMS), *at("10-31T08:00"))
    made.run("people", "import", made.path("jor.csv", LIST), "--source", "jor", *at("10-31T10:00"))
    made.run("people", "import", made.path("p.csv", PATIENT), "--source", "gaza-health", *at("10-31T10:40"))
    for party in ("gaza-crossings", "isr", "egy"):
        text = "document_number,answer\nJX100004,granted\nJX100001,granted\n900000003,granted\n"
        made.run("clearance", "import", made.path(f"{party}.csv", text), "--party", party, *at("10-31T15:00"))
    return made


def test_somebody_of_the_cell_is_admitted_and_leaves_again(shell):
    shell.run("keys", "admit", "amal", "--party", "coordination", "--reason", "second officer", *at("10-31T16:00"))
    listed = {one["actor"]: one for one in shell.run("keys", "list")["actors"]}
    assert (listed["amal"]["party"], listed["amal"]["epoch"]) == ("coordination", 1)
    told = shell.run("keys", "admit", "amal", "--party", "nobody", "--reason", " ", *at("10-31T16:00"), expect=2)
    assert [one["what"] for one in told["problems"]] == [
        "no reason is given",
        "amal is known already",
        "nobody is no party",
    ]
    shell.run("keys", "retire", "amal", "--reason", "has left", *at("10-31T17:00"))
    assert "retired: has left" in {one["says"] for one in shell.run("keys", "list")["actors"]}
    told = shell.run("people", "show", "p1", "--reason", "x", "--as", "amal", *at("10-31T18:00"), expect=2)
    assert "amal is nobody who may look" in [one["what"] for one in told["problems"]]
    assert shell.run("ledger", "verify")["flaws"] == []


@pytest.mark.parametrize("public", ["00" * 32, "01" + "00" * 31, "zz", "ab"])
def test_a_weak_public_key_is_not_registered(shell, public):
    told = shell.run(
        "keys", "admit", "phone", "--party", "egy", "--reason", "x", "--public", public, *at("10-31T16:00"), expect=2
    )
    assert "must not be registered" in told["problems"][0]["what"]


def test_who_the_record_is_known_by_is_never_retired(shell):
    told = shell.run("keys", "retire", "coordination", "--reason", "x", *at("10-31T16:00"), expect=2)
    assert "the record is known by this actor" in told["problems"][0]["what"]


def test_the_records_own_key_is_rotated_and_the_record_holds(shell):
    old = shell.run("keys", "list")["log"]
    first = shell.run("ledger", "checkpoint")
    assert shell.run("keys", "rotate", "coordination", "--reason", "yearly", *at("10-31T16:00"))["epoch"] == 2
    new = shell.run("keys", "list")["log"]
    assert new.partition("+")[0] == old.partition("+")[0]
    assert new != old
    shell.run("keys", "admit", "phone", "--party", "egy", "--reason", "a device", *at("10-31T16:10"))
    last = shell.run("ledger", "checkpoint")
    assert last["size"] > first["size"]
    found = shell.run("ledger", "verify")
    assert (found["flaws"], found["checkpoints"]) == (
        [],
        3,
    )  # the last of the old key covers the entry that made the new one


def test_a_party_goes_on_with_a_new_key_and_the_record_holds(shell):
    done = shell.run("keys", "rotate", "isr", "--reason", "yearly", *at("10-31T16:00"))
    assert done["epoch"] == 2
    text = "document_number,answer\nJX100004,refused\n"
    shell.run("clearance", "import", shell.path("isr2.csv", text), "--party", "isr", *at("10-31T17:00"))
    assert shell.run("ledger", "verify")["flaws"] == []
    assert not list((shell.where / "keys").glob("*.next.key"))


def test_an_officer_hands_her_own_key_on_and_the_cell_cannot(shell, tmp_path):
    """Made and signed by commands that see no operation; erasing needs the two people all the while."""

    def own(*words):
        found = runner.invoke(app, ["keys", "own", "amal", *words, "--json"])
        assert found.exit_code == 0, found.stdout
        return json.loads(found.stdout)

    first = own("--out", shell.path("amal.key"))
    assert (first["signature"], Path(shell.path("amal.key")).stat().st_mode & 0o777) == ("", 0o600)
    admitted = ("keys", "admit", "amal", "--party", "egy", "--public", first["public"], "--reason", "her own")
    assert shell.run(*admitted, *at("10-31T16:00"))["public"] == first["public"]
    told = shell.run("keys", "rotate", "amal", "--reason", "yearly", *at("10-31T17:00"), expect=2)
    assert "keys own amal --key OLD --record rafah-2023 --epoch 2" in told["problems"][0]["do"]
    second = own(
        *("--out", shell.path("new.key"), "--key", shell.path("amal.key"), "--record", "rafah-2023", "--epoch", "2")
    )
    rotate = ("keys", "rotate", "amal", "--public", second["public"], "--reason", "yearly", *at("10-31T17:00"))
    told = shell.run(*rotate, "--signature", shell.path("missing"), expect=2)
    assert "cannot be read" in told["problems"][0]["what"]
    assert shell.run(*rotate, "--signature", shell.path("s.txt", second["signature"] + "\n"))["epoch"] == 2
    assert not (shell.where / "keys" / "amal.key").exists()
    # She brings her new key, and it is the one that counts.
    (shell.where / "keys" / "amal.key").write_bytes(Path(shell.path("new.key")).read_bytes())
    looked = ("people", "show", "p1", "--reason", "asked", "--as", "amal", *at("10-31T18:00"))
    runner.invoke(app, [*looked, "--operation", str(shell.where)])
    assert shell.run("ledger", "verify")["flaws"] == []


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("--key", "no.key"), "the file cannot be read: No such file or directory"),
        (("--key", "odd.key", "--record", "r"), "this is no key of an actor: 64 hexadecimal digits"),
        (("--key", "good.key"), "the old key signs for one record and one epoch, and they are not both named"),
        (
            ("--key", "good.key", "--record", "r", "--epoch", "1"),
            "the old key signs for one record and one epoch, and they are not both named",
        ),
    ],
)
def test_an_own_key_that_cannot_be_made_leaves_no_file(tmp_path, monkeypatch, words, what):
    monkeypatch.chdir(tmp_path)
    Path("odd.key").write_bytes(b"\xff\xfe")
    Path("good.key").write_text("07" * 32)
    found = runner.invoke(app, ["keys", "own", "amal", "--out", "new.key", *words, "--json"])
    assert (found.exit_code, [one["what"] for one in json.loads(found.stdout)["problems"]]) == (2, [what])
    assert not Path("new.key").exists()


def test_a_crash_after_the_rotation_was_recorded_is_finished_when_the_operation_is_opened(shell, monkeypatch):
    from safepassage.adapters.keyring import FolderKeyring  # noqa: PLC0415 - this test breaks it

    def power(*_):
        raise OSError("power")

    with monkeypatch.context() as broken:
        broken.setattr(FolderKeyring, "promote", power)
        found = runner.invoke(
            app, ["keys", "rotate", "isr", "--reason", "x", *at("10-31T16:00"), "--operation", str(shell.where)]
        )
        assert found.exit_code == 2
    assert list((shell.where / "keys").glob("isr.next.key"))
    text = "document_number,answer\nJX100004,refused\n"
    shell.run("clearance", "import", shell.path("isr2.csv", text), "--party", "isr", *at("10-31T17:00"))
    assert shell.run("ledger", "verify")["flaws"] == []


def test_a_stolen_issuer_key_is_revoked_and_its_passes_open_nothing(shell):
    shell.called()
    before = shell.texts()
    shell.run("keys", "rotate", "issuer", "--reason", "stolen", "--revoke", *at("11-01T03:00"))
    assert shell.issue("11-01T03:10")["passes"] == 3
    after = shell.texts()
    shell.run("gate", "open", "gaza", *at("11-01T09:00"))
    assert shell.scan(before["Karim Qasim"], "900000003", "11-01T09:05", expect=1)["reason"] == "unknown-key"
    assert shell.scan(after["Karim Qasim"], "900000003", "11-01T09:06")["verdict"] == "admit"
    assert shell.run("ledger", "verify")["flaws"] == []


def test_a_pass_is_read_from_the_scanner_and_need_not_stand_on_the_command_line(shell):
    shell.called()
    text = shell.texts()["Karim Qasim"]
    shell.run("gate", "open", "gaza", *at("11-01T09:00"))
    scan = ("gate", "scan", "--side", "gaza")
    assert shell.run("passes", "verify", *at("11-01T09:00"), typed=f" {text}\r\n")["standing"] == "in-force"
    held = shell.run(*scan, *at("11-01T09:05"), typed=f"{text}\n", expect=1)
    assert (held["verdict"], held["reason"]) == ("hold", "document-not-shown")
    assert shell.run(*scan, *at("11-01T09:06"), typed=f"{text}\n9000 000-03\n")["verdict"] == "admit"
    again = shell.run(*scan, "--document", "900000003", *at("11-01T09:07"), typed=f"{text}\n", expect=1)
    assert again["reason"] == "already-exited"
    assert shell.run(*scan, "--return", *at("11-01T09:08"), typed=f"{text}\n")["reason"] == "returned"
    records = shell.run("ledger", "verify")["entries"]
    told = shell.run(*scan, *at("11-01T09:09"), typed="\n", expect=2)
    assert told["problems"][0]["what"] == "nothing was scanned"
    after = shell.run("ledger", "verify")
    assert (after["entries"], after["flaws"]) == (records, [])


def test_who_comes_with_a_document_is_found_by_its_number_which_is_no_word_of_the_command(shell):
    look = ("people", "find", "--as", "coordination", "--reason", "at the desk", *at("11-01T09:00"))
    (found,) = shell.run(*look, typed="jx 100004\n")
    assert found["details"]["full_name"] == "Suha Karmi"
    assert shell.run(*look, typed="ZZ999999\n", expect=1) == []
    said = runner.invoke(app, [*look, "--operation", str(shell.where)], input="ZZ999999\n")
    assert said.stdout.splitlines() == [
        "Nobody whom you may know of has a document of this number; that you looked is in the record."
    ]
    said = runner.invoke(app, [*look, "--operation", str(shell.where)], input="JX100004\n")
    assert (said.exit_code, said.stdout.splitlines()[0]) == (0, f"{found['person_id']}:")
    assert shell.run("ledger", "verify")["flaws"] == []


def test_an_issuer_signs_no_more_passes_than_it_may(shell):
    shell.run("keys", "issuer", "--most", "2", "--reason", "agreed", *at("10-31T16:00"))
    told = shell.called(expect=2)
    assert told["problems"][0]["what"] == "the issuer's key of epoch 1 may sign 2 passes, and would have signed 3"
    shell.run("keys", "issuer", "--most", "3", "--reason", "agreed again", *at("11-01T02:00"))
    assert shell.issue()["passes"] == 3


def test_a_pass_outside_its_issuers_limits_is_held_at_the_gate(shell):
    """Issued while it was allowed; then the key was limited to the injured, and who holds a pass of another category waits."""
    shell.called()
    texts = shell.texts()
    shell.run("keys", "issuer", "--category", "injured", "--reason", "agreed", *at("11-01T04:00"))
    shell.run("gate", "open", "gaza", *at("11-01T09:00"))
    assert shell.scan(texts["Karim Qasim"], "900000003", "11-01T09:05")["verdict"] == "admit"
    held = shell.scan(texts["Suha Karmi"], "JX100004", "11-01T09:30", expect=1)
    assert (held["verdict"], "issuer-scope" in (held["reason"], *held["also"])) == ("hold", True)
    assert shell.run("passes", "verify", texts["Suha Karmi"], *at("11-01T09:30"), expect=1)["standing"] == "outside"
    told = shell.run("keys", "issuer", "--category", "atlantis", "--reason", "x", *at("11-01T04:00"), expect=2)
    assert told["problems"][0]["what"] == "atlantis is no category"


def test_sealed_keys_need_the_passphrase_file_and_no_setting_holds_the_passphrase(shell, monkeypatch):
    words = shell.path("words", "six words that nobody ever used\n")
    assert shell.run("keys", "seal", "--passphrase-file", words)["sealed"] > 60
    told = shell.run("ledger", "checkpoint", expect=2)
    assert "sealed" in told["problems"][0]["what"]
    monkeypatch.setenv("SAFEPASSAGE_PASSPHRASE_FILE", words)
    assert shell.run("ledger", "checkpoint")["size"] > 0
    assert "six words" not in repr(read_settings({"SAFEPASSAGE_PASSPHRASE_FILE": words}))


# Backups


def shares(shell, name="shares"):
    holders = [word for one in HOLDERS for word in ("--holder", one)]
    return shell.run("backup", "shares", *holders, "--out", shell.path(name))["shares"]


def test_the_restore_drill_loses_nothing_that_was_acknowledged(shell):
    """The server burns. The mediator and a side bring their shares; what a gate recorded since comes in from its device."""
    shell.called()
    texts = shell.texts()
    one, two, three = shares(shell)
    session = shell.run("gate", "open", "gaza", *at("11-01T09:00"))["session"]
    shell.scan(texts["Karim Qasim"], "900000003", "11-01T09:05")
    root = shell.run("ledger", "checkpoint")["root"]
    before = shell.run("ledger", "verify")
    status = shell.run("account", "status", *at("11-01T10:00"))
    made = shell.run("backup", "make", "--out", shell.path("backup.age"))
    assert made["bytes"] == (shell.folder / "backup.age").stat().st_size
    # A device goes on by itself after the backup.
    house = shell.house()
    read, _ = passes.verify_text(house, texts["Suha Karmi"], Moment.parse("2023-11-01T09:30:00+02:00"))
    bare = Record(
        "", session, "gaza", read.pass_id, "admit", "in-order", "exited", "officer 7", drawn="00000000000000aa"
    )
    record = Record(record_id("gaza-phone", 1, said(bare)), *said(bare))
    bundle = gate.bundle_text(house, "gaza", "gaza-crossings", Bundle((record,)))
    house.store.close()
    raw = (shell.folder / "backup.age").read_bytes()
    assert all(word not in raw for word in (b"Karmi", b"JX100004", b"rafah-2023"))
    shell.where = shell.folder / "restored"
    restored = shell.run("backup", "restore", shell.path("backup.age"), "--share", two, "--share", three)
    assert restored["entries"] == before["entries"]
    after = shell.run("ledger", "verify")
    assert (after["root"], after["flaws"], after["sums"]) == (root, [], before["sums"])
    assert shell.run("account", "status", *at("11-01T10:00")) == status
    assert shell.run("gate", "sync", shell.path("bundle", bundle), *at("11-01T12:00"))["fresh"] == 1
    assert shell.run("ledger", "verify")["flaws"] == []
    shell.where = shell.folder / "again"
    assert (
        shell.run("backup", "restore", shell.path("backup.age"), "--share", one, "--share", two)["entries"]
        == before["entries"]
    )


def test_one_share_opens_nothing(shell):
    one, two, _ = shares(shell)
    shell.run("backup", "make", "--out", shell.path("b.age"))
    shell.where = shell.folder / "restored"
    told = shell.run("backup", "restore", shell.path("b.age"), "--share", one, expect=2)
    assert "too few" in told["problems"][0]["what"]
    told = shell.run("backup", "restore", shell.path("b.age"), "--share", one, "--share", one, expect=2)
    assert told["problems"]
    damaged = Path(shell.path("b.age")).read_bytes()[:-1]
    Path(shell.path("c.age")).write_bytes(damaged)
    told = shell.run("backup", "restore", shell.path("c.age"), "--share", one, "--share", two, expect=2)
    assert "the file was changed" in told["problems"][0]["what"]
    assert not (shell.where / "operation.json").exists()


def test_this_installation_alone_cannot_open_its_own_backup(shell):
    for one in shares(shell):
        Path(one).unlink()  # handed over
    shell.run("backup", "make", "--out", shell.path("b.age"))
    assert b"AGE-SECRET-KEY" not in b"".join(one.read_bytes() for one in shell.where.rglob("*") if one.is_file())


def test_without_an_epoch_there_is_no_backup_and_two_holders_are_too_few(shell):
    assert "no epoch" in shell.run("backup", "make", "--out", shell.path("b.age"), expect=2)["problems"][0]["what"]
    told = shell.run("backup", "shares", "--holder", "a", "--holder", "b", "--out", shell.path("s"), expect=2)
    assert "three different holders" in told["problems"][0]["what"]


def test_an_erasure_ends_the_epoch_and_the_next_backup_does_not_know_the_person(shell):
    old = shares(shell)
    shell.run("backup", "make", "--out", shell.path("old.age"))
    house = shell.house()
    from safepassage.people.state import PersonRow  # noqa: PLC0415 - only this test looks a person up

    with house.store.reading() as work:
        person = next(row.person_id for row in work.tables.select(PersonRow) if row.full_name == "Suha Karmi")
    house.store.close()
    shell.run("people", "erase", person, "--as", "coordination", "--reason", "asked for", *at("11-01T09:00"), expect=1)
    done = shell.run("people", "erase", person, "--as", "qat", *at("11-01T09:10"))
    assert done["ended_epoch"] == 1
    assert (
        "an erasure ended epoch 1"
        in shell.run("backup", "make", "--out", shell.path("x.age"), expect=2)["problems"][0]["what"]
    )
    fresh = shares(shell, "new shares")
    assert [Path(one).name for one in fresh] == [f"share-2-{holder}.txt" for holder in HOLDERS]
    shell.run("backup", "make", "--out", shell.path("new.age"))
    live = shell.run("ledger", "verify")
    shell.where = shell.folder / "restored"
    told = shell.run("backup", "restore", shell.path("new.age"), "--share", old[0], "--share", old[1], expect=2)
    assert "another epoch" in told["problems"][0]["what"]
    told = shell.run("backup", "restore", shell.path("new.age"), "--share", old[0], "--share", fresh[1], expect=2)
    assert "do not belong together" in told["problems"][0]["what"]
    shell.run("backup", "restore", shell.path("new.age"), "--share", fresh[0], "--share", fresh[2])
    found = shell.run("ledger", "verify")
    assert (found["flaws"], found["erased"], found["root"]) == ([], live["erased"], live["root"])
    raw = b"".join(one.read_bytes() for one in shell.where.rglob("*") if one.is_file())
    assert b"Karmi" not in raw
    assert b"Nabulsi" in raw


def test_what_cannot_be_kept_of_a_bundle_is_told_and_a_revoked_key_is_refused_in_words(shell):
    shell.called()
    texts, house = shell.texts(), shell.house()
    session = shell.run("gate", "open", "gaza", *at("11-01T09:00"))["session"]
    made = []
    for place, name in enumerate(("Karim Qasim", "Suha Karmi"), 1):
        read, _ = passes.verify_text(house, texts[name], Moment.parse("2023-11-01T09:30:00+02:00"))
        officer = "officer\x007" if place == 1 else "officer 7"
        bare = Record("", session, "gaza", read.pass_id, "admit", "in-order", "exited", officer, drawn=f"{place:016x}")
        made.append(Record(record_id("gaza-phone", place, said(bare)), *said(bare)))
    path = shell.path("bundle", gate.bundle_text(house, "gaza", "gaza-crossings", Bundle(tuple(made))))
    house.store.close()
    shell.run("keys", "rotate", "gaza-crossings", "--reason", "the yearly one", *at("11-01T10:00"))
    words = ["gate", "sync", path, "--operation", str(shell.where), *at("11-01T12:00")]
    told = runner.invoke(app, words, env={"COLUMNS": "300"})
    lines = told.stdout.splitlines()
    assert (told.exit_code, lines[0]) == (1, "gaza: 2 new records, 0 known before.")
    assert lines[1].startswith("  cannot be kept as it stands: record 1 of 2 (it stands as gaza-phone/1/")
    assert lines[1].endswith("): its officer holds a null character")
    assert lines[2:] == [
        "  Keep this file, and find out what wrote it: the ledger does not hold it to the letter.",
        "  Signed with an earlier key of this side: give that device the key in force.",
    ]
    assert shell.run("ledger", "verify")["flaws"] == []
    shell.run("keys", "rotate", "gaza-crossings", "--reason", "taken", "--revoke", *at("11-01T13:00"))
    refused = runner.invoke(app, words, env={"COLUMNS": "300"})
    assert refused.exit_code == 2
    assert "signed with a key of gaza-crossings that was revoked" in refused.stderr
    assert "Keep this file: it may be the only record of these crossings" in refused.stderr


def person_called(shell, name):
    from safepassage.people.state import PersonRow  # noqa: PLC0415 - only these tests look a person up

    house = shell.house()
    with house.store.reading() as work:
        found = next(row.person_id for row in work.tables.select(PersonRow) if row.full_name == name)
    house.store.close()
    return found


def erased(shell, name, when="11-01T09:00"):
    person = person_called(shell, name)
    shell.run("people", "erase", person, "--as", "coordination", "--reason", "asked for", *at(when), expect=1)
    return shell.run("people", "erase", person, "--as", "qat", *at(when))


def test_a_crash_after_an_erasure_leaves_the_end_of_the_epoch_to_the_next_command(shell, monkeypatch):
    """Found by a review: the epoch went on for ever, and nobody was told to destroy a share."""
    shares(shell)
    shell.run("backup", "make", "--out", shell.path("old.age"))
    person = person_called(shell, "Suha Karmi")
    shell.run("people", "erase", person, "--as", "coordination", "--reason", "asked for", *at("11-01T09:00"), expect=1)
    with monkeypatch.context() as patch:
        patch.setattr(Epochs, "end", lambda _: (_ for _ in ()).throw(OSError("power")))
        crashed = runner.invoke(
            app, ["people", "erase", person, "--as", "qat", *at("11-01T09:10"), "--operation", str(shell.where)]
        )
        assert (crashed.exit_code, "cannot be read or written" in crashed.output) == (2, True)
    told = shell.run("backup", "make", "--out", shell.path("new.age"), expect=2)["problems"][0]
    assert "tell every holder of a share of epoch 1 to destroy it" in told["what"]
    assert not (shell.folder / "new.age").exists()
    shares(shell, "fresh")
    assert shell.run("backup", "make", "--out", shell.path("new.age"))["epoch"] == 2
    # An erasure before the epoch's beginning ends nothing; one after it does.
    assert shell.run("people", "retain", *at("11-01T10:00"))["ended_epoch"] is None
    assert erased(shell, "Yazan Nabulsi", "11-01T11:00")["ended_epoch"] == 2


def test_a_retention_that_crashed_is_told_by_the_next_command_of_people(shell, monkeypatch):
    shares(shell)
    with monkeypatch.context() as patch:
        patch.setattr(Epochs, "end_after", lambda *_: None)
        assert erased(shell, "Suha Karmi")["ended_epoch"] is None
    assert shell.run("people", "retain", *at("11-01T10:00"))["ended_epoch"] == 1


def test_the_end_of_an_epoch_is_written_whole_or_not_at_all(shell, monkeypatch):
    shares(shell)
    path = shell.where / "backup.json"
    before = path.read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError("power")))
        with pytest.raises(OSError, match="power"):
            Epochs(shell.where).end()
    assert path.read_bytes() == before
    assert Epochs(shell.where).end() == 1
    assert json.loads(path.read_text()) == {"epoch": 1}
    assert [Epochs(shell.where).now(), Epochs(shell.where).last(), Epochs(shell.where).end()] == [None, 1, None]


@pytest.mark.parametrize("text", ["", "\0" * 40, "[]", '{"epoch": "x"}', "{}"])
def test_a_spoilt_file_of_epochs_is_a_sentence_and_no_crash(shell, text):
    (shell.where / "backup.json").write_text(text)
    told = shell.run("backup", "make", "--out", shell.path("b.age"), expect=2)["problems"][0]
    assert told["what"] == "what is known of the epochs of backups cannot be read"


LATER = ("--at", "2060-01-01T00:00:00+02:00")


def test_nobody_is_erased_and_nothing_is_asked_for_in_the_future(shell):
    """Found by a review: one person alone erased somebody who had withdrawn that day, by a moment decades ahead."""
    person = person_called(shell, "Suha Karmi")
    shell.run("people", "withdraw", person, "--reason", "own-wish", "--by", "jor", *at("11-01T09:00"))
    two = ("--as", "coordination", "--reason", "asked for")
    for words in (
        ("people", "retain"),
        ("people", "erase", person, *two),
        ("plan", "end", "--day", "2023-11-01"),
        ("ledger", "export", "--party", "jor", "--out", shell.path("x.jsonl"), *two),
        ("terms", "amend", str(TERMS), *two),
    ):
        (problem,) = shell.run(*words, *LATER, expect=2)["problems"]
        assert problem["what"] == "this moment is still to come, by this machine's clock"
    assert person_called(shell, "Suha Karmi") == person


def test_a_moment_a_little_ahead_of_the_clock_is_taken():
    now = Moment.parse("2023-11-01T07:00:00+02:00")
    assert past_moment_of("2023-11-01T07:05:00+02:00", lambda: now) == now.plus(minutes=5)
    assert past_moment_of("2020-01-01T00:00:00Z", lambda: now) == Moment.parse("2020-01-01T00:00:00Z")
    with pytest.raises(ProblemsError, match="still to come"):
        past_moment_of("2023-11-01T07:05:01+02:00", lambda: now)
    with pytest.raises(ProblemsError, match="offset"):
        past_moment_of("2023-11-01T07:05:01", lambda: now)


def test_the_person_called_like_the_operation_goes_and_the_operation_stays(shell):
    """Found by a review: its mark was destroyed, and no command found the operation again."""
    row = "Full name,Passport no,Date of birth,Sex,Nationality,Family no,Relation\nRafah,JX200005,1990-11-26,F,JOR,3,principal\n"
    shell.run("people", "import", shell.path("more.csv", row), "--source", "jor", *at("10-31T16:00"))
    person = person_called(shell, "Rafah")
    also = ("--also", shell.path("more.csv"), "--as")
    shell.run("people", "erase", person, *also, "coordination", "--reason", "asked for", *at("11-01T09:00"), expect=1)
    done = shell.run("people", "erase", person, *also, "qat", *at("11-01T09:00"))
    assert done["files"] == {"destroyed": ["more.csv"], "kept": [], "look": []}
    assert shell.run("ledger", "verify")["flaws"] == []


def test_a_folder_that_is_not_there_is_said_before_anything_is_done(shell):
    person = person_called(shell, "Suha Karmi")
    words = ("people", "erase", person, "--as", "coordination", "--reason", "x", "--also", shell.path("nowhere"))
    assert shell.run(*words, *at("11-01T09:00"), expect=2)["problems"][0]["source"] == "--also"
