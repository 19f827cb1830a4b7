"""What a party brought is held against the record: the keys of actors, the log's own key, and the quorum file."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from safepassage_audit import command
from test_log_rotation import handed_on, point, rotate
from test_log_rotation import lines as rotated_lines

from safepassage.ledger import checkpoint
from safepassage.ledger.entries import read_header
from safepassage.ledger.facts import KeyRotated
from safepassage.ledger.policy import parse_policy


def hexes(operation, *names):
    return [operation.public_of(name).hex() for name in names]


def taken_over(operation, key="broker"):
    """The desk gives side-a's name to a key of its own, writes as side-a, and gives the name back."""
    operation.write("desk", KeyRotated("side-a", operation.public_of(key).hex(), 2, "invented"))
    operation.answer("side-a", 100, signer=key)
    operation.write("desk", handed_on(operation, "side-a", "side-a", 3, key))
    operation.answer("side-a", 101)
    operation.sign()


# Keys of actors


def test_a_name_that_was_given_to_another_key_and_back_is_found_by_the_key_that_one_knows(program, operation, kept):
    taken_over(operation)
    assert program(operation.lines()) == [(30, "admission")]
    mine = kept("actors", json.dumps({"side-a": hexes(operation, "side-a")[0]}))
    assert program(operation.lines(), "--actors", mine) == [(30, "actor-key")]
    assert program.told["findings"][0]["says"].startswith("side-a is given another key here than those you know")


@pytest.mark.parametrize(
    ("known", "expected"),
    [(("side-a", "side-a-2"), []), (("side-a-2", "side-a"), []), (("side-a",), [(30, "actor-key")]),
     (("side-a-2",), [(1, "actor-key")]), (("side-b", "gate-1", "desk"), [(1, "actor-key"), (30, "actor-key")])],
)  # fmt: skip
def test_an_honest_rotation_is_named_with_all_the_keys_that_the_actor_had(program, operation, kept, known, expected):
    operation.write("desk", handed_on(operation, "side-a", "side-a-2"))
    operation.answer("side-a", 100, signer="side-a-2")
    operation.sign()
    mine = kept("actors", json.dumps({"side-a": hexes(operation, *known), "side-b": hexes(operation, "side-b")}))
    assert program(operation.lines(), "--actors", mine) == expected


def test_every_rotation_to_a_key_that_one_does_not_know_is_told(program, operation, kept):
    for number in range(3):
        public = operation.public_of(f"broker-{number}").hex()
        operation.write("desk", KeyRotated("side-a", public, 2 + number, "invented"))
    operation.sign()
    mine = kept("actors", json.dumps({"side-a": hexes(operation, "side-a")[0].upper()}))
    assert program(operation.lines(), "--actors", mine) == [(30, "actor-key"), (31, "actor-key"), (32, "actor-key")]


@pytest.mark.parametrize(("signed", "expected"), [(False, [(32, "admission")]), (True, [])])
def test_a_key_that_was_stolen_is_not_given_back_to_an_actor_though_one_knows_it(
    program, operation, kept, signed, expected
):
    """side-a left its first key because another hand has it; who names both must still hear when the first comes back by itself."""
    operation.write("desk", handed_on(operation, "side-a", "side-a-2"))
    operation.answer("side-a", 100, signer="side-a-2")
    back = handed_on(operation, "side-a", "side-a", 3, "side-a-2")
    operation.write("desk", back if signed else replace(back, signature=""))
    operation.answer("side-a", 101)
    operation.sign()
    mine = kept("actors", json.dumps({"side-a": hexes(operation, "side-a", "side-a-2")}))
    assert program(operation.lines(), "--actors", mine) == expected


@pytest.mark.parametrize("keys", [5, None, "", "xy", [], [5], ["00" * 31], ["00" * 32, None], {"a": 1}, "00" * 33])
def test_keys_that_are_none_are_wrong_use(operation, kept, capsys, keys):
    path = kept("e.jsonl", "".join(operation.lines()))
    assert command.main([path, "--actors", kept("actors", json.dumps({"side-a": keys}))]) == 2
    assert "a key of side-a is not 64 digits of hexadecimal" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("change", "expected"),
    [({}, []), ({"signature": ""}, 1), ({"signature": "no hex"}, 1), ({"epoch": 3}, 1), ({"signature": "00" * 64}, 1)],
)
def test_a_new_key_that_the_old_one_did_not_sign_is_found_unless_one_knows_it(
    program, operation, kept, change, expected
):
    found = [(30, "admission")] if expected else []
    operation.write("desk", replace(handed_on(operation, "side-a", "side-a-2"), **change))
    operation.answer("side-a", 100, signer="side-a-2")
    operation.sign()
    assert program(operation.lines()) == program(operation.lines(), "--chains") == found
    assert program(operation.lines(), "--no-signatures") == []
    for keys, by_keys in ((["side-a", "side-a-2"], []), (["side-a"], [(30, "actor-key")])):
        mine = kept("actors", json.dumps({"side-a": hexes(operation, *keys)}))
        assert program(operation.lines(), "--actors", mine) == by_keys


