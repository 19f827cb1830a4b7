"""The server of a simulated run: the real operations on a store that crashes, restarted whenever it does, and a witness beside it."""

from __future__ import annotations

import functools
import json
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

from sim_device import OFFICERS
from sim_disk import CrashingStore, PowerLossError
from sim_events import Violation
from sim_vault import Vault
from sim_witness import Word
from sim_world import CLEARING, OPERATION, SIDES, Paper, World, answers, papers_of, terms_text

from safepassage.account.state import StandRow
from safepassage.gate import rules
from safepassage.gate.model import Bundle, Close, Record
from safepassage.gate.records import record_of
from safepassage.gate.state import DeviceCloseRow, ScanRow, SessionRow
from safepassage.kernel.moment import Moment
from safepassage.kernel.plain import from_plain
from safepassage.kernel.problems import ProblemsError
from safepassage.ledger import merkle
from safepassage.ledger.state import KeyRow, QuorumRow, ScopeRow
from safepassage.operations import erasing, gate, issuing, keys, manifests, passes, post, terms, witnessing
from safepassage.operations.house import ISSUER, House
from safepassage.operations.terms import agreement_in_force
from safepassage.passes.manifest import manifest_digest, manifest_text
from safepassage.passes.model import Manifest
from safepassage.passes.state import ManifestRow, PassRow
from safepassage.people.state import PersonRow
from safepassage.seal.tags import manifest_tag
from safepassage.terms.model import Agreement
from safepassage.terms.state import TermsRow

PEOPLE = ("coordination", "qat", "egy")  # who asks for and agrees to what only two may do


@dataclass(frozen=True)
class Limit:
    """What the simulator knows that a key of the issuer may sign."""

    categories: tuple[str, ...]
    most: int
    begins: Moment | None
    ends: Moment | None

    def forbids(self, paper: Paper) -> bool:
        early = self.begins is not None and paper.valid_from is not None and paper.valid_from < self.begins
        long = self.ends is not None and paper.expires is not None and paper.expires > self.ends
        return (bool(self.categories) and paper.category not in self.categories) or early or long


@dataclass(frozen=True)
class News:
    """What a device is told when it is in reach; the last three are the simulator's own knowledge of the same."""

    manifest: str
    digest: str
    word: Word | None
    session: str
    waiting: dict[str, int]
    records: list[Record]
    keys: tuple[issuing.IssuerKey, ...]
    terms: Agreement
    revoked: frozenset[int]
    limits: dict[int, Limit]
    minutes: int
    whole: bool


