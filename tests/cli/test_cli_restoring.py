"""A restore that fails leaves nothing behind it, and the next one, of a good backup, goes through."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from safepassage import wiring
from safepassage.adapters import files
from safepassage.adapters.backup import Epochs, read_backup, write_backup
from safepassage.adapters.keyring import FolderKeyring
from safepassage.cli.main import application
from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.operations import restoring
from safepassage.people.state import PersonRow
from safepassage.settings import VARIABLES, read_settings
from safepassage.wiring import open_house

TERMS = Path(__file__).parents[2] / "examples" / "rafah-2023" / "terms.toml"
HOLDERS = [word for one in ("coordination", "qat", "egy") for word in ("--holder", one)]
app = application()
runner = CliRunner()


class Drill:
    """An operation, its backup, and a folder to restore into."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.fresh = folder, folder / "fresh"
        self.good = folder / "good.age"
        self.run("init", "--terms", str(TERMS), "--at", "2023-10-31T08:00:00+02:00", where="operation")
        holders = [word for one in ("coordination", "qat", "egy") for word in ("--holder", one)]
        self.shares = self.run("backup", "shares", *holders, "--out", str(folder / "shares"), where="operation")[
            "shares"
        ][:2]
        self.run("backup", "make", "--out", str(self.good), where="operation")
        pieces, self.keys = read_backup(self.good, [Path(one) for one in self.shares])
        self.pieces = list(pieces)

    def run(self, *words: str, where: str = "fresh", expect: int = 0):
        found = runner.invoke(app, [*words, "--operation", str(self.folder / where), "--json"])
        assert found.exit_code == expect, (words, found.stdout, found.stderr, found.exception)
        return json.loads(found.stdout)

    def restore(self, file: Path | None = None, expect: int = 0):
        told = self.run("backup", "restore", str(file or self.good), *self.opening(), expect=expect)
        return [one["what"] for one in told["problems"]] if expect else told["entries"]

    def opening(self):
        return [word for one in self.shares for word in ("--share", str(one))]

    def other(self, pieces, keys=None) -> Path:
        path = self.folder / "other.age"
        path.unlink(missing_ok=True)
        write_backup(path, Epochs(self.folder / "operation").now()["recipient"], pieces, keys or self.keys)
        return path

    def left(self) -> list[str]:
        return sorted(one.name for one in self.fresh.rglob("*") if one.is_file())


@pytest.fixture
def drill(tmp_path, monkeypatch):
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    return Drill(tmp_path)


def then_the_good_one_goes_through(drill):
    assert drill.left() == []
    assert drill.restore() == len([one for one in drill.pieces if "entry" in one])
    assert drill.run("ledger", "verify")["flaws"] == []
    assert FolderKeyring(drill.fresh / "keys").everything() == drill.keys


def test_a_backup_that_is_not_whole_leaves_no_key_and_no_record(drill):
    short = drill.other([one for one in drill.pieces if one.get("entry") != len(drill.pieces) - 2])
    assert drill.restore(short, expect=2) == ["it is not whole: its end is missing, or it is of another operation"]
    then_the_good_one_goes_through(drill)


def test_a_disk_that_fills_while_the_keys_come_leaves_none(drill, monkeypatch):
    real, count = FolderKeyring._write, [0]

    def fills(ring, *given):
        count[0] += 1
        if count[0] == 3:
            raise OSError(28, "full")
        real(ring, *given)

    with monkeypatch.context() as broken:
        broken.setattr(FolderKeyring, "_write", fills)
        found = runner.invoke(
            app, ["backup", "restore", str(drill.good), *drill.opening(), "--operation", str(drill.fresh)]
        )
        assert (found.exit_code, "cannot be read or written: full" in found.output) == (2, True)
    then_the_good_one_goes_through(drill)


