"""Use case of a random audit: the entries that a beacon nobody controls draws from the witnessed record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from safepassage.kernel.problems import Problem, ProblemsError
from safepassage.kernel.wording import counted
from safepassage.ledger.entries import read_header
from safepassage.ledger.model import Checkpoint, Entry
from safepassage.ledger.sample import sample
from safepassage.operations.house import House
from safepassage.operations.ports import Work
from safepassage.operations.witnessing import standing

MOST = 10_000


@dataclass(frozen=True, slots=True)
class Drawn:
    """One entry to look at: its place, what it is, whose, under which clause; `readable` is False where its body was erased."""

    entry: int
    kind: str
    actor: str
    clause: str
    readable: bool


@dataclass(frozen=True, slots=True)
class Sample:
    """What was drawn, from which state of the record: everybody who has the same three draws the same."""

    size: int
    root: str
    beacon: str
    among: int
    drawn: tuple[Drawn, ...]


def draw(house: House, beacon: str, count: int, *, kinds: Sequence[str] = (), size: int = 0) -> Sample:
    """Draw entries of the record as it was witnessed (or at the checkpoint of `size` entries), of the kinds that begin so, or of all.

    Raises:
        ProblemsError: nothing is witnessed, no checkpoint is of that size, no beacon is given, or the number makes no sense.
    """
    problems = []
    if not beacon.strip():
        problems.append(
            Problem("--beacon", "it is empty", "Agree on a number that nobody knows yet, and give it when it is known")
        )
    if not 0 < count <= MOST:
        problems.append(Problem("--count", f"{count} entries cannot be drawn", f"Give a number from 1 to {MOST:,}"))
    with house.store.reading() as work:
        point = _point(house, work, size)
        if point is None:
            what = (
                f"there is no checkpoint of {counted(size, 'entry', 'entries')}"
                if size
                else "nothing of the record is witnessed yet"
            )
            problems.append(Problem("--size", what, "See: safepassage ledger checkpoint; then ask the witnesses"))
        if problems or point is None:
            raise ProblemsError(problems)
        begin = tuple(kinds) or ("",)
        entries = work.entries(0, point.size)
        asked = [entry.index for entry, _ in entries if read_header(entry.header).kind.startswith(begin)]
        places = sample(point.root, beacon, asked, count)
        drawn = tuple(_drawn(*one) for place in places for one in work.entries(place, place + 1))
    return Sample(point.size, point.root.hex(), beacon, len(asked), drawn)


def _drawn(entry: Entry, key: bytes | None) -> Drawn:
    header = read_header(entry.header)
    return Drawn(entry.index, header.kind, header.actor, header.clause, key is not None)


def _point(house: House, work: Work, size: int) -> Checkpoint | None:
    wanted = size or standing(house, work).witnessed
    return next((one for one in work.checkpoints() if one.size == wanted and wanted), None)