class Server:
    """One server. A use case that ends in a power cut is not acknowledged, and the server starts again."""

    def __init__(self, house: House, world: World) -> None:
        self.house = house
        self.world = world
        self.witnesses = world.witnesses.copy()
        self.vault = Vault()
        self.image: tuple | None = None
        self.rolled = False  # what it had was lost in part
        self.forked = False  # and a witness had seen what is lost, or saw what was written instead
        self.manifests: dict[int, str] = {1: world.manifest}
        self.taken: set[str] = set()  # passes that somebody was told are withdrawn
        self.withdrawn: dict[str, set[str]] = {}  # tags withdrawn when a manifest was made, by its digest
        self.papers: list[Paper] = list(world.papers)
        self.revoked: set[int] = set()  # epochs of the issuer whose passes count no more
        self.limits: dict[int, Limit] = {}
        self.ever: list[tuple[int, Limit]] = []  # every limit that was ever set, by epoch
        self.called: dict[tuple[str, str], set[str]] = {}  # who gave a command of two people, by act and subject
        self.erased: set[str] = set()
        self.desks: dict[tuple[str, int], post.Post] = {}

    @property
    def store(self) -> CrashingStore:
        return self.house.store

    def size(self) -> int:
        return self.store.latest.size

    def again(self) -> Server:
        """The same server a second time, to be told the same in another order."""
        return Server(replace(self.house, store=self.store.again()), self.world)

    def do(self, what: Callable[[], object]) -> object | None:
        """What the use case answers; None where it refused, or the power went."""
        try:
            return what()
        except ProblemsError:
            return None
        except PowerLossError:
            self.store.lose_power()
            self.desks.clear()
            self.witnesses.tree = merkle.Hashes()
            keys.finish_rotations(self.house)  # what opening an operation does first
            return None

    def open_side(self, side: str, now: Moment) -> None:
        self.do(lambda: gate.open_side(self.house, side, now))

    def close_side(self, side: str, now: Moment) -> None:
        self.do(lambda: gate.close_side(self.house, side, "ordered", now))

    def bundle_text(self, side: str, bundle: Bundle) -> str:
        return gate.bundle_text(self.house, side, SIDES[side], bundle)

    def as_the_other_side(self, text: str) -> str:
        """The same records and closes in the other side's name, under its key."""
        inner = json.loads(json.loads(text)["body"])
        (other,) = SIDES.keys() - {inner["side"]}
        return self.bundle_text(other, from_plain(Bundle, inner["bundle"]))

    def sync(self, text: str, now: Moment) -> bool:
        """Whether the records were taken in and the device was told so."""
        return self.do(lambda: gate.sync(self.house, text, now)) is not None

    def _desk(self, side: str, now: Moment) -> post.Post:
        """One of the two desks of a side, that was loaded at its first scan; neither tells the other anything."""
        place = (side, self.size() % 2)
        if place not in self.desks:
            self.desks[place] = post.Post(self.house, side, now)
        return self.desks[place]

    def scan(self, side: str, paper: Paper, number: str, now: Moment, second: str, *, back: bool, away: bool):
        """The desk's scan: its record, whether it was acknowledged, and what the ledger said of pass and session before."""
        sessions = list(self.store.tables.select(SessionRow, side=side))
        opened = bool(sessions) and not max(sessions, key=lambda one: (one.opened, one.session)).closed
        before = self.size()
        more = {"second": second, "words": "known to both"} if second else {}
        desk = self._desk(side, now)
        known = {row.record for row in self.store.tables.select(ScanRow)}
        decision = self.do(
            lambda: desk.scan(paper.text, number, now, OFFICERS[0], comes_back=back, turned_away=away, **more)
        )
        fresh = [row for row in self.store.tables.select(ScanRow) if row.record not in known]
        if not fresh:
            if decision is not None:
                raise AssertionError("a scan was answered and nothing of it is kept")
            return None
        assert self.size() == before + 1
        record = record_of(fresh[0], "")
        return record, decision is not None, paper.pass_id in self.taken, opened

    def news(self, side: str) -> News:
        """What a device is told when it is in reach."""
        tables = self.store.tables
        newest = self.newest()
        session = post.latest_session(tables, side)
        waiting: dict[str, int] = {}
        for row in tables.select(StandRow, state="presented"):
            waiting[row.category] = waiting.get(row.category, 0) + 1
        return News(
            manifest=self.manifests.get(newest.number, self.world.manifest),
            digest=newest.digest,
            word=self.witnesses.word_for(self.house, newest),
            session=session.session if session is not None and not session.closed else "",
            waiting=waiting,
            records=[record_of(row, "") for row in tables.select(ScanRow)],
            keys=issuing.issuer_keys(tables, OPERATION),
            terms=agreement_in_force(tables),
            revoked=frozenset(self.revoked),
            limits=dict(self.limits),
            minutes=self.minutes(),
            whole=not self.forked and self.witnesses.has_all(newest),
        )

    def newest(self) -> ManifestRow:
        return max(self.store.tables.select(ManifestRow), key=lambda row: row.number)

    def version(self) -> int:
        """The version of the terms in force."""
        return max(row.version for row in self.store.tables.select(TermsRow))

    def minutes(self) -> int:
        """How long the terms in force let a gate work by what nobody witnessed, read without the product's reader."""
        toml = max(self.store.tables.select(TermsRow), key=lambda row: row.version).toml
        return int(re.search(r"unwitnessed_minutes = (\d+)", toml)[1])

    def fixed(self) -> None:
        """Make the text of a manifest that was just fixed again, from the tables; it must be the one the ledger names."""
        newest = self.newest()
        if manifest_digest(self.manifests.get(newest.number, "")) == newest.digest:
            return
        root = self.witnesses.grown(self.house).root(newest.entry)
        bare = Manifest(OPERATION, newest.number, Moment.parse(newest.at), (), newest.entry, root.hex())
        made = manifests.filled(self.house, self.store.tables, bare)
        text = manifest_text(made)
        if manifest_digest(text) != newest.digest:
            raise AssertionError("the manifest is not the one that the ledger names")
        self.manifests[newest.number] = text
        self.withdrawn[newest.digest] = {self.tag(one) for one in self.taken}
        gone = {paper.pass_id for paper in self.papers if paper.epoch in self.revoked}
        alive = {paper.pass_id for paper in self.papers if paper.epoch not in self.revoked}
        if any(self.tag(one) in made.tags for one in gone - alive):
            raise AssertionError("a manifest holds a pass of a revoked key")

    def revoke(self, pass_id: str, now: Moment) -> bool:
        """Withdraw a pass; whether it is withdrawn now. On a machine that works nothing may stand in its way."""
        held, armed = self.store.tables.get(PassRow, pass_id), self.store.fail
        done = self.do(lambda: passes.revoke_pass(self.house, pass_id, "withdrawn for a reason", now))
        row = self.store.tables.get(PassRow, pass_id)
        if done is None and held is not None and not held.revoked and not armed:
            raise Violation("I9 a pass can always be withdrawn", pass_id)
        if done is not None:
            self.taken.add(pass_id)
        self.fixed()
        return done is not None or bool(row and row.revoked)

    def issue(self, now: Moment) -> None:
        """The day's passes once more: nobody gets a second one."""
        good = {key.kid.hex() for key in issuing.issuer_keys(self.store.tables, OPERATION)}
        before = {row.person_id: row.pass_id for row in self.store.tables.select(PassRow) if self._holds(row, good)}
        signed = self._signed()
        issued = self.do(lambda: passes.issue(self.house, "2023-11-01", now))
        for epoch, count in self._signed().items():
            limit = self.limits.get(epoch)
            if limit is not None and 0 < limit.most < count and count > signed[epoch]:
                raise Violation("I5 an issuer's key signs what it may", f"{count} of {limit.most} passes")
        after = [row for row in self.store.tables.select(PassRow) if self._holds(row, good)]
        if len(after) != len({row.person_id for row in after}) or any(
            before.get(row.person_id, row.pass_id) != row.pass_id for row in after
        ):
            raise AssertionError("somebody holds two passes")
        if issued is not None:
            self.manifests[issued.number] = issued.manifest
            known = {paper.text for paper in self.papers}
            self.papers += [paper for paper in papers_of(self.house, issued) if paper.text not in known]
        self.fixed()

    def _signed(self) -> Counter[int]:
        """How many passes each key of the issuer signed, by its epoch."""
        rows = Counter(row.signed_with for row in self.store.tables.select(PassRow))
        return Counter({key.epoch: rows[key.kid.hex()] for key in issuing.issuer_keys(self.store.tables, OPERATION)})

    @staticmethod
    def _holds(row: PassRow, good: set[str]) -> bool:
        return not row.revoked and row.signed_with in good

    def answer(self, party: int, number: str, said: str, now: Moment) -> None:
        name = CLEARING[party % len(CLEARING)]
        self.do(lambda: answers(self.house, name, [(number, said)], now, f"{name}-{now.seconds}.csv"))
        self.fixed()  # a yes that was taken back of somebody with a pass fixes a manifest without it

    # The issuer's keys
    def rotate(self, now: Moment, *, revoke: bool) -> None:
        """Give the issuer a new key; with `revoke` what its earlier keys signed opens nothing any more."""
        before = max(row.epoch for row in issuing.issuer_keys(self.store.tables, OPERATION))
        self.do(lambda: keys.rotate(self.house, ISSUER, "a new key", now, revoke=revoke))
        after = max((row.epoch for row in issuing.issuer_keys(self.store.tables, OPERATION)), default=before)
        if revoke and after > before:
            self.revoked |= set(range(1, after))

    def rotate_party(self, actor: str, now: Moment) -> None:
        self.do(lambda: keys.rotate(self.house, actor, "a new key", now))

    def limit(self, how: int, now: Moment) -> None:
        """Limit the issuer's newest key: by category, number or window."""
        epoch = max(key.epoch for key in issuing.issuer_keys(self.store.tables, OPERATION))
        day = Moment.parse("2023-11-01T00:00:00+02:00")
        limit = (
            Limit(("foreign",), 0, None, None),
            Limit((), 1 + how % 12, None, None),
            Limit((), 0, None, day.plus(days=2)),
            Limit((), 0, day.plus(hours=9), None),
            Limit((), 0, None, None),
        )[how % 5]
        size = self.size()
        window = (limit.begins, limit.ends)
        self.do(
            lambda: keys.limit_issuer(self.house, limit.categories, limit.most, window, "as the parties agreed", now)
        )
        if self.size() > size:
            self.limits[epoch] = limit
            self.ever.append((epoch, limit))

    # What only two people may do
    def _call(self, act: str, subject: str, who: str, what: Callable[[], object]) -> object | None:
        """A command of two people; who gave it counts unless it was refused."""
        refused = self.size()
        done = self.do(what)
        if done is not None or self.size() > refused:
            self.called.setdefault((act, subject), set()).add(who)
        return done

    def amend(self, who: int, how: int, now: Moment) -> None:
        """Ask for, or agree to, one of two next versions of the terms."""
        text = terms_text(self.version() + 1, minutes=(15, 120)[how % 2], ratio=(3, 100)[how // 2 % 2])
        actor = PEOPLE[who % len(PEOPLE)]
        self._call("amend", text, actor, lambda: terms.amend(self.house, text, "amended.toml", "as agreed", now, actor))

    def change_quorum(self, who: int, now: Moment) -> None:
        """Ask for, or agree to, the next quorum file. It names the same witnesses: whose word it rests on is what is tried."""
        number = sum(1 for _ in self.store.tables.select(QuorumRow))
        text = f"{self.witnesses.quorum()}# agreed anew, {number}\n"
        actor = PEOPLE[who % len(PEOPLE)]
        change = functools.partial(witnessing.agree_quorum, self.house, text, "quorum", "as agreed", now, actor)
        self._call("quorum", text, actor, change)

    def erase(self, who: int, person: str, now: Moment) -> None:
        """Ask for, or agree to, the erasure of a person."""
        actor = PEOPLE[who % len(PEOPLE)]
        leaves = [entry for entry, _ in self.store.kept]
        files = self.house.reader
        done = self._call(
            "erase", person, actor, lambda: erasing.erase(self.house, person, "asked for", actor, now, files)
        )
        if [entry for entry, _ in self.store.kept][: len(leaves)] != leaves:
            raise AssertionError("an erasure changed the tree")
        if isinstance(done, erasing.Done) or self._is_erased(person):
            self.erased.add(person)
            self.image = None  # whoever holds an old image of the disk is told to destroy it
            self.vault.end()

    def _is_erased(self, person: str) -> bool:
        row = self.store.tables.get(PersonRow, person)
        return row is not None and not row.full_name

    # Backups
    def backup(self) -> None:
        self.vault.backup(self.house)

    def restore(self) -> None:
        """The machine is lost: two holders bring the newest backup back, on another."""
        made = self.vault.restored(self.house)
        if made is None:
            return
        self.rolled |= made.size < self.size()
        self.house = made.house
        self._after_loss()

    # Witnesses
    def show_witness(self, name: str, now: Moment, *, lost: bool = False) -> None:
        """Sign a checkpoint and show it to a witness that can be reached."""
        if self.image is None:
            self.image = (self.store.image(), dict(self.house.keys.seeds))
        if name not in self.witnesses.cut:
            self.do(lambda: self.witnesses.ask(self.house, name, now, lost=lost))

    def roll_back(self) -> None:
        """Become what the old image holds, and write on: what came since is gone from here."""
        if self.image is None or self.rolled:
            return
        size = self.image[0][2].size
        if all(vouched <= size for vouched, _ in self.witnesses.vouched.values()):
            return
        self.rolled |= size < self.size()
        self.store.restore(self.image[0])
        self.house.keys.seeds = dict(self.image[1])
        self._after_loss()

    def _after_loss(self) -> None:
        """What the simulator knows of the server's past is what is left of it.

        A newer backup may bring back all that a witness saw: then there are not two histories any more, unless somebody saw the other.
        """
        self.desks.clear()
        seen = self.witnesses
        seen.tree, seen.given = merkle.Hashes(), {}
        self.forked = bool(seen.reported) or not all(seen.begins(self.house, name) for name in seen.names)
        tables = self.store.tables
        self.taken = {row.pass_id for row in tables.select(PassRow) if row.revoked}
        rows = list(tables.select(KeyRow, actor=ISSUER))
        self.revoked = {row.epoch for row in rows if row.revoked}
        held = {row.epoch: tables.get(ScopeRow, ISSUER, row.epoch) for row in rows}
        self.limits = {epoch: _limit(row) for epoch, row in held.items() if row is not None}

    def known(self) -> Bundle:
        """What the ledger holds of the gates."""
        tables = self.store.tables
        return Bundle(
            tuple(record_of(row, "") for row in tables.select(ScanRow)),
            tuple(Close(row.session, row.device, row.last) for row in tables.select(DeviceCloseRow)),
        )

    def merged(self):
        return rules.merge([self.known()], parties=SIDES)

    def tag(self, pass_id: str) -> str:
        return manifest_tag(self.house.keys.pepper(), pass_id)


def _limit(row: ScopeRow) -> Limit:
    begins, ends = (Moment.parse(one) if one else None for one in (row.valid_from, row.expires))
    return Limit(tuple(json.loads(row.categories)), row.most, begins, ends)
