"""Two sides, four devices, one server, a network that loses, repeats and reorders: what must hold at every moment, and in the end."""

import os
from dataclasses import dataclass, field, replace

import pytest
from gate_world import DAY, NOON, draw, entry_station, exit_station, flow, manifest, presented
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from safepassage.gate import checks, journal, merging, rules
from safepassage.gate.model import Bundle, Close, Record
from safepassage.gate.records import said
from safepassage.gate.rules import decide, fresh_facts, in_between, journal_of, merge, override, return_of, scanned

PASSES = {f"{number:02x}" * 10: f"{number:016x}" for number in (1, 2, 3)}
DEVICES = ("west-1", "west-2", "east-1", "east-2")


@dataclass
class Device:
    """One gate device: what it wrote, what it heard of, its session, its manifest."""

    name: str
    own: list[Record] = field(default_factory=list)
    heard: list[Record] = field(default_factory=list)
    closes: list[Close] = field(default_factory=list)
    revoked: tuple[str, ...] = ()
    number: int = 0
    open: bool = False

    @property
    def side(self):
        return self.name.partition("-")[0]

    @property
    def session(self):
        return f"{self.side}/{DAY}/{self.name[-1]}{self.number}"

    def station(self):
        base = exit_station() if self.side == "west" else entry_station()
        known = journal_of([*self.own, *self.heard], DAY)
        held = manifest(tags=tuple(sorted(PASSES.values())), revoked=self.revoked)
        return replace(
            base, session=self.session, open=self.open, journal=known, manifest=held, flow=flow(coupled=(), before=())
        )

    def write(self, decision, pass_id, **people):
        place = (self.name, len(self.own) + 1)
        fact = scanned(
            decision, shown(pass_id), self.station(), place, officer="officer-1", drawn=draw(*place), **people
        )
        written = Record(fact.record, *said(fact), category="foreign", conflict=fact.conflict)
        self.own.append(written)
        return written


def shown(pass_id, **changes):
    return presented(pass_id=pass_id, manifest_tag=PASSES[pass_id], **changes)


