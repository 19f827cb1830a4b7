import sqlite3

import psycopg
import pytest
from django.db import connections
from store_entries import append, stand

from safepassage.account.state import StandRow
from safepassage.clearance.state import ClearanceRow
from safepassage.passes.state import ManifestRow
from safepassage.store import statements
from safepassage.store.compare import Difference, compare
from safepassage.store.errors import StoreError
from safepassage.store.store import DjangoStore


def clearance(person, party, status="pending"):
    return ClearanceRow(person, party, status, "", "", "", "", "Invented reason", "1/a")


def rows():
    for name in ("", "a", "B", "א", "ب", "😀"):
        yield stand(name, why=f"why {name}")
        for party in ("egypt", "Israel", "قطر"):
            yield clearance(name, party)
    for number in (-3, 0, 2**40):
        yield ManifestRow(number, 1, "digest", "")


@pytest.fixture(params=["sqlite", "postgresql"])
def live(request, tmp_path):
    location = tmp_path / "live.sqlite3" if request.param == "sqlite" else request.getfixturevalue("operation")
    store = DjangoStore.open(location, create=True)
    fill(store)
    yield store
    store.close()


@pytest.fixture
def rebuilt(tmp_path):
    store = DjangoStore.open(tmp_path / "rebuilt.sqlite3", create=True, scratch=True)
    fill(store)
    yield store
    store.discard()


def fill(store):
    with store.work() as work:
        for row in rows():
            work.tables.put(row)


@pytest.fixture(params=[1, 2, 2000], autouse=True)
def chunk(request, monkeypatch):
    """Pages of one row, of two, and larger than the tables."""
    monkeypatch.setattr(statements, "CHUNK", request.param)


def test_the_same_rows_differ_nowhere(live, rebuilt):
    assert list(compare(live, rebuilt)) == []
    assert list(compare(rebuilt, live)) == []


def test_what_is_in_the_ledger_is_not_compared(live, rebuilt):
    with live.work() as work:
        append(work, 1)
        work.tables.drop(StandRow, "invented-000000")
    assert list(compare(live, rebuilt)) == []


def test_one_changed_column_is_named_without_its_value(live, rebuilt):
    with live.work() as work:
        work.tables.put(clearance("ب", "egypt", "granted"))
    (found,) = compare(live, rebuilt)
    assert found == Difference("clearance", ("ب", "egypt"), "status", "differs")
    assert "granted" not in repr(found)


def test_three_differences_of_three_kinds_in_the_order_of_tables_and_keys(live, rebuilt):
    with live.work() as work:
        work.tables.drop(StandRow, "a")
        work.tables.put(stand("zz"))
        work.tables.put(ManifestRow(0, 2, "another", ""))
        work.tables.put(stand("B", "called", why="other"))
    assert list(compare(live, rebuilt)) == [
        Difference("manifest", (0,), "passes", "differs"),
        Difference("manifest", (0,), "digest", "differs"),
        Difference("stand", ("B",), "state", "differs"),
        Difference("stand", ("B",), "why", "differs"),
        Difference("stand", ("a",), "", "only in the rebuilt tables"),
        Difference("stand", ("zz",), "", "only in the live tables"),
    ]


@pytest.mark.parametrize("side", ["live", "rebuilt"])
def test_an_empty_side(live, rebuilt, side):
    (live if side == "live" else rebuilt).clear_tables()
    other = "rebuilt" if side == "live" else "live"
    found = list(compare(live, rebuilt))
    assert {one.what for one in found} == {f"only in the {other} tables"}
    assert sorted((one.table, one.key) for one in found) == sorted((row.TABLE, row.key()) for row in rows())


def test_first_and_last_row_of_a_table(live, rebuilt):
    with live.work() as work:
        work.tables.drop(StandRow, "")
        work.tables.drop(StandRow, "😀")
    assert [one.key for one in compare(live, rebuilt)] == [("",), ("😀",)]
    assert [one.what for one in compare(rebuilt, live)] == ["only in the live tables"] * 2


def test_it_compares_one_moment_even_while_others_write(live, rebuilt):
    found = compare(live, rebuilt)
    with live.work() as work:
        work.tables.put(ManifestRow(9, 1, "", ""))
        work.tables.put(stand("0"))
    first = next(found)
    with live.work() as work:
        work.tables.put(stand("00"))
    assert [first, *found] == [
        Difference("manifest", (9,), "", "only in the live tables"),
        Difference("stand", ("0",), "", "only in the live tables"),
    ]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE manifest SET passes = '1x' WHERE number = 0", ("manifest", (0,), "passes", "differs")),
        ("UPDATE stand SET entry = 0.5 WHERE person_id = 'a'", ("stand", ("a",), "entry", "differs")),
        ("UPDATE stand SET why = x'00ff' WHERE person_id = 'a'", ("stand", ("a",), "why", "differs")),
        ("UPDATE stand SET why = why || ' ' WHERE person_id = 'a'", ("stand", ("a",), "why", "differs")),
    ],
    ids=range(4),
)
def test_a_hand_in_the_database_is_found_whatever_it_wrote(tmp_path, rebuilt, change, told):
    live = DjangoStore.open(tmp_path / "live.sqlite3", create=True)
    fill(live)
    with sqlite3.connect(tmp_path / "live.sqlite3") as raw:
        assert raw.execute(change).rowcount == 1
    raw.close()
    assert list(compare(live, rebuilt)) == [Difference(*told)]
    live.close()


def test_a_key_of_another_type_is_a_row_of_its_own(tmp_path, rebuilt):
    live = DjangoStore.open(tmp_path / "live.sqlite3", create=True)
    fill(live)
    with sqlite3.connect(tmp_path / "live.sqlite3") as raw:
        raw.execute("UPDATE clearance SET person_id = x'61' WHERE person_id = 'a' AND party = 'egypt'")
    raw.close()
    assert list(compare(live, rebuilt)) == [
        Difference("clearance", ("a", "egypt"), "", "only in the rebuilt tables"),
        Difference("clearance", (b"a", "egypt"), "", "only in the live tables"),
    ]
    live.close()


def test_text_that_cannot_be_read_ends_the_comparison_with_a_word(tmp_path, rebuilt):
    live = DjangoStore.open(tmp_path / "live.sqlite3", create=True)
    fill(live)
    with sqlite3.connect(tmp_path / "live.sqlite3") as raw:
        raw.execute("UPDATE stand SET why = CAST(x'ff' AS TEXT) WHERE person_id = 'a'")
    raw.close()
    with pytest.raises(StoreError) as caught:
        list(compare(live, rebuilt))
    assert caught.value.problem.code == "store-unreadable"
    live.close()


def test_a_hand_in_postgresql_is_found(operation, rebuilt):
    live = DjangoStore.open(operation)
    fill(live)
    with psycopg.connect(operation) as raw:
        raw.execute("UPDATE stand SET entry = entry + 1 WHERE person_id = '😀'")
    assert list(compare(live, rebuilt)) == [Difference("stand", ("😀",), "entry", "differs")]
    assert connections[live.database.reading].in_atomic_block is False
    live.close()
