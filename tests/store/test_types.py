"""Yes-or-no and optional fields: no room has one yet, every store must keep them."""

from dataclasses import dataclass
from typing import ClassVar

import pytest
from django.apps import apps
from django.db import connections

from safepassage.adapters.memory import MemoryStore
from safepassage.kernel.rows import Row
from safepassage.store.models import MODELS
from safepassage.store.models.rows import _model
from safepassage.store.store import DjangoStore


@dataclass(frozen=True, slots=True)
class TrialRow(Row):
    """Only in this test."""

    TABLE: ClassVar[str] = "trial"
    KEY: ClassVar[tuple[str, ...]] = ("yes", "name")
    name: str
    yes: bool
    maybe: bool | None
    note: str | None
    count: int | None


@dataclass(frozen=True, slots=True)
class OnlyKeyRow(Row):
    """A row that is nothing but its key."""

    TABLE: ClassVar[str] = "only_key"
    KEY: ClassVar[tuple[str, ...]] = ("name",)
    name: str


@pytest.fixture(scope="module")
def trial():
    """Models of the two rows, gone after the module."""
    made = {kind: _model(kind) for kind in (TrialRow, OnlyKeyRow)}
    yield made
    for kind in made:
        del apps.all_models["store"][kind.__name__.lower()]
    apps.clear_cache()


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def store(request, tmp_path, trial, monkeypatch):
    if request.param == "memory":
        yield MemoryStore()
        return
    postgresql = request.param == "postgresql"
    place = request.getfixturevalue("postgres").new() if postgresql else tmp_path / "operation.sqlite3"
    opened = DjangoStore.open(place, create=True)
    with connections[opened.database.writing].schema_editor() as editor:
        for kind, model in trial.items():
            editor.create_model(model)
            monkeypatch.setitem(MODELS, kind, model)
    yield opened
    opened.close()


YES, NO = True, False
ROWS = [
    TrialRow("a", NO, None, None, None),
    TrialRow("b", NO, YES, "", 0),
    TrialRow("a", YES, NO, "None", -1),
]


def test_every_value_comes_back_with_its_type(store):
    with store.work() as work:
        for row in reversed(ROWS):
            work.tables.put(row)
    with store.reading() as work:
        found = list(work.tables.select(TrialRow))
        assert found == ROWS
        assert [[type(value) for value in shown(row)] for row in found] == [
            [type(v) for v in shown(row)] for row in ROWS
        ]
        assert work.tables.get(TrialRow, YES, "a") == ROWS[2]


def shown(row):
    return (row.name, row.yes, row.maybe, row.note, row.count)


def test_nothing_is_found_as_nothing(store):
    with store.work() as work:
        for row in ROWS:
            work.tables.put(row)
    with store.reading() as work:
        assert list(work.tables.select(TrialRow, note=None)) == [ROWS[0]]
        assert list(work.tables.select(TrialRow, note="")) == [ROWS[1]]
        assert list(work.tables.select(TrialRow, maybe=None, count=None)) == [ROWS[0]]
        assert list(work.tables.select(TrialRow, maybe=False)) == [ROWS[2]]
        assert list(work.tables.select(TrialRow, yes=False, count=0)) == [ROWS[1]]


def test_a_row_that_is_only_its_key_is_put_twice(store):
    for _ in range(2):
        with store.work() as work:
            work.tables.put(OnlyKeyRow("a"))
    with store.reading() as work:
        assert list(work.tables.select(OnlyKeyRow)) == [OnlyKeyRow("a")]