class Gates(RuleBasedStateMachine):
    @initialize()
    def open_all(self):
        self.devices = {name: Device(name) for name in DEVICES}
        self.server = Bundle(())
        self.facts = []
        for device in self.devices.values():
            self.open(device.name)

    @rule(name=st.sampled_from(DEVICES))
    def open(self, name):
        device = self.devices[name]
        if not device.open:
            device.number += 1
            device.open = True

    @rule(name=st.sampled_from(DEVICES))
    def close(self, name):
        device = self.devices[name]
        if device.open:
            device.open = False
            device.closes.append(Close(device.session, name, len(device.own)))

    @rule(name=st.sampled_from(DEVICES), pass_id=st.sampled_from(sorted(PASSES)))
    def scan(self, name, pass_id):
        device = self.devices[name]
        decision = decide(shown(pass_id), device.station(), NOON)
        if pass_id in PASSES and PASSES[pass_id] in device.revoked:
            assert decision.verdict == "refuse"
        if not device.open:
            assert decision.verdict == "refuse"
        device.write(decision, pass_id)

    @rule(name=st.sampled_from(DEVICES), pass_id=st.sampled_from(sorted(PASSES)))
    def scan_and_override(self, name, pass_id):
        device = self.devices[name]
        station = device.station()
        decision = decide(shown(pass_id, lane="b"), station, NOON)
        if decision.verdict == "hold":
            agreed = override(decision, station, "officer-1", "officer-2", "invented reason")
            device.write(agreed, pass_id, second="officer-2", words="invented reason")
        else:
            device.write(decision, pass_id)

    @rule(name=st.sampled_from(DEVICES), pass_id=st.sampled_from(sorted(PASSES)))
    def take_back(self, name, pass_id):
        device = self.devices[name]
        decision = return_of(shown(pass_id), device.station())
        assert decision.verdict == "admit"
        device.write(decision, pass_id)

    @rule(pass_id=st.sampled_from(sorted(PASSES)), name=st.sampled_from(DEVICES))
    def revoke_at_one_gate(self, pass_id, name):
        device = self.devices[name]
        device.revoked = tuple(sorted({*device.revoked, PASSES[pass_id]}))

    @rule(name=st.sampled_from(DEVICES), pick=st.randoms(use_true_random=False))
    def hand_over(self, name, pick):
        """Some of a device's records reach the server, in any order, some of them twice."""
        device = self.devices[name]
        some = [one for one in device.own for _ in range(pick.choice((0, 1, 1, 2)))]
        pick.shuffle(some)
        closes = tuple(close for close in device.closes if pick.random() < 0.7)
        self.arrive(Bundle(tuple(some), closes))

    def arrive(self, bundle):
        merged = merge([self.server, bundle])
        self.facts += fresh_facts(merged, self.server)
        self.server = Bundle(merged.records, merged.closes)

    @rule(name=st.sampled_from(DEVICES), pick=st.randoms(use_true_random=False))
    def hear(self, name, pick):
        """Some of what the server knows reaches a device."""
        self.devices[name].heard += [one for one in self.server.records if pick.random() < 0.6]

    @rule(one=st.sampled_from(DEVICES), other=st.sampled_from(DEVICES))
    def meet(self, one, other):
        """Two devices exchange all they wrote, with no server between them."""
        self.devices[one].heard += self.devices[other].own
        self.devices[other].heard += self.devices[one].own

    @invariant()
    def one_device_never_admits_a_pass_twice(self):
        """But for one that was returned in between, as this device noted or heard."""
        for device in self.devices.values():
            answered = {one.takes_back for one in [*device.own, *device.heard]}
            for step in ("exited", "entered"):
                admitted = [one.pass_id for one in device.own if one.step == step and one.record not in answered]
                assert len(set(admitted)) == len(admitted)

    @invariant()
    def nothing_is_admitted_behind_a_close(self):
        for device in self.devices.values():
            ends = {close.session: close.last for close in device.closes}
            for place, one in enumerate(device.own, start=1):
                if one.step in ("exited", "entered"):
                    assert place <= ends.get(one.session, place)

    @invariant()
    def every_override_has_two_people(self):
        for device in self.devices.values():
            for one in device.own:
                if one.step in ("exited", "entered") and one.reason != "in-order":
                    assert (one.officer, one.second, one.override) == ("officer-1", "officer-2", "invented reason")

    def teardown(self):
        """The network heals: everything arrives, and everybody ends with the same state."""
        if not hasattr(self, "devices"):
            return
        written = [one for device in self.devices.values() for one in device.own]
        for device in self.devices.values():
            self.arrive(Bundle(tuple(device.own), tuple(device.closes)))
        at_once = merge([Bundle(tuple(device.own), tuple(device.closes)) for device in reversed(self.devices.values())])
        healed = merge([self.server])
        assert healed == at_once
        assert {one.record for one in healed.records} == {one.record for one in written}
        assert len(healed.records) == len(written)
        assert (healed.gaps, healed.forks, healed.odd, healed.after_close) == ((), (), (), ())
        self.check_conflicts(healed)
        self.check_ledger(written)

    def check_conflicts(self, healed):
        state = journal_of(healed.records, DAY)
        for pass_id, steps in state.passes.items():
            found = [one for one in healed.conflicts if one.pass_id == pass_id]
            assert len(found) == max(0, len(steps.out) - 1) + max(0, len(steps.entered) - 1)
            crossed = {*steps.out, *steps.entered}
            assert all({one.record, one.earlier} <= crossed for one in found)
        assert set(in_between(state)) == {
            pass_id for pass_id, steps in state.passes.items() if steps.out and not steps.entered
        }

    def check_ledger(self, written):
        scans = [fact.record for fact in self.facts if hasattr(fact, "record")]
        assert sorted(scans) == sorted(one.record for one in written)


NIGHTLY = os.environ.get("SAFEPASSAGE_SWEEP") == "nightly"
Gates.TestCase.settings = settings(
    max_examples=5000 if NIGHTLY else 200, stateful_step_count=30, deadline=None, derandomize=True
)
TestGates = Gates.TestCase


def without(name):
    return tuple(check for check in checks.CHECKS if check.__name__ != name)


@pytest.mark.parametrize(
    ("where", "what", "bug"),
    [
        (rules, "CHECKS", without("step")),
        (rules, "CHECKS", without("session")),
        (rules, "CHECKS", without("revocation")),
        (journal.Crossed, "out", lambda crossed: crossed.exited[len(crossed.returned) :]),
        (merging, "distinct", lambda records, own=(): sorted([*own, *records], key=lambda one: one.record)),
        (merging, "_conflicts", lambda _: ()),
    ],
    ids=[
        "no step check",
        "no session check",
        "no revocation",
        "returns only counted",
        "repeats counted",
        "no conflicts",
    ],
)
def test_the_machine_finds_a_bug_that_is_put_in(monkeypatch, where, what, bug):
    monkeypatch.setattr(where, what, bug)
    found = settings(
        max_examples=300,
        stateful_step_count=30,
        deadline=None,
        derandomize=True,
        phases=[Phase.generate],
        database=None,
    )
    with pytest.raises((AssertionError, ExceptionGroup)):
        run_state_machine_as_test(Gates, settings=found)
