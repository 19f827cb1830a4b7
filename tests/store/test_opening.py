import os
import sqlite3
import threading

import psycopg
import pytest
from django.db import connections
from store_entries import append, whole

from safepassage.store.errors import StoreError
from safepassage.store.store import DjangoStore


def code_of(caught):
    return caught.value.problem.code


def test_an_operation_that_is_not_there_is_not_made_by_accident(tmp_path):
    with pytest.raises(StoreError) as caught:
        DjangoStore.open(tmp_path / "nowhere.sqlite3")
    assert code_of(caught) == "store-missing"
    assert str(caught.value) == "nowhere.sqlite3: there is no operation here. Start one with `safepassage init`."
    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_is_no_operation(tmp_path):
    (tmp_path / "empty.sqlite3").touch()
    with pytest.raises(StoreError) as caught:
        DjangoStore.open(tmp_path / "empty.sqlite3")
    assert code_of(caught) == "store-missing"


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(StoreError) as caught:
        DjangoStore.open(tmp_path / "no" / "folder.sqlite3", create=True)
    assert code_of(caught) == "store-unreachable"
    assert str(tmp_path) not in str(caught.value)


def test_a_new_operation_can_be_read_by_its_owner_only(tmp_path):
    store = DjangoStore.open(tmp_path / "a.sqlite3", create=True)
    with store.work() as work:
        append(work)
    modes = {file.name: file.stat().st_mode & 0o777 for file in tmp_path.iterdir()}
    assert modes == {"a.sqlite3": 0o600, "a.sqlite3-wal": 0o600, "a.sqlite3-shm": 0o600}
    store.close()


def test_opening_twice_finds_what_was_kept(tmp_path):
    for size in (1, 2, 3):
        store = DjangoStore.open(tmp_path / "a.sqlite3", create=True)
        with store.work() as work:
            assert append(work) == size
        store.close()
    assert whole(DjangoStore.open(tmp_path / "a.sqlite3")) == 3


@pytest.mark.parametrize(
    "content", [b"no database at all, but long enough to be read as one" * 100, b"SQLite format 3\x00" + bytes(5000)]
)
def test_a_file_that_is_no_database(tmp_path, content):
    (tmp_path / "a.sqlite3").write_bytes(content)
    with pytest.raises(StoreError) as caught:
        DjangoStore.open(tmp_path / "a.sqlite3")
    assert code_of(caught) == "store-damaged"
    assert (tmp_path / "a.sqlite3").read_bytes() == content


def test_an_operation_of_a_newer_version_is_left_alone(tmp_path):
    DjangoStore.open(tmp_path / "a.sqlite3", create=True).close()
    with sqlite3.connect(tmp_path / "a.sqlite3") as raw:
        raw.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('store', '9999_later', '2030-01-01')")
    raw.close()
    with pytest.raises(StoreError) as caught:
        DjangoStore.open(tmp_path / "a.sqlite3")
    assert code_of(caught) == "store-newer"


def test_two_that_create_at_the_same_moment_both_succeed(tmp_path):
    barrier, sizes = threading.Barrier(4), []

    def create():
        barrier.wait()
        store = DjangoStore.open(tmp_path / "a.sqlite3", create=True)
        with store.work() as work:
            sizes.append(append(work))
        store.close()

    threads = [threading.Thread(target=create) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(sizes) == [1, 2, 3, 4]


def test_a_failed_opening_leaves_no_alias_behind(tmp_path):
    before = set(connections.settings)
    (tmp_path / "empty.sqlite3").touch()
    with pytest.raises(StoreError):
        DjangoStore.open(tmp_path / "empty.sqlite3")
    assert set(connections.settings) == before


def test_a_scratch_store_is_overwritten_and_removed(tmp_path, monkeypatch):
    path = tmp_path / "scratch.sqlite3"
    store = DjangoStore.open(path, create=True, scratch=True)
    with store.work() as work:
        append(work, 100, body=b"about a person")
    assert whole(store) == 100
    held = os.open(path, os.O_RDONLY)
    size = path.stat().st_size
    assert b"about a person" in os.read(held, size)
    store.discard()
    os.lseek(held, 0, os.SEEK_SET)
    assert os.read(held, size + 1) == bytes(size)
    os.close(held)
    assert list(tmp_path.iterdir()) == []


def test_a_database_on_postgresql_that_holds_no_operation(postgres):
    url = postgres.new()
    with pytest.raises(StoreError) as caught:
        DjangoStore.open(url)
    assert code_of(caught) == "store-missing"
    store = DjangoStore.open(url, create=True)
    with store.work() as work:
        append(work, 3)
    store.close()
    again = DjangoStore.open(url)
    assert whole(again) == 3
    again.close()


@pytest.mark.parametrize("name", ["nobody-made-this", "postgres?port=1"])
def test_a_server_or_database_that_is_not_there(postgres, name):
    with pytest.raises(StoreError) as caught:
        DjangoStore.open(postgres.url(name).replace("?port=1?", "?port=1&"), patience=2)
    assert code_of(caught) == "store-unreachable"
    assert str(postgres.socket) not in str(caught.value)


def test_two_that_create_on_postgresql_at_the_same_moment_both_succeed(postgres):
    url, barrier, sizes = postgres.new(), threading.Barrier(3), []

    def create():
        barrier.wait()
        store = DjangoStore.open(url, create=True)
        with store.work() as work:
            sizes.append(append(work))
        store.close()

    threads = [threading.Thread(target=create) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(sizes) == [1, 2, 3]


def test_text_on_postgresql_sorts_by_code_point_whatever_the_server_speaks(operation):
    """The server of the tests sorts as an English dictionary does, so a column without its collation would show."""
    with psycopg.connect(operation) as raw:
        (english,) = raw.execute("SELECT 'a' < 'B'").fetchone()
        columns = raw.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
            " AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C'"
        ).fetchall()
        (texts,) = raw.execute(
            "SELECT count(*) FROM information_schema.columns WHERE table_schema = 'public' AND data_type = 'text'"
        ).fetchone()
    assert english
    assert columns == []
    assert texts > 80
