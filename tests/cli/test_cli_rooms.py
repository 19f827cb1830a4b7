"""Only what was asked for is loaded, and nothing is lost by it."""

import subprocess
import sys

import pytest
import typer

from safepassage.cli.main import ALONE, ROOMS, application


def names(asked):
    return set(typer.main.get_command(application(asked)).commands)


def test_a_room_is_loaded_alone():
    assert [names(room) for room in ROOMS] == [{room, "version"} for room in ROOMS]
    assert [names(one) for one in ALONE] == [{one, "version"} for one in ALONE]


@pytest.mark.parametrize("asked", ["", "--help", "nothing", "gat"])
def test_whatever_is_no_room_shows_them_all(asked):
    assert names(asked) == {*ROOMS, *ALONE, "version"}


def test_a_gate_does_not_wait_for_the_planner_or_for_the_language_of_conditions():
    asked = "import sys; from safepassage.cli.main import application; application('gate'); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout.split()
    assert {"safepassage.cli.gate", "cel", "scipy", "numba", "matplotlib", "splink"} & set(loaded) == {
        "safepassage.cli.gate"
    }
