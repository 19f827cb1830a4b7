"""What one work knew serves the next only while nobody else changed the database."""

from __future__ import annotations

import sqlite3

import pytest
from store_entries import stand

from safepassage.account.state import StandRow
from safepassage.store.store import DjangoStore


@pytest.fixture
def place(tmp_path):
    return tmp_path / "a.sqlite3"


def fail_after_putting(store):
    with store.work() as work:
        work.tables.put(stand("p2"))
        raise RuntimeError("on purpose")


def states(store):
    with store.work() as work:
        return [row.state for row in work.tables.select(StandRow)], work.tables.get(StandRow, "p1")


def test_the_next_work_sees_what_the_last_one_kept(place):
    store = DjangoStore.open(place, create=True)
    for number in range(3):
        with store.work() as work:
            work.tables.put(stand(f"p{number}"))
    assert len(states(store)[0]) == 3


def test_a_change_by_another_connection_is_seen_at_once(place):
    store = DjangoStore.open(place, create=True)
    with store.work() as work:
        work.tables.put(stand("p1"))
    assert states(store)[1].why != "changed elsewhere"
    with sqlite3.connect(place) as other:
        other.execute("UPDATE stand SET why = 'changed elsewhere'")
    other.close()
    assert states(store)[1].why == "changed elsewhere"


def test_a_work_that_failed_leaves_nothing_behind(place):
    store = DjangoStore.open(place, create=True)
    with store.work() as work:
        work.tables.put(stand("p1"))
    with pytest.raises(RuntimeError, match="on purpose"):
        fail_after_putting(store)
    with store.work() as work:
        assert work.tables.get(StandRow, "p2") is None
        assert [row.person_id for row in work.tables.select(StandRow)] == ["p1"]


def test_a_reading_view_asks_the_database(place):
    store = DjangoStore.open(place, create=True)
    with store.work() as work:
        work.tables.put(stand("p1"))
    with sqlite3.connect(place) as other:
        other.execute("DELETE FROM stand")
    other.close()
    with store.reading() as work:
        assert list(work.tables.select(StandRow)) == []


def test_emptied_tables_are_empty_for_the_next_work(place):
    store = DjangoStore.open(place, create=True)
    with store.work() as work:
        work.tables.put(stand("p1"))
    store.clear_tables()
    assert states(store) == ([], None)
