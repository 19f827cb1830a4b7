"""What must hold when a run is over, checked against what the simulator saw and not against what the code says of itself."""

from __future__ import annotations

import copy
import functools
import json
from collections import Counter, defaultdict

from sim_crossings import check_crossing, check_twisted
from sim_events import Violation
from sim_parties import check_answer, check_left_out, check_parties
from sim_run import Run
from sim_trust_invariants import check_trust, recorded_of
from sim_wishes import check_wishes
from sim_world import OPERATION, SIDES, world

from safepassage.account.state import StandRow
from safepassage.adapters.memory import MemoryTables
from safepassage.gate.facts import Scanned
from safepassage.gate.records import place_of, said
from safepassage.gate.rules import journal_of
from safepassage.gate.state import DeviceCloseRow, ScanRow
from safepassage.kernel.facts import Recorded
from safepassage.ledger.actors import Actors
from safepassage.ledger.entries import read_header, signed_bytes
from safepassage.ledger.verify import verify_chain
from safepassage.operations.compare import compare
from safepassage.operations.invariants import at_the_end, before
from safepassage.operations.project import project
from safepassage.operations.record import read_recorded
from safepassage.passes.state import ManifestRow, PassRow
from safepassage.seal.keys import verify


def check(run: Run) -> None:
    """Every invariant that applies to this run.

    Raises:
        Violation: one does not hold.
    """
    _once(run)
    _conflicts(run)
    _devices(run)
    _after_close(run)
    _between(run)
    _sent_back(run)
    _again(run)
    _same_in_any_order(run)
    _replayed(run)
    _chains(run)
    check_trust(run)
    check_wishes(run, _written(run))
    check_parties(run, _written(run))


def _records(run: Run) -> dict[str, ScanRow]:
    return {row.record: row for row in run.server.store.tables.select(ScanRow)}


def _once(run: Run) -> None:
    """I1: what was acknowledged is in the ledger exactly once, as it was; nothing is there that no device wrote."""
    held = _records(run)
    written = {one.record.record: one.record for one in run.truth}
    times = Counter(one.record.record for one in run.truth)
    if any(count > 1 for count in times.values()):
        raise Violation("I1 two bodies are two records", max(times, key=times.__getitem__))
    entries = Counter(one.fact.record for one in _written(run) if isinstance(one.fact, Scanned))
    for one in run.truth:
        name = one.record.record
        gone = run.server.rolled and one.holder.endswith("-desk")  # it was on the server only: I17 reports the loss
        if one.acknowledged and entries[name] != 1 and not (gone and entries[name] == 0):
            raise Violation("I1 acknowledged records are in the ledger once", f"{name} is there {entries[name]} times")
        if name in held and said(held[name]) != said(one.record):
            raise Violation("I1 a record is as it was written", name)
    invented = (set(held) | set(entries)) - set(written)
    if invented:
        raise Violation("I1 no record is invented", min(invented))


def _written(run: Run) -> list[Recorded]:
    """What this run wrote behind the common past, read once."""
    base = world().tree_size
    if not run.written:
        tables = run.server.store.tables
        run.written = [recorded_of(entry, key, tables) for entry, key in run.server.store.kept[base:]]
    return run.written


@functools.cache
def _past() -> tuple[Actors, Counter[str]]:
    """Who may write and what was counted when the run began."""
    actors, sums = Actors(OPERATION), Counter()
    for entry, key in world().image[1]:
        recorded = read_recorded(entry, key)
        actors.learn(entry.index, recorded.actor, recorded.fact)
        sums.update(read_header(entry.header).deltas)
    return actors, sums


def _bodies(run: Run) -> dict[str, dict[str, list]]:
    """Each pass's crossings that the ledger must know, by step, with what returns took back left out."""
    held = _records(run)
    steps: dict[str, dict[str, list]] = defaultdict(lambda: defaultdict(list))
    for one in run.truth:
        if one.record.step and one.record.record in held:
            steps[one.record.pass_id][one.record.step].append(one.record)
    for one in steps.values():
        back = {record.takes_back for record in one["returned"]}
        one["exited"] = [record for record in one["exited"] if record.record not in back]
    return steps


def _conflicts(run: Run) -> None:
    """I2: a step taken k times has k - 1 conflicts, each naming two of the crossings; and the ledger's own record says so."""
    merged = run.server.merged()
    named = defaultdict(list)
    for one in merged.conflicts:
        named[one.pass_id, one.step].append(one)
    for pass_id, steps in _bodies(run).items():
        for step in ("exited", "entered"):
            crossed = {record.record for record in steps[step]}
            found = named.pop((pass_id, step), [])
            if len(found) != max(0, len(crossed) - 1):
                raise Violation("I2 k crossings make k-1 conflicts", f"{len(crossed)} {step}, {len(found)} conflicts")
            if len({one.record for one in found}) != len(found) or any(
                one.record == one.earlier or not {one.record, one.earlier} <= crossed for one in found
            ):
                raise Violation("I2 a conflict names two crossings", step)
    if named:
        raise Violation("I2 no conflict without two crossings", str(min(named)))


