from dataclasses import replace

import pytest

from safepassage.ledger import note
from safepassage.ledger.note import COSIGNATURE, ED25519, NoteError, NoteKey, SignatureLine

TEXT = "a line\n\nanother, after an empty one\n"

# The example of C2SP signed-note v1.0.0.
EXAMPLE = (
    "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n"
    "— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n"
)


@pytest.fixture
def key(public_of):
    return NoteKey("log.example/rafah", ED25519, public_of("log"))


@pytest.fixture
def signed(key, signer_of):
    return note.Note(TEXT, (SignatureLine(key.name, key.key_id(), signer_of("log")(TEXT.encode())),))


@pytest.mark.known_answers("C2SP signed-note and tlog-cosignature", 1)
def test_the_example_of_the_standard_parses_and_writes_back():
    read = note.parse_note(EXAMPLE)
    assert read.text.endswith("ed è subito sera.\n")
    assert [(line.name, line.key_id.hex(), len(line.signature)) for line in read.lines] == [
        ("quasimodo.example/salvatore", "367ba04b", 64)
    ]
    assert read.whole() == EXAMPLE


def test_a_note_is_signed_by_a_known_key(signed, key):
    read = note.parse_note(signed.whole())
    assert read == signed
    assert note.signers(read, [key]) == (key,)


def test_unknown_keys_are_left_alone_and_known_ones_are_not(signed, key, public_of):
    stranger = SignatureLine("witness.example", b"\x01\x02\x03\x04", bytes(64))
    same_name = SignatureLine(key.name, b"\x01\x02\x03\x04", bytes(64))
    same_id = SignatureLine("other.example", key.key_id(), bytes(64))
    read = note.Note(TEXT, (stranger, same_name, same_id, *signed.lines))
    assert note.signers(note.parse_note(read.whole()), [key]) == (key,)
    assert note.signers(read, [NoteKey("nobody.example", ED25519, public_of("nobody"))]) == ()
    bad = SignatureLine(key.name, key.key_id(), bytes(64))
    with pytest.raises(NoteError, match="does not hold"):
        note.signers(replace(read, lines=(*signed.lines, bad)), [key])


def test_a_signature_over_another_text_does_not_hold(signed, key):
    with pytest.raises(NoteError, match=r"log\.example"):
        note.signers(replace(signed, text=TEXT + "more\n"), [key])


def test_one_more_signature_and_the_same_again(signed, key):
    other = SignatureLine("witness.example", b"\x01\x02\x03\x04", bytes(72))
    more = note.with_line(signed, other)
    assert [line.name for line in more.lines] == [key.name, "witness.example"]
    again = note.with_line(more, SignatureLine("witness.example", b"\x01\x02\x03\x04", b"\x01" * 72))
    assert [line.signature[0] for line in again.lines if line.name == "witness.example"] == [1]
    assert again.whole().startswith(signed.whole())


def test_sixteen_and_more_signatures_are_read(signed):
    many = signed
    for number in range(40):
        many = note.with_line(many, SignatureLine(f"witness-{number}", bytes((0, 0, 0, number)), bytes(2428)))
    assert len(note.parse_note(many.whole()).lines) == 41


@pytest.mark.parametrize(
    "whole",
    [
        "",
        "\n",
        "text",
        "text\n",
        "text\n\n",
        "text\n\n— a AAAAAAA=",
        "text\n\n— a\n",
        "text\n\n—  AAAAAAA=\n",
        "text\n\n- a AAAAAAA=\n",
        "text\n\n— a AAAA\n",
        "text\n\n— a AAAAAA==\n",
        "text\n\n— a AAAAAAB=\n",
        "text\n\n— a AAAAAA\n",
        "text\n\n— a+b AAAAAAA=\n",
        "text\n\n— a\u00a0b AAAAAAA=\n",
        "te\x00xt\n\n— a AAAAAAA=\n",
        "te\rxt\n\n— a AAAAAAA=\n",
        "text\n\n— a AAAAAAA=\nmore\n",
        "x" * (note.MOST_NOTE_BYTES + 1),
    ],
)
def test_what_is_no_note_is_refused(whole):
    with pytest.raises(NoteError):
        note.parse_note(whole)


def test_the_shortest_signature_is_one_byte():
    assert note.parse_note("text\n\n— a AAAAAAA=\n").lines == (SignatureLine("a", bytes(4), bytes(1)),)


def test_a_key_is_a_line_and_back(key):
    assert NoteKey.parse(key.text()) == key
    assert key.text().startswith("log.example/rafah+")


def test_a_published_key_line_reads():
    """The key of the Go checksum database, as published."""
    line = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
    key = NoteKey.parse(line)
    assert (key.name, key.kind, key.key_id().hex(), len(key.public)) == ("sum.golang.org", ED25519, "033de0ae", 32)
    assert key.text() == line


@pytest.mark.parametrize(
    "line", ["", "name", "name+00000000", "name+00000000+", "name+00000000+AQ==", "a b+00000000+AQ==", "+00+AQ=="]
)
def test_what_is_no_key_line_is_refused(line):
    with pytest.raises(NoteError):
        NoteKey.parse(line)


def test_kinds_of_signature_have_different_ids(public_of):
    assert NoteKey("a", ED25519, public_of("log")).key_id() != NoteKey("a", COSIGNATURE, public_of("log")).key_id()


def test_the_kinds_are_those_of_the_standard():
    assert (note.ED25519, note.COSIGNATURE, note.LATTICE_COSIGNATURE) == (0x01, 0x04, 0x06)


def test_half_a_character_pair_is_no_name(key):
    with pytest.raises(NoteError, match="no verifier key"):
        NoteKey.parse(key.text().replace("log", "lo\udcc0"))
