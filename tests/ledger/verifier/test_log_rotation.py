"""The log's key is rotated: the old key signs the entry that names the new one, and the program follows it, and nothing that is forged."""

from __future__ import annotations

import json

import pytest
from safepassage_audit import command, notes
from safepassage_audit.signatures import signed

from safepassage.ledger import checkpoint, export, merkle
from safepassage.ledger.actors import rotation_message
from safepassage.ledger.facts import KeyRotated


def point(operation, signer):
    """A checkpoint of the record as it stands, signed with this key, kept."""
    root = merkle.root(operation.pen.head.frontier)
    made = checkpoint.make_checkpoint(
        "rafah-2023", operation.pen.head.size, root, operation.public_of(signer), operation.signer_of(signer)
    )
    operation.points.append(made)
    return made


def handed_on(operation, actor, key, epoch=2, old=None):
    """The rotation of an actor to the key of that name, signed by its old one."""
    public = operation.public_of(key).hex()
    sign = operation.signer_of(old or actor)
    return KeyRotated(
        actor, public, epoch, "yearly", signature=sign(rotation_message("rafah-2023", actor, epoch, public)).hex()
    )


def rotate(operation, *, by="desk", key="desk-2", signer=None):
    operation.write(by, KeyRotated("desk", operation.public_of(key).hex(), 2, "yearly"), signer=signer)
    return operation.pen.head.size - 1


def lines(operation, *rotations):
    """The export, with the log's later keys as somebody names them."""
    return list(
        export.write_export(
            operation.pen.written,
            operation="rafah-2023",
            log=operation.log,
            checkpoints=operation.points,
            totals=operation.sums(),
            key_of=lambda entry, header: operation.pen.keys[entry.index] if header.kind.startswith("ledger.") else None,
            rotations=[(place, checkpoint.log_key("rafah-2023", operation.public_of(key))) for place, key in rotations],
        )
    )


def signed_on(operation):
    """What follows the rotation, by the new key."""
    operation.answer("side-a", 50)
    operation.write("desk", handed_on(operation, "side-a", "side-a-2"), signer="desk-2")
    point(operation, "desk-2")


def test_the_new_keys_entries_and_checkpoints_hold(program, operation):
    place = rotate(operation)
    point(operation, "desk")
    signed_on(operation)
    assert program(lines(operation, (place, "desk-2"))) == []
    assert program.told["entries"] == 33


def test_two_rotations_are_followed(program, operation):
    first = rotate(operation)
    point(operation, "desk")
    operation.write("desk", KeyRotated("desk", operation.public_of("desk-3").hex(), 3, "again"), signer="desk-2")
    second = operation.pen.head.size - 1
    point(operation, "desk-2")
    operation.answer("side-b", 51)
    point(operation, "desk-3")
    assert program(lines(operation, (first, "desk-2"), (second, "desk-3"))) == []


def test_a_key_that_no_entry_made_the_logs_is_found(program, operation):
    """The operator names a key of its own and signs with it; the record says nothing of it."""
    operation.answer("side-a", 50)
    operation.answer("side-a", 51)
    point(operation, "desk-2")
    assert program(lines(operation, (30, "desk-2"))) == [(32, "log-key")]
    assert program(lines(operation)) == [(32, "checkpoint-signature")]


def test_a_rotation_by_somebody_else_is_found(program, operation):
    place = rotate(operation, by="side-a")
    point(operation, "desk")
    operation.answer("side-b", 50)
    point(operation, "desk-2")
    found = program(lines(operation, (place, "desk-2")))
    assert (30, "admission") in found
    assert (32, "log-key") in found


def test_a_rotation_that_the_old_key_did_not_sign_is_found(program, operation):
    place = rotate(operation, signer="desk-2")
    point(operation, "desk")
    signed_on(operation)
    found = program(lines(operation, (place, "desk-2")))
    assert (30, "signature") in found
    assert (33, "log-key") in found


def test_a_rotation_to_another_key_than_the_export_names_is_found(program, operation):
    place = rotate(operation, key="desk-3")
    point(operation, "desk")
    operation.answer("side-a", 50)
    point(operation, "desk-2")
    assert program(lines(operation, (place, "desk-2"))) == [(30, "log-key")]


def test_a_rotation_that_the_export_does_not_name_is_found(program, operation):
    rotate(operation)
    point(operation, "desk")
    assert program(lines(operation)) == [(30, "log-key")]


@pytest.mark.parametrize(("signer", "behind"), [("desk", True), ("desk-2", False)])
def test_a_checkpoint_by_the_key_of_another_time_is_found(program, operation, signer, behind):
    """The old key, stolen later, signs no more; nor did the new one sign before."""
    place = rotate(operation)
    if behind:
        operation.answer("side-a", 50)
    point(operation, signer)
    assert program(lines(operation, (place, "desk-2"))) == [(31 + behind, "checkpoint-signature")]


@pytest.mark.parametrize("told", [5, [[1]], [["x", "y"]], [[3, "another+00000000+AAAA"]], {"3": 4}, [[0, None]], None])
def test_odd_rotations_are_wrong_use(operation, kept, capsys, told):
    given = lines(operation)
    given[0] = json.dumps(json.loads(given[0]) | {"rotations": told}) + "\n"
    assert command.main([kept("e.jsonl", "".join(given)), "--log", operation.log.text()]) == 2
    assert "rotations" in capsys.readouterr().err


def test_more_keys_than_a_log_ever_had_are_wrong_use(operation, kept, capsys):
    """Each checkpoint is held against them: two megabytes of keys and checkpoints kept the reader busy with the product of the two."""
    given = lines(operation)
    for count, code in ((1000, 1), (1001, 2)):
        more = [[100 + number, operation.log.text()] for number in range(count)]
        given[0] = json.dumps(json.loads(given[0]) | {"rotations": more}) + "\n"
        assert command.main([kept("e.jsonl", "".join(given)), "--log", operation.log.text()]) == code
    assert "rotations" in capsys.readouterr().err


def test_a_signature_that_stands_there_many_times_is_checked_once(program, operation, monkeypatch):
    own = next(one for one in operation.points[-1].note.split("\n") if one.startswith("\N{EM DASH} rafah-2023 "))
    many = lines(operation)
    many[3] = json.dumps({"checkpoint": operation.points[-1].note + f"{own}\n" * 5000}) + "\n"
    checked = []
    monkeypatch.setattr(notes, "signed", lambda *claim: checked.append(claim) or signed(*claim))
    assert program(many) == []
    assert len(checked) == 3
