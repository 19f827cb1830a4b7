from dataclasses import replace

import pytest

from safepassage.ledger import checkpoint, entries, evidence, merkle
from safepassage.ledger.evidence import EvidenceError, Fork, SplitView
from safepassage.ledger.note import ED25519, NoteKey


@pytest.fixture
def log(public_of):
    return checkpoint.log_key("rafah-2023", public_of("log"))


@pytest.fixture
def sign(public_of, signer_of):
    def by(size, root, who="log", origin="rafah-2023"):
        return checkpoint.make_checkpoint(origin, size, root, public_of(who), signer_of(who)).note

    return by


def _tree(count, changed=-1):
    return merkle.Hashes(merkle.leaf_hash(b"other" if place == changed else b"%d" % place) for place in range(count))


@pytest.mark.parametrize("size", [1, 3, 30])
def test_two_roots_of_one_size_are_evidence(sign, log, size):
    found = evidence.split_view(sign(size, _tree(size).root()), sign(size, _tree(size, 0).root()))
    evidence.check_split_view(found, log)
    again = evidence.read_evidence(found.text())
    assert again == found
    evidence.check_evidence(again, log)


@pytest.mark.parametrize(("old", "new", "changed"), [(1, 2, 0), (5, 8, 2), (8, 9, 7), (17, 100, 16), (64, 65, 0)])
def test_a_rewritten_beginning_is_evidence(sign, log, old, new, changed):
    shown, rewritten = _tree(new), _tree(new, changed)
    first, second = sign(old, shown.root(old)), sign(new, rewritten.root())
    found = evidence.split_view(second, first, rewritten)
    assert (found.first, found.second) == (first, second)
    evidence.check_split_view(found, log)
    assert evidence.read_evidence(found.text()) == found


def test_checkpoints_of_one_history_are_no_evidence(sign):
    tree = _tree(20)
    for old, new in ((20, 20), (7, 20), (0, 20)):
        assert evidence.split_view(sign(old, tree.root(old)), sign(new, tree.root(new)), tree) is None
    assert evidence.split_view(sign(7, tree.root(7)), sign(20, tree.root())) is None


def test_a_tree_that_is_not_the_larger_checkpoints_proves_nothing(sign):
    first, second = sign(7, bytes(32)), sign(20, _tree(20).root())
    assert evidence.split_view(first, second, _tree(20, 3)) is None
    assert evidence.split_view(first, second, _tree(19)) is None


def _refuted(found, key):
    with pytest.raises(EvidenceError):
        evidence.check_evidence(found, key)


def test_false_evidence_convinces_nobody(sign, log, public_of):
    tree, other = _tree(20), _tree(20, 3)
    honest, same = sign(7, tree.root(7)), sign(20, tree.root())
    _refuted(SplitView(honest, honest), log)
    _refuted(SplitView(honest, same, tree.root(7), tree.consistency(7)), log)
    _refuted(SplitView(honest, same, bytes(32), tree.consistency(7)), log)
    _refuted(SplitView(honest, same, other.root(7), other.consistency(7)), log)
    _refuted(SplitView(honest, same), log)
    _refuted(SplitView(sign(0, bytes(32)), same, tree.root(0), ()), log)
    _refuted(SplitView(honest, sign(7, other.root(7), who="broker")), log)
    _refuted(SplitView(honest, sign(7, other.root(7), origin="kabul-2021")), log)
    _refuted(SplitView(honest, "no note"), log)
    real = SplitView(honest, sign(7, other.root(7)))
    evidence.check_evidence(real, log)
    _refuted(real, checkpoint.log_key("rafah-2023", public_of("broker")))


@pytest.fixture
def forked(writer):
    """A device and its clone each write a third entry."""
    for _ in range(2):
        writer.write("gate-1")
    clone = type(writer)(head=writer.head)
    return writer.write("gate-1", body=b"one story"), clone.write("gate-1", body=b"another")


@pytest.fixture
def gate_key(public_of):
    return NoteKey("gate-1", ED25519, public_of("gate-1"))


def test_a_cloned_device_is_evidence(forked, public_of, gate_key):
    found = evidence.fork(*forked)
    assert evidence.check_fork(found, public_of("gate-1")) == "gate-1"
    again = evidence.read_evidence(found.text())
    assert again == found
    evidence.check_evidence(again, gate_key)


def test_what_is_no_fork_is_no_evidence(ledger, forked):
    assert evidence.fork(ledger.written[0], ledger.written[0]) is None
    assert evidence.fork(ledger.written[0], ledger.written[1]) is None
    assert evidence.fork(ledger.written[0], ledger.written[3]) is None
    assert evidence.fork(forked[0], replace(forked[0], body=b"", index=99)) is None


def test_two_signatures_of_one_entry_are_no_fork(forked, gate_key):
    first = forked[0]
    _refuted(Fork((first.header, first.signature), (first.header, first.signature)), gate_key)


def test_a_false_fork_convinces_nobody(ledger, forked, gate_key, public_of):
    one, other = ((entry.header, entry.signature) for entry in forked)
    _refuted(Fork(one, (other[0], bytes(64))), gate_key)
    _refuted(Fork(one, (b"{}", other[1])), gate_key)
    _refuted(Fork(*((entry.header, entry.signature) for entry in ledger.written[:2])), gate_key)
    _refuted(Fork(one, other), NoteKey("gate-1", ED25519, public_of("gate-2")))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "null",
        '{"evidence":"other/1"}',
        '{"evidence":"split-view/1"}',
        '{"evidence":"fork/1","first":[],"second":[]}',
        "[" * 2000,
    ],
)
def test_a_text_that_is_no_evidence_is_refused(text):
    with pytest.raises(EvidenceError):
        evidence.read_evidence(text)


def test_evidence_from_a_real_ledger(ledger, sign, log):
    """The desk showed thirty entries, then removed one and showed twenty-nine with one more."""
    leaves = [entries.leaf_hash(entry) for entry in ledger.written]
    shown, after = merkle.Hashes(leaves), merkle.Hashes([*leaves[:11], *leaves[12:], bytes(32), bytes(32)])
    found = evidence.split_view(sign(30, shown.root()), sign(31, after.root()), after)
    evidence.check_split_view(found, log)
