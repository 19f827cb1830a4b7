"""A gate device cut off from the server: the real rules of the gate on a disk that can lose power, with a person in front of it.

Its shell is what docs/gate.md asks of one: read the pass, decide, write the record, sync, and only then open the barrier.
"""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass, field, replace

from sim_disk import Disk, PowerLossError
from sim_witness import Witnesses, Word
from sim_world import DAY, OPERATION, Paper, World, shown

from safepassage.gate import rules
from safepassage.gate.model import Before, Bundle, Close, Coupled, Flow, ManifestInHand, Record, Station
from safepassage.gate.records import place_of, said, under_own_id
from safepassage.kernel.canonical import canonical, read_canonical
from safepassage.kernel.moment import Moment
from safepassage.kernel.plain import from_plain, to_plain
from safepassage.operations import post
from safepassage.operations.issuing import IssuerKey
from safepassage.passes import rules as pass_rules
from safepassage.passes.model import Manifest
from safepassage.terms.model import Agreement

OFFICERS = ("officer 1", "officer 2", "officer 3")


@dataclass(frozen=True)
class Moved:
    """Something that happened to a body at a gate, as the simulator saw it: the truth the ledger is held to.

    `acknowledged` says that the shell told somebody so; `holder` is the physical device, for a clone writes under the same name.
    """

    record: Record
    holder: str
    acknowledged: bool


