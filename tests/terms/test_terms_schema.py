"""The schema and the nouns fit each other: no key is read into nothing, no field of a noun can be left unsaid."""

from __future__ import annotations

import types
from dataclasses import MISSING, fields
from datetime import date
from typing import Any, get_args, get_type_hints

import pytest

from safepassage.terms import model
from safepassage.terms.schema import REQUIRED, TABLES, TOP, Table
from safepassage.terms.shape import _READERS, Fault, entries, guess, read_shape

MADE_ELSEWHERE = {"parties", "crossing", "sides", "lanes", "categories", "quotas", "orders", "couplings", "documents",
                  "companions", "publication", "validity", "onward", "between", "weights", "planning", "papers", "retention", "witnessing"}  # fmt: skip
VALUES: dict[str, Any] = {
    "text": "x", "condition": "true", "reference": "x", "id": "x", "clause": "X", "whole": 1, "flag": True,
    "date": date(2030, 1, 1), "time": "07:00", "zone": "UTC", "word": "", "words": [], "references": ["x"],
    "weekdays": ["mon"], "names": {"ar": "x"}, "days": {"2030-01-01": 1},
}  # fmt: skip


def kind_of(hint: Any) -> type:
    if isinstance(hint, types.UnionType):
        (hint,) = (one for one in get_args(hint) if one is not type(None))
    return getattr(hint, "__origin__", hint)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.path or "top")
def test_the_keys_of_a_table_are_the_fields_of_its_noun(table: Table) -> None:
    own = {field.name for field in fields(table.noun)} - (MADE_ELSEWHERE if table.path in ("", "crossing") else set())
    if table.path in ("crossing.lanes", "onward"):
        own |= {"categories"}
    assert {key.field or key.name for key in table.keys} == own


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.path or "top")
def test_each_key_is_read_into_the_kind_its_field_has(table: Table) -> None:
    hints = get_type_hints(table.noun)
    for key in table.keys:
        value = VALUES[key.kind]
        if key.choices:
            value = [key.choices[0]] if isinstance(value, list) else key.choices[0]
        read = _READERS[key.kind](key, value)
        assert isinstance(read, kind_of(hints[key.field or key.name])), key.name
        if key.default is not REQUIRED and key.default is not None:
            assert isinstance(key.default, kind_of(hints[key.field or key.name])), key.name


def test_what_a_noun_can_do_without_the_file_can_too() -> None:
    for table in TABLES:
        for field in fields(table.noun):
            key = next((key for key in table.keys if (key.field or key.name) == field.name), None)
            if key and (field.default is not MISSING or field.default_factory is not MISSING):
                assert key.default is not REQUIRED, (table.path, key.name)


def test_every_kind_of_value_has_a_reader_and_is_used() -> None:
    assert {key.kind for table in TABLES for key in table.keys} == set(_READERS)


def test_every_table_has_a_place_in_the_agreement() -> None:
    names = {field.name for field in fields(model.Agreement)}
    for table in TABLES:
        assert table.path == "" or table.path.split(".")[0] in names
    assert TABLES[0] is TOP


def test_clauses_stand_first_and_say_the_same_everywhere() -> None:
    with_clause = [table for table in TABLES if any(key.kind == "clause" for key in table.keys)]
    assert len(with_clause) == 14
    assert {table.keys[0].name for table in with_clause} == {"clause"}
    assert len({table.keys[0] for table in with_clause if table.keys[0].default is REQUIRED}) == 1


@pytest.mark.parametrize(
    ("word", "expected"),
    [("categorys", " (did you mean 'categories'?)"), ("zzz", ""), ("", ""), ("weight", " (did you mean 'weights'?)")],
)
def test_a_guess_is_made_only_where_a_word_is_near(word: str, expected: str) -> None:
    assert guess(word, tuple(table.path for table in TABLES[1:])) == expected


def test_entries_pass_over_what_is_no_table() -> None:
    parties = next(table for table in TABLES if table.path == "parties")
    sides = next(table for table in TABLES if table.path == "crossing.sides")
    data = {"parties": [{"id": "a"}, 3, {"id": "b"}], "crossing": {"sides": {"id": "x"}}}
    assert list(entries(data, parties)) == [(("parties", 0), {"id": "a"}), (("parties", 2), {"id": "b"})]
    assert list(entries(data, sides)) == []
    assert list(entries({"crossing": 3}, sides)) == []


def test_a_misspelt_table_is_reported_with_a_guess_and_so_is_the_one_that_is_missing() -> None:
    faults = read_shape({"valdity": {"clause": "L2"}}).faults
    assert faults[0] == Fault(
        ("valdity",),
        "unknown key 'valdity' (did you mean 'validity'?)",
        "take it out, or use one of version, id, name, concluded, ends, mediator, parties, crossing, categories, quotas, orders, "
        "couplings, documents, companions, publication, validity, onward, between, weights, planning, papers, retention, witnessing",
        "unknown-key",
    )
    assert [one.path for one in faults if one.code == "missing-table" and one.path == ("validity",)] == [("validity",)]
