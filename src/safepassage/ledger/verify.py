"""Is this ledger whole? Checked from public headers alone, entry by entry, in memory that does not grow with the ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from safepassage.kernel.wording import counted
from safepassage.ledger import merkle
from safepassage.ledger.examine import Examined, examined, is_signed
from safepassage.ledger.model import ActorHead, Entry, Head, Header

MOST_FINDINGS = 1000
PublicOf = Callable[[str, int], bytes | None]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with one entry: its place, a stable code, and a sentence. `index` is the size where the whole tree is meant."""

    index: int
    code: str
    says: str


class Signer(NamedTuple):
    """Whether the actor may write there, and whether the signature is its own."""

    known: bool
    holds: bool


ANYBODY = Signer(known=True, holds=True)  # where signatures are not looked at


@dataclass
class Findings:
    """What a ledger was found to be: how far it goes, what its headers add up to, what is wrong with it.

    `wrong` counts every finding; `findings` keeps the first thousand.
    """

    size: int = 0
    frontier: merkle.Frontier = ()
    actors: dict[str, ActorHead] = field(default_factory=dict)
    sums: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    wrong: int = 0

    @property
    def head(self) -> Head:
        """Where the ledger stands after them."""
        return Head(self.size, self.frontier, dict(self.actors))

    @property
    def root(self) -> bytes:
        """The root over all of them."""
        return merkle.root(self.frontier)

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong."""
        return self.wrong == 0

    def add(self, index: int, code: str, says: str) -> None:
        """Note one thing that is wrong."""
        self.wrong += 1
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(Finding(index, code, says))


def verify_chain(
    entries: Iterable[Entry],
    public_of: PublicOf,
    *,
    operation: str = "",
    checkpoints: Mapping[int, bytes] | None = None,
    signatures: bool = True,
) -> Findings:
    """Check every entry of a small ledger, in one go and in this process, and name everything wrong: the simple door to `Chain`.

    `ledger verify` hands the costly part elsewhere and follows a `Chain` itself; tests and the simulator come in here. `public_of(actor, index)` is the actor's public key at that place, None where it may not write there; it is asked after the
    entry was drawn from `entries`, so a caller can learn of new actors as they pass. `checkpoints` maps sizes to roots that were
    published; where it is given, it holds every one that an entry may have seen. `operation`, where given, is the one every entry must be of. Without `signatures` only hashes and numbers are checked.
    """
    chain = Chain(operation, checkpoints)
    for place, entry in enumerate(entries):
        read = examined(entry, None)
        signer = ANYBODY
        if signatures and read.header is not None:
            public = public_of(read.header.actor, place)
            signer = Signer(
                public is not None, public is not None and is_signed((public, entry.header, entry.signature))
            )
        chain.follow(entry.index, read, signer)
    return chain.end()


_FRESH = ActorHead(0, "")


class Chain:
    """A ledger's entries followed one by one: what each must be after those before it. The costly part comes ready, see `examine`."""

    def __init__(self, operation: str = "", checkpoints: Mapping[int, bytes] | None = None) -> None:
        """Stand before the first entry; `operation` and `checkpoints` as for `verify_chain`."""
        self.found = Findings()
        self._operation = operation
        self._checkpoints = dict(checkpoints or {})
        self._all_known = checkpoints is not None
        self._seen: dict[str, int] = {}
        self.published(0)

    def follow(self, index: int, read: Examined, signer: Signer) -> None:
        """Check the next entry, which says it stands at `index`, and go on, whatever it is."""
        place = self.found.size
        if index != place:
            self.found.add(place, "index", f"the entry at place {place} says it is entry {index}")
        if read.header is None:
            self.found.add(place, "header", read.wrong)
        else:
            self._checked(place, read.header)
            self._signed(place, read.header, signer)
            for name, delta in read.header.deltas.items():
                self.found.sums[name] = self.found.sums.get(name, 0) + delta
            self.found.actors[read.header.actor] = ActorHead(read.header.sequence, read.leaf.hex())
        self.found.frontier = merkle.append(self.found.frontier, place, read.leaf)
        self.found.size = place + 1
        self.published(place + 1)

    def _checked(self, place: int, header: Header) -> None:
        own = self.found.actors.get(header.actor) or _FRESH
        if self._operation and header.operation != self._operation:
            self.found.add(place, "operation", "the entry is of another operation")
        if header.sequence != own.sequence + 1:
            says = f"{header.actor} is at {own.sequence}, and this is its entry {header.sequence}"
            self.found.add(place, "sequence", says)
        if header.previous != own.last:
            self.found.add(place, "previous", f"this does not follow the last entry of {header.actor}")
        self._saw(place, header)

    def _saw(self, place: int, header: Header) -> None:
        before = self._seen.get(header.actor, 0)
        if header.seen_size < before:
            says = f"{header.actor} cites {counted(header.seen_size, 'entry', 'entries')} after it had cited {before}"
            self.found.add(place, "seen-back", says)
        self._seen[header.actor] = max(before, header.seen_size)
        known = self._checkpoints.get(header.seen_size)
        if header.seen_size > place:
            self.found.add(
                place,
                "seen-ahead",
                f"{header.actor} cites a checkpoint of {counted(header.seen_size, 'entry', 'entries')}",
            )
        elif header.seen_size and known is None and self._all_known:
            says = f"{header.actor} cites a checkpoint of {counted(header.seen_size, 'entry', 'entries')} that is kept nowhere"
            self.found.add(place, "seen-unknown", says)
        elif header.seen_size and known is not None and known.hex() != header.seen_root:
            says = f"{header.actor} saw another history: its checkpoint of {counted(header.seen_size, 'entry', 'entries')} has another root"
            self.found.add(place, "seen-root", says)

    def _signed(self, place: int, header: Header, signer: Signer) -> None:
        if not signer.known:
            self.found.add(place, "actor", f"{header.actor} may not write here")
        elif not signer.holds:
            self.found.add(place, "signature", f"the signature is not that of {header.actor}")

    def published(self, size: int) -> None:
        """Compare with the checkpoint of this size, where there is one."""
        known = self._checkpoints.get(size)
        if known is not None and known != self.found.root:
            self.found.add(
                size, "checkpoint", f"the published checkpoint of {counted(size, 'entry', 'entries')} has another root"
            )

    def end(self) -> Findings:
        """What was found, with the checkpoints that say more entries than there are."""
        for size in sorted(self._checkpoints):
            if size > self.found.size:
                says = f"a published checkpoint says {counted(size, 'entry', 'entries')}, and there are {self.found.size:,}"
                self.found.add(self.found.size, "short", says)
        return self.found
