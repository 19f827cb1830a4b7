"""Whose key is replaced by whom: an actor's by the old one's signature alone, the issuer's never by one of the same id."""

from __future__ import annotations

import pytest

from safepassage.adapters.dice import SeededDice
from safepassage.kernel.problems import ProblemsError
from safepassage.ledger.actors import rotation_message
from safepassage.ledger.facts import KeyRotated
from safepassage.ledger.state import ActorRow, KeyRow
from safepassage.operations import keys
from safepassage.operations.house import DESK, ISSUER
from safepassage.operations.keys import Handed
from safepassage.operations.record import Scribe
from safepassage.passes.wire import key_id
from safepassage.seal.keys import public_key, sign

OLD, NEW = bytes([7]) * 32, bytes([8]) * 32  # seeds that lie elsewhere, for the test
PUBLIC = public_key(NEW).hex()


@pytest.fixture
def held_elsewhere(story):
    """A record in which Amal (invented) was admitted with a key of her own."""
    story.begin()
    keys.admit(story.house, "amal", "egy", "officer", public_key(OLD).hex(), "her own", story.at("10-31T16:00"))
    return story


def signed(house, *, actor="amal", epoch=2, public=PUBLIC, seed=OLD, name=""):
    return Handed(public, sign(seed, rotation_message(name or house.name, actor, epoch, public)).hex())


def rows(house, kind, **where):
    with house.store.reading() as work:
        return list(work.tables.select(kind, **where))


def public_of(house, actor):
    (row,) = rows(house, ActorRow, actor=actor)
    return row.public


def problems_of(what, *given, **named):
    with pytest.raises(ProblemsError) as refused:
        what(*given, **named)
    return [(one.source, one.what) for one in refused.value.problems]


def test_the_cell_alone_gives_nobody_else_a_new_key(held_elsewhere):
    house, at = held_elsewhere.house, held_elsewhere.at("10-31T17:00")
    what = "the key of amal is not held here, and only that key can name the one that follows it"
    assert problems_of(keys.rotate, house, "amal", "yearly", at) == [("actor", what)]
    assert (public_of(house, "amal"), house.keys.held("amal"), house.keys.waiting()) == (
        public_key(OLD).hex(),
        False,
        (),
    )


def test_a_key_file_of_that_name_that_is_not_the_actors_does_not_help(held_elsewhere):
    house = held_elsewhere.house
    house.keys.make("amal", SeededDice("the cell's own"))
    assert problems_of(keys.rotate, house, "amal", "yearly", held_elsewhere.at("10-31T17:00")) == [
        ("actor", "the key of amal is not held here, and only that key can name the one that follows it")
    ]


def test_a_new_key_that_the_old_one_signed_is_the_actors(held_elsewhere):
    house, at = held_elsewhere.house, held_elsewhere.at("10-31T17:00")
    assert keys.rotate(house, "amal", "yearly", at, handed=signed(house)) == 2
    assert public_of(house, "amal") == PUBLIC
    assert not house.keys.held("amal")
    assert held_elsewhere.verify() == []


@pytest.mark.parametrize(
    "changed",
    [
        {"seed": NEW},
        {"epoch": 3},
        {"actor": "isr"},
        {"name": "another-operation"},
        {"public": public_key(bytes([9]) * 32).hex()},
    ],
)
def test_a_signature_over_anything_else_gives_no_key(held_elsewhere, changed):
    house = held_elsewhere.house
    other = Handed(PUBLIC, signed(house, **changed).signature)
    found = problems_of(keys.rotate, house, "amal", "yearly", held_elsewhere.at("10-31T17:00"), handed=other)
    assert found == [
        ("--signature", f"it is not that of amal's key over this new key, as epoch 2 of {house.name}"),
    ]
    assert public_of(house, "amal") == public_key(OLD).hex()


@pytest.mark.parametrize(
    ("handed", "where"),
    [
        (Handed(PUBLIC, ""), ["--signature"]),
        (Handed(PUBLIC, "no digits"), ["--signature"]),
        (Handed("", "00" * 64), ["--public"]),
        (Handed("00" * 32, ""), ["--public"]),
        (Handed(public_key(OLD).hex(), ""), ["--public", "--signature"]),
    ],
)
def test_what_is_handed_in_part_is_refused_in_words(held_elsewhere, handed, where):
    found = problems_of(keys.rotate, held_elsewhere.house, "amal", "x", held_elsewhere.at("10-31T17:00"), handed=handed)
    assert [source for source, _ in found] == where


@pytest.mark.parametrize("actor", [DESK, ISSUER])
def test_the_cells_own_keys_are_made_here(held_elsewhere, actor):
    house = held_elsewhere.house
    handed = signed(house, actor=actor)
    found = problems_of(keys.rotate, house, actor, "x", held_elsewhere.at("10-31T17:00"), handed=handed)
    assert found == [("--public", f"the cell itself signs as {actor}")]


