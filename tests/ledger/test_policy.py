import itertools

import pytest

from safepassage.kernel.moment import Moment
from safepassage.kernel.problems import ProblemsError
from safepassage.ledger import checkpoint, policy
from safepassage.ledger.note import NoteError
from safepassage.seal import lattice

AT = Moment(1_699_000_000)
NAMES = ("a1", "a2", "a3", "b1", "b2", "m")


@pytest.fixture
def key_text(public_of):
    return lambda name: checkpoint.witness_key(name, public_of(name)).text()


@pytest.fixture
def log(public_of):
    return checkpoint.log_key("rafah-2023", public_of("log"))


@pytest.fixture
def text(key_text, log):
    """Two of side A's three, any of side B's two, and the mediator."""
    witnesses = "".join(f"witness {name} {key_text(name)}\n" for name in NAMES)
    return (
        f"# invented\nlog {log.text()}\n\n{witnesses}"
        "group side-a 2 a1 a2 a3\ngroup side-b any b1 b2\n\tgroup  all-sides all side-a side-b m \nquorum all-sides\n"
    )


def test_the_quorum_is_as_the_groups_say(text):
    read = policy.parse_policy(text)
    for count in range(7):
        for chosen in itertools.combinations(NAMES, count):
            by_hand = (
                sum(one in chosen for one in ("a1", "a2", "a3")) >= 2
                and bool({"b1", "b2"} & set(chosen))
                and "m" in chosen
            )
            assert read.holds(frozenset(chosen)) == by_hand
    assert not read.holds(frozenset({"a1", "a2", "b1", "stranger"}))


def test_one_witness_or_nobody(key_text):
    one = policy.parse_policy(f"witness w {key_text('a1')}\nquorum w\n")
    assert (one.holds(frozenset({"w"})), one.holds(frozenset())) == (True, False)
    assert policy.parse_policy("quorum none").holds(frozenset())


def test_a_checkpoint_is_recorded_and_then_witnessed(text, public_of, signer_of):
    read = policy.parse_policy(text)
    point = checkpoint.make_checkpoint("rafah-2023", 7, bytes(32), public_of("log"), signer_of("log"))
    told = []
    for name in ("a1", "b2", "m", "a3"):
        told.append(policy.judge(point.note, read).witnessed)
        point = checkpoint.add_cosignature(
            point, checkpoint.cosign(point, checkpoint.witness_key(name, public_of(name)), signer_of(name), AT)
        )
    standing = policy.judge(point.note, read)
    assert told == [False, False, False, False]
    assert standing.witnessed
    assert {name: word.at for name, word in standing.words.items()} == dict.fromkeys(("a1", "a3", "b2", "m"), AT)
    assert standing.checkpoint == point


def test_a_witness_of_another_policy_does_not_count(text, public_of, signer_of):
    point = checkpoint.make_checkpoint("rafah-2023", 7, bytes(32), public_of("log"), signer_of("log"))
    for name in ("x1", "x2", "x3"):
        point = checkpoint.add_cosignature(
            point, checkpoint.cosign(point, checkpoint.witness_key(name, public_of(name)), signer_of(name), AT)
        )
    standing = policy.judge(point.note, policy.parse_policy(text))
    assert (standing.witnessed, dict(standing.words)) == (False, {})


def test_a_key_under_another_name_does_not_count(text, public_of, signer_of):
    """The names in the file are its own; what counts is the key with the name it signs under."""
    read = policy.parse_policy(text)
    point = checkpoint.make_checkpoint("rafah-2023", 7, bytes(32), public_of("log"), signer_of("log"))
    line = checkpoint.cosign(point, checkpoint.witness_key("other", public_of("m")), signer_of("m"), AT)
    assert policy.judge(checkpoint.add_cosignature(point, line).note, read).words == {}


def test_both_kinds_of_key_may_be_asked_for(log, key_text, public_of, signer_of):
    seed = bytes(32)
    quantum = checkpoint.witness_key("m", lattice.public_key(seed))
    read = policy.parse_policy(
        f"log {log.text()}\nwitness m {key_text('m')}\nwitness m-pq {quantum.text()}\ngroup both all m m-pq\nquorum both\n"
    )
    point = checkpoint.make_checkpoint("rafah-2023", 7, bytes(32), public_of("log"), signer_of("log"))
    point = checkpoint.add_cosignature(
        point, checkpoint.cosign(point, checkpoint.witness_key("m", public_of("m")), signer_of("m"), AT)
    )
    assert not policy.judge(point.note, read).witnessed
    point = checkpoint.add_cosignature(
        point, checkpoint.cosign(point, quantum, lambda message: lattice.sign(seed, message), AT)
    )
    assert policy.judge(point.note, read).witnessed


