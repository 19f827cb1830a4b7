"""Use cases of the record: verify everything, sign a checkpoint."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from safepassage.ledger.actors import Actors
from safepassage.ledger.checkpoint import log_key, verify_checkpoint
from safepassage.ledger.model import Checkpoint
from safepassage.ledger.note import NoteError
from safepassage.ledger.state import RemainsRow
from safepassage.ledger.verify import Chain
from safepassage.operations.clearance import finder, who_sign_themselves
from safepassage.operations.compare import compare
from safepassage.operations.devices import against_what_it_had, named_alike, went_back
from safepassage.operations.house import DESK, House, unwatched
from safepassage.operations.invariants import at_the_end
from safepassage.operations.ports import Elsewhere, Store, Work
from safepassage.operations.replaying import HERE, Flaw, Replay, line
from safepassage.operations.signed_answers import left_out
from safepassage.operations.signing import sign_checkpoint
from safepassage.operations.witnessing import Standing, faults_of_cosignatures, quorum_changes, standing

SMALL = 2_000
"""Entries below which nothing is handed elsewhere: a second process is not worth its beginning."""
Progress = Callable[[int, int], object]  # how many entries are done, of how many


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification found. `root` is hex; `sums` adds up the public counts of every entry.

    `odd` is what no flaw of the record is and somebody should look at all the same; `quorums` tells each change of the witnesses' quorum; `own` are
    the clearing parties that sign their answers themselves.
    """

    entries: int
    root: str
    checkpoints: int
    sums: dict[str, int]
    flaws: tuple[Flaw, ...]
    erased: int
    standing: Standing
    odd: tuple[Flaw, ...] = ()
    quorums: tuple[Flaw, ...] = ()
    own: tuple[str, ...] = ()


def verify(house: House, scratch: Store, progress: Progress = unwatched, elsewhere: Elsewhere = HERE) -> Verdict:
    """Check every entry, every invariant, and that the tables are what the entries make them.

    `scratch` is an empty store; the ledger is replayed into its tables, and they are compared with the live ones; nothing of it is kept. What an entry is by
    itself may be examined `elsewhere` meanwhile; what is found is the same, in the same order.
    """
    with house.store.reading() as live, scratch.reading() as again:
        size = live.head().size
        published = {one.size: one.root for one in live.checkpoints()}
        remains = {row.entry: row for row in live.tables.select(RemainsRow)}
        replay = Replay(again, remains, finder(house, again), actors=Actors(house.name))
        chain = Chain(house.name, published)
        for index, read, signer in line(live.entries(), replay, elsewhere if size >= SMALL else HERE):
            if index % 1000 == 0:
                progress(index, size)
            chain.follow(index, read, signer)
        found = chain.end()
        flaws = [Flaw(one.index, one.code, f"entry {one.index}: {one.says}") for one in found.findings] + replay.flaws
        flaws += [Flaw(one, "remains", f"entry {one}: no erasure left this") for one in sorted(replay.remains)]
        flaws += [Flaw(-1, code, says) for code, says in at_the_end(again.tables, found.sums)]
        flaws += [Flaw(-1, code, says) for code, says in left_out(again.tables)]
        backs = tuple(went_back(again.tables))
        flaws += [
            Flaw(back.row.entry, code, f"entry {back.row.entry}: {says}")
            for back in backs
            for code, says in against_what_it_had(back, again.tables)
        ]
        flaws += _checkpoint_flaws(house, live, replay.actors)
        if live.head() != found.head:
            flaws.append(Flaw(size, "head", "the ledger's head is not what its entries make it"))
        flaws += [Flaw(size, "checkpoint", says) for size, says in faults_of_cosignatures(house, live)]
        flaws += [Flaw(-1, "tables", says) for says in compare(live.tables, again.tables)]
        progress(size, size)
        return Verdict(
            found.size,
            found.root.hex(),
            len(published),
            found.sums,
            tuple(flaws),
            replay.erased,
            standing(house, live),
            (
                *replay.odd,
                *(Flaw(one.row.entry, "manifest-back", f"entry {one.row.entry}: {one.says()}") for one in backs),
                *(Flaw(one, "device-name", f"entry {one}: {says}") for one, says in named_alike(again.tables)),
            ),
            tuple(Flaw(one, "quorum", f"entry {one}: {says}") for one, says in quorum_changes(again.tables)),
            who_sign_themselves(again.tables),
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