def _devices(run: Run) -> None:
    """I4 for each piece of hardware; I14: a clone that wrote is reported at the first merge. I3 is checked at each scan."""
    merged = run.server.merged()
    places: dict[tuple[str, str, int], set[str]] = defaultdict(set)
    for device in run.devices.values():
        numbers = [place_of(one.record)[1] for one in device.records]
        if numbers != list(range(1, len(numbers) + 1)):
            raise Violation("I4 a device's sequence has no gap", device.uid)
        for one in device.records:
            places[device.side, *place_of(one.record)].add(one.record)
        mine = [one.record.record for one in run.truth if one.holder == device.uid and one.acknowledged]
        if not set(mine) <= {one.record for one in device.records}:
            raise Violation("I1 what a device acknowledged is on its disk", device.uid)
    if merged.gaps and not run.server.rolled:
        raise Violation("I4 no gap is left after healing", merged.gaps[0])
    sides = _sides_of_names(run)
    forks = {
        f"{SIDES[side] + ':' if len(sides[name]) > 1 else ''}{name}/{sequence}"
        for (side, name, sequence), held in places.items()
        if len(held) > 1
    }
    if not forks <= set(merged.forks):
        raise Violation("I14 a fork is reported", min(forks - set(merged.forks)))
    if set(merged.forks) - forks and not run.server.rolled:
        raise Violation("I14 no fork without two stories", min(set(merged.forks) - forks))


def _sides_of_names(run: Run) -> dict[str, set[str]]:
    """At which sides each device name was used, as far as the ledger knows: one name at two sides is two devices."""
    tables = run.server.store.tables
    sides: dict[str, set[str]] = defaultdict(set)
    for row in (*tables.select(ScanRow), *tables.select(DeviceCloseRow)):
        sides[row.device].add(row.session.partition("/")[0] or row.side)
    if any(len(some) > 1 for some in sides.values()):
        run.met["foreign names"] += 1
    return sides


def _between(run: Run) -> None:
    """I4: whom the account shows between the gates has gone out on some pass, and no return took that back."""
    tables = run.server.store.tables
    out = {pass_id for pass_id, steps in journal_of(run.server.merged().records).passes.items() if steps.out}
    passes = defaultdict(set)
    for row in tables.select(PassRow):
        passes[row.person_id].add(row.pass_id)
    for stand in tables.select(StandRow, state="in-between"):
        if not out & set().union(*(passes[one] for one in (stand.person_id, *json.loads(stand.also)))):
            raise Violation("I4 nobody is between the gates who was taken back", stand.person_id)


def _sent_back(run: Run) -> None:
    """I4: who was let in and then taken back by a gate that knew of it is neither entered nor between the gates, whatever the clocks said.

    Told from what happened to the body in its order: exits and one entry, each taken back by a return that names it, the last of all.
    """
    held = _records(run)
    bodies: dict[str, list] = defaultdict(list)
    owner = {row.pass_id: row.person_id for row in run.server.store.tables.select(PassRow)}
    for one in run.truth:
        if one.record.step and one.record.record in held and one.record.pass_id in owner:
            bodies[owner[one.record.pass_id]].append(one.record)
    for stand in run.server.store.tables.select(StandRow):
        story = bodies.get(stand.person_id, [])
        entries = [one.record for one in story if one.step == "entered"]
        if json.loads(stand.also) or len(entries) != 1 or story[-1].conflict != entries[0]:
            continue
        if {one.record for one in story if one.step == "exited"} <= {one.takes_back for one in story}:
            run.met["sent back after entry"] += 1
            if stand.state in ("entered", "in-between"):
                raise Violation("I4 who was let in and sent back is not counted as entered", stand.person_id)


def _after_close(run: Run) -> None:
    """I10: what a device wrote behind its own close is named; what it wrote before is taken, however late it came."""
    held = _records(run)
    late = set(run.server.merged().after_close)
    for device in run.devices.values():
        for one in device.records:
            if one.record not in held:
                raise Violation("I10 no earlier record is refused for being late", one.record)
    ends: dict[tuple[str, str], int] = {}
    for device in run.devices.values():
        for close in device.closes:
            key = (close.session, close.device)
            ends[key] = min(close.last, ends.get(key, close.last))
    behind = set()
    for row in held.values():
        device, sequence = place_of(row.record)
        if row.step in ("exited", "entered") and sequence > ends.get((row.session, device), sequence):
            behind.add(row.record)
    if behind != late:
        raise Violation("I10 what stands behind a close is named", min(behind ^ late))


