"""Invented actors with keys, and ledgers they wrote."""

import hashlib
from dataclasses import dataclass, field

import pytest

from safepassage.ledger import entries
from safepassage.ledger.model import EMPTY, Entry, Head
from safepassage.seal import keys

OPERATION = "rafah-2023"


def seed(name):
    return hashlib.sha256(b"invented key of " + name.encode()).digest()


@dataclass
class Writer:
    """Writes entries as the operations do."""

    operation: str = OPERATION
    head: Head = EMPTY
    written: list[Entry] = field(default_factory=list)
    keys: list[bytes] = field(default_factory=list)

    def write(self, actor, *, body=b"{}", kind="clearance.answered/1", deltas=None, seen=(0, ""), signer=None):
        key = hashlib.sha256(b"body %d" % len(self.written)).digest()
        entry, self.head = entries.write_entry(
            self.head,
            operation=self.operation,
            kind=kind,
            actor=actor,
            clause="1/3",
            deltas={"granted": 1} if deltas is None else deltas,
            body=body,
            key=key,
            sign=lambda message: keys.sign(seed(signer or actor), message),
            seen=seen,
        )
        self.written.append(entry)
        self.keys.append(key)
        return entry


@pytest.fixture
def writer():
    return Writer()


@pytest.fixture
def key_of():
    """The public key of any invented actor, at any place."""
    return lambda actor, _index: keys.public_key(seed(actor))


@pytest.fixture
def signer_of():
    """An actor's pen."""
    return lambda actor: lambda message: keys.sign(seed(actor), message)


@pytest.fixture
def public_of():
    return lambda actor: keys.public_key(seed(actor))


@pytest.fixture
def ledger(writer):
    """Thirty entries of three actors."""
    for number in range(30):
        writer.write(("side-a", "side-b", "gate-1")[number % 3], body=b'{"n":%d}' % number)
    return writer
