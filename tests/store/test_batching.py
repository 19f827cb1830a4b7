import threading

import pytest
from store_entries import append, stand, whole

from safepassage.account.state import StandRow
from safepassage.store import store as module
from safepassage.store.batching import BatchingWriter
from safepassage.store.errors import BUSY, StoreError
from safepassage.store.store import DjangoStore

WAIT = 20


@pytest.fixture(autouse=True)
def nothing_stopped(monkeypatch):
    monkeypatch.setattr(module, "_STOPPED", {})


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request, tmp_path):
    location = tmp_path / "a.sqlite3" if request.param == "sqlite" else request.getfixturevalue("operation")
    opened = DjangoStore.open(location, create=True, patience=5)
    yield opened
    opened.close()


class Gate:
    """A piece that holds the writer until it is let go, so that others gather behind it."""

    def __init__(self, writer):
        self.holds, self.go = threading.Event(), threading.Event()
        self.future = writer.submit(self.hold)
        assert self.holds.wait(WAIT)

    def hold(self, _work):
        self.holds.set()
        assert self.go.wait(WAIT)


def seen(store) -> list[str]:
    with store.reading() as work:
        return [row.person_id for row in work.tables.select(StandRow)]


def test_one_piece_is_kept_when_its_future_says_so(store):
    with BatchingWriter(store) as writer:
        assert writer.submit(append).result(WAIT) == 1
        assert whole(store) == 1
    assert writer.batches == 1


def test_no_future_has_a_result_before_the_commit(store):
    told = []

    def look(future):
        own = DjangoStore(store.database)
        told.append((future.result(), whole(own)))

    with BatchingWriter(store) as writer:
        gate = Gate(writer)
        futures = [writer.submit(append) for _ in range(3)]
        for future in futures:
            future.add_done_callback(look)
        assert not any(future.done() for future in futures)
        gate.go.set()
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_several_threads_are_committed_together_and_none_is_lost(store):
    def ask():
        results.extend(writer.submit(append).result(WAIT) for _ in range(25))

    results = []
    with BatchingWriter(store) as writer:
        threads = [threading.Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(results) == list(range(1, 201))
    assert whole(store) == 200
    assert writer.batches < 200


@pytest.mark.parametrize("largest", [1, 3])
def test_a_batch_has_no_more_pieces_than_it_may(store, largest):
    with BatchingWriter(store, largest=largest) as writer:
        gate = Gate(writer)
        futures = [writer.submit(append) for _ in range(6)]
        gate.go.set()
        assert [future.result(WAIT) for future in futures] == [1, 2, 3, 4, 5, 6]
    assert writer.batches == 1 + 6 // largest


class WrongError(Exception):
    """A piece's own mistake."""


def spoil(work):
    append(work, 2)
    work.tables.put(stand("wrong"))
    work.tables.drop(StandRow, "first")
    assert list(work.tables.select(StandRow, person_id="first")) == []
    raise WrongError


def test_a_piece_that_raises_is_undone_alone(store):
    with BatchingWriter(store) as writer:
        gate = Gate(writer)
        before = writer.submit(lambda work: work.tables.put(stand("first")))
        wrong = writer.submit(spoil)
        after = writer.submit(
            lambda work: (work.head().size, work.tables.get(StandRow, "wrong"), work.tables.put(stand("third")))
        )
        gate.go.set()
        assert after.result(WAIT) == (0, None, None)
        assert before.result(WAIT) is None
        with pytest.raises(WrongError):
            wrong.result(WAIT)
    assert seen(store) == ["first", "third"]
    assert writer.batches == 2
    with store.reading() as work:
        assert list(work.entries()) == []


def test_pieces_see_what_those_before_them_did(store):
    with BatchingWriter(store) as writer:
        gate = Gate(writer)
        writer.submit(lambda work: work.tables.put(stand("p1", "called")))
        found = writer.submit(lambda work: (work.tables.get(StandRow, "p1"), list(work.tables.select(StandRow))))
        gate.go.set()
        assert found.result(WAIT) == (stand("p1", "called"), [stand("p1", "called")])


def test_a_cancelled_piece_is_never_done(store):
    with BatchingWriter(store) as writer:
        gate = Gate(writer)
        cancelled = writer.submit(append)
        kept = writer.submit(lambda work: work.tables.put(stand("p1")))
        assert cancelled.cancel()
        gate.go.set()
        kept.result(WAIT)
    assert seen(store) == ["p1"]


def test_closing_does_what_was_asked_for_and_nothing_after(store):
    writer = BatchingWriter(store)
    futures = [writer.submit(append) for _ in range(10)]
    writer.close()
    assert [future.result(0) for future in futures] == list(range(1, 11))
    with pytest.raises(StoreError) as caught:
        writer.submit(append)
    assert caught.value.problem.code == "store-closed"
    writer.close()
    assert whole(store) == 10


def failing_commit(monkeypatch, store, *, times):
    """The commits of the writer fail as if somebody else held the database."""
    refuse = DjangoStore.work
    left = [times]

    def work(self):
        if left[0] and threading.current_thread().name == "safepassage-writer":
            left[0] -= 1
            raise StoreError(module.Problem("a", BUSY.what, BUSY.do, code=BUSY.code))
        return refuse(self)

    monkeypatch.setattr(DjangoStore, "work", work)


def test_a_failed_commit_fails_all_and_ends_the_writer(store, monkeypatch):
    writer = BatchingWriter(store)
    gate = Gate(writer)
    failing_commit(monkeypatch, store, times=1)
    futures = [writer.submit(append) for _ in range(5)]
    gate.go.set()
    for future in futures:
        with pytest.raises(StoreError) as caught:
            future.result(WAIT)
        assert caught.value.problem.code == "store-busy"
    with pytest.raises(StoreError) as refused:
        writer.submit(append)
    assert refused.value is caught.value
    writer.close()
    assert whole(store) == 0


def test_what_waits_behind_a_failed_batch_fails_with_it(store, monkeypatch):
    writer = BatchingWriter(store, largest=2)
    gate = Gate(writer)
    failing_commit(monkeypatch, store, times=1)
    futures = [writer.submit(append) for _ in range(7)]
    gate.go.set()
    assert [type(future.exception(WAIT)) for future in futures] == [StoreError] * 7
    writer.close()
    assert (whole(store), writer.batches) == (0, 1)


def test_a_database_that_fails_under_a_piece_fails_the_whole_batch(store):
    def break_it(work):
        append(work)
        from django.db import connections  # noqa: PLC0415 - only this piece speaks to the database itself

        connections[store.database.writing].cursor().execute("SELECT * FROM no_such_table")

    writer = BatchingWriter(store)
    gate = Gate(writer)
    futures = [writer.submit(piece) for piece in (append, break_it, append)]
    gate.go.set()
    assert [future.exception(WAIT).problem.code for future in futures] == ["store-refused"] * 3
    writer.close()
    assert whole(store) == 0


def test_a_piece_that_ends_the_program_leaves_nobody_waiting(store):
    def leave(_work):
        raise SystemExit

    writer = BatchingWriter(store)
    gate = Gate(writer)
    futures = [writer.submit(piece) for piece in (append, leave, append)]
    gate.go.set()
    assert [type(future.exception(WAIT)) for future in futures] == [SystemExit] * 3
    writer.close()
    assert whole(store) == 0
