"""A backup may come from anybody who knows the recipient: what is none is refused in words, and unpacks to no more than a backup does."""

from __future__ import annotations

import gzip
import itertools
import json
import tracemalloc

import pytest

from safepassage.adapters import backup
from safepassage.adapters.backup import Epochs, read_backup, read_shares, write_backup
from safepassage.adapters.dice import SeededDice
from safepassage.kernel.problems import ProblemsError
from safepassage.seal.age import seal_to

KEYS = {"coordination": bytes(32), "pepper": bytes([1]) * 32}
PIECES = [
    {"backup": "safepassage-backup/1"},
    {"entry": 0, "raw": ["a", "b", "c"], "key": ""},
    {"checkpoint": "x\u2028y"},
]
PIECES_LINE = json.dumps(PIECES[0]).encode() + b"\n"
LAST = json.dumps({"keys": {name: seed.hex() for name, seed in KEYS.items()}}).encode() + b"\n"


@pytest.fixture
def vault(tmp_path):
    """A recipient, two shares that open together what is sealed to it, and a way to seal any bytes."""

    class Vault:
        epochs = Epochs(tmp_path)
        shares = epochs.begin("rafah-2023", ["coordination", "qat", "egy"], tmp_path / "shares", SeededDice("x"))[:2]
        recipient = epochs.now()["recipient"]
        path = tmp_path / "b.age"

        def seal(self, packed: bytes):
            self.path.write_bytes(seal_to(packed, self.recipient))
            return read_backup(self.path, self.shares)

    return Vault()


@pytest.mark.parametrize("count", [0, 1, 3])
def test_what_was_written_is_read(vault, count):
    write_backup(vault.path, vault.recipient, iter(PIECES[:count]), KEYS)
    pieces, keys = read_backup(vault.path, vault.shares)
    assert (list(pieces), keys) == (PIECES[:count], KEYS)


def changed(keys: object) -> bytes:
    return gzip.compress(json.dumps(keys).encode() + b"\n")


