"""A ledger's entries played again into empty tables, while what each of them is by itself is examined elsewhere."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from safepassage.clearance.rules import Find
from safepassage.kernel.facts import Recorded
from safepassage.kernel.problems import ProblemsError
from safepassage.ledger.actors import Actors
from safepassage.ledger.entries import EntryError
from safepassage.ledger.examine import Examined, check_signatures, examine
from safepassage.ledger.facts import Erased
from safepassage.ledger.model import Entry
from safepassage.ledger.state import RemainsRow
from safepassage.ledger.verify import Signer
from safepassage.operations.clocks import Clocks
from safepassage.operations.erasing import recorded_from
from safepassage.operations.headers import counts_otherwise
from safepassage.operations.invariants import before
from safepassage.operations.oddities import odd_before
from safepassage.operations.ports import A, B, Elsewhere, Work
from safepassage.operations.project import KINDS, project
from safepassage.operations.record import UnknownKindError, known_kind, recorded_of
from safepassage.operations.signed_answers import wrong_with

CHUNK = 500
"""Entries examined at once."""
BROKEN = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError, ProblemsError)
"""What an entry whose words make no sense can raise in a room's rules or rows."""
AHEAD = 3
"""Chunks under way before and behind the one that is played: so much is in memory."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing wrong: the entry's place (or -1 where the tables are meant), a stable code, and a sentence."""

    entry: int
    code: str
    says: str


class Here:
    """Everything is done at once, in this process."""

    def begin(self, work: Callable[[A], B], given: A) -> Callable[[], B]:
        """Do it now."""
        outcome = work(given)
        return lambda: outcome


HERE = Here()


@dataclass(slots=True)
class Replay:
    """Plays entries into empty tables, checking each invariant as it happens, and learns the actors' keys on the way."""

    work: Work
    remains: dict[int, RemainsRow]  # as the live tables say it; checked where they were erased
    find: Find  # whom a signed line means, seen from the tables that are played
    flaws: list[Flaw] = field(default_factory=list)
    odd: list[Flaw] = field(default_factory=list)
    actors: Actors = field(default_factory=Actors)
    gone: set[int] = field(default_factory=set)
    clocks: Clocks = field(default_factory=Clocks)
    erased: int = 0

    def play(self, place: int, entry: Entry, read: Examined, *, keyless: bool) -> bytes | None:
        """Play one entry; the key that its signature must be of, None where nobody may have signed there."""
        if keyless:
            self.erased += 1
            self.gone.add(entry.index)
        self._play(entry, read, keyless=keyless)
        return None if read.header is None else self.actors.public_of(read.header.actor, place)

    def _play(self, entry: Entry, read: Examined, *, keyless: bool) -> None:
        row = self.remains.get(entry.index)
        if keyless and row is None:
            self._flaw(entry, "key", "its key is gone, and no erasure says why")
            return
        recorded = _recorded(entry, read, row if keyless else None)
        if isinstance(recorded, str):
            self.flaws.append(Flaw(entry.index, "body", f"entry {entry.index} cannot be read: {recorded}"))
            return
        otherwise = None if keyless or read.header is None else counts_otherwise(read.header, recorded.fact)
        if otherwise is not None:
            self._flaw(entry, "counts", otherwise)
        self._tried(entry, lambda: self._held(entry, recorded), "no rule can be asked of it")
        if isinstance(recorded.fact, Erased):
            self._erased(entry, recorded.fact)
        self._tried(entry, lambda: project(recorded, self.work.tables), "it cannot be played into the tables")

    def _held(self, entry: Entry, recorded: Recorded) -> None:
        """Hold what the entry records against the rules, seen from the tables before it."""
        refused = self.actors.learn(entry.index, recorded.actor, recorded.fact)
        if refused is not None:
            self._flaw(entry, "actor", refused)
        for code, says in (*before(recorded, self.work.tables), *wrong_with(recorded, self.work.tables, self.find)):
            self._flaw(entry, code, says)
        for code, says in odd_before(recorded, self.work.tables):
            self.odd.append(Flaw(entry.index, code, f"entry {entry.index}: {says}"))
        for place, says in self.clocks.follow(recorded, self.work.tables):
            self.odd.append(Flaw(place, "clock", f"entry {place}: {says}"))

    def _tried(self, entry: Entry, what: Callable[[], object], lacking: str) -> None:
        """Do it; where the entry's own words make that impossible it is a flaw, and the entries after it are verified all the same."""
        try:
            what()
        except BROKEN as error:
            self._flaw(entry, "senseless", f"{lacking}: {type(error).__name__}")

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


def _recorded(entry: Entry, read: Examined, row: RemainsRow | None) -> Recorded | str:
    """What the entry records, or what an erasure left of it; where neither can be read, the name of the error."""
    try:
        if row is not None:
            return recorded_from(entry, row, KINDS)
        if read.header is None:
            return EntryError.__name__
        known_kind(read.header.kind)
        return read.broken or recorded_of(read.header, read.body, entry.index)
    except (EntryError, UnknownKindError, ValueError, TypeError, KeyError, RecursionError) as error:
        return type(error).__name__


Keyed = tuple[Entry, bytes | None]
Followed = tuple[int, Examined, Signer]  # the index an entry says, the entry by itself, and who signed it


def line(entries: Iterable[Keyed], replay: Replay, elsewhere: Elsewhere) -> Iterator[Followed]:
    """Play every entry; each comes out in the ledger's order, with what it is by itself.

    A few chunks are under way at a time: some are examined before they are played, and of some the signatures are checked after it,
    for whose key counts is known only then.
    """
    coming = iter(entries)
    examining: deque[tuple[list[Keyed], Callable[[], list[Examined]]]] = deque()
    checking: deque[Callable[[], Iterator[Followed]]] = deque()
    place = 0
    while True:
        while len(examining) < AHEAD and (chunk := list(islice(coming, CHUNK))):
            sealed = [(one.index, one.header, one.signature, one.body, key) for one, key in chunk]
            examining.append((chunk, elsewhere.begin(examine, sealed)))
        if not examining:
            break
        chunk, outcome = examining.popleft()
        checking.append(_played(place, chunk, outcome(), replay, elsewhere))
        place += len(chunk)
        while len(checking) > AHEAD:
            yield from checking.popleft()()
    while checking:
        yield from checking.popleft()()


def _played(
    place: int, chunk: list[Keyed], found: list[Examined], replay: Replay, elsewhere: Elsewhere
) -> Callable[[], Iterator[Followed]]:
    """Play a chunk, and have its signatures checked."""
    publics = [
        replay.play(place + number, entry, read, keyless=key is None)
        for number, ((entry, key), read) in enumerate(zip(chunk, found, strict=True))
    ]
    said = [number for number, public in enumerate(publics) if public is not None]
    claims = [(publics[number] or b"", chunk[number][0].header, chunk[number][0].signature) for number in said]
    checked = elsewhere.begin(check_signatures, claims)

    def outcome() -> Iterator[Followed]:
        holds = dict(zip(said, checked(), strict=True))
        for number, ((entry, _), read) in enumerate(zip(chunk, found, strict=True)):
            yield entry.index, read, Signer(number in holds, holds.get(number, False))

    return outcome
