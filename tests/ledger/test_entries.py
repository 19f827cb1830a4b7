import json
from dataclasses import replace

import pytest

from safepassage.ledger import entries, merkle
from safepassage.ledger.entries import EntryError
from safepassage.ledger.model import ActorHead, Header
from safepassage.seal import keys

GOOD = Header(1, "rafah-2023", "gate.scanned/1", "gate-1", 2, "ab" * 32, "1/3", {"exited": 1}, "cd" * 32, 5, "ef" * 32)


def test_an_entry_is_header_signature_and_a_body_that_opens(writer, public_of):
    entry = writer.write("side-a", body=b'{"name":"INVENTED"}', deltas={"granted": 3})
    header = entries.read_header(entry.header)
    assert (header.actor, header.sequence, header.previous, header.deltas) == ("side-a", 1, "", {"granted": 3})
    assert keys.verify(public_of("side-a"), entries.signed_bytes(entry.header), entry.signature)
    assert entries.open_entry(entry, writer.keys[0]) == b'{"name":"INVENTED"}'
    assert b"INVENTED" not in entry.header + entry.body


def test_sequences_and_heads_go_on_per_actor(writer):
    first, second, third = writer.write("side-a"), writer.write("side-b"), writer.write("side-a")
    headers = [entries.read_header(entry.header) for entry in (first, second, third)]
    assert [(one.actor, one.sequence) for one in headers] == [("side-a", 1), ("side-b", 1), ("side-a", 2)]
    assert [one.previous for one in headers] == ["", "", entries.leaf_hash(first).hex()]
    assert writer.head.actors == {
        "side-a": ActorHead(2, entries.leaf_hash(third).hex()),
        "side-b": ActorHead(1, entries.leaf_hash(second).hex()),
    }
    leaves = [entries.leaf_hash(entry) for entry in (first, second, third)]
    assert (writer.head.size, merkle.root(writer.head.frontier)) == (3, merkle.Hashes(leaves).root())
    assert [entry.index for entry in (first, second, third)] == [0, 1, 2]


def test_the_same_inputs_give_the_same_bytes(writer):
    again = type(writer)()
    for actor in ("side-a", "side-b", "side-a"):
        assert writer.write(actor) == again.write(actor)
    assert writer.head == again.head


def test_a_head_is_not_changed_by_what_follows_it(writer):
    writer.write("side-a")
    before, actors = writer.head, dict(writer.head.actors)
    writer.write("side-a")
    assert (before.size, before.actors) == (1, actors)


def test_erasing_the_body_leaves_the_tree_alone(writer):
    entry = writer.write("side-a", body=b"a long body")
    assert entries.leaf_hash(replace(entry, body=b"")) == entries.leaf_hash(entry)


@pytest.mark.parametrize("change", ["key", "body", "header"])
def test_a_body_that_is_not_the_one_committed_to_does_not_open(writer, change):
    entry, key = writer.write("side-a", body=b"body"), writer.keys[0]
    other = writer.write("side-a", body=b"other")
    match change:
        case "key":
            key = writer.keys[1]
        case "body":
            entry = replace(entry, body=other.body)
        case "header":
            entry = replace(entry, header=other.header)
    with pytest.raises(EntryError) as caught:
        entries.open_entry(entry, key)
    assert "body of entry 0" in str(caught.value)


def test_a_body_sealed_well_under_another_commitment_does_not_open(writer):
    """The writer itself seals one body and commits to another."""
    entry, key = writer.write("side-a", body=b"shown"), writer.keys[0]
    forged = replace(entry, body=entries.envelope.seal_body(key, b"hidden", entry.header))
    with pytest.raises(EntryError, match="commits to"):
        entries.open_entry(forged, key)


def test_a_header_reads_back():
    assert entries.read_header(entries.header_bytes(GOOD)) == GOOD
    assert json.loads(entries.header_bytes(GOOD)) == {
        "actor": "gate-1",
        "body": "cd" * 32,
        "clause": "1/3",
        "deltas": {"exited": 1},
        "kind": "gate.scanned/1",
        "operation": "rafah-2023",
        "previous": "ab" * 32,
        "seen_root": "ef" * 32,
        "seen_size": 5,
        "sequence": 2,
        "version": 1,
    }


