"""Whatever is sent, each reader answers with its own error, and what it accepts it writes back the same."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safepassage.kernel.moment import Moment
from safepassage.kernel.problems import ProblemsError
from safepassage.ledger import checkpoint, entries, evidence, merkle, note, policy, proof, witness
from safepassage.seal import keys

SEED = bytes(range(32))
LOG = checkpoint.log_key("rafah-2023", keys.public_key(SEED))
TREE = merkle.Hashes(merkle.leaf_hash(b"%d" % place) for place in range(9))


def _point(size, root):
    return checkpoint.make_checkpoint("rafah-2023", size, root, LOG.public, lambda message: keys.sign(SEED, message))


POINT = _point(9, TREE.root())
KEY = checkpoint.witness_key("side-a", keys.public_key(bytes(32)))
GOOD = {
    "note": POINT.note,
    "proof": proof.Proof(4, TREE.inclusion(4), POINT.note, b"extra").text(),
    "evidence": evidence.SplitView(POINT.note, _point(9, bytes(32)).note).text(),
    "policy": f"log {LOG.text()}\nwitness a {KEY.text()}\ngroup g any a\nquorum g\n",
    "request": witness.Request(0, (), POINT.note).text(),
    "key": KEY.text(),
    "memory": witness.memory_text({"rafah-2023": witness.Watched("rafah-2023", (LOG,), 9, TREE.root(), POINT.note)}),
    "header": '{"actor":"a","body":"'
    + "ab" * 32
    + '","clause":"","deltas":{},"kind":"k","operation":"o","previous":"",'
    '"seen_root":"","seen_size":0,"sequence":1,"version":1}',
}
READERS = {
    "note": (lambda text: checkpoint.parse_checkpoint(text).note, note.NoteError),
    "proof": (lambda text: proof.read_proof(text).text(), proof.ProofError),
    "evidence": (lambda text: evidence.read_evidence(text).text(), evidence.EvidenceError),
    "policy": (lambda text: policy.parse_policy(text) and text, ProblemsError),
    "key": (lambda text: note.NoteKey.parse(text).text(), note.NoteError),
    "memory": (lambda text: witness.memory_text(witness.read_memory(text)), ValueError),
    "header": (
        lambda text: entries.header_bytes(entries.read_header(text.encode(errors="replace"))).decode(),
        entries.EntryError,
    ),
}


@st.composite
def damaged(draw, text):
    """The text with some of it removed, doubled, replaced or exchanged."""
    for _ in range(draw(st.integers(0, 3))):
        at, end = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
        end = min(end, at + 12)
        put = draw(
            st.sampled_from(["", "\n", "\n\n", "0", "A", "— ", '"', "\x00", "٤", text[at:end] * 2])
            | st.text(max_size=4)
        )
        text = text[:at] + put + text[end:]
    return text


@pytest.mark.parametrize("kind", READERS)
def test_what_is_well_formed_is_read(kind):
    read, _ = READERS[kind]
    assert read(GOOD[kind]) == GOOD[kind]


@pytest.mark.parametrize("kind", READERS)
@given(data=st.data())
@settings(derandomize=True, max_examples=120, deadline=None)
def test_a_damaged_text_is_refused_or_has_one_form(kind, data):
    read, refusal = READERS[kind]
    text = data.draw(damaged(GOOD[kind]) | st.text(max_size=60))
    try:
        again = read(text)
    except refusal:
        return
    assert again == text


@given(damaged(GOOD["request"]) | st.text(max_size=60))
@settings(derandomize=True, max_examples=200, deadline=None)
def test_a_witness_answers_anything_and_signs_only_what_continues(body):
    memory = {"rafah-2023": witness.Watched("rafah-2023", (LOG,))}
    signed = []
    cosigner = witness.Cosigner(KEY, lambda message: signed.append(message) or bytes(64))
    answer = witness.add_checkpoint(body, memory, [cosigner], Moment(1_699_000_000))
    assert answer.status in (200, 400, 403, 404, 409, 422)
    assert (answer.status == 200) == bool(signed) == (answer.remember is not None)
    if signed:
        assert (answer.remember.size, answer.remember.root) == (9, TREE.root())
