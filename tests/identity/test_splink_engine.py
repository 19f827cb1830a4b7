from dataclasses import replace

import duckdb
import numpy as np
import pytest
import sqlglot
from identity_people import families
from plain_fields import PlainEngine

from safepassage.adapters.matching.engine import duckdb_engine
from safepassage.adapters.matching.settings import CONDITIONS, settings
from safepassage.identity.fields import fields_of
from safepassage.identity.levels import InProcess
from safepassage.identity.linking import match
from safepassage.identity.model import ListPerson
from safepassage.identity.pairs import compared, propose

BIRTHS = [
    ("1984-03-05", "1984-03-05"), ("1984-01-01", "1984-01-01"), ("1984-03-05", "1984-05-03"), ("1984-03-05", "1984"),
    ("1984", "1984"), ("1984-03", "1984-03-05"), ("1984-03", "1984-04"), ("1984-03-05", "1984-01-01"),
    ("1984-03-05", "1985-03-05"), ("1984-03-05", "1984-07-19"), ("1984-03-05", "1990-07-19"), ("1984", "1990"),
    ("", "1984-03-05"), ("", ""), ("1984-03-05", "1948-03-05"),
]  # fmt: skip


def people():
    left, right, _ = families(12, seed=6)
    for at, (one, other) in enumerate(BIRTHS):
        left.append(ListPerson(f"x{at}", "سعاد ناصر", birth=one, sex="F", nationality="JOR", document="N1234567"))
        right.append(
            ListPerson(
                f"y{at}", "Suad Nasser", birth=other, sex="FM"[at % 2], nationality="EGY", document=f"N123456{at}"
            )
        )
    for at, (kind, number) in enumerate([("passport", "N1234567"), ("id-card", "X7654321"), ("passport", "X7654321")]):
        left.append(ListPerson(f"k{at}", "سعاد ناصر", document="N1234567", document_kind="passport"))
        right.append(ListPerson(f"l{at}", "Suad Nasser", document=number, document_kind=kind))
    left.append(ListPerson("x99", "سعاد ناصر", birth="1984-03-05", birth_other="1984-05-03", document="ABC"))
    right.append(ListPerson("y99", "Suad Nasser", birth="1984-05-03", document="ABD"))
    return left, right


@pytest.fixture(scope="module")
def asked():
    left, right = people()
    return left, right, propose(left, right), fields_of(left, right)


def test_duckdb_answers_as_plain_python_does(asked):
    bits, levels = duckdb_engine().weigh(*asked)
    expected_bits, expected_levels = PlainEngine().weigh(*asked)
    assert np.array_equal(levels, expected_levels)
    assert bits == pytest.approx(expected_bits, abs=1e-9)
    assert {level for column in levels.T for level in column} >= {-1, 0, 1, 2}


def test_an_import_weighs_in_the_process_as_splink_does(asked):
    bits, levels = duckdb_engine().weigh(*asked)
    own_bits, own_levels = InProcess().weigh(*asked)
    assert np.array_equal(levels, own_levels)
    assert bits == pytest.approx(own_bits, abs=1e-9)
    assert InProcess().weigh([], [], propose([], []), asked[3])[1].shape == (0, len(asked[3]))


def test_any_number_that_both_show_is_a_shared_document():
    left = [ListPerson("a", document="N1234567", document_kind="passport", others=("7001",))]
    right = [ListPerson("b", document="7001", document_kind="id-card")]
    pairs = compared(left, right, np.array([[0, 0]]))
    fields = fields_of(left, right)
    _, levels = InProcess().weigh(left, right, pairs, fields)
    assert fields[2].levels[levels[0, 2]].code == "document-equal"


def test_every_level_but_the_last_has_its_condition(asked):
    fields = asked[3]
    last = {field.levels[-1].code for field in fields}
    assert set(CONDITIONS) == {level.code for field in fields for level in field.levels} - last


def test_the_same_lists_give_the_same_links():
    left, right = people()
    assert match(left, right, duckdb_engine()) == match(left, right, PlainEngine())


def test_the_engine_is_used_twice():
    engine = duckdb_engine()
    left, right = people()
    assert match(left, right, engine) == match(left, right, engine)


def test_lists_without_pairs():
    found = match([replace(people()[0][0], full_name="", birth="", document="")], [], duckdb_engine())
    assert [one.right_id for one in found] == [""]


def conditions(dialect):
    """Every condition of the model as Splink writes it for a dialect."""
    made = settings(fields_of([], [])).create_settings_dict(dialect)
    found = [level["sql_condition"] for one in made["comparisons"] for level in one["comparison_levels"]]
    return [one for one in found if one != "ELSE"]


def test_spark_reads_the_model_as_duckdb_does(asked):
    """Spark itself answers in `make nightly`; here its reading of each condition is run on DuckDB, on every pair of the lists."""
    left, right = asked[:2]
    names = ("birth", "birth_other", "sex", "nationality", "document", "document_kind")
    rows = [
        tuple(getattr(person, name) or None for person in pair for name in names)
        for pair in zip(left, right, strict=False)
    ]
    columns = [f"{name}_{side}" for side in "lr" for name in names]
    here, there = conditions("duckdb"), conditions("spark")
    assert len(here) == len(there) > 30
    base = duckdb.connect()
    base.execute(f"CREATE TABLE pair ({', '.join(f'{one} VARCHAR' for one in columns)})")
    base.executemany(f"INSERT INTO pair VALUES ({', '.join('?' for _ in columns)})", rows)
    compared = 0
    for one, other in zip(here, there, strict=True):
        read = sqlglot.transpile(other, read="spark", write="duckdb")[0]
        if "cand_l" not in one:
            said = [base.execute(f"SELECT {condition} FROM pair ORDER BY ALL").fetchall() for condition in (one, read)]
            assert said[0] == said[1]
            compared += 1
    assert compared >= 15