def test_a_record_that_cannot_be_kept_takes_its_keys_back(drill, monkeypatch):
    def fails(house, pieces, then, log, seeds):
        assert seeds == drill.keys
        list(pieces)
        then()
        assert sorted(FolderKeyring(drill.fresh / "keys").everything()) == sorted(drill.keys)
        raise OSError(28, "full")

    with monkeypatch.context() as broken:
        broken.setattr(wiring, "restore", fails)
        found = runner.invoke(
            app, ["backup", "restore", str(drill.good), *drill.opening(), "--operation", str(drill.fresh)]
        )
        assert (found.exit_code, "cannot be read or written: full" in found.output) == (2, True)
    then_the_good_one_goes_through(drill)


@pytest.mark.parametrize("name", ["../elsewhere", "", ".hidden", "a/b"])
def test_a_key_named_like_a_path_is_refused(drill, name):
    found = drill.restore(drill.other(drill.pieces, {**drill.keys, name: bytes(32)}), expect=2)
    assert found == ["an actor's id is made of letters, digits, - _ ."]
    assert not list(drill.folder.rglob("elsewhere*"))
    then_the_good_one_goes_through(drill)


def test_keys_that_lie_there_are_not_mixed_with_those_of_a_backup(drill):
    drill.fresh.mkdir()
    (drill.fresh / "keys").mkdir()
    (drill.fresh / "keys" / "aus.key").write_text("00" * 32)
    assert drill.restore(expect=2) == ["keys lie there already, of an operation that is not"]
    assert drill.left() == ["aus.key"]


def header(pieces, **said):
    """The pieces with the first entry's header changed."""
    raw = next(one["raw"] for one in pieces if one.get("entry") == 0)
    told = json.loads(base64.b64decode(raw[0])) | said
    text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    return [base64.b64encode(text).decode(), *raw[1:]]


ODD = [
    {"remains": 5},
    {"remains": [1, 2, 3, 4]},
    {"remains": ["x", "2023", "{}", 2]},
    {"entry": "0", "raw": ["", "", ""], "key": ""},
    {"entry": 0, "raw": None, "key": ""},
    {"entry": 0, "raw": ["", "", ""]},
    {"entry": 0, "raw": ["%", "", ""], "key": ""},
    {"entry": 0, "raw": ["", "", ""], "key": 7},
    {"entry": 2**70, "raw": ["", "", ""], "key": ""},
    {"entry": 0, "raw": ["e30=", "", ""], "key": "00" * 32},
    {"checkpoint": 5},
    {"checkpoint": ""},
    {"odd": {}},
    {},
]


def test_every_hostile_piece_is_a_problem_in_words(drill):
    for piece in ODD:
        for place in (1, len(drill.pieces)):
            (what,) = drill.restore(drill.other([*drill.pieces[:place], piece, *drill.pieces[place:]]), expect=2)
            assert what.startswith("it is not whole: "), piece
            assert drill.left() == []


def test_a_backup_without_its_head_and_an_empty_one_are_refused(drill):
    for pieces in ([], drill.pieces[1:], [{"backup": 5, "operation": ["x"], "size": "0", "root": None}]):
        (what,) = drill.restore(drill.other(pieces), expect=2)
        assert what.startswith("it is not whole: ")
    then_the_good_one_goes_through(drill)


def test_a_header_of_another_kind_is_refused(drill):
    pieces = [
        {**one, "raw": header(drill.pieces, kind="ledger.nothing/1")} if one.get("entry") == 0 else one
        for one in drill.pieces
    ]
    assert drill.restore(drill.other(pieces), expect=2) == ["it is not whole: UnknownKindError"]
    then_the_good_one_goes_through(drill)


def test_after_a_restore_an_erasure_still_asks_for_the_shares_of_the_backup(drill):
    drill.restore()
    assert Epochs(drill.fresh).now() == {
        **Epochs(drill.folder / "operation").now(),
        "holders": ["coordination", "qat"],
        "since": len([one for one in drill.pieces if "entry" in one]),
    }
    assert drill.run("backup", "make", "--out", str(drill.folder / "next.age"))["epoch"] == 1
    text = "Full name,Passport no,Date of birth,Sex,Nationality\nSuha Karmi,JX100004,1990-11-25,F,JOR\n"  # invented
    (drill.folder / "jor.csv").write_text(text)
    drill.run("people", "import", str(drill.folder / "jor.csv"), "--source", "jor")
    with open_house(read_settings({}, drill.fresh)).store.reading() as work:
        (person,) = work.tables.select(PersonRow)
    drill.run("people", "erase", person.person_id, "--as", "coordination", "--reason", "asked", expect=1)
    assert drill.run("people", "erase", person.person_id, "--as", "qat")["ended_epoch"] == 1
    holders = [word for one in ("coordination", "qat", "egy") for word in ("--holder", one)]
    begun = drill.run("backup", "shares", *holders, "--out", str(drill.folder / "shares"))
    assert [Path(one).name for one in begun["shares"]] == [f"share-2-{one}.txt" for one in holders[1::2]]


