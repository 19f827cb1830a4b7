"""An audit by chains: of each actor the last signature under each key, which binds all that actor wrote before."""

import json

import pytest
from safepassage_audit import audit, command, later
from test_log_rotation import handed_on

ONE = ("--workers", "1")


@pytest.fixture
def checked(monkeypatch):
    """How many signatures of entries were checked."""
    seen = []
    for module in (audit, later):

        def signed(public, message, signature, real=module.signed):
            seen.append(message)
            return real(public, message, signature)

        monkeypatch.setattr(module, "signed", signed)
    return seen


def test_a_whole_record_is_whole_and_few_signatures_are_checked(program, operation, checked):
    assert program(operation.lines(), *ONE) == []
    assert len(checked) == 30
    checked.clear()
    assert program(operation.lines(), "--chains") == []
    assert len(checked) == 4 + 3  # each admission, and the end of each chain that is longer
    assert program.told["signatures"] == "chains"


@pytest.mark.parametrize("more", [0, 1, 3])
def test_the_last_entry_of_a_chain_by_another_hand_is_found_wherever_it_stands(program, operation, more):
    """Nothing of that actor comes behind it, however many entries of others do."""
    operation.answer("side-a", 100, signer="side-b")
    for number in range(more):
        operation.answer("gate-1", 101 + number)
    assert program(operation.lines(), "--chains") == program(operation.lines(), *ONE) == [(30, "signature")]


def test_a_signature_exchanged_in_the_middle_breaks_the_chain(program, operation):
    lines = operation.lines()
    places = {json.loads(line)["entry"]: at for at, line in enumerate(lines) if "entry" in json.loads(line)}
    data = json.loads(lines[places[12]]) | {"signature": json.loads(lines[places[13]])["signature"]}
    lines[places[12]] = json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"
    assert (15, "previous") in program(lines, "--chains")


def test_what_it_cannot_find_is_an_entry_that_the_actor_was_made_to_build_on(program, operation):
    """The reason why every signature is checked unless somebody asks for less."""
    operation.answer("side-a", 100, signer="side-b")
    operation.answer("side-a", 101)
    assert program(operation.lines(), "--chains") == []
    assert program(operation.lines(), *ONE) == [(30, "signature")]


@pytest.mark.parametrize("signer", ["side-a", "side-b"])
def test_where_an_actor_gets_another_key_the_chain_under_the_old_one_has_an_end_too(program, operation, signer):
    operation.answer("side-a", 100, signer=signer)
    operation.write("desk", handed_on(operation, "side-a", "side-a-2"))
    for number in range(3):
        operation.answer("side-a", 101 + number, signer="side-a-2")
    expected = [] if signer == "side-a" else [(30, "signature")]
    assert program(operation.lines(), "--chains") == program(operation.lines(), *ONE) == expected


def test_an_entry_of_the_ledger_itself_is_checked_at_once(program, operation):
    operation.write("desk", {"actor": "side-a"}, kind="ledger.viewed/1", deltas={}, signer="side-b")
    operation.answer("desk", 100)
    assert (30, "signature") in program(operation.lines(), "--chains")


def test_it_says_what_was_checked(operation, kept, capsys):
    path = kept("e.jsonl", "".join(operation.lines()))
    for option, says in (
        ("--chains", "last signature under each key"),
        ("--no-signatures", "No signature of an entry"),
    ):
        assert command.main([path, "--log", operation.log.text(), option]) == 0
        assert says in capsys.readouterr().out
    assert command.main([path, "--log", operation.log.text()]) == 0
    assert "ignature" not in capsys.readouterr().out


def test_one_of_the_two_at_most_and_nothing_is_remembered(operation, kept, tmp_path, capsys):
    path = kept("e.jsonl", "".join(operation.lines()))
    assert command.main([path, "--chains", "--remember", str(tmp_path / "mine.json")]) == 2
    assert "nothing is remembered" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        command.main([path, "--chains", "--no-signatures"])
