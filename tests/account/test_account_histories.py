"""Any history at all: whatever facts come in whatever order, every person is in one state, and the past agrees."""

import importlib.util
import itertools
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from safepassage.account.model import MERGED, STATES
from safepassage.account.state import StandRow
from safepassage.people.state import PersonRow

# The tests are no package, so the fixture's class is loaded from its file.
_spec = importlib.util.spec_from_file_location("account_world", Path(__file__).with_name("conftest.py"))
_conftest = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_conftest)

IDS = ("a", "b", "c")
DAYS = ("2023-11-01", "2023-11-02")
one_id = st.sampled_from(IDS)
some_ids = st.lists(one_id, unique=True, max_size=3)
day = st.sampled_from(DAYS)

step = st.one_of(
    st.tuples(st.just("person"), one_id),
    st.tuples(st.just("submit"), one_id),
    st.tuples(
        st.just("answer"),
        st.sampled_from(("egy", "isr")),
        st.sampled_from(("granted", "granted", "granted", "refused", "withdrawn")),
        one_id,
    ),
    st.tuples(st.just("lapse"), st.sampled_from(("egy", "isr")), one_id),
    st.tuples(st.just("publish"), day, some_ids),
    st.tuples(st.just("scan"), one_id, st.sampled_from(("hold", "exited", "entered", "returned", "refuse"))),
    st.tuples(st.just("late"), one_id, st.sampled_from(("exited", "entered", "returned")), st.integers(1, 90)),
    st.tuples(st.just("end"), day, some_ids, some_ids),
    st.tuples(st.just("withdraw"), one_id, st.sampled_from(("own-wish", "source", "died"))),
    st.tuples(st.just("judge"), st.sampled_from((("a", "b"), ("b", "c"))), st.sampled_from(("same", "different"))),
)
histories = st.lists(step, max_size=30)


def play(history):
    """The world after a history, with every earlier state of the stands."""
    world = _conftest.World()
    world.person(*IDS)
    for one in IDS:
        world.issue(f"pass-{one}", one)
    seen = [world.stands()]
    for what, *with_ in history:
        match what, *with_:
            case "scan", who, did:
                world.scan(f"pass-{who}", did, reason="turned-away")
            case "late", who, did, minutes:
                world.scan(f"pass-{who}", did, world.now.plus(minutes=-minutes))
            case "publish", on, who:
                world.publish(on, tuple(who))
            case "end", on, absent, kept:
                world.end(on, no_show=tuple(absent), carried_over=tuple(one for one in kept if one not in absent))
            case "judge", (left, right), answer:
                world.judge(left, right, answer)
            case _:
                getattr(world, what)(*with_)
        seen.append(world.stands())
    return world, seen


@given(histories)
@settings(max_examples=100, deadline=None, derandomize=True, database=None)
def test_every_person_is_in_exactly_one_state(history):
    world, seen = play(history)
    for stands in seen:
        assert {one.state for one in stands} <= set(STATES)
    people = list(world.tables.select(PersonRow))
    assert [one.person_id for one in world.stands()] == [one.person_id for one in people if not one.merged_into]
    assert {one.person_id for one in people if one.merged_into} == {
        one for stand in world.stands() for one in IDS if f'"{one}"' in stand.also
    }


@given(histories)
@settings(max_examples=100, deadline=None, derandomize=True, database=None)
def test_the_last_move_is_where_the_person_is(history):
    world, _ = play(history)
    for one in IDS:
        stand = world.tables.get(StandRow, one)
        last = world.moves(one)[-1]
        if stand is None:
            assert last.state == MERGED
        else:
            assert (stand.state, stand.since, stand.entry) == (last.state, last.at, last.entry)


@given(histories)
@settings(max_examples=100, deadline=None, derandomize=True, database=None)
def test_a_move_is_always_into_another_state(history):
    world, _ = play(history)
    for one in IDS:
        path = world.path(one)
        assert all(before != after for before, after in itertools.pairwise(path))


@given(histories)
@settings(max_examples=100, deadline=None, derandomize=True, database=None)
def test_only_the_gate_a_death_or_a_judgement_ends_in_between(history):
    _, seen = play(history)
    for (what, *with_), before, after in zip(history, seen, seen[1:], strict=False):
        if what in ("scan", "late", "judge") or "died" in with_:
            continue
        now = {one.person_id: one.state for one in after}
        assert all(now.get(one.person_id) == "in-between" for one in before if one.state == "in-between")


@given(histories)
@settings(max_examples=100, deadline=None, derandomize=True, database=None)
def test_the_same_facts_give_the_same_rows(history):
    assert play(history)[0].tables.rows == play(history)[0].tables.rows