def test_a_record_that_somebody_else_sealed_to_the_recipient_is_not_brought_back(drill):
    drill.run("init", "--terms", str(TERMS), "--at", "2023-10-31T08:00:00+02:00", where="stranger")
    stranger = open_house(read_settings({}, drill.folder / "stranger"))
    keys = FolderKeyring(drill.folder / "stranger" / "keys").everything()
    found = drill.restore(drill.other(list(restoring.backup(stranger)), keys), expect=2)
    stranger.store.close()
    assert found == ["it is not of the record whose log the shares know: somebody else may have made it"]
    then_the_good_one_goes_through(drill)


def test_a_backup_made_after_the_logs_key_was_replaced_is_known_by_the_earlier_one(drill):
    drill.run("keys", "rotate", "coordination", "--reason", "a new machine", where="operation")
    drill.good = drill.folder / "later.age"
    drill.run("backup", "make", "--out", str(drill.good), where="operation")
    assert drill.restore() > len([one for one in drill.pieces if "entry" in one])
    assert drill.run("ledger", "verify")["flaws"] == []


def erased_person(drill, where="operation"):
    """Somebody on a list, whom two people erase; how the record was before, and as it is."""
    text = "Full name,Passport no,Date of birth,Sex,Nationality\nSuha Karmi,JX100004,1990-11-25,F,JOR\n"  # invented
    (drill.folder / "jor.csv").write_text(text)
    drill.run("people", "import", str(drill.folder / "jor.csv"), "--source", "jor", where=where)
    house = open_house(read_settings({}, drill.folder / where))
    before = list(restoring.backup(house))
    with house.store.reading() as work:
        (person,) = work.tables.select(PersonRow)
    drill.run("people", "erase", person.person_id, "--as", "coordination", "--reason", "asked", expect=1, where=where)
    drill.run("people", "erase", person.person_id, "--as", "qat", where=where)
    after = list(restoring.backup(house))
    house.store.close()
    return before, after


def test_who_was_erased_cannot_be_brought_back_with_the_keys_of_an_older_backup(drill):
    before, after = erased_person(drill)
    drill.shares = drill.run("backup", "shares", *HOLDERS, "--out", str(drill.folder / "new"), where="operation")[
        "shares"
    ][:2]
    keys = {one["entry"]: one["key"] for one in before if "entry" in one}
    again = [{**one, "key": keys[one["entry"]]} if one.get("key") == "" else one for one in after]
    assert again != after
    assert drill.restore(drill.other(again), expect=2) == ["it is not whole: ValueError"]
    assert drill.restore(drill.other(after)) == len([one for one in after if "entry" in one])


@pytest.mark.parametrize("size", [10**9, "x"])
def test_a_second_head_does_not_say_from_when_an_erasure_ends_the_epoch(drill, size):
    forged = [{**drill.pieces[0], "size": size}, *drill.pieces]
    assert drill.restore(drill.other(forged), expect=2) == ["it is not whole: ValueError"]
    then_the_good_one_goes_through(drill)


def test_the_cells_keys_are_those_of_the_record(drill):
    for name in ("coordination", "issuer"):
        found = drill.restore(drill.other(drill.pieces, {**drill.keys, name: bytes(32)}), expect=2)
        assert found == [f"its keys are not those of its record: {name}"]
    bare = {name: seed for name, seed in drill.keys.items() if name != "pepper"}
    assert drill.restore(drill.other(drill.pieces, bare), expect=2) == [
        "its keys are not those of its record: the secret of the tags"
    ]
    then_the_good_one_goes_through(drill)


