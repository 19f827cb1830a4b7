import itertools

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from safepassage.kernel.moment import Moment
from safepassage.ledger import checkpoint, evidence, merkle, witness
from safepassage.ledger.note import Note, NoteError, NoteKey, SignatureLine, parse_note
from safepassage.ledger.witness import Request, Watched
from safepassage.seal import keys, lattice

AT = Moment(1_699_000_000)
ORIGIN = "rafah-2023"
SEED, WITNESS_SEED = bytes(range(32)), bytes(range(1, 33))
LOG = checkpoint.log_key(ORIGIN, keys.public_key(SEED))
KEY = checkpoint.witness_key("side-a", keys.public_key(WITNESS_SEED))
COSIGNER = witness.Cosigner(KEY, lambda message: keys.sign(WITNESS_SEED, message))
FRESH = {ORIGIN: Watched(ORIGIN, (LOG,))}


def _tree(count, changed=-1):
    return merkle.Hashes(merkle.leaf_hash(b"other" if place == changed else b"%d" % place) for place in range(count))


def _note(size, root, seed=SEED, origin=ORIGIN):
    return checkpoint.make_checkpoint(
        origin, size, root, keys.public_key(seed), lambda message: keys.sign(seed, message)
    ).note


TREE = _tree(40)


def _request(old, size, tree=TREE):
    return Request(old, tree.consistency(old, size), _note(size, tree.root(size))).text()


def _ask(body, memory=FRESH, cosigners=(COSIGNER,), at=AT):
    return witness.add_checkpoint(body, memory, cosigners, at)


def _at(size, tree=TREE):
    """The memory of a witness that cosigned this size."""
    return {ORIGIN: _ask(_request(0, size, tree)).remember}


def test_a_first_checkpoint_is_cosigned_and_remembered():
    answer = _ask(_request(0, 10))
    assert (answer.status, answer.kind) == (200, "text/plain; charset=utf-8")
    assert (answer.remember.size, answer.remember.root) == (10, TREE.root(10))
    whole = _note(10, TREE.root(10)) + answer.body
    assert [(word.name, word.at) for word in checkpoint.verify_checkpoint(whole, LOG, [KEY])[1]] == [("side-a", AT)]


def test_a_checkpoint_that_continues_is_cosigned():
    answer = _ask(_request(10, 33), _at(10))
    assert (answer.status, answer.remember.size) == (200, 33)
    assert answer.evidence is None


def test_the_same_checkpoint_again_is_cosigned_again():
    answer = _ask(_request(10, 10), _at(10), at=AT.plus(hours=1))
    assert answer.status == 200
    assert answer.remember == _at(10)[ORIGIN]


def test_an_empty_log_is_cosigned():
    assert _ask(_request(0, 0)).status == 200
    assert _ask(Request(0, (), _note(0, bytes(32))).text()).status == 409


def test_every_key_of_the_witness_cosigns():
    quantum = checkpoint.witness_key("side-a", lattice.public_key(bytes(32)))
    both = (COSIGNER, witness.Cosigner(quantum, lambda message: lattice.sign(bytes(32), message)))
    answer = _ask(_request(0, 10), cosigners=both)
    whole = _note(10, TREE.root(10)) + answer.body
    assert len(checkpoint.verify_checkpoint(whole, LOG, [KEY, quantum])[1]) == 2


