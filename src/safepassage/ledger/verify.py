"""Is this ledger whole? Checked from public headers alone, entry by entry, in memory that does not grow with the ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from safepassage.ledger import merkle
from safepassage.ledger.entries import EntryError, leaf_hash, read_header, signed_bytes
from safepassage.ledger.model import ActorHead, Entry, Head, Header
from safepassage.seal import keys

MOST_FINDINGS = 1000
PublicOf = Callable[[str, int], bytes | None]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with one entry: its place, a stable code, and a sentence. `index` is the size where the whole tree is meant."""

    index: int
    code: str
    says: str


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
    """Check every entry and name everything wrong.

    `public_of(actor, index)` is the actor's public key at that place, None where it may not write there; it is asked after the
    entry was drawn from `entries`, so a caller can learn of new actors as they pass. `checkpoints` maps sizes to roots that were
    published. `operation`, where given, is the one every entry must be of. Without `signatures` only hashes and numbers are checked.
    """
    check = _Check(public_of, operation, dict(checkpoints or {}), signatures=signatures)
    check.published(0)
    for place, entry in enumerate(entries):
        check.entry(place, entry)
        check.published(place + 1)
    check.beyond()
    return check.found


_FRESH = ActorHead(0, "")


class _Check:
    def __init__(self, public_of: PublicOf, operation: str, checkpoints: dict[int, bytes], *, signatures: bool) -> None:
        self.found = Findings()
        self._public_of = public_of
        self._operation = operation
        self._checkpoints = checkpoints
        self._signatures = signatures
        self._seen: dict[str, int] = {}

    def entry(self, place: int, entry: Entry) -> None:
        """Check one entry and go on, whatever it is."""
        if entry.index != place:
            self.found.add(place, "index", f"the entry at place {place} says it is entry {entry.index}")
        leaf = leaf_hash(entry)
        try:
            header = read_header(entry.header)
        except EntryError as error:
            self.found.add(place, "header", str(error))
        else:
            self._checked(place, header)
            if self._signatures:
                self._signed(place, entry, header)
            for name, delta in header.deltas.items():
                self.found.sums[name] = self.found.sums.get(name, 0) + delta
            self.found.actors[header.actor] = ActorHead(header.sequence, leaf.hex())
        self.found.frontier = merkle.append(self.found.frontier, place, leaf)
        self.found.size = place + 1

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
        if header.seen_size > place:
            self.found.add(place, "seen-ahead", f"{header.actor} cites a checkpoint of {header.seen_size} entries")
        if header.seen_size < before:
            says = f"{header.actor} cites {header.seen_size} entries after it had cited {before}"
            self.found.add(place, "seen-back", says)
        self._seen[header.actor] = max(before, header.seen_size)
        known = self._checkpoints.get(header.seen_size)
        if header.seen_size and known is not None and known.hex() != header.seen_root:
            says = f"{header.actor} saw another history: its checkpoint of {header.seen_size} entries has another root"
            self.found.add(place, "seen-root", says)

    def _signed(self, place: int, entry: Entry, header: Header) -> None:
        public = self._public_of(header.actor, place)
        if public is None:
            self.found.add(place, "actor", f"{header.actor} may not write here")
        elif not keys.verify(public, signed_bytes(entry.header), entry.signature):
            self.found.add(place, "signature", f"the signature is not that of {header.actor}")

    def published(self, size: int) -> None:
        """Compare with the checkpoint of this size, where there is one."""
        known = self._checkpoints.get(size)
        if known is not None and known != self.found.root:
            self.found.add(size, "checkpoint", f"the published checkpoint of {size} entries has another root")

    def beyond(self) -> None:
        """Name checkpoints that say more entries than there are."""
        for size in sorted(self._checkpoints):
            if size > self.found.size:
                says = f"a published checkpoint says {size} entries, and there are {self.found.size}"
                self.found.add(self.found.size, "short", says)