def _again(run: Run) -> None:
    """I12: sent again, nothing changes."""
    if run.server.size() != run.size_healed:
        raise Violation("I12 sent again, nothing changes", f"{run.server.size() - run.size_healed} entries more")


def _same_in_any_order(run: Run) -> None:
    """I7: the same bundles in another order make the same state."""
    other, texts = run.apart
    for text in texts:
        other.sync(text, run.moment)
    for what, state in _state(other.store.tables).items():
        if state != _state(run.server.store.tables)[what]:
            raise Violation("I7 any order makes the same state", what)
    if other.merged() != run.server.merged() and _essence(other) != _essence(run.server):
        raise Violation("I7 any order makes the same state", "what merging says")


def _essence(server):
    merged = server.merged()
    ids = tuple(one.record for one in merged.records)
    return (
        ids,
        merged.closes,
        merged.conflicts,
        merged.gaps,
        merged.forks,
        merged.after_close,
        merged.odd,
        merged.loose,
    )


def _state(tables: MemoryTables) -> dict[str, object]:
    """What must not depend on the order: not the places in the ledger, nor which record was written as the later one."""
    return {
        "records": sorted((*said(row), row.record) for row in tables.select(ScanRow)),
        "closes": sorted((row.session, row.device, row.last) for row in tables.select(DeviceCloseRow)),
        "where people are": sorted((row.person_id, row.state) for row in tables.select(StandRow)),
    }


def _replayed(run: Run) -> None:
    """I4 and I5: entry by entry, everything follows from what was in force then; and the tables are what the entries make them."""
    base = world()
    tables = base.image[0].copy()
    known, past = _past()
    actors, sums = copy.deepcopy(known), Counter(past)
    server = run.server
    twisted: set[str] = set()
    for (entry, _), recorded in zip(server.store.kept[base.tree_size :], _written(run), strict=True):
        sums.update(read_header(entry.header).deltas)
        refused = actors.learn(entry.index, recorded.actor, recorded.fact)
        if refused is not None:
            raise Violation("I5 who may write follows from the record", f"entry {entry.index}: {refused}")
        public = actors.public_of(recorded.actor, entry.index)
        if public is None or (run.seed % 4 == 0 and not verify(public, signed_bytes(entry.header), entry.signature)):
            raise Violation("I5 an entry is signed by one who may write", str(entry.index))
        found = dict(before(recorded, tables))
        if _under_what_was_lost(run, recorded, tables) != (found.pop("manifest", None) is not None):
            raise Violation("I17 a gate's record shows what was lost", f"entry {entry.index}")
        for code, says in found.items():
            raise Violation("I5 what is admitted follows from what is in force", f"entry {entry.index}: {code}: {says}")
        crossed = isinstance(recorded.fact, Scanned) and recorded.fact.step in ("exited", "entered")
        if crossed and not _under_what_was_lost(run, recorded, tables):
            check_crossing(run, recorded, tables)
            if recorded.fact.step not in twisted:
                twisted.add(recorded.fact.step)
                check_twisted(recorded, tables)
        check_answer(run, recorded, tables)
        project(recorded, tables)
    for says in compare(server.store.tables, tables):
        raise Violation("I4 the tables are what the entries make them", says)
    for code, says in at_the_end(server.store.tables, sums):
        raise Violation("I4 counts are conserved", f"{code}: {says}")
    check_left_out(server.store.tables)
    scans = Counter(row.step or row.verdict for row in server.store.tables.select(ScanRow))
    if any(sums[what] != scans[what] for what in ("exited", "entered", "returned", "hold", "refuse")):
        raise Violation("I4 counts are conserved", "the public counts are not those of the records")


def _under_what_was_lost(run: Run, recorded: Recorded, tables: MemoryTables) -> bool:
    """Whether a record was written under a manifest that no entry before it fixed: only a server that lost entries makes that so."""
    if not isinstance(recorded.fact, Scanned) or not recorded.fact.manifest:
        return False
    lost = recorded.fact.manifest_digest not in {row.digest for row in tables.select(ManifestRow)}
    if lost and not run.server.rolled:
        raise Violation("I17 a gate's record shows what was lost", "nothing was lost, and yet a manifest is unknown")
    return lost


def _chains(run: Run) -> None:
    """I14: each actor's sequence is whole, each checkpoint kept is of this tree. Every fourth run, for it reads the past too."""
    store = run.server.store
    if run.seed % 4:
        return
    published = {size: note.root for size, note in store.notes.items()}
    entries = (entry for entry, _ in store.kept)
    found = verify_chain(entries, lambda *_: b"", operation="rafah-2023", checkpoints=published, signatures=False)
    if found.wrong:
        raise Violation("I14 chains are whole", found.findings[0].says)
    if found.head != store.latest:
        raise Violation("I14 the head is what the entries make it", str(found.size))