def test_keys_that_change_while_a_backup_is_made_make_none(drill, monkeypatch):
    real = FolderKeyring.everything

    def everything(ring):
        held = real(ring)
        with monkeypatch.context() as once:
            once.setattr(FolderKeyring, "everything", real)
            drill.run("keys", "rotate", "coordination", "--reason", "a new machine", where="operation")
        return held

    monkeypatch.setattr(FolderKeyring, "everything", everything)
    told = drill.run("backup", "make", "--out", str(drill.folder / "race.age"), where="operation", expect=2)
    assert "a key was changed while it was written" in told["problems"][0]["what"]
    assert not (drill.folder / "race.age").exists()


def test_a_restore_that_was_cut_off_is_gone_on_from_by_nobody(drill, monkeypatch):
    class CutOffError(BaseException):
        pass

    def cut_off(*given, **more):
        restoring.restore(*given, **more)
        raise CutOffError

    with monkeypatch.context() as broken:
        broken.setattr(wiring, "restore", cut_off)
        broken.setattr("contextlib.ExitStack.__exit__", lambda *_: False)  # what a power cut undoes: nothing
        words = ["backup", "restore", str(drill.good), *drill.opening(), "--operation", str(drill.fresh)]
        with pytest.raises(CutOffError):
            runner.invoke(app, words)
    assert "restoring.json" in drill.left()
    assert drill.restore(expect=2) == ["a restore was cut off here"]
    for words in (("ledger", "verify"), ("init", "--terms", str(TERMS)), ("keys", "list")):
        assert [one["what"] for one in drill.run(*words, expect=2)["problems"]] == ["a restore was cut off here"]


def test_a_database_that_cannot_be_opened_leaves_nothing_that_refuses_the_next_restore(drill, monkeypatch):
    def fails(*_, **__):
        raise ProblemsError([Problem("database", "it does not answer", "Try again")])

    with monkeypatch.context() as broken:
        broken.setattr(wiring, "_store", fails)
        assert drill.restore(expect=2) == ["it does not answer"]
    then_the_good_one_goes_through(drill)


@pytest.mark.parametrize("fault", [KeyboardInterrupt(), OSError(5, "no answer")])
def test_shares_of_an_epoch_that_began_are_kept_whatever_happens_then(drill, monkeypatch, fault):
    real, home = files.sync_folder, (drill.folder / "operation").resolve()

    def sync(folder):
        real(folder)
        if folder.resolve() == home:
            raise fault

    with monkeypatch.context() as broken:
        broken.setattr(files, "sync_folder", sync)
        words = ["backup", "shares", *HOLDERS, "--out", str(drill.folder / "next"), "--operation", str(home)]
        assert runner.invoke(app, words).exit_code
    shares = sorted((drill.folder / "next").iterdir())
    assert (len(shares), Epochs(home).last()) == (3, 2)
    drill.run("backup", "make", "--out", str(drill.folder / "next.age"), where="operation")
    pieces, keys = read_backup(drill.folder / "next.age", shares[:2])
    assert (len(list(pieces)), keys) == (len(drill.pieces), drill.keys)


def test_a_restore_says_what_it_could_not_know(drill):
    words = ["backup", "restore", str(drill.good), *drill.opening(), "--operation", str(drill.fresh)]
    said = runner.invoke(app, words).stdout
    assert "the newest of 2023-10-31T06:00:00Z" in said
    assert "Whoever was erased after that is back too: erase them again (people erase)" in said


@pytest.mark.parametrize("where", ["operation", "operation/shares", "operation/../operation/keys"])
def test_shares_are_not_written_beside_what_they_protect(drill, where):
    before = Epochs(drill.folder / "operation").last()
    holders = [word for one in ("coordination", "qat", "egy") for word in ("--holder", one)]
    out = str(drill.folder / where)
    told = drill.run("backup", "shares", *holders, "--out", out, where="operation", expect=2)
    assert "would hold every share" in told["problems"][0]["what"]
    assert (Epochs(drill.folder / "operation").last(), list(drill.folder.rglob("share-2-*"))) == (before, [])
