"""The state tables, and docs/states.md held to them."""

import itertools
from dataclasses import replace
from pathlib import Path

import pytest

from safepassage.account.model import MERGED, STATES, Known
from safepassage.account.standing import (
    GATE,
    GATE_EVENTS,
    REASONS_TO_TURN_BACK,
    REASONS_TO_WAIT,
    after_gate,
    alarm,
    answers_of,
    gate_event,
    gone_of,
    shown,
)

DOC = Path(__file__).parents[2] / "docs" / "states.md"
GONE = ("", "withdrawn", "died")
ANSWERS = ("unasked", "pending", "refused", "cleared")
PLACES = ("", "called", "no-show", "carried-over")
EVERYTHING = [Known(*one) for one in itertools.product(GONE, GATE, (False, True), ANSWERS, PLACES)]


def table(heading):
    """The rows of the document's table under a heading, without its head; each a list of cells."""
    lines = DOC.read_text().split(f"## {heading}\n")[1].split("\n## ")[0].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return rows[0], rows[2:]


def changed(known, axis):
    """Everything one change of one thing can make of what is known."""
    match axis:
        case "answers":
            return [replace(known, answers=one) for one in ANSWERS[1:]]
        case "lists":
            return [replace(known, place=one, stale=True) for one in PLACES]
        case "gate":
            steps = [after_gate(known.step, one) for one in GATE_EVENTS]
            return [replace(known, step=one, stale=False) for one in steps]
    gone = () if known.gone == "died" else GONE
    return [replace(known, gone=one) for one in gone]


def moves(axis):
    return {(shown(one), shown(after)) for one in EVERYTHING for after in changed(one, axis)}


def test_everything_that_can_be_known_is_one_of_the_states():
    assert len(EVERYTHING) == 3 * 7 * 2 * 4 * 4
    assert {shown(one) for one in EVERYTHING} == set(STATES)
    assert MERGED not in STATES


def test_the_document_draws_the_gate_as_it_is():
    head, rows = table("What the gate does")
    assert tuple(head[1:]) == GATE_EVENTS
    assert {("" if row[0] == "nothing yet" else row[0]): tuple(row[1:]) for row in rows} == GATE


def test_the_document_lists_every_move_and_no_other():
    _, rows = table("Every move there is")
    assert [row[0] for row in rows] == list(STATES)
    drawn = {
        (row[0], to.strip(), axis)
        for row in rows
        for axis, cell in zip(("answers", "lists", "gate", "leaving"), row[1:], strict=True)
        for to in cell.split(",")
        if to != "-"
    }
    there = {(*move, axis) for axis in ("answers", "lists", "gate", "leaving") for move in moves(axis)}
    assert drawn == {move for move in there if move[0] != move[1]}


def test_the_document_names_every_state_and_the_reasons_that_count():
    _, rows = table("What a state follows from")
    assert {one.strip() for row in rows for one in row[1].split(",")} == set(STATES)
    text = DOC.read_text()
    assert {"turned-away"} == REASONS_TO_TURN_BACK
    assert {"closed", "revoked"} == REASONS_TO_WAIT
    assert "(`turned-away`)" in text
    assert "(`closed`, `revoked`)" in text


@pytest.mark.parametrize("axis", ["answers", "lists", "leaving"])
def test_paper_never_takes_a_body_out_from_between_the_gates(axis):
    assert {to for one, to in moves(axis) if one == "in-between"} <= {"in-between", "died"}
    assert {to for one, to in moves(axis) if one == "entered"} == {"entered"}


def test_nobody_is_called_or_waiting_while_a_yes_is_missing():
    short = {shown(one) for one in EVERYTHING if one.answers in ("refused", "pending")}
    assert short == {"entered", "died", "in-between", "withdrawn", "refused", "pending"}


def test_a_second_exit_is_remembered_until_it_is_closed():
    step = ""
    seen = []
    for event in ("exited", "exited", "returned", "entered", "exited", "hold", "returned", "returned"):
        step = after_gate(step, event)
        seen.append(step)
    assert seen == [
        "in-between", "in-between+", "in-between", "entered", "entered+", "entered+", "entered", "turned-back",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("scan", "event"),
    [
        (("admit", "in-order", "exited"), "exited"),
        (("admit", "in-order", "entered"), "entered"),
        (("admit", "returned-unknown", "returned"), "returned"),
        (("hold", "not-yet", ""), "hold"),
        (("refuse", "turned-away", ""), "refused"),
        (("refuse", "closed", ""), "hold"),
        (("refuse", "revoked", ""), "hold"),
        (("refuse", "forged", ""), ""),
        (("refuse", "a reason of a later version", ""), ""),
    ],
)
def test_what_a_scan_says_of_the_person(scan, event):
    assert gate_event(*scan) == event
    assert after_gate("in-between", "") == "in-between"


@pytest.mark.parametrize(
    ("words", "answers"),
    [
        ([], "unasked"),
        ([("egy", "pending", "1")], "pending"),
        ([("egy", "granted", "1")], "cleared"),
        ([("egy", "granted", "1"), ("isr", "pending", "1")], "pending"),
        ([("egy", "refused", "1"), ("isr", "pending", "1")], "refused"),
        ([("egy", "withdrawn", "1"), ("isr", "granted", "1")], "refused"),
        ([("egy", "expired", "1"), ("isr", "granted", "1")], "refused"),
        ([("egy", "refused", "1"), ("egy", "granted", "2")], "cleared"),
        ([("egy", "granted", "2"), ("egy", "refused", "1")], "cleared"),
        ([("egy", "granted", "1"), ("egy", "refused", "1")], "refused"),
        ([("egy", "granted", "1"), ("egy", "pending", "2")], "cleared"),
    ],
)
def test_what_the_parties_words_come_to(words, answers):
    assert answers_of(words) == answers
    assert answers_of(reversed(words)) == answers


def test_who_is_gone():
    assert [gone_of(one) for one in ([], [""], ["source"], ["source", ""], ["source", "source"])] == [
        "", "", "withdrawn", "", "withdrawn",
    ]  # fmt: skip
    assert [gone_of(one) for one in (["", "own-wish"], ["own-wish", "died"], ["", "died"])] == [
        "withdrawn", "died", "died",
    ]  # fmt: skip


def known(gone="", step="", answers="cleared", place="", *, stale=False):
    return Known(gone, step, stale, answers, place)


def test_what_contradicts_a_state_is_said():
    assert alarm(known("", "in-between", "refused", "called")) == "without every yes"
    assert alarm(known("withdrawn", "in-between+", "pending")) == "without every yes, though recorded as withdrawn"
    assert alarm(known("died", "entered", "refused")) == "though recorded as died"
    assert alarm(known("", "presented", "refused", "called")) == "while at the gate"
    assert alarm(known("", "presented", "pending", "called", stale=True)) == "while called"
    assert alarm(known("withdrawn", place="called")) == "while called"


def test_nothing_is_said_where_nothing_contradicts():
    clean = [one for one in EVERYTHING if not one.gone and one.answers == "cleared"]
    assert len(clean) == 7 * 2 * 4
    assert {alarm(one) for one in clean} == {""}
    assert alarm(known(answers="refused", place="no-show")) == ""
    assert alarm(known(step="entered", answers="refused")) == ""
