"""`ledger verify` with a second process finds what it finds with one, of every kind of damage: the same flaws in the same order."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from test_story_record import played

from safepassage.adapters.helper import helper
from safepassage.adapters.keyring import FolderKeyring
from safepassage.kernel.problems import ProblemsError
from safepassage.ledger.entries import signed_bytes
from safepassage.operations import ledger, replaying
from safepassage.operations.ledger import Flaw, Verdict
from safepassage.store.store import DjangoStore

Damage = Callable[[sqlite3.Connection, FolderKeyring], None]
COLUMNS = ("header", "signature", "body")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, founding) -> Path:
    """The folder of an operation of one day with nothing wrong."""
    folder = tmp_path_factory.mktemp("whole")
    story = founding(folder, folder / "operation.sqlite3")
    played(story)
    story.house.store.close()
    return folder


@pytest.fixture(scope="module")
def beside():
    """One second process for all these tests."""
    with helper() as elsewhere:
        yield elsewhere


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch):
    """Chunks so small that many are under way in a small ledger."""
    monkeypatch.setattr(ledger, "SMALL", 1)
    monkeypatch.setattr(replaying, "CHUNK", 7)


def changed(column: str, index: int) -> Damage:
    def damage(database: sqlite3.Connection, _: FolderKeyring) -> None:
        (raw,) = database.execute(f'SELECT {column} FROM ledger_entry WHERE "index" = ?', [index]).fetchone()
        wrong = bytearray(raw)
        wrong[len(wrong) // 2] ^= 1
        database.execute(f'UPDATE ledger_entry SET {column} = ? WHERE "index" = ?', [bytes(wrong), index])

    return damage


def sql(*texts: str) -> Damage:
    return lambda database, _: [database.execute(text) for text in texts] and None


def moved(first: int, by: int) -> tuple[str, str]:
    """Statements that move every entry from `first` on, by a place that is free."""
    return tuple(
        text
        for table in ("ledger_entry", "ledger_key")
        for text in (
            f'UPDATE {table} SET "index" = -1 - "index" WHERE "index" >= {first}',
            f'UPDATE {table} SET "index" = -1 - "index" + {by} WHERE "index" < 0',
        )
    )


def of_two(one: int, other: int) -> tuple[str, ...]:
    """Statements that let two entries change places."""
    return tuple(
        f'UPDATE {table} SET "index" = {there} WHERE "index" = {here}'
        for table in ("ledger_entry", "ledger_key")
        for here, there in ((one, -1), (other, one), (-1, other))
    )


def signed_by_another(database: sqlite3.Connection, keys: FolderKeyring) -> None:
    (header,) = database.execute('SELECT header FROM ledger_entry WHERE "index" = 30').fetchone()
    signature = keys.sign("issuer", signed_bytes(header))
    database.execute('UPDATE ledger_entry SET signature = ? WHERE "index" = 30', [signature])


def of_a_kind_nobody_knows(database: sqlite3.Connection, keys: FolderKeyring) -> None:
    """The header is whole and rightly signed, and its kind is of no version."""
    (header,) = database.execute('SELECT header FROM ledger_entry WHERE "index" = 12').fetchone()
    kind = bytes(header).split(b'"kind":"')[1].split(b'"')[0]
    other = bytes(header).replace(kind, b"people.unheard-of/9")
    signature = keys.sign("coordination", signed_bytes(other))
    database.execute('UPDATE ledger_entry SET header = ?, signature = ? WHERE "index" = 12', [other, signature])


def every_signature(database: sqlite3.Connection, _: FolderKeyring) -> None:
    """So many flaws, each in its place."""
    database.execute("UPDATE ledger_entry SET signature = zeroblob(64)")


LAST = '(SELECT max("index") FROM ledger_entry)'
DAMAGES: dict[str, tuple[Damage, tuple[str, ...]]] = {
    **{
        f"{column} of {index}": (changed(column, index), (f"entry {index}",))
        for column in COLUMNS
        for index in (0, 6, 7, 40)
    },
    "header that is none": (sql("UPDATE ledger_entry SET header = x'00ff' WHERE \"index\" = 13"), ("entry 13",)),
    "short signature": (sql("UPDATE ledger_entry SET signature = x'00' WHERE \"index\" = 20"), ("entry 20",)),
    "signed by another": (signed_by_another, ("entry 30: the signature is not that of",)),
    "another body's key": (
        sql('UPDATE ledger_key SET key = (SELECT key FROM ledger_key WHERE "index" = 21) WHERE "index" = 20'),
        ("entry 20 cannot be read: EntryError",),
    ),
    "a key too short": (
        sql("UPDATE ledger_key SET key = x'0102' WHERE \"index\" = 20"),
        ("entry 20 cannot be read: EntryError",),
    ),
    "a key destroyed": (
        sql('DELETE FROM ledger_key WHERE "index" = 20'),
        ("entry 20: its key is gone, and no erasure says why",),
    ),
    "order": (sql(*of_two(20, 21)), ("entry 20", "entry 21")),
    "order across chunks": (sql(*of_two(20, 35)), ("entry 20", "entry 35")),
    "removed": (
        sql('DELETE FROM ledger_key WHERE "index" = 20', 'DELETE FROM ledger_entry WHERE "index" = 20'),
        ("entry 20: the entry at place 20 says it is entry 21",),
    ),
    "removed and closed up": (
        sql(
            'DELETE FROM ledger_key WHERE "index" = 20',
            'DELETE FROM ledger_entry WHERE "index" = 20',
            *moved(21, -1),
        ),
        ("this does not follow the last entry of",),
    ),
    "the last removed": (
        sql(f'DELETE FROM ledger_key WHERE "index" = {LAST}', f'DELETE FROM ledger_entry WHERE "index" = {LAST}'),
        ("a published checkpoint says", "the ledger's head is not what its entries make it"),
    ),
    "all removed": (sql("DELETE FROM ledger_key", "DELETE FROM ledger_entry"), ("a published checkpoint says",)),
    "inserted": (
        sql(
            *moved(21, 1),
            'INSERT INTO ledger_entry SELECT 21, header, signature, body FROM ledger_entry WHERE "index" = 20',
            'INSERT INTO ledger_key SELECT 21, key FROM ledger_key WHERE "index" = 20',
        ),
        ("entry 21: this does not follow the last entry of",),
    ),
    "unknown kind": (of_a_kind_nobody_knows, ("entry 12 cannot be read: UnknownKindError",)),
    "every signature": (every_signature, ("entry 0: the signature is not that of", "entry 40: the signature is not")),
    "an actor nobody admitted": (changed("body", 4), ("may not write here", "entry 4 cannot be read: EntryError")),
    "a checkpoint": (sql("UPDATE ledger_checkpoint SET root = zeroblob(32)"), ("checkpoint",)),
    "a row": (sql("UPDATE person SET triage = 'critical'"), ("table person, row p",)),
}


@pytest.fixture
def verified(founding) -> Callable[..., Verdict]:
    def verify(folder: Path, *more: object) -> Verdict:
        story = founding(folder, folder / "operation.sqlite3")
        scratch = DjangoStore.open(folder / "scratch.sqlite3", create=True, scratch=True)
        try:
            return ledger.verify(story.house, scratch, lambda *_: None, *more)
        finally:
            scratch.discard()
            story.house.store.close()

    return verify


def damaged(whole: Path, folder: Path, damage: Damage) -> Path:
    shutil.copytree(whole, folder, dirs_exist_ok=True)
    with sqlite3.connect(folder / "operation.sqlite3") as database:
        database.execute("PRAGMA foreign_keys=OFF")
        damage(database, FolderKeyring(folder / "keys"))
    database.close()
    return folder


@pytest.mark.parametrize("name", DAMAGES)
def test_the_same_flaws_in_the_same_order(verified, whole, tmp_path, beside, name):
    damage, named = DAMAGES[name]
    folder = damaged(whole, tmp_path, damage)
    one, two = verified(folder), verified(folder, beside)
    assert two == one
    assert one.flaws
    for part in named:
        assert any(part in flaw.says for flaw in one.flaws), one.flaws


def test_nothing_wrong_is_nothing_found(verified, whole, tmp_path, beside):
    folder = damaged(whole, tmp_path, sql())
    one, two = verified(folder), verified(folder, beside)
    assert (one.flaws, two) == ((), one)
    assert one.entries > 40


class Ending:
    """A second process that ends at the work with this number."""

    def __init__(self, inner: object, last: int) -> None:
        self.inner, self.left = inner, last

    def begin(self, work, given):
        self.left -= 1
        return self.inner.begin(os._exit, 1) if self.left < 0 else self.inner.begin(work, given)


@pytest.mark.parametrize("last", [0, 1, 5, 13])
def test_a_second_process_that_ends_leaves_no_verdict(verified, whole, tmp_path, last):
    folder = damaged(whole, tmp_path, sql())
    with helper() as elsewhere, pytest.raises(ProblemsError, match="nothing is known of what it had to check"):
        verified(folder, Ending(elsewhere, last))


class Forgetful:
    """One that leaves out the last of what it was to do."""

    def __init__(self, forgets: str) -> None:
        self.forgets = forgets

    def begin(self, work, given):
        outcome = work(given)
        return lambda: outcome[:-1] if work.__name__ == self.forgets and len(given) > 3 else outcome


@pytest.mark.parametrize("forgets", ["examine", "check_signatures"])
def test_what_was_left_out_is_never_taken_for_checked(verified, whole, tmp_path, forgets):
    folder = damaged(whole, tmp_path, sql())
    with pytest.raises(ValueError, match="shorter"):
        verified(folder, Forgetful(forgets))


def test_a_small_record_is_worth_no_second_process(verified, whole, tmp_path, monkeypatch):
    monkeypatch.setattr(ledger, "SMALL", 2_000)
    folder = damaged(whole, tmp_path, sql())
    assert verified(folder, Ending(None, 0)).flaws == ()


def test_a_flaw_is_a_place_a_code_and_a_sentence(verified, whole, tmp_path):
    folder = damaged(whole, tmp_path, changed("signature", 7))
    assert verified(folder).flaws[0] == Flaw(7, "signature", "entry 7: the signature is not that of coordination")
