from safepassage.adapters.memory import MemoryTables
from safepassage.kernel.facts import Recorded
from safepassage.kernel.moment import Moment
from safepassage.ledger.facts import FACTS, ActorAdmitted, ActorRetired
from safepassage.ledger.state import ActorRow, apply

AT = Moment(1_698_800_000)
ADMITTED = ActorAdmitted("gate-1", "side-a", "ab" * 32, "gate", "opening day")


def _apply(*facts):
    tables = MemoryTables()
    for place, fact in enumerate(facts):
        apply(Recorded(fact, AT, "operator", place), tables)
    return list(tables.select(ActorRow))


def test_kinds_are_fixed():
    assert sorted(FACTS) == [
        "ledger.actor-admitted/1",
        "ledger.actor-retired/1",
        "ledger.issuer-scoped/1",
        "ledger.key-rotated/1",
        "ledger.quorum-agreed/1",
        "trust.asked/1",
        "trust.erased/1",
        "trust.exported/1",
        "trust.seconded/1",
        "trust.viewed/1",
    ]


def test_an_actor_is_admitted():
    assert _apply(ADMITTED) == [
        ActorRow("gate-1", "side-a", "ab" * 32, "gate", "opening day", 0, -1, "", "2023-11-01T00:53:20Z")
    ]


def test_a_key_is_never_replaced():
    (row,) = _apply(ADMITTED, ActorAdmitted("gate-1", "broker", "cd" * 32, "gate", "a trick"))
    assert (row.public, row.party, row.since) == ("ab" * 32, "side-a", 0)


def test_an_actor_is_retired_once():
    (row,) = _apply(ADMITTED, ActorRetired("gate-1", "phone lost"), ActorRetired("gate-1", "again"))
    assert (row.until, row.retired, row.public) == (1, "phone lost", "ab" * 32)


def test_retiring_nobody_changes_nothing():
    assert _apply(ActorRetired("nobody", "x")) == []


def test_public_counts():
    assert ADMITTED.deltas() == {"actors-admitted": 1}
    assert ActorRetired("gate-1", "x").deltas() == {"actors-retired": 1}