WHOLE = gzip.compress(LAST)
DAMAGED = {
    "nothing": b"",
    "not packed": b"{}",
    "cut short": WHOLE[:-9],
    "its end is gone": WHOLE[:-4],
    "a bit turned": WHOLE[:14] + bytes([WHOLE[14] ^ 0x55]) + WHOLE[15:],
    "something behind it": WHOLE + b"more",
    "no line": gzip.compress(b""),
    "not UTF-8": gzip.compress(b"\xff\n"),
    "no JSON": gzip.compress(b"{\n"),
    "very deep": gzip.compress(b"[" * 200_000 + b"\n"),
    "a number without end": gzip.compress(b"9" * 5000 + b"\n"),
    "a list": changed([1]),
    "a word": changed("keys"),
    "no keys": changed({}),
    "keys that are none": changed({"keys": None}),
    "keys as a list": changed({"keys": ["pepper"]}),
    "a seed that is a number": changed({"keys": {"pepper": 5}}),
    "a seed that is no hexadecimal": changed({"keys": {"pepper": "zz"}}),
    "a seed that is too short": changed({"keys": {"pepper": "00" * 31}}),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_what_is_no_backup_is_refused_in_words(vault, name):
    with pytest.raises(ProblemsError) as refused:
        vault.seal(DAMAGED[name])
    assert [(one.source, one.what, one.do) for one in refused.value.problems] == [
        ("b.age", "what the shares open is no backup, or a damaged one", "Use another backup")
    ]


@pytest.mark.parametrize("line", [b"5", b"[]", b'"entry"', b"null", b"{", b"\xff", b"[" * 200_000])
def test_a_piece_that_is_none_is_refused_where_it_is_drawn(vault, line):
    pieces, _ = vault.seal(gzip.compress(json.dumps(PIECES[0]).encode() + b"\n" + line + b"\n" + LAST))
    assert next(pieces) == PIECES[0]
    with pytest.raises(ProblemsError, match="no backup, or a damaged one"):
        next(pieces)


@pytest.mark.parametrize("filling", [b"\n", b" "], ids=["many lines", "one line"])
def test_a_bomb_is_refused_before_it_is_unpacked(vault, filling):
    packed = gzip.compress(filling * (8 * 2**20) + LAST)
    assert len(packed) < 2**14
    tracemalloc.start()
    try:
        with pytest.raises(ProblemsError, match="no backup, or a damaged one"):
            vault.seal(packed)
        assert tracemalloc.get_traced_memory()[1] < 5 * 2**20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("crowd", [b"[]", b"{}", b"1.5", b'"ab"'])
def test_a_crowd_of_values_in_one_line_is_refused_before_it_is_read(vault, crowd, monkeypatch):
    """Found by a review: each took up to 25 times its text, 7 GB for a file of 2.7 MB that unpacks to no more than it may."""
    monkeypatch.setattr(backup, "MOST_TIMES", 100_000)
    line = b'{"x":[' + b",".join([crowd] * 1_000_000) + b"]}\n"
    for packed in (gzip.compress(PIECES_LINE + line + LAST, 1), gzip.compress(PIECES_LINE + line, 1)):
        tracemalloc.start()
        try:
            with pytest.raises(ProblemsError, match="no backup, or a damaged one"):
                list(vault.seal(packed)[0])
            assert tracemalloc.get_traced_memory()[1] < 5 * len(line)
        finally:
            tracemalloc.stop()


def test_a_line_longer_than_any_is_refused_when_read_and_never_written(vault, monkeypatch):
    monkeypatch.setattr(backup, "MOST_LINE", len(LAST))
    assert vault.seal(gzip.compress(LAST))[1] == KEYS
    monkeypatch.setattr(backup, "MOST_LINE", len(LAST) - 1)
    with pytest.raises(ProblemsError, match="no backup, or a damaged one"):
        vault.seal(gzip.compress(LAST))
    vault.path.unlink()
    with pytest.raises(ProblemsError, match="larger than a backup may hold"):
        write_backup(vault.path, vault.recipient, [], KEYS)
    assert not vault.path.exists()


def test_what_packs_unusually_well_is_read_within_the_mebibyte_to_spare(vault):
    """An honest backup is far from the bound, and a small one is never held to its ratio."""
    pieces = [{"remains": [number, "x", "y" * 500, 0]} for number in range(1500)]
    write_backup(vault.path, vault.recipient, pieces, KEYS)
    assert list(read_backup(vault.path, vault.shares)[0]) == pieces


@pytest.mark.parametrize("holder", ["Red Cross", "../a", "", "a/b", "x\ny", "-a", "a" * 65])
def test_a_holder_whose_share_could_not_be_read_gets_none(tmp_path, holder):
    epochs = Epochs(tmp_path)
    with pytest.raises(ProblemsError, match="a holder's name is one word"):
        epochs.begin("rafah-2023", ["coordination", holder, "egy"], tmp_path / "shares", SeededDice("x"))
    assert (list(tmp_path.rglob("*")), epochs.last()) == ([], 0)


def test_a_holder_named_twice_is_refused(tmp_path):
    with pytest.raises(ProblemsError, match="each named once"):
        Epochs(tmp_path).begin("rafah-2023", ["a", "b", "c", "a"], tmp_path / "shares", SeededDice("x"))
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.parametrize("holders", [["coordination", "الصليب-الأحمر", "red_cross"], ["a", "b", "c", "d", "e"]])
def test_any_two_shares_of_any_holders_open_what_was_sealed(tmp_path, holders):
    epochs = Epochs(tmp_path)
    files = epochs.begin("rafah-2023", holders, tmp_path / "shares", SeededDice("x"), 7, "log+key")
    write_backup(tmp_path / "b.age", epochs.now()["recipient"], PIECES, KEYS)
    for pair in itertools.combinations(range(len(holders)), 2):
        shares = [files[at] for at in pair]
        assert list(read_backup(tmp_path / "b.age", shares)[0]) == PIECES
        opened = read_shares(shares)
        assert (opened.name, opened.epoch, opened.log) == ("rafah-2023", 1, "log+key")
        assert opened.holders == tuple(holders[at] for at in pair)


def test_shares_of_an_epoch_that_never_began_are_destroyed(tmp_path, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(28, "full")

    epochs = Epochs(tmp_path)
    with monkeypatch.context() as broken:
        broken.setattr(backup, "replace_file", full)
        with pytest.raises(OSError, match="full"):
            epochs.begin("rafah-2023", ["a", "b", "c"], tmp_path / "shares", SeededDice("x"))
    assert (list((tmp_path / "shares").iterdir()), epochs.last()) == ([], 0)
    assert len(epochs.begin("rafah-2023", ["a", "b", "c"], tmp_path / "shares", SeededDice("x"))) == 3


def test_the_epoch_of_a_backup_goes_on_where_it_was_brought_back(vault, tmp_path):
    again = tmp_path / "again"
    again.mkdir()
    epochs = Epochs(again)
    epochs.go_on(read_shares(vault.shares), 40)
    assert epochs.now() == {**vault.epochs.now(), "holders": ["coordination", "qat"], "since": 40}
    assert [epochs.end_after(39), epochs.last(), epochs.end_after(40), epochs.now()] == [None, 1, 1, None]
    epochs.forget()
    assert epochs.last() == 0


@pytest.mark.parametrize("line", ["", "safepassage-share/1 rafah-2023 1 egy 00", "safepassage-share/2 a 1 egy zz -"])
def test_what_is_no_share_is_refused_in_words(tmp_path, line):
    path = tmp_path / "share.txt"
    path.write_text(line)
    with pytest.raises(ProblemsError, match=r"no share of a backup|do not belong together"):
        read_shares([path, path])
