"""Invented rows and entries."""

from safepassage.account.state import StandRow
from safepassage.ledger.model import ActorHead, Entry, Head


def stand(person: str, state: str = "pending", why: str = "", entry: int = 0) -> StandRow:
    return StandRow(person, state, "2023-11-01T05:00:00Z", entry, "foreign", why)


def append(work, count: int = 1, body: bytes = b"sealed") -> int:
    """Append so many entries, each with a row of its own; the size after."""
    for index in range(work.head().size, work.head().size + count):
        head = Head(index + 1, (bytes([index % 251]) * 32,), {"operator": ActorHead(index + 1, "ab" * 32)})
        work.append(Entry(index, f"header {index}".encode(), b"s" * 64, body), b"k" * 32, head)
        work.tables.put(stand(f"invented-{index:06d}", entry=index))
    return work.head().size


def whole(store) -> int:
    """How many entries there are, after a look that rows, keys and head fit them."""
    with store.reading() as work:
        entries = list(work.entries())
        rows = list(work.tables.select(StandRow))
        assert [entry.index for entry, _ in entries] == list(range(len(entries)))
        assert {key for _, key in entries} <= {b"k" * 32}
        assert [row.entry for row in rows] == list(range(len(entries)))
        assert work.head().size == len(entries)
        return len(entries)
