"""The edges of the gate's rule: the last second that is in order, the first that is not, and the first manifest there is."""

import pytest
from gate_world import NOON, exit_station, manifest, presented, record

from safepassage.gate.model import Bundle, Flow, Limits, ManifestInHand
from safepassage.gate.rules import decide, fresh_facts, merge

FLOW = Flow(categories=("foreign",))
LIMITS = Limits(manifest_minutes=600, tolerance_seconds=120, unwitnessed_minutes=60)


def decided(seconds, **changes):
    held = manifest(made=NOON.plus(seconds=-seconds), **changes)
    return decide(presented(), exit_station(manifest=held, limits=LIMITS, flow=FLOW), NOON)


def test_the_first_manifest_there_is_counts_as_one():
    assert decided(0, number=1, newest=1).verdict == "admit"
    assert decide(presented(), exit_station(manifest=ManifestInHand()), NOON).reason == "no-manifest"


@pytest.mark.parametrize(
    ("seconds", "reason"),
    [(0, "in-order-degraded"), (60 * 60, "in-order-degraded"), (60 * 60 + 120, "in-order-degraded"),
     (60 * 60 + 121, "manifest-unwitnessed"), (2 * 60 * 60, "manifest-unwitnessed")],
)  # fmt: skip
def test_a_manifest_that_nobody_witnessed_is_worked_by_to_the_last_second_agreed(seconds, reason):
    assert decided(seconds, witnessed=False).reason == reason


@pytest.mark.parametrize(("seconds", "reason"), [(600 * 60 + 120, "in-order"), (600 * 60 + 121, "manifest-stale")])
def test_a_witnessed_manifest_is_worked_by_until_it_is_stale(seconds, reason):
    assert decided(seconds, witnessed=True).reason == reason


def test_the_officer_is_told_how_old_the_manifest_is():
    found = decided(90 * 60 + 59, witnessed=False)
    assert "is 90 minutes old" in found.says
    assert f"Manifest {manifest().number} " in found.says


def test_of_two_crossings_that_come_together_the_later_one_alone_is_a_conflict():
    crossings = (record("west-1/1"), record("west-1/2"))
    facts = fresh_facts(merge([Bundle(crossings)]), Bundle(()))
    assert [bool(fact.conflict) for fact in facts] == [False, True]
    assert facts[1].conflict == facts[0].record
    again = fresh_facts(merge([Bundle(crossings[:1]), Bundle(crossings)]), Bundle(crossings[:1]))
    assert [fact.conflict for fact in again] == [facts[0].record]
