"""A scratch database is known whole from the first: it is asked for nothing, and says what any other would."""

from dataclasses import dataclass

import pytest

from safepassage.gate.state import DeviceCloseRow, SessionRow
from safepassage.store import statements
from safepassage.store.store import DjangoStore


@dataclass
class Asked:
    count: int = 0


@pytest.fixture
def scratch(tmp_path):
    store = DjangoStore.open(tmp_path / "scratch.sqlite3", create=True, scratch=True)
    yield store
    store.discard()


@pytest.fixture
def asked(monkeypatch):
    """How often a row, or rows with a value, were asked of the database."""
    told = Asked()

    def count(real, *conditions):
        def ask(*given):
            told.count += bool(given[-1]) or not conditions
            return real(*given)

        return ask

    monkeypatch.setattr(statements, "read_one", count(statements.read_one))
    monkeypatch.setattr(statements, "read", count(statements.read, "where"))
    return told


def close(number: int, last: int = 1) -> DeviceCloseRow:
    return DeviceCloseRow(f"gaza/2023-11-01/{number}", f"device-{number % 3}", last)


@pytest.mark.parametrize("view", ["work", "reading"])
def test_nothing_is_asked_of_it_however_much_is_written(scratch, asked, view):
    with getattr(scratch, view)() as work:
        tables = work.tables
        before = asked.count
        for number in range(500):
            assert tables.get(DeviceCloseRow, f"gaza/2023-11-01/{number}", f"device-{number % 3}", 1) is None
            tables.put(close(number))
        of_one = [row.session for row in tables.select(DeviceCloseRow, device="device-1")]
        assert of_one == sorted(f"gaza/2023-11-01/{number}" for number in range(1, 500, 3))
        assert list(tables.select(SessionRow, side="gaza")) == []
        assert asked.count == before


def test_what_a_work_kept_is_known_to_the_next_one_and_to_a_view(scratch):
    with scratch.work() as work:
        work.tables.put(close(1))
        work.tables.put(close(2))
    with scratch.work() as work:
        work.tables.drop(DeviceCloseRow, *close(1).key())
        work.tables.put(close(3))
        assert list(work.tables.select(DeviceCloseRow)) == [close(2), close(3)]
    with scratch.reading() as work:
        assert list(work.tables.select(DeviceCloseRow)) == [close(2), close(3)]
        assert work.tables.get(DeviceCloseRow, *close(1).key()) is None


def test_what_is_written_in_a_view_is_gone_after_it(scratch):
    with scratch.reading() as work:
        work.tables.put(close(1))
        assert list(work.tables.select(DeviceCloseRow)) == [close(1)]
    with scratch.reading() as work:
        assert list(work.tables.select(DeviceCloseRow)) == []


def test_a_database_that_is_kept_is_not_read_whole(tmp_path, asked):
    store = DjangoStore.open(tmp_path / "kept.sqlite3", create=True)
    with store.work() as work:
        work.tables.put(close(1))
    store.close()
    before = asked.count
    with store.reading() as work:
        assert work.tables.get(DeviceCloseRow, *close(1).key()) == close(1)
    assert asked.count == before + 2  # the head of the ledger, and the row
    store.close()