CHANGES = {
    "version 2": {"version": 2},
    "a version of text": {"version": "1"},
    "a version that is true": {"version": True},
    "no operation": {"operation": ""},
    "no kind": {"kind": ""},
    "no actor": {"actor": ""},
    "an actor of number": {"actor": 5},
    "sequence 0": {"sequence": 0, "previous": ""},
    "sequence of text": {"sequence": "2"},
    "sequence that is true": {"sequence": True, "previous": ""},
    "sequence too large": {"sequence": 2**53},
    "no previous": {"previous": ""},
    "a previous of the first": {"sequence": 1},
    "a short previous": {"previous": "ab"},
    "a previous in capitals": {"previous": "AB" * 32},
    "a previous with a line end": {"previous": "ab" * 32 + "\n"},
    "no body": {"body": ""},
    "a body of null": {"body": None},
    "a delta that is true": {"deltas": {"exited": True}},
    "a delta of text": {"deltas": {"exited": "1"}},
    "a delta too large": {"deltas": {"exited": 2**60}},
    "deltas in a list": {"deltas": [1]},
    "a seen root without a size": {"seen_size": 0},
    "a seen size without a root": {"seen_root": ""},
    "a negative seen size": {"seen_size": -5},
    "a long header": {"clause": "1" * 5000},
    "a field more": {"name": "x"},
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_header_that_is_none_is_refused(change):
    data = json.loads(entries.header_bytes(GOOD)) | change
    with pytest.raises(EntryError):
        entries.read_header(json.dumps(data, sort_keys=True, separators=(",", ":")).encode())


def test_numbers_go_as_far_as_a_browser_counts():
    most = 2**53 - 1
    far = replace(GOOD, sequence=most, seen_size=most, deltas={"up": most, "down": -most, "none": 0})
    assert entries.read_header(entries.header_bytes(far)) == far
    for beyond in ({"sequence": most + 1}, {"deltas": {"up": most + 1}}, {"deltas": {"down": -most - 1}}):
        with pytest.raises(EntryError):
            entries.read_header(entries.header_bytes(replace(GOOD, **beyond)))


@pytest.mark.parametrize("missing", sorted(json.loads(entries.header_bytes(GOOD))))
def test_a_header_with_a_field_less_is_refused(missing):
    data = json.loads(entries.header_bytes(GOOD))
    del data[missing]
    with pytest.raises(EntryError, match="fields"):
        entries.read_header(json.dumps(data, sort_keys=True, separators=(",", ":")).encode())


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"{",
        b"\xff\xfe",
        b"[" * 4000,
        b'{"a":1e999}',
        b'{"a":NaN}',
        b"1" * 4000,
        entries.header_bytes(GOOD) + b"\n",
        b" " + entries.header_bytes(GOOD),
        entries.header_bytes(GOOD).replace(b'"version":1', b'"version":1,"version":1'),
        entries.header_bytes(GOOD).replace(b'"exited":1', b'"exited":1.0'),
        entries.header_bytes(GOOD).replace(b"gate-1", b"\\u0067ate-1"),
        entries.header_bytes(GOOD).replace(b"gate-1", b"\\ud800"),
        json.dumps(json.loads(entries.header_bytes(GOOD))).encode(),
    ],
)
def test_bytes_that_are_no_canonical_header_are_refused(raw):
    with pytest.raises(EntryError):
        entries.read_header(raw)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": ""},
        {"deltas": {"a": 1.5}},
        {"seen": (1, "")},
        {"seen": (0, "ab" * 32)},
        {"seen": (1, "AB" * 32)},
        {"kind": "k" * 5000},
    ],
)
def test_what_readers_would_refuse_is_not_written(writer, wrong):
    with pytest.raises((EntryError, TypeError)):
        writer.write("side-a", **wrong)
    assert writer.written == []


def test_names_of_any_script_stand_in_headers(writer):
    entry = writer.write("معبر-١")
    assert entries.read_header(entry.header).actor == "معبر-١"
