"""What a hand-over reads of all that is known, and says of it: the same facts to the byte, and all that concerns it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from gate_world import DAY, OTHER_PASS, PASS
from hypothesis import given
from test_gate_merging import STEADY, deliveries

from safepassage.adapters.memory import MemoryTables
from safepassage.gate.merging import concerning, devices_of
from safepassage.gate.model import Bundle, Close, Merged, Record
from safepassage.gate.records import place_of, record_id, record_of, said, under_own_id
from safepassage.gate.rules import fresh_facts, merge
from safepassage.gate.state import DeviceCloseRow, ScanRow, apply
from safepassage.kernel.facts import Recorded
from safepassage.kernel.moment import Moment
from safepassage.operations.gate import known_of

NOON = Moment.parse("2023-11-02T12:00:00Z")


def whole(tables):
    """All that is known, as every hand-over read it once."""
    closes = (Close(row.session, row.device, row.last) for row in tables.select(DeviceCloseRow))
    return Bundle(tuple(record_of(row, "") for row in tables.select(ScanRow)), tuple(closes))


def news(merged, new):
    """The conflicts that a bundle brought."""
    return {one for one in merged.conflicts if {one.record, one.earlier} & new}


def taken_in(tables, bundle):
    """Hand a bundle over, read in part and read whole; both must say the same. What was said of it."""
    own = Bundle(tuple(map(under_own_id, bundle.records)), bundle.closes)
    part, known = known_of(tables, own), whole(tables)
    assert set(part.records) <= set(known.records)
    narrow, full = merge([own], part), merge([own], known)
    facts = fresh_facts(narrow, part)
    assert facts == fresh_facts(full, known)
    new = {one.record for one in own.records} - {one.record for one in known.records}
    assert news(narrow, new) == news(full, new)
    said_of = concerning(narrow, own)
    wanted = concerning(full, own)
    for what in ("gaps", "forks", "after_close", "odd", "loose"):
        assert getattr(said_of, what) == getattr(wanted, what), what
    for fact in facts:
        apply(Recorded(fact, NOON, "west", 1, ""), tables)
    return said_of, full


@STEADY
@given(deliveries())
def test_what_a_bundle_does_not_concern_changes_nothing_of_it(delivery):
    _, ways = delivery
    left = []
    for bundles in ways:
        tables, told = MemoryTables(), Counter()
        for bundle in bundles:
            said_of, full = taken_in(tables, bundle)
            told.update(said_of.forks)
            assert set(said_of.forks) == {one for one in full.forks if one.rpartition("/")[0] in devices_of(bundle)}
        merged = merge([], whole(tables))
        # Whatever is copied was told of by a bundle of that device, whichever came first.
        assert set(told) == set(merged.forks)
        # Which of two crossings names the other is a matter of who came first; what there is is not.
        left.append(replace(merged, records=tuple(replace(one, conflict="") for one in merged.records)))
    assert left[0] == left[1]


def record(device, place, pass_id=PASS, step="exited", drawn=None, **more):
    bare = Record(
        "", f"west/{DAY}/1", "west", pass_id, "admit", "in-order", step, "o", drawn=drawn or f"{place:016x}", **more
    )
    return replace(bare, record=record_id(device, place, said(bare)))


def test_a_hand_over_reads_its_own_devices_passes_and_draws_and_no_others():
    tables = MemoryTables()
    held = {
        "device": record("west-1", 1, "1" * 20),
        "pass": record("west-2", 2, PASS),
        "draw": record("west-3", 3, "3" * 20, drawn="00000000000000aa"),
        "nothing": record("west-4", 4, OTHER_PASS),
    }
    closes = (Close(f"west/{DAY}/1", "west-1", 9), Close(f"west/{DAY}/1", "west-4", 9))
    taken_in(tables, Bundle(tuple(held.values()), closes))
    known = known_of(tables, Bundle((record("west-1", 5, PASS, drawn="00000000000000aa"),)))
    assert {one.record for one in known.records} == {held[one].record for one in ("device", "pass", "draw")}
    assert known.closes == closes[:1]
    by_close = known_of(tables, Bundle((), (Close(f"west/{DAY}/1", "west-4", 2),)))
    assert ([one.record for one in by_close.records], by_close.closes) == ([held["nothing"].record], closes[1:])
    assert known_of(tables, Bundle(())) == Bundle(())


def test_nothing_is_said_of_another_device_and_all_of_its_own():
    tables = MemoryTables()
    taken_in(tables, Bundle((record("west-9", 4, "9" * 20), record("west-9", 4, "8" * 20, drawn="b" * 16))))
    said_of, full = taken_in(tables, Bundle((record("west-1", 2, PASS, drawn="c" * 16),)))
    assert (said_of.gaps, said_of.forks) == (("west-1/1",), ())
    assert (full.gaps, full.forks) == (("west-1/1", "west-9/1-3"), ("west-9/4",))
    again, _ = taken_in(tables, Bundle((record("west-9", 5, "7" * 20, drawn="d" * 16),)))
    assert (again.gaps, again.forks) == (("west-9/1-3",), ("west-9/4",))


def test_of_all_that_was_found_a_bundle_is_told_what_is_of_its_devices_passes_and_draws():
    """Each list on its own: what is the bundle's is told, and of another device, pass or draw nothing is."""
    own = record("west-1", 2, "1" * 20, drawn="aa" * 8)
    pass_of_own = record("west-9", 3, "1" * 20, drawn="b" * 16)
    draw_of_own = record("west-9", 4, "4" * 20, drawn="aa" * 8)
    device_of_own = record("west-1", 5, "5" * 20, drawn="c" * 16)
    another = record("west-9", 6, "6" * 20, drawn="d" * 16)
    records = (own, pass_of_own, draw_of_own, device_of_own, another)
    ids = tuple(one.record for one in records)
    told = concerning(Merged(records, (), (), (), (), after_close=ids, odd=ids, loose=ids), Bundle((own,)))
    assert told.records == records
    assert told.after_close == (own.record, device_of_own.record)
    assert told.odd == (own.record, draw_of_own.record)
    assert told.loose == (own.record, pass_of_own.record)
    # What a device of an earlier version drew is nothing, and so no mark by which two records are one.
    undrawn = tuple(record("west-9", place, str(place) * 20, drawn="0") for place in (7, 8))
    ids = tuple(one.record for one in undrawn)
    assert concerning(Merged(undrawn, (), (), (), (), (), odd=ids, loose=()), Bundle(undrawn[:1])).odd == ids[:1]


def test_a_second_crossing_at_another_device_is_found_though_it_is_not_the_bundles():
    tables = MemoryTables()
    first = record("west-9", 1)
    taken_in(tables, Bundle((first,)))
    second = record("west-1", 1, drawn="e" * 16)
    said_of, _ = taken_in(tables, Bundle((second,)))
    # In canonical order the later device's record is the one too many, whoever reported first.
    assert [(one.record, one.earlier) for one in said_of.conflicts] == [(first.record, second.record)]
    assert {place_of(row.record)[0] for row in tables.select(ScanRow) if row.conflict} == {"west-1"}
