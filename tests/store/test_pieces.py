"""Pieces of one work: a failed one leaves no trace, in the tables, the ledger or the checkpoints."""

import contextlib
from copy import copy

import pytest
from django.db import connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_entries import append_bare, entry, head, stand

from safepassage.account.state import MoveRow, StandRow
from safepassage.adapters.memory import MemoryStore, MemoryWork
from safepassage.ledger.model import Checkpoint
from safepassage.store import tables
from safepassage.store.store import DjangoStore
from safepassage.store.work import PAGE


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request, tmp_path):
    location = tmp_path / "a.sqlite3" if request.param == "sqlite" else request.getfixturevalue("operation")
    opened = DjangoStore.open(location, create=True)
    yield opened
    opened.close()


class MemoryPieces:
    """The same on memory: a failed piece gives back a copy made before it."""

    def __init__(self, work: MemoryWork) -> None:
        self.work = work

    @contextlib.contextmanager
    def piece(self):
        before = copy(vars(self.work)) | {
            "tables": self.work.tables.copy(),
            "kept": list(self.work.kept),
            "notes": dict(self.work.notes),
        }
        try:
            yield
        except InterruptedError:
            vars(self.work).update(before)
            raise


PEOPLE = st.sampled_from(["a", "B", "ب", "😀"])
PLACES = st.integers(0, 2)
STATES = st.sampled_from(["pending", "called"])
STEPS = st.one_of(
    st.tuples(st.just("put"), PEOPLE, PLACES, STATES),
    st.tuples(st.just("drop"), PEOPLE, PLACES),
    st.tuples(st.just("get"), PEOPLE, PLACES),
    st.tuples(
        st.just("select"), st.fixed_dictionaries({}, optional={"person_id": PEOPLE, "entry": PLACES, "state": STATES})
    ),
    st.tuples(st.just("append"), st.integers(1, 3)),
    st.tuples(st.just("note"), PLACES, STATES),
    st.tuples(st.just("preload")),
)
PIECES = st.tuples(st.sampled_from(["outside", "kept", "failed"]), st.lists(STEPS, max_size=8))
WORKS = st.lists(st.lists(PIECES, max_size=6), min_size=1, max_size=3)


def step(work, what, *told):
    match what:
        case "put":
            work.tables.put(MoveRow(told[0], told[1], told[2], "", ""))
        case "drop":
            work.tables.drop(MoveRow, *told)
        case "get":
            return work.tables.get(MoveRow, *told)
        case "select":
            return list(work.tables.select(MoveRow, **told[0]))
        case "append":
            append_bare(work, told[0])
        case "note":
            work.keep_checkpoint(Checkpoint("o", told[0], b"r" * 32, told[1]))
        case "preload" if hasattr(work.tables, "preload"):
            work.tables.preload(MoveRow)
    return work.head(), list(work.entries()), list(work.checkpoints())


def run_piece(work, pieces, kind, steps, told):
    with contextlib.nullcontext() if kind == "outside" else pieces.piece():
        told.extend(step(work, *one) for one in steps)
        if kind == "failed":
            raise InterruptedError


def run(store, works):
    told = []
    for one in works:
        with store.work() as work:
            for kind, steps in one:
                with contextlib.suppress(InterruptedError):
                    run_piece(work, work if hasattr(work, "piece") else MemoryPieces(work), kind, steps, told)
        with store.reading() as work:
            told.append((list(work.tables.select(MoveRow)), *step(work, "look")))
    return told


def emptied(store):
    """A hypothesis example is given the store of the one before it."""
    with store.work() as work:
        for row in work.tables.select(MoveRow):
            work.tables.drop(MoveRow, *row.key())
    with connections[store.database.writing].cursor() as cursor:
        for table in ("ledger_key", "ledger_entry", "ledger_head", "ledger_actor", "ledger_checkpoint"):
            cursor.execute(f"DELETE FROM {table}")
    return store


@settings(max_examples=30, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(works=WORKS)
def test_pieces_on_a_database_tell_what_copies_in_memory_tell(store, monkeypatch, works):
    monkeypatch.setattr(tables, "FIRST_LOOK", 2)
    assert run(emptied(store), works) == run(MemoryStore(), works)


def spoil(work):
    """Touches everything a piece can touch, then fails."""
    with work.piece():
        work.tables.put(stand("p1", "called"))
        work.tables.put(stand("new"))
        work.tables.drop(StandRow, "p2")
        work.tables.preload(StandRow)
        append_bare(work, 3)
        work.keep_checkpoint(Checkpoint("o", 1, b"x" * 32, "spoilt"))
        assert [row.key() for row in work.tables.select(StandRow)] == [("new",), ("p1",)]
        assert [one.index for one, _ in work.entries(1)] == [1, 2, 3]
        raise InterruptedError


def test_nothing_of_a_failed_piece_remains(store):
    note = Checkpoint("o", 1, b"r" * 32, "kept")
    with store.work() as work:
        work.tables.put(stand("p1"))
        work.tables.put(stand("p2"))
    with store.work() as work:
        append_bare(work, 1)
        work.keep_checkpoint(note)
        for _ in range(3):
            with pytest.raises(InterruptedError):
                spoil(work)
        assert list(work.tables.select(StandRow)) == [stand("p1"), stand("p2")]
        assert work.tables.get(StandRow, "new") is None
        assert (work.head(), list(work.checkpoints())) == (head(1, "operator"), [note])
    with store.reading() as work:
        assert list(work.tables.select(StandRow)) == [stand("p1"), stand("p2")]
        assert [one for one, _ in work.entries()] == [entry(0)]
        assert list(work.checkpoints()) == [note]


def test_a_row_nobody_had_read_is_found_again_after_a_failed_piece_changed_it(store):
    with store.work() as work:
        append_bare(work, 1)
        work.tables.put(stand("p1"))
    with store.work() as work:
        with pytest.raises(InterruptedError):
            spoil(work)
        assert work.tables.get(StandRow, "p1") == stand("p1")


def test_a_piece_may_be_longer_than_a_page(store):
    with store.work() as work, work.piece():
        append_bare(work, PAGE + 500)
        assert len(list(work.entries())) == PAGE + 500
    with store.reading() as work:
        assert [one.index for one, _ in work.entries()] == list(range(PAGE + 500))


def test_many_pieces_reach_the_database_together(store):
    texts = []

    def watch(execute, sql, params, many, context):
        texts.append(sql)
        return execute(sql, params, many, context)

    with connections[store.database.writing].execute_wrapper(watch), store.work() as work:
        for number in range(50):
            with work.piece():
                append_bare(work, 1)
                work.tables.put(stand(f"p{number}"))
    assert len([text for text in texts if text.startswith("INSERT")]) == 5
    assert [text for text in texts if "SAVEPOINT" in text] == []


def test_a_piece_in_a_piece_and_erasing_in_one_are_mistakes(store):
    with store.work() as work:
        append_bare(work, 1)
        with work.piece():
            with pytest.raises(RuntimeError, match="a piece is open already"), work.piece():
                pytest.fail("it was let in")
            with pytest.raises(RuntimeError, match="in a work of its own"):
                work.destroy_key(0)
        work.destroy_key(0)
