"""What is asked of the database, and what is known already."""

import pytest
from django.db import connections
from store_entries import stand

from safepassage.account.state import MoveRow, StandRow
from safepassage.store import statements, tables
from safepassage.store.store import DjangoStore


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request, tmp_path):
    location = tmp_path / "a.sqlite3" if request.param == "sqlite" else request.getfixturevalue("operation")
    opened = DjangoStore.open(location, create=True)
    yield opened
    opened.close()


class Asked:
    """The statements a connection carries out."""

    def __init__(self) -> None:
        self.texts = []

    def __call__(self, execute, sql, params, many, context):
        self.texts.append(sql)
        return execute(sql, params, many, context)

    def count(self, word: str, table: str) -> int:
        return sum(text.startswith(word) and f'"{table}"' in text for text in self.texts)


@pytest.fixture
def asked(store):
    """What is asked while writing."""
    watch = Asked()
    with connections[store.database.writing].execute_wrapper(watch):
        yield watch


def test_what_was_read_or_written_is_not_asked_for_again(store, asked):
    with store.work() as work:
        for _ in range(3):
            assert work.tables.get(StandRow, "nobody") is None
        work.tables.put(stand("p1"))
        for _ in range(3):
            assert work.tables.get(StandRow, "p1") == stand("p1")
    assert asked.count("SELECT", "stand") == 1
    assert asked.count("INSERT", "stand") == 1
    with store.work() as work:
        assert [row.person_id for row in work.tables.select(StandRow)] == ["p1"]
        assert work.tables.get(StandRow, "p1") == stand("p1")
    assert asked.count("SELECT", "stand") == 2


def test_a_row_changed_many_times_is_written_once(store, asked):
    with store.work() as work:
        for number in range(50):
            work.tables.put(stand("p1", entry=number))
    assert asked.count("INSERT", "stand") == 1
    with store.reading() as work:
        assert work.tables.get(StandRow, "p1") == stand("p1", entry=49)


def test_a_selection_writes_only_the_table_it_asks(store, asked):
    with store.work() as work:
        work.tables.put(stand("p1"))
        work.tables.put(MoveRow("p1", 1, "pending", "", ""))
        assert len(list(work.tables.select(MoveRow))) == 1
        assert (asked.count("INSERT", "move"), asked.count("INSERT", "stand")) == (1, 0)
        assert len(list(work.tables.select(MoveRow))) == 1
    assert (asked.count("INSERT", "move"), asked.count("INSERT", "stand")) == (1, 1)


def test_nothing_changed_is_nothing_written(store, asked):
    with store.work() as work:
        work.tables.get(StandRow, "p1")
        list(work.tables.select(MoveRow))
    assert [text for text in asked.texts if text.startswith(("INSERT", "DELETE", "UPDATE"))] == []


@pytest.mark.parametrize("count", [0, 1, 3, 500])
def test_a_small_table_asked_often_is_read_whole(store, asked, count):
    with store.work() as work:
        for number in range(count):
            work.tables.put(stand(f"p{number}"))
    with store.work() as work:
        found = [work.tables.get(StandRow, f"p{number}") for number in range(2000)]
    assert found == [stand(f"p{number}") for number in range(count)] + [None] * (2000 - count)
    # As many as it takes to notice, one look at how large the table is, one reading.
    assert asked.count("SELECT", "stand") == tables.FIRST_LOOK - 1 + 2


def test_a_large_table_is_read_whole_only_once_that_pays(store, asked, monkeypatch):
    monkeypatch.setattr(tables, "FIRST_LOOK", 4)
    monkeypatch.setattr(tables, "WORTH", 2)
    with store.work() as work:
        for number in range(20):
            work.tables.put(stand(f"p{number:02d}"))
    store.close()  # so that nothing is remembered
    asked.texts.clear()
    with store.work() as work:
        # After 4 and 8 questions 20 rows are too many (8, 16), after 16 they are not (32).
        for number, wanted in [(3, 3), (4, 4 + 1), (7, 7 + 1), (8, 8 + 2), (15, 15 + 2), (16, 15 + 4), (20, 15 + 4)]:
            for one in range(number):
                assert work.tables.get(StandRow, f"p{one:02d}") == stand(f"p{one:02d}")
            assert asked.count("SELECT", "stand") == wanted, number


def test_reading_a_table_whole_leaves_what_was_changed(store):
    with store.work() as work:
        for name in ("p1", "p2", "p3"):
            work.tables.put(stand(name))
    with store.work() as work:
        work.tables.put(stand("p1", "called"))
        work.tables.drop(StandRow, "p2")
        work.tables.preload(StandRow)
        assert work.tables.get(StandRow, "p1") == stand("p1", "called")
        assert work.tables.get(StandRow, "p2") is None
        assert work.tables.get(StandRow, "p3") == stand("p3")
        assert work.tables.get(StandRow, "p4") is None
    with store.reading() as work:
        assert list(work.tables.select(StandRow)) == [stand("p1", "called"), stand("p3")]


def test_after_a_table_was_read_whole_nothing_of_it_is_asked(store, asked):
    with store.work() as work:
        work.tables.preload(StandRow)
        before = len(asked.texts)
        assert [work.tables.get(StandRow, f"p{number}") for number in range(100)] == [None] * 100
        with pytest.raises(TypeError):
            work.tables.get(StandRow, 7)
        assert len(asked.texts) == before


@pytest.mark.parametrize("count", [1, 3, 4, 5, 9])
def test_rows_are_handed_over_in_chunks(store, asked, monkeypatch, count):
    monkeypatch.setattr(statements, "CHUNK", 4)
    with store.work() as work:
        for number in range(count):
            work.tables.put(stand(f"p{number}"))
    assert asked.count("INSERT", "stand") == -(-count // 4)
    with store.reading() as work:
        assert len(list(work.tables.select(StandRow))) == count
