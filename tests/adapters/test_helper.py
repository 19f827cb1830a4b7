"""A second process: the same outcomes, errors as they are, and never a silence where it ended."""

import multiprocessing
import os
import time

import pytest

from safepassage.adapters.helper import cores, helper
from safepassage.kernel.problems import ProblemsError


def children() -> int:
    return len(multiprocessing.active_children())


@pytest.mark.parametrize("count", [1, 3])
def test_the_outcomes_are_those_of_the_work_in_the_order_asked(count):
    with helper() as elsewhere:
        outcomes = [elsewhere.begin(sorted, [number, 5, 1]) for number in range(count)]
        assert [one() for one in outcomes] == [sorted([number, 5, 1]) for number in range(count)]


def test_the_work_is_done_in_one_other_process():
    with helper() as elsewhere:
        asked = [elsewhere.begin(os.path.realpath, "/proc/self") for _ in range(2)]
        pids = {one().rpartition("/")[2] for one in asked}
    assert len(pids) == 1
    assert pids != {str(os.getpid())}


def test_what_waits_for_long_is_done_here():
    with helper() as elsewhere:
        slow = [elsewhere.begin(time.sleep, 0.2) for _ in range(6)]
        last = elsewhere.begin(os.path.realpath, "/proc/self")
        assert last().endswith(f"/{os.getpid()}")
        for one in slow:
            one()


def test_an_error_of_the_work_is_raised_here():
    with helper() as elsewhere:
        outcome = elsewhere.begin(int, "eleven")
        with pytest.raises(ValueError, match="eleven"):
            outcome()


def test_a_process_that_ends_before_its_time_is_a_problem_for_every_outcome_and_every_later_work():
    with helper() as elsewhere:
        first, second = elsewhere.begin(os._exit, 3), elsewhere.begin(sorted, [2, 1])
        for one in (first, second):
            with pytest.raises(ProblemsError) as told:
                one()
            assert [problem.code for problem in told.value.problems] == ["helper-ended"]
        with pytest.raises(ProblemsError, match="it ended before its work was done"):
            elsewhere.begin(sorted, [2, 1])


def test_no_process_is_begun_for_nothing_and_none_is_left():
    before = children()
    with helper() as elsewhere:
        assert children() == before
        elsewhere.begin(sorted, [1])()
        assert children() == before + 1
    assert children() == before


def test_there_is_a_core():
    assert cores() >= 1
