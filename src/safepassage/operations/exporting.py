"""Use case of the export: what a party is given to check the record for itself. Two people stand behind each; headers leave in batches only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from safepassage.clearance.facts import BY_STATEMENT
from safepassage.kernel.canonical import read_canonical
from safepassage.kernel.moment import Moment
from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.ledger.entries import open_entry, read_header
from safepassage.ledger.export import OPEN_TO_ALL, Readable, write_export
from safepassage.ledger.facts import Exported
from safepassage.ledger.model import Checkpoint, Entry, Header
from safepassage.ledger.receipt import Receipt, receipt_of
from safepassage.ledger.state import RequestRow
from safepassage.operations.consent import EXPORT, Request, ask_or_agree
from safepassage.operations.house import DESK, House
from safepassage.operations.ports import Work
from safepassage.operations.record import Scribe
from safepassage.operations.signing import logs_of, sign_checkpoint
from safepassage.operations.terms import agreement_in_force
from safepassage.terms.model import Agreement

STEP = 1_000  # entries looked through at a time, from the end
BATCH = 50  # public headers leave in batches of so many entries,
BATCH_MINUTES = 10  # or when the newest is so old, so that timing singles nobody out
KNOWN_TO_ALL = ("terms.",)  # every party has the agreement
KNOWN_TO_MONITORS = ("plan.", "passes.manifest", "gate.opened", "gate.closed")  # ids and counts, no name


@dataclass(frozen=True, slots=True)
class Export:
    """An export being written: `lines` once, while the block is open; `entries` how many; `receipt` for the party's newest of them, if any.

    There is none either while the log's key is newer than these entries.
    """

    lines: Iterator[str]
    entries: int
    checkpoint: Checkpoint
    receipt: Receipt | None


def ask_export(house: House, party: str, reason: str, actor: str, at: Moment) -> Request:
    """Ask for an export of the record to a party, or agree to one that another asked for.

    Raises:
        ProblemsError: there is no such party, or this actor may not ask or agree.
    """
    with house.store.work() as work:
        if agreement_in_force(work.tables).party(party) is None:
            raise ProblemsError([Problem("--party", f"{party} is no party", "Name one of: safepassage terms show")])
        covered = _covered(house, work, at)  # signed before anything of this request is written, for that is young
        scribe = Scribe(house, work, actor, at)
        request = ask_or_agree(scribe, EXPORT, party, reason)
        if request.agreed:
            if covered is None:
                what = "the newest entries are too young to be shown one by one"
                raise ProblemsError([Problem("export", what, f"Try again in {BATCH_MINUTES} minutes")])
            scribe.write(Exported(request.request, party, covered.size))
        return request


def signed_receipt(house: House, party: str) -> Receipt:
    """The log's signed word on the newest entry of what the party said, and so on all of them: to be handed over when it has answered.

    Of a party that signs its own statements that is the desk's newest entry of one: it binds what the desk wrote before it.

    Raises:
        ProblemsError: the party has said nothing.
    """
    with house.store.reading() as work:
        given = _receipt(house, work, party, work.head().size)
    if given is None:
        what = f"nothing of {party} is in the record"
        raise ProblemsError([Problem("--party", what, "Name a party that has answered")])
    return given


def _receipt(house: House, work: Work, party: str, size: int) -> Receipt | None:
    """The receipt of the newest of the first `size` entries that holds what the party said, None where none does."""
    for start in range((size - 1) // STEP * STEP, -1, -STEP):
        entries = work.entries(start, min(start + STEP, size))
        own = [entry for entry, key in entries if _said_by(party, entry, read_header(entry.header), key)]
        if own:
            return receipt_of(own[-1], lambda message: house.keys.sign(DESK, message))
    return None


@contextmanager
def export(house: House, party: str) -> Iterator[Export]:
    """The export for a party as two people agreed on it; the caller writes its lines inside the block."""
    with house.store.reading() as work:
        size = _agreed_size(work, party)
        covered = next(one for one in work.checkpoints() if one.size == size)
        agreement = agreement_in_force(work.tables)
        keys: dict[int, bytes] = {}
        totals: dict[str, int] = {}
        entries = _passing(work, covered.size, keys, totals)
        lines = write_export(
            entries,
            operation=house.name,
            log=logs_of(house, work)[0][1],
            rotations=[(since - 1, key) for since, key in logs_of(house, work)[1:] if since <= covered.size],
            checkpoints=[one for one in work.checkpoints() if one.size <= covered.size],
            totals=totals,
            key_of=reader(agreement, party, keys),
        )
        # A key that the log was given after these entries is not in the export: who reads it could not check what that key signs.
        known = all(since <= covered.size for since, _ in logs_of(house, work)[1:])
        yield Export(lines, covered.size, covered, _receipt(house, work, party, covered.size) if known else None)


def _passing(work: Work, size: int, keys: dict[int, bytes], totals: dict[str, int]) -> Iterator[Entry]:
    """The entries and their totals as they pass; only the passing entry's key is known at a time."""
    for entry, key in work.entries(0, size):
        header = read_header(entry.header)
        for name, delta in header.deltas.items():
            totals[name] = totals.get(name, 0) + delta
        keys.clear()
        if key is not None:
            keys[entry.index] = key
        yield entry


def reader(agreement: Agreement, party: str, keys: dict[int, bytes]) -> Readable:
    """Which bodies the party may read: its own, and what the desk wrote of its statements, the agreement, who may write; plans and sessions where it mediates or monitors."""
    roles = next((one.roles for one in agreement.parties if one.id == party), ())
    more = KNOWN_TO_MONITORS if {"mediates", "monitors", "coordinates"} & set(roles) else ()
    known = (OPEN_TO_ALL, *KNOWN_TO_ALL, *more)

    def key_of(entry: Entry, header: Header) -> bytes | None:
        key = keys.get(entry.index)
        return key if header.kind.startswith(known) or _said_by(party, entry, header, key) else None

    return key_of


def _said_by(party: str, entry: Entry, header: Header, key: bytes | None) -> bool:
    """Whether the entry is the party's own, or the desk's of a statement that the party signed; an erased one of these says no more whose it is."""
    if header.actor == party or key is None or header.kind not in BY_STATEMENT:
        return header.actor == party
    said: str = read_canonical(open_entry(entry, key))["fact"]["party"]
    return said == party


def _agreed_size(work: Work, party: str) -> int:
    """How many entries the newest export agreed on for this party covers."""
    agreed = [row for row in work.tables.select(RequestRow, act=EXPORT, subject=party) if row.done >= 0]
    place = max(row.done for row in agreed)
    entry, key = next(work.entries(place, place + 1))
    assert key is not None, "no erasure touches this"
    return int(read_canonical(open_entry(entry, key))["fact"]["size"])


def _covered(house: House, work: Work, at: Moment) -> Checkpoint | None:
    """The newest checkpoint over entries that may be shown, signed now where the ledger as it stands may be."""
    most = shown(work, at)
    if most == work.head().size:
        return sign_checkpoint(house, work)
    under = [one for one in work.checkpoints() if 0 < one.size <= most]
    return under[-1] if under else None


def shown(work: Work, at: Moment) -> int:
    """How many entries may be shown: whole batches, and everything up to an entry that is old enough."""
    size = work.head().size
    least = size - size % BATCH
    limit = at.plus(minutes=-BATCH_MINUTES)
    for entry, key in reversed(list(work.entries(least, size))):
        written = limit if key is None else Moment.parse(read_canonical(open_entry(entry, key))["at"])
        if written <= limit:
            return entry.index + 1
    return least
