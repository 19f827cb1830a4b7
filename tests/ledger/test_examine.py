"""What an entry is by itself, wherever it is examined."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from safepassage.kernel.canonical import canonical
from safepassage.ledger import examine
from safepassage.ledger.entries import leaf_hash, read_header


def sealed(writer, *places: int) -> list[examine.Sealed]:
    some = [writer.written[place] for place in places]
    return [(one.index, one.header, one.signature, one.body, writer.keys[one.index]) for one in some]


@pytest.mark.parametrize("count", [0, 1, 3])
def test_entries_are_read_and_opened_in_their_order(writer, count):
    for number in range(count):
        writer.write("side-a", body=canonical({"number": number}).encode())
    found = examine.examine(sealed(writer, *range(count)))
    assert [one.leaf for one in found] == [leaf_hash(entry) for entry in writer.written]
    assert [one.header for one in found] == [read_header(entry.header) for entry in writer.written]
    assert [(one.body, one.broken, one.wrong) for one in found] == [
        ({"number": number}, "", "") for number in range(count)
    ]


def test_a_body_whose_key_is_gone_is_not_asked_for(writer):
    entry = writer.write("side-a")
    assert examine.examined(entry, None) == examine.Examined(leaf_hash(entry), read_header(entry.header))


@pytest.mark.parametrize(
    ("body", "broken"),
    [
        (b"{}", ""),
        (b"[1]", ""),
        (b"{} ", "ValueError"),
        (b'{"b":1,"a":2}', "ValueError"),
        (b"{", "JSONDecodeError"),
        (b"\xff", "UnicodeDecodeError"),
        (b"1.5", "TypeError"),
        (b"[" * 100_000, "RecursionError"),
    ],
)
def test_a_body_that_is_no_canonical_text_is_broken_and_the_error_is_named(writer, body, broken):
    entry = writer.write("side-a", body=body)
    found = examine.examined(entry, writer.keys[0])
    assert (found.broken, found.header) == (broken, read_header(entry.header))
    assert (found.body is None) == bool(broken)


@pytest.mark.parametrize("key", [b"", bytes(31), bytes(32), bytes(33)])
def test_a_key_that_is_not_the_bodys_breaks_it(writer, key):
    entry = writer.write("side-a")
    assert examine.examined(entry, key).broken == "EntryError"


def test_a_body_that_the_header_does_not_commit_to_is_broken(writer):
    writer.write("side-a", body=b"{}")
    other = writer.write("side-a", body=b"[]")
    found = examine.examined(replace(other, body=writer.written[0].body), writer.keys[0])
    assert found.broken == "EntryError"


@pytest.mark.parametrize("header", [b"", b"{}", b"\xff", b"[" * 4000])
def test_a_header_that_cannot_be_read_is_said_and_its_body_left_alone(writer, header):
    entry = replace(writer.write("side-a"), header=header)
    found = examine.examined(entry, writer.keys[0])
    assert found.leaf == hashlib.sha256(b"\x00" + header + entry.signature).digest()
    assert (found.header, found.body, found.broken) == (None, None, "")
    assert found.wrong.startswith("the header")


@pytest.mark.parametrize("count", [0, 1, 3])
def test_each_signature_is_checked_for_itself(writer, key_of, count):
    for number in range(count):
        writer.write("side-a", signer="side-b" if number == 1 else None)
    public = key_of("side-a", 0)
    claims = [(public, entry.header, entry.signature) for entry in writer.written]
    assert examine.check_signatures(claims) == [True, False, True][:count]
    assert examine.check_signatures(claims[::-1]) == [True, False, True][:count][::-1]


def test_a_key_that_is_none_signed_nothing(writer):
    entry = writer.write("side-a")
    for public in (b"", bytes(32), bytes(31)):
        assert not examine.is_signed((public, entry.header, entry.signature))
