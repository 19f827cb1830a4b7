"""Which records no gate that keeps the rule writes, by what stands in them alone; and at which place a device goes on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safepassage.gate.merging import contradicts_itself
from safepassage.gate.model import Record
from safepassage.gate.reasons import REASONS, RETURNS
from safepassage.gate.records import FARTHEST, highest

EXIT = Record("", "gaza/2023-11-01/1", "gaza", "p", "admit", "in-order", "exited", "officer 1", drawn="0" * 16)
BACK = replace(EXIT, reason="returned", step="returned")
AWAY = replace(EXIT, verdict="refuse", reason="turned-away", step="")
HELD = replace(EXIT, verdict="hold", reason="order", step="")
TWO = {"second": "officer 2", "override": "known to both"}


@pytest.mark.parametrize("record", [EXIT, BACK, AWAY, HELD, *(replace(BACK, reason=one) for one in RETURNS)])
def test_what_a_gate_writes_is_no_contradiction(record):
    assert not contradicts_itself(record)


@pytest.mark.parametrize("record", [BACK, AWAY, HELD])
def test_a_side_that_was_never_opened_has_no_session_to_name(record):
    assert not contradicts_itself(replace(record, session=""))


@pytest.mark.parametrize("step", ["exited", "entered"])
def test_a_side_that_was_never_opened_lets_nobody_through(step):
    assert contradicts_itself(replace(EXIT, step=step, session=""))


@pytest.mark.parametrize("step", ["exited", "entered"])
@pytest.mark.parametrize("reason", RETURNS)
def test_nobody_goes_through_because_they_came_back(step, reason):
    assert contradicts_itself(replace(EXIT, step=step, reason=reason))
    assert contradicts_itself(replace(EXIT, step=step, reason=reason, **TWO))


@pytest.mark.parametrize("reason", ["in-order", "in-order-degraded", *REASONS])
def test_nobody_comes_back_for_a_reason_to_go_through(reason):
    assert contradicts_itself(replace(BACK, reason=reason))
    assert contradicts_itself(replace(BACK, reason=reason, **TWO))


def test_another_sides_session_is_a_contradiction_whatever_was_decided():
    for record in (EXIT, BACK, AWAY, HELD):
        assert contradicts_itself(replace(record, session="egypt/2023-11-01/1"))


def test_a_hold_needs_two_people_to_let_somebody_through():
    held = replace(EXIT, reason="order")
    assert contradicts_itself(held)
    assert contradicts_itself(replace(held, second="officer 1", override="alone"))
    assert not contradicts_itself(replace(held, **TWO))


def test_a_device_goes_on_behind_its_last_place():
    assert (highest([]), highest([1]), highest([3, 1, 2]), highest([0, 7])) == (0, 1, 3, 7)


def test_a_place_nobody_can_have_come_to_is_not_its_own():
    assert (highest([1_000_000]), highest([1_000_001])) == (1_000_000, 0)
    assert highest([1, 2, 2 + FARTHEST]) == 2 + FARTHEST
    assert highest([1, 2, 3 + FARTHEST]) == 2
    assert highest([999_999_999_999_999]) == 0
    assert highest([999_999_999_999_999, 5]) == 5


@given(st.lists(st.integers(0, 10**15 - 1), max_size=40), st.integers(1, 60))
def test_whatever_is_invented_the_next_place_can_be_written(invented, count):
    own = [*range(1, count + 1), *invented]
    assert count <= highest(own) <= count + FARTHEST * len(invented)
    assert highest(own) + 1 < 10**15
