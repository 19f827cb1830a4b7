"""An import of 12,000 invented persons in one work, on our tables and on Django's own objects; and what one question costs.

Usage: python benchmarks/store/import_persons.py [--persons 12000] [--postgresql]
Each person is one entry, three rows put, three keys looked up that are not there.
"""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "src"))
sys.path.insert(0, str(Path(__file__).parents[2] / "tests" / "store"))

import postgres
from django.db import transaction

from safepassage.account.state import StandRow
from safepassage.kernel.columns import shape_of
from safepassage.ledger.model import ActorHead, Entry, Head
from safepassage.people.state import EntryRow, PersonRow
from safepassage.store.models import MODELS
from safepassage.store.store import DjangoStore
from safepassage.store.tables import DjangoTables

KINDS = (EntryRow, PersonRow, StandRow)
AT = "2023-11-01T05:00:00Z"


def rows(number: int):
    person, details = f"person-{number:08d}", '{"full_name":"مسافر مُخترَع"}' * 12
    return (
        EntryRow(person, "list", "source", number, "accepted", details, details, "[]", person, "[]"),
        PersonRow(person, f"case-{number // 4}", "foreign", "1/a", "source", "مسافر مُخترَع", "1990-01-01", "f", "XX", "", "", "self", details, number, AT, "", ""),
        StandRow(person, "pending", AT, number, "foreign", ""),
    )  # fmt: skip


def ours(store, persons: int) -> float:
    started = time.perf_counter()
    with store.work() as work:
        for number in range(persons):
            for row in rows(number):
                assert work.tables.get(type(row), *row.key()) is None
                work.tables.put(row)
            head = Head(number + 1, (b"r" * 32,) * 13, {"operator": ActorHead(number + 1, "ab" * 32)})
            work.append(Entry(number, b"h" * 420, b"s" * 64, b"b" * 900), b"k" * 32, head)
    return time.perf_counter() - started


def djangos(store, persons: int) -> float:
    """The same rows (and no entries) by Django's own queries and objects."""
    alias, waiting = store.database.writing, {kind: [] for kind in KINDS}
    started = time.perf_counter()
    with transaction.atomic(using=alias):
        for number in range(persons):
            for row in rows(number):
                model = MODELS[type(row)]
                assert model.objects.using(alias).filter(pk=row.key()[0]).values_list().first() is None
                values = zip(shape_of(type(row)).columns, shape_of(type(row)).values(row), strict=True)
                waiting[type(row)].append(model(**{column.name: value for column, value in values}))
        for kind, objects in waiting.items():
            names = [column.name for column in shape_of(kind).columns if column.name not in kind.KEY]
            MODELS[kind].objects.using(alias).bulk_create(
                objects, batch_size=2000, update_conflicts=True, unique_fields=list(kind.KEY), update_fields=names
            )
    return time.perf_counter() - started


def questions(store, persons: int) -> tuple[float, float]:
    """Microseconds for one key looked up alone, and for one row of a table read whole."""
    alias, asked = store.database.reading, min(persons, 3000)
    with store.reading():
        tables = DjangoTables(alias)
        tables._held(PersonRow).look = 0  # never read it whole  # noqa: SLF001
        started = time.perf_counter()
        for number in range(asked):
            assert tables.get(PersonRow, f"person-{number:08d}") is not None
        one = (time.perf_counter() - started) / asked
        started = time.perf_counter()
        DjangoTables(alias).preload(PersonRow)
        return one * 1e6, (time.perf_counter() - started) / persons * 1e6


def measure(name: str, location, persons: int) -> None:
    store = DjangoStore.open(location, create=True)
    theirs = djangos(store, persons)
    store.clear_tables()
    mine = ours(store, persons)
    one, whole = questions(store, persons)
    print(
        f"{name}: {persons} persons in {mine:.2f} s (rows and entries); by Django's objects {theirs:.2f} s (rows only);"
    )
    print(
        f"  one key looked up {one:.0f} us, one row of a whole table {whole:.1f} us: {one / whole:.0f} to 1", flush=True
    )
    store.close()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--persons", type=int, default=12_000)
    options.add_argument("--postgresql", action="store_true")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure("SQLite", Path(folder) / "a.sqlite3", asked.persons)
    if asked.postgresql:
        with postgres.running(fsync=True) as server:
            measure("PostgreSQL", server.new(), asked.persons)
    print(f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")


if __name__ == "__main__":
    main()