@dataclass
class Device:
    """One physical device. `name` is what it writes under; `uid` which piece of hardware it is."""

    world: World
    uid: str
    name: str
    side: str
    disk: Disk = field(default_factory=Disk)
    officer: str = OFFICERS[0]
    records: list[Record] = field(default_factory=list)
    closes: list[Close] = field(default_factory=list)
    heard: list[Record] = field(default_factory=list)
    manifest: Manifest | None = None
    newest: int = 0
    session: str = ""
    open: bool = False
    skew: int = 0
    waiting: dict[str, int] = field(default_factory=dict)
    power_fails: str = ""
    down: bool = False
    torn: int = 0
    confirmed: int = 0
    keys: tuple[IssuerKey, ...] = ()
    terms: Agreement | None = None
    digest: str = ""  # of the manifest in hand
    witnessed: str = ""  # the manifest for which it was shown the quorum's word
    dice: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self.dice = random.Random(f"the dice in {self.uid}")  # a copy of a device has its own: they are in no file

    # Writing: nothing happens at the barrier before `sync` returned.
    def _write(self, line: dict) -> None:
        self.disk.append((canonical(line) + "\n").encode())
        if self.power_fails == "before-sync":
            self._fail()
        self.sync()
        if self.power_fails == "after-sync":
            self._fail()

    def _fail(self) -> None:
        self.power_fails, self.down = "", True
        raise PowerLossError

    def sync(self) -> None:
        self.disk.sync()

    def restart(self, dice: random.Random) -> None:
        """Come back from what the disk holds: a line that was cut off was never acknowledged, and ends the file."""
        self.disk.lose_power(dice)
        self.records, self.closes, kept = [], [], 0
        for line in self.disk.kept.split(b"\n")[:-1]:
            read = self._line(line)
            if read is None:
                break
            (self.records if isinstance(read, Record) else self.closes).append(read)
            kept += len(line) + 1
        self.torn += len(self.disk.kept) > kept
        self.disk.kept = self.disk.kept[:kept]
        self.down = False
        self.open = self.open and all(close.session != self.session for close in self.closes)

    def _line(self, line: bytes) -> Record | Close | None:
        try:
            plain = read_canonical(line)
            kind, value = plain["kind"], plain["value"]
            read = from_plain(Record if kind == "record" else Close, value)
        except (ValueError, TypeError, KeyError):
            return None
        if isinstance(read, Record) and under_own_id(read) != read:
            return None
        return read

    # What it knows
    def join(self, session: str) -> None:
        """Work in this session, unless this device ended its part of it."""
        ended = any(close.session == session for close in self.closes)
        self.session, self.open = session, bool(session) and not ended

    def take_manifest(self, text: str, digest: str) -> None:
        """Keep a manifest that is whole and the one the ledger names; the number is never forgotten."""
        manifest = pass_rules.read_manifest(text)
        if hashlib.sha256(text.encode()).hexdigest() != digest:
            return
        self.newest = max(self.newest, manifest.number)
        self.manifest, self.digest = manifest, digest

    def take_word(self, word: Word | None, witnesses: Witnesses) -> None:
        """Believe that the manifest in hand is witnessed where it is proven to be."""
        if self.witnessed != self.digest and witnesses.believes(word, self.digest):
            self.witnessed = self.digest

    def hear(self, records: list[Record]) -> None:
        known = {one.record for one in (*self.heard, *self.records)}
        self.heard += [one for one in records if one.record not in known]

    def station(self) -> Station:
        terms = self.terms
        side = terms.crossing
        step = next(one.step for one in side.sides if one.id == self.side)
        made = self.manifest
        held = ManifestInHand()
        if made is not None:
            whole = self.witnessed == self.digest
            held = ManifestInHand(
                made.number, self.newest, made.made, made.tags, made.revoked, made.patients, whole, self.digest
            )
        flow = Flow(
            categories=tuple(one.id for one in terms.categories),
            before=tuple(Before(terms.cite(rule.clause), rule.first, rule.then) for rule in terms.orders),
            coupled=tuple(
                Coupled(terms.cite(rule.clause), rule.category, rule.needs, rule.ratio, rule.allowance)
                for rule in terms.couplings
            ),
            waiting=self.waiting,
        )
        journal = rules.journal_of([*self.records, *self.heard], DAY)
        return Station(
            OPERATION, self.side, step, self.session, self.open, "", held, flow, journal, post.limits_of(terms)
        )

    # What it does
    def scan(self, paper: Paper, number: str, now: Moment, second: str = "", *, away: bool = False, back: bool = False):
        """The decision and its durable record; who is let through has moved when this returns."""
        clock = now.plus(seconds=self.skew)
        presented = shown(self.world.keys, self.keys, paper.text, number)
        station = self.station()
        decision = rules.return_of(presented, station) if back else rules.decide(presented, station, clock)
        first = decision
        words = ""
        if away:
            decision = rules.turn_away(station, decision)
        elif second and not back and decision.verdict == "hold":
            try:
                decision = rules.override(decision, station, self.officer, second, "known to both")
                words = "known to both"
            except ValueError:
                second = ""
        place = (self.name, self.next_sequence())
        named = second if words else ""
        fact = rules.scanned(
            decision, presented, station, place, officer=self.officer, drawn=self.draw(), second=named, words=words
        )
        patient = bool(self.manifest) and presented.manifest_tag in self.manifest.patients
        record = Record(fact.record, *said(fact), presented.category, patient, clock.iso(), fact.conflict)
        try:
            self._write({"kind": "record", "value": to_plain(record)})
        except PowerLossError:
            return first, decision, record, False
        self.records.append(record)
        return first, decision, record, True

    def draw(self) -> str:
        """What the next record carries and no other does."""
        return self.dice.randbytes(8).hex()

    def next_sequence(self) -> int:
        return max((place_of(one.record)[1] for one in self.records), default=0) + 1

    def close(self) -> bool:
        """End this device's part of the session: the count is durable before the officer leaves."""
        if not self.open:
            return False
        close = Close(self.session, self.name, self.next_sequence() - 1)
        try:
            self._write({"kind": "close", "value": to_plain(close)})
        except PowerLossError:
            return False
        self.closes.append(close)
        self.open = False
        return True

    def bundle(self, start: int = 0) -> Bundle:
        return Bundle(tuple(self.records[start:]), tuple(self.closes))

    def clone(self, uid: str, officer: str) -> Device:
        """A second piece of hardware with everything this one holds, in other hands."""
        other = replace(self, uid=uid, officer=officer, disk=Disk(self.disk.kept), power_fails="", down=False, torn=0)
        other.records, other.closes, other.heard = list(self.records), list(self.closes), list(self.heard)
        other.waiting = dict(self.waiting)
        return other
