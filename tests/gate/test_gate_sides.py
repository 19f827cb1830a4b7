"""One rule for what a party's gates may say: at a bundle's door and in the whole record (ADR 0148)."""

import ast
from pathlib import Path

import pytest

from safepassage.gate.sides import side_of, sides_of

SIDES = (("gaza", "gaza-crossings", "exit"), ("egypt", "egy", "entry"), ("north", "egy", "exit"))
ROOMS = Path(__file__).parents[2] / "src" / "safepassage"


@pytest.mark.parametrize(
    ("party", "own", "others"),
    [
        ("gaza-crossings", {"gaza": "exited"}, {"egypt", "north"}),
        ("egy", {"egypt": "entered", "north": "exited"}, {"gaza"}),
        ("qat", {}, {"gaza", "egypt", "north"}),
    ],
)
def test_whose_sides_are_whose(party, own, others):
    found = sides_of(party, SIDES)
    assert (found.steps, found.others) == (own, others)
    assert [side for side, _, _ in SIDES if found.runs(side)] == [*own]


@pytest.mark.parametrize(
    ("side", "step", "may"),
    [
        ("gaza", "exited", True),
        ("gaza", "entered", False),
        ("gaza", "returned", True),
        ("gaza", "", True),
        ("gaza", "flown", False),
        ("egypt", "entered", False),  # not this party's: of its own steps only
        ("egypt", "exited", True),  # and never taken in, for the side is another's
        ("nowhere", "exited", True),
        ("nowhere", "entered", False),
    ],
)
def test_a_step_is_of_the_side_at_which_it_is_taken(side, step, may):
    assert sides_of("gaza-crossings", SIDES).takes(side, step) is may


def test_a_party_with_both_sides_takes_each_step_at_its_own():
    both = sides_of("egy", SIDES)
    assert [
        (side, step) for side in ("egypt", "north") for step in ("exited", "entered") if both.takes(side, step)
    ] == [
        ("egypt", "entered"),
        ("north", "exited"),
    ]


def test_who_runs_no_side_has_nobody_crossed():
    assert [step for step in ("exited", "entered", "returned", "") if sides_of("qat", SIDES).takes("", step)] == [
        "returned",
        "",
    ]


@pytest.mark.parametrize(("session", "side"), [("gaza/2023-11-01/1", "gaza"), ("gaza", "gaza"), ("", "")])
def test_a_session_names_its_side(session, side):
    assert side_of(session) == side


def test_both_who_ask_ask_here():
    for file in ("gate/keeping.py", "operations/invariants.py"):
        asked = {one.attr for one in ast.walk(ast.parse((ROOMS / file).read_text())) if isinstance(one, ast.Attribute)}
        assert "takes" in asked, file
