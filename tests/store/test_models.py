"""Every row of every room has its table, and the migrations are those of the rows."""

import importlib
import io
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import models

import safepassage
from safepassage.kernel.columns import shape_of
from safepassage.kernel.rows import Row
from safepassage.store.models import MODELS, LedgerActor, LedgerCheckpoint, LedgerEntry, LedgerHead, LedgerKey
from safepassage.store.models.fields import Text, Whole
from safepassage.store.models.rows import INDEXES
from safepassage.store.tables import model_of

LEDGER = (LedgerActor, LedgerCheckpoint, LedgerEntry, LedgerHead, LedgerKey)


def every_row():
    """Rows wherever they stand; only files that speak of them are read, the others may be slow to import."""
    root = Path(safepassage.__file__).parent
    for file in root.rglob("*.py"):
        if "(Row)" in file.read_text():
            importlib.import_module(".".join(["safepassage", *file.relative_to(root).with_suffix("").parts]))

    def below(kind):
        for one in kind.__subclasses__():
            yield one
            yield from below(one)

    # A dataclass with slots is made twice; the first one is nobody's.
    return {
        kind
        for kind in below(Row)
        if kind.__module__.startswith("safepassage.")
        and getattr(sys.modules[kind.__module__], kind.__name__, None) is kind
    }


def test_every_row_of_every_room_has_a_model():
    rows = every_row()
    assert len(rows) >= 18
    missing = {kind.__name__ for kind in rows} - {kind.__name__ for kind in MODELS}
    assert missing == set(), "add the room to ROOMS in store/models/rows.py, then run tools/make_migrations.py"
    assert set(MODELS) == rows


@pytest.mark.parametrize("kind", MODELS, ids=lambda kind: kind.__name__)
def test_a_model_has_the_fields_types_and_key_of_its_row(kind):
    meta = MODELS[kind]._meta
    columns = [field for field in meta.concrete_fields if field.column]
    assert meta.db_table == kind.TABLE
    assert [field.column for field in columns] == [column.name for column in shape_of(kind).columns]
    types = {Text: str, Whole: int, models.BooleanField: bool}
    assert [(types[type(field)], field.null) for field in columns] == [
        (column.type, column.optional) for column in shape_of(kind).columns
    ]
    assert [field.column for field in meta.pk_fields] == list(kind.KEY)


def test_no_two_tables_share_a_name():
    names = [model._meta.db_table for model in (*MODELS.values(), *LEDGER)]
    assert sorted(set(names)) == sorted(names)


def test_what_is_asked_for_beside_the_key_has_an_index():
    asked = {
        ("clearance", "person_id"),
        ("clearance", "party", "status"),
        ("call", "day"),
        ("call", "case_id"),
        ("person", "case_id"),
        ("person", "category"),
        ("pass", "person_id"),
        ("pass", "day"),
        ("scan", "pass_id"),
        ("scan", "session"),
        ("pair", "left"),
        ("pair", "right"),
        ("pair", "kept"),
        ("move", "person_id"),
        ("stand", "state"),
        ("entry", "list_id"),
        ("entry", "person_id"),
        ("list", "digest"),
    }
    by_table = {kind.TABLE: kind for kind in MODELS}
    for table, *fields in asked:
        keys = [by_table[table].KEY, *INDEXES.get(table, ())]
        assert any(tuple(fields) == key[: len(fields)] for key in keys), (table, fields)


def test_every_index_is_of_a_table_and_its_fields():
    by_table = {kind.TABLE: kind for kind in MODELS}
    assert set(INDEXES) <= set(by_table)
    for table, indexes in INDEXES.items():
        names = {column.name for column in shape_of(by_table[table]).columns}
        assert {name for index in indexes for name in index} <= names
        assert len(MODELS[by_table[table]]._meta.indexes) == len(indexes)


def test_the_migrations_are_those_of_the_models():
    told = io.StringIO()
    call_command("makemigrations", "store", check=True, dry_run=True, stdout=told)
    assert "No changes detected in app 'store'" in told.getvalue()


def test_a_model_that_changed_would_be_found(monkeypatch):
    """The test above can fail."""
    told = io.StringIO()
    monkeypatch.setattr(LedgerHead._meta, "db_table", "elsewhere")
    monkeypatch.setitem(LedgerHead._meta.original_attrs, "db_table", "elsewhere")
    with pytest.raises(SystemExit):
        call_command("makemigrations", "store", check=True, dry_run=True, stdout=told)


def test_a_row_without_a_table_is_a_mistake():
    with pytest.raises(LookupError, match="Row has no table: add its room"):
        model_of(Row)


def test_a_kept_thing_shows_its_place_and_nothing_it_holds():
    assert str(LedgerEntry(index=12, header=b"h", signature=b"s", body=b"secret")) == "LedgerEntry 12"
    assert str(LedgerKey(entry_id=3, key=b"secret")) == "LedgerKey 3"
