"""Invented rows and entries."""

from safepassage.account.state import StandRow
from safepassage.ledger.model import ActorHead, Entry, Head

KEY = bytes(range(32))


def stand(person: str, state: str = "pending", why: str = "", entry: int = 0) -> StandRow:
    return StandRow(person, state, "2023-11-01T05:00:00Z", entry, "foreign", why)


def entry(index: int, body: bytes = b"sealed") -> Entry:
    return Entry(index, f"header {index}".encode(), bytes([index % 256]) * 64, body)


def head(size: int, *actors: str) -> Head:
    return Head(
        size, (b"\x00" * 32, bytes([size % 256]) * 32), {name: ActorHead(size, f"{size:064x}") for name in actors}
    )


def append(work, count: int) -> None:
    for index in range(work.head().size, work.head().size + count):
        work.append(entry(index), KEY, head(index + 1, "operator"))