def test_the_signature_is_of_the_key_before_and_of_this_actor(program, operation):
    operation.write("desk", handed_on(operation, "side-a", "side-a-2"))
    operation.write("desk", handed_on(operation, "side-a", "side-a-3", 3))  # signed by the first key, not by the second
    operation.write("desk", handed_on(operation, "side-b", "side-b-2", old="desk"))
    operation.sign()
    assert program(operation.lines()) == [(31, "admission"), (32, "admission")]


# The log's key


def new(operation):
    """Another record under the same names, empty."""
    return type(operation)(type(operation.pen)(), operation.public_of, operation.signer_of)


def admit(record, actor, key, signer):
    fact = {"actor": actor, "public": record.public_of(key).hex()}
    record.write("desk", fact, kind="ledger.actor-admitted/1", deltas={}, signer=signer)


@pytest.fixture
def forged(operation):
    """A whole record by a stranger under the same names, with a key of its own and no checkpoint."""
    made = new(operation)
    admit(made, "desk", "stranger", "stranger")
    admit(made, "side-a", "side-a", "stranger")
    made.answer("side-a", 1)
    return made


def test_a_record_of_a_strangers_own_making_is_found_by_the_logs_key_alone(program, operation, forged):
    lines = forged.lines()
    own = checkpoint.log_key("rafah-2023", operation.public_of("stranger")).text()
    lines[0] = json.dumps(json.loads(lines[0]) | {"log": own}) + "\n"
    assert program(lines, log=False) == []  # whole in itself: only what one knows oneself helps
    assert program(lines, code=1) == [(0, "log-key"), (3, "not-signed")]


def test_the_strangers_record_that_names_the_true_key_is_found_without_knowing_it(program, operation, forged):
    assert json.loads(forged.lines()[0])["log"] == operation.log.text()
    assert program(forged.lines(), log=False) == [(0, "log-key")]


def test_a_stranger_who_admits_the_true_key_cannot_sign_with_it(program, operation):
    made = new(operation)
    admit(made, "desk", "desk", "stranger")
    assert program(made.lines()) == [(0, "signature"), (1, "not-signed")]


@pytest.mark.parametrize("more", [0, 1, 3])
def test_a_record_without_any_checkpoint_is_not_the_logs_word(program, operation, kept, quorum, more):
    fresh = new(operation)
    fresh.admit("desk")
    for number in range(more):
        fresh.answer("desk", number)
    size = 1 + more
    assert program(fresh.lines()) == [(size, "not-signed")]
    assert program.told["uncovered"] == size
    assert program(fresh.lines(), log=False) == []
    assert program(fresh.lines(), "--policy", kept("policy", quorum)) == [(size, "not-signed"), (size, "not-witnessed")]
    mine = kept("mine", fresh.shown(witnesses=()).note)
    assert program(fresh.lines(), "--checkpoint", mine) == []  # the log's word is in the party's own hands


