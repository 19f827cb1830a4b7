"""Use cases of the record: verify everything, sign a checkpoint."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from safepassage.ledger.actors import Actors
from safepassage.ledger.checkpoint import log_key, verify_checkpoint
from safepassage.ledger.entries import EntryError
from safepassage.ledger.facts import Erased
from safepassage.ledger.model import Checkpoint, Entry
from safepassage.ledger.note import NoteError
from safepassage.ledger.state import RemainsRow
from safepassage.ledger.verify import verify_chain
from safepassage.operations.compare import compare
from safepassage.operations.erasing import recorded_from
from safepassage.operations.house import DESK, House, unwatched
from safepassage.operations.invariants import at_the_end, before
from safepassage.operations.ports import Store, Work
from safepassage.operations.project import KINDS, project
from safepassage.operations.record import UnknownKindError, read_recorded
from safepassage.operations.signing import sign_checkpoint
from safepassage.operations.witnessing import Standing, faults_of_cosignatures, standing

Progress = Callable[[int, int], object]  # how many entries are done, of how many


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing wrong: the entry's place (or -1 where the tables are meant), a stable code, and a sentence."""

    entry: int
    code: str
    says: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification found. `root` is hex; `sums` adds up the public counts of every entry."""

    entries: int
    root: str
    checkpoints: int
    sums: dict[str, int]
    flaws: tuple[Flaw, ...]
    erased: int
    standing: Standing


@dataclass(slots=True)
class _Replay:
    """Plays entries into empty tables, checking each invariant as it happens, and learns the actors' keys on the way."""

    house: House
    work: Work
    flaws: list[Flaw] = field(default_factory=list)
    actors: Actors = field(default_factory=Actors)
    erased: int = 0
    remains: dict[int, RemainsRow] = field(
        default_factory=dict
    )  # as the live tables say it; checked where they were erased
    gone: set[int] = field(default_factory=set)

    def through(self, entries: Iterator[tuple[Entry, bytes | None]], size: int, progress: Progress) -> Iterator[Entry]:
        for entry, key in entries:
            if entry.index % 1000 == 0:
                progress(entry.index, size)
            if key is None:
                self.erased += 1
                self.gone.add(entry.index)
            self._play(entry, key)
            yield entry

    def _play(self, entry: Entry, key: bytes | None) -> None:
        row = self.remains.get(entry.index)
        try:
            if key is not None:
                recorded = read_recorded(entry, key)
            elif row is not None:
                recorded = recorded_from(entry, row, KINDS)
            else:
                self._flaw(entry, "key", "its key is gone, and no erasure says why")
                return
        except (EntryError, UnknownKindError, ValueError, TypeError, KeyError) as error:
            self.flaws.append(Flaw(entry.index, "body", f"entry {entry.index} cannot be read: {type(error).__name__}"))
            return
        refused = self.actors.learn(entry.index, recorded.actor, recorded.fact)
        if refused is not None:
            self.flaws.append(Flaw(entry.index, "actor", f"entry {entry.index}: {refused}"))
        for code, says in before(recorded, self.work.tables):
            self._flaw(entry, code, says)
        if isinstance(recorded.fact, Erased):
            self._erased(entry, recorded.fact)
        project(recorded, self.work.tables)

    def _erased(self, entry: Entry, fact: Erased) -> None:
        """What the tables said was left is what the erasure said, and the keys are gone."""
        for one in fact.remains:
            row = self.remains.pop(one.entry, None)
            if row is None or (row.at, row.fact, row.erased_by) != (one.at.iso(), one.fact, entry.index):
                self._flaw(
                    entry, "remains", f"of entry {one.entry} the tables keep something else than the erasure left"
                )
            if one.entry not in self.gone:
                self._flaw(entry, "key", f"entry {one.entry} was erased, and its key is here")

    def _flaw(self, entry: Entry, code: str, says: str) -> None:
        self.flaws.append(Flaw(entry.index, code, f"entry {entry.index}: {says}"))


def verify(house: House, scratch: Store, progress: Progress = unwatched) -> Verdict:
    """Check every entry, every invariant, and that the tables are what the entries make them.

    `scratch` is an empty store; the ledger is replayed into its tables, and they are compared with the live ones.
    """
    with house.store.reading() as live, scratch.work() as again:
        size = live.head().size
        replay = _Replay(house, again, remains={row.entry: row for row in live.tables.select(RemainsRow)})
        published = {one.size: one.root for one in live.checkpoints()}
        found = verify_chain(
            replay.through(live.entries(), size, progress),
            replay.actors.public_of,
            operation=house.name,
            checkpoints=published,
        )
        flaws = [Flaw(one.index, one.code, f"entry {one.index}: {one.says}") for one in found.findings] + replay.flaws
        flaws += [Flaw(one, "remains", f"entry {one}: no erasure left this") for one in sorted(replay.remains)]
        flaws += [Flaw(-1, code, says) for code, says in at_the_end(again.tables, found.sums)]
        flaws += _checkpoint_flaws(house, live, replay.actors)
        if live.head() != found.head:
            flaws.append(Flaw(size, "head", "the ledger's head is not what its entries make it"))
        flaws += [Flaw(size, "checkpoint", says) for size, says in faults_of_cosignatures(house, live)]
        flaws += [Flaw(-1, "tables", says) for says in compare(live.tables, again.tables)]
        progress(size, size)
        return Verdict(
            found.size, found.root.hex(), len(published), found.sums, tuple(flaws), replay.erased, standing(house, live)
        )


def _checkpoint_flaws(house: House, live: Work, actors: Actors) -> Iterator[Flaw]:
    for kept in live.checkpoints():
        public = actors.public_of(DESK, max(kept.size - 1, 0))
        says = f"the checkpoint of size {kept.size} is not signed by the coordination cell"
        if public is None:
            yield Flaw(kept.size, "checkpoint", says)
            continue
        try:
            read, _ = verify_checkpoint(kept.note, log_key(house.name, public))
        except NoteError:
            yield Flaw(kept.size, "checkpoint", says)
            continue
        if (read.size, read.root) != (kept.size, kept.root):
            yield Flaw(kept.size, "checkpoint", f"the checkpoint kept for size {kept.size} speaks of another tree")


def checkpoint(house: House) -> Checkpoint:
    """Sign the ledger as it stands."""
    with house.store.work() as work:
        return sign_checkpoint(house, work)
