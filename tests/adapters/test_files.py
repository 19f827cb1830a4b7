"""Files that hold secrets: what a power cut left, or somebody laid there, is never written through."""

from __future__ import annotations

import os

import pytest

from safepassage.adapters.dice import SeededDice
from safepassage.adapters.files import discard, replace_file, supplant, unfinished, write_new
from safepassage.adapters.keyring import FolderKeyring


def test_a_file_with_a_second_name_that_a_power_cut_left_is_not_destroyed_by_the_next_write(tmp_path):
    path = tmp_path / "amal.key"
    write_new(path, b"old")
    os.link(path, unfinished(path))  # cut off between the two names
    supplant(path, b"the new one")
    assert path.read_bytes() == b"the new one"
    os.link(path, unfinished(path))
    replace_file(path, b"newer")
    assert path.read_bytes() == b"newer"
    assert not unfinished(path).exists()


def test_nothing_is_written_through_a_link_that_somebody_laid_there(tmp_path):
    path, elsewhere = tmp_path / "share.txt", tmp_path / "elsewhere"
    elsewhere.write_bytes(b"theirs")
    unfinished(path).symlink_to(elsewhere)
    write_new(path, b"a share")
    assert (path.read_bytes(), path.is_symlink(), elsewhere.read_bytes()) == (b"a share", False, b"theirs")
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_users_own_file_with_such_a_name_stays(tmp_path):
    (tmp_path / "precious.new").write_bytes(b"mine")
    write_new(tmp_path / "precious", b"a backup")
    assert (tmp_path / "precious.new").read_bytes() == b"mine"


@pytest.mark.parametrize("linked", [False, True])
def test_what_is_left_of_a_secret_is_overwritten_unless_it_is_in_use(tmp_path, linked):
    path = tmp_path / "amal.key"
    write_new(path, b"seed")
    left = unfinished(path)
    (os.link if linked else os.rename)(path, left)
    with left.open("rb") as held:
        discard(left)
        assert held.read() == (b"seed" if linked else bytes(4))
    assert not left.exists()


def test_sealing_leaves_no_key_in_clear_that_a_power_cut_left(tmp_path):
    ring, dice = FolderKeyring(tmp_path), SeededDice("a seal")
    ring.make("amal", dice)
    unfinished(tmp_path / "omar.key").write_bytes(b"00" * 32)
    assert ring.seal("six words are quite enough here", dice) == 1
    assert not list(tmp_path.glob(".*"))