def test_the_end_after_the_newest_checkpoint_is_told_and_held_against_nobody(program, operation, kept, capsys):
    path = kept("e.jsonl", "".join(operation.lines()))
    assert command.main([path, "--log", operation.log.text()]) == 0
    assert "Not covered" not in capsys.readouterr().out
    for number in range(3):
        operation.answer("side-b", 99 + number)
        assert program(operation.lines()) == []
        assert program.told["uncovered"] == number + 1
    assert command.main([kept("e.jsonl", "".join(operation.lines())), "--log", operation.log.text()]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[1].startswith("Not covered by a checkpoint: 3 entries.")
    assert out[-1] == "Nothing wrong was found."
    mine = kept("mine", operation.shown(witnesses=()).note)
    assert program(operation.lines(), "--checkpoint", mine) == []
    assert program.told["uncovered"] == 0


# The quorum file's log


def test_a_quorum_file_of_another_log_is_found(program, operation, kept, quorum):
    stranger = checkpoint.log_key("rafah-2023", operation.public_of("stranger")).text()
    renamed = checkpoint.log_key("another", operation.public_of("desk")).text()
    true = operation.log.text()
    for told, expected in (
        ((stranger,), [(30, "log-key")]),
        ((renamed,), [(30, "log-key")]),
        ((stranger, renamed), [(30, "log-key")]),
        ((stranger, true), []),
        ((), []),
    ):
        text = "\n".join([*(f"log {one}" for one in told), *quorum.split("\n")[1:]])
        assert program(operation.lines(), "--policy", kept("policy", text)) == expected
        assert program(operation.lines(), "--policy", kept("policy", text), log=False) == expected


@pytest.mark.parametrize(("key", "expected"), [("desk", []), ("desk-2", []), ("desk-3", [(32, "log-key")])])
def test_a_quorum_file_may_name_the_logs_first_key_or_its_newest(program, operation, kept, key, expected):
    place = rotate(operation)
    point(operation, "desk")
    operation.answer("side-a", 50)
    point(operation, "desk-2")
    named = checkpoint.log_key("rafah-2023", operation.public_of(key)).text()
    policy = kept("policy", f"log {named}\nquorum none\n")
    assert program(rotated_lines(operation, (place, "desk-2")), "--policy", policy) == expected


def test_a_key_that_the_export_says_comes_later_does_not_make_the_quorum_file_its_own(program, operation, kept):
    """A stranger's record rotates to the true key, which signs nothing of it."""
    made = new(operation)
    admit(made, "desk", "stranger", "stranger")
    rotated = {"actor": "desk", "public": operation.public_of("desk").hex()}
    made.write("desk", rotated, kind="ledger.key-rotated/1", deltas={}, signer="stranger")
    point(made, "stranger")
    lines = made.lines()
    first = checkpoint.log_key("rafah-2023", operation.public_of("stranger")).text()
    later = {"log": first, "rotations": [[1, operation.log.text()]]}
    lines[0] = json.dumps(json.loads(lines[0]) | later) + "\n"
    assert program(lines, log=False) == []
    policy = kept("policy", f"log {operation.log.text()}\nquorum none\n")
    assert program(lines, "--policy", policy, log=False) == [(2, "log-key")]


def test_groups_that_stand_on_each_other_a_thousand_deep_are_counted(program, operation, kept, quorum):
    """A quorum file may come from anybody: counting its groups one inside the other ended the program without a word."""
    deep = [f"group g{number} all {f'g{number - 1}' if number else 'all-three'}" for number in range(1500)]
    text = "\n".join([quorum.rpartition("\n")[0], *deep, "quorum g1499"])
    assert program(operation.lines(), "--policy", kept("policy", text)) == []
    operation.answer("side-a", 99)
    operation.sign(witnesses=("side-a", "mediator"))
    assert program(operation.lines(), "--policy", kept("policy", text)) == [(31, "not-witnessed")]
    assert parse_policy(text).holds(frozenset("abm"))
    assert not parse_policy(text).holds(frozenset("am"))


# Entries of one's own


@pytest.mark.parametrize("withheld", [(), (10,), (10, 22)])
def test_an_entry_in_ones_own_name_that_is_closed_is_told_and_held_against_nobody(
    program, operation, kept, capsys, withheld
):
    """The cell writes a no in side-a's name and shows side-a the header alone: an erased body looks the same."""
    own = [place for place, entry in enumerate(operation.pen.written) if read_header(entry.header).actor == "side-a"]
    receipts = ("--receipts", kept("receipts", operation.receipt(operation.pen.written[own[-1]])))
    lines = [
        json.dumps({name: one for name, one in plain.items() if name not in ("body", "key")}) + "\n"
        if plain.get("entry") in withheld
        else line
        for line in operation.lines()
        for plain in [json.loads(line)]
    ]
    assert set(withheld) <= set(own)
    assert program(lines, *receipts) == []
    assert program.told["closed"] == {"entries": len(withheld), "first": list(withheld)}
    path = kept("e.jsonl", "".join(lines))
    assert command.main([path, "--log", operation.log.text(), *receipts]) == 0
    said = [line for line in capsys.readouterr().out.splitlines() if "in your own name" in line]
    assert [line.partition(" Erased")[0] for line in said] == [
        f"Entries in your own name that are closed to you: {len(withheld)} (entries {', '.join(map(str, withheld))})."
    ] * bool(withheld)
    assert program(lines) == []
    assert program.told["closed"] == {"entries": 0, "first": []}  # who reads, the export does not say


def test_of_many_closed_entries_the_first_are_named(program, operation, kept):
    for number in range(30):
        operation.answer("side-a", 100 + number)
    receipts = kept("receipts", operation.receipt(operation.pen.written[-1]))
    assert program(operation.lines("side-b"), "--receipts", receipts) == []
    assert program.told["closed"]["entries"] == 9 + 30
    assert len(program.told["closed"]["first"]) == 20


def test_the_desks_entries_are_not_those_of_a_party_that_holds_a_receipt_for_one(program, operation, kept):
    """The desk writes a party's signed statements down and the party gets the log's word on that entry: all others of the desk are not its own."""
    for number in range(3):
        operation.answer("desk", number)
    receipts = kept("receipts", operation.receipt(operation.pen.written[-1]))
    assert program(operation.lines("side-a"), "--receipts", receipts) == []
    assert program.told["closed"] == {"entries": 0, "first": []}
    operation.pen.written, operation.pen.keys = operation.pen.written[:-1], operation.pen.keys[:-1]
    assert (32, "receipt") in program(operation.lines("side-a"), "--receipts", receipts)
