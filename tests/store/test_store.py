"""The one writer: who waits, who is refused, what stops it."""

import os
import sqlite3
import threading
import time
import traceback

import psycopg
import pytest
from django.db import OperationalError, connections
from store_entries import append, stand, whole

from safepassage.account.state import StandRow
from safepassage.store import store as module
from safepassage.store.errors import StoreError
from safepassage.store.store import DjangoStore


@pytest.fixture(params=["sqlite", "postgresql"])
def location(request, tmp_path):
    return tmp_path / "a.sqlite3" if request.param == "sqlite" else request.getfixturevalue("operation")


@pytest.fixture
def store(location):
    opened = DjangoStore.open(location, create=True, patience=1)
    yield opened
    opened.close()


@pytest.fixture(autouse=True)
def nothing_stopped(monkeypatch):
    monkeypatch.setattr(module, "_STOPPED", {})


def in_thread(run):
    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_several_writers_wait_for_each_other_and_none_is_lost(location, store):
    def write():
        own = DjangoStore.open(location, patience=20)
        for _ in range(10):
            with own.work() as work:
                append(work)
        own.close()

    threads = [in_thread(write) for _ in range(3)]
    for thread in threads:
        thread.join()
    assert whole(store) == 30


def test_a_writer_that_waits_too_long_is_told_and_may_try_again(location, store):
    holds, release = threading.Event(), threading.Event()

    def hold():
        own = DjangoStore.open(location)
        with own.work() as work:
            append(work)
            holds.set()
            release.wait(30)
        own.close()

    thread = in_thread(hold)
    assert holds.wait(10)
    started = time.monotonic()
    with pytest.raises(StoreError) as caught, store.work():
        pytest.fail("the lock was held")
    assert 0.5 < time.monotonic() - started < 10
    assert (caught.value.problem.code, caught.value.stopped) == ("store-busy", False)
    assert whole(store) == 0
    release.set()
    thread.join()
    with store.work() as work:
        append(work)
    assert whole(store) == 2


def test_a_work_inside_a_work_is_a_mistake(store):
    with store.work() as work:
        append(work)
        with pytest.raises(RuntimeError, match="this thread has a transaction open already"), store.work():
            pytest.fail("it was let in")
    with store.reading(), pytest.raises(RuntimeError, match="open already"), store.reading():
        pytest.fail("it was let in")
    assert whole(store) == 1


def test_a_forked_process_must_open_its_own(store):
    whole(store)
    child = os.fork()
    if child == 0:
        try:
            with store.work():
                os._exit(1)
        except RuntimeError as error:
            os._exit(0 if "forked process" in str(error) else 2)
    assert os.waitpid(child, 0)[1] == 0
    assert whole(store) == 0


def test_a_store_can_be_used_after_it_was_closed(store):
    for size in (1, 2, 3):
        with store.work() as work:
            append(work)
        store.close()
        assert whole(store) == size
        store.close()


def test_whatever_is_raised_undoes_the_work(store):
    for error in (KeyboardInterrupt, SystemExit, GeneratorExit, ValueError):
        with pytest.raises(error):
            fail_with(store, error)
    assert whole(store) == 0


def fail_with(store, error):
    with store.work() as work:
        append(work, 3)
        work.tables.flush()
        raise error


class Failing:
    """A connection whose commit fails as a disk or a server may."""

    def __init__(self, monkeypatch, store, cause, *, after=False):
        wrapped = connections[store.database.writing]
        commit = type(wrapped).commit

        def fail(connection):
            if after:
                commit(connection)
            raise OperationalError("text of the database, with an invented name") from cause

        monkeypatch.setattr(wrapped, "commit", fail.__get__(wrapped))


def disk_error(code, name):
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode, error.sqlite_errorname = code, name
    return error


def keep_one(store):
    with store.work() as work:
        append(work)


CAUSES = [
    (disk_error(sqlite3.SQLITE_IOERR | (4 << 8), "SQLITE_IOERR_FSYNC"), "store-io"),
    (disk_error(sqlite3.SQLITE_CORRUPT, "SQLITE_CORRUPT"), "store-damaged"),
    (psycopg.OperationalError("server closed the connection unexpectedly"), "store-unsure"),
    (psycopg.errors.IoError("could not fsync"), "store-io"),
]


@pytest.mark.parametrize(("cause", "code"), CAUSES, ids=[code for _, code in CAUSES])
def test_after_a_failed_flush_nothing_more_is_written_by_this_process(store, location, monkeypatch, cause, code):
    keep_one(store)
    with monkeypatch.context() as broken:
        Failing(broken, store, cause)
        with pytest.raises(StoreError) as caught:
            keep_one(store)
    assert (caught.value.problem.code, caught.value.stopped) == (code, True)
    for again in (store, DjangoStore.open(location)):
        with pytest.raises(StoreError) as refused:
            keep_one(again)
        assert (refused.value.problem.code, refused.value.stopped) == ("store-stopped", True)
        assert refused.value.problem.do == caught.value.problem.do
        assert whole(again) == 1
        again.close()


def test_a_disk_that_is_full_at_the_commit_does_not_stop_the_store(store, monkeypatch):
    with monkeypatch.context() as broken:
        Failing(broken, store, disk_error(sqlite3.SQLITE_FULL, "SQLITE_FULL"))
        with pytest.raises(StoreError) as caught:
            keep_one(store)
    assert (caught.value.problem.code, caught.value.stopped) == ("store-full", False)
    keep_one(store)
    assert whole(store) == 1


