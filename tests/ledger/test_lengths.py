"""The longest text of each kind that is read, and the first that is not: a reader that has no bound can be filled up."""

import base64
import json

import pytest

from safepassage.kernel.canonical import canonical
from safepassage.kernel.problems import ProblemsError
from safepassage.ledger.checkpoint import _short, log_key, make_checkpoint, parse_checkpoint
from safepassage.ledger.entries import MOST_HEADER_BYTES, EntryError, read_header
from safepassage.ledger.evidence import EvidenceError, Fork, read_evidence
from safepassage.ledger.note import MOST_NOTE_BYTES, Note, NoteError, NoteKey, parse_note
from safepassage.ledger.policy import parse_policy
from safepassage.seal import keys

LINE = "\u2014 rafah-2023 " + base64.b64encode(bytes(68)).decode() + "\n"


def note_of(length):
    head = "x" * (length - len(LINE) - 2)
    return f"{head}\n\n{LINE}"


def test_a_note_has_a_length():
    assert MOST_NOTE_BYTES == 1_048_576
    assert isinstance(parse_note(note_of(1_048_576)), Note)
    with pytest.raises(NoteError, match="longer than any note"):
        parse_note(note_of(1_048_577))


@pytest.mark.parametrize("text", ["one line\n", "text\n\n", "\n\n", "\n"])
def test_a_note_without_signatures_is_none(text):
    with pytest.raises(NoteError, match="no signatures"):
        parse_note(text)


def header_of(writer, length):
    raw = writer.write("egy").header
    data = json.loads(raw)
    data["clause"] += "x" * (length - len(raw))
    return canonical(data).encode()


def test_a_header_has_a_length(writer):
    assert MOST_HEADER_BYTES == 4096
    assert len(header_of(writer, 4096)) == 4096
    assert read_header(header_of(writer, 4096)).actor == "egy"
    with pytest.raises(EntryError, match="longer than any header"):
        read_header(header_of(writer, 4097))


def test_a_header_that_is_too_long_is_not_even_taken_apart():
    with pytest.raises(EntryError, match="longer than any header"):
        read_header(b"no header" * 1000)


@pytest.mark.parametrize("length", [1, 254, 255])
def test_a_log_may_have_any_name_that_a_byte_counts(length):
    seed = bytes(32)
    name = "n" * length
    point = make_checkpoint(name, 1, bytes(32), keys.public_key(seed), lambda message: keys.sign(seed, message))
    assert parse_checkpoint(point.note).origin == name
    assert log_key(name, keys.public_key(seed)).name == name


@pytest.mark.parametrize(
    "root", ["%" * 44, base64.b64encode(bytes(31)).decode(), base64.b64encode(bytes(32)).decode() + "\u00e9"]
)
def test_a_root_is_32_bytes_in_the_one_form_of_base64(root):
    with pytest.raises(NoteError, match="root"):
        parse_checkpoint(f"log\n1\n{root}\n\n{LINE}")


def faults(text):
    with pytest.raises(ProblemsError) as caught:
        parse_policy(text)
    return [(one.row, one.code) for one in caught.value.problems]


KEY = NoteKey("a", 0x04, keys.public_key(b"\x01" * 32)).text()
LOG = NoteKey("log", 0x01, keys.public_key(b"\x02" * 32)).text()


def test_the_words_of_a_line_of_a_quorum_file():
    """A second address may follow a log's and a witness's key; nothing else may, and nothing may lack."""
    whole = f"log {LOG} https://log.example\nwitness a {KEY} https://a.example\ngroup g any a\nquorum g\n"
    assert parse_policy(whole).holds(frozenset({"a"}))
    for line, row in (
        ("log", 1),
        (f"log {LOG} b c", 1),
        ("witness a", 1),
        (f"witness a {KEY} b c", 1),
        ("group g any", 1),
        ("quorum", 1),
        ("quorum a b", 1),
    ):
        assert (row, "words") in faults(line + "\n")


def test_a_group_has_at_most_997_members():
    names = " ".join(f"w{number}" for number in range(997))
    assert (1, "words") not in faults(f"group g any {names}\nquorum g\n")
    assert (1, "words") in faults(f"group g any {names} one-more\nquorum g\n")


def test_a_witness_or_group_with_a_fault_is_not_known_under_its_name():
    found = faults(f"witness a {KEY}\nwitness a {KEY}\nquorum a\n")
    assert [row for row, _ in found] == [2, 2]
    assert faults("group g any nobody\nquorum g\n") == [(1, "name-unknown")]
    assert faults(f"witness a {KEY}\ngroup a any a\nquorum a\n") == [(2, "name-twice")]


def test_a_name_that_one_byte_cannot_count_is_cosigned_by_nobody():
    assert _short("n" * 255) == b"\xff" + b"n" * 255
    assert _short("n") == b"\x01n"
    for name in ("", "n" * 256, "\u00e9" * 128):
        with pytest.raises(NoteError, match="1 to 255 bytes"):
            _short(name)


def test_a_witness_whose_key_cannot_be_read_does_not_hide_the_next_fault():
    found = faults(f"witness a nonsense\nwitness b {KEY}\nwitness c {KEY}\nquorum a\n")
    assert [row for row, _ in found] == [1, 3]


@pytest.mark.parametrize("signature", ["QUJD!", "QUJD\n", "%%%%"])
def test_a_signature_of_a_fork_is_base64_or_it_is_no_evidence(writer, signature):
    header = writer.write("egy").header.decode()
    good = canonical({"evidence": "fork/1", "first": [header, "QUJD"], "second": [header, "QUJD"]})
    assert isinstance(read_evidence(good), Fork)
    with pytest.raises(EvidenceError, match="no evidence"):
        read_evidence(canonical({"evidence": "fork/1", "first": [header, "QUJD"], "second": [header, signature]}))