def test_the_request_of_the_standard_is_read():
    body = (
        "old 20852014\nPlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\njrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=\n"
        "5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=\n/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=\n\n"
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
        "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    )
    assert _ask(body).status == 404
    request = witness._request(body)
    assert (request.old, len(request.steps), request.text()) == (20852014, 4, body)


# The refusals of the standard, each with nothing remembered and nothing signed.
STRANGER = bytes(32)
GOOD = _request(10, 20)
REFUSED = {
    "no request": ("", 400),
    "no old line": ("\n\n" + _note(20, TREE.root(20)), 400),
    "old with a leading zero": (GOOD.replace("old 10", "old 010"), 400),
    "old below zero": (GOOD.replace("old 10", "old -1"), 400),
    "old of text": (GOOD.replace("old 10", "old ten"), 400),
    "a proof line that is none": (GOOD.replace("old 10\n", "old 10\nAAAA\n"), 400),
    "64 proof lines": (Request(10, (bytes(32),) * 64, _note(20, TREE.root(20))).text(), 400),
    "no checkpoint": ("old 10\n\nhello\n", 400),
    "an old size above the checkpoint's": (Request(10, (), _note(5, TREE.root(5))).text(), 400),
    "an unknown log": (Request(10, (), _note(20, TREE.root(20), origin="kabul-2021")).text(), 404),
    "a stranger's signature": (Request(10, TREE.consistency(10, 20), _note(20, TREE.root(20), STRANGER)).text(), 403),
    "a signature that does not hold": (GOOD.replace("\n20\n", "\n21\n"), 403),
    "a smaller old size": (_request(9, 20), 409),
    "a larger old size": (_request(11, 20), 409),
    "old nothing": (_request(0, 20), 409),
    "another root of the same size": (Request(10, (), _note(10, bytes(32))).text(), 409),
    "another history": (_request(10, 20, _tree(40, 3)), 422),
    "no proof": (Request(10, (), _note(20, TREE.root(20))).text(), 422),
    "a proof of another size": (Request(10, TREE.consistency(10, 19), _note(20, TREE.root(20))).text(), 422),
    "a proof where none is needed": (Request(10, (bytes(32),), _note(10, TREE.root(10))).text(), 422),
}


@pytest.mark.known_answers("C2SP tlog-witness, refusals", 1)
@pytest.mark.parametrize(("body", "status"), REFUSED.values(), ids=REFUSED)
def test_a_refusal_signs_and_remembers_nothing(body, status):
    signed = []
    cosigner = witness.Cosigner(KEY, lambda message: signed.append(message) or bytes(64))
    answer = _ask(body, _at(10), (cosigner,))
    assert (answer.status, answer.remember, signed) == (status, None, [])
    assert "—" not in answer.body
    assert (answer.evidence is not None) == (body == REFUSED["another root of the same size"][0])


def test_63_proof_lines_are_read_and_64_are_not():
    many = [Request(10, (bytes(32),) * count, _note(20, TREE.root(20))).text() for count in (63, 64)]
    assert [_ask(body, _at(10)).status for body in many] == [422, 400]


def test_a_conflict_says_the_size_remembered():
    answer = _ask(_request(9, 20), _at(10))
    assert (answer.body, answer.kind) == ("10\n", "text/x.tlog.size")


def test_a_log_that_shows_another_root_is_caught_with_evidence():
    answer = _ask(Request(10, (), _note(10, _tree(10, 3).root())).text(), _at(10))
    assert answer.status == 409
    evidence.check_split_view(answer.evidence, LOG)


def test_any_of_a_logs_keys_may_sign_and_a_false_one_condemns():
    second = checkpoint.log_key(ORIGIN, keys.public_key(STRANGER))
    memory = {ORIGIN: Watched(ORIGIN, (LOG, second))}
    assert _ask(Request(0, (), _note(9, TREE.root(9), STRANGER)).text(), memory).status == 200
    note = parse_note(_note(9, TREE.root(9)))
    false = Note(note.text, (*note.lines, SignatureLine(ORIGIN, second.key_id(), bytes(64))))
    assert _ask(Request(0, (), false.whole()).text(), memory).status == 403


def test_a_witness_watches_several_logs_apart():
    other = checkpoint.log_key("kabul-2021", keys.public_key(STRANGER))
    memory = _at(10) | {"kabul-2021": Watched("kabul-2021", (other,))}
    body = Request(0, (), _note(3, TREE.root(3), STRANGER, "kabul-2021")).text()
    assert _ask(body, memory).remember.origin == "kabul-2021"
    assert _ask(_request(10, 20), memory).remember.origin == ORIGIN


def test_the_race_of_the_standard_cannot_happen_with_one_memory():
    """Two requests checked against one memory: whichever is written first, the other is a conflict."""
    for first, second in itertools.permutations([_request(10, 20), _request(10, 30)]):
        answer = _ask(first, _at(10))
        assert _ask(second, {ORIGIN: answer.remember}).status == 409


class AnyOrder(RuleBasedStateMachine):
    """A log with two histories, a network that loses and repeats, a witness that forgets nothing: it never signs both."""

    def __init__(self):
        super().__init__()
        self.trees = (_tree(24), _tree(24, 5))
        self.memory = dict(FRESH)
        self.signed = {}
        self.sent = []

    @rule(which=st.integers(0, 1), old=st.integers(0, 24), more=st.integers(0, 12), honest=st.booleans())
    def ask(self, which, old, more, honest):
        old = self.memory[ORIGIN].size if honest else old
        self._send(_request(old, min(24, old + more), self.trees[which]))

    @rule(data=st.data())
    def repeat(self, data):
        if self.sent:
            self._send(data.draw(st.sampled_from(self.sent)))

    def _send(self, body):
        self.sent.append(body)
        before = self.memory[ORIGIN]
        answer = _ask(body, self.memory)
        assert answer.status in (200, 409, 422)
        assert (answer.remember is not None) == (answer.status == 200)
        if answer.remember is not None:
            assert answer.remember.size >= before.size
            self.memory[ORIGIN] = answer.remember
            self.signed.setdefault(answer.remember.size, set()).add(answer.remember.root)

    @invariant()
    def one_history(self):
        assert all(len(roots) == 1 for roots in self.signed.values())
        later = [root for size, roots in self.signed.items() if size > 5 for root in roots]
        assert not ({self.trees[0].root(size) for size in range(6, 25)} & set(later)) or not (
            {self.trees[1].root(size) for size in range(6, 25)} & set(later)
        )


AnyOrder.TestCase.settings = settings(derandomize=True, max_examples=40, stateful_step_count=25, deadline=None)
TestAnyOrder = AnyOrder.TestCase


# The log's side, and what the shell keeps


def _other(name, number):
    seed = bytes((number,)) * 32
    return witness.Cosigner(
        checkpoint.witness_key(name, keys.public_key(seed)), lambda message: keys.sign(seed, message)
    )


def test_the_log_gathers_cosignatures_of_witnesses_it_knows():
    point = checkpoint.parse_checkpoint(_note(10, TREE.root(10)))
    second, stranger = _other("side-b", 7), _other("broker", 8)
    answer = _ask(_request(0, 10), cosigners=(COSIGNER, stranger))
    point = witness.gathered(point, answer.body, [KEY, second.key])
    point = witness.gathered(point, _ask(_request(0, 10), cosigners=(second,)).body, [KEY, second.key])
    assert [line.name for line in parse_note(point.note).lines] == [ORIGIN, "side-a", "side-b"]
    assert len(checkpoint.verify_checkpoint(point.note, LOG, [KEY, second.key, stranger.key])[1]) == 2


def test_a_later_answer_of_the_same_witness_replaces_the_earlier():
    point = checkpoint.parse_checkpoint(_note(10, TREE.root(10)))
    for hours in (0, 1):
        point = witness.gathered(point, _ask(_request(0, 10), at=AT.plus(hours=hours)).body, [KEY])
    assert [word.at for word in checkpoint.verify_checkpoint(point.note, LOG, [KEY])[1]] == [AT.plus(hours=1)]
    assert len(parse_note(point.note).lines) == 2


@pytest.mark.parametrize("body", ["409\n", "—\n", "\n", "— side-a\n", "\n\n— a AAAAAAA=\n"])
def test_an_answer_that_is_none_is_refused(body):
    point = checkpoint.parse_checkpoint(_note(10, TREE.root(10)))
    with pytest.raises(NoteError):
        witness.gathered(point, body, [KEY])


def test_a_known_witness_answer_to_another_checkpoint_is_refused():
    point = checkpoint.parse_checkpoint(_note(10, TREE.root(10)))
    with pytest.raises(NoteError, match="does not hold"):
        witness.gathered(point, _ask(_request(0, 11)).body, [KEY])


def test_a_memory_is_a_text_and_back():
    quantum = NoteKey(ORIGIN, 1, keys.public_key(STRANGER))
    memory = _at(10) | {
        "kabul-2021": Watched("kabul-2021", (checkpoint.log_key("kabul-2021", keys.public_key(STRANGER)), quantum))
    }
    assert witness.read_memory(witness.memory_text(memory)) == memory
    assert witness.read_memory("{}") == {}
    assert _ask(_request(10, 20), witness.read_memory(witness.memory_text(memory))).status == 200


def test_a_memory_that_cannot_be_trusted_is_refused():
    good = witness.memory_text(_at(10))
    for wrong in ("", "[]", "null", good[:-1], good.replace('"size":10', '"size":9'), good.replace('"size":10', '"size":"x"'),
                  good.replace(TREE.root(10).hex(), "00" * 32), good.replace('"note"', '"not"'), '{"a":1}', '{"a":{}}'):  # fmt: skip
        with pytest.raises(ValueError):  # noqa: PT011  the reason differs, that nothing is guessed is the point
            witness.read_memory(wrong)
