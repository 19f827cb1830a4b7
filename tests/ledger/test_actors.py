import pytest

from safepassage.ledger.actors import Actors
from safepassage.ledger.facts import ActorAdmitted, ActorRetired


def _admitted(actor, public="ab" * 32):
    return ActorAdmitted(actor, "party", public, "role", "invented")


@pytest.fixture
def actors():
    known = Actors()
    assert known.learn(0, "desk", _admitted("desk")) is None
    return known


def test_the_first_writer_admits_itself_and_then_others(actors):
    assert actors.learn(1, "desk", _admitted("gate-1", "cd" * 32)) is None
    assert actors.public_of("desk", 1) == bytes.fromhex("ab" * 32)
    assert actors.public_of("gate-1", 2) == bytes.fromhex("cd" * 32)
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
    actors.learn(1, "desk", _admitted("gate-1", "cd" * 32))
    actors.learn(2, "desk", _admitted("gate-1", "ef" * 32))
    assert actors.public_of("gate-1", 3) == bytes.fromhex("cd" * 32)
    actors.learn(3, "desk", ActorRetired("gate-1", "phone lost"))
    assert actors.public_of("gate-1", 4) is None
    actors.learn(4, "desk", _admitted("gate-1", "ef" * 32))
    assert actors.public_of("gate-1", 5) is None


def test_other_facts_say_nothing_of_actors(actors):
    assert actors.learn(1, "anybody", object()) is None
