"""One seed, one run: a history of things that happen is drawn first, then played, so that a shorter one can be played again."""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from dataclasses import dataclass, field, replace

from sim_device import OFFICERS, Device, Moved
from sim_disk import PowerLossError
from sim_events import Event, Violation, history
from sim_parties import Parties, Signing
from sim_server import News, Server
from sim_trust import Trust, in_order, in_order_at_the_desk
from sim_wishes import change_mind
from sim_world import Paper, World, at, shown, world

from safepassage.gate.model import Record
from safepassage.kernel.canonical import canonical
from safepassage.kernel.facts import Recorded
from safepassage.kernel.moment import Moment
from safepassage.kernel.plain import to_plain
from safepassage.kernel.problems import ProblemsError

SIDES = ("gaza", "egypt")
PHONES = (("gaza", "gaza-a"), ("gaza", "gaza-b"), ("egypt", "egypt-a"))
FOREIGN = ("egypt-a", "egypt-a", "egypt-a", "gaza-a", "gaza-desk")  # what the second side's phone calls itself


@dataclass
class Message:
    """A bundle on its way."""

    holder: str
    text: str
    upto: int


@dataclass
class Run(Trust, Parties):
    """Everything in one run."""

    seed: int
    world: World = field(default_factory=world)
    now: int = 0
    truth: list[Moved] = field(default_factory=list)
    net: list[Message] = field(default_factory=list)
    trace: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    met: Counter[str] = field(default_factory=Counter)  # what the end of the run found that it must meet at times
    wishes: Counter[str] = field(default_factory=Counter)  # how often somebody withdrew, and asked again
    revoked: set[str] = field(default_factory=set)
    written: list[Recorded] = field(default_factory=list)
    signing: Signing = field(default_factory=Signing)
    newest: Counter[str] = field(
        default_factory=Counter
    )  # the newest manifest that each device ever saw or was told of

    def __post_init__(self) -> None:
        self.server = Server(self.world.house(f"run {self.seed}"), self.world)
        self.told: dict[str, News] = {}
        self.devices = {name: Device(self.world, name, name, side) for side, name in PHONES}
        # A dice of its own, so that the histories of earlier seeds stay what they were.
        self.devices["egypt-a"].name = random.Random(f"names {self.seed}").choice(FOREIGN)
        for side in SIDES:
            self.server.open_side(side, at("11-01T09:00"))
        for device in self.devices.values():
            self.tell(device)

    @property
    def moment(self):
        return at("11-01T09:00").plus(seconds=60 * self.now)

    def note(self, *words: object) -> None:
        self.trace.append(" ".join(map(str, words)))

    def digest(self) -> str:
        """The whole run in one hash: what happened, what the ledger holds, what each device holds."""
        held = hashlib.sha256("\n".join(self.trace).encode())
        for entry, key in self.server.store.kept:
            held.update(entry.header + entry.signature + entry.body + (key or b""))
        for device in self.devices.values():
            held.update(device.disk.kept)
        return held.hexdigest()

    # Playing
    def play(self, events: tuple[Event, ...]) -> None:
        for event in events:
            self.now += 1 + event.c % 3
            self.counts[event.what] += 1
            getattr(self, "do_" + event.what.replace("-", "_"))(event)

    def device(self, number: int, *, up: bool = True) -> Device | None:
        some = [one for one in self.devices.values() if not (up and one.down)]
        return some[number % len(some)] if some else None

    def paper(self, number: int) -> Paper:
        return self.server.papers[number % len(self.server.papers)]

    def scanned(self, device: Device, paper: Paper, number: str, second: str = "", **more: bool) -> None:
        station = device.station()
        presented = shown(self.world.keys, device.keys, paper.text, number)
        before = device.disk.kept
        first, decision, record, acknowledged = device.scan(paper, number, self.moment, second, **more)
        self.note("scan", device.uid, record.record, first.verdict, decision.verdict, decision.reason, acknowledged)
        self.truth.append(Moved(record, device.uid, acknowledged))
        if not acknowledged:
            return
        if (canonical({"kind": "record", "value": to_plain(record)}) + "\n").encode() != device.disk.kept[
            len(before) :
        ]:
            raise Violation("I8 durable before the barrier", record.record)
        self._allowed(station, device.digest, presented, record, decision, back=more.get("back", False))
        if decision.verdict == "admit" and not more.get("back", False):
            in_order(self, device, paper, record)
        if record.step in ("exited", "entered"):
            self._first_time(device, record)
            if not record.second and station.manifest.number < self.newest[device.uid]:
                raise Violation("I17 admitted under a manifest known to be old", record.record)
        kind = next((kind for kind, one in self.world.bad.items() if one is paper), "")
        if kind and record.step in ("exited", "entered") and not (record.second and kind == "unissued"):
            raise Violation("I18 a false pass opens nothing", f"{kind}: {record.record}")

    def _first_time(self, device: Device, record: Record) -> None:
        """I3: this device let nobody take this step on this pass before, but for an exit that it knows was taken back."""
        answered = {one.takes_back for one in (*device.records, *device.heard) if one.step == "returned"}
        for one in device.records[:-1]:
            if (one.pass_id, one.step) == (record.pass_id, record.step) and one.record not in answered:
                raise Violation("I3 one device never admits a pass twice", f"{one.record} and {record.record}")

    def _allowed(self, station, digest: str, presented, record: Record, decision, *, back: bool) -> None:
        """What may be admitted is said here a second time, in other words than the gate's."""
        if decision.verdict != "admit" or back:
            return
        overridden = bool(record.second)
        if overridden and (record.officer.casefold() == record.second.casefold() or not record.override):
            raise Violation("I5 an override is two people", record.record)
        tag = presented.manifest_tag
        held = station.manifest
        if tag in held.revoked or tag in self.server.withdrawn.get(digest, ()):
            raise Violation("I9 a withdrawn pass is stopped where it is known", record.record)
        if not station.open:
            raise Violation("I10 nothing is admitted behind a close", record.record)
        if presented.fault or not presented.pass_id or presented.operation != station.operation:
            raise Violation("I18 what cannot be read opens nothing", record.record)
        if overridden:
            return
        if tag not in held.tags or not presented.tag or presented.tag != presented.document:
            raise Violation("I18 admitted without manifest or document", record.record)

    # People at the gates
    def do_scan(self, event: Event) -> None:
        device = self.device(event.a)
        if device is not None:
            paper = self._who_stands_there(device.side, event)
            other = self.paper(event.c) if event.c % 11 == 0 else paper
            self.scanned(device, paper, "" if event.c % 17 == 0 else other.number)

    def _who_stands_there(self, side: str, event: Event) -> Paper:
        """At the second gate mostly somebody whom the first let out."""
        out = {one.record.pass_id for one in self.truth if one.record.step == "exited"}
        some = (
            [paper for paper in self.server.papers if paper.pass_id in out] if side == "egypt" and event.c % 3 else []
        )
        return some[event.b % len(some)] if some else self.paper(event.b)

    def do_coerce(self, event: Event) -> None:
        """Somebody wants a person through: a wrong document, and one other person, or none, who answers for it."""
        device = self.device(event.a)
        if device is not None:
            second = (*OFFICERS, device.officer.upper(), "")[event.c % 5]
            self.scanned(device, self.paper(event.b), self.paper(event.b + 1).number, second)

    def do_back(self, event: Event) -> None:
        device = self.device(event.a)
        if device is not None:
            known = [*device.records, *device.heard]
            self.scanned(device, self._who_comes_back(known, event), "", back=True)

    def _who_comes_back(self, known: list[Record], event: Event) -> Paper:
        """Mostly somebody of whom it is known that they went, and most of these were let in already; else anybody."""
        went, came = ({one.pass_id for one in known if one.step == step} for step in ("exited", "entered"))
        some = [paper for paper in self.server.papers if paper.pass_id in ((event.c % 3 and went & came) or went)]
        return some[event.b % len(some)] if some and event.c % 4 else self.paper(event.b)

    def do_away(self, event: Event) -> None:
        device = self.device(event.a)
        if device is not None:
            self.scanned(device, self.paper(event.b), self.paper(event.b).number, away=True)

    def do_bad(self, event: Event) -> None:
        device = self.device(event.a)
        if device is not None:
            bad = sorted(self.world.bad)
            paper = self.world.bad[bad[event.b % len(bad)]]
            self.scanned(device, paper, paper.number, OFFICERS[1] if event.c % 4 == 0 else "")

    def do_desk(self, event: Event) -> None:
        """The desk of a side, which writes into the server's ledger itself."""
        side, paper = SIDES[event.a % 2], self.paper(event.b)
        how = event.c % 12
        if how in (5, 6):
            self.do_change_mind(event)
        number = self.paper(event.b + 1).number if how in (1, 2) else paper.number
        second = OFFICERS[event.c % 3] if how == 2 else ""
        if how == 3:
            paper = self._who_comes_back([one.record for one in self.truth], event)
        done = self.server.scan(side, paper, number, self.moment, second, back=how == 3, away=how == 4)
        if done is not None:
            record, acknowledged, revoked, opened = done
            self.note("desk", record.record, record.verdict, record.reason, acknowledged)
            self.truth.append(Moved(record, f"{side}-desk", acknowledged))
            admitted = record.verdict == "admit" and record.step in ("exited", "entered")
            if admitted and revoked:
                raise Violation("I9 a withdrawn pass is stopped where it is known", record.record)
            if admitted and not opened:
                raise Violation("I10 nothing is admitted behind a close", record.record)
            if admitted:
                newest = self.server.newest()
                in_order_at_the_desk(self, paper, record, Moment.parse(newest.at), newest.digest)

    # Moving records about
    def do_send(self, event: Event) -> None:
        device = self.device(event.a)
        if device is not None:
            start = device.confirmed if event.b % 3 else 0
            bundle = device.bundle(start)
            if event.c % 3 == 0:
                records = [*bundle.records, *bundle.records]
                random.Random(event.dice).shuffle(records)
                bundle = replace(bundle, records=tuple(records), closes=bundle.closes * 2)
            text = self.server.bundle_text(device.side, bundle)
            for _ in range(1 + (event.c % 5 == 0)):
                self.net.append(Message(device.uid, text, len(device.records)))

    def do_deliver(self, event: Event) -> None:
        """Any message on its way arrives, or is lost, or arrives and stays on its way to arrive again."""
        if not self.net:
            return
        message = self.net[event.a % len(self.net)]
        fate = event.b % 8
        if fate != 7:
            self.net.remove(message)
        if fate != 6:
            self._arrive(message)

    def _arrive(self, message: Message) -> None:
        done = self.server.sync(message.text, self.moment)
        self.note("sync", message.holder, done)
        if done and (device := self.devices.get(message.holder)) is not None and message.upto <= len(device.records):
            device.confirmed = max(device.confirmed, message.upto)

    def do_corrupt(self, event: Event) -> None:
        """A bundle arrives with one character changed: it is refused whole, and nothing of it is believed."""
        if self.net:
            text = self.net[event.a % len(self.net)].text
            place = event.b % len(text)
            changed = text[:place] + chr(33 + (ord(text[place]) + event.c) % 90) + text[place + 1 :]
            size = self.server.size()
            if changed != text and (self.server.sync(changed, self.moment) or self.server.size() != size):
                raise Violation("I18 a changed bundle was believed", f"character {place}")
            # Where a power cut is armed the other side is left in peace: what it hands over would set it off.
            if not self.server.store.fail:
                self.server.sync(self.server.as_the_other_side(text), self.moment)
                if self.server.size() != size:
                    raise Violation("I5 a side speaks for itself", "one side's records were taken from the other")

    def tell(self, device: Device) -> None:
        news = self.told[device.uid] = self.server.news(device.side)
        device.take_manifest(news.manifest, news.digest)
        if device.manifest is not None:
            self.newest[device.uid] = max(self.newest[device.uid], device.manifest.number)
        device.keys, device.terms, device.waiting = news.keys, news.terms, news.waiting
        device.take_word(news.word, self.server.witnesses)
        if news.whole and device.digest == news.digest and device.witnessed != news.digest:
            raise Violation("I13 what the quorum witnessed is witnessed at the gate that was told", device.uid)
        device.join(news.session)
        device.hear(news.records)

    def do_hear(self, event: Event) -> None:
        device = self.device(event.a)
        if device is not None:
            self.tell(device)

    def do_meet(self, event: Event) -> None:
        """Two devices on one local network tell each other what they wrote, and which manifest they saw."""
        one, other = self.device(event.a), self.device(event.b)
        if one is not None and other is not None and one is not other:
            one.hear(other.records)
            other.hear(one.records)
            one.newest = other.newest = max(one.newest, other.newest)
            self.newest[one.uid] = self.newest[other.uid] = max(self.newest[one.uid], self.newest[other.uid])

    # What the parties and the cell decide
    def do_revoke(self, event: Event) -> None:
        self.server.revoke(self.paper(event.a).pass_id, self.moment)

    def do_party(self, event: Event) -> None:
        paper = self.paper(event.a)
        self.do_change_mind(event)
        if paper.person_id not in self.server.erased:  # who is named anew is known anew
            said = ("withdrawn", "granted", "refused")[event.b % 3]
            self.server.answer(event.c, paper.number, said, self.moment)

    def do_change_mind(self, event: Event) -> None:
        """Beside what a party or a desk does: drawn with it, so that the histories of earlier seeds stay what they were."""
        paper = self.paper(event.dice)
        if paper.person_id not in self.server.erased:
            change_mind(self.server, paper, event.dice // 8, self.moment)

    def do_issue(self, event: Event) -> None:
        self.do_change_mind(event)
        self.server.issue(self.moment)

    def do_open_side(self, event: Event) -> None:
        self.server.open_side(SIDES[event.a % 2], self.moment)

    def do_close_side(self, event: Event) -> None:
        self.server.close_side(SIDES[event.a % 2], self.moment)

    def do_close_device(self, event: Event) -> None:
        device = self.device(event.a)
        if device is not None:
            self.note("close", device.uid, device.close())

    # Faults
    def do_crash_device(self, event: Event) -> None:
        device = self.device(event.a)
        if device is not None:
            device.power_fails = ("before-sync", "after-sync")[event.b % 2]

    def do_restart(self, event: Event) -> None:
        device = self.device(event.a, up=False)
        if device is not None:
            device.restart(random.Random(event.dice))
            device.power_fails = ""
            self.note("restart", device.uid, len(device.records), device.torn)

    def do_crash_server(self, event: Event) -> None:
        self.server.store.fail = ("before", "after", "full")[event.a % 3]

    def do_skew(self, event: Event) -> None:
        device = self.device(event.a)
        if device is not None:
            device.skew = (0, 90, -90, 7200, -7200, 86400, -86400)[event.b % 7]

    def do_clone(self, event: Event) -> None:
        device = self.device(event.a)
        if device is not None and len(self.devices) < 5:
            uid = f"{device.name}-clone{len(self.devices)}"
            self.newest[uid], self.told[uid] = self.newest[device.uid], self.told[device.uid]
            other = OFFICERS[len(self.devices) % 3 or 1] + " elsewhere"
            # Half of the copies work under the very name of the first device's officer: then only the draw tells records apart.
            self.devices[uid] = device.clone(uid, device.officer if event.b % 2 else other)

    def do_old_manifest(self, event: Event) -> None:
        """Somebody gives a device the first manifest again."""
        device = self.device(event.a)
        if device is not None:
            device.take_manifest(self.world.manifest, hashlib.sha256(self.world.manifest.encode()).hexdigest())

    def do_roll_back(self, _: Event) -> None:
        """The server is set up again from an old image, and goes on as if nothing had been."""
        self.server.roll_back()

    # The end
    def heal(self) -> None:
        """Faults stop; everything that is held anywhere arrives, twice, in an order of its own."""
        dice = random.Random(f"heal {self.seed}")
        self.server.store.fail = ""
        self.server.witnesses.cut.clear()
        self.now += 10
        for device in self.devices.values():
            device.power_fails = ""
            device.restart(dice)
        texts = [self.server.bundle_text(one.side, one.bundle()) for one in self.devices.values()]
        dice.shuffle(texts)
        self.apart = self.server.again(), list(reversed(texts))
        for text in texts:
            if not self.server.sync(text, self.moment):
                raise Violation("I13 everything drains once faults stop", "a bundle was refused")
        self.size_healed = self.server.size()
        for text in texts:
            self.server.sync(text, self.moment)


def run(seed: int, events: tuple[Event, ...] | None = None) -> Run:
    """Play a seed (or a shorter history of it) and check every invariant.

    Raises:
        Violation: one does not hold.
    """
    from sim_invariants import check  # noqa: PLC0415 - it reads the nouns of this module

    made = Run(seed)
    made.play(history(seed) if events is None else events)
    made.heal()
    check(made)
    return made


def fails(seed: int, events: tuple[Event, ...]) -> str:
    """The name of the invariant that this history breaks, empty where none."""
    try:
        run(seed, events)
    except Violation as found:
        return found.name
    except Exception as error:  # noqa: BLE001 - a crash of the code under test is a finding as well
        return f"crash {type(error).__name__}"
    return ""


def shrunk(seed: int) -> tuple[str, tuple[Event, ...]]:
    """What a failing seed breaks, and the shortest history that still breaks it (delta debugging, Zeller 1999)."""
    events = history(seed)
    name = fails(seed, events)
    size = len(events) // 2
    while name and size:
        place = 0
        while place < len(events):
            fewer = events[:place] + events[place + size :]
            if fails(seed, fewer) == name:
                events = fewer
            else:
                place += size
        size //= 2
    return name, events


def told(seed: int) -> str:
    """A failing seed for a person to read: the seed, the invariant, the shortest history."""
    name, events = shrunk(seed)
    made = Run(seed)
    says = name
    try:
        made.play(events)
        made.heal()
        from sim_invariants import check  # noqa: PLC0415 - as above

        check(made)
    except Violation as found:
        says = str(found)
    except (ProblemsError, PowerLossError, LookupError, TypeError, ValueError) as error:
        says = type(error).__name__
    lines = [f"seed {seed}: {says}", *(f"  {replace(event, dice=0)}" for event in events)]
    return "\n".join([*lines, *(f"  . {line}" for line in made.trace)])
