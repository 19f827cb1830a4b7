"""Faults put into the real rules on purpose, each of which the simulator must find. What it cannot find it does not test."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, replace

import pytest
import sim_device
import sim_disk
import sim_world

from safepassage.account import reckon
from safepassage.gate import checks, journal, merging, records, rules, sides
from safepassage.gate import facts as gate_facts
from safepassage.gate import state as gate_state
from safepassage.gate.facts import DeviceClosed, Scanned
from safepassage.gate.records import place_of
from safepassage.ledger import entries as ledger_entries
from safepassage.ledger import merkle, witness
from safepassage.ledger.model import ActorHead, Head
from safepassage.operations import gate, manifests, passes, post
from safepassage.operations import record as scribe
from safepassage.passes import rules as pass_rules
from safepassage.passes import state as pass_state
from safepassage.seal import cose


@dataclass(frozen=True)
class Bug:
    """One fault, and how it is put in."""

    name: str
    put_in: Callable[[pytest.MonkeyPatch], None]

    @contextmanager
    def inside(self):
        with pytest.MonkeyPatch.context() as patch:
            sim_world.world()
            sim_world.read_text.cache_clear()
            self.put_in(patch)
            yield
        sim_world.read_text.cache_clear()


BUGS: list[Bug] = []


def bug(name: str):
    def add(put_in: Callable[[pytest.MonkeyPatch], None]) -> Callable[[pytest.MonkeyPatch], None]:
        BUGS.append(Bug(name, put_in))
        return put_in

    return add


def without(name: str):
    return lambda patch: patch.setattr(rules, "CHECKS", tuple(one for one in checks.CHECKS if one.__name__ != name))


for _name in ("step", "session", "revocation", "membership", "document"):
    bug(f"the gate does not check: {_name}")(without(_name))


@bug("a manifest known to be old is good enough")
def _(patch):
    real = checks.membership

    def membership(presented, station, moment):
        return (one for one in real(presented, station, moment) if one.reason != "manifest-old")

    patch.setattr(rules, "CHECKS", tuple(membership if one is real else one for one in checks.CHECKS))


@bug("one person is enough for an override")
def _(patch):
    real = rules.override

    def override(decision, station, officer, second, reason):
        return real(decision, station, officer + " and", second or "nobody", reason)

    patch.setattr(rules, "override", override)


@bug("a refusal can be overridden")
def _(patch):
    real = rules.decide
    patch.setattr(rules, "decide", lambda *given: _held(real(*given)))


def _held(decision):
    return replace(decision, verdict="hold") if decision.verdict == "refuse" else decision


@bug("the signature of a pass is not checked")
def _(patch):
    patch.setattr(cose, "signature_holds", lambda *_: True)


@bug("copies of a record are counted")
def _(patch):
    patch.setattr(merging, "distinct", lambda sent, own=(): sorted([*own, *sent], key=records.canonical_place))


@bug("of three crossings only one conflict is opened")
def _(patch):
    real = merging._conflicts
    patch.setattr(merging, "_conflicts", lambda found: real(found)[:1])


@bug("exits that were taken back still conflict")
def _(patch):
    patch.setattr(journal.Crossed, "out", lambda one: one.exited)


@bug("returns are only counted, not matched")
def _(patch):
    patch.setattr(journal.Crossed, "out", lambda one: one.exited[len(one.returned) :])


@bug("forks are not named")
def _(patch):
    patch.setattr(merging, "_forks", lambda *_: ())


@bug("crossings behind a close are not named")
def _(patch):
    patch.setattr(merging, "_after_close", lambda *_: ())


@bug("of two closes the later one counts")
def _(patch):
    real = merging._after_close

    def latest(records_, closes, parties):
        kept = {}
        for close in closes:
            key = (close.session, close.device)
            kept[key] = max(kept.get(key, close), close, key=lambda one: one.last)
        return real(records_, kept.values(), parties)

    patch.setattr(merging, "_after_close", latest)


@bug("a first crossing told of last is no conflict")
def _(patch):
    def fresh_facts(merged, known):
        before = {records.under_own_id(record).record for record in known.records}
        found = {conflict.record: conflict.earlier for conflict in merged.conflicts}
        scans = [merging._scanned(one, found) for one in merged.records if one.record not in before]
        closes = set(known.closes)
        return (
            *scans,
            *(DeviceClosed(one.session, one.device, one.last) for one in merged.closes if one not in closes),
        )

    patch.setattr(gate, "fresh_facts", fresh_facts)


@bug("closes are written at every exchange")
def _(patch):
    real = gate.fresh_facts
    patch.setattr(gate, "fresh_facts", lambda merged, known: real(merged, replace(known, closes=())))


@bug("records of one second are told apart by who reported first")
def _(patch):
    real = reckon._in_order

    def in_order(scans):
        named = {scan.record: f"device/{scan.entry + 1}/{scan.record}" for scan in scans}
        told = {one: named.get(one, one) for scan in scans for one in (scan.record, scan.takes_back, scan.conflict)}
        return real(
            [
                replace(scan, record=told[scan.record], takes_back=told[scan.takes_back], conflict=told[scan.conflict])
                for scan in scans
            ]
        )

    patch.setattr(reckon, "_in_order", in_order)


@bug("records of a closed session are refused for being late")
def _(patch):
    real = gate.merge

    def merge(bundles, known, parties):
        (sent,) = bundles
        behind = set(real(bundles, known, parties).after_close)
        kept = tuple(one for one in sent.records if one.record not in behind)
        return real([replace(sent, records=kept)], known, parties)

    patch.setattr(gate, "merge", merge)


@bug("a return counts by its own clock alone")
def _(patch):
    def in_order(scans):
        entered = {scan.side for scan in scans if scan.step == "entered"}
        return sorted((((one.at, one.side in entered, *place_of(one.record), one.record),), one) for one in scans)

    patch.setattr(reckon, "_in_order", in_order)


@bug("a side may speak for the other")
def _(patch):
    patch.setattr(gate, "_said_by", lambda *given: given[-1])


@bug("a device's name is anybody's")
def _(patch):
    patch.setattr(merging, "_place", lambda record, _: ((place_of(record.record)[0], ""), place_of(record.record)[1]))


@bug("another party's word moves the places of a desk")
def _(patch):
    patch.setattr(post, "sides_run_by", lambda *_: sides.OwnSides(dict.fromkeys(sim_world.SIDES, ""), frozenset()))


@bug("a close of another party's device closes this one")
def _(patch):
    patch.setattr(merging, "_closed", lambda close, _: (close.device, "gaza-crossings"))


@bug("returns that fit no exit are dropped")
def _(patch):
    real = gate.fresh_facts
    patch.setattr(gate, "fresh_facts", lambda *given: tuple(
        one for one in real(*given) if not (isinstance(one, Scanned) and one.reason == "returned-unknown")))  # fmt: skip


@bug("refusals are not kept")
def _(patch):
    real = gate.fresh_facts
    patch.setattr(gate, "fresh_facts", lambda *given: tuple(
        one for one in real(*given) if not (isinstance(one, Scanned) and one.verdict == "refuse")))  # fmt: skip


@bug("the signature of a bundle is not checked")
def _(patch):
    patch.setattr(gate, "verify", lambda *_: True)


@bug("two records under one sequence share an id")
def _(patch):
    def record_id(device, sequence, content):
        del content
        return f"{device}/{sequence}/00000000"

    for module in (records, rules):
        patch.setattr(module, "record_id", record_id)


@bug("a device draws nothing for a record")
def _(patch):
    patch.setattr(sim_device.Device, "draw", lambda _: "")


@bug("a device that was restarted begins its sequence anew")
def _(patch):
    real = sim_device.Device.restart

    def restart(device, dice):
        real(device, dice)
        device.restarted = len(device.records)

    patch.setattr(sim_device.Device, "restart", restart)
    patch.setattr(sim_device.Device, "restarted", 0, raising=False)
    patch.setattr(sim_device.Device, "next_sequence", lambda one: len(one.records) - one.restarted + 1)


@bug("the device opens the barrier before its record is on the disk")
def _(patch):
    patch.setattr(sim_device.Device, "sync", lambda _: None)


@bug("the device forgets the number of the newest manifest")
def _(patch):
    real = sim_device.Device.take_manifest

    def take(device, text, digest):
        device.newest = 0
        real(device, text, digest)

    patch.setattr(sim_device.Device, "take_manifest", take)


@bug("the store answers before its commit is on the disk")
def _(patch):
    def about_to_commit(store):
        store.unsynced = store.image()

    patch.setattr(sim_disk.CrashingStore, "about_to_commit", about_to_commit)


@bug("a work that failed is kept by half")
def _(patch):
    real = scribe.Scribe.write

    def write(one, fact, clause=""):
        recorded = real(one, fact, clause)
        one.house.store.tables = one.work.tables
        return recorded

    patch.setattr(scribe.Scribe, "write", write)


@bug("an actor's entries are not chained")
def _(patch):
    def follow(head, actor, leaf):
        own = head.actors.get(actor)
        held = ActorHead(own.sequence + 1, own.last) if own else ActorHead(1, leaf.hex())
        return Head(head.size + 1, merkle.append(head.frontier, head.size, leaf), {**head.actors, actor: held})

    patch.setattr(ledger_entries, "follow", follow)


@bug("the public count of a scan is its verdict")
def _(patch):
    patch.setattr(gate_facts.Scanned, "deltas", lambda one: {one.verdict: 1})


@bug("of a return nothing is written in the tables")
def _(patch):
    real = gate_state.apply

    def apply(recorded, tables):
        if not (isinstance(recorded.fact, Scanned) and recorded.fact.step == "returned"):
            real(recorded, tables)

    patch.setattr("safepassage.operations.project.apply_gate", apply)


@bug("a withdrawn pass stays in force")
def _(patch):
    real = pass_state.apply

    def apply(recorded, tables):
        if recorded.fact.KIND != "passes.revoked/1":
            real(recorded, tables)

    patch.setattr("safepassage.operations.project.apply_passes", apply)


@bug("a new manifest does not say which passes were withdrawn")
def _(patch):
    real = pass_rules.manifest_of

    def manifest_of(head, rows, tag_of, patients=()):
        return replace(real(head, rows, tag_of, patients), revoked=())

    for module in (pass_rules, manifests):
        patch.setattr(module, "manifest_of", manifest_of)


@bug("passes issued again are new passes")
def _(patch):
    real = passes._Run._person

    def person(run, row, call, window):
        hidden = run.work.tables.select
        run.work.tables.select = lambda kind, **equal: iter(()) if "person_id" in equal else hidden(kind, **equal)
        try:
            return real(run, row, call, window)
        finally:
            run.work.tables.select = hidden

    patch.setattr(passes._Run, "_person", person)


@bug("the desk does not look at the sessions")
def _(patch):
    patch.setattr(post, "latest_session", lambda tables, side: _opened(gate.latest_session(tables, side)))


def _opened(row):
    return row and replace(row, closed="")


@bug("a desk decides by what it knew when it was loaded")
def _(patch):
    patch.setattr(post.Post, "_keep_up", lambda *_: None)


@bug("a desk does not count the records that another desk of its side wrote")
def _(patch):
    real = post.Post._load

    def load(desk, work, side, at):
        own = getattr(desk, "sequence", None)
        real(desk, work, side, at)
        desk.sequence = desk.sequence if own is None else own

    patch.setattr(post.Post, "_load", load)


@bug("a witness believes any proof")
def _(patch):
    patch.setattr(merkle, "check_consistency", lambda *_: True)


@bug("a witness forgets what it cosigned")
def _(patch):
    real = witness.add_checkpoint

    def add(body, memory, cosigners, moment):
        answer = real(body, memory, cosigners, moment)
        kept = next(iter(memory.values()))
        return replace(answer, remember=None if answer.remember is None else replace(kept, size=0, note=""))

    patch.setattr(witness, "add_checkpoint", add)
