"""The server of a simulated run: the real operations on a store that crashes, restarted whenever it does, and a witness beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sim_device import OFFICERS
from sim_disk import CrashingStore, PowerLossError
from sim_world import CLEARING, OPERATION, ROOT, SIDES, Paper, World, answers

from safepassage.account.state import StandRow
from safepassage.gate import rules
from safepassage.gate.model import Bundle, Close, Record
from safepassage.gate.records import record_of
from safepassage.gate.state import DeviceCloseRow, ScanRow, SessionRow
from safepassage.kernel.moment import Moment
from safepassage.kernel.problems import ProblemsError
from safepassage.ledger import merkle, witness
from safepassage.ledger.checkpoint import log_key, witness_key
from safepassage.ledger.entries import leaf_hash
from safepassage.ledger.evidence import check_evidence, split_view
from safepassage.operations import gate, issuing, ledger, passes, post, terms
from safepassage.operations.house import DESK, House
from safepassage.operations.terms import agreement_in_force
from safepassage.passes import rules as pass_rules
from safepassage.passes.model import Manifest
from safepassage.passes.state import ManifestRow, PassRow
from safepassage.seal.keys import public_key, sign
from safepassage.seal.tags import manifest_tag

WITNESS = b"\x31" * 32


class Server:
    """One server. A use case that ends in a power cut is not acknowledged, and the server starts again."""

    def __init__(self, house: House, world: World) -> None:
        self.house = house
        self.world = world
        key = witness_key("monitor", public_key(WITNESS))
        self.cosigner = witness.Cosigner(key, lambda message: sign(WITNESS, message))
        self.log = log_key(OPERATION, house.keys.public(DESK))
        self.memory = {OPERATION: witness.Watched(OPERATION, (self.log,))}
        self.image: tuple | None = None
        self.rolled = False
        self.vouched: tuple[int, bytes] = (0, b"")  # the largest tree that the witness gave its word for
        self.reported = False
        self.manifests: dict[int, str] = {1: world.manifest}
        self.taken: set[str] = set()  # passes that somebody was told are withdrawn
        self.withdrawn: dict[int, set[str]] = {}  # tags withdrawn when a manifest was made, by its number

    @property
    def store(self) -> CrashingStore:
        return self.house.store

    def size(self) -> int:
        return self.store.latest.size

    def again(self) -> Server:
        """The same server a second time, to be told the same in another order."""
        return Server(replace(self.house, store=self.store.again()), self.world)

    def _do(self, what: Callable[[], object]) -> object | None:
        """What the use case answers; None where it refused, or the power went."""
        try:
            return what()
        except ProblemsError:
            return None
        except PowerLossError:
            self.store.lose_power()
            return None

    def open_side(self, side: str, now: Moment) -> None:
        self._do(lambda: gate.open_side(self.house, side, now))

    def close_side(self, side: str, now: Moment) -> None:
        self._do(lambda: gate.close_side(self.house, side, "ordered", now))

    def bundle_text(self, side: str, bundle: Bundle) -> str:
        return gate.bundle_text(self.house, side, SIDES[side], bundle)

    def sync(self, text: str, now: Moment) -> bool:
        """Whether the records were taken in and the device was told so."""
        return self._do(lambda: gate.sync(self.house, text, now)) is not None

    def scan(self, side: str, paper: Paper, number: str, now: Moment, second: str, *, back: bool, away: bool):
        """The desk's scan: its record, whether it was acknowledged, and what the ledger said of pass and session before."""
        sessions = list(self.store.tables.select(SessionRow, side=side))
        opened = bool(sessions) and not max(sessions, key=lambda one: (one.opened, one.session)).closed
        before = self.size()
        more = {"second": second, "words": "known to both"} if second else {}
        desk = post.Post(self.house, side, now)
        known = {row.record for row in self.store.tables.select(ScanRow)}
        decision = self._do(
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

    def news(self, side: str) -> tuple[str, str, str, dict[str, int], list[Record]]:
        """What a device is told when it is in reach."""
        tables = self.store.tables
        newest = max(tables.select(ManifestRow), key=lambda row: row.number)
        session = post.latest_session(tables, side)
        waiting: dict[str, int] = {}
        for row in tables.select(StandRow, state="presented"):
            waiting[row.category] = waiting.get(row.category, 0) + 1
        records = [record_of(row, "") for row in tables.select(ScanRow)]
        name = session.session if session is not None and not session.closed else ""
        return self.manifests.get(newest.number, self.world.manifest), newest.digest, name, waiting, records

    def _fixed(self) -> None:
        """Make the text of a manifest that was just fixed again, from the tables; it must be the one the ledger names."""
        newest = max(self.store.tables.select(ManifestRow), key=lambda row: row.number)
        size = self.size() - 1
        if rules_digest(self.manifests.get(newest.number, "")) == newest.digest:
            return
        root = self.tree().root(size)
        head = Manifest(OPERATION, newest.number, Moment.parse(newest.at), (), size, root.hex())
        tables = self.store.tables
        rows = issuing.cleared(tables, agreement_in_force(tables), list(tables.select(PassRow)))
        made = pass_rules.manifest_of(head, rows, self.tag, passes.patients_among(self.store.tables, rows))
        text = passes.manifest_text(made)
        if rules_digest(text) != newest.digest:
            raise AssertionError("the manifest is not the one that the ledger names")
        self.manifests[newest.number] = text
        self.withdrawn[newest.number] = {self.tag(one) for one in self.taken}

    def revoke(self, pass_id: str, now: Moment) -> bool:
        """Withdraw a pass; whether it is withdrawn now."""
        done = self._do(lambda: passes.revoke_pass(self.house, pass_id, "withdrawn for a reason", now))
        row = self.store.tables.get(PassRow, pass_id)
        if done is not None:
            self.taken.add(pass_id)
        self._fixed()
        return done is not None or bool(row and row.revoked)

    def issue(self, now: Moment) -> None:
        """The day's passes once more: nobody gets a second one."""
        before = {row.person_id: row.pass_id for row in self.store.tables.select(PassRow) if not row.revoked}
        issued = self._do(lambda: passes.issue(self.house, "2023-11-01", now))
        after = [row for row in self.store.tables.select(PassRow) if not row.revoked]
        if len(after) != len({row.person_id for row in after}) or any(
            before.get(row.person_id, row.pass_id) != row.pass_id for row in after
        ):
            raise AssertionError("somebody holds two passes")
        if issued is not None:
            self.manifests[issued.number] = issued.manifest
        self._fixed()

    def answer(self, party: int, number: str, said: str, now: Moment) -> None:
        name = CLEARING[party % len(CLEARING)]
        self._do(lambda: answers(self.house, name, [(number, said)], now, f"{name}-{now.seconds}.csv"))

    def amend(self, now: Moment) -> None:
        """Ask for the next version of the terms, alike but for its number; nobody agrees, so it must change nothing."""
        version = len(terms.versions(self.house))
        toml = (ROOT / "examples" / "rafah-2023" / "terms.toml").read_text()
        amended = toml.replace("version = 1", f"version = {version + 1}", 1)
        self._do(lambda: terms.amend(self.house, amended, "amended.toml", "the number of the version", now))

    # The witness
    def show_witness(self, now: Moment) -> None:
        """Sign a checkpoint and show it to the witness; it must be cosigned unless the server was rolled back."""
        if self.image is None:
            self.image = self.store.image()
        note = self._do(lambda: ledger.checkpoint(self.house))
        if note is None:
            return
        hashes = self.tree()
        known = self.memory[OPERATION]
        proof = hashes.consistency(known.size, note.size) if 0 < known.size < note.size else ()
        asked = witness.Request(min(known.size, note.size), proof, note.note).text()
        answer = witness.add_checkpoint(asked, self.memory, [self.cosigner], now)
        if answer.remember is not None:
            self.memory[OPERATION] = answer.remember
        if answer.status == witness.OK:
            self.vouched = (note.size, note.root) if note.size >= self.vouched[0] else self.vouched
            return
        self.reported = True
        proofs = answer.evidence or split_view(known.note, note.note, hashes if len(hashes) >= known.size else None)
        if proofs is not None:
            check_evidence(proofs, self.log)

    def tree(self) -> merkle.Hashes:
        """The tree of what the ledger holds."""
        return merkle.Hashes(leaf_hash(entry) for entry, _ in self.store.kept)

    def roll_back(self) -> None:
        """Become what the old image holds, and write on: what came since is gone from here."""
        if self.image is None or self.rolled:
            return
        if self.vouched[0] <= self.image[2].size:
            return
        self.store.restore(self.image)
        self.rolled = True
        self.taken = {row.pass_id for row in self.store.tables.select(PassRow) if row.revoked}

    def known(self) -> Bundle:
        """What the ledger holds of the gates."""
        tables = self.store.tables
        return Bundle(
            tuple(record_of(row, "") for row in tables.select(ScanRow)),
            tuple(Close(row.session, row.device, row.last) for row in tables.select(DeviceCloseRow)),
        )

    def merged(self):
        return rules.merge([self.known()])

    def tag(self, pass_id: str) -> str:
        return manifest_tag(self.house.keys.pepper(), pass_id)


def rules_digest(text: str) -> str:
    from safepassage.passes.manifest import manifest_digest  # noqa: PLC0415 - one use

    return manifest_digest(text)
