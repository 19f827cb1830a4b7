"""Any run of reads, writes, commits and failures gives on a database what it gives in memory."""

import contextlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_entries import append_bare

from safepassage.account.state import MoveRow
from safepassage.adapters.memory import MemoryStore
from safepassage.store import tables

PEOPLE = st.sampled_from(["", "a", "B", "א", "ب", "😀", "ﬀ", "%s", "p'1"])
PLACES = st.integers(-2, 3)
STATES = st.sampled_from(["pending", "called", "مدعو"])
STEPS = st.one_of(
    st.tuples(st.just("put"), PEOPLE, PLACES, STATES),
    st.tuples(st.just("drop"), PEOPLE, PLACES),
    st.tuples(st.just("get"), PEOPLE, PLACES),
    st.tuples(st.just("select")),
    st.tuples(
        st.just("select"), st.fixed_dictionaries({}, optional={"person_id": PEOPLE, "entry": PLACES, "state": STATES})
    ),
)
WORKS = st.lists(st.tuples(st.sampled_from(["keep", "fail", "read"]), st.lists(STEPS, max_size=12)), max_size=6)


def step(work, what, *given):
    match what:
        case "put":
            work.tables.put(MoveRow(given[0], given[1], given[2], "", ""))
        case "drop":
            work.tables.drop(MoveRow, *given)
        case "get":
            return work.tables.get(MoveRow, *given)
        case "select":
            return list(work.tables.select(MoveRow, **(given[0] if given else {})))
        case "append":
            append_bare(work, 1)
    return work.head()


def do(store, kind, steps, told):
    with store.reading() if kind == "read" else store.work() as work:
        told.extend(step(work, *one) for one in steps)
        if kind == "fail":
            raise InterruptedError


def run(store, works):
    told = []
    for kind, steps in works:
        with contextlib.suppress(InterruptedError):
            do(store, kind, steps, told)
        with store.reading() as work:
            told.append((list(work.tables.select(MoveRow)), list(work.entries()), work.head()))
    return told


def emptied(store):
    with store.work() as work:
        for row in work.tables.select(MoveRow):
            work.tables.drop(MoveRow, *row.key())
    return store


@settings(max_examples=40, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(works=WORKS)
def test_a_database_tells_what_memory_tells(store, monkeypatch, works):
    monkeypatch.setattr(tables, "FIRST_LOOK", 2)
    assert run(emptied(store), works) == run(MemoryStore(), works)


def test_the_runs_are_not_all_alike():
    """Silence is not success: two runs that differ are told apart."""
    one = [("keep", [("put", "a", 1, "called")])]
    other = [("fail", [("put", "a", 1, "called")])]
    assert run(MemoryStore(), one) != run(MemoryStore(), other)


@pytest.mark.parametrize("kind", ["keep", "fail", "read"])
def test_a_long_run(make, monkeypatch, kind):
    monkeypatch.setattr(tables, "FIRST_LOOK", 2)
    people = ["א", "ب", "😀", "a", "B", "ﬀ"]
    steps = [("put", people[number % 6], number % 7, f"state {number % 5}") for number in range(300)]
    steps += [("drop", people[number % 6], number % 7) for number in range(0, 300, 11)]
    steps += [("get", people[number % 6], number % 11) for number in range(300)] + [("select",), ("append",)]
    works = [("keep", steps[:150]), (kind, steps), ("keep", [("select",)])]
    assert run(make(), works) == run(MemoryStore(), works)
