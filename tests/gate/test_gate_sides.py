"""One rule for what a party's gates may say: at a bundle's door and in the whole record (ADR 0148)."""

import ast
from dataclasses import replace
from pathlib import Path

import pytest

from safepassage.gate.keeping import of_own_session, of_own_sides
from safepassage.gate.merging import concerning
from safepassage.gate.model import Bundle, Close, Record
from safepassage.gate.records import under_own_id
from safepassage.gate.rules import merge
from safepassage.gate.sides import shared_names, side_of, sides_of, told_device

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


OWN = sides_of("gaza-crossings", SIDES)


def told(side, step):
    return under_own_id(Record("gaza-1/7", f"{side}/2023-11-02/1", side, "p" * 20, "admit", "in-order", step, "o"))


@pytest.mark.parametrize("step", ["exited", "returned", ""])
@pytest.mark.parametrize("side", ["gaza", "nowhere"])
def test_what_a_party_says_of_its_own_side_or_of_none_is_taken_as_it_stands(side, step):
    assert of_own_sides(told(side, step), OWN) == (told(side, step), ())


@pytest.mark.parametrize("side", ["gaza", "nowhere"])
def test_a_step_of_another_side_is_left_out_and_the_record_is_kept_under_an_id_of_its_own(side):
    kept, faults = of_own_sides(told(side, "entered"), OWN)
    assert (kept, faults) == (told(side, ""), ("nobody has entered at a side of this party",))


@pytest.mark.parametrize("side", ["egypt", "north"])
def test_nothing_is_taken_of_a_side_that_another_party_runs(side):
    says = f"it speaks for side {side}, whose own devices hand over what happens there"
    assert of_own_sides(told(side, "entered"), OWN) == (None, (says,))
    close = Close(f"{side}/2023-11-02/1", "gaza-1", 7)
    assert of_own_session(close, OWN) == (None, (f"it is of a session of side {side}, which others run",))


@pytest.mark.parametrize("session", ["gaza/2023-11-02/1", "nowhere/2023-11-02/1", "gaza", ""])
def test_a_close_of_its_own_session_is_taken(session):
    assert of_own_session(Close(session, "gaza-1", 7), OWN) == (Close(session, "gaza-1", 7), ())


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


def test_a_name_is_shared_where_several_parties_bear_it_and_told_behind_its_party():
    devices = [
        ("phone", "egy"),
        ("phone", "gaza-crossings"),
        ("phone", "egy"),
        ("desk", "egy"),
        ("a", ""),
        ("a", "egy"),
    ]
    shared = shared_names(devices)
    assert list(shared.items()) == [("a", ("", "egy")), ("phone", ("egy", "gaza-crossings"))]
    told = [told_device(one, shared) for one in devices]
    assert told == ["egy:phone", "gaza-crossings:phone", "egy:phone", "desk", "nobody:a", "egy:a"]
    assert shared_names([]) == {}


def test_a_bundle_is_told_of_its_own_device_of_a_name_and_of_none_of_the_other_party():
    parties = {"gaza": "gaza-crossings", "egypt": "egy"}

    def at(side, place, step="", **more):
        more = {"officer": "o", **more}
        bare = Record(f"phone/{place}/", f"{side}/2023-11-02/1", side, f"{place}" * 20, "hold", "order", step, **more)
        return under_own_id(replace(bare, drawn=f"{len(side):08x}{place:08x}"))

    ours, theirs = (at("gaza", 1), at("gaza", 4)), (at("egypt", 3), at("egypt", 3, officer="p"))
    theirs = (theirs[0], under_own_id(replace(theirs[1], drawn="b" * 16)))
    closes = (Close("gaza/2023-11-02/1", "phone", 2), Close("egypt/2023-11-02/1", "phone", 1))
    behind = at("gaza", 5, "exited", override="x"), at("egypt", 6, "entered", override="x")
    everything = merge([Bundle((*ours, *theirs, *behind), closes)], parties=parties)
    both = (("phone", ("egy", "gaza-crossings")),)
    own = concerning(everything, Bundle(ours), parties)
    assert (own.gaps, own.forks, own.after_close) == (("gaza-crossings:phone/2-3",), (), (behind[0].record,))
    assert own.shared == both
    # A close alone names its device as well.
    other = concerning(everything, Bundle((), closes[1:]), parties)
    assert (other.gaps, other.forks) == (("egy:phone/1-2", "egy:phone/4-5"), ("egy:phone/3",))
    assert (other.after_close, other.shared) == ((behind[1].record,), both)
    # Of a bundle of another name nothing of these is said.
    third = concerning(everything, Bundle((under_own_id(replace(ours[0], record="tablet/1/")),)), parties)
    assert (third.gaps, third.forks, third.after_close, third.shared) == ((), (), (), ())
