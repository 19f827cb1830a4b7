"""A statement in its one form, signed under a name of its own; rows that can be shown one by one. All people are invented."""

import json
from dataclasses import replace

import pytest

from safepassage.kernel.canonical import canonical
from safepassage.ledger import statement as room
from safepassage.ledger.merkle import leaf_hash
from safepassage.ledger.statement import (
    Statement,
    head_bytes,
    head_digest,
    in_tree,
    is_signed_by,
    read_statement,
    row_leaf,
    signed_statement,
)
from safepassage.seal.keys import public_key, verify

SEED = bytes([3]) * 32
ROWS = tuple((f"{at:02x}" * 32, (f"p{at}", "granted")) for at in range(5))
BARE = Statement("op", "egy", 7, ROWS)
MADE = signed_statement(BARE, SEED)
RAW = MADE.text().encode()


def test_what_is_signed():
    head = MADE.head()
    root = MADE.tree.root().hex()
    said = f'{{"count":5,"operation":"op","party":"egy","root":"{root}","statement":7}}'
    assert head == b"safepassage/statement/1\n" + said.encode() == head_bytes("op", "egy", 7, 5, root)
    assert verify(public_key(SEED), head, bytes.fromhex(MADE.signature))
    assert is_signed_by(public_key(SEED), head, MADE.signature)
    assert not is_signed_by(public_key(bytes(32)), head, MADE.signature)
    assert row_leaf("00", ("a", "ب")) == leaf_hash('["00",["a","ب"]]'.encode())
    assert len(head_digest(head)) == 64


@pytest.mark.parametrize(
    "bad", ["", "00", MADE.signature[:-2], MADE.signature.upper(), MADE.signature + "00", "zz" * 64]
)
def test_signatures_that_are_none(bad):
    assert not is_signed_by(public_key(SEED), MADE.head(), bad)


def test_it_is_read_back():
    assert read_statement(RAW) == MADE


def changed(**said):
    return (canonical({**json.loads(RAW), **said}) + "\n").encode()


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"\n", b"{}\n", b"[]\n", b"null\n", RAW[:-1], RAW + b"\n", b" " + RAW, RAW.replace(b",", b", "), RAW + RAW, b"\xff" + RAW, b"\xef\xbb\xbf" + RAW,
        changed(more=1), changed(statement=0), changed(statement=True), changed(statement="7"), changed(statement=2**53), changed(statement=-1),
        changed(operation=""), changed(operation=1), changed(party=""), changed(party=None), changed(signature=""), changed(signature="00"),
        changed(signature=MADE.signature.upper()), changed(root="00" * 32), changed(rows=[]), changed(rows=[1]), changed(rows={}), changed(rows=None),
        changed(rows=[["00" * 32, "ab"]]), changed(rows=[["00" * 31, ["a"]]]), changed(rows=[["00" * 32, ["a"], 1]]), changed(rows=[["0G" * 32, ["a"]]]),
        changed(rows=[["00" * 32, [1]]]), changed(rows=[[0, ["a"]]]), b"[" * 100_000,
    ],
)  # fmt: skip
def test_what_is_no_statement(raw):
    with pytest.raises(ValueError, match=r"^this is no signed statement of answers$"):
        read_statement(raw)


def reads(**said):
    made = signed_statement(replace(BARE, **said), SEED)
    try:
        return read_statement(made.text().encode()) == made
    except ValueError:
        return False


def test_how_much_a_statement_may_hold(monkeypatch):
    assert reads(number=1)
    assert reads(number=2**53 - 1)
    assert reads(rows=(("00" * 32, ("a" * 400,)),))
    assert not reads(rows=(("00" * 32, ("a" * 401,)),))
    assert not reads(rows=(("00" * 32, ("a",)), ("00" * 32, ("b",)))), "a salt is used once"
    monkeypatch.setattr(room, "MOST_ROWS", 5)
    assert reads()
    monkeypatch.setattr(room, "MOST_ROWS", 4)
    assert not reads()
    monkeypatch.undo()
    monkeypatch.setattr(room, "MOST_BYTES", len(RAW))
    assert reads()
    monkeypatch.setattr(room, "MOST_BYTES", len(RAW) - 1)
    assert not reads()


def test_what_every_program_counts_with():
    assert (room.MOST_ROWS, room.MOST_CELL, room.MOST_NUMBER) == (100_000, 400, 2**53 - 1)
    assert (room.SALT_BYTES, room.MOST_BYTES) == (32, 268_435_456)


def shown(at):
    return MADE.tree.leaf(at).hex(), at, 5, [one.hex() for one in MADE.tree.inclusion(at)], MADE.root


@pytest.mark.parametrize("at", range(5))
def test_each_row_is_shown_by_its_path(at):
    leaf, row, count, path, root = shown(at)
    assert in_tree(leaf, row, count, path, root)
    assert not in_tree(leaf, row + 1, count, path, root)
    assert not in_tree(leaf, row, count, path[:-1], root)
    assert not in_tree(leaf, row, count, [*path, "00" * 32], root)
    assert not in_tree("00" * 32, row, count, path, root)
    assert not in_tree(leaf, row, count, path, "00" * 32)


def test_hashes_that_are_none_show_nothing():
    leaf, row, count, path, root = shown(0)
    assert not in_tree(leaf.upper(), row, count, path, root)
    assert not in_tree("x", row, count, path, root)
    assert not in_tree(leaf, row, count, ["", *path[1:]], root)
    assert not in_tree(leaf, -1, count, path, root)


def test_a_large_tree_is_made_once():
    assert MADE.tree is MADE.tree
