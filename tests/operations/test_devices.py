"""A device that worked under an older manifest than it had had: told where it let somebody pass, and never where it may have done right."""

from __future__ import annotations

from dataclasses import dataclass, fields

import pytest

from safepassage.adapters.memory import MemoryTables
from safepassage.gate.reasons import DEGRADED, IN_ORDER
from safepassage.gate.state import ScanRow
from safepassage.operations.devices import went_back
from safepassage.passes.state import ManifestRow

LOST = "00" * 32


@dataclass
class Said:
    """What a device says at one place of its sequence."""

    sequence: int
    manifest: int
    verdict: str = "admit"
    reason: str = IN_ORDER
    step: str = "exited"
    device: str = "gaza-phone"
    check: str = "a"
    digest: str = ""

    def row(self) -> ScanRow:
        digest = self.digest or (f"{self.manifest:064x}" if self.manifest else "")
        values = {one.name: "" for one in fields(ScanRow)}
        record = f"{self.device}/{self.sequence}/{self.check}"
        own = {"record": record, "verdict": self.verdict, "reason": self.reason, "step": self.step, "entry": 900}
        return ScanRow(**{**values, **own, "manifest": self.manifest, "manifest_digest": digest})


def found(*said: Said, numbers: tuple[int, ...] = (1, 2, 3)) -> list[tuple[str, int, int, str]]:
    """Record, the manifest it names, the one its device had had, and the record that says so; manifest N stands at place 10 N."""
    tables = MemoryTables()
    for number in numbers:
        tables.put(ManifestRow(number, 5, f"{number:064x}", "2023-11-01T00:00:00Z", 10 * number))
    for one in said:
        tables.put(one.row())
    return [(one.row.record, one.under.number, one.had.number, one.since) for one in went_back(tables)]


def names(*sequences: int) -> list[str]:
    return [f"gaza-phone/{sequence}/a" for sequence in sequences]


@pytest.mark.parametrize("manifests", [(1,), (1, 1, 2), (1, 2, 3, 3), (0, 1, 0, 2)])
def test_a_device_that_goes_on_is_not_named(manifests):
    assert found(*(Said(place, number) for place, number in enumerate(manifests, 1))) == []


def test_each_record_behind_a_newer_manifest_is_named_with_the_newest_its_device_had():
    told = found(Said(1, 2), Said(2, 1), Said(3, 3), Said(4, 2), Said(5, 3), Said(6, 1))
    one, two, three, *_ = names(1, 2, 3)
    four, six = names(4, 6)
    assert told == [(two, 1, 2, one), (four, 2, 3, three), (six, 1, 3, three)]


def test_the_order_is_the_devices_own_and_counts_by_number():
    """Record 10 stands behind record 9, whatever their ids as text."""
    assert found(Said(10, 1), Said(9, 2)) == [("gaza-phone/10/a", 1, 2, "gaza-phone/9/a")]
    assert found(Said(10, 2), Said(9, 1)) == []


def test_devices_are_looked_at_apart_and_named_in_their_order():
    said = (Said(1, 2, device="b"), Said(2, 1, device="a"), Said(2, 1, device="b"), Said(1, 2, device="c"))
    assert found(*said) == [("b/2/a", 1, 2, "b/1/a")]
    both = (*said, Said(1, 3, device="a"))
    assert found(*both) == [("a/2/a", 1, 3, "a/1/a"), ("b/2/a", 1, 2, "b/1/a")]


@pytest.mark.parametrize("reason", [IN_ORDER, DEGRADED])
@pytest.mark.parametrize("step", ["exited", "entered"])
def test_both_sides_and_both_ways_of_letting_pass_alone_count(reason, step):
    assert len(found(Said(1, 2), Said(2, 1, reason=reason, step=step))) == 1


@pytest.mark.parametrize(
    "right",
    [
        Said(2, 1, "hold", "manifest-old", ""),
        Said(2, 1, "refuse", "revoked", ""),
        Said(2, 1, "admit", "manifest-old"),
        Said(2, 1, "admit", "returned", "returned"),
    ],
)
def test_a_gate_that_held_refused_asked_two_people_or_took_somebody_back_did_right(right):
    assert found(Said(1, 2), right) == []


@pytest.mark.parametrize("which", ["newer", "older"])
def test_a_manifest_that_this_ledger_does_not_hold_accuses_nobody(which):
    """The ledger was set back and gave the number again: the device had one that is lost."""
    lost = {"digest": LOST}
    newer = Said(1, 2, **(lost if which == "newer" else {}))
    older = Said(2, 1, **(lost if which == "older" else {}))
    assert found(newer, older) == []
    assert found(newer, older, numbers=(1,)) == []


def test_what_a_hold_names_was_in_hand_too():
    assert found(Said(1, 2, "hold", "order", ""), Said(2, 1)) == [("gaza-phone/2/a", 1, 2, "gaza-phone/1/a")]


def test_from_the_place_on_where_two_records_stand_nothing_is_said():
    """A phone that was set up from a copy of itself never had what the other went on with."""
    copied = (Said(1, 1), Said(2, 2), Said(2, 1, check="b"), Said(3, 2), Said(4, 1, check="b"))
    assert found(*copied) == []
    assert found(Said(1, 2), Said(2, 1), Said(3, 1), Said(3, 1, check="b"), Said(4, 1)) == [
        ("gaza-phone/2/a", 1, 2, "gaza-phone/1/a")
    ]


def test_a_record_without_a_place_says_nothing_of_an_order():
    rows = [Said(0, 2), Said(0, 1, check="b")]
    assert found(*rows) == []
