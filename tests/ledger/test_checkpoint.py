import base64
from dataclasses import replace

import pytest

from safepassage.kernel.moment import Moment
from safepassage.ledger import checkpoint
from safepassage.ledger.model import Checkpoint
from safepassage.ledger.note import NoteError, NoteKey, SignatureLine, parse_note
from safepassage.seal import lattice

ORIGIN = "safepassage.example/rafah-2023"
ROOT = bytes(range(32))
AT = Moment(1_699_000_000)

# The example of C2SP tlog-cosignature.
EXAMPLE = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
)


@pytest.fixture
def log(public_of):
    return checkpoint.log_key(ORIGIN, public_of("log"))


@pytest.fixture
def made(public_of, signer_of):
    return checkpoint.make_checkpoint(ORIGIN, 42, ROOT, public_of("log"), signer_of("log"))


@pytest.fixture
def cosign(public_of, signer_of):
    def by(point, name, at=AT):
        return checkpoint.cosign(point, checkpoint.witness_key(name, public_of(name)), signer_of(name), at)

    return by


@pytest.fixture
def witnesses(public_of):
    return [checkpoint.witness_key(name, public_of(name)) for name in ("side-a", "side-b", "mediator")]


@pytest.mark.known_answers("C2SP signed-note and tlog-cosignature", 1)
def test_the_example_of_the_standard():
    read = checkpoint.parse_checkpoint(EXAMPLE)
    assert (read.origin, read.size) == ("example.com/behind-the-sofa", 20852163)
    assert base64.b64encode(read.root) == b"CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
    witness = parse_note(EXAMPLE).lines[1]
    assert int.from_bytes(witness.signature[:8], "big") == 1679315147
    assert len(witness.signature) == 72


def test_a_checkpoint_is_three_lines_and_a_signature(made, log):
    origin, size, root, blank, signature, end = made.note.split("\n")
    assert (origin, size, base64.b64decode(root), blank, end) == (ORIGIN, "42", ROOT, "", "")
    assert signature.startswith(f"— {ORIGIN} ")
    assert checkpoint.parse_checkpoint(made.note) == made
    assert checkpoint.verify_checkpoint(made.note, log) == (made, ())


def test_witnesses_add_their_word(made, log, witnesses, cosign):
    both = checkpoint.add_cosignature(made, cosign(made, "side-b"))
    both = checkpoint.add_cosignature(both, cosign(both, "mediator", AT.plus(minutes=1)))
    read, words = checkpoint.verify_checkpoint(both.note, log, witnesses)
    assert read == both
    assert [(word.name, word.at) for word in words] == [("side-b", AT), ("mediator", AT.plus(minutes=1))]
    assert (both.size, both.root) == (made.size, made.root)


def test_what_a_witness_signs_is_as_the_standard_says(made, public_of):
    messages = []
    key = checkpoint.witness_key("side-a", public_of("side-a"))
    checkpoint.cosign(made, key, lambda message: messages.append(message) or bytes(64), AT)
    assert messages == [b"cosignature/v1\ntime 1699000000\n" + made.note.split("\n\n")[0].encode() + b"\n"]


def test_what_a_lattice_witness_signs_is_as_the_standard_says(made):
    messages = []
    key = checkpoint.witness_key("side-a", lattice.public_key(bytes(32)))
    checkpoint.cosign(made, key, lambda message: messages.append(message) or bytes(2420), AT)
    (message,) = messages
    assert message[:12] == b"subtree/v1\n\x00"
    assert message[12:19] == b"\x06side-a"
    assert message[19:27] == (1_699_000_000).to_bytes(8, "big")
    assert message[27:58] == bytes((len(ORIGIN),)) + ORIGIN.encode()
    assert message[58:74] == bytes(8) + (42).to_bytes(8, "big")
    assert message[74:] == ROOT


def test_a_witness_may_cosign_with_both_kinds_of_key(made, log, witnesses, cosign):
    seed = bytes(range(32))
    key = checkpoint.witness_key("side-a", lattice.public_key(seed))
    line = checkpoint.cosign(made, key, lambda message: lattice.sign(seed, message), AT)
    point = checkpoint.add_cosignature(checkpoint.add_cosignature(made, cosign(made, "side-a")), line)
    words = checkpoint.verify_checkpoint(point.note, log, [key, *witnesses])[1]
    assert [(word.name, word.at) for word in words] == [("side-a", AT), ("side-a", AT)]
    assert NoteKey.parse(key.text()) == key
    assert key.key_id() != witnesses[0].key_id()


@pytest.mark.parametrize("at", [0, 8, 1000, 2427])
def test_a_lattice_cosignature_that_was_changed_does_not_hold(made, log, at):
    key = checkpoint.witness_key("side-a", lattice.public_key(bytes(32)))
    line = checkpoint.cosign(made, key, lambda message: lattice.sign(bytes(32), message), AT)
    changed = line.signature[:at] + bytes((line.signature[at] ^ 1,)) + line.signature[at + 1 :]
    point = checkpoint.add_cosignature(made, replace(line, signature=changed))
    with pytest.raises(NoteError, match="side-a does not hold"):
        checkpoint.verify_checkpoint(point.note, log, [key])


