"""Invented rows and entries."""

from safepassage.account.state import StandRow
from safepassage.ledger.model import ActorHead, Entry, Head


def stand(person: str, state: str = "pending", why: str = "", entry: int = 0) -> StandRow:
    return StandRow(person, state, "2023-11-01T05:00:00Z", entry, "foreign", why)


KEY = b"k" * 32


def entry(index: int, body: bytes = b"sealed") -> Entry:
    return Entry(index, f"header {index}".encode(), bytes([index % 256]) * 64, body)


def head(size: int, *actors: str) -> Head:
    roots = (b"\x00" * 32, bytes([size % 256]) * 32)
    return Head(size, roots, {name: ActorHead(size, f"{size:064x}") for name in actors})


def append_bare(work, count: int) -> None:
    """Append so many entries, and no row."""
    for index in range(work.head().size, work.head().size + count):
        work.append(entry(index), KEY, head(index + 1, "operator"))


def append(work, count: int = 1, body: bytes = b"sealed") -> int:
    """Append so many entries, each with a row of its own; the size after."""
    for index in range(work.head().size, work.head().size + count):
        work.append(entry(index, body), KEY, head(index + 1, "operator"))
        work.tables.put(stand(f"invented-{index:06d}", entry=index))
    return work.head().size


def whole(store) -> int:
    """How many entries there are, after a look that rows, keys and head fit them."""
    with store.reading() as work:
        entries = list(work.entries())
        rows = list(work.tables.select(StandRow))
        assert [entry.index for entry, _ in entries] == list(range(len(entries)))
        assert {key for _, key in entries} <= {KEY}
        assert [row.entry for row in rows] == list(range(len(entries)))
        assert work.head().size == len(entries)
        return len(entries)
