"""What the parties do about trust in a run (witnesses, keys, two people, erasure, backups), and what a gate may make of it."""

from __future__ import annotations

from sim_device import Device
from sim_events import Event, Violation
from sim_witness import NAMES
from sim_world import SIDES, Paper

from safepassage.gate.model import Record
from safepassage.gate.reasons import DEGRADED, IN_ORDER
from safepassage.kernel.moment import Moment

TOLERANCE = 120  # seconds that two clocks may differ


class Trust:
    """The events; `Run` has everything they work on."""

    def do_check(self, event: Event) -> None:
        """A checkpoint is signed and shown to some of the witnesses; an answer may be lost on its way back."""
        for place, name in enumerate(NAMES):
            if event.a % 3 or event.b >> place & 1:
                self.server.show_witness(name, self.moment, lost=event.c % 9 == place)

    def do_cut_off(self, event: Event) -> None:
        """A witness cannot be reached, or can again."""
        self.server.witnesses.cut ^= {NAMES[event.a % len(NAMES)]}

    def do_false_word(self, event: Event) -> None:
        """An operator shows a gate a checkpoint that is not witnessed as if it were."""
        device = self.device(event.a)
        if device is not None:
            newest = self.server.newest()
            seen = self.server.witnesses
            device.take_word(seen.false_word(self.server.house, newest, event.b, self.moment), seen)

    def do_wait(self, event: Event) -> None:
        """Nothing happens for a while."""
        self.now += 10 + event.a % 60

    def do_rotate(self, event: Event) -> None:
        """Most often the issuer's key, else that of a party that runs a side and signs its bundles."""
        if event.b % 4:
            self.server.rotate(self.moment, revoke=event.a % 3 > 0)
        else:
            self.server.rotate_party(sorted(SIDES.values())[event.a % 2], self.moment)

    def do_limit(self, event: Event) -> None:
        self.server.limit(event.a, self.moment)

    def do_amend(self, event: Event) -> None:
        """Somebody wants other terms, or another quorum, or both."""
        self.server.amend(event.a, event.b, self.moment)
        if event.c % 2:
            self.server.change_quorum(event.b, self.moment)

    def do_erase(self, event: Event) -> None:
        """One of few persons, so that a second often agrees to what a first asked."""
        papers = self.world.papers
        self.server.erase(event.a, papers[event.b % 3 * 2 % len(papers)].person_id, self.moment)

    def do_backup(self, _: Event) -> None:
        self.server.backup()

    def do_restore(self, _: Event) -> None:
        self.server.restore()


def _age(record: Record, made: Moment) -> int:
    return Moment.parse(record.at).seconds - made.seconds


def in_order(run, device: Device, paper: Paper, record: Record) -> None:
    """What a device let through by itself: said a second time, by what the simulator knows it was told."""
    told = run.told[device.uid]
    if paper.epoch in told.revoked and paper.person_id:
        raise Violation("I9 a pass of a revoked key opens nothing where that is known", record.record)
    if record.second:
        return
    if (limit := told.limits.get(paper.epoch)) is not None and paper.person_id and limit.forbids(paper):
        raise Violation("I5 an issuer's key signs what it may", record.record)
    if record.reason == IN_ORDER and not run.server.witnesses.whole(device.digest):
        raise Violation("I18 in order only under a witnessed manifest", record.record)
    if record.reason == DEGRADED and _age(record, device.manifest.made) > told.minutes * 60 + TOLERANCE:
        raise Violation("I18 degraded for no longer than the terms say", record.record)
    if record.reason not in (IN_ORDER, DEGRADED):
        raise Violation("I18 admitted without being in order", record.record)


def in_order_at_the_desk(run, paper: Paper, record: Record, made: Moment, digest: str) -> None:
    """The same for the desk, which knows what the ledger knows."""
    server = run.server
    if paper.epoch in server.revoked:
        raise Violation("I9 a pass of a revoked key opens nothing where that is known", record.record)
    if record.second:
        return
    if (limit := server.limits.get(paper.epoch)) is not None and limit.forbids(paper):
        raise Violation("I5 an issuer's key signs what it may", record.record)
    if record.reason == IN_ORDER and not server.witnesses.whole(digest):
        raise Violation("I18 in order only under a witnessed manifest", record.record)
    if record.reason == DEGRADED and run.moment.seconds - made.seconds > server.minutes() * 60 + TOLERANCE:
        raise Violation("I18 degraded for no longer than the terms say", record.record)
