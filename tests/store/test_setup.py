import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connections
from psycopg import IsolationLevel

from safepassage.kernel.problems import ProblemsError
from safepassage.store.setup import configure, forget

SECRET = "a-secret-word"


def options(alias):
    return connections.settings[alias]["OPTIONS"]


def test_each_database_has_two_aliases_of_its_own(tmp_path):
    one, other, third = (configure(tmp_path / name) for name in ("a.sqlite3", "a.sqlite3", "b.sqlite3"))
    assert len({*one.aliases, *other.aliases, *third.aliases}) == 6
    for database in (one, other, third):
        assert set(database.aliases) <= set(connections.settings)
        forget(database)
        assert not set(database.aliases) & set(connections.settings)
    assert list(tmp_path.iterdir()) == []


def test_a_writer_locks_at_once_and_a_reader_does_not(tmp_path):
    database = configure(tmp_path / "a.sqlite3", patience=7)
    assert options(database.writing)["transaction_mode"] == "IMMEDIATE"
    assert options(database.reading)["transaction_mode"] == "DEFERRED"
    assert [options(alias)["timeout"] for alias in database.aliases] == [7, 7]
    forget(database)


@pytest.mark.parametrize(
    ("alias", "wanted"),
    [("writing", {"journal_mode": "wal", "synchronous": 2}), ("reading", {"journal_mode": "wal", "synchronous": 2})],
)
def test_sqlite_is_durable_and_careful(tmp_path, alias, wanted):
    database = configure(tmp_path / "a.sqlite3")
    with connections[getattr(database, alias)].cursor() as cursor:
        careful = {"secure_delete": 1, "temp_store": 2, "foreign_keys": 1}
        for name, value in {**wanted, **careful}.items():
            cursor.execute(f"PRAGMA {name}")
            assert cursor.fetchone()[0] == value, name
    forget(database)


def test_a_scratch_database_is_one_file_and_never_flushed(tmp_path):
    database = configure(tmp_path / "a.sqlite3", scratch=True)
    with connections[database.writing].cursor() as cursor:
        found = {}
        for name in ("journal_mode", "synchronous", "secure_delete"):
            cursor.execute(f"PRAGMA {name}")
            found[name] = cursor.fetchone()[0]
    assert found == {"journal_mode": "memory", "synchronous": 0, "secure_delete": 1}
    forget(database)


def test_an_address_of_postgresql_is_read_whole():
    url = (
        f"postgresql://ann:{SECRET}@db.example:5433/rafah?sslmode=require&application_name=cell&options=-c%20geqo%3Doff"
    )
    database = configure(url, patience=3)
    assert database.path is None
    assert database.name == "rafah on db.example"
    writing, reading = (connections.settings[alias] for alias in database.aliases)
    for config in (writing, reading):
        assert [config[name] for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")] == [
            "rafah",
            "ann",
            SECRET,
            "db.example",
            "5433",
        ]
        assert config["OPTIONS"]["sslmode"] == "require"
        assert config["OPTIONS"]["options"] == "-c geqo=off -c synchronous_commit=on -c lock_timeout=3000ms"
    assert writing["OPTIONS"]["isolation_level"] is IsolationLevel.READ_COMMITTED
    assert reading["OPTIONS"]["isolation_level"] is IsolationLevel.REPEATABLE_READ
    forget(database)


def test_what_a_database_is_called_holds_no_password():
    database = configure(f"postgres://ann:{SECRET}@/rafah")
    assert SECRET not in repr(database)
    assert database.name == "rafah on this machine"
    forget(database)


@pytest.mark.parametrize("url", [f"postgresql://ann:{SECRET}@[half/x", f"postgresql://ann:{SECRET}@h/x?nothing=1"])
def test_an_address_that_cannot_be_read_is_told_without_it(url):
    with pytest.raises(ProblemsError) as caught:
        configure(url)
    (problem,) = caught.value.problems
    assert problem.sentence() == "the database: its address cannot be read. Write postgresql://USER@HOST:PORT/NAME."


def run(code: str, **environment: str) -> str:
    """What a fresh process prints."""
    path = os.pathsep.join([str(Path(__file__).parents[2] / "src"), environment.pop("PYTHONPATH", "")])
    told = subprocess.run([sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": path, **environment}, check=True, capture_output=True, text=True)  # fmt: skip
    return told.stdout.strip()


def test_importing_any_part_of_the_store_is_enough():
    assert run("from safepassage.store.models import MODELS; print(len(MODELS) > 15)") == "True"
    assert run("from safepassage.store.models.ledger import LedgerHead; print(LedgerHead)").endswith("LedgerHead'>")


def test_a_project_around_us_keeps_its_own_settings(tmp_path):
    (tmp_path / "theirs.py").write_text(
        "SECRET_KEY = 'x'\nINSTALLED_APPS = ['safepassage.store']\nTIME_ZONE = 'Africa/Cairo'\n"
        "DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': ':memory:'}}\n"
    )
    code = (
        "import django; django.setup()\n"
        "from django.conf import settings\n"
        "from safepassage.store.store import DjangoStore\n"
        f"store = DjangoStore.open({str(tmp_path / 'a.sqlite3')!r}, create=True)\n"
        "with store.work() as work: print(settings.TIME_ZONE, work.head().size)"
    )
    assert run(code, DJANGO_SETTINGS_MODULE="theirs", PYTHONPATH=str(tmp_path)) == "Africa/Cairo 0"
