"""The sample that nobody chose: the separate program draws what the record's own rule draws, from a checkpoint alone."""

import pytest
from safepassage_audit import command

from safepassage.ledger.entries import read_header
from safepassage.ledger.sample import sample


def drawn(operation, beacon, count, size=30, kind=""):
    """What the record's own rule draws."""
    point = next(one for one in operation.points if one.size == size)
    kinds = [read_header(entry.header).kind for entry in operation.pen.written[:size]]
    return list(sample(point.root, beacon, [at for at, one in enumerate(kinds) if one.startswith(kind)], count))


@pytest.mark.parametrize(
    ("count", "kind"), [(1, ""), (7, ""), (7, "clearance."), (3, "ledger."), (200, "clearance."), (5, "nothing.")]
)
@pytest.mark.parametrize("size", [10, 30])
def test_both_draw_the_same(program, operation, count, kind, size):
    for number in range(5):
        operation.answer("side-a", 100 + number)  # beyond the newest checkpoint: nothing of it is drawn
    more = ["--kind", kind] if kind else []
    assert (
        program(operation.lines(), "--beacon", "round 17", "--sample", str(count), "--sample-of", str(size), *more)
        == []
    )
    expected = drawn(operation, "round 17", count, size, kind)
    assert program.told["sample"]["entries"] == expected
    assert (program.told["sample"]["size"], len(expected)) == (size, min(count, program.told["sample"]["among"]))


def test_the_newest_checkpoint_is_drawn_from_where_none_is_named(program, operation):
    assert program(operation.lines(), "--beacon", "round 18", "--sample", "4") == []
    assert program.told["sample"]["entries"] == drawn(operation, "round 18", 4)
    assert program(operation.lines()) == []
    assert program.told["sample"] is None


def test_it_is_told_in_words_and_what_is_open_is_said(operation, kept, capsys):
    path = kept("e.jsonl", "".join(operation.lines(reader="side-a")))
    words = [path, "--log", operation.log.text(), "--beacon", "round 17", "--sample", "30"]
    assert command.main(words) == 0
    said = capsys.readouterr().out
    assert "Drawn from the first 30 entries, 30 of them of these kinds, by the beacon:" in said
    assert "  entry 4: clearance.answered/1 of side-a, open to you" in said
    assert "  entry 5: clearance.answered/1 of side-b\n" in said


def test_who_knows_the_witnesses_draws_from_what_they_cosigned_as_the_cell_does(program, operation, kept, quorum):
    """A cell that knows the beacon signs checkpoint after checkpoint until the draw leaves out what it wants left out."""
    policy = ("--policy", kept("policy", quorum))
    for number in range(5):
        operation.answer("side-a", 100 + number)
        operation.sign(witnesses=("side-a",))
    draw = ("--beacon", "round 17", "--sample", "7")
    assert program(operation.lines(), *draw) == []
    assert program.told["sample"]["size"] == 35
    assert program(operation.lines(), *draw, *policy) == [(35, "not-witnessed")]
    assert program.told["sample"]["size"] == 30
    assert program.told["sample"]["entries"] == drawn(operation, "round 17", 7)
    assert program(operation.lines(), *draw, "--sample-of", "33", *policy) == [(35, "not-witnessed")]
    assert program.told["sample"]["size"] == 33


def test_where_nobody_cosigned_there_is_nothing_to_draw_from(operation, kept, quorum, capsys):
    operation.points = [operation.shown(witnesses=("side-a",))]
    path = kept("e.jsonl", "".join(operation.lines()))
    assert command.main([path, "--policy", kept("policy", quorum), "--beacon", "round 17"]) == 2
    assert "to draw from" in capsys.readouterr().err


@pytest.mark.parametrize(
    "wrong", [("--beacon", " "), ("--beacon", "x", "--sample", "0"), ("--beacon", "x", "--sample-of", "11")]
)
def test_what_makes_no_sample_is_wrong_use(operation, kept, capsys, wrong):
    path = kept("e.jsonl", "".join(operation.lines()))
    assert command.main([path, "--log", operation.log.text(), *wrong]) == 2
    assert "safepassage-verify: " in capsys.readouterr().err
