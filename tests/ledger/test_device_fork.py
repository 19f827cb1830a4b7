"""The proof that a device said two things at one place: it convinces a stranger, and nothing short of it does."""

import base64
import json

import pytest

from safepassage.kernel.canonical import canonical
from safepassage.ledger.entries import EntryError
from safepassage.ledger.evidence import EvidenceError, check_device_fork, check_evidence, device_fork, read_evidence
from safepassage.ledger.note import ED25519, NoteKey

SIDE, OTHER = "gaza-crossings", "egy"


def body(record, officer="officer 1", side="gaza"):
    fact = {"officer": officer, "record": record, "side": side}
    return canonical({"at": "2023-11-01T10:00:00Z", "fact": fact}).encode()


def shown(writer, *records, actors=(SIDE, SIDE)):
    entries = [
        writer.write(actor, body=body(record), kind="gate.scanned/1")
        for actor, record in zip(actors, records, strict=True)
    ]
    pairs = [(entry, writer.keys[entry.index]) for entry in entries]
    return device_fork(*pairs)


@pytest.fixture
def public(key_of):
    return key_of(SIDE, 0)


FORK = ("gaza-a/7/0a0a0a0a", "gaza-a/7/0b0b0b0b")


def test_two_records_at_one_place_convince_whoever_knows_the_key(writer, public):
    evidence = shown(writer, *FORK)
    check_device_fork(evidence, public)
    again = read_evidence(evidence.text())
    assert again == evidence
    check_evidence(again, NoteKey("accused", ED25519, public))
    assert "cloned" in evidence.says()


def test_a_side_that_works_two_operations_with_one_key_cloned_nothing(writer, public):
    """Its device counts from 1 in each, and in a rehearsal before."""
    rehearsal = type(writer)("rehearsal-2023")
    pairs = []
    for pen, record in zip((writer, rehearsal), FORK, strict=True):
        entry = pen.write(SIDE, body=body(record), kind="gate.scanned/1")
        pairs.append((entry, pen.keys[-1]))
    with pytest.raises(EvidenceError, match="not two of one device at one place"):
        check_device_fork(device_fork(*pairs), public)


def test_two_sides_that_one_hand_wrote_for_cloned_nothing(writer, public):
    """Where the desk writes in the place of two parties, a device of each may bear one name (ADR 0163)."""
    entries = [
        writer.write(SIDE, body=body(record, side=side), kind="gate.scanned/1")
        for record, side in zip(FORK, ("gaza", "egypt"), strict=True)
    ]
    pairs = [(entry, writer.keys[entry.index]) for entry in entries]
    with pytest.raises(EvidenceError, match="not two of one device at one place"):
        check_device_fork(device_fork(*pairs), public)


@pytest.mark.parametrize(
    "records",
    [
        ("gaza-a/7/0a0a0a0a", "gaza-a/8/0b0b0b0b"),  # two places
        ("gaza-a/7/0a0a0a0a", "gaza-b/7/0b0b0b0b"),  # two devices
        ("gaza-a/7/0a0a0a0a", "gaza-a/7/0a0a0a0a"),  # one record twice
        ("paper", "paper"),
        ("paper", "other paper"),  # no place at all
    ],
)
def test_what_is_no_fork_proves_nothing(writer, public, records):
    with pytest.raises(EvidenceError, match="not two of one device at one place"):
        check_device_fork(shown(writer, *records), public)


@pytest.mark.parametrize("actors", [(SIDE, OTHER), (OTHER, SIDE), (OTHER, OTHER)])
def test_both_entries_must_be_of_the_accused(writer, public, actors):
    with pytest.raises(EvidenceError, match="did not sign both"):
        check_device_fork(shown(writer, *FORK, actors=actors), public)


def changed(evidence, which, place, value):
    data = json.loads(evidence.text())
    data[which][place] = value
    return read_evidence(canonical(data))


@pytest.mark.parametrize("which", ["first", "second"])
def test_a_body_that_was_not_signed_proves_nothing(writer, public, which):
    """Who wants to accuse somebody cannot write another record under a true header."""
    fork = (
        shown(writer, FORK[0], "gaza-a/8/0b0b0b0b")
        if which == "second"
        else shown(writer, "gaza-a/8/0b0b0b0b", FORK[0])
    )
    other = changed(fork, which, 2, body(FORK[1]).decode())
    with pytest.raises(EvidenceError, match="not the one its header commits to"):
        check_device_fork(other, public)


@pytest.mark.parametrize("key", ["", "00" * 32, "00" * 31, "00" * 33])
def test_another_key_of_a_body_proves_nothing(writer, public, key):
    with pytest.raises(EvidenceError, match="not the one its header commits to"):
        check_device_fork(changed(shown(writer, *FORK), "first", 3, key), public)


def test_another_signature_proves_nothing(writer, public):
    evidence = shown(writer, *FORK)
    swapped = base64.b64encode(evidence.second[1]).decode()
    with pytest.raises(EvidenceError, match="did not sign both"):
        check_device_fork(changed(evidence, "first", 1, swapped), public)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (0, "{}"),
        (0, "no header"),
        (2, "no body"),
        (2, "[]"),
        (2, '{"fact":{}}'),
        (2, '{"fact":3}'),
        (2, '{"fact":{"record":"gaza-a/7/0b0b0b0b"}}'),
    ],
)
def test_what_is_no_entry_proves_nothing(writer, public, place, value):
    with pytest.raises(EvidenceError, match="no entry with a record"):
        check_device_fork(changed(shown(writer, *FORK), "second", place, value), public)


@pytest.mark.parametrize("value", ["%%%%", "QUJD\n", "QUJD!"])
def test_a_signature_that_is_no_base64_is_no_evidence(writer, value):
    with pytest.raises(EvidenceError, match="no evidence"):
        changed(shown(writer, *FORK), "first", 1, value)


def test_a_key_that_does_not_open_its_body_makes_no_evidence(writer):
    entries = [writer.write(SIDE, body=body(record), kind="gate.scanned/1") for record in FORK]
    with pytest.raises(EntryError):
        device_fork((entries[0], writer.keys[1]), (entries[1], writer.keys[1]))