@pytest.mark.parametrize(("seconds", "holds"), [(0, True), (2**63 - 1, True), (2**63, False), (2**64 - 1, False)])
def test_a_moment_of_more_than_63_bits_does_not_hold(made, witnesses, cosign, seconds, holds):
    point = checkpoint.add_cosignature(made, cosign(made, "side-a", Moment(seconds)))
    if holds:
        assert checkpoint.cosigned(point, witnesses[0]).at == Moment(seconds)
        return
    with pytest.raises(NoteError, match="does not hold"):
        checkpoint.cosigned(point, witnesses[0])


@pytest.mark.parametrize(("length", "fits"), [(1, True), (255, True), (256, False)])
def test_a_lattice_witness_has_a_name_of_at_most_255_bytes(made, length, fits):
    key = checkpoint.witness_key("w" * length, lattice.public_key(bytes(32)))
    if fits:
        assert checkpoint.cosign(made, key, lambda _: bytes(2420), AT).name == "w" * length
        return
    with pytest.raises(NoteError, match="1 to 255 bytes"):
        checkpoint.cosign(made, key, lambda _: bytes(2420), AT)


@pytest.mark.parametrize("length", [0, 31, 33, 1311, 1313])
def test_a_witness_key_of_another_length_is_refused(length):
    with pytest.raises(NoteError, match="32 bytes"):
        checkpoint.witness_key("side-a", bytes(length))


@pytest.mark.parametrize("origin", ["", "two words", "a+b", "a\nb"])
def test_a_name_no_note_can_carry_is_refused(origin, public_of, signer_of):
    with pytest.raises(NoteError):
        checkpoint.make_checkpoint(origin, 1, ROOT, public_of("log"), signer_of("log"))


def test_a_later_word_replaces_the_earlier(made, log, witnesses, cosign):
    point = checkpoint.add_cosignature(made, cosign(made, "side-a"))
    point = checkpoint.add_cosignature(point, cosign(point, "side-a", AT.plus(hours=1)))
    assert [word.at for word in checkpoint.verify_checkpoint(point.note, log, witnesses)[1]] == [AT.plus(hours=1)]
    assert len(parse_note(point.note).lines) == 2


def _moved(line, seconds):
    return replace(line, signature=seconds.to_bytes(8, "big") + line.signature[8:])


def test_a_cosignature_that_does_not_hold_condemns_the_note(made, log, witnesses, cosign):
    line = cosign(made, "side-a")
    other = checkpoint.Checkpoint(
        ORIGIN, 42, bytes(32), made.note.replace(base64.b64encode(ROOT).decode(), base64.b64encode(bytes(32)).decode())
    )
    for wrong in (
        _moved(line, AT.seconds + 1),
        cosign(other, "side-a"),
        replace(line, signature=bytes(72)),
        replace(line, signature=b"x"),
        _moved(line, 2**63),
    ):
        point = checkpoint.add_cosignature(made, wrong)
        with pytest.raises(NoteError, match="side-a does not hold"):
            checkpoint.verify_checkpoint(point.note, log, witnesses)
        assert checkpoint.verify_checkpoint(point.note, log, witnesses[1:])[1] == ()


def test_a_witness_key_is_no_log_key(made, log, public_of, signer_of):
    """A cosignature never counts as the log's own signature, nor the other way round."""
    text = parse_note(made.note).text
    point = checkpoint.add_cosignature(
        made,
        SignatureLine(
            "side-a", checkpoint.log_key("side-a", public_of("side-a")).key_id(), signer_of("side-a")(text.encode())
        ),
    )
    assert (
        checkpoint.verify_checkpoint(point.note, log, [checkpoint.witness_key("side-a", public_of("side-a"))])[1] == ()
    )


def test_a_checkpoint_the_log_did_not_sign_is_refused(made, public_of, signer_of, log, cosign):
    stranger = checkpoint.make_checkpoint(ORIGIN, 42, ROOT, public_of("stranger"), signer_of("stranger"))
    with pytest.raises(NoteError, match="did not sign"):
        checkpoint.verify_checkpoint(stranger.note, log)
    with pytest.raises(NoteError, match="does not hold"):
        checkpoint.verify_checkpoint(made.note.replace("\n42\n", "\n43\n"), log)
    other = checkpoint.make_checkpoint("other.example", 42, ROOT, public_of("log"), signer_of("log"))
    with pytest.raises(NoteError, match="another log"):
        checkpoint.verify_checkpoint(other.note, log)


@pytest.mark.parametrize(
    "text",
    [
        f"{ORIGIN}\n42\n",
        f"{ORIGIN}\n42\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\nextension\n",
        f"{ORIGIN}\n042\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
        f"{ORIGIN}\n-1\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
        f"{ORIGIN}\n٤٢\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
        f"{ORIGIN}\n42 \nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
        f"{ORIGIN}\n99999999999999999\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
        f"{ORIGIN}\n42\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHg==\n",
        f"{ORIGIN}\n42\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh9=\n",
        f"{ORIGIN}\n42\nnot base64\n",
        "\n42\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text):
    with pytest.raises(NoteError):
        checkpoint.parse_checkpoint(text + "\n— a AAAAAAA=\n")


def test_the_empty_log_has_a_checkpoint(public_of, signer_of, log):
    made = checkpoint.make_checkpoint(ORIGIN, 0, ROOT, public_of("log"), signer_of("log"))
    assert checkpoint.verify_checkpoint(made.note, log)[0] == Checkpoint(ORIGIN, 0, ROOT, made.note)
