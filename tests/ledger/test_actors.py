import pytest

from safepassage.ledger.actors import Actors, is_handed_on, rotation_message
from safepassage.ledger.facts import ActorAdmitted, ActorRetired, KeyRotated
from safepassage.seal.keys import public_key, sign

AB, CD, EF = (public_key(bytes([one]) * 32).hex() for one in (1, 2, 3))


def _admitted(actor, public=AB):
    return ActorAdmitted(actor, "party", public, "role", "invented")


@pytest.fixture
def actors():
    known = Actors()
    assert known.learn(0, "desk", _admitted("desk")) is None
    return known


def test_the_first_writer_admits_itself_and_then_others(actors):
    assert actors.learn(1, "desk", _admitted("gate-1", CD)) is None
    assert actors.public_of("desk", 1) == bytes.fromhex(AB)
    assert actors.public_of("gate-1", 2) == bytes.fromhex(CD)
    assert actors.public_of("broker", 2) is None


def test_nobody_else_admits_anybody_not_even_himself(actors):
    actors.learn(1, "desk", _admitted("gate-1"))
    assert "broker" in actors.learn(2, "broker", _admitted("broker"))
    assert "gate-1" in actors.learn(3, "gate-1", _admitted("broker"))
    assert "gate-1" in actors.learn(4, "gate-1", ActorRetired("desk", "a coup"))
    assert actors.public_of("broker", 5) is None
    assert actors.public_of("desk", 5) is not None


def test_without_a_first_admission_nobody_is_admitted():
    known = Actors()
    assert known.learn(0, "desk", _admitted("gate-1")) is not None
    assert known.learn(1, "desk", _admitted("desk")) is not None
    assert known.public_of("desk", 2) is None


def test_a_key_is_never_replaced_and_the_retired_do_not_return(actors):
    actors.learn(1, "desk", _admitted("gate-1", CD))
    actors.learn(2, "desk", _admitted("gate-1", EF))
    assert actors.public_of("gate-1", 3) == bytes.fromhex(CD)
    actors.learn(3, "desk", ActorRetired("gate-1", "phone lost"))
    assert actors.public_of("gate-1", 4) is None
    actors.learn(4, "desk", _admitted("gate-1", EF))
    assert actors.public_of("gate-1", 5) is None


def test_other_facts_say_nothing_of_actors(actors):
    assert actors.learn(1, "anybody", object()) is None


def test_a_rotated_key_holds_from_the_next_entry_on(actors):
    actors.learn(1, "desk", _admitted("gate-1", CD))
    assert actors.learn(5, "desk", KeyRotated("gate-1", EF, 2, "phone lost")) is None
    assert actors.public_of("gate-1", 5) == bytes.fromhex(CD)
    assert actors.public_of("gate-1", 6) == bytes.fromhex(EF)


def test_the_first_writers_key_is_rotated_by_itself_alone(actors):
    assert actors.learn(4, "desk", KeyRotated("desk", EF, 2, "yearly")) is None
    assert actors.public_of("desk", 4) == bytes.fromhex(AB)
    assert actors.public_of("desk", 5) == bytes.fromhex(EF)


@pytest.mark.parametrize(
    ("actor", "fact"),
    [
        ("gate-1", KeyRotated("gate-1", EF, 2, "a takeover")),
        ("gate-1", KeyRotated("desk", EF, 2, "a takeover of the record")),
        ("desk", KeyRotated("desk", EF, 3, "an epoch of the log left out")),
        ("desk", KeyRotated("gate-1", EF, 3, "an epoch left out")),
        ("desk", KeyRotated("nobody", EF, 2, "never admitted")),
    ],
)
def test_a_rotation_that_may_not_be_changes_nothing(actors, actor, fact):
    actors.learn(1, "desk", _admitted("gate-1", CD))
    assert actors.learn(2, actor, fact) is not None
    assert actors.public_of("gate-1", 9) == bytes.fromhex(CD)
    assert actors.public_of("desk", 9) == bytes.fromhex(AB)


@pytest.mark.parametrize("public", ["00" * 32, "01" + "00" * 31, "ff" * 32, AB[:-2]])
def test_a_key_that_verifiers_would_disagree_about_is_not_registered(actors, public):
    assert "must not be registered" in actors.learn(1, "desk", _admitted("gate-1", public))
    assert actors.public_of("gate-1", 2) is None


def test_the_message_that_hands_a_key_on_is_five_lines():
    assert rotation_message("rafah", "gate-1", 2, EF) == (
        b"safepassage/key-rotation/1\nrafah\ngate-1\n2\n" + EF.encode() + b"\n"
    )


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_where_the_operation_is_named_the_old_key_signs_the_new_one(seed):
    """Only key 2, which is the actor's own, hands it on; the first writer's own rotation is signed as an entry."""
    known = Actors("rafah")
    known.learn(0, "desk", _admitted("desk"))
    known.learn(1, "desk", _admitted("gate-1", CD))
    signature = sign(bytes([seed]) * 32, rotation_message("rafah", "gate-1", 2, EF)).hex()
    refused = known.learn(2, "desk", KeyRotated("gate-1", EF, 2, "yearly", signature=signature))
    assert refused == (
        None if seed == 2 else "gate-1 is given a new key that its old one did not sign: somebody else may hold it"
    )
    assert known.public_of("gate-1", 3) == bytes.fromhex(EF)
    assert known.learn(3, "desk", KeyRotated("desk", EF, 2, "yearly")) is None


@pytest.mark.parametrize("signature", ["", "no hexadecimal", "ab" * 64])
def test_what_is_no_signature_hands_no_key_on(signature):
    old = bytes.fromhex(AB)
    assert not is_handed_on(old, "rafah", KeyRotated("gate-1", EF, 2, "yearly", signature=signature))
