"""Every row of a table in the order of its keys: by pages, with what this work changed, and remembered by nobody."""

import pytest

from safepassage.adapters.memory import MemoryStore
from safepassage.gate.state import DeviceCloseRow
from safepassage.store import statements
from safepassage.store.store import DjangoStore


@pytest.fixture(params=["memory", "sqlite", "scratch", "postgresql"])
def store(request, tmp_path, monkeypatch):
    monkeypatch.setattr(statements, "CHUNK", 3)
    if request.param == "memory":
        yield MemoryStore()
        return
    place = request.getfixturevalue("postgres").new() if request.param == "postgresql" else tmp_path / "a.sqlite3"
    opened = DjangoStore.open(place, create=True, scratch=request.param == "scratch")
    yield opened
    opened.close()


def row(number: int, device: str = "phone") -> DeviceCloseRow:
    return DeviceCloseRow(f"gaza/2023-11-01/{number // 2}", device, number)


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 6, 7])
def test_every_row_once_in_the_order_of_the_keys(store, count):
    rows = [row(number, device) for number in range(count) for device in ("Phone", "phone", "هاتف")]
    with store.work() as work:
        for one in rows[::-1]:
            work.tables.put(one)
    with store.reading() as work:
        assert list(work.tables.every(DeviceCloseRow)) == sorted(rows, key=DeviceCloseRow.key)
        assert list(work.tables.every(DeviceCloseRow)) == list(work.tables.select(DeviceCloseRow))


@pytest.mark.parametrize("view", ["work", "reading"])
def test_what_was_changed_in_the_same_view_is_there(store, view):
    with store.work() as work:
        for number in (1, 2, 3, 4):
            work.tables.put(row(number))
    with getattr(store, view)() as work:
        work.tables.put(row(5))
        work.tables.drop(DeviceCloseRow, *row(2).key())
        assert list(work.tables.every(DeviceCloseRow)) == [row(1), row(3), row(4), row(5)]
        work.tables.drop(DeviceCloseRow, *row(5).key())
        assert list(work.tables.every(DeviceCloseRow)) == [row(1), row(3), row(4)]


def test_it_is_remembered_by_nobody(tmp_path):
    store = DjangoStore.open(tmp_path / "a.sqlite3", create=True)
    with store.work() as work:
        for number in range(10):
            work.tables.put(row(number))
    store.close()
    with store.reading() as work:
        assert len(list(work.tables.every(DeviceCloseRow))) == 10
        assert work.tables.size() == 0
        assert len(list(work.tables.select(DeviceCloseRow))) == 10
        assert work.tables.size() == 10
    store.close()


def test_in_a_piece_nothing_reaches_the_database(tmp_path):
    store = DjangoStore.open(tmp_path / "a.sqlite3", create=True)
    with store.work() as work:
        work.tables.put(row(1))
        with work.piece():
            work.tables.put(row(2))
            assert list(work.tables.every(DeviceCloseRow)) == [row(1), row(2)]
            work.tables.drop(DeviceCloseRow, *row(2).key())
        assert list(work.tables.every(DeviceCloseRow)) == [row(1)]
    store.close()