def test_a_key_held_here_can_move_to_its_holder_and_is_destroyed_here(held_elsewhere):
    house, at = held_elsewhere.house, held_elsewhere.at("10-31T17:00")
    message = rotation_message(house.name, "isr", 2, PUBLIC)
    handed = Handed(PUBLIC.upper(), house.keys.sign("isr", message).hex())
    assert keys.rotate(house, "isr", "to their own phone", at, handed=handed) == 2
    assert (public_of(house, "isr"), house.keys.held("isr")) == (PUBLIC, False)
    assert held_elsewhere.verify() == []


def test_rotations_made_here_carry_the_old_keys_signature(held_elsewhere):
    house = held_elsewhere.house
    for actor in ("isr", ISSUER, DESK):
        assert keys.rotate(house, actor, "yearly", held_elsewhere.at("10-31T17:00")) == 2
    assert held_elsewhere.verify() == []


@pytest.mark.parametrize("signature", ["", "zz", "00" * 64])
def test_a_rotation_that_the_old_key_did_not_sign_is_a_flaw_of_the_record(held_elsewhere, signature):
    """As a cell that goes round the command would write it; then one of its own, so that one flaw is named once."""
    house, at = held_elsewhere.house, held_elsewhere.at("10-31T17:00")
    with house.store.work() as work:
        Scribe(house, work, DESK, at).write(KeyRotated("amal", PUBLIC, 2, "a takeover", signature=signature))
        place = work.head().size - 1
    keys.rotate(house, "isr", "yearly", at)
    assert [(one.entry, one.code, one.says) for one in held_elsewhere.verdict().flaws] == [
        (
            place,
            "actor",
            f"entry {place}: amal is given a new key that its old one did not sign: somebody else may hold it",
        )
    ]


def test_the_issuer_is_never_retired(held_elsewhere):
    house, at = held_elsewhere.house, held_elsewhere.at("10-31T17:00")
    with pytest.raises(ProblemsError, match="keys rotate issuer --revoke"):
        keys.retire(house, ISSUER, "stolen", at)
    assert rows(house, ActorRow, actor=ISSUER)[0].until == -1
    assert problems_of(keys.retire, house, ISSUER, " ", at) == [
        ("--reason", "no reason is given"),
        ("actor", "its passes would go on opening gates, and no other can be issued"),
    ]


@pytest.mark.parametrize("actor", ["pepper", "amal.next", "Amal", "a b", "../amal", "-amal", "", "a" * 65, "amal\n"])
@pytest.mark.parametrize("public", ["", PUBLIC])
def test_an_id_that_could_be_the_name_of_another_key_is_refused_with_all_else(held_elsewhere, actor, public):
    house = held_elsewhere.house
    before = house.keys.everything()
    found = problems_of(keys.admit, house, actor, "nobody", "officer", public, " ", held_elsewhere.at("10-31T17:00"))
    assert [source for source, _ in found] == ["--reason", "actor", "--party"]
    assert house.keys.everything() == before


def test_one_key_is_one_actors(held_elsewhere):
    at = held_elsewhere.at("10-31T17:00")
    found = problems_of(
        keys.admit, held_elsewhere.house, "suha", "egy", "officer", public_key(OLD).hex().upper(), "x", at
    )
    assert found == [("--public", "this key is or was an actor's in this record")]


def colliding(house):
    """Two different keys of one id, found by search: two bytes say which key."""
    seen: dict[bytes, bytes] = {}
    for number in range(100_000):
        seed = number.to_bytes(32, "big")
        other = seen.setdefault(key_id(house.name, public_key(seed)), seed)
        if other != seed:
            return other, seed
    raise AssertionError("no two keys of one id")


class Loaded:
    """Dice that fall as they were told, then as others do."""

    def __init__(self, *first):
        self.first, self.others = list(first), SeededDice("others")

    def take(self, count):
        return self.first.pop(0) if self.first and len(self.first[0]) == count else self.others.take(count)


def test_two_keys_of_the_issuer_never_have_one_id(held_elsewhere, monkeypatch):
    house, at = held_elsewhere.house, held_elsewhere.at("10-31T17:00")
    one, other = colliding(house)
    third = bytes([11]) * 32
    drawn = iter((one, other, other, third))
    real = house.keys.make_next
    monkeypatch.setattr(house.keys, "make_next", lambda actor, _: real(actor, Loaded(next(drawn))))
    keys.rotate(house, ISSUER, "yearly", at)
    keys.rotate(house, ISSUER, "yearly", at)
    found = sorted((row.epoch, row.public) for row in rows(house, KeyRow, actor=ISSUER))
    assert found[1:] == [(2, public_key(one).hex()), (3, public_key(third).hex())]
    assert house.keys.public(ISSUER) == public_key(third)


def test_dice_that_always_fall_alike_are_found(held_elsewhere, monkeypatch):
    house, at = held_elsewhere.house, held_elsewhere.at("10-31T17:00")
    real = house.keys.make_next
    monkeypatch.setattr(house.keys, "make_next", lambda actor, _: real(actor, Loaded(OLD)))
    keys.rotate(house, ISSUER, "yearly", at)
    assert problems_of(keys.rotate, house, ISSUER, "again", at) == [("issuer", "64 new keys have ids of earlier ones")]
    assert [row.epoch for row in rows(house, KeyRow, actor=ISSUER)] == [1, 2]
