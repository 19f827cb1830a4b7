from dataclasses import replace

import pytest

from safepassage.ledger import checkpoint, entries, merkle, proof
from safepassage.ledger.note import NoteError
from safepassage.ledger.proof import Proof, ProofError


@pytest.fixture
def log(public_of):
    return checkpoint.log_key("rafah-2023", public_of("log"))


@pytest.fixture
def tree(ledger):
    return merkle.Hashes(entries.leaf_hash(entry) for entry in ledger.written)


@pytest.fixture
def made(tree, public_of, signer_of):
    point = checkpoint.make_checkpoint("rafah-2023", 30, tree.root(), public_of("log"), signer_of("log"))
    return lambda index: Proof(index, tree.inclusion(index), point.note)


@pytest.mark.parametrize("index", [0, 1, 15, 16, 29])
def test_a_proof_is_kept_as_text_and_checked_later(made, ledger, log, index):
    text = made(index).text()
    assert text.startswith(f"c2sp.org/tlog-proof@v1\nindex {index}\n")
    read = proof.read_proof(text)
    assert read == made(index)
    assert proof.check_proof(read, entries.leaf_hash(ledger.written[index]), log).size == 30


def test_extra_data_is_carried_and_believed_by_nobody(made, ledger, log):
    kept = replace(made(4), extra=b"where I keep it")
    read = proof.read_proof(kept.text())
    assert read.extra == b"where I keep it"
    assert read.text().split("\n")[1].startswith("extra ")
    assert proof.check_proof(read, entries.leaf_hash(ledger.written[4]), log).size == 30


def test_a_proof_of_another_entry_place_or_tree_does_not_hold(made, ledger, log, public_of, signer_of):
    leaf = entries.leaf_hash(ledger.written[4])
    other = checkpoint.make_checkpoint("rafah-2023", 30, bytes(32), public_of("log"), signer_of("log"))
    wrong = [
        (made(5), leaf),
        (replace(made(4), index=5), leaf),
        (replace(made(4), index=30), leaf),
        (made(4), bytes(32)),
        (made(4), entries.leaf_hash(ledger.written[5])),
        (replace(made(4), steps=made(4).steps[:-1]), leaf),
        (replace(made(4), steps=(*made(4).steps, bytes(32))), leaf),
        (replace(made(4), note=other.note), leaf),
    ]
    for one, its in wrong:
        with pytest.raises(ProofError, match="does not show"):
            proof.check_proof(one, its, log)


def test_a_checkpoint_the_log_did_not_sign_proves_nothing(made, ledger, log, public_of, signer_of):
    root = checkpoint.parse_checkpoint(made(4).note).root
    forged = checkpoint.make_checkpoint("rafah-2023", 30, root, public_of("broker"), signer_of("broker"))
    with pytest.raises(NoteError, match="did not sign"):
        proof.check_proof(replace(made(4), note=forged.note), entries.leaf_hash(ledger.written[4]), log)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "c2sp.org/tlog-proof@v1",
        "c2sp.org/tlog-proof@v1\n\nnote",
        "c2sp.org/tlog-proof@v2\nindex 0\n\nnote",
        "c2sp.org/tlog-proof@v1\nindex 00\n\nnote",
        "c2sp.org/tlog-proof@v1\nindex -1\n\nnote",
        "c2sp.org/tlog-proof@v1\nindex ١\n\nnote",
        "c2sp.org/tlog-proof@v1\nextra AA==\n\nnote",
        "c2sp.org/tlog-proof@v1\nextra ?\nindex 0\n\nnote",
        "c2sp.org/tlog-proof@v1\nindex 0\nAAAA\n\nnote",
        "c2sp.org/tlog-proof@v1\nindex 0\nnot base64\n\nnote",
        "c2sp.org/tlog-proof@v1\nindex 0" + "\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=" * 64 + "\n\nnote",
        "c2sp.org/tlog-proof@v1\nindex 0\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9=\n\nnote",
    ],
)
def test_what_is_no_proof_is_refused(text):
    with pytest.raises(ProofError):
        proof.read_proof(text)