@pytest.mark.parametrize("origin", ["rafah-2024", "rafah-202"])
def test_a_checkpoint_of_another_log_is_refused(text, public_of, signer_of, origin):
    point = checkpoint.make_checkpoint(origin, 7, bytes(32), public_of("log"), signer_of("log"))
    with pytest.raises(NoteError, match="no log"):
        policy.judge(point.note, policy.parse_policy(text))


WRONG = {
    "nothing": ("", ["quorum"]),
    "no quorum": ("witness w {a}", ["quorum"]),
    "two quorums": ("quorum none\nquorum none", ["quorum-twice"]),
    "an unknown word": ("quorum none\nwitnes w {a}", ["word"]),
    "too few words": ("witness w\nquorum none", ["words"]),
    "too many words": ("witness w {a} url more\nquorum none", ["words"]),
    "a group of nobody": ("group g any\nquorum none", ["words"]),
    "no key": ("witness w key\nquorum none", ["key"]),
    "a key of another name": ("witness w x{a}\nquorum none", ["key"]),
    "a log's key as a witness": ("witness w {log}\nquorum none", ["key-use"]),
    "a witness's key as a log": ("log {a}\nquorum none", ["key-use"]),
    "a key twice": ("witness w {a}\nwitness v {a}\nquorum none", ["key-twice"]),
    "a name twice": ("witness w {a}\nwitness w {b}\nquorum none", ["name-twice"]),
    "a group of a witness's name": ("witness w {a}\ngroup w any w\nquorum w", ["name-twice"]),
    "the name none": ("witness none {a}\nquorum none", ["name-twice"]),
    "none as a member": ("witness w {a}\ngroup g any w none\nquorum g", ["name-unknown"]),
    "a member defined later": ("group g any w\nwitness w {a}\nquorum w", ["name-unknown"]),
    "itself as a member": ("group g any g\nquorum none", ["name-unknown"]),
    "a quorum defined later": ("quorum w\nwitness w {a}", ["name-unknown"]),
    "a member twice in one group": ("witness w {a}\ngroup g 2 w w\nquorum g", ["member-twice"]),
    "a member in two groups": ("witness w {a}\ngroup g any w\ngroup h any w\nquorum g", ["member-twice"]),
    "more than all": ("witness w {a}\ngroup g 2 w\nquorum g", ["count"]),
    "none of them": ("witness w {a}\ngroup g 0 w\nquorum g", ["count"]),
    "some of them": ("witness w {a}\ngroup g some w\nquorum g", ["count"]),
    "a number in Arabic digits": ("witness w {a}\ngroup g ١ w\nquorum g", ["count"]),
    "a carriage return": ("quorum none\r\n", ["control", "quorum"]),
    "many at once": ("witness w key\ngroup g 2 x\nfoo", ["key", "name-unknown", "count", "word", "quorum"]),
}


@pytest.mark.parametrize(("text", "codes"), WRONG.values(), ids=WRONG)
def test_every_fault_of_a_policy_is_named(text, codes, key_text, log):
    text = text.replace("{a}", key_text("a1")).replace("{b}", key_text("b1")).replace("{log}", log.text())
    with pytest.raises(ProblemsError) as caught:
        policy.parse_policy(text, "quorum.txt")
    assert [problem.code for problem in caught.value.problems] == codes
    assert {problem.source for problem in caught.value.problems} == {"quorum.txt"}


def test_faults_name_their_lines():
    with pytest.raises(ProblemsError) as caught:
        policy.parse_policy("# a\n\nfoo\nquorum none\nbar")
    assert [problem.row for problem in caught.value.problems] == [3, 5]


def test_a_fault_of_the_whole_file_has_no_line():
    with pytest.raises(ProblemsError) as caught:
        policy.parse_policy("# a\n\n")
    assert [(problem.row, problem.code) for problem in caught.value.problems] == [(0, "quorum")]


def test_names_of_any_script_and_addresses_are_allowed(key_text, log):
    read = policy.parse_policy(
        f"log {log.text()} log.example\nwitness شاهد {key_text('a1')} witness.example\nquorum شاهد"
    )
    assert read.holds(frozenset({"شاهد"}))
