import pytest

from safepassage.kernel.moment import Moment
from safepassage.ledger import checkpoint, entries, evidence, merkle, mirror
from safepassage.ledger.mirror import GapError, Held
from safepassage.ledger.witness import Cosigner

AT = Moment(1_699_000_000)


@pytest.fixture
def log(public_of):
    return checkpoint.log_key("rafah-2023", public_of("log"))


@pytest.fixture
def cosigner(public_of, signer_of):
    return Cosigner(checkpoint.witness_key("mirror", public_of("mirror")), signer_of("mirror"))


@pytest.fixture
def point(ledger, public_of, signer_of):
    tree = merkle.Hashes(entries.leaf_hash(entry) for entry in ledger.written)

    def of(size, root=None):
        return checkpoint.make_checkpoint(
            "rafah-2023", size, root or tree.root(size), public_of("log"), signer_of("log")
        ).note

    return of


def test_a_mirror_vouches_for_exactly_what_it_holds(ledger, log, cosigner, point):
    held = mirror.take(Held(log), ledger.written[:20])
    answer, after = mirror.vouch(held, point(20), cosigner, AT)
    assert answer.status == 200
    words = checkpoint.verify_checkpoint(point(20) + answer.body, log, [cosigner.key])[1]
    assert [(word.name, word.at) for word in words] == [("mirror", AT)]
    assert (after.size, after.cosigned.size) == (20, 20)
    answer, after = mirror.vouch(mirror.take(after, ledger.written[20:]), point(30), cosigner, AT)
    assert (answer.status, after.cosigned.size) == (200, 30)


@pytest.mark.parametrize("chunks", [(30,), (1,) * 30, (7, 0, 23)])
def test_entries_may_come_in_any_portions(ledger, log, chunks):
    held, at = Held(log), 0
    for count in chunks:
        held = mirror.take(held, ledger.written[at : at + count])
        at += count
    assert (held.size, held.frontier) == (ledger.head.size, ledger.head.frontier)


@pytest.mark.parametrize("portion", [slice(1, 5), slice(0, 30, 2)])
def test_a_gap_is_refused(ledger, log, portion):
    with pytest.raises(GapError, match="does not follow"):
        mirror.take(Held(log), ledger.written[portion])


def test_what_is_not_held_is_not_vouched_for(ledger, log, cosigner, point):
    held = mirror.take(Held(log), ledger.written[:20])
    for note, status, body in (
        (point(19), 409, "20\n"),
        (point(30), 409, "20\n"),
        (point(20, bytes(32)), 422, None),
        (point(20).replace("\n20\n", "\n21\n"), 403, None),
        (point(20).replace("rafah-2023", "kabul-2021"), 404, None),
        ("", 404, None),
    ):
        answer, after = mirror.vouch(held, note, cosigner, AT)
        assert (answer.status, after) == (status, held)
        assert body is None or answer.body == body
        assert "—" not in answer.body


def test_two_roots_of_one_size_are_kept_as_evidence(ledger, log, cosigner, point):
    _, held = mirror.vouch(mirror.take(Held(log), ledger.written), point(30), cosigner, AT)
    answer, _ = mirror.vouch(held, point(30, bytes(32)), cosigner, AT)
    evidence.check_split_view(answer.evidence, log)