def test_another_operation_goes_on(store, monkeypatch, tmp_path):
    Failing(monkeypatch, store, CAUSES[0][0])
    with pytest.raises(StoreError):
        keep_one(store)
    other = DjangoStore.open(tmp_path / "other.sqlite3", create=True)
    keep_one(other)
    assert whole(other) == 1


def terminate(postgres, url):
    """End every connection to a database, as a restart of the server does."""
    with postgres.connect() as raw:
        name = url.partition("@/")[2].partition("?")[0]
        raw.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])


def lose_connection_during_work(store, postgres, url):
    with store.work() as work:
        append(work)
        work.tables.flush()
        terminate(postgres, url)
        append(work)


def test_a_connection_lost_before_the_commit_undoes_the_work_and_the_next_goes_on(postgres, operation):
    store = DjangoStore.open(operation)
    keep_one(store)
    with pytest.raises(StoreError) as caught:
        lose_connection_during_work(store, postgres, operation)
    assert (caught.value.problem.code, caught.value.stopped) == ("store-unreachable", False)
    keep_one(store)
    assert whole(store) == 2
    store.close()


def test_a_connection_lost_at_the_commit_stops_the_store(postgres, operation, monkeypatch):
    store = DjangoStore.open(operation)
    keep_one(store)
    wrapped = connections[store.database.writing]
    commit = wrapped.commit

    def lose():
        terminate(postgres, operation)
        commit()

    monkeypatch.setattr(wrapped, "commit", lose)
    with pytest.raises(StoreError) as caught:
        keep_one(store)
    assert (caught.value.problem.code, caught.value.stopped) == ("store-unsure", True)
    monkeypatch.undo()
    store.close()


NAME = "Invented Name"


def test_what_the_database_says_about_a_row_reaches_nobody(operation):
    store = DjangoStore.open(operation)
    with psycopg.connect(operation) as raw:
        raw.execute("ALTER TABLE stand ADD CONSTRAINT trial CHECK (why = 'nothing')")
    try:
        with pytest.raises(StoreError) as caught:
            put(store, stand("p1", why=NAME))
    finally:
        with psycopg.connect(operation) as raw:
            raw.execute("ALTER TABLE stand DROP CONSTRAINT trial")
    told = "".join(traceback.format_exception(caught.value))
    assert NAME in str(caught.value.__context__)
    assert NAME not in told
    assert caught.value.problem.what == "it refused the work (23514)"
    assert whole(store) == 0
    store.close()


def put(store, row):
    with store.work() as work:
        work.tables.put(row)


@pytest.mark.parametrize("destroyed", [False, True])
def test_an_entry_in_the_ledger_is_never_replaced(store, destroyed):
    keep_one(store)
    if destroyed:
        with store.work() as work:
            work.destroy_key(0)
    with connections[store.database.writing].cursor() as cursor:
        cursor.execute("UPDATE ledger_head SET size = 0")
    with pytest.raises(StoreError) as caught, store.work() as work:
        append(work, body=b"another")
    assert caught.value.problem.code == "store-refused"
    with store.reading() as work:
        ((entry, key),) = work.entries()
    assert (entry.body, key is None) == (b"sealed", destroyed)


def test_a_destroyed_key_is_in_no_file_of_the_operation(tmp_path):
    store = DjangoStore.open(tmp_path / "a.sqlite3", create=True)
    with store.work() as work:
        append(work, 3)
    assert sum(file.read_bytes().count(b"k" * 32) for file in tmp_path.iterdir()) >= 3
    with store.work() as work:
        for index in range(3):
            work.destroy_key(index)
    assert {file.name: file.read_bytes().count(b"k" * 32) for file in tmp_path.iterdir()} == {
        "a.sqlite3": 0,
        "a.sqlite3-wal": 0,
        "a.sqlite3-shm": 0,
    }
    with store.reading() as work:
        assert [key for _, key in work.entries()] == [None, None, None]
    store.close()


def test_a_reader_in_the_way_delays_the_emptying_of_the_journal_but_not_the_destruction(tmp_path):
    store = DjangoStore.open(tmp_path / "a.sqlite3", create=True, patience=30)
    journal, started = tmp_path / "a.sqlite3-wal", time.monotonic()
    with store.work() as work:
        append(work, 3)
    with store.reading() as view:
        assert len(list(view.entries())) == 3
        with store.work() as work:
            work.destroy_key(1)
        assert journal.read_bytes().count(b"k" * 32) > 0
    with store.reading() as view:
        assert [key is None for _, key in view.entries()] == [False, True, False]
    with store.work() as work:
        assert work.head().size == 3
    assert journal.read_bytes() == b""
    assert time.monotonic() - started < 20
    with connections[store.database.writing].cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        assert cursor.fetchone() == (30_000,)
    assert (tmp_path / "a.sqlite3").read_bytes().count(b"k" * 32) == 2
    store.close()


def test_a_dropped_row_is_in_no_file_after_the_journal_is_emptied(tmp_path):
    store = DjangoStore.open(tmp_path / "a.sqlite3", create=True)
    with store.work() as work:
        work.tables.put(stand("p1", why="Invented Name"))
        work.tables.put(stand("p2"))
    with store.work() as work:
        work.tables.drop(StandRow, "p1")
    store.close()
    assert [(file.name, file.read_bytes().count(b"Invented Name")) for file in tmp_path.iterdir()] == [("a.sqlite3", 0)]
